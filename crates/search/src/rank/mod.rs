//! What stands on top: the score of a passage, for every engine alike.
//!
//! A passage has a [`Tier`](crate::Tier), told by its text, and within it a [`score`]: BM25 over the
//! query's words as strings, with what their closeness adds. The best of those that a question finds
//! are looked at again, character by character ([`wording`], [`feedback`]). What holds a part of the
//! words only is scored by what they weigh ([`partial`]). All of it rests on [`Statistics`] of the
//! whole archive and on texts, never on how an engine keeps them.

mod asks;
pub mod borders;
pub mod feedback;
#[cfg(test)]
mod laws;
mod length;
pub mod pairs;
pub mod partial;
pub mod score;
mod statistics;
mod wording;

pub use length::{length_id, length_of};
pub use score::{Scorer, key, score_of, tier_of};
pub use statistics::Statistics;
