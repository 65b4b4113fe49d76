//! An archive by the plain way: the facts of its reports in memory, their texts wherever they are.
//!
//! [`Catalog`] holds the facts and answers what they tell alone: lists, places, holdings, coverage.
//! [`Asked`] is a query with its filters: whether and how one passage matches. [`rank()`] puts what is
//! [`FoundPassage`] in order, by the texts that a [`PassageReader`] gives and by [`GramCounts`]; then it is counted
//! and becomes hits. The reader decides which texts are looked at at all: the judge of the
//! [conformance suite](crate::Backend) looks at every one, a cluster at those that its index gives.

mod alternative;
mod asked;
mod borders;
mod catalog;
mod found;
mod gate;
mod grams;
mod hits;
mod ledger;
mod measure;
mod ranking;
mod reader;
#[cfg(test)]
mod tests;

pub use asked::Asked;
pub use catalog::{Catalog, CatalogEntry, PassageOutline};
pub use found::{FoundPassage, FoundRank, facets, total};
pub use gate::FilterGate;
pub use grams::{GramCounts, GramNumber, GramTally};
pub use hits::{HitPage, choose, show};
pub use ledger::Ledger;
pub use measure::TermCounts;
pub use ranking::{Ranking, rank};
pub use reader::{PassageNumbers, PassageReader, Take, stands_in_a_text};
