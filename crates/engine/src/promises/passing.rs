//! What passes a request: a promise, and its items.

use suyan_promises::Verdict;
use suyan_search::ledger::PromiseRequest;

use crate::store::ledger::ItemRow;

/// A promise that passes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PassingPromise {
    /// Its report in the commit.
    pub report: u32,
    /// The report's component.
    pub component: u32,
    /// The report's number in its component.
    pub local: u32,
    /// The number of the promise in its component.
    pub promise: usize,
    /// Where it stands by relevance.
    pub(super) rank: u32,
}

impl PassingPromise {
    /// A promise that was not looked for by words.
    pub(crate) fn of(report: u32, component: u32, local: u32, promise: usize) -> Self {
        Self { report, component, local, promise, rank: 0 }
    }
}

/// Which items of a promise pass.
pub(crate) struct Items {
    /// A bit for every verdict.
    verdicts: u16,
    quantity: Option<bool>,
    newest: i16,
}

impl Items {
    /// Those that a request lets pass.
    pub(super) fn of(request: &PromiseRequest, newest: i16) -> Self {
        let bit = |verdict: &Verdict| Verdict::ALL.iter().position(|one| one == verdict);
        let bits = request.verdicts.iter().filter_map(bit).fold(0, |bits, at| bits | 1 << at);
        let verdicts = if request.verdicts.is_empty() { u16::MAX } else { bits };
        Self { verdicts, quantity: request.quantity, newest }
    }

    /// Whether an item passes.
    pub(crate) fn pass(&self, item: ItemRow) -> bool {
        self.verdicts & 1 << item.verdict(self.newest) != 0
            && self.quantity.is_none_or(|wanted| wanted == item.has_quantity())
    }

    /// All of them.
    pub(crate) fn all(newest: i16) -> Self {
        Self { verdicts: u16::MAX, quantity: None, newest }
    }
}
