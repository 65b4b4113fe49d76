//! A file becomes reports: read, decoded, extracted, cleaned, dated, placed, cut into parts and
//! passages.
//!
//! Pure and synchronous. Nothing here knows of tokenizers, indexes or the network.

pub mod clean;
pub mod decode;
pub mod draft;
pub mod extract;
pub mod facts;
pub mod names;
pub mod pages;
pub mod parts;
pub mod places;
pub mod radicals;
pub mod reader;
pub mod report;
pub mod text;

/// The version of everything that this crate makes of a file. Raised by every change that makes
/// something else of the same bytes, so that an indexer reads unchanged files again.
pub const EXTRACTION: u32 = 1;

pub use places::{Division, Gazetteer};
pub use reader::{File, Outcome, Reader};
pub use report::{
    Doubt, Evidence, Facts, Kind, Level, Origin, Part, Passage, Place, Report, UnknownWord,
};
