//! A line of the journal.

use serde::{Deserialize, Serialize};
use suyan_promises::Verdict;

use super::Anchor;

/// What a person may say of an item. That a report is missing or nothing due yet is a fact of the
/// archive, and nobody's word.
pub const DECIDABLE: [Verdict; 8] = [
    Verdict::Kept,
    Verdict::Exceeded,
    Verdict::Partly,
    Verdict::Missed,
    Verdict::Postponed,
    Verdict::Restated,
    Verdict::NotMentioned,
    Verdict::CannotTell,
];

/// One thing that a person said of an item, and what stood there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its number in the journal, from 1.
    pub number: u64,
    /// The number of the first change of the same matter.
    pub matter: u64,
    /// When, RFC 3339, as it was where the reports are.
    pub at: String,
    /// The name that the person signed with.
    pub by: Option<String>,
    /// What it is said of.
    pub anchor: Anchor,
    /// What the rules read then.
    pub read: RuleReading,
    /// What a person had said before; `None` where nobody had.
    pub before: Option<Verdict>,
    /// What the person says; `None` where the word is taken back.
    pub after: Option<Verdict>,
    /// Why.
    pub reason: String,
    /// The sentences of reports that it rests on.
    pub evidence: Vec<Cited>,
    /// What it rests on that is not in the archive: an address, a document, a quotation.
    pub source: Option<String>,
}

/// What the rules read of an item when a person looked at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleReading {
    /// The verdict.
    pub verdict: Verdict,
    /// The sentences on which it rested.
    pub evidence: Vec<Cited>,
}

/// A sentence of a report, by its words; where it stood then is only a help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// The id of its report.
    pub report: String,
    /// The year of its report.
    pub year: Option<i16>,
    /// The number of its passage.
    pub ordinal: u32,
    /// Its number in the passage, from 1.
    pub sentence: u32,
    /// The sentence.
    pub text: String,
}

impl Change {
    /// The day on which it was said, ISO 8601.
    #[must_use]
    pub fn day(&self) -> &str {
        self.at.get(..10).unwrap_or(&self.at)
    }

    /// Whether two lines are one, told by everything but their numbers: a file that is read twice
    /// adds nothing.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let plain = |change: &Self| Self { number: 0, matter: 0, ..change.clone() };
        plain(self) == plain(other)
    }
}
