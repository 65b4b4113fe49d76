//! Why a report that was expected is or is not among the hits, as data: whether the archive has it,
//! which filter keeps it out, which words its passages hold and lack, how they are scored, and where
//! it stands. The words of a page are the page's.

use serde::{Deserialize, Serialize};
use suyan_corpus::Part;

use crate::{ReportHead, Tier, Total};

/// Why a report is or is not among the hits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// In one word.
    pub verdict: ExplainVerdict,
    /// The report; `null` where the archive has none of this id.
    pub report: Option<ReportHead>,
    /// Where it stands among the reports that match, from 1.
    pub rank: Option<u64>,
    /// What the query finds in all.
    pub total: Total,
    /// Passages of the report that match and pass the filters.
    pub matching_passages: u64,
    /// Every filter, and whether the report passes it.
    pub filters: Vec<FilterCheck>,
    /// Every word, and in how many passages of the report it stands.
    pub words: Vec<WordCheck>,
    /// The report's best passages.
    pub passages: Vec<PassageCheck>,
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExplainVerdict {
    /// It is among the hits.
    Found,
    /// It holds a part of the words, and nothing in the archive holds all of them.
    FoundInPart,
    /// The archive has no report of this id.
    NotInArchive,
    /// A filter keeps it out.
    FilteredOut,
    /// What the query excludes stands in every passage that would match.
    Excluded,
    /// A word stands nowhere in it.
    WordsMissing,
    /// Every word stands in it, but never all of them in one passage.
    WordsApart,
}

/// Whether a report passes a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterCheck {
    /// The filter, in the query language.
    pub filter: String,
    /// What the report has; `null` where that is unknown.
    pub has: Option<String>,
    /// Whether that passes.
    pub passes: bool,
}

/// A word in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordCheck {
    /// The word.
    pub word: String,
    /// Passages of the report that hold it.
    pub passages: u64,
}

/// A passage of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassageCheck {
    /// Its number.
    pub ordinal: u32,
    /// Its part.
    pub part: Part,
    /// How it matches; `null` where it does not.
    #[serde(rename = "match")]
    pub tier: Option<Tier>,
    /// The words it holds.
    pub present: Vec<String>,
    /// The words it lacks.
    pub missing: Vec<String>,
    /// Whether something stands in it that the query excludes.
    pub is_excluded: bool,
    /// Whether the filter by part lets it pass.
    pub passes_part: bool,
    /// What its score is made of; `null` where it has none.
    pub score: Option<ScoreParts>,
}

/// What the score of a passage is made of: words and closeness, times what the passage is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreParts {
    /// The sum; within one tier, the higher stands first.
    pub score: f32,
    /// What each word adds.
    pub words: Vec<WordScore>,
    /// What it adds that the words stand close together.
    pub closeness: f32,
    /// What a passage of this kind is worth: a heading less than a sentence.
    pub worth: f32,
}

/// What a word adds to a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WordScore {
    /// The word.
    pub word: String,
    /// How often it stands there.
    pub count: u32,
    /// How rare it is in the archive.
    pub weight: f32,
    /// What it adds.
    pub adds: f32,
}

impl Explanation {
    /// The words that stand nowhere in the report.
    #[must_use]
    pub fn missing_words(&self) -> Vec<&str> {
        let missing = self.words.iter().filter(|word| word.passages == 0);
        missing.map(|word| word.word.as_str()).collect()
    }

    /// The filters that keep the report out.
    pub fn failed_filters(&self) -> impl Iterator<Item = &FilterCheck> {
        self.filters.iter().filter(|check| !check.passes)
    }

    /// That the archive has no report of this id.
    #[must_use]
    pub fn absent() -> Self {
        Self {
            verdict: ExplainVerdict::NotInArchive,
            report: None,
            rank: None,
            total: Total::default(),
            matching_passages: 0,
            filters: Vec::new(),
            words: Vec::new(),
            passages: Vec::new(),
        }
    }
}
