//! Use cases without HTTP: a backend's answers become the values that a page, the API, the
//! terminal and a program all show.
//!
//! One request flows like this: parameters ([`params`]) become a request that is valid by
//! construction, a use case ([`find`], [`report`], [`trace`], [`compare`], [`trend`],
//! [`coverage`], [`doubts`], [`panel`], [`promises`], [`notes`], [`suggest()`], [`export`]) asks a [`suyan_search::Backend`], and its one value is
//! rendered elsewhere. What goes wrong is a [`Problem`] without a status.
//!
//! Nothing here knows of HTTP, HTML, files of archives or tantivy.

pub mod archive;
pub mod association;
mod cells;
pub mod cite;
pub mod coding;
pub mod collocates;
pub mod compare;
pub mod copied;
pub mod coverage;
pub mod cursor;
pub mod cut;
pub mod doubts;
pub mod examples;
pub mod explain;
pub mod export;
pub mod feed;
pub mod find;
pub mod firsts;
mod interval;
pub mod json;
pub mod keywords;
pub mod kwic;
pub mod meant;
pub mod missing;
pub mod notes;
pub mod outline;
pub mod panel;
pub mod params;
pub mod parquet;
pub mod place;
mod problem;
pub mod promises;
pub mod quote;
pub mod report;
pub mod reports;
mod search_json;
pub mod series;
pub mod sets;
pub mod snapshot;
mod story;
pub mod subject;
mod suggest;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod trace;
pub mod trend;
mod verdicts;
pub mod watch;

pub use coverage::{CoverageRequest, coverage_request};
pub use doubts::{DoubtRequest, doubt_request};
pub use interval::{Estimate, FEWEST, Shown};
pub use params::{Params, search_request};
pub use problem::Problem;
pub use search_json::search_json;
pub use suggest::{Suggestion, Suggestions, suggest};
