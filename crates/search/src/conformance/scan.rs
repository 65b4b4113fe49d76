//! The judge: a backend that looks at every text of a few reports for every question.
//!
//! It knows no index: what it finds is what `match_text` tells of each passage, in the order of scores
//! that are measured by the text, every one of them.

use std::collections::HashMap;
use std::sync::Arc;

use suyan_analysis::Tokens;
use suyan_corpus::Report;

use crate::matching::{TextMatch, match_text};
use crate::plain::{
    Asked, Catalog, CatalogEntry, GramCounts, GramTally, PassageNumbers, PassageReader, Take,
    TermCounts, choose, facets, rank, show, total,
};
use crate::query::{Conjunction, Query, parse};
use crate::rank::Statistics;
use crate::rank::partial::WordWeights;
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
    /// Their texts.
    tokens: Vec<Vec<Tokens>>,
    counts: GramCounts,
    /// Whether it tells how often words stand in passages, as lists do.
    has_lists: bool,
}

impl Scan {
    /// Over these reports, in any order.
    #[must_use]
    pub fn new(reports: Vec<Report>) -> Self {
        let catalog = Catalog::new(reports.iter().map(CatalogEntry::of).collect(), None);
        let mut by_id: HashMap<String, Report> =
            reports.into_iter().map(|report| (report.id.clone(), report)).collect();
        let in_order = catalog.entries().iter().filter_map(|entry| by_id.remove(&entry.id));
        let reports: Vec<Report> = in_order.collect();
        let of = |report: &Report| -> Vec<Tokens> {
            report.passages.iter().map(|passage| Tokens::of(&passage.text)).collect()
        };
        let tokens: Vec<Vec<Tokens>> = reports.iter().map(of).collect();
        let mut tally = GramTally::default();
        tokens.iter().flatten().for_each(|text| tally.add(text));
        let counts = GramCounts::default().after(&tally);
        Self { catalog, reports, tokens, counts, has_lists: false }
    }

    /// The scan as an engine with lists: texts are read only where that must be.
    #[must_use]
    pub fn with_lists(self) -> Self {
        Self { has_lists: true, ..self }
    }

    /// The reports, the latest first.
    #[must_use]
    pub fn all(&self) -> &[Report] {
        &self.reports
    }

    /// The passages of these reports that may pass, with their texts.
    fn each(
        &self,
        asked: &Asked<'_>,
        reports: std::ops::Range<usize>,
        take: &mut Take<'_>,
    ) -> Result<(), Error> {
        for report in reports {
            for (passage, tokens) in self.reports[report].passages.iter().zip(&self.tokens[report])
            {
                if asked.admits(report, passage.part) {
                    take(report, passage.ordinal, tokens)?;
                }
            }
        }
        Ok(())
    }

    /// Which passages of a report hold all words.
    fn whole(&self, query: &Query, report: usize) -> Result<Vec<u32>, Error> {
        let asked = Asked::of(&self.catalog, &query.alternatives, &Filters::default());
        let mut own = Vec::new();
        self.each(&asked, report..report + 1, &mut |report, ordinal, tokens| {
            let part = self.catalog.entries()[report].outline(ordinal).map(|one| one.part);
            let tier = part.and_then(|part| asked.tier(report, part, tokens));
            own.extend(tier.filter(|tier| *tier != Tier::Some).map(|_| ordinal));
            Ok(())
        })?;
        Ok(own)
    }

    fn report_of(&self, id: &str) -> Option<&Report> {
        self.catalog.find(id).map(|at| &self.reports[at])
    }
}

impl PassageReader for Scan {
    fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    fn statistics(&self) -> Result<&dyn Statistics, Error> {
        Ok(&self.counts)
    }

    fn matching(
        &self,
        alternatives: &[Conjunction],
        filters: &Filters,
        take: &mut Take<'_>,
    ) -> Result<(), Error> {
        let asked = Asked::of(&self.catalog, alternatives, filters);
        self.each(&asked, 0..self.reports.len(), take)
    }

    fn matching_in_part(
        &self,
        conjunction: &Conjunction,
        filters: &Filters,
        _weights: &WordWeights,
        take: &mut Take<'_>,
    ) -> Result<(), Error> {
        self.matching(std::slice::from_ref(conjunction), filters, take)
    }

    fn counted(
        &self,
        conjunction: &Conjunction,
        filters: &Filters,
        take: &mut dyn FnMut(usize, u32, &TermCounts),
    ) -> Result<bool, Error> {
        if !self.has_lists {
            return Ok(false);
        }
        let own = std::slice::from_ref(conjunction);
        let asked = Asked::of(&self.catalog, own, filters);
        self.matching(own, filters, &mut |report, ordinal, text| {
            let outline = self.catalog.entries()[report].outline(ordinal);
            let tier = outline.and_then(|outline| asked.tier(report, outline.part, text));
            if tier.is_some_and(|tier| tier != Tier::Some) {
                take(report, ordinal, &TermCounts::of(conjunction, text));
            }
            Ok(())
        })?;
        Ok(true)
    }

    fn passages(&self, wanted: &[(usize, u32)]) -> Result<PassageNumbers, Error> {
        let of = |&(report, ordinal): &(usize, u32)| {
            let passages = &self.reports[report].passages;
            let passage = passages.iter().find(|passage| passage.ordinal == ordinal)?;
            Some(((report, ordinal), passage.clone()))
        };
        Ok(wanted.iter().filter_map(of).collect())
    }

    fn report(&self, report: usize) -> Result<Report, Error> {
        Ok(self.reports[report].clone())
    }
}

impl Backend for Scan {
    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        let query = parse(&request.query)?;
        let ranking = rank(self, &query, request, true)?;
        let page = choose(&self.catalog, request, &ranking);
        let read = |wanted: &[(usize, u32)]| self.passages(wanted);
        let mut answer = SearchAnswer {
            total: total(&ranking.found),
            hits: show(&self.catalog, &query, request, &page, None, read)?,
            read_as: read_as(&query),
            ..SearchAnswer::default()
        };
        if request.facets {
            answer.facets = facets(&self.catalog, &ranking.found);
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
        let own = self.whole(&query, at)?;
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
