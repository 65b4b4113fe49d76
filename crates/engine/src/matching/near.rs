//! Passages whose words stand close together: the operator `"…"~n`.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use suyan_search::Error;
use suyan_search::deadline::Pace;
use suyan_search::matching::{Chains, Stretch};
use suyan_search::query::Near;
use tantivy::{DocId, TERMINATED};

use super::cursor::Cursor;
use crate::store::snapshot::{SegmentView, Snapshot};

/// Bytes of stretches that are kept of one operator in one segment, for one request; what is more is
/// looked for again.
const MOST_KEPT: usize = 16 << 20;

/// Where the words of an operator stand close in the passages of one segment; nowhere where they do
/// not.
type Known = Mutex<FxHashMap<DocId, Arc<[Stretch]>>>;

/// What one request has found: an operator beside an OR stands in several alternatives.
#[derive(Default)]
pub(crate) struct FoundNear(Mutex<FxHashMap<(usize, String), Arc<Known>>>);

impl FoundNear {
    fn of(&self, segment: usize, near: &Near) -> Arc<Known> {
        let mut key = near.distance.to_string();
        for word in &near.words {
            key.push(if word.tokens.opens_numeral() { '\u{1d}' } else { '\u{1e}' });
            for at in 0..word.tokens.len() {
                key.push('\u{1f}');
                key.push_str(word.tokens.term(at));
            }
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry((segment, key)).or_default())
    }
}

/// Passages in which words stand with at most `distance` tokens between one and the next.
pub(crate) struct NearCursor {
    /// A cursor for every word that is another one.
    words: Vec<Cursor>,
    chains: Chains,
    /// The passage that was looked at last, and the words in it.
    found: (DocId, Arc<[Stretch]>),
    known: Arc<Known>,
    pace: Pace,
    /// Where the words stand: room to work in.
    occurrences: Vec<Vec<Stretch>>,
}

impl NearCursor {
    pub(super) fn open(
        snapshot: &Snapshot,
        segment: &SegmentView,
        near: &Near,
    ) -> Result<Self, Error> {
        let (words, chains) = Chains::of_words(near);
        let open = |word| Cursor::open_with_positions(snapshot, segment, word);
        let words = words.into_iter().map(open).collect::<Result<Vec<_>, _>>()?;
        let mut cursor = Self {
            occurrences: vec![Vec::new(); words.len()],
            words,
            chains,
            found: (TERMINATED, Arc::default()),
            known: snapshot.of_request.of::<FoundNear>().of(segment.number, near),
            pace: snapshot.pace(),
        };
        cursor.align(0);
        Ok(cursor)
    }

    pub(crate) fn doc(&self) -> DocId {
        self.words.first().map_or(TERMINATED, Cursor::doc)
    }

    pub(crate) fn cost(&self) -> u64 {
        self.words.iter().map(Cursor::cost).min().unwrap_or(0)
    }

    /// Where the words stand in the passage that was confirmed last.
    pub(crate) fn stretches(&self) -> &[Stretch] {
        &self.found.1
    }

    /// Goes to the first passage at or behind `target` in which the words stand close.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        let mut doc = self.approach(target);
        while doc != TERMINATED && !self.confirm() {
            doc = self.approach(doc + 1);
        }
        doc
    }

    /// Goes to the first passage at or behind `target` that holds the words.
    pub(crate) fn approach(&mut self, target: DocId) -> DocId {
        if self.doc() < target { self.align(target) } else { self.doc() }
    }

    /// Whether the words stand close in the passage that holds them.
    pub(crate) fn confirm(&mut self) -> bool {
        let doc = self.doc();
        if doc == TERMINATED {
            return false;
        }
        if self.found.0 != doc {
            self.found = (doc, self.look(doc));
        }
        !self.found.1.is_empty()
    }

    fn look(&mut self, doc: DocId) -> Arc<[Stretch]> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&doc) {
            return Arc::clone(found);
        }
        for (word, stretches) in self.words.iter_mut().zip(&mut self.occurrences) {
            stretches.clear();
            word.stretches(stretches);
        }
        let found: Arc<[Stretch]> = self.chains.find(&self.occurrences).into();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() * size_of::<(DocId, Arc<[Stretch]>, [Stretch; 2])>() < MOST_KEPT {
            known.insert(doc, Arc::clone(&found));
        }
        found
    }

    fn align(&mut self, target: DocId) -> DocId {
        let mut doc = target;
        loop {
            let furthest = self.words.iter_mut().map(|word| word.seek(doc)).max();
            match furthest.filter(|_| !self.pace.is_over()) {
                None | Some(TERMINATED) => {
                    self.words.iter_mut().for_each(|word| {
                        word.seek(TERMINATED);
                    });
                    return TERMINATED;
                }
                Some(furthest) if furthest == doc => return doc,
                Some(furthest) => doc = furthest,
            }
        }
    }
}
