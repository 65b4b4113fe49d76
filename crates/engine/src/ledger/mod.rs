//! The ledger: what reports promise, and what their places' later reports say of it.
//!
//! A *component* is all places that became one another ([`suyan_corpus::Gazetteer::lineage`]); its
//! promises and outcomes hang on its own reports and on nothing else, and are one file. The files
//! are named, each with its hash, by a table that is a part of the commit ([`Entry`]). A component's
//! key is a hash of its reports and of the rules: the same key is the same file, so that a run does
//! again only what changed, and an incremental run ends where one from nothing does.
//!
//! Of a file the columns are held in memory, since filters and facets look at all of them; the rows
//! are read where they are shown. No sentence is kept: those that are shown come out of the index.
//!
//! Reports become promises, and promises outcomes, in `suyan_promises`; when, in the indexer.

mod columns;
mod file;
mod find;
mod marks;
mod record;
mod shares;
mod show;
mod story;
mod table;
#[cfg(test)]
mod tests;
mod view;

pub use file::{Draft, DraftPromise, DraftReport};
pub(crate) use find::{list, scan};
pub(crate) use marks::marks;
pub(crate) use shares::shares;
pub(crate) use story::story;
pub use suyan_search::ledger::*;
pub use table::{Entry, RULES};
pub(crate) use table::{Table, files, remove_others, write, write_table};
pub(crate) use view::{Files, Ledger, awaited};

/// The folder of the components' files, in that of the index.
pub(crate) const FOLDER: &str = "ledger";
