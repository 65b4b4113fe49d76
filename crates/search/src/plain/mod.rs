//! An archive by the plain way: the facts of its reports in memory, their texts wherever they are.
//!
//! [`Catalog`] holds the facts and answers what they tell alone: lists, places, holdings, coverage.
//! [`Asked`] is a query with its filters: whether and how one passage matches. What was [`Found`] is
//! counted and becomes hits. Whoever has the texts decides which of them are looked at at all: the
//! judge of the [conformance suite](crate::Backend) looks at every one, a cluster at those that its
//! index gives.

mod asked;
mod catalog;
mod found;
mod gate;
mod hits;
mod ledger;

pub use asked::Asked;
pub use catalog::{Catalog, Entry};
pub use found::{Found, facets, total};
pub use gate::Gate;
pub use hits::{Page, choose, show};
pub use ledger::{Ledger, Passages, Texts};
