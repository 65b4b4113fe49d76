//! A report as one that tells what became of promises: its sentences, their figures, and where each
//! pair of characters stands.

use std::ops::Range;

use rustc_hash::FxHashMap;
use suyan_analysis::quantity::{Quantity, quantities};
use suyan_corpus::report::Doubt;
use suyan_corpus::{Part, Report};

/// A report made ready to be asked about many items. Made once for a report; borrows its text.
pub struct Account<'a> {
    /// The report's id.
    pub report: &'a str,
    /// Its year: what it tells of is the year before.
    pub year: i16,
    /// Whether it is there whole, so that silence means something.
    pub whole: bool,
    pub(super) lines: Vec<Line<'a>>,
    /// The lines in which each pair of characters stands.
    pub(super) having: FxHashMap<u32, Vec<u32>>,
}

/// A sentence of an account.
pub(super) struct Line<'a> {
    pub(super) ordinal: u32,
    pub(super) sentence: u32,
    pub(super) part: Part,
    pub(super) text: &'a str,
    pub(super) is_heading: bool,
    pub(super) figured: bool,
}

impl<'a> Account<'a> {
    /// The account that a report gives; `None` where its year is not known.
    #[must_use]
    pub fn of(report: &'a Report) -> Option<Self> {
        let year = report.facts.year?;
        let mut account = Self {
            report: &report.id,
            year,
            whole: is_whole(report),
            lines: Vec::new(),
            having: FxHashMap::default(),
        };
        for passage in report.passages.iter().filter(|passage| passage.part != Part::Glossary) {
            for (range, sentence) in crate::clauses::sentences(&passage.text).into_iter().zip(1..) {
                let text = passage.text[range].trim();
                if text.is_empty() {
                    continue;
                }
                account.push(Line {
                    ordinal: passage.ordinal,
                    sentence,
                    part: passage.part,
                    text,
                    is_heading: passage.is_heading,
                    figured: text.contains(|c: char| {
                        c.is_numeric() || "一二三四五六七八九十两半翻平".contains(c)
                    }),
                });
            }
        }
        Some(account)
    }

    fn push(&mut self, line: Line<'a>) {
        let number = self.lines.len() as u32;
        for pair in pairs(line.text) {
            let lines = self.having.entry(pair.key).or_default();
            if lines.last() != Some(&number) {
                lines.push(number);
            }
        }
        self.lines.push(line);
    }

    /// In how many sentences a pair stands.
    pub(super) fn count(&self, pair: u32) -> usize {
        self.having.get(&pair).map_or(0, Vec::len)
    }

    /// How many sentences it has.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }
}

impl Line<'_> {
    pub(super) fn quantities(&self) -> Vec<Quantity> {
        if self.figured { quantities(self.text) } else { Vec::new() }
    }

    /// Whether the sentence is of the report's review of the past. Parts may be wrong, and where
    /// none is known the words decide.
    pub(super) fn reviews(&self) -> bool {
        match self.part {
            Part::Review => true,
            Part::Other | Part::Situation => !super::words::looks_ahead(self.text),
            _ => false,
        }
    }
}

/// A report is whole where nothing says that it was cut off and it holds a review.
fn is_whole(report: &Report) -> bool {
    let cut = report.facts.doubts.contains(&Doubt::Truncated);
    let reviewed: usize = report
        .passages
        .iter()
        .filter(|passage| passage.part == Part::Review)
        .map(|passage| passage.text.len())
        .sum();
    let long: usize = report.passages.iter().map(|passage| passage.text.len()).sum();
    !cut && reviewed > 1_500 && long > 9_000
}

/// Two neighbouring letters of a text.
pub(super) struct Pair {
    pub(super) key: u32,
    /// Where the first begins and the second ends.
    pub(super) range: Range<usize>,
    /// Where the second begins.
    pub(super) middle: usize,
}

/// The pairs of neighbouring letters of a text; digits are no letters, since figures are what
/// changes from a promise to its account.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = Pair> + '_ {
    let letters = || {
        text.char_indices().filter(|(_, c)| *c != '*').map(|(at, c)| (at, c.to_ascii_lowercase()))
    };
    let is_letter = |c: char| c.is_alphabetic() && !('Ａ'..='ｚ').contains(&c);
    letters()
        .zip(letters().skip(1))
        .filter(move |((_, a), (_, b))| is_letter(*a) && is_letter(*b))
        .map(|((start, a), (middle, b))| Pair {
            key: (a as u32) << 16 ^ (b as u32),
            range: start..middle + b.len_utf8(),
            middle,
        })
}
