//! What may be asked of an archive, what is answered, and which text matches: no engine, no HTTP.
//!
//! In the order of the flow: [`query`] reads what was typed, [`filter`] declares what restricts a
//! search, [`request`] is what is asked, [`matching`] tells whether a text matches, [`show`] what of
//! it is shown, and the answers stand in [`answer`], [`report`], [`facet`], [`explain`], [`help`], [`counting`], [`coverage`], [`trend`], [`marked`] and
//! [`ledger`]. [`Backend`] is what an engine must do for who reads, [`Archive`] for who writes.
//!
//! Nothing here reads a file, knows of postings or of a server: whatever can be told by a text alone
//! is told here once, for every engine.

pub mod answer;
pub mod archive;
pub mod backend;
pub mod concepts;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub mod contents;
pub mod counting;
pub mod coverage;
pub mod deadline;
pub mod doubtful;
pub mod error;
pub mod explain;
pub mod facet;
pub mod filter;
pub mod help;
pub mod ledger;
pub mod marked;
pub mod matching;
pub mod places;
pub mod plain;
pub mod query;
pub mod rank;
pub mod report;
pub mod request;
pub mod show;
pub mod suggest;
pub mod trend;

pub use answer::{
    Changes, Fewer, Fragment, Hit, PassageHit, ReadAs, Reuse, SearchAnswer, Stats, Tier, Total,
    read_as,
};
pub use archive::Archive;
pub use backend::{Backend, ListSink, PassageMarks};
pub use concepts::{Concept, ConceptError, Concepts, Widened};
pub use contents::Contents;
pub use counting::{
    CountRequest, CountWay, Cut, PartCounts, ReportCounts, Spotter, TextSize, Vocabulary,
    VocabularyRequest, WordCounts,
};
pub use coverage::Coverage;
pub use deadline::Deadline;
pub use doubtful::{DoubtCount, DoubtfulList, DoubtfulReport};
pub use error::Error;
pub use explain::{
    ExplainVerdict, Explanation, FilterCheck, PassageCheck, ScoreParts, WordCheck, WordScore,
};
pub use facet::{Facet, FacetPlace, Facets, PlaceFacet};
pub use filter::Filters;
pub use help::{Help, HelpKind};
pub use ledger::{
    PromiseList, PromiseRequest, PromiseSink, PromiseSort, PromiseStory, ShownPromise, SourceReport,
};
pub use marked::{MarkedList, MarkedOrder, MarkedPassage};
pub use report::{FullReport, PlaceEntry, PlaceHead, ReportHead, ReportList};
pub use request::{Group, SearchRequest, Sort};
pub use suggest::Completion;
pub use trend::{Holdings, Trend, TrendCounts, TrendPlace, TrendYear};
