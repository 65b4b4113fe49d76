//! The ledger on a cluster: a document for each component, as the embedded engine has a file.

pub(crate) mod component;
mod read;

pub(crate) use read::{Components, read};

/// What makes promises and outcomes, and how they are written. A ledger of other rules is none.
pub(crate) const RULES: &str = env!("SUYAN_RULES");
