//! A row of a table in a report: its cells side by side, with their marks and terms.

use std::ops::Range;

use maud::{Markup, html};

use crate::pages::marked::{self, GlossaryTerm};

/// The cells of a row, whose text parts them by tabs. Marks are numbered from `first`.
pub fn row(
    text: &str,
    marks: &[Range<usize>],
    first: usize,
    found: &[(Range<usize>, usize)],
    terms: &[GlossaryTerm],
) -> Markup {
    let mut from = 0;
    let cells: Vec<Range<usize>> = text
        .split('\t')
        .map(|cell| {
            let range = from..from + cell.len();
            from = range.end + 1;
            range
        })
        .collect();
    html! {
        p.row {
            @for cell in &cells {
                @let own: Vec<Range<usize>> = marks.iter().filter_map(|mark| within(mark, cell)).collect();
                @let before = marks.iter().filter(|mark| mark.start < cell.start).count();
                @let explained: Vec<(Range<usize>, usize)> =
                    found.iter().filter_map(|(range, which)| Some((within(range, cell)?, *which))).collect();
                span { (marked::text(&text[cell.clone()], &own, first + before, &explained, terms)) }
            }
        }
    }
}

/// The part of a range that stands in the cell in which it begins, counted from the cell's start.
fn within(range: &Range<usize>, cell: &Range<usize>) -> Option<Range<usize>> {
    let begins = cell.start <= range.start && range.start < cell.end;
    begins.then(|| range.start - cell.start..range.end.min(cell.end) - cell.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_side_by_side_with_their_marks() {
        let text = "绿道\t公里\t41.48";
        let marks = [0..6, 14..19];
        let html = row(text, &marks, 3, &[], &[]).into_string();
        assert_eq!(
            html,
            "<p class=\"row\"><span><mark id=\"m3\">绿道</mark></span><span>公里</span>\
             <span><mark id=\"m4\">41.48</mark></span></p>"
        );
    }

    #[test]
    fn a_mark_over_a_border_stands_in_the_first_cell() {
        let html = row("甲乙\t丙", std::slice::from_ref(&(3..10)), 1, &[], &[]).into_string();
        assert!(html.contains("甲<mark id=\"m1\">乙</mark></span><span>丙</span>"), "{html}");
    }
}
