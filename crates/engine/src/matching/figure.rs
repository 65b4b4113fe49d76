//! Passages with a figure of some size: `>=500台`.
//!
//! No list has sizes. The lists of the units that it may be told in lead to passages, and their
//! texts decide: those only that everything else in the query lets through. What was read once is
//! known for the pages behind, and for whoever asks next.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use suyan_analysis::Tokens;
use suyan_search::Error;
use suyan_search::deadline::{Pace, Watch};
use suyan_search::matching::{Stretch, find_term};
use suyan_search::query::Term;
use tantivy::{DocId, TERMINATED};

use super::cursor::Cursor;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::store::stored::Stored;

/// Bytes that are kept of all figures of a commit; beyond them all is forgotten.
const MOST_KEPT: usize = 32 << 20;
/// Texts between two looks at the watch: each is read and cut into sentences.
const STEPS: u32 = 16;

/// Where figures stand in the passages of one segment that were read; nowhere where none fulfils.
type KnownFigures = Mutex<FxHashMap<DocId, Arc<[Stretch]>>>;

/// What one commit's texts told.
#[derive(Default)]
struct FoundFigures {
    known: Mutex<FxHashMap<(usize, String), Arc<KnownFigures>>>,
    bytes: AtomicUsize,
}

impl FoundFigures {
    fn of(&self, segment: usize, figure: &str) -> Arc<KnownFigures> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if self.bytes.load(Relaxed) > MOST_KEPT {
            known.clear();
            self.bytes.store(0, Relaxed);
        }
        Arc::clone(known.entry((segment, figure.to_owned())).or_default())
    }

    fn keep(&self, known: &KnownFigures, doc: DocId, found: &Arc<[Stretch]>) {
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(doc, Arc::clone(found));
        let bytes = size_of::<(DocId, Arc<[Stretch]>, [usize; 3])>() + size_of_val(&**found);
        self.bytes.fetch_add(bytes, Relaxed);
    }
}

/// See the module.
pub(crate) struct FigureCursor {
    /// The passages that hold one of the units.
    units: Cursor,
    term: Term,
    stored: Arc<Stored>,
    watch: Arc<Watch>,
    pace: Pace,
    all: Arc<FoundFigures>,
    known: Arc<KnownFigures>,
    /// The passage that was looked at last, and the figures in it.
    found: (DocId, Arc<[Stretch]>),
    tokens: Tokens,
}

impl FigureCursor {
    pub(super) fn open(
        snapshot: &Snapshot,
        segment: &SegmentView,
        term: &Term,
    ) -> Result<Self, Error> {
        let units = term.phrases.iter().map(|unit| Cursor::open(snapshot, segment, unit));
        let all: Arc<FoundFigures> = snapshot.caches.of();
        Ok(Self {
            units: Cursor::any(units.collect::<Result<_, _>>()?),
            known: all.of(segment.number, &term.label),
            all,
            term: term.clone(),
            stored: Arc::clone(&segment.stored),
            watch: Arc::clone(&snapshot.watch),
            pace: Pace::of(&snapshot.watch, STEPS),
            found: (TERMINATED, Arc::default()),
            tokens: Tokens::default(),
        })
    }

    pub(super) fn doc(&self) -> DocId {
        self.units.doc()
    }

    pub(super) fn cost(&self) -> u64 {
        self.units.cost()
    }

    /// Where the figures stand in the passage that was confirmed last.
    pub(super) fn stretches(&self) -> &[Stretch] {
        &self.found.1
    }

    /// Goes to the first passage at or behind `target` with such a figure.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        let mut doc = self.approach(target);
        while doc != TERMINATED && !self.confirm() {
            doc = match self.pace.is_over() {
                true => self.approach(TERMINATED),
                false => self.approach(doc + 1),
            };
        }
        doc
    }

    /// Goes to the first passage at or behind `target` that holds one of the units.
    pub(super) fn approach(&mut self, target: DocId) -> DocId {
        self.units.seek(target)
    }

    /// Whether the passage that holds a unit has such a figure.
    pub(super) fn confirm(&mut self) -> bool {
        let doc = self.doc();
        if doc == TERMINATED || self.pace.is_over() {
            return false;
        }
        if self.found.0 != doc {
            self.found = (doc, self.look(doc));
        }
        !self.found.1.is_empty()
    }

    fn look(&mut self, doc: DocId) -> Arc<[Stretch]> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&doc).cloned();
        if let Some(found) = known {
            return found;
        }
        match self.stored.text(doc) {
            Ok(text) => self.tokens.refill(&text),
            Err(error) => {
                self.watch.fail(error);
                return Arc::default();
            }
        }
        let places = find_term(&self.term, &self.tokens);
        let found: Arc<[Stretch]> =
            places.iter().map(|at| (at.start as u32, at.end as u32)).collect();
        self.all.keep(&self.known, doc, &found);
        found
    }
}
