//! The index on disk: its fields, its writer, and what is held of it in memory while it is read.

pub(crate) mod caches;
mod check;
mod commit;
pub(crate) mod concepts_file;
mod folder;
mod format;
mod head;
pub(crate) mod ledger;
pub(crate) mod lookup;
pub(crate) mod passage_set;
mod removal;
pub(crate) mod removals;
pub(crate) mod segment;
pub(crate) mod sets;
pub(crate) mod snapshot;
pub(crate) mod stored;
mod view;
mod writer;

pub use check::{Checked, check};
pub(crate) use commit::Commits;
pub(crate) use folder::{Folder, write_lasting};
pub use format::SYMBOLS;
pub(crate) use head::{IndexHead, KeptFile, hash};
pub use writer::{IndexWriter, WriterOptions};
