//! What may be asked of a backend, after the outside's words were checked.

use crate::filter::Filters;

/// A search. Values are valid by construction; bounds on lengths are kept where requests enter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SearchRequest {
    /// The query as typed. Empty: everything that passes the filters.
    pub query: String,
    /// What restricts it from outside the query.
    pub filters: Filters,
    /// The order of hits.
    pub sort: Sort,
    /// One hit per report, or one per passage.
    pub group: Group,
    /// At most so many hits.
    pub limit: usize,
    /// So many hits are skipped.
    pub offset: usize,
    /// Whether words are widened by the table of concepts.
    pub synonyms: bool,
    /// Whether facets are wanted; totals always are.
    pub facets: bool,
    /// How many passages to show per report.
    pub passages_per_report: usize,
    /// Whether snippets are whole passages, without marks of promises: rows of files.
    pub whole_passages: bool,
    /// Whether passages are told by their places only, without headings and snippets, so that no
    /// text is read: enough for whoever counts or lists. Of a report that stands behind those that
    /// hold all words it is left open how many of its passages match.
    pub places_only: bool,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Tier, then score.
    #[default]
    Relevance,
    /// Latest year first.
    Newest,
    /// Earliest year first.
    Oldest,
}

/// What one hit is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Group {
    /// A report with its best passages.
    #[default]
    Report,
    /// One passage.
    Passage,
}
