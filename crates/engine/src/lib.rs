//! The embedded backend: reports become an index; a request becomes hits, counts, facets, snippets.
//!
//! The only crate that names tantivy. Nothing here knows of files of archives or HTTP, and what can
//! be told without an index is told in `suyan_search`. In the order of the flow: `store` holds what
//! was indexed, `matching` decides which passages match, `search` counts, ranks and shows them.

mod archive;
mod counting;
mod help;
mod index;
mod ledger;
mod matching;
mod parallel;
mod places;
mod promises;
mod search;
mod store;
mod suggest;
mod tuning;

pub use index::Index;
pub use store::{Checked, IndexWriter, SYMBOLS, WriterOptions, check};

// Sources that are hashed name it here.
pub(crate) use suyan_search::Error;
