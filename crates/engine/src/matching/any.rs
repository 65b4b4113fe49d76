//! The passages that hold any of several phrases.
//!
//! Those that stand at one passage are few of many: cursors wait in a heap by the passage they
//! stand at, so that a step costs what moves and not what there is.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use suyan_search::matching::Stretch;
use tantivy::{DocId, TERMINATED};

use super::cursor::Cursor;

/// See the module.
pub(crate) struct AnyCursor {
    cursors: Vec<Cursor>,
    /// Those that stand behind the passage it is at, by number.
    behind: BinaryHeap<Reverse<(DocId, usize)>>,
    /// Those that stand at it.
    here: Vec<usize>,
    doc: DocId,
}

impl AnyCursor {
    pub(crate) fn new(cursors: Vec<Cursor>) -> Self {
        let behind = cursors.iter().enumerate().map(|(at, cursor)| Reverse((cursor.doc(), at)));
        let behind: BinaryHeap<_> = behind.filter(|Reverse((doc, _))| *doc != TERMINATED).collect();
        let mut any = Self { cursors, behind, here: Vec::new(), doc: TERMINATED };
        any.gather();
        any
    }

    #[inline]
    pub(crate) fn doc(&self) -> DocId {
        self.doc
    }

    /// Takes those that stand at the next passage.
    fn gather(&mut self) {
        self.here.clear();
        self.doc = self.behind.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        while let Some(&Reverse((doc, at))) = self.behind.peek()
            && doc == self.doc
        {
            self.behind.pop();
            self.here.push(at);
        }
    }

    /// Goes to the first passage at or behind `target` that one of them `reach`es.
    fn go(&mut self, target: DocId, reach: impl Fn(&mut Cursor, DocId) -> DocId) -> DocId {
        let Self { cursors, behind, here, .. } = self;
        for at in here.drain(..) {
            let doc = reach(&mut cursors[at], target);
            if doc != TERMINATED {
                behind.push(Reverse((doc, at)));
            }
        }
        while let Some(mut first) = behind.peek_mut()
            && let Reverse((doc, at)) = *first
            && doc < target
        {
            let doc = reach(&mut cursors[at], target);
            if doc == TERMINATED {
                std::collections::binary_heap::PeekMut::pop(first);
            } else {
                *first = Reverse((doc, at));
            }
        }
        self.gather();
        self.doc
    }

    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        let mut target = target.max(self.doc);
        // Some that stand there were only approached.
        while self.approach(target) != TERMINATED && !self.confirm() {
            target = self.doc + 1;
        }
        self.doc
    }

    pub(crate) fn approach(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.go(target, Cursor::approach) }
    }

    /// Whether the passage that it came near holds one of them. Those that do not stand there after
    /// all are none of [`Self::here`] any more.
    pub(crate) fn confirm(&mut self) -> bool {
        let Self { cursors, behind, here, doc } = self;
        here.retain(|&at| {
            let holds = cursors[at].confirm();
            if !holds {
                let next = cursors[at].approach(*doc + 1);
                if next != TERMINATED {
                    behind.push(Reverse((next, at)));
                }
            }
            holds
        });
        !here.is_empty()
    }

    pub(crate) fn cost(&self) -> u64 {
        self.cursors.iter().map(Cursor::cost).sum()
    }

    #[inline]
    pub(crate) fn count(&self) -> u32 {
        self.here.iter().map(|&at| self.cursors[at].count()).sum()
    }

    pub(crate) fn stretches(&mut self, out: &mut Vec<Stretch>) {
        let before = out.len();
        for &at in &self.here {
            self.cursors[at].stretches(out);
        }
        out[before..].sort_unstable();
    }

    pub(crate) fn has_positions(&self) -> bool {
        self.cursors.iter().all(Cursor::has_positions)
    }

    /// Whether one of the first `literal` ones stands in the passage.
    pub(crate) fn is_literal(&self, literal: usize) -> bool {
        self.here.iter().any(|&at| at < literal)
    }
}
