//! A line of the account: what is no report, and why.

use serde::Serialize;

/// What became of something that did not become a report of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineClass {
    /// It could not be read.
    Rejected,
    /// It was read, and is no report.
    NotReport,
    /// Its text is that of a report from another file, member or row.
    Duplicate,
    /// It is a further page of an article that begins in another file.
    Continuation,
    /// It is a table of places that extends the gazetteer.
    Places,
}

/// One line of the account: a file, member or row that is no report, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountLine {
    /// Its path below the indexed folder, with `#row` or `/member`.
    pub file: String,
    /// Why, in Chinese.
    pub reason: String,
    /// What it is instead.
    pub class: LineClass,
}

impl AccountLine {
    pub(crate) fn new(file: String, class: LineClass, reason: impl Into<String>) -> Self {
        Self { file, reason: reason.into(), class }
    }
}
