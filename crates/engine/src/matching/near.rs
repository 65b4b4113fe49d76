//! Passages whose words stand close together: the operator `"…"~n`.

use suyan_search::deadline::Pace;
use suyan_search::matching::{Chains, Stretch};
use tantivy::{DocId, TERMINATED};

use super::cursor::Cursor;

/// Passages in which words stand with at most `distance` tokens between one and the next.
pub(crate) struct NearCursor {
    /// A cursor for every word that is another one.
    words: Vec<Cursor>,
    chains: Chains,
    found: Vec<Stretch>,
    pace: Pace,
    /// Where the words stand: room to work in.
    occurrences: Vec<Vec<Stretch>>,
}

impl NearCursor {
    /// The words' cursors must all know positions.
    pub(crate) fn new(words: Vec<Cursor>, chains: Chains, pace: Pace) -> Self {
        let (found, occurrences) = (Vec::new(), vec![Vec::new(); words.len()]);
        let mut cursor = Self { words, chains, found, pace, occurrences };
        cursor.settle(0);
        cursor
    }

    pub(crate) fn doc(&self) -> DocId {
        self.words.first().map_or(TERMINATED, Cursor::doc)
    }

    pub(crate) fn cost(&self) -> u64 {
        self.words.iter().map(Cursor::cost).min().unwrap_or(0)
    }

    pub(crate) fn stretches(&self) -> &[Stretch] {
        &self.found
    }

    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target { self.settle(target) } else { self.doc() }
    }

    fn settle(&mut self, mut target: DocId) -> DocId {
        loop {
            let mut doc = target;
            loop {
                let furthest = self.words.iter_mut().map(|w| w.seek(doc)).max();
                match furthest.filter(|_| !self.pace.is_over()) {
                    None | Some(TERMINATED) => {
                        self.words.iter_mut().for_each(|w| {
                            w.seek(TERMINATED);
                        });
                        return TERMINATED;
                    }
                    Some(furthest) if furthest == doc => break,
                    Some(furthest) => doc = furthest,
                }
            }
            for (word, stretches) in self.words.iter_mut().zip(&mut self.occurrences) {
                stretches.clear();
                word.stretches(stretches);
            }
            self.found = self.chains.find(&self.occurrences);
            if !self.found.is_empty() {
                return doc;
            }
            target = doc + 1;
        }
    }
}
