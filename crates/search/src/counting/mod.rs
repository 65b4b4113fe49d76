//! Exact counts of strings, report by report, beside the sizes that shares are told of.
//!
//! What is asked and answered, and how a passage's occurrences become counts: by one [`Sweep`],
//! whichever way they were found. A plain look at every text ([`crate::Backend::count`] by itself) finds
//! what an index finds by its positions.
//!
//! Places are not grouped here, and nothing is divided: a count and what there is, by report.

mod cut;
mod patterns;
mod spot;
mod sweep;
#[cfg(test)]
mod tests;
mod vocabulary;

use suyan_corpus::{Part, Place};

pub use cut::{Cut, Cutter};
pub use patterns::{Pattern, PatternRole, Patterns, inner};
pub use spot::Spotter;
pub use sweep::{Occurrence, Sweep};
pub use vocabulary::{Vocabulary, VocabularyRequest, WordCounts, WordSum};

use crate::{Filters, ReportHead};

/// The ways of counting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum CountWay {
    /// Occurrences that do not overlap, from the left, of all strings of the request the longest
    /// first; a number is a whole.
    #[default]
    Literal,
    /// Occurrences of each string for itself that do not overlap, within numbers too.
    Substring,
    /// Words of the segmenter that are the string.
    Words,
    /// Sentences that hold the string.
    Sentences,
    /// Passages that hold it.
    Passages,
    /// Reports that hold it.
    Reports,
}

/// What is to be counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CountRequest {
    /// In which reports, and parts of them.
    pub filters: Filters,
    /// The strings of each column. A string may be in several.
    pub columns: Vec<Vec<String>>,
    /// Strings within which an occurrence does not count.
    pub excluded: Vec<String>,
    /// How.
    pub way: CountWay,
    /// Whether parts are told apart.
    pub by_part: bool,
    /// What is added to the segmenter, and left out of its words.
    pub cut: Cut,
}

/// How much text there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct TextSize {
    /// Passages.
    pub passages: u64,
    /// Sentences, as [`suyan_analysis::sentences()`] tells them.
    pub sentences: u64,
    /// Letters, digits and ideographs of the normal form.
    pub characters: u64,
    /// Words by the segmenter, marks among them.
    pub words: u64,
    /// Those of them that are stop words of the request.
    pub stopped: u64,
}

impl std::ops::AddAssign for TextSize {
    fn add_assign(&mut self, other: Self) {
        self.passages += other.passages;
        self.sentences += other.sentences;
        self.characters += other.characters;
        self.words += other.words;
        self.stopped += other.stopped;
    }
}

/// One report that passes the filters, whether it holds anything or not.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportCounts {
    /// The report.
    pub report: ReportHead,
    /// Its place with the codes above it.
    pub place: Option<Place>,
    /// Whether only a part of it is there.
    pub is_part: bool,
    /// By part in their order where parts are told apart, else one, and none where no passage
    /// passes the filters.
    pub parts: Vec<PartCounts>,
}

/// What a report, or a part of it, holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartCounts {
    /// The part, where parts are told apart.
    pub part: Option<Part>,
    /// How much there is.
    pub size: TextSize,
    /// The columns, by number, that are there, and their counts.
    pub counts: Vec<(u32, u32)>,
}
