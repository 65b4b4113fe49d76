//! The embedded backend: reports become an index; a request becomes hits, counts, facets, snippets.
//!
//! The only crate that names tantivy. Nothing here knows of files of archives or HTTP, and what can
//! be told without an index is told in `suyan_search`. In the order of the flow: `store` holds what
//! was indexed, `matching` decides which passages match, `search` counts, ranks and shows them.

mod archive;
mod counting;
mod help;
mod index;
pub mod ledger;
mod matching;
mod places;
mod promises;
mod search;
mod store;
mod suggest;
mod together;
mod tuning;

pub use index::Index;
pub use store::{Checked, SYMBOLS, Writer, WriterOptions, check};
// What moved, until every crate names it where it is.
pub use suyan_search::{
    Backend, Changes, Completion, Concept, ConceptError, Concepts, CountRequest, CountWay,
    Coverage, Deadline, Error, Explanation, Facet, FacetPlace, Facets, Fewer, FilterCheck, Filters,
    Fragment, FullReport, Group, Help, HelpKind, Hit, Holdings, MarkedList, MarkedOrder,
    MarkedPassage, PartCounts, PassageCheck, PassageHit, PassageMarks, PlaceEntry, PlaceFacet,
    PlaceHead, PromiseList, PromiseRequest, PromiseSink, PromiseSort, PromiseStory, ReadAs,
    ReportCounts, ReportHead, ReportList, Reuse, ScoreParts, SearchAnswer, SearchRequest,
    ShownPromise, Sink, Sort, Source, Spotter, Stats, TextSize, Tier, Total, Trend, TrendCounts,
    TrendPlace, TrendYear, Verdict, Vocabulary, VocabularyRequest, Widened, WordCheck, WordCounts,
    WordScore,
};
pub use suyan_search::{concepts, coverage, deadline, marked, query};
