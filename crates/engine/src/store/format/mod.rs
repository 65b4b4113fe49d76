//! What stands in the files of an index: its fields, and the segments as they are written.
//!
//! The build script hashes everything in this folder, with all of `suyan_analysis`, into the
//! fingerprint of an index: a change here makes indexes of before say that they do not fit. What
//! only reads, commits or looks things up stands outside.

mod builder;
mod codec;
mod cut;
mod postings;
pub(super) mod record;
pub(crate) mod schema;

pub(super) use builder::{Room, SegmentBuilder};
pub use codec::SYMBOLS;
