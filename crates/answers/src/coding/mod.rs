//! Whether what is counted is what is meant: a sample of every word's occurrences is decided on, yes
//! or no, and the list's precision estimated from it.
//!
//! A frequency is not a concept: a list may count a word that mostly means something else. A
//! [`sample`] is of the very occurrences that a literal panel counts, drawn by a seed, so that
//! another process draws the same. Decisions live in the reader's file or browser, never here: the
//! file comes back with its column `code` filled in ([`coded`]), and [`evaluation`] tells the
//! precision of every word and of the list. How far a list measures one thing at all is told
//! without any decision by [`reliability`].

pub mod coded;
pub mod evaluation;
pub mod reliability;
pub mod sample;

pub use coded::Coded;
pub use evaluation::Evaluation;
pub use reliability::{Reliability, ReliabilityRequest};
pub use sample::{CodingRequest, Sample};

#[cfg(test)]
mod tests;
