//! Reports become an index; a query becomes hits, counts, facets and snippets.
//!
//! The only crate that names tantivy. Nothing here knows of files or HTTP.

pub mod answer;
pub mod backend;
pub mod coverage;
pub mod request;
mod stub;
pub mod trend;

pub use answer::{
    Facet, Facets, Fragment, FullReport, Hit, PassageHit, PlaceEntry, PlaceFacet, PlaceHead,
    ReadAs, ReportHead, ReportList, SearchAnswer, Stats, Tier, Total,
};
pub use backend::{Backend, Error, PassageMarks};
pub use coverage::Coverage;
pub use request::{Filters, Group, SearchRequest, Sort};
pub use trend::{Holdings, Trend, TrendCounts, TrendPlace, TrendYear};

use std::path::{Path, PathBuf};
use suyan_corpus::Report;

/// An index on disk, opened for reading. Cheap to clone; every clone sees new commits after
/// [`Index::reload`].
#[derive(Debug, Clone)]
pub struct Index {
    path: PathBuf,
}

impl Index {
    /// Opens the index in `path`. The one function that opens an index for reading.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none, [`Error::Fingerprint`] where it does not fit.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self { path: path.to_owned() })
    }

    /// Looks for a newer commit and shows it to all later calls. Tells whether there was one.
    ///
    /// # Errors
    /// Reading failed; the old commit stays in view.
    pub fn reload(&self) -> Result<bool, Error> {
        Ok(false)
    }

    /// The manifest that was committed with the reports in view: bytes that the indexer wrote.
    ///
    /// # Errors
    /// Reading failed.
    pub fn manifest(&self) -> Result<Vec<u8>, Error> {
        Err(Error::Missing(self.path.clone()))
    }
}

/// How an index is written.
#[derive(Debug, Clone, Copy)]
pub struct WriterOptions {
    /// Indexing threads.
    pub threads: usize,
    /// Bytes that all threads together may use for postings in memory.
    pub memory: usize,
}

/// The one writer of an index. Reports put or removed become visible with the next commit, all
/// at once.
#[derive(Debug)]
pub struct Writer {}

impl Writer {
    /// Opens the index in `path` for writing, and makes it where there is none.
    ///
    /// # Errors
    /// [`Error::Busy`] where another writer is at work, [`Error::Fingerprint`] where it does not
    /// fit.
    pub fn open(path: &Path, options: WriterOptions) -> Result<Self, Error> {
        let _ = (path, options);
        Ok(Self {})
    }

    /// The manifest of the last commit; empty where there was none.
    ///
    /// # Errors
    /// Reading failed.
    pub fn manifest(&self) -> Result<Vec<u8>, Error> {
        Ok(Vec::new())
    }

    /// Puts a report, in the place of the one with the same id. Callable from many threads.
    ///
    /// # Errors
    /// Writing failed.
    pub fn put(&self, report: &Report) -> Result<(), Error> {
        let _ = report;
        Ok(())
    }

    /// Removes the report of this id, if there is one.
    pub fn remove(&self, id: &str) {
        let _ = id;
    }

    /// Makes everything put and removed since the last commit visible and lasting, together with
    /// the manifest.
    ///
    /// # Errors
    /// Writing failed; the last commit stands.
    pub fn commit(&mut self, manifest: &[u8]) -> Result<(), Error> {
        let _ = manifest;
        Ok(())
    }

    /// Waits until merging is done and gives the index free.
    ///
    /// # Errors
    /// Merging failed; what was committed stands.
    pub fn finish(self) -> Result<(), Error> {
        Ok(())
    }
}
