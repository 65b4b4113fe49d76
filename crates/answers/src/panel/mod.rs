//! Panels: a table of exact counts, by place and year or otherwise, that can be published.
//!
//! A request ([`PanelRequest`]) names strings, filters, rows, a way of counting and a denominator;
//! a backend counts report by report ([`suyan_search::Backend::count`]), and here the reports become
//! rows ([`Panel`]): places through time, cells that are missing, sums and rates. What is shown of a
//! panel, as JSON or as a file, is written elsewhere in this folder from the one value.
//!
//! A cell of which the archive holds no report has no counts: missing is not zero.

pub mod codebook;
mod coded;
pub mod files;
mod grid;
mod json;
mod link;
mod places;
mod request;
mod rows;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use suyan_corpus::{Kind, Level, Part};
use suyan_search::{Backend, ReportHead, TextSize};

pub use coded::CodedColumn;
pub use json::panel_json;
pub use link::{cell_address, quoted};
pub use request::{Lineage, PanelColumn, PanelRequest, PanelShape, Per, RowsBy, SetVersion};

use crate::problem::Problem;

/// A place of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPlace {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Names from the province down.
    pub path: Vec<String>,
    /// Its level.
    pub level: Level,
}

/// How much of a row's reports is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowStatus {
    /// No report: nothing is known.
    #[default]
    Missing,
    /// Only a part of one.
    Part,
    /// A report.
    Whole,
}

impl RowStatus {
    /// The word of the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Part => "part",
            Self::Whole => "whole",
        }
    }
}

/// What became of a place: which code ended in which year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The year of the change.
    pub year: i16,
    /// The code until then.
    pub code: String,
    /// The name until then.
    pub name: String,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PanelRow {
    /// The place, where rows are by place and it is known.
    pub place: Option<RowPlace>,
    /// The year, where rows are of one.
    pub year: Option<i16>,
    /// The level of the place, where rows are of one.
    pub level: Option<Level>,
    /// The kind of document, where rows are of one.
    pub kind: Option<Kind>,
    /// The part of the reports, where rows are of one.
    pub part: Option<Part>,
    /// The report, where rows are of one.
    pub report: Option<ReportHead>,
    /// How much is there.
    pub status: RowStatus,
    /// Reports counted.
    pub reports: u64,
    /// Their size, of the parts that pass the filters.
    pub size: TextSize,
    /// A count for each column; empty where the row is missing.
    pub counts: Vec<u64>,
    /// The ids of the reports: they are hashes of the texts, where the archive gave none.
    pub ids: Vec<String>,
    /// Codes and levels of the places whose reports are counted, as they were then.
    pub then: BTreeSet<(String, Level)>,
    /// What the place is today, where that is another code.
    pub today: Option<String>,
    /// What happened to the places counted since.
    pub events: BTreeSet<Event>,
}

/// A place that a balanced panel leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The place.
    pub place: RowPlace,
    /// The years of which there is no report.
    pub years: Vec<i16>,
}

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What was asked.
    pub request: PanelRequest,
    /// Rows in order.
    pub rows: Vec<PanelRow>,
    /// The sums over all rows.
    pub total: PanelRow,
    /// The years that are looked at.
    pub years: Vec<i16>,
    /// What a balanced panel left out.
    pub left_out: Vec<LeftOut>,
    /// The state of the archive that was counted.
    pub snapshot: String,
    /// Of a panel of words of the segmenter, how often each column stands there literally.
    pub literal: Option<Vec<u64>>,
}

impl Panel {
    /// Counts.
    ///
    /// # Errors
    /// A place that may be several, a panel that is too large, or what the backend says.
    pub fn count(backend: &dyn Backend, request: PanelRequest) -> Result<Self, Problem> {
        rows::count(backend, request)
    }

    /// The rate of a column in a row; `None` where none was asked for, where the row is missing
    /// and where there is nothing to divide by.
    #[must_use]
    pub fn rate(&self, row: &PanelRow, column: usize) -> Option<f64> {
        let count = *row.counts.get(column)?;
        let (below, by) = self.request.per.denominator(row)?;
        (below > 0).then(|| count as f64 * by / below as f64)
    }
}
