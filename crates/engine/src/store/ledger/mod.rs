//! The ledger on disk: what reports promise, and what their places' later reports say of it.
//!
//! A *component* is all places that became one another ([`suyan_corpus::Gazetteer::lineage`]); its
//! promises and outcomes hang on its own reports and on nothing else, and are one file. The files
//! are named, each with its hash, by a table that is a part of the commit ([`ComponentEntry`]). A component's
//! key is a hash of its reports and of the rules: the same key is the same file, so that a run does
//! again only what changed, and an incremental run ends where one from nothing does.
//!
//! No sentence is kept: those that are shown come out of the index. Reports become promises, and
//! promises outcomes, in `suyan_promises`; when, in the indexer.

mod columns;
mod file;
mod files;
mod table;

pub(crate) use columns::{ItemRow, PromiseRow, STRENGTHS};
pub(crate) use file::LedgerComponent;
pub(crate) use files::{Files, Mapped};
pub(crate) use table::{
    ComponentEntry, ComponentTable, RULES, files, remove_others, write, write_table,
};

/// The folder of the components' files, in that of the index.
pub(crate) const FOLDER: &str = "ledger";
