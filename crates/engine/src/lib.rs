//! Reports become an index; a query becomes hits, counts, facets and snippets.
//!
//! The only crate that names tantivy. Nothing here knows of files or HTTP. In the order of the
//! flow: [`query`] reads what was typed, `store` holds what was indexed, `matching` decides which
//! passages match, `search` counts, ranks and shows them.

pub mod answer;
pub mod backend;
pub mod concepts;
mod counting;
pub mod coverage;
pub mod deadline;
pub mod help;
mod index;
pub mod ledger;
pub mod marked;
mod matching;
mod places;
pub mod query;
pub mod request;
mod search;
mod store;
pub mod suggest;
mod together;
pub mod trend;
mod tuning;

pub use answer::{
    Changes, Facet, FacetPlace, Facets, Fragment, FullReport, Hit, PassageHit, PlaceEntry,
    PlaceFacet, PlaceHead, ReadAs, ReportHead, ReportList, Reuse, SearchAnswer, Stats, Tier, Total,
};
pub use backend::{Backend, Error, PassageMarks, Sink};
pub use concepts::{Concept, ConceptError, Concepts, Widened};
pub use counting::{
    CountRequest, CountWay, PartCounts, ReportCounts, Spotter, TextSize, Vocabulary,
    VocabularyRequest, WordCounts,
};
pub use coverage::Coverage;
pub use deadline::Deadline;
pub use help::{Help, HelpKind};
pub use index::Index;
pub use ledger::{
    PromiseList, PromiseRequest, PromiseSink, PromiseSort, PromiseStory, ShownPromise, Source,
};
pub use marked::{MarkedList, MarkedOrder, MarkedPassage};
pub use request::{Filters, Group, SearchRequest, Sort};
pub use search::explain::{
    Explanation, FilterCheck, PassageCheck, ScoreParts, Verdict, WordCheck, WordScore,
};
pub use store::{Checked, SYMBOLS, Writer, WriterOptions, check};
pub use suggest::Completion;
pub use trend::{Holdings, Trend, TrendCounts, TrendPlace, TrendYear};
