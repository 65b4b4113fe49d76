//! Folders become an index that is up to date, and an account of every file.
//!
//! The flow of a run: [`walk`] finds the files, [`manifest`] knows them from last time, [`take`]
//! reads what is new or changed on every core, [`plan`] decides which report each document is, and
//! [`twins`] which of two that are one is counted,
//! [`run`] makes the index agree with the plan and commits, [`ledger`] follows the promises of every
//! place whose reports changed, [`account`] tells what became of every file, member and row.
//!
//! The manifest is committed together with the reports, so the two never disagree, whatever
//! interrupts a run. What an index ought to hold is a pure function of the manifest ([`plan`]);
//! incremental runs and runs from nothing therefore end in the same index.
//!
//! What may run away is read by processes of the program's own ([`worker`]).
//!
//! Nothing here knows of HTTP, and nothing of what stands in a file: that is `suyan_corpus`.

pub mod account;
mod error;
mod ledger;
mod line;
mod manifest;
mod ocr;
mod plan;
mod progress;
mod roots;
mod run;
mod tables;
mod take;
#[cfg(test)]
mod tests;
mod twins;
mod walk;
pub mod worker;

pub use account::{Account, AccountLine, LineClass};
pub use error::IndexingError;
pub use run::{CommitPace, Options, index, index_into};
