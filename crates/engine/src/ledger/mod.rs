//! The ledger of a commit in view: its columns are held in memory, since filters and facets look at all
//! of them. What is asked of it: [`crate::promises`]; how it lies on disk: [`crate::store::ledger`].

mod marks;
mod view;

pub(crate) use marks::marks;
pub(crate) use view::{LedgerView, awaited};
