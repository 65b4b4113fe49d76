//! Which passages match: cursors over phrases, the walk that puts a conjunction together, and the
//! partial matcher for a part of its words. They agree with [`suyan_search::matching`], which looks at a text.

mod any;
mod blocks;
pub(crate) mod character;
pub(crate) mod conjunction;
pub(crate) mod cursor;
mod figure;
pub(crate) mod filter;
pub(crate) mod near;
pub(crate) mod partial;
mod phrase;
pub(crate) mod rarity;
mod reading;
pub(crate) mod term_plan;

#[cfg(test)]
mod tests;
