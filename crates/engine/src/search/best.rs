//! The best of the matches that come by: what they are chosen from, and which key is too low.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocId;

/// A match, as the best are chosen from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scored {
    pub segment: u32,
    pub doc: DocId,
    pub report: u32,
    pub key: f32,
}

/// The best of what streams by.
pub(crate) trait Best {
    /// Whether every passage is offered, or one of a report that is not better than another need
    /// not be.
    const EVERY: bool;
    /// Whoever has a lower key is not among the best.
    fn threshold(&self) -> f32;
    /// Takes a match; they come in the order of segments and documents.
    fn offer(&mut self, scored: Scored);
}

/// Nothing is wanted but counts.
pub(crate) struct CountedOnly;

impl Best for CountedOnly {
    const EVERY: bool = false;

    fn threshold(&self) -> f32 {
        f32::INFINITY
    }

    fn offer(&mut self, _: Scored) {}
}

/// The best so many reports, by the best of their passages.
pub(crate) struct BestReports {
    most: usize,
    /// The bits of keys, which are positive: they are in the order of the numbers.
    keys: BinaryHeap<Reverse<u32>>,
    /// The report that matches come from, and its best key.
    now: (u32, f32),
}

impl BestReports {
    pub(crate) fn of(most: usize) -> Self {
        Self { most: most.max(1), keys: BinaryHeap::new(), now: (u32::MAX, 0.0) }
    }

    /// Takes note of a key; those of one report come together.
    pub(crate) fn take(&mut self, report: u32, key: f32) {
        if self.now.0 == report {
            self.now.1 = self.now.1.max(key);
            return;
        }
        self.put_down();
        self.now = (report, key);
    }

    fn put_down(&mut self) {
        if self.now.0 != u32::MAX {
            self.keys.push(Reverse(self.now.1.to_bits()));
            if self.keys.len() > self.most {
                self.keys.pop();
            }
        }
    }

    /// The lowest key of the best reports.
    pub(crate) fn finish(mut self) -> f32 {
        self.put_down();
        self.threshold()
    }
}

impl Best for BestReports {
    const EVERY: bool = false;

    fn threshold(&self) -> f32 {
        match self.keys.peek() {
            Some(&Reverse(bits)) if self.keys.len() == self.most => f32::from_bits(bits),
            _ => f32::NEG_INFINITY,
        }
    }

    fn offer(&mut self, scored: Scored) {
        self.take(scored.report, scored.key);
    }
}
