//! Reports of another time, whose headings name no part: the fifties set out their matters one by
//! one, and 1978 told its tasks under 把…进行到底. Where a whole report has next to nothing to be
//! done, or next to no review, its sections tell by how they speak, and where no heading names a
//! review, its paragraphs do.

use super::plausible::{self, implausible, lacks};
use super::years::Year;
use super::{tense, wording};
use crate::text::han;
use crate::{Part, Passage};

/// The first year whose reports are of today's kind.
const MODERN: i16 = 1985;
/// From how many Han characters on an older report is whole.
const SHORT: usize = 3000;
/// The fewest Han characters of a section that is judged.
const SECTION: usize = 300;
/// The fewest of a paragraph.
const PARAGRAPH: usize = 30;

/// Tells the parts of such a report again.
pub(super) fn settle(passages: &mut [Passage], year: Year) {
    // Those of another time are whole when they are shorter.
    let is_old = year.is_some_and(|year| year < MODERN);
    let implausible =
        |passages: &[Passage]| implausible(passages) || is_old && lacks(passages, SHORT);
    if !implausible(passages) {
        return;
    }
    by_sections(passages);
    let names_review = |passage: &Passage| {
        passage.is_heading && wording::of_heading(&passage.text, year) == Some(Part::Review)
    };
    if implausible(passages) && !passages.iter().any(names_review) {
        by_paragraphs(passages);
    }
}

/// What the report's own text may be told to be.
fn is_told(part: Part) -> bool {
    matches!(part, Part::Review | Part::Targets | Part::Tasks | Part::Situation)
}

/// The first section is review where it looks back; of what stands behind it, what looks ahead is no
/// review where hardly anything else is to be done.
fn by_sections(passages: &mut [Passage]) {
    let lacks_tasks = !plausible::has_tasks(passages);
    let mut from = 0;
    let mut is_first = true;
    while from < passages.len() {
        let rest = passages[from + 1..].iter().position(begins);
        let end = rest.map_or(passages.len(), |at| from + 1 + at);
        let section = &mut passages[from..end];
        let texts = || section.iter().map(|passage| passage.text.as_str());
        if texts().map(han).sum::<usize>() >= SECTION {
            let is_past = tense::looks_back(texts());
            let turned = match (is_first, is_past) {
                (true, true) => Some(Part::Review),
                (false, false) if lacks_tasks => Some(Part::Tasks),
                _ => None,
            };
            is_first = false;
            if let Some(part) = turned {
                let from_any = part == Part::Review;
                let turns = |passage: &&mut Passage| {
                    is_told(passage.part) && (from_any || passage.part == Part::Review)
                };
                section.iter_mut().filter(turns).for_each(|passage| passage.part = part);
            }
        }
        from = end;
    }
}

/// Whether a section begins here: with a heading that stands below none, or with one without a number
/// below the first one, where those of 1978 were put.
fn begins(passage: &Passage) -> bool {
    let is_numbered = || {
        let mut start = passage.text.trim_start().chars();
        let first = start.next().unwrap_or(' ');
        let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十第（(".contains(c);
        is_number(first) && start.take(3).any(|c| "、.．）)，,".contains(c) || is_number(c))
    };
    passage.is_heading
        && (passage.heading.is_empty() || passage.heading.len() == 1 && !is_numbered())
}

fn by_paragraphs(passages: &mut [Passage]) {
    let mut standing = None;
    for passage in passages.iter_mut().filter(|passage| is_told(passage.part)) {
        if !passage.is_heading && han(&passage.text) >= PARAGRAPH {
            let (done, ahead) = tense::counts(std::iter::once(passage.text.as_str()));
            standing = match done.cmp(&ahead) {
                std::cmp::Ordering::Greater => Some(Part::Review),
                std::cmp::Ordering::Less => Some(Part::Tasks),
                std::cmp::Ordering::Equal => standing,
            };
        }
        passage.part = standing.unwrap_or(passage.part);
    }
}
