//! The ledger as the indexer makes it, component by component.

use serde::{Deserialize, Serialize};
use suyan_promises::{Outcome, Promise};

/// A component as the indexer made it.
#[derive(Debug, Clone, Default)]
pub struct ComponentDraft {
    /// The codes of its places, whether the archive has reports of them or not.
    pub codes: Vec<String>,
    /// The hash of what it was made from.
    pub key: String,
    /// Its reports.
    pub reports: Vec<DraftReport>,
}

/// A report of a component.
#[derive(Debug, Clone, Default)]
pub struct DraftReport {
    /// Its id.
    pub id: String,
    /// Its year.
    pub year: i16,
    /// What it promises, in reading order.
    pub promises: Vec<DraftPromise>,
}

/// A promise with what became of its items, one for one.
#[derive(Debug, Clone)]
pub struct DraftPromise {
    /// The promise.
    pub promise: Promise,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
}

/// A component as an archive has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptComponent {
    /// The hash of what it was made from: its reports, which of them tells of which, the rules.
    pub key: String,
    /// The codes of its places.
    pub codes: Vec<String>,
    /// The ids of its reports.
    pub reports: Vec<String>,
}
