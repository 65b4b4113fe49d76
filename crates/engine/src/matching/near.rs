//! Passages whose words stand close together: the operator `"…"~n`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use suyan_search::Error;
use suyan_search::deadline::Pace;
use suyan_search::matching::{Chains, Stretch};
use suyan_search::query::Near;
use tantivy::{DocId, TERMINATED};

use super::cursor::Cursor;
use crate::store::snapshot::{SegmentView, Snapshot};

/// Bytes that are kept for one request, whatever operators it has; what is more is looked for again.
const MOST_KEPT: usize = 64 << 20;

/// What one request has found: an operator beside an OR stands in several alternatives.
#[derive(Default)]
pub(crate) struct FoundNear {
    known: Mutex<FxHashMap<(usize, String), Arc<KnownNear>>>,
    /// Bytes that all of them keep.
    kept: Arc<AtomicUsize>,
}

impl FoundNear {
    fn of(&self, segment: usize, near: &Near) -> Arc<KnownNear> {
        let mut key = near.distance.to_string();
        for word in &near.words {
            key.push(if word.tokens.opens_numeral() { '\u{1d}' } else { '\u{1e}' });
            for at in 0..word.tokens.len() {
                key.push('\u{1f}');
                key.push_str(word.tokens.term(at));
            }
        }
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = || KnownNear { kept: Arc::clone(&self.kept), ..KnownNear::default() };
        Arc::clone(all.entry((segment, key)).or_insert_with(|| Arc::new(known())))
    }
}

/// Where the words of an operator stand close in the passages of one segment; nowhere where they do
/// not.
#[derive(Default)]
struct KnownNear {
    passages: Mutex<FxHashMap<DocId, Arc<[Stretch]>>>,
    kept: Arc<AtomicUsize>,
}

impl KnownNear {
    fn passages(&self) -> MutexGuard<'_, FxHashMap<DocId, Arc<[Stretch]>>> {
        self.passages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, doc: DocId) -> Option<Arc<[Stretch]>> {
        self.passages().get(&doc).cloned()
    }

    fn keep(&self, doc: DocId, found: &Arc<[Stretch]>) {
        let bytes = size_of::<(DocId, Arc<[Stretch]>, [usize; 2])>() + size_of_val(&**found);
        if self.kept.fetch_add(bytes, Ordering::Relaxed) + bytes <= MOST_KEPT {
            self.passages().insert(doc, Arc::clone(found));
        } else {
            self.kept.fetch_sub(bytes, Ordering::Relaxed);
        }
    }
}

/// Passages in which words stand with at most `distance` tokens between one and the next.
pub(crate) struct NearCursor {
    /// A cursor for every word that is another one.
    words: Vec<Cursor>,
    chains: Chains,
    /// The passage that was looked at last, and the words in it.
    found: (DocId, Arc<[Stretch]>),
    known: Arc<KnownNear>,
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
        if let Some(found) = self.known.get(doc) {
            return found;
        }
        for (word, stretches) in self.words.iter_mut().zip(&mut self.occurrences) {
            stretches.clear();
            word.stretches(stretches);
        }
        let found: Arc<[Stretch]> = self.chains.find(&self.occurrences).into();
        self.known.keep(doc, &found);
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

#[cfg(test)]
mod tests {
    use suyan_search::query::parse;

    use super::*;

    #[test]
    fn one_bound_holds_for_all_operators_of_a_request() {
        let query = parse("\"养老 床位\"~5 OR \"托育 床位\"~5").expect("a query");
        let found = FoundNear::default();
        let nears: Vec<Near> = query
            .alternatives
            .iter()
            .flat_map(|one| &one.terms)
            .filter_map(|term| term.near.clone())
            .collect();
        assert_eq!(nears.len(), 2);
        let long: Arc<[Stretch]> = vec![(0, 0); (1 << 20) / size_of::<Stretch>()].into();
        for doc in 0..64 {
            found.of(0, &nears[0]).keep(doc, &long);
            found.of(1, &nears[1]).keep(doc, &long);
        }
        let kept =
            found.of(0, &nears[0]).passages().len() + found.of(1, &nears[1]).passages().len();
        assert_eq!(kept, 63, "of 64 MiB a little is for the lists themselves");
        assert!(found.of(0, &nears[0]).get(0).is_some());
        assert!(found.of(0, &nears[0]).get(63).is_none(), "what is more is looked for again");
    }
}
