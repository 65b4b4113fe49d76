//! Whether a text matches a query, told by the text alone: what every engine's postings must agree
//! with, and where marks come from.

mod chains;
mod closeness;
mod place;
#[cfg(test)]
mod tests;
mod text;

pub use chains::Chains;
pub use closeness::{Closeness, Occurrences, closeness};
pub use place::{ByPlace, is_within};
pub use text::{DOTS, NEAR_GAP, TextMatch, find_loosely, find_term, is_near, match_text};

/// Where a string stands in a text: its first token, and the one behind its last.
pub type Stretch = (u32, u32);
