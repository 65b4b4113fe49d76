//! What a backend answers, in the very shapes that the API prints.

mod read_as;

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use suyan_corpus::Part;

use crate::facet::Facets;
use crate::ledger::PromiseMark;
use crate::report::ReportHead;

pub use read_as::{ReadAs, read_as};

/// The answer to a search.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SearchAnswer {
    /// Exact counts of everything that matches.
    pub total: Total,
    /// This page of hits.
    pub hits: Vec<Hit>,
    /// Counts over everything that matches.
    pub facets: Facets,
    /// How the query was read, in the query language's own words: what is text, what is a filter.
    pub read_as: ReadAs,
    /// What is found with one word less, where the search came to know it: help asks for it.
    #[serde(skip)]
    pub fewer: Option<Fewer>,
}

/// What is found with one word less, where nothing holds all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fewer {
    /// With the words that are in the archive at all.
    pub present: Total,
    /// Without each of the words, by its number in the query, where all of them are there.
    pub without: Vec<Total>,
}

/// How many reports and passages match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// Reports with at least one matching passage.
    pub reports: u64,
    /// Matching passages.
    pub passages: u64,
}

impl AddAssign for Total {
    fn add_assign(&mut self, other: Self) {
        self.reports += other.reports;
        self.passages += other.passages;
    }
}

/// One report that matches, with its best passages (with [`crate::Group::Passage`], with one).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The report, without its text.
    pub report: ReportHead,
    /// The score of its best passage, comparable within one answer and one tier only.
    pub score: f32,
    /// How many of its passages match: exact.
    pub matching_passages: u64,
    /// The best passages, best first.
    pub passages: Vec<PassageHit>,
}

/// One matching passage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassageHit {
    /// Its number in the report.
    pub ordinal: u32,
    /// Its part.
    pub part: Part,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// How it was found.
    #[serde(rename = "match")]
    pub tier: Tier,
    /// Fragments that, joined, are a stretch of the passage's text.
    pub snippet: Vec<Fragment>,
    /// Further stretches of it, each as fragments, for words that stand too far away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Vec<Fragment>>,
    /// Promises of the passage in short, first of all those whose sentence matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<PromiseMark>,
}

/// How a passage was found, from the strongest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The whole query as one string.
    Exact,
    /// All words, close together.
    Near,
    /// All words.
    Words,
    /// Part of the words.
    Some,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// The source's own characters.
    pub text: String,
    /// Whether they matched.
    #[serde(rename = "match", default, skip_serializing_if = "std::ops::Not::not")]
    pub matched: bool,
}

/// Facts about the index as it is now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Reports in the index.
    pub reports: u64,
    /// Passages in the index.
    pub passages: u64,
    /// A number that grows with every commit.
    pub generation: u64,
    /// The id of what the archive holds: the same wherever the same reports were read alike.
    pub snapshot: String,
    /// When the last commit was made, ISO 8601 in UTC, where the index tells.
    pub committed: Option<String>,
}

/// How often searches of the commit in view were answered from memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reuse {
    /// From memory.
    pub reused: u64,
    /// By searching.
    pub made: u64,
    /// Answers that are in memory.
    pub kept: u64,
    /// Their bytes, roughly.
    pub bytes: u64,
}

/// What happened to the reports of an archive since an earlier snapshot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Reports that were not there then.
    pub came: u64,
    /// Reports that are not there now.
    pub went: u64,
    /// Reports that say something else now.
    pub changed: u64,
}
