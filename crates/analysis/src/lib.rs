//! A text becomes normalised tokens with a map back to its own bytes; a query becomes words; and a
//! text and a phrase become the spans that match.
//!
//! There is one normalisation, here, for index, query and highlight. What matches is decided on
//! characters ([`tokens`], [`mod@find`]); words ([`words`]) only choose what is looked for together.
//! The only crate that names jieba. Nothing here knows of reports or indexes.

mod find;
mod fold;
pub mod grams;
pub mod numbers;
pub mod quantity;
pub mod segment;
mod sentences;
pub mod strings;
pub mod tokens;
pub mod words;

pub use find::{find, find_characters};
pub use sentences::{ends_sentence, sentences};
pub use tokens::{Token, TokenClass, Tokens};

/// A hash of everything that decides how a text is normalised, and which terms are kept of it: part
/// of an index's fingerprint.
#[must_use]
pub fn table_hash() -> u64 {
    stable_hash(fold::TABLE.bytes().chain(strings::TABLE.bytes()))
}

/// A hash (FNV-1a) that is the same on every machine and in every version of the standard library,
/// whose own is not.
#[must_use]
pub fn stable_hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}
