//! What may be asked of the ledger.

use std::ops::ControlFlow;

use suyan_promises::{Strength, Verdict};

use super::ShownPromise;
use crate::Filters;

/// Which promises, in which order. Values are valid by construction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PromiseRequest {
    /// A query, as for a search: its words must stand in the promise's own sentence, and its
    /// passage be one that a search finds with all words. Empty: every promise.
    pub query: String,
    /// What restricts reports and passages.
    pub filters: Filters,
    /// Of this report only, by its id.
    pub report: Option<String>,
    /// Items of these verdicts only.
    pub verdicts: Vec<Verdict>,
    /// Promises of these strengths only.
    pub strengths: Vec<Strength>,
    /// Items with a figure only, or those without.
    pub quantity: Option<bool>,
    /// The order.
    pub sort: PromiseSort,
    /// At most so many promises.
    pub limit: usize,
    /// So many are skipped.
    pub offset: usize,
    /// Whether facets are wanted; totals always are.
    pub facets: bool,
    /// Whether the closest sentences of later reports are wanted, which a list may do without.
    pub candidates: bool,
}

/// The order of promises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PromiseSort {
    /// By year, place and reading order.
    #[default]
    Order,
    /// The latest year first.
    Newest,
    /// As a search for the query orders their passages; without a query as [`Self::Order`].
    Relevance,
}

/// Takes a whole list of promises as it comes.
pub trait PromiseSink {
    /// The list begins, and has so many promises and items.
    fn begin(&mut self, promises: u64, items: u64);
    /// The next promise; whether more are wanted.
    fn promise(&mut self, promise: &ShownPromise) -> ControlFlow<()>;
}
