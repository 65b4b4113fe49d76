//! The text of a report: parts as sections, headings as headings, every passage numbered, with
//! the query's marks and the glossary's terms.

use std::collections::HashMap;
use std::ops::Range;

use maud::{Markup, html};
use suyan_corpus::{Part, Passage};

use super::{Reading, row};
use crate::pages::{Context, marked, promises, trace};

/// A passage of so many characters or fewer promises nothing.
const SHORTEST: usize = 12;

/// The whole text.
pub fn body(context: &Context, reading: &Reading) -> Markup {
    let t = context.t;
    let mut firsts = HashMap::new();
    let mut next = 1;
    for passage in &reading.order {
        firsts.insert(*passage, next);
        next += reading.marks.get(passage).map_or(0, |found| found.marks.len());
    }
    html! {
        @for section in reading.report.passages.chunk_by(|a, b| a.part == b.part) {
            @let part = section[0].part;
            section.part-section.{ "part-" (part.as_str()) } {
                @if part != Part::Other { p.part-label { ((t.part_word)(part)) } }
                @for passage in section {
                    @let first = firsts.get(&passage.ordinal).copied().unwrap_or(0);
                    (line(context, reading, passage, first))
                }
            }
        }
    }
}

fn line(context: &Context, reading: &Reading, passage: &Passage, first_mark: usize) -> Markup {
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
            @match (passage.is_heading, passage.heading.len()) {
                (true, 0) => h2 { (text) },
                (true, 1) => h3 { (text) },
                (true, _) => h4 { (text) },
                (false, _) if is_row => (text),
                (false, _) => p { (text) },
            }
            (promised(context, reading, ordinal))
        }
    }
}

/// The promises of a passage, each as the way to what became of it: a reading by rule.
fn promised(context: &Context, reading: &Reading, ordinal: u32) -> Markup {
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
fn says_something(passage: &Passage, reading: &Reading) -> bool {
    let is_apart = passage.part == Part::Other && reading.has_parts;
    !passage.is_heading && !is_apart && passage.text.chars().nth(SHORTEST).is_some()
}

/// Where the glossary's terms first stand in a passage, longer terms before what they contain.
fn terms_in(passage: &Passage, reading: &Reading) -> Vec<(Range<usize>, usize)> {
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
