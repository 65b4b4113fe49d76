//! What the bits of a passage tell of it, before any word is asked.

use crate::matching::leads::Leads;
use crate::matching::sieve;

/// What the sieve tells of a word in a passage.
#[derive(PartialEq)]
pub(super) enum Told {
    /// It is not there.
    Missing,
    /// It is there.
    There,
    /// Only the word itself can tell.
    Open,
}

/// The words of one segment that are sifted by.
pub(super) struct Sifted {
    /// So many of them, the rarest first.
    pub words: usize,
    /// For every word, by its rank, what leads it.
    pub leads: Vec<Leads>,
}

impl Sifted {
    pub(super) fn told(&self, bits: u16, rank: usize) -> Told {
        match rank < self.words {
            true if bits & sieve::bit(rank) == 0 => Told::Missing,
            // The last bit is shared, where there are so many words.
            true if self.leads[rank].is_sure && rank < sieve::BITS - 1 => Told::There,
            _ => Told::Open,
        }
    }
}

/// What bits alone tell of a passage.
#[derive(Clone, Copy)]
pub(super) struct Verdict {
    pub weight: Weight,
    pub missing: Missing,
}

/// The weight of the words that a passage may hold.
#[derive(Clone, Copy)]
pub(super) enum Weight {
    /// It cannot hold enough.
    TooLittle,
    /// It surely holds enough: so much, and in units.
    Enough(f32, u8),
    /// Only the words themselves can tell: the weight of those that are there, and of those that may
    /// be.
    Open(f32, f32),
}

/// Which of the words, by its rank, a passage lacks.
#[derive(Clone, Copy)]
pub(super) enum Missing {
    None,
    One(u8),
    Several,
    /// Only the words themselves can tell.
    Open,
}

/// Verdicts by bits, kept: most passages share theirs with thousands of others.
pub(super) struct Verdicts(Vec<Option<(u16, Verdict)>>);

impl Verdicts {
    pub(super) fn of(sifted: &Sifted) -> Self {
        // Of many words the bits of the first ones, which are rare, share their places.
        Self(vec![None; 1 << sifted.words.min(12)])
    }

    #[inline]
    pub(super) fn of_bits(&mut self, bits: u16, judge: impl FnOnce() -> Verdict) -> Verdict {
        let at = usize::from(bits) % self.0.len();
        match self.0[at] {
            Some((of, verdict)) if of == bits => verdict,
            _ => self.0[at].insert((bits, judge())).1,
        }
    }
}
