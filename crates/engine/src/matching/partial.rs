//! What the words of a query weigh together in every passage, summed a list at a time.
//!
//! Posting lists are read block by block, and each adds the weight of its word to one number per
//! passage: to ask every list for every passage costs ten times as much. A word that no list proves
//! by itself, a longer phrase say, is walked, so that a sum holds words that are there and no others.

use std::ops::Range;

use suyan_search::Error;
use suyan_search::query::Term;
use suyan_search::rank::partial::{MOST_WEIGHT, MOST_WORDS};
use tantivy::DocId;

use super::blocks::Blocks;
use super::conjunction::open_term;
use super::cursor::Cursor;
use super::term_plan::TermPlan;
use crate::store::snapshot::{SegmentView, Snapshot};

/// What the words of one passage weigh together, and below it how many they are, in one number,
/// since most of the time goes into adding it up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PartialSum(u32);

/// Bits of the number of words.
const WORDS: u32 = MOST_WORDS.trailing_ones();
const _: () = assert!(MOST_WEIGHT << WORDS >> WORDS == MOST_WEIGHT, "weights have room");

impl PartialSum {
    /// What a word adds.
    pub(crate) fn of_word(weight: u32) -> Self {
        Self(weight << WORDS | 1)
    }

    #[inline]
    pub(crate) fn weight(self) -> u32 {
        self.0 >> WORDS
    }

    #[inline]
    pub(crate) fn words(self) -> usize {
        self.0 as usize & MOST_WORDS
    }
}

impl std::iter::Sum for PartialSum {
    fn sum<I: Iterator<Item = Self>>(sums: I) -> Self {
        Self(sums.map(|one| one.0).sum())
    }
}

/// Words of one segment with what each adds.
pub(crate) struct PartialMatcher {
    words: Vec<(Vec<WordPlaces>, PartialSum)>,
    /// The sums of a window's passages.
    sums: Vec<u32>,
    /// Passages of a window that hold one of several ways to write a word, one bit each.
    held: Vec<u64>,
}

/// Where a word stands, read forward.
enum WordPlaces {
    List(Box<Blocks>),
    ConjunctionCursor(Cursor),
}

impl WordPlaces {
    #[inline]
    fn read(&mut self, window: &Range<DocId>, mut mark: impl FnMut(DocId)) {
        match self {
            Self::List(list) => list.read(window, &mut mark),
            Self::ConjunctionCursor(cursor) => {
                let mut doc = cursor.seek(window.start);
                while doc < window.end {
                    mark(doc);
                    doc = cursor.seek(doc + 1);
                }
            }
        }
    }
}

impl PartialMatcher {
    pub(crate) fn open<'t>(
        snapshot: &Snapshot,
        segment: &SegmentView,
        words: impl Iterator<Item = (&'t Term, PartialSum)>,
    ) -> Result<Self, Error> {
        let open = |(term, adds)| Ok((sources(snapshot, segment, term)?, adds));
        let words = words.map(open).collect::<Result<_, Error>>()?;
        Ok(Self { words, sums: Vec::new(), held: Vec::new() })
    }

    /// The passages of a window whose words weigh `least` or more, which is not nothing. Windows
    /// must be given in their order.
    pub(crate) fn pass(
        &mut self,
        window: &Range<DocId>,
        least: u32,
        passing: &mut Vec<(DocId, PartialSum)>,
    ) {
        /// Passages that are looked at together: most weigh too little.
        const TOGETHER: usize = 32;
        self.read(window);
        passing.clear();
        let least = least << WORDS;
        for (first, some) in (window.start..).step_by(TOGETHER).zip(self.sums.chunks(TOGETHER)) {
            if some.iter().fold(false, |any, &sum| any | (sum >= least)) {
                let enough = (first..).zip(some).filter(|(_, sum)| **sum >= least);
                passing.extend(enough.map(|(doc, &sum)| (doc, PartialSum(sum))));
            }
        }
    }

    fn read(&mut self, window: &Range<DocId>) {
        let Self { words, sums, held } = self;
        sums.clear();
        sums.resize(window.len(), 0);
        for (sources, adds) in words {
            let add = |doc: DocId| sums[(doc - window.start) as usize] += adds.0;
            if let [only] = sources.as_mut_slice() {
                only.read(window, add);
                continue;
            }
            held.clear();
            held.resize(window.len().div_ceil(64), 0);
            let mut mark = |doc: DocId| {
                let at = doc - window.start;
                held[(at / 64) as usize] |= 1 << (at % 64);
            };
            sources.iter_mut().for_each(|source| source.read(window, &mut mark));
            each_bit(held).map(|at| window.start + at).for_each(add);
        }
    }
}

/// The numbers of the bits that are set, in order.
fn each_bit(words: &[u64]) -> impl Iterator<Item = u32> {
    (0..).step_by(64).zip(words).flat_map(|(first, &word)| {
        let next = |rest: &u64| Some(rest & (rest - 1)).filter(|&rest| rest != 0);
        let rests = std::iter::successors(Some(word).filter(|&word| word != 0), next);
        rests.map(move |rest| first + rest.trailing_zeros())
    })
}

/// Where a word stands in a segment: the lists that prove it, one for each way to write it, or what
/// walks it; nothing where it does not stand there.
fn sources(
    snapshot: &Snapshot,
    segment: &SegmentView,
    term: &Term,
) -> Result<Vec<WordPlaces>, Error> {
    let plan = TermPlan::of(snapshot, segment, term)?;
    if plan.frequency == 0 {
        return Ok(Vec::new());
    }
    match plan.lists.filter(|_| plan.is_sure) {
        Some(lists) => {
            let open = |info| Ok(WordPlaces::List(Box::new(Blocks::open(segment, info)?)));
            lists.iter().map(open).collect()
        }
        None => Ok(vec![WordPlaces::ConjunctionCursor(open_term(snapshot, segment, term)?)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_and_number_do_not_touch() {
        let words = MOST_WORDS as u32;
        let sum: PartialSum = (0..words).map(|_| PartialSum::of_word(MOST_WEIGHT / words)).sum();
        assert_eq!(sum.words(), MOST_WORDS);
        assert_eq!(sum.weight(), MOST_WEIGHT / words * words);
    }

    #[test]
    fn bits_are_told_in_order() {
        let bits: Vec<u32> = each_bit(&[0b1001, 0, 1 << 63]).collect();
        assert_eq!(bits, [0, 3, 191]);
    }
}
