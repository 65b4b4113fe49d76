//! A file becomes reports: read, decoded, extracted, cleaned, dated, placed, cut into parts and
//! passages.
//!
//! Pure and synchronous. Nothing here knows of tokenizers, indexes or the network.

pub mod clean;
pub mod decode;
pub mod draft;
pub mod extract;
pub mod facts;
pub mod ids;
pub mod limits;
pub mod names;
pub mod pages;
pub mod parts;
pub mod places;
pub mod radicals;
pub mod reader;
pub mod reason;
pub mod report;
pub mod sketch;
pub mod text;

/// The version of everything that this crate makes of a file: a hash of its own source and data
/// (`build.rs`), so that an indexer reads unchanged files again after any change here, and nobody
/// has to remember to say so.
pub const EXTRACTION: &str = env!("SUYAN_EXTRACTION");

pub use limits::{Bound, Limits};
pub use places::{Division, Gazetteer};
pub use reader::{File, FileOutcome, Reader};
pub use reason::Reason;
pub use report::{
    Doubt, Doubtful, Evidence, Facts, Kind, Level, Origin, Part, Passage, Place, Report,
    UnknownWord,
};
