//! Text with marks and terms in it: byte ranges of a passage become `<mark>` and explained words.

use std::ops::Range;

use maud::{Markup, html};

/// An explained term of a report's glossary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlossaryTerm {
    /// The term as it stands in the text.
    pub word: String,
    /// What it means.
    pub meaning: String,
    /// The passage that explains it.
    pub ordinal: u32,
}

/// A stretch of a passage's text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MarkedStretch {
    range: Range<usize>,
    mark: Option<usize>,
    term: Option<usize>,
}

/// Cuts the text where a mark or a term begins or ends. Ranges that do not lie on characters of
/// the text are passed over: nothing may break a page.
fn cut(text: &str, marks: &[Range<usize>], terms: &[(Range<usize>, usize)]) -> Vec<MarkedStretch> {
    let fits = |range: &Range<usize>| range.start < range.end && text.get(range.clone()).is_some();
    let mut ends: Vec<usize> = vec![0, text.len()];
    for range in marks.iter().chain(terms.iter().map(|(range, _)| range)).filter(|r| fits(r)) {
        ends.extend([range.start, range.end]);
    }
    ends.sort_unstable();
    ends.dedup();
    // Marks and terms stand in order and do not overlap among themselves: one pass over each.
    let mut marks = marks.iter().enumerate().filter(|(_, range)| fits(range)).peekable();
    let mut terms = terms.iter().filter(|(range, _)| fits(range)).peekable();
    let stretches = ends.windows(2).map(|pair| {
        let range = pair[0]..pair[1];
        while marks.next_if(|(_, mark)| mark.end <= range.start).is_some() {}
        while terms.next_if(|(term, _)| term.end <= range.start).is_some() {}
        let mark = marks.peek().filter(|(_, mark)| mark.start <= range.start);
        let term = terms.peek().filter(|(term, _)| term.start <= range.start);
        MarkedStretch { mark: mark.map(|(n, _)| *n), term: term.map(|(_, which)| *which), range }
    });
    stretches.collect()
}

/// The text with its marks, numbered from `first`, and its terms.
pub fn text(
    text: &str,
    marks: &[Range<usize>],
    first: usize,
    found: &[(Range<usize>, usize)],
    terms: &[GlossaryTerm],
) -> Markup {
    let mut begun = None;
    html! {
        @for stretch in cut(text, marks, found) {
            @let piece = &text[stretch.range.clone()];
            @let id = stretch.mark.filter(|mark| begun != Some(*mark)).map(|mark| { begun = Some(mark); format!("m{}", first + mark) });
            @let term = stretch.term.and_then(|which| terms.get(which));
            @match (stretch.mark, term) {
                (None, None) => (piece),
                (Some(_), None) => mark id=[id] { (piece) },
                (None, Some(term)) => (explained(term, &html! { (piece) })),
                (Some(_), Some(term)) => (explained(term, &html! { mark id=[id] { (piece) } })),
            }
        }
    }
}

fn explained(term: &GlossaryTerm, inner: &Markup) -> Markup {
    html! { a.term href=(format!("#p{}", term.ordinal)) title=(term.meaning) { (inner) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_terms_may_cross() {
        let terms = [GlossaryTerm { word: "二三".into(), meaning: "<释>".into(), ordinal: 9 }];
        let html = text("一二三四<", &[0..6, 9..12], 5, &[(3..9, 0)], &terms).into_string();
        let link = "<a class=\"term\" href=\"#p9\" title=\"&lt;释&gt;\">";
        assert_eq!(
            html,
            format!(
                "<mark id=\"m5\">一</mark>{link}<mark>二</mark></a>{link}三</a>\
                 <mark id=\"m6\">四</mark>&lt;"
            )
        );
    }

    #[test]
    fn ranges_that_do_not_fit_are_passed_over() {
        for odd in [1..3, 0..100, 3..3] {
            assert_eq!(text("一二", &[odd], 0, &[], &[]).into_string(), "一二");
        }
    }

    fn term(word: &str, meaning: &str) -> GlossaryTerm {
        GlossaryTerm { word: word.into(), meaning: meaning.into(), ordinal: 9 }
    }

    /// A text without its marks and links is the text, and every mark is where it was put.
    fn plain(html: &str) -> String {
        scraper::Html::parse_fragment(html).root_element().text().collect()
    }

    #[test]
    fn whatever_is_marked_the_text_stays_the_text() {
        let source = "一<b>&\"二\u{20000}三\t四é\u{301}";
        let bounds: Vec<usize> =
            source.char_indices().map(|(at, _)| at).chain([source.len()]).collect();
        let terms = [term("二", "<i>"), term("三", "&")];
        let found: Vec<(Range<usize>, usize)> = (0..)
            .zip(&terms)
            .map(|(which, term)| {
                let at = source.find(&term.word).unwrap();
                (at..at + term.word.len(), which)
            })
            .collect();
        for (from, start) in bounds.iter().enumerate() {
            for end in &bounds[from..] {
                for second in [0..0, *end..source.len(), 0..*start] {
                    let mut marks = vec![*start..*end, second];
                    marks.sort_by_key(|range| range.start);
                    let html = text(source, &marks, 1, &found, &terms).into_string();
                    assert_eq!(plain(&html), source, "{marks:?}: {html}");
                    assert!(!html.contains("<b>") && !html.contains("<i>"), "{html}");
                }
            }
        }
    }
}
