//! The passages that hold a string which takes several posting lists to prove.

use std::sync::Arc;

use suyan_search::Error;
use suyan_search::deadline::{Pace, Watch};
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

use super::character::Character;

/// One of the lists of a phrase.
pub(super) struct PhraseList {
    postings: SegmentPostings,
    /// Where its term stands in the phrase, in tokens: once, or more often.
    offsets: Vec<u32>,
    info: TermInfo,
    /// What positions are read of: most lists are never asked for any.
    reader: Arc<InvertedIndexReader>,
    has_positions: bool,
    watch: Arc<Watch>,
}

impl PhraseList {
    /// The lists of terms that stand at these places.
    pub(super) fn open_all<'t>(
        reader: &Arc<InvertedIndexReader>,
        terms: impl Iterator<Item = (&'t TermInfo, u32)>,
        watch: &Arc<Watch>,
    ) -> std::io::Result<Vec<Self>> {
        let mut terms: Vec<(&TermInfo, u32)> = terms.collect();
        // A phrase that repeats itself names the same list again and again.
        terms.sort_by_key(|(info, offset)| (info.postings_range.start, *offset));
        let same = |a: &(&TermInfo, u32), b: &(&TermInfo, u32)| a.0 == b.0;
        let open = |same: &[(&TermInfo, u32)]| {
            let (info, option) = (same[0].0.clone(), IndexRecordOption::WithFreqs);
            Ok(Self {
                postings: reader.read_postings_from_terminfo(&info, option)?,
                offsets: same.iter().map(|(_, offset)| *offset).collect(),
                info,
                reader: Arc::clone(reader),
                has_positions: false,
                watch: Arc::clone(watch),
            })
        };
        terms.chunk_by(same).map(open).collect()
    }

    /// Whether its term is all of a phrase.
    pub(super) fn is_all(&self) -> bool {
        self.offsets == [0]
    }

    pub(super) fn frequency(&self) -> u64 {
        u64::from(self.postings.doc_freq())
    }

    #[inline]
    pub(super) fn doc(&self) -> DocId {
        self.postings.doc()
    }

    /// How often the term stands in the passage it is at.
    #[inline]
    pub(super) fn count(&self) -> u32 {
        self.postings.term_freq()
    }

    /// Goes to the first passage at or behind `target`.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self.postings.doc() {
            doc if doc < target => self.postings.seek(target),
            doc => doc,
        }
    }

    /// Where the term stands in the passage it is at.
    pub(super) fn positions(&mut self, into: &mut Vec<u32>) {
        if !self.has_positions {
            self.has_positions = true;
            let option = IndexRecordOption::WithFreqsAndPositions;
            let doc = self.postings.doc();
            match self.reader.read_postings_from_terminfo(&self.info, option) {
                Ok(postings) => {
                    self.postings = postings;
                    self.seek(doc);
                }
                Err(error) => self.watch.fail(Error::index("reading positions")(error)),
            }
        }
        self.postings.positions(into);
    }
}

/// Posting lists whose positions, less their offsets, must meet.
pub(crate) struct PhraseCursor {
    /// The rarest first, which leads.
    lists: Vec<PhraseList>,
    /// The character at the end, where no list holds it, and where it stands in the phrase.
    open: Option<(Character, u32)>,
    length: u32,
    /// Whether the positions were looked at in the passage it is at.
    is_met: bool,
    /// Where the phrase begins in the passage it is at.
    starts: Vec<u32>,
    other: Vec<u32>,
    pace: Pace,
}

impl PhraseCursor {
    pub(super) fn new(
        mut lists: Vec<PhraseList>,
        open: Option<(Character, u32)>,
        length: u32,
        pace: Pace,
    ) -> Self {
        lists.sort_by_key(|list| (list.frequency(), list.offsets[0]));
        let (starts, other) = (Vec::new(), Vec::new());
        let mut cursor = Self { lists, open, length, is_met: false, starts, other, pace };
        cursor.align();
        cursor
    }

    pub(super) fn doc(&self) -> DocId {
        self.lists[0].doc()
    }

    /// How many passages it may stop at, and what it takes to tell.
    pub(super) fn cost(&self) -> u64 {
        self.lists[0].frequency() * 3
    }

    /// Where the phrase stands in a passage that was confirmed: from, to.
    pub(super) fn stretches(&self) -> impl ExactSizeIterator<Item = (u32, u32)> {
        self.starts.iter().map(|&start| (start, start + self.length))
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        self.approach(target);
        while self.doc() != TERMINATED && !self.confirm() {
            let next = if self.pace.is_over() { TERMINATED } else { self.doc() + 1 };
            self.lists[0].seek(next);
            self.align();
        }
        self.doc()
    }

    /// Goes to the first passage at or behind `target` with all terms of the phrase.
    pub(super) fn approach(&mut self, target: DocId) -> DocId {
        let lead = &mut self.lists[0];
        if lead.doc() < target {
            lead.seek(target);
            self.align();
        }
        self.doc()
    }

    /// Whether the passage it is at holds the phrase.
    pub(super) fn confirm(&mut self) -> bool {
        if !self.is_met {
            self.is_met = true;
            if self.doc() == TERMINATED || !self.meet() {
                self.starts.clear();
            }
        }
        !self.starts.is_empty()
    }

    /// Goes on from where the lead stands to the next passage with all terms.
    fn align(&mut self) {
        self.is_met = false;
        let Some((lead, others)) = self.lists.split_first_mut() else { return };
        'passages: loop {
            let doc = lead.doc();
            if doc == TERMINATED {
                return;
            }
            for list in others.iter_mut() {
                let found = list.seek(doc);
                if found > doc {
                    let next = if self.pace.is_over() { TERMINATED } else { found };
                    lead.seek(next);
                    continue 'passages;
                }
            }
            return;
        }
    }

    /// Whether the positions of all lists meet; leaves the beginnings in `starts`.
    fn meet(&mut self) -> bool {
        let Self { lists, open, starts, other, .. } = self;
        let mut is_first = true;
        for list in lists.iter_mut() {
            list.positions(other);
            for &offset in &list.offsets {
                if is_first {
                    starts.clear();
                    starts.extend(other.iter().filter_map(|position| position.checked_sub(offset)));
                    is_first = false;
                } else {
                    keep_meeting(starts, other, offset);
                }
                if starts.is_empty() {
                    return false;
                }
            }
        }
        if let Some((open, offset)) = open {
            let places = open.places(lists[0].doc());
            keep_meeting(starts, places, *offset);
        }
        !starts.is_empty()
    }
}

/// Keeps those starts from which, `offset` on, one of the places lies; both are in order.
fn keep_meeting(starts: &mut Vec<u32>, places: &[u32], offset: u32) {
    let mut from = 0;
    starts.retain(|start| {
        let sought = start + offset;
        while places.get(from).is_some_and(|place| *place < sought) {
            from += 1;
        }
        places.get(from) == Some(&sought)
    });
}
