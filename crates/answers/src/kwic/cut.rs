//! Passages become lines.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use suyan_analysis::{Tokens, find, sentences};
use suyan_search::{MarkedList, MarkedPassage, ReportHead};

use super::survey::{LinePlace, Plan, Surveyed};
use super::{KwicLine, KwicRequest};
use crate::problem::Problem;

/// Lines that are cut together: so many passages are read at once, on every core.
const BATCH: usize = 512;

/// Cuts the lines of a request.
pub(super) struct LineCutter {
    width: usize,
    by_sentence: bool,
    /// What a line must hold, and must not.
    within: Option<Tokens>,
    without: Option<Tokens>,
}

impl LineCutter {
    pub(super) fn of(request: &KwicRequest) -> Self {
        Self {
            width: request.width,
            by_sentence: request.by_sentence,
            within: request.within.as_deref().map(Tokens::of),
            without: request.without.as_deref().map(Tokens::of),
        }
    }

    /// Whether every mark is a line.
    pub(super) fn takes_every_mark(&self) -> bool {
        self.within.is_none() && self.without.is_none()
    }

    /// The marks of a passage that are lines, in order.
    pub(super) fn marks<'m>(
        &'m self,
        passage: &'m MarkedPassage,
    ) -> impl Iterator<Item = Range<usize>> + 'm {
        let ranges = self.sentences(&passage.text);
        passage.marks.iter().filter(move |mark| self.passes(&passage.text, &ranges, mark)).cloned()
    }

    fn passes(&self, text: &str, sentences: &[Range<usize>], mark: &Range<usize>) -> bool {
        if self.takes_every_mark() {
            return true;
        }
        let line = Tokens::of(&text[self.line(text, sentences, mark)]);
        let holds = |tokens: &Tokens| !find(&line, tokens).is_empty();
        self.within.as_ref().is_none_or(holds) && !self.without.as_ref().is_some_and(holds)
    }

    fn sentences(&self, text: &str) -> Vec<Range<usize>> {
        if self.by_sentence { sentences(text) } else { Vec::new() }
    }

    /// The stretch of the text that is the line of a mark.
    fn line(&self, text: &str, sentences: &[Range<usize>], mark: &Range<usize>) -> Range<usize> {
        match sentences.iter().rev().find(|range| range.start <= mark.start) {
            Some(range) => range.start..range.end.max(mark.end),
            None => {
                let left = last(&text[..mark.start], self.width).len();
                let right = first(&text[mark.end..], self.width).len();
                mark.start - left..mark.end + right
            }
        }
    }
}

/// Gives the listed lines with these numbers to `take`, in order, until it has enough.
pub(super) fn each_line(
    request: &KwicRequest,
    list: &dyn MarkedList,
    surveyed: &Surveyed,
    wanted: Range<u64>,
    take: &mut dyn FnMut(KwicLine) -> ControlFlow<()>,
) -> Result<(), Problem> {
    let cutter = LineCutter::of(request);
    let mut head: Option<(u32, Arc<ReportHead>)> = None;
    let mut places = LinePlaces::of(&surveyed.plan, wanted);
    loop {
        let batch: Vec<LinePlace> = places.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(());
        }
        let of_passages: Vec<&[LinePlace]> = batch.chunk_by(|a, b| a.0 == b.0).collect();
        let numbers: Vec<usize> = of_passages.iter().map(|lines| lines[0].0 as usize).collect();
        let passages = list.read(&numbers)?;
        for ((lines, number), passage) in of_passages.into_iter().zip(numbers).zip(&passages) {
            let report = list.report_of(number);
            let report = match &head {
                Some((known, head)) if *known == report => Arc::clone(head),
                _ => {
                    let fresh = Arc::new(list.head(number));
                    head = Some((report, Arc::clone(&fresh)));
                    fresh
                }
            };
            let marks: Vec<Range<usize>> = cutter.marks(passage).collect();
            for (_, nth) in lines {
                // What was surveyed is of the same commit.
                let Some(mark) = marks.get(*nth as usize) else { return Err(Problem::internal()) };
                if take(cutter.cut(&report, passage, mark)).is_break() {
                    return Ok(());
                }
            }
        }
    }
}

impl LineCutter {
    fn cut(
        &self,
        report: &Arc<ReportHead>,
        passage: &MarkedPassage,
        mark: &Range<usize>,
    ) -> KwicLine {
        let text = passage.text.as_str();
        let line = self.line(text, &self.sentences(text), mark);
        KwicLine {
            report: Arc::clone(report),
            ordinal: passage.ordinal,
            start: text[..mark.start].chars().count(),
            left: text[line.start..mark.start].to_owned(),
            found: text[mark.clone()].to_owned(),
            right: text[mark.end..line.end].to_owned(),
            part: passage.part,
        }
    }
}

/// The places of listed lines, in order.
struct LinePlaces<'p> {
    plan: &'p Plan,
    /// The next line: of all its passage and its number there, of chosen ones its number.
    next: (usize, u32),
    left: u64,
}

impl<'p> LinePlaces<'p> {
    fn of(plan: &'p Plan, wanted: Range<u64>) -> Self {
        let left = wanted.end.saturating_sub(wanted.start);
        let mut next = (0, 0);
        match plan {
            Plan::Chosen(_) => next.0 = wanted.start as usize,
            Plan::All(counts) => {
                let mut before = wanted.start;
                while let Some(&count) = counts.get(next.0)
                    && u64::from(count) <= before
                {
                    before -= u64::from(count);
                    next.0 += 1;
                }
                next.1 = before as u32;
            }
        }
        Self { plan, next, left }
    }
}

impl Iterator for LinePlaces<'_> {
    type Item = LinePlace;

    fn next(&mut self) -> Option<LinePlace> {
        self.left = self.left.checked_sub(1)?;
        match self.plan {
            Plan::Chosen(places) => {
                self.next.0 += 1;
                places.get(self.next.0 - 1).copied()
            }
            Plan::All(counts) => {
                while *counts.get(self.next.0)? <= self.next.1 {
                    self.next = (self.next.0 + 1, 0);
                }
                self.next.1 += 1;
                Some((self.next.0 as u32, self.next.1 - 1))
            }
        }
    }
}

/// The first `width` characters.
fn first(text: &str, width: usize) -> &str {
    text.char_indices().nth(width).map_or(text, |(at, _)| &text[..at])
}

/// The last `width` characters.
fn last(text: &str, width: usize) -> &str {
    match width.checked_sub(1) {
        None => "",
        Some(back) => text.char_indices().nth_back(back).map_or(text, |(at, _)| &text[at..]),
    }
}
