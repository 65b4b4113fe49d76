//! Which passages match: cursors over phrases, closeness of words, the walk that puts a
//! conjunction together, and the sieve for a part of its words. And the same for one text without
//! an index, for marks.

mod any;
mod blocks;
mod chains;
pub(crate) mod character;
pub(crate) mod cursor;
pub(crate) mod gate;
pub(crate) mod leads;
pub(crate) mod near;
mod phrase;
pub(crate) mod place;
pub(crate) mod rarity;
mod reading;
pub(crate) mod sieve;
pub(crate) mod text;
pub(crate) mod walk;
