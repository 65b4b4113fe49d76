//! Rows of tables: each is a passage of its own, below the header of its table.

use crate::Passage;
use crate::draft::{Paragraph, ParagraphStyle};
use crate::text::flat;

/// The longest cell of a header, in characters.
const HEADER_CHARS: usize = 20;

/// Puts the rows of every table below its first row where that is a header.
pub(super) fn put_below_headers(paragraphs: &[Paragraph], passages: &mut [Passage]) {
    let mut from = 0;
    while from < paragraphs.len() {
        let rows = paragraphs[from..].iter().take_while(|p| p.style == ParagraphStyle::Row).count();
        if rows > 1
            && let Some(header) = header(&paragraphs[from].text)
        {
            for passage in passages.iter_mut().skip(from + 1).take(rows - 1) {
                passage.heading.push(header.clone());
            }
        }
        from += rows.max(1);
    }
}

/// The names of the columns, where a row is nothing else.
fn header(row: &str) -> Option<String> {
    let cells: Vec<&str> = row.split('\t').map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let names = |cell: &&str| {
        let is_figure = flat(cell).chars().all(|c| c.is_ascii_digit() || ".,%+-".contains(c));
        !is_figure && cell.chars().count() <= HEADER_CHARS && !cell.contains('。')
    };
    (cells.len() > 1 && cells.iter().all(names)).then(|| cells.join("｜"))
}
