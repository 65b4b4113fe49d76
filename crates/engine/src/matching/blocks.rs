//! Posting lists read block by block: which passages, and nothing else of them.

use std::ops::Range;

use suyan_search::Error;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED};

use crate::store::snapshot::SegmentView;

/// A posting list and how far it was read.
pub(super) struct Blocks {
    postings: BlockSegmentPostings,
    /// The first passage of the block that was not read yet.
    at: usize,
}

impl Blocks {
    pub(super) fn open(segment: &SegmentView, info: &TermInfo) -> Result<Self, Error> {
        let option = IndexRecordOption::Basic;
        let postings = segment.postings.read_block_postings_from_terminfo(info, option);
        Ok(Self { postings: postings.map_err(Error::index("reading posting lists"))?, at: 0 })
    }

    /// Tells the passages of a window that are in the list. Windows must be given in their order.
    #[inline]
    pub(super) fn read(&mut self, window: &Range<DocId>, mark: &mut impl FnMut(DocId)) {
        let next = self.postings.docs().get(self.at).copied().unwrap_or(TERMINATED);
        if next < window.start {
            self.at = self.postings.seek(window.start);
        }
        loop {
            let docs = self.postings.docs();
            let Some(rest) = docs.get(self.at..).filter(|rest| !rest.is_empty()) else { return };
            let inside = match rest.last() {
                Some(&last) if last < window.end => rest.len(),
                _ => rest.partition_point(|&doc| doc < window.end),
            };
            rest[..inside].iter().for_each(|&doc| mark(doc));
            if inside < rest.len() {
                self.at += inside;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }

    /// Goes to the first passage at or behind `target`, or stays where it stands behind it already;
    /// once at the end, it stays there.
    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        /// So many passages are looked at one by one: mostly it is one of the next.
        const NEXT: usize = 8;
        let docs = self.postings.docs();
        if docs.last().is_none_or(|&last| last < target) {
            self.at = self.postings.seek(target);
            return self.postings.docs().get(self.at).copied().unwrap_or(TERMINATED);
        }
        // Behind the last passage of the last block, where a farther target has led, nothing is left.
        let rest = docs.get(self.at..).unwrap_or_default();
        let next = rest.iter().take(NEXT).position(|&doc| doc >= target);
        self.at += next.unwrap_or_else(|| rest.partition_point(|&doc| doc < target));
        docs.get(self.at).copied().unwrap_or(TERMINATED)
    }
}

/// Two posting lists, and the passages that are in both of them.
pub(super) struct Both {
    rarer: Blocks,
    other: Blocks,
}

impl Both {
    pub(super) fn open(
        segment: &SegmentView,
        rarer: &TermInfo,
        other: &TermInfo,
    ) -> Result<Self, Error> {
        Ok(Self { rarer: Blocks::open(segment, rarer)?, other: Blocks::open(segment, other)? })
    }

    /// Goes to the first passage at or behind `target` that is in both.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        let mut doc = self.rarer.seek(target);
        while doc != TERMINATED {
            let other = self.other.seek(doc);
            if other == doc {
                break;
            }
            doc = if other == TERMINATED { other } else { self.rarer.seek(other) };
        }
        doc
    }
}
