//! The crate's front door: one file in, reports and an account of everything else out.

use crate::Report;

/// One file as the indexer found it.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its path below the indexed folder, `/` between folders.
    pub path: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// What became of a file, a member of it or a row of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is a report.
    Report(Box<Report>),
    /// It could be read, and is no report: a reason a user understands.
    NotReport {
        /// Path below the indexed folder, with member or row.
        source: String,
        /// Why, in Chinese.
        reason: String,
    },
    /// It could not be read.
    Rejected {
        /// Path below the indexed folder, with member or row.
        source: String,
        /// Why, in Chinese.
        reason: String,
    },
}

/// Reads files with one gazetteer and one set of bounds. Cheap to share between threads.
#[derive(Debug, Default)]
pub struct Reader {}

impl Reader {
    /// Reads one file. Never panics on any content; every document in the file gets exactly one
    /// outcome.
    #[must_use]
    pub fn read(&self, file: File<'_>) -> Vec<Outcome> {
        vec![Outcome::Rejected { source: file.path.to_owned(), reason: "格式未知".to_owned() }]
    }
}
