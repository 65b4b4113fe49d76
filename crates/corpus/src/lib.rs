//! A file becomes reports: read, decoded, extracted, cleaned, dated, placed, cut into parts and
//! passages.
//!
//! Pure and synchronous. Nothing here knows of tokenizers, indexes or the network.

pub mod decode;
pub mod draft;
pub mod extract;
pub mod reader;
pub mod report;

pub use reader::{File, Outcome, Reader};
pub use report::{
    Doubt, Evidence, Facts, Kind, Level, Origin, Part, Passage, Place, Report, UnknownWord,
};
