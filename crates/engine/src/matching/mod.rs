//! Which passages match: cursors over phrases, the walk that puts a conjunction together, and the
//! sieve for a part of its words. They agree with [`suyan_search::matching`], which looks at a text.

mod any;
mod blocks;
pub(crate) mod character;
pub(crate) mod cursor;
mod figure;
pub(crate) mod gate;
pub(crate) mod leads;
pub(crate) mod near;
mod phrase;
pub(crate) mod rarity;
mod reading;
pub(crate) mod sieve;
pub(crate) mod walk;
