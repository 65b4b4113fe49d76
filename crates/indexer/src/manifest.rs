//! What the index knows of the files it was made from: committed with the reports, in one piece.
//!
//! A file's key is its root and its path below it. A root is a folder that was given to be
//! indexed; when the archive moves, the root's path changes and the keys stay.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::IndexingError;

/// Everything known of every file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The folders indexed so far, by a number that stays.
    #[serde(default)]
    pub roots: BTreeMap<u32, Root>,
    /// The users' tables of places, by root and path: they extend the gazetteer for all files.
    #[serde(default)]
    pub tables: BTreeMap<u32, BTreeMap<String, String>>,
    /// What was read of each file, by root and path.
    #[serde(default)]
    pub files: BTreeMap<u32, BTreeMap<String, Record>>,
}

/// A folder that was given, or the folder of a file that was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Root {
    /// Its absolute path when it was last indexed.
    pub path: String,
    /// Whether the folder itself was given, not just a file in it.
    pub whole: bool,
}

/// One file as it was when it was last read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Its length in bytes.
    pub size: u64,
    /// Its time of modification, nanoseconds since 1970; the least number where it is not known.
    pub modified: i64,
    /// When its content was hashed: the other half of the proof that a file with the same size
    /// and time is the same file.
    pub hashed: i64,
    /// The hash of its content; empty forces it to be read again.
    pub hash: String,
    /// What it was read with: the version of the extraction and the tables of places.
    pub with: String,
    /// What stands in it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docs: Vec<ManifestDoc>,
    /// The further pages of the article that begins in this file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<String>,
    /// The file whose article this one continues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_of: Option<String>,
    /// Whether the file was missing at the last run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// One document of a file: the file itself, a member or a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(crate) enum ManifestDoc {
    /// A report.
    Report(ReportDoc),
    /// Read, and no report.
    NotReport {
        /// The file, member or row.
        source: String,
        /// Why, in Chinese.
        reason: String,
    },
    /// Not readable.
    Rejected {
        /// The file, member or row.
        source: String,
        /// Why, in Chinese.
        reason: String,
        /// Whether it is a scan, which another reader may be able to read.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        scan: bool,
    },
}

/// A document that is a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReportDoc {
    /// The file, member or row.
    pub source: String,
    /// The files of its further pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<String>,
    /// The id made from its text.
    pub text: String,
    /// The id that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// A hash of all that was read of it but its sources.
    pub digest: String,
    /// How little its facts are to be trusted, 0 best: of several copies the best is kept.
    #[serde(default)]
    pub rank: u8,
    /// Its place, year and kind, where all are known: other files of it are looked for among those
    /// that have the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// What it says, in short ([`suyan_corpus::sketch`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sketch: Vec<u32>,
    /// How long it is.
    #[serde(default)]
    pub characters: u32,
    /// Where its label and its text disagree, or its id could not be kept, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<String>,
}

impl Manifest {
    /// Reads what [`Manifest::to_bytes`] wrote; nothing is the manifest of a new index.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, IndexingError> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(bytes).map_err(IndexingError::Manifest)
    }

    /// The manifest as bytes, which equal manifests have alike.
    pub fn to_bytes(&self) -> Result<Vec<u8>, IndexingError> {
        serde_json::to_vec(self).map_err(IndexingError::Manifest)
    }

    /// The record of a file.
    pub fn record(&self, root: u32, path: &str) -> Option<&Record> {
        self.files.get(&root)?.get(path)
    }

    /// Sets the record of a file.
    pub fn set(&mut self, root: u32, path: &str, record: Record) {
        self.files.entry(root).or_default().insert(path.to_owned(), record);
    }
}

impl Record {
    /// Its reports, in order.
    pub fn reports(&self) -> impl Iterator<Item = &ReportDoc> {
        self.docs.iter().filter_map(|doc| match doc {
            ManifestDoc::Report(doc) => Some(doc),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests;
