//! What one word less would find, counted while a search goes through the passages that hold a
//! part of the words.

use suyan_search::{Fewer, Total};

/// Passages that lack none or one of the words, counted while members are found.
pub(super) struct OneLess {
    none: KeptPassageCounts,
    /// By the rank of the one that is lacking.
    without: Vec<KeptPassageCounts>,
}

/// A count of passages that come in their order.
#[derive(Clone, Copy)]
struct KeptPassageCounts {
    total: Total,
    last_report: u32,
}

impl OneLess {
    pub(super) fn of(words: usize) -> Self {
        let tally = KeptPassageCounts { total: Total::default(), last_report: u32::MAX };
        Self { none: tally, without: vec![tally; words] }
    }

    /// Counts a passage that lacks the word of this rank, or none.
    pub(super) fn count(&mut self, missing: Option<usize>, report: u32) {
        match missing {
            Some(rank) => self.without[rank].count(report),
            None => {
                self.none.count(report);
                self.without.iter_mut().for_each(|tally| tally.count(report));
            }
        }
    }

    /// With what was counted in another segment.
    pub(super) fn add(&mut self, other: &Self) {
        self.none.add(other.none);
        self.without.iter_mut().zip(&other.without).for_each(|(sum, tally)| sum.add(*tally));
    }

    /// By the numbers of words, of which there are so many; `order` has those of the ranks.
    pub(super) fn fewer(&self, order: &[usize], words: usize) -> Fewer {
        let mut without = vec![Total::default(); words];
        for (&word, tally) in order.iter().zip(&self.without) {
            without[word] = tally.total;
        }
        Fewer { present: self.none.total, without }
    }
}

impl KeptPassageCounts {
    fn count(&mut self, report: u32) {
        self.total.passages += 1;
        self.total.reports += u64::from(self.last_report != report);
        self.last_report = report;
    }

    fn add(&mut self, other: Self) {
        self.total += other.total;
    }
}
