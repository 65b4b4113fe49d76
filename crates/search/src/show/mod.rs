//! What is shown of a passage: a stretch around what matches, and whether another says the same.

mod alike;
#[cfg(test)]
mod highlights;
mod snippet;
#[cfg(test)]
mod stretches;

pub use alike::Gist;
pub use snippet::{fragments, snippet};
