//! What one file has spent of its bounds.
//!
//! No extractor can go without it. Its input is charged before it is called, its documents when it
//! hands them over; whatever unpacks bytes ([`Budget::unpack`], `archive::part`,
//! `compound::stream`), builds a tree (`xml::parse`, `json::parse`, `html::parse`) or makes room
//! for cells takes the budget and charges it. What is not ours and cannot be charged step by step
//! runs [apart](super::apart), where time and memory are bounded from outside.

use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;
use std::time::Duration;

use super::Extracted;
use super::apart::Apart;
use crate::limits::{Bound, Limits};
use crate::reason::{Damage, Reason};

/// What all members of one file have spent together.
#[derive(Debug, Default)]
struct FileBudget {
    /// The size of the file.
    size: u64,
    /// When it was begun, by the clock of this thread.
    begun: Option<Duration>,
    /// Processor time that was taken apart.
    apart: Cell<Duration>,
    bytes: Cell<u64>,
    strikes: Cell<usize>,
}

/// What one file, and in it one document, may still spend.
#[derive(Debug)]
pub struct Budget<'a> {
    limits: &'a Limits,
    apart: Option<&'a dyn Apart>,
    whole: Rc<FileBudget>,
    nodes: Cell<usize>,
    cells: Cell<usize>,
    rows: Cell<usize>,
    table: Cell<u64>,
    streamed: Cell<usize>,
}

impl<'a> Budget<'a> {
    /// The budget of a file of so many bytes; `apart` is where the documents are read that may run
    /// away.
    #[must_use]
    pub fn new(limits: &'a Limits, apart: Option<&'a dyn Apart>, size: usize) -> Self {
        let begun = apart.and_then(Apart::clock);
        Self::of(
            limits,
            apart,
            Rc::new(FileBudget { size: size as u64, begun, ..FileBudget::default() }),
        )
    }

    fn of(limits: &'a Limits, apart: Option<&'a dyn Apart>, whole: Rc<FileBudget>) -> Self {
        Self {
            limits,
            apart,
            whole,
            nodes: Cell::new(0),
            cells: Cell::new(0),
            rows: Cell::new(0),
            table: Cell::new(0),
            streamed: Cell::new(0),
        }
    }

    /// The budget of a member: its own, but for what all members share.
    pub(super) fn member(&self) -> Self {
        Self::of(self.limits, self.apart, Rc::clone(&self.whole))
    }

    /// The bounds.
    #[must_use]
    pub fn limits(&self) -> &'a Limits {
        self.limits
    }

    pub(super) fn apart(&self) -> Option<&'a dyn Apart> {
        self.apart
    }

    /// That a bound struck.
    pub(super) fn struck(&self, bound: Bound) -> Reason {
        Reason::bound(bound, self.limits)
    }

    fn charge(
        &self,
        spent: &Cell<usize>,
        count: usize,
        most: usize,
        bound: Bound,
    ) -> Result<(), Reason> {
        let sum = spent.get().saturating_add(count);
        spent.set(sum);
        if sum > most { Err(self.struck(bound)) } else { Ok(()) }
    }

    /// Charges bytes that were unpacked.
    pub(super) fn bytes(&self, count: u64) -> Result<(), Reason> {
        let sum = self.whole.bytes.get().saturating_add(count);
        self.whole.bytes.set(sum);
        if sum > self.most_unpacked() { Err(self.over_unpacked()) } else { Ok(()) }
    }

    /// What the file may unpack to.
    pub(super) fn most_unpacked(&self) -> u64 {
        self.limits.unpacked_of(self.whole.size)
    }

    /// That the file unpacks to more.
    pub(super) fn over_unpacked(&self) -> Reason {
        Reason::Bound { bound: Bound::UnpackedBytes, value: self.most_unpacked() >> 20 }
    }

    /// How much of the file's processor time is left: `None` where none is. What is read here and
    /// now is counted where the system has a clock for it.
    fn left(&self) -> Option<Duration> {
        let now = self.apart.and_then(Apart::clock).zip(self.whole.begun);
        let here = now.map_or(Duration::ZERO, |(now, begun)| now.saturating_sub(begun));
        let most = self.limits.time_of(self.whole.size);
        most.checked_sub(here + self.whole.apart.get()).filter(|left| !left.is_zero())
    }

    /// How long the next document may take.
    pub(super) fn time(&self) -> Result<Duration, Reason> {
        let left = self.left().ok_or_else(|| self.over_time())?;
        Ok(left.min(self.limits.time))
    }

    /// Why nothing more of the file is read, where its time is over.
    pub(crate) fn over(&self) -> Option<Reason> {
        self.time().err()
    }

    /// That the file's time is over.
    pub(super) fn over_time(&self) -> Reason {
        let most = self.limits.time_of(self.whole.size);
        Reason::Bound { bound: Bound::FileTime, value: most.as_secs() }
    }

    /// Notes how long a document took that was read apart.
    pub(super) fn took(&self, time: Duration) {
        self.whole.apart.set(self.whole.apart.get().saturating_add(time));
    }

    /// Charges what a tree holds: elements, attributes, values, paragraphs.
    pub(super) fn nodes(&self, count: usize) -> Result<(), Reason> {
        self.charge(&self.nodes, count, self.limits.nodes, Bound::Nodes)
    }

    /// Charges elements that a reader passes over without keeping them.
    pub(super) fn streamed(&self, count: usize) -> Result<(), Reason> {
        let most = self.limits.streamed_nodes;
        let reason = Reason::Bound { bound: Bound::Nodes, value: most as u64 };
        self.charge(&self.streamed, count, most, Bound::Nodes).map_err(|_| reason)
    }

    /// Charges cells of a table, the empty ones that are made room for included.
    pub(super) fn cells(&self, count: usize) -> Result<(), Reason> {
        self.charge(&self.cells, count, self.limits.cells, Bound::Cells)
    }

    /// Charges text of the cells of a table.
    pub(super) fn table(&self, bytes: usize) -> Result<(), Reason> {
        let sum = self.table.get().saturating_add(bytes as u64);
        self.table.set(sum);
        if sum > self.limits.table_bytes { Err(self.struck(Bound::TableBytes)) } else { Ok(()) }
    }

    /// Charges rows of a table.
    pub(super) fn rows(&self, count: usize) -> Result<(), Reason> {
        self.charge(&self.rows, count, self.limits.rows, Bound::Rows)
    }

    /// Looks whether a table is too wide.
    pub(super) fn columns(&self, count: usize) -> Result<(), Reason> {
        if count > self.limits.columns { Err(self.struck(Bound::Columns)) } else { Ok(()) }
    }

    /// Looks whether a document is nested too deep.
    pub(super) fn nesting(&self, depth: usize) -> Result<(), Reason> {
        if depth > self.limits.nesting { Err(self.struck(Bound::Nesting)) } else { Ok(()) }
    }

    /// Looks whether a text is too long to be one of a report.
    pub(super) fn text(&self, bytes: usize) -> Result<(), Reason> {
        if bytes > self.limits.text_bytes { Err(self.struck(Bound::TextBytes)) } else { Ok(()) }
    }

    /// Reads what unpacks to `most` bytes at most, and charges them.
    pub(super) fn unpack(
        &self,
        reader: impl Read,
        most: u64,
        bound: Bound,
    ) -> Result<Vec<u8>, Reason> {
        let mut bytes = Vec::new();
        let read = reader.take(most.saturating_add(1)).read_to_end(&mut bytes);
        self.bytes(bytes.len() as u64)?;
        if bytes.len() as u64 > most {
            return Err(self.struck(bound));
        }
        read.map_err(|_| Reason::Damaged(Damage::Packed))?;
        Ok(bytes)
    }

    /// Notes how a document ended that was read apart, and says whether another may be.
    pub(super) fn strike(&self, reason: &Reason) {
        if reason.ran_away() {
            self.whole.strikes.set(self.whole.strikes.get() + 1);
        }
    }

    /// Looks whether too many documents of the file ran away.
    pub(super) fn strikes(&self) -> Result<(), Reason> {
        if self.whole.strikes.get() >= self.limits.strikes {
            return Err(self.struck(Bound::Strikes));
        }
        Ok(())
    }

    /// Charges a document that an extractor hands over: one beyond the bounds becomes a reason.
    /// The next one of the same table begins with none of its paragraphs.
    pub(super) fn admit(&self, extracted: Extracted) -> Extracted {
        let Extracted::Draft(draft) = extracted else { return extracted };
        self.nodes.set(0);
        let bytes = draft.paragraphs.iter().map(|paragraph| paragraph.text.len()).sum();
        let fits = self.text(bytes).and_then(|()| {
            if draft.paragraphs.len() > self.limits.nodes {
                return Err(self.struck(Bound::Nodes));
            }
            Ok(())
        });
        match fits {
            Ok(()) => Extracted::Draft(draft),
            Err(reason) => Extracted::Rejected { source: draft.source, reason },
        }
    }
}

#[cfg(test)]
mod tests;
