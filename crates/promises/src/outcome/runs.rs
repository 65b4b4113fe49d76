//! What two texts share: their pairs of characters, in runs.

use super::matter::WeighedPairs;
use super::pairs::TextPair;

/// A single shared pair may be chance.
const SINGLE: f32 = 0.35;

/// What of some pairs a text shares: the part of their weight, the sum, and the longest run.
pub(super) struct SharedPairs {
    pub(super) part: f32,
    pub(super) sum: f32,
    pub(super) run: usize,
    pub(super) rarest: f32,
}

/// What a text shares of weighed pairs.
pub(super) fn shared(weighed: &WeighedPairs, pairs: &[TextPair]) -> SharedPairs {
    let mut runs = PairRuns::default();
    for pair in pairs {
        if let Some(weight) = weighed.of.get(&pair.key) {
            runs.take(pair, *weight);
        }
    }
    runs.shared(weighed.total)
}

/// The runs of neighbouring shared pairs of a text.
#[derive(Default)]
pub(super) struct PairRuns {
    seen: Vec<u32>,
    sum: f32,
    rarest: f32,
    longest: usize,
    /// The run that is open: its pairs, where its last begins, its weight, and whether it is a word.
    open: usize,
    last: u32,
    weight: f32,
    is_word: bool,
}

impl PairRuns {
    /// Takes the next shared pair.
    pub(super) fn take(&mut self, pair: &TextPair, weight: f32) {
        let &TextPair { key, at, is_word, .. } = pair;
        if self.open > 0 && self.last + 1 != at {
            self.close();
        }
        self.open += 1;
        self.last = at;
        self.is_word |= is_word;
        self.longest = self.longest.max(self.open);
        self.rarest = self.rarest.max(weight);
        if !self.seen.contains(&key) {
            self.seen.push(key);
            self.weight += weight;
        }
    }

    /// A single pair that is no word may be chance.
    fn close(&mut self) {
        let chance = self.open == 1 && !self.is_word;
        self.sum += if chance { self.weight * SINGLE } else { self.weight };
        (self.open, self.weight, self.is_word) = (0, 0.0, false);
    }

    /// What is shared of pairs that weigh `total`. It begins anew.
    pub(super) fn shared(&mut self, total: f32) -> SharedPairs {
        self.close();
        let part = if total > 0.0 { (self.sum / total).min(1.0) } else { 0.0 };
        let shared = SharedPairs { part, sum: self.sum, run: self.longest, rarest: self.rarest };
        self.seen.clear();
        (self.sum, self.rarest, self.longest, self.last) = (0.0, 0.0, 0, 0);
        shared
    }
}
