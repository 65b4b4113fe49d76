//! Requests to [`super::archive()`] with what they must find, as a table.

use crate::query::parse;
use crate::{Backend, Filters, Group, SearchRequest, Sort, Tier};

/// A request, and the passages that hold all its words.
#[derive(Debug, Clone)]
pub struct Case {
    /// The query.
    pub query: String,
    /// Filters beside it.
    pub filters: Filters,
    /// The passages, as `id:ordinal`, each with how it is found, in no order.
    pub finds: Vec<(String, Tier)>,
}

/// The rows of `data/conformance.tsv`: the query, filters in the query language (`+` before them
/// counts predecessors too), and what is found: `e` exactly, `n` near, `w` all words.
#[must_use]
pub fn cases() -> Vec<Case> {
    let table = include_str!("../../data/conformance.tsv");
    let rows = table.lines().filter(|row| !row.is_empty() && !row.starts_with('#'));
    rows.map(|row| {
        let mut cells = row.split('\t');
        let (query, filters) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let finds = cells.next().unwrap_or_default().split_whitespace().map(found).collect();
        Case { query: query.to_owned(), filters: filters_of(filters), finds }
    })
    .collect()
}

fn found(cell: &str) -> (String, Tier) {
    let (place, tier) = cell.rsplit_once(':').unwrap_or((cell, "e"));
    let tier = match tier {
        "e" => Tier::Exact,
        "n" => Tier::Near,
        _ => Tier::Words,
    };
    (place.to_owned(), tier)
}

fn filters_of(written: &str) -> Filters {
    let lineage = written.starts_with('+');
    let mut filters = Filters { lineage, ..Filters::default() };
    let read = parse(written.trim_start_matches('+')).unwrap_or_default();
    let all = read.alternatives.into_iter().flat_map(|one| one.restrictions);
    all.for_each(|restriction| filters.add(restriction));
    filters
}

impl Case {
    /// The request, for every passage.
    #[must_use]
    pub fn request(&self) -> SearchRequest {
        SearchRequest {
            query: self.query.clone(),
            filters: self.filters.clone(),
            sort: Sort::Newest,
            group: Group::Passage,
            limit: 100,
            facets: true,
            passages_per_report: 3,
            ..SearchRequest::default()
        }
    }

    /// What a backend over [`super::archive()`] finds otherwise.
    pub fn differences(&self, backend: &dyn Backend) -> Vec<String> {
        let Self { query, filters, finds } = self;
        let answer = match backend.search(&self.request()) {
            Ok(answer) => answer,
            Err(error) => return vec![format!("{query}: {error}")],
        };
        let rows = answer.hits.iter().flat_map(|hit| {
            hit.passages.iter().map(|p| (format!("{}:{}", hit.report.id, p.ordinal), p.tier))
        });
        let mut is: Vec<(String, Tier)> = rows.filter(|(_, tier)| *tier != Tier::Some).collect();
        let mut should = finds.clone();
        is.sort();
        should.sort();
        let about = || format!("{query} {filters:?} finds {is:?}, should find {should:?}");
        if is == should { Vec::new() } else { vec![about()] }
    }
}
