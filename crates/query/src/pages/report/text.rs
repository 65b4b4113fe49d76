//! The text of a report: parts as sections, headings as headings, every passage numbered, with
//! the query's marks and the glossary's terms.

use std::collections::HashMap;
use std::ops::Range;

use maud::{Markup, html};
use suyan_corpus::{Part, Passage};

use super::{ReportPage, row};
use crate::pages::{Context, marked, promises, trace};

/// A passage of so many characters or fewer promises nothing.
const SHORTEST: usize = 12;

/// The whole text.
pub fn body(context: &Context, reading: &ReportPage) -> Markup {
    let t = context.t;
    let mut firsts = HashMap::new();
    let mut next = 1;
    for passage in &reading.order {
        firsts.insert(*passage, next);
        next += reading.marks.get(passage).map_or(0, |found| found.marks.len());
    }
    let levels = levels(&reading.report.passages);
    html! {
        @for section in reading.report.passages.chunk_by(|a, b| a.part == b.part) {
            @let part = section[0].part;
            section.part-section.{ "part-" (part.as_str()) } {
                @if part != Part::Other { p.part-label { ((t.part_word)(part)) } }
                @for passage in section {
                    @let first = firsts.get(&passage.ordinal).copied().unwrap_or(0);
                    @let level = levels.get(&passage.ordinal).copied().unwrap_or(0);
                    (line(context, reading, passage, first, level))
                }
            }
        }
    }
}

/// The level of every heading: as deep as it stands, but no more than one below the heading before
/// it, since those above it may stand within paragraphs.
fn levels(passages: &[Passage]) -> HashMap<u32, usize> {
    let mut before = 1;
    let heading = |passage: &&Passage| passage.is_heading;
    let level = |passage: &Passage| {
        before = (2 + passage.heading.len().min(2)).min(before + 1);
        (passage.ordinal, before)
    };
    passages.iter().filter(heading).map(level).collect()
}

fn line(
    context: &Context,
    reading: &ReportPage,
    passage: &Passage,
    first_mark: usize,
    level: usize,
) -> Markup {
    let ordinal = passage.ordinal;
    let found = reading.marks.get(&ordinal);
    let marks = found.map_or(&[][..], |found| &found.marks);
    let terms = terms_in(passage, reading);
    let is_row = !passage.is_heading && passage.text.contains('\t');
    let text = match is_row {
        true => row::row(&passage.text, marks, first_mark, &terms, &reading.terms),
        false => marked::text(&passage.text, marks, first_mark, &terms, &reading.terms),
    };
    html! {
        div.p.matched[found.is_some()] id=(format!("p{ordinal}")) {
            a.no href=(format!("#p{ordinal}")) aria-label=((context.t.passage)(ordinal)) { (ordinal) }
            @if says_something(passage, reading) {
                @if let Some(way) = trace::way(context, &reading.head, ordinal, passage.part) { (way) }
            }
            @match level {
                2 => h2 { (text) },
                3 => h3 { (text) },
                4 => h4 { (text) },
                _ if is_row => (text),
                _ => p { (text) },
            }
            (promised(context, reading, ordinal))
        }
    }
}

/// The promises of a passage, each as the way to what became of it: a reading by rule.
fn promised(context: &Context, reading: &ReportPage, ordinal: u32) -> Markup {
    let t = context.t.promises;
    let first = reading.promises.partition_point(|promise| promise.ordinal < ordinal);
    let own: Vec<_> =
        reading.promises[first..].iter().take_while(|one| one.ordinal == ordinal).collect();
    html! {
        @if !own.is_empty() {
            ul.promised aria-label=((t.here)(own.len())) title=(t.by_rule) {
                @for promise in own {
                    li {
                        a href=(promises::address(context, &promise.id)) title=(promise.text) {
                            (t.nav) " " (promise.sentence)
                        }
                        @for item in &promise.items {
                            (promises::verdict(context, item.outcome.verdict))
                        }
                    }
                }
            }
        }
    }
}

/// A heading has nothing to be followed, nor have salutation and farewell: what belongs to no part
/// of a report that has parts.
fn says_something(passage: &Passage, reading: &ReportPage) -> bool {
    let is_apart = passage.part == Part::Other && reading.has_parts;
    !passage.is_heading && !is_apart && passage.text.chars().nth(SHORTEST).is_some()
}

/// Where the glossary's terms first stand in a passage, longer terms before what they contain.
fn terms_in(passage: &Passage, reading: &ReportPage) -> Vec<(Range<usize>, usize)> {
    if passage.part == Part::Glossary || passage.is_heading {
        return Vec::new();
    }
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for (which, term) in reading.terms.iter().enumerate() {
        if let Some(at) = passage.text.find(&term.word) {
            found.push((at..at + term.word.len(), which));
        }
    }
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|(range, _)| {
        let free = range.start >= end;
        if free {
            end = range.end;
        }
        free
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_level_of_headings_is_skipped() {
        let heading = |ordinal, depth| Passage {
            ordinal,
            part: Part::Tasks,
            heading: vec![String::new(); depth],
            is_heading: true,
            text: "一".into(),
        };
        let levels = levels(&[heading(1, 2), heading(2, 2), heading(3, 0), heading(4, 1)]);
        let in_order: Vec<usize> = (1..=4).map(|ordinal| levels[&ordinal]).collect();
        assert_eq!(in_order, [2, 3, 2, 3]);
    }
}
