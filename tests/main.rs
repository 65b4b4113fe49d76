//! End to end: the real program on real folders, over real HTTP. This page is the table of
//! contents.
//!
//! Tests on real reports take their folder from `SUYAN_ARCHIVE` and say that they are skipped
//! where it is not set; reference material beside it comes from `SUYAN_SHARED`.

#![expect(clippy::unwrap_used, reason = "a test fails where anything is not as it must be")]

/// Running the program, speaking HTTP, making archives.
mod support;

/// The sample archive: every promise is found with its place and year.
mod sample;

/// The ledger: the sample's promises with their fates, whatever the history.
mod promises;

/// What a reader notes of promises: kept, exported, found again, and nobody else's to write.
mod notes;

/// Indexing again: what changed, what stayed, what is gone, what moved.
mod again;

/// Every file, member and row is accounted for once.
mod account;

/// One report in two files: counted once.
mod twins;

/// Places through time: lineage, names that several places have, completion.
mod lineage;

/// Traditional script, Big5, and pictures of pages.
mod scripts;

/// What the shell is told: exit codes, streams, help.
mod exits;

/// What may run away: time, memory, names that command a terminal.
mod workers;

/// The server beside an indexer: new commits, one writer, interrupts.
mod commits;

/// Queries that name a place, a year, a kind; and what is not held.
mod named;

/// The snapshot that every answer is of.
mod snapshots;

/// An index that is damaged, or another version's.
mod damaged;

/// Anything as a query and as a parameter.
mod hostile;

/// The cases of `cases/search.tsv`, each as a report of one passage.
mod cases;

/// The search of a terminal.
mod terminal;

/// Whole runs, as they were last looked at.
mod recorded;

/// Assistants: the Model Context Protocol over a pipe.
mod assistant;

/// For whoever runs it: exports, manuals, the log, what is counted.
mod operating;

/// The examples of the API's description.
mod described;

/// Feeds of searches and promises.
mod feeds;

/// Keeping watch: what is new, changed, passed over.
mod watch;

/// The pages in a real browser.
mod browser;

/// The contract's normalisation, a second time.
mod normaliser;

/// Counts beside those of a scan.
mod truth;

/// Panels beside the same scan.
mod counting;

/// Strings as people type them, without quotation marks, beside the same scan.
mod asked;

/// A whole archive of real reports, and a page as the web has it.
mod archive;
