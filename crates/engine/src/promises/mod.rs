//! What is asked of the ledger: lists with their counts, shares, and the story of one promise.

mod find;
mod passing;
mod shares;
mod show;
mod story;
#[cfg(test)]
mod tests;

pub(crate) use find::{list, scan};
pub(crate) use shares::shares;
pub(crate) use story::story;
