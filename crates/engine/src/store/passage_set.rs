//! A set of passages of one segment, one bit each.

use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, InvertedIndexReader};

use super::removals::Removals;

/// See the module.
#[derive(Debug)]
pub(crate) struct PassageSet {
    bits: Vec<u64>,
    count: u64,
}

impl PassageSet {
    /// The passages that hold a term with this prefix, of so many; those of removed reports are
    /// left out.
    pub(super) fn with_prefix(
        postings: &InvertedIndexReader,
        prefix: &str,
        passages: DocId,
        removals: &Removals,
    ) -> std::io::Result<Self> {
        let mut bits = vec![0u64; passages as usize / 64 + 1];
        let mut terms = postings.terms().range().ge(prefix.as_bytes()).into_stream()?;
        // A character begins hundreds of terms: one room serves for the lists of all.
        let mut room: Option<BlockSegmentPostings> = None;
        while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            let block =
                match &mut room {
                    Some(block) => {
                        postings.reset_block_postings_from_terminfo(terms.value(), block)?;
                        block
                    }
                    None => room.insert(postings.read_block_postings_from_terminfo(
                        terms.value(),
                        IndexRecordOption::Basic,
                    )?),
                };
            loop {
                let docs = block.docs();
                if docs.is_empty() {
                    break;
                }
                for &doc in docs {
                    bits[doc as usize / 64] |= 1 << (doc % 64);
                }
                block.advance();
            }
        }
        for removed in removals.ranges() {
            removed.clone().for_each(|doc| bits[doc as usize / 64] &= !(1 << (doc % 64)));
        }
        Ok(Self::of(bits))
    }

    /// Every one of so many passages.
    pub(crate) fn all(passages: usize) -> Self {
        let mut bits = vec![u64::MAX; passages / 64 + 1];
        if let Some(last) = bits.last_mut() {
            *last = (1 << (passages % 64)) - 1;
        }
        Self::of(bits)
    }

    /// None of so many passages.
    pub(crate) fn none(passages: usize) -> Self {
        Self { bits: vec![0; passages / 64 + 1], count: 0 }
    }

    /// Adds a passage.
    pub(crate) fn add(&mut self, doc: DocId) {
        let word = &mut self.bits[doc as usize / 64];
        self.count += u64::from(*word & 1 << (doc % 64) == 0);
        *word |= 1 << (doc % 64);
    }

    /// Whether a passage is one of them.
    #[inline]
    pub(crate) fn holds(&self, doc: DocId) -> bool {
        self.bits.get(doc as usize / 64).is_some_and(|word| word & 1 << (doc % 64) != 0)
    }

    fn of(bits: Vec<u64>) -> Self {
        let count = bits.iter().map(|word| u64::from(word.count_ones())).sum();
        Self { bits, count }
    }

    /// The passages by their numbers, the lowest bit of a word first.
    pub(crate) fn bits(&self) -> &[u64] {
        &self.bits
    }

    /// How many passages there are.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// In bytes.
    pub(super) fn size(&self) -> u64 {
        size_of_val(self.bits.as_slice()) as u64
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_one_of_so_many_is_none_more() {
        for passages in [0, 1, 63, 64, 65, 127, 128, 129, 1_000] {
            let all = PassageSet::all(passages);
            assert_eq!(all.count(), passages as u64);
            assert!((0..passages).all(|doc| all.holds(doc as DocId)), "{passages}");
            assert!(!all.holds(passages as DocId) && !all.holds(passages as DocId + 64));
        }
    }

    proptest! {
        #[test]
        fn a_set_holds_what_was_added(docs in prop::collection::vec(0u32..300, 0..80)) {
            let mut set = PassageSet::none(300);
            let wanted: BTreeSet<DocId> = docs.iter().copied().collect();
            docs.iter().for_each(|&doc| set.add(doc));
            prop_assert_eq!(set.count(), wanted.len() as u64);
            let held: BTreeSet<DocId> = (0..400).filter(|&doc| set.holds(doc)).collect();
            prop_assert_eq!(held, wanted);
        }
    }
}
