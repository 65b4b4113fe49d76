//! Lines of pages become paragraphs: furniture goes, footnotes go to the end, what a line or page
//! end cut is joined.

use std::collections::HashMap;

use super::layout::{PdfLine, PdfPage};
use crate::draft::{Paragraph, ParagraphStyle};

/// Joins the lines of all pages.
pub(super) fn join(mut pages: Vec<PdfPage>) -> Vec<Paragraph> {
    drop_furniture(&mut pages);
    let body = body_size(&pages);
    let mut notes: Vec<String> = Vec::new();
    let mut joiner = Joiner { paragraphs: Vec::new(), last: None, spacing: spacing(&pages, body) };
    for page in &mut pages {
        take_notes(page, body, &mut notes);
        for (at, line) in page.lines.iter().enumerate() {
            if is_row(&page.lines, at) {
                joiner.row(line);
            } else {
                joiner.line(line, at == 0);
            }
        }
    }
    let notes = notes.into_iter().map(|text| Paragraph { text, style: ParagraphStyle::Note });
    joiner.paragraphs.extend(notes);
    joiner.paragraphs
}

/// The size that most characters have.
fn body_size(pages: &[PdfPage]) -> f64 {
    let mut sizes: HashMap<i64, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        *sizes.entry((line.size * 2.0).round() as i64).or_default() += line.text.len();
    }
    let most = sizes.into_iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(12.0, |(size, _)| size as f64 / 2.0)
}

/// The distance from one line of the body to the next, where it is regular.
fn spacing(pages: &[PdfPage], body: f64) -> f64 {
    let mut steps: Vec<f64> = pages
        .iter()
        .flat_map(|page| page.lines.windows(2))
        .filter(|pair| pair.iter().all(|line| (line.size - body).abs() < 1.0))
        .map(|pair| pair[1].y - pair[0].y)
        .filter(|step| *step > 0.0)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 3).copied().unwrap_or(body * 2.0)
}

/// Drops what returns on page after page at the same height, and page numbers.
fn drop_furniture(pages: &mut [PdfPage]) {
    let mut seen: HashMap<String, Vec<(usize, f64)>> = HashMap::new();
    for (number, page) in pages.iter().enumerate() {
        for line in &page.lines {
            seen.entry(shape(&line.text)).or_default().push((number, line.y));
        }
    }
    let count = pages.len();
    for page in pages {
        let height = page.height.max(1.0);
        let edge = |line: &PdfLine| line.y < height * 0.14 || line.y > height * 0.86;
        let ends = [
            page.lines.iter().map(|l| l.y).fold(f64::MAX, f64::min),
            page.lines.iter().map(|l| l.y).fold(f64::MIN, f64::max),
        ];
        page.lines.retain(|line| {
            let outermost = ends.iter().any(|end| (line.y - end).abs() < 1.0);
            if is_page_number(&line.text) && (edge(line) || outermost) {
                return false;
            }
            let Some(places) = seen.get(&shape(&line.text)) else { return true };
            let mut at: Vec<usize> = places
                .iter()
                .filter(|(_, y)| (y - line.y).abs() < height * 0.015)
                .map(|(page, _)| *page)
                .collect();
            at.dedup();
            let returns = at.len();
            let often = match edge(line) || outermost {
                true => returns >= 2 && returns * 10 >= count * 3,
                false => returns >= 4 && returns * 10 >= count * 6,
            };
            !often
        });
    }
}

/// A line without what changes from page to page.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match c.is_ascii_digit() || matches!(c, '０'..='９') {
            true if shape.ends_with('#') => {}
            true => shape.push('#'),
            false => shape.push(c),
        }
    }
    shape
}

/// `12`, `— 12 —`, `第 3 页 共 20 页`, `3 / 20`, `PdfPage 3`.
fn is_page_number(text: &str) -> bool {
    let shape = shape(text).to_lowercase();
    let bare = shape.trim_matches(|c| {
        matches!(
            c,
            '-' | '—'
                | '–'
                | '－'
                | '·'
                | '•'
                | '~'
                | '～'
                | '【'
                | '】'
                | '['
                | ']'
                | '('
                | ')'
                | '_'
                | '|'
        )
    });
    matches!(
        bare,
        "#" | "第#页"
            | "第#页共#页"
            | "第#页/共#页"
            | "第#页,共#页"
            | "第#页，共#页"
            | "#/#"
            | "page#"
            | "page#of#"
            | "p#"
            | "#页"
            | "共#页第#页"
            | "#of#"
            | "p.#"
            | "第#页(共#页)"
            | "第#页（共#页）"
    )
}

/// Takes the footnotes off the end of a page: lines of smaller type, the first of which begins
/// with a mark or goes on with the last note of the page before.
fn take_notes(page: &mut PdfPage, body: f64, notes: &mut Vec<String>) {
    let small = |line: &PdfLine| line.size < body * 0.93;
    let count = page.lines.iter().rev().take_while(|line| small(line)).count();
    if count == 0 || count == page.lines.len() && page.lines.len() > 3 && notes.is_empty() {
        return;
    }
    let from = page.lines.len() - count;
    let Some(first) = page.lines.get(from) else { return };
    if from > 0 && page.lines[from - 1].y > first.y {
        // Smaller type at the head of a column is no footnote.
        return;
    }
    if !begins_note(&first.text) && notes.is_empty() {
        return;
    }
    for line in page.lines.drain(from..) {
        match notes.last_mut() {
            Some(last) if !begins_note(&line.text) => last.push_str(&line.text),
            _ => notes.push(line.text),
        }
    }
}

fn begins_note(text: &str) -> bool {
    let text = text.trim_start_matches(['[', '(', '（', '〔', '【', ' ']);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let behind = text.chars().nth(digits);
    (1..=3).contains(&digits)
        && behind.is_none_or(|c| !matches!(c, '.' | '%' | '年' | '月' | '万' | '亿' | '个' | '项'))
        || (1..=3).contains(&digits)
            && behind == Some('.')
            && text.chars().nth(digits + 1).is_some_and(|c| !c.is_ascii_digit())
        || text.starts_with(|c| matches!(c, '①'..='⑳' | '*' | '※' | '注'))
}

/// Whether a line is a row of a table: parts far from each other, and a line above or below it
/// with parts that begin at the same places.
fn is_row(lines: &[PdfLine], at: usize) -> bool {
    let line = &lines[at];
    if line.cells.len() < 2 {
        return false;
    }
    let aligned = |other: &PdfLine| {
        other.cells.len() > 1
            && other.cells.iter().skip(1).any(|(x, _)| {
                line.cells.iter().skip(1).any(|(own, _)| (own - x).abs() < line.size * 1.5)
            })
    };
    let above = at.checked_sub(1).and_then(|at| lines.get(at));
    let below = lines.get(at + 1);
    [above, below].into_iter().flatten().any(aligned)
}

struct Joiner {
    paragraphs: Vec<Paragraph>,
    /// The line that the last paragraph ends with, unless that is a row.
    last: Option<PdfLine>,
    spacing: f64,
}

impl Joiner {
    fn row(&mut self, line: &PdfLine) {
        let cells: Vec<&str> = line.cells.iter().map(|(_, cell)| cell.trim()).collect();
        self.paragraphs.push(Paragraph { text: cells.join("\t"), style: ParagraphStyle::Row });
        self.last = None;
    }

    fn line(&mut self, line: &PdfLine, first_of_page: bool) {
        let goes_on =
            self.last.as_ref().is_some_and(|last| !self.begins(last, line, first_of_page));
        match self.paragraphs.last_mut() {
            Some(paragraph) if goes_on => {
                let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
                if latin(paragraph.text.chars().next_back()) && latin(line.text.chars().next()) {
                    paragraph.text.push(' ');
                }
                paragraph.text.push_str(&line.text);
            }
            _ => self
                .paragraphs
                .push(Paragraph { text: line.text.clone(), style: ParagraphStyle::Body }),
        }
        self.last = Some(line.clone());
    }

    /// Whether a line begins a paragraph.
    fn begins(&self, last: &PdfLine, line: &PdfLine, first_of_page: bool) -> bool {
        let em = line.size.max(1.0);
        let indent = (line.x.0 - line.column.0) / em;
        let ratio = line.size / last.size.max(1.0);
        let step = line.y - last.y;
        let below = !first_of_page && step > 0.0 && (line.column.0 - last.column.0).abs() < em;
        if indent > 1.2 || !(0.87..1.15).contains(&ratio) {
            return true;
        }
        if below && step > self.spacing * 1.45 {
            return true;
        }
        // How far the line above stays short of the end of its column.
        let short = (last.column.1 - last.x.1) / last.size.max(1.0);
        let ended = last.text.ends_with(['。', '！', '？', '：', '；', '”', '）', ':', ';', '!']);
        short > 2.2 && ended || short > 6.0
    }
}
