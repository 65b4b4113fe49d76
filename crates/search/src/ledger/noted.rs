//! What a person says of an item.

use serde::Serialize;
use suyan_promises::Verdict;

/// What a person says of an item, beside what the rules read: nothing that a backend knows, but
/// what a reader's own journal adds to its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Noted {
    /// The number of the matter in the journal.
    pub matter: u64,
    /// The person's verdict.
    pub verdict: Verdict,
    /// Whether it is what the rules read now.
    pub agrees: bool,
    /// What the rules read when the person decided.
    pub read_then: Verdict,
    /// The name that the person signed with.
    pub by: Option<String>,
    /// The day, ISO 8601.
    pub day: String,
    /// Why, in the person's words.
    pub note: String,
    /// The sentences and sources that the person gives for it.
    pub evidence: Vec<String>,
    /// How often it was changed since it was first said.
    pub changes: u32,
}
