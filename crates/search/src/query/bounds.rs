//! What one query may ask for, at the most. Beyond it a query is refused, since to leave a part of
//! it out would answer another question.
//!
//! Chosen so that whatever somebody types or pastes in 2,000 characters is searched: every word of
//! it may be another one. What is refused are queries that are small to write and large to work
//! out.

/// Words of all alternatives of a query together, what is excluded and filters included; within
/// an alternative, the same word twice is one.
pub const MOST_WORDS: usize = 2_000;
/// Alternatives of a query once OR is multiplied out: each is a search of its own.
pub const MOST_ALTERNATIVES: usize = 64;
/// Words of one `"…"~n`: how they may follow one another doubles with each.
pub const MOST_NEAR: usize = 12;
/// Words of all of them together, in every alternative again: where characters stand that are
/// nearly everywhere is dear to know.
pub const MOST_NEAR_TOGETHER: usize = 64;
/// What is excluded, in every alternative again, an OR within it multiplied out: each is a walk of
/// its own through the archive.
pub const MOST_EXCLUDED: usize = 64;
/// Figures by their size (`>=500台`), in every alternative again: texts are read for each.
pub const MOST_FIGURES: usize = 16;
/// Brackets within brackets.
pub const DEEPEST: usize = 64;

/// The bound that a query is beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TooComplex {
    /// See [`MOST_WORDS`].
    #[error("more than {MOST_WORDS} words in all alternatives together")]
    Words,
    /// See [`MOST_ALTERNATIVES`].
    #[error("more than {MOST_ALTERNATIVES} alternatives")]
    Alternatives,
    /// See [`MOST_NEAR`].
    #[error("more than {MOST_NEAR} words within a distance")]
    Near,
    /// See [`MOST_NEAR_TOGETHER`].
    #[error("more than {MOST_NEAR_TOGETHER} words within distances in all alternatives together")]
    NearTogether,
    /// See [`MOST_EXCLUDED`].
    #[error("more than {MOST_EXCLUDED} exclusions in all alternatives together")]
    Excluded,
    /// See [`MOST_FIGURES`].
    #[error("more than {MOST_FIGURES} figures by their size in all alternatives together")]
    Figures,
    /// See [`DEEPEST`].
    #[error("more than {DEEPEST} brackets within one another")]
    Brackets,
}
