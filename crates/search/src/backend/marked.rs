//! The passages that a query finds, read whole before they are gone through.

use std::ops::ControlFlow;

use super::{Backend, ListSink};
use crate::marked::{MarkedList, MarkedOrder, MarkedPassage, TakesPassages, UsesList};
use crate::{Error, Hit, ReportHead, SearchRequest};

/// A list, read whole.
struct GatheredList {
    heads: Vec<ReportHead>,
    /// Each with the number of its head.
    passages: Vec<(usize, MarkedPassage)>,
}

/// Gathers the hits of a request, which must be whole passages.
pub(super) fn gather<B: Backend + ?Sized>(
    backend: &B,
    request: &SearchRequest,
    order: MarkedOrder,
    work: &mut UsesList<'_>,
) -> Result<(), Error> {
    let mut gathered = GatheredList { heads: Vec::new(), passages: Vec::new() };
    backend.scan(request, &mut gathered)?;
    let GatheredList { heads, passages } = &mut gathered;
    let key = |at: usize| {
        let head = &heads[at];
        let place = head.place.as_ref().map(|place| place.code.as_str());
        let (key, newest) = order.key(head.year, place, &head.id);
        (newest, key)
    };
    passages.sort_by(|(a, one), (b, other)| {
        key(*a).cmp(&key(*b)).then(one.ordinal.cmp(&other.ordinal))
    });
    work(&gathered)
}

impl ListSink for GatheredList {
    fn begin(&mut self, _hits: u64) {}

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        let known = self.heads.iter().position(|head| head.id == hit.report.id);
        let head = known.unwrap_or_else(|| {
            self.heads.push(hit.report.clone());
            self.heads.len() - 1
        });
        for passage in &hit.passages {
            let (mut text, mut marks) = (String::new(), Vec::new());
            for piece in &passage.snippet {
                let from = text.len();
                text.push_str(&piece.text);
                if piece.matched {
                    marks.push(from..text.len());
                }
            }
            let (ordinal, part) = (passage.ordinal, passage.part);
            self.passages.push((head, MarkedPassage { ordinal, part, text, marks }));
        }
        ControlFlow::Continue(())
    }
}

impl MarkedList for GatheredList {
    fn passages(&self) -> usize {
        self.passages.len()
    }

    fn report_of(&self, at: usize) -> u32 {
        self.passages[at].0 as u32
    }

    fn head(&self, at: usize) -> ReportHead {
        self.heads[self.passages[at].0].clone()
    }

    fn counts(&self) -> Result<Option<Vec<u32>>, Error> {
        Ok(None)
    }

    fn read(&self, numbers: &[usize]) -> Result<Vec<MarkedPassage>, Error> {
        Ok(numbers.iter().map(|&at| self.passages[at].1.clone()).collect())
    }

    fn each(&self, work: &TakesPassages<'_>) -> Result<(), Error> {
        let mut first = 0;
        for of_report in self.passages.chunk_by(|a, b| a.0 == b.0) {
            let passages: Vec<MarkedPassage> =
                of_report.iter().map(|(_, passage)| passage.clone()).collect();
            work(first, &passages)?;
            first += passages.len();
        }
        Ok(())
    }
}
