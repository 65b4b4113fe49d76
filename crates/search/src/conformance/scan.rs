//! The judge: a backend that reads every text of a few reports for every question.
//!
//! It knows no index, no order of scores and no part of the words: what it finds is what
//! `match_text` tells of each passage, and what it does not tell an engine may decide.

use std::collections::HashMap;
use std::sync::Arc;

use suyan_analysis::Tokens;
use suyan_corpus::Report;

use crate::matching::{TextMatch, match_text};
use crate::plain::{Asked, Catalog, Entry, Found, choose, facets, show, total};
use crate::query::{Query, parse};
use crate::read_as;
use crate::{
    Backend, Error, Filters, FullReport, Holdings, PassageMarks, PlaceEntry, ReportList,
    SearchAnswer, SearchRequest, Stats, Tier,
};

/// See the module.
#[derive(Debug, Clone)]
pub struct Scan {
    catalog: Catalog,
    /// In the order of the catalog: the latest first, as lists of reports stand.
    reports: Vec<Report>,
}

impl Scan {
    /// Over these reports, in any order.
    #[must_use]
    pub fn new(reports: Vec<Report>) -> Self {
        let catalog = Catalog::new(reports.iter().map(Entry::of).collect(), None);
        let mut by_id: HashMap<String, Report> =
            reports.into_iter().map(|report| (report.id.clone(), report)).collect();
        let in_order = catalog.entries().iter().filter_map(|entry| by_id.remove(&entry.id));
        let reports = in_order.collect();
        Self { catalog, reports }
    }

    /// The reports, the latest first.
    #[must_use]
    pub fn all(&self) -> &[Report] {
        &self.reports
    }

    /// Every passage that holds all words of a request and passes its filters, report by report.
    fn find(&self, query: &Query, filters: &Filters) -> Vec<Found> {
        let asked = Asked::of(&self.catalog, &query.alternatives, filters);
        let mut found = Vec::new();
        let mut tokens = Tokens::default();
        for (report, read) in self.reports.iter().enumerate() {
            for passage in &read.passages {
                if !asked.admits(report, passage.part) {
                    continue;
                }
                tokens.refill(&passage.text);
                let tier = asked.tier(report, passage.part, &tokens);
                if let Some(tier) = tier.filter(|tier| *tier != Tier::Some) {
                    let (ordinal, part) = (passage.ordinal, passage.part);
                    found.push(Found { report, ordinal, part, tier, score: 0.0 });
                }
            }
        }
        found
    }

    fn report_of(&self, id: &str) -> Option<&Report> {
        self.catalog.find(id).map(|at| &self.reports[at])
    }
}

impl Backend for Scan {
    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        let query = parse(&request.query)?;
        let found = self.find(&query, &request.filters);
        let page = choose(&self.catalog, request, &found);
        let read = |wanted: &[(usize, u32)]| {
            let of = |&(report, ordinal): &(usize, u32)| {
                let passages = &self.reports[report].passages;
                let passage = passages.iter().find(|passage| passage.ordinal == ordinal)?;
                Some(((report, ordinal), passage.clone()))
            };
            Ok(wanted.iter().filter_map(of).collect())
        };
        let mut answer = SearchAnswer {
            total: total(&found),
            hits: show(&self.catalog, &query, request, &page, None, read)?,
            read_as: read_as(&query),
            ..SearchAnswer::default()
        };
        if request.facets {
            answer.facets = facets(&self.catalog, &found);
        }
        if request.filters.lineage {
            answer.read_as.lineage = self.catalog.by_lineage(&request.filters.places);
        }
        Ok(Arc::new(answer))
    }

    fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
        let report = self.report_of(id).cloned();
        Ok(report.map(|Report { id, facts, passages }| FullReport { id, facts, passages }))
    }

    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
        let query = parse(query)?;
        let Some((at, report)) = self.catalog.find(id).zip(self.report_of(id)) else {
            return Ok(Vec::new());
        };
        if query.alternatives.iter().all(|one| one.terms.is_empty()) {
            return Ok(Vec::new());
        }
        let found = self.find(&query, &Filters::default());
        let own: Vec<u32> =
            found.iter().filter(|one| one.report == at).map(|one| one.ordinal).collect();
        let wanted = report.passages.iter();
        let wanted = wanted.filter(|passage| own.is_empty() || own.contains(&passage.ordinal));
        let marks = wanted.filter_map(|passage| {
            let TextMatch { tier, marks, .. } = match_text(&query, &Tokens::of(&passage.text))?;
            Some(PassageMarks { ordinal: passage.ordinal, part: passage.part, tier, marks })
        });
        Ok(marks.collect())
    }

    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error> {
        Ok(self.catalog.reports(filters, limit, offset))
    }

    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
        Ok(self.catalog.complete(query, limit))
    }

    fn holdings(&self, request: &SearchRequest) -> Result<Holdings, Error> {
        self.catalog.holdings(request)
    }

    fn stats(&self) -> Stats {
        let passages = self.reports.iter().map(|report| report.passages.len() as u64).sum();
        Stats { reports: self.reports.len() as u64, passages, ..Stats::default() }
    }
}
