//! The judge: a backend that reads every text of a few reports for every question.
//!
//! It knows no index, no order of scores and no part of the words: what it finds is what
//! [`match_text`] tells of each passage, and what it does not tell an engine may decide.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use suyan_analysis::Tokens;
use suyan_corpus::{Gazetteer, Kind, Level, Part, Passage, Place, Report};

use crate::matching::{ByPlace, TextMatch, match_text};
use crate::query::{Conjunction, Query, Restriction, parse, read_as};
use crate::show::{fragments, snippet};
use crate::{
    Backend, Error, Facet, FacetPlace, Facets, Filters, FullReport, Group, Hit, Holdings,
    PassageHit, PassageMarks, PlaceEntry, PlaceFacet, PlaceHead, ReportHead, ReportList,
    SearchAnswer, SearchRequest, Sort, Stats, Tier, Total, places,
};

/// See the module.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The latest first, as lists of reports stand.
    reports: Vec<Report>,
    /// The places of the reports, each once, by code.
    places: Vec<Place>,
}

/// A passage that holds all words.
#[derive(Debug, Clone, Copy)]
struct Found<'a> {
    report: &'a Report,
    passage: &'a Passage,
    tier: Tier,
}

impl Scan {
    /// Over these reports, in any order.
    #[must_use]
    pub fn new(mut reports: Vec<Report>) -> Self {
        reports.sort_by(newest);
        let mut places: Vec<Place> =
            reports.iter().filter_map(|report| report.facts.place.clone()).collect();
        let key = |place: &Place| {
            (place.code.clone(), place.codes.clone(), place.path.clone(), place.name.clone())
        };
        places.sort_by_key(key);
        places.dedup();
        Self { reports, places }
    }

    /// The reports, the latest first.
    #[must_use]
    pub fn all(&self) -> &[Report] {
        &self.reports
    }

    /// Every passage that holds all words of a request and passes its filters, report by report.
    fn find(&self, query: &Query, filters: &Filters) -> Vec<Found<'_>> {
        let gates: Vec<Gate<'_>> = query
            .alternatives
            .iter()
            .map(|alternative| Gate::of(self, filters, &alternative.restrictions))
            .collect();
        let mut found = Vec::new();
        let mut tokens = Tokens::default();
        for report in &self.reports {
            for passage in &report.passages {
                let admitted = query.alternatives.iter().zip(&gates);
                let admitted = admitted.filter(|(_, gate)| gate.admits(report, passage));
                let admitted: Vec<Conjunction> = admitted
                    .map(|(alternative, _)| self.of_report(alternative, filters, report, passage))
                    .collect();
                if admitted.is_empty() {
                    continue;
                }
                tokens.refill(&passage.text);
                let query = Query { alternatives: admitted, ..Query::default() };
                let tier = match_text(&query, &tokens).map(|matched| matched.tier);
                if let Some(tier) = tier.filter(|tier| *tier != Tier::Some) {
                    found.push(Found { report, passage, tier });
                }
            }
        }
        found
    }

    /// An alternative whose exclusions know of filters, as it is for one passage.
    fn of_report(
        &self,
        alternative: &Conjunction,
        filters: &Filters,
        report: &Report,
        passage: &Passage,
    ) -> Conjunction {
        let lineage = Filters { lineage: filters.lineage, ..Filters::default() };
        let holds = |inner: &&Conjunction| {
            Gate::of(self, &lineage, &inner.restrictions).admits(report, passage)
        };
        let mut own = alternative.clone();
        own.excluded = alternative.excluded.iter().filter(holds).cloned().collect();
        own.excluded.iter_mut().for_each(|inner| inner.restrictions.clear());
        own
    }

    /// The hits of a request, best first as far as tiers and dates tell.
    fn hits(&self, query: &Query, request: &SearchRequest, found: &[Found<'_>]) -> Vec<Hit> {
        let of_report = found.chunk_by(|a, b| a.report.id == b.report.id);
        let mut groups: Vec<(Vec<Found<'_>>, u64)> = match request.group {
            Group::Report => of_report.map(|own| (own.to_vec(), own.len() as u64)).collect(),
            Group::Passage => of_report
                .flat_map(|own| own.iter().map(|one| (vec![*one], own.len() as u64)))
                .collect(),
        };
        for (own, _) in &mut groups {
            own.sort_by_key(|one| (one.tier, one.passage.ordinal));
        }
        groups.sort_by(|(a, _), (b, _)| {
            let (a, b) = (a[0], b[0]);
            let by_date = match request.sort {
                Sort::Relevance => a.tier.cmp(&b.tier).then_with(|| newest(a.report, b.report)),
                Sort::Newest => newest(a.report, b.report),
                Sort::Oldest => oldest(a.report, b.report),
            };
            by_date.then(a.tier.cmp(&b.tier)).then(a.passage.ordinal.cmp(&b.passage.ordinal))
        });
        let page = groups.into_iter().skip(request.offset).take(request.limit);
        page.map(|(own, matching)| Hit {
            report: ReportHead::of(&own[0].report.id, &own[0].report.facts),
            score: 0.0,
            matching_passages: matching,
            passages: own
                .iter()
                .take(request.passages_per_report.max(1))
                .map(|one| shown(query, request, one))
                .collect(),
        })
        .collect()
    }

    /// Reports that pass the filters.
    fn passing<'a>(
        &'a self,
        filters: &Filters,
        written: &'a [Restriction],
    ) -> impl Iterator<Item = &'a Report> {
        let gate = Gate::of(self, filters, written);
        self.reports.iter().filter(move |report| gate.admits_report(report))
    }
}

/// Whether report `a` stands before `b` where the latest comes first.
fn newest(a: &Report, b: &Report) -> Ordering {
    let key = |report: &Report| (report.facts.year, report.facts.date);
    key(b).cmp(&key(a)).then_with(|| by_place(a, b))
}

/// The same where the earliest comes first; unknown years come last all the same.
fn oldest(a: &Report, b: &Report) -> Ordering {
    let key = |report: &Report| {
        let facts = &report.facts;
        (facts.year.is_none(), facts.year, facts.date)
    };
    key(a).cmp(&key(b)).then_with(|| by_place(a, b))
}

fn by_place(a: &Report, b: &Report) -> Ordering {
    let key = |report: &Report| report.facts.place.as_ref().map(|place| place.code.clone());
    key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
}

/// A passage as a hit shows it.
fn shown(query: &Query, request: &SearchRequest, found: &Found<'_>) -> PassageHit {
    let Found { passage, tier, .. } = *found;
    let place = PassageHit {
        ordinal: passage.ordinal,
        part: passage.part,
        heading: Vec::new(),
        tier,
        snippet: Vec::new(),
        more: Vec::new(),
        promises: Vec::new(),
    };
    if request.places_only {
        return place;
    }
    let nothing = || TextMatch { tier, marks: Vec::new(), terms: Vec::new() };
    let matched = match_text(query, &Tokens::of(&passage.text)).unwrap_or_else(nothing);
    let (snippet, more) = match request.whole_passages {
        true => (fragments(&passage.text, 0..passage.text.len(), &matched.marks), Vec::new()),
        false => snippet(&passage.text, &matched),
    };
    let heading = passage.heading.clone();
    PassageHit { heading, tier: matched.tier, snippet, more, ..place }
}

/// What lets reports and passages pass.
struct Gate<'a> {
    scan: &'a Scan,
    filters: Filters,
    written: &'a [Restriction],
    /// One for the filters' places, and one for each that is written.
    by_place: Vec<ByPlace>,
}

impl<'a> Gate<'a> {
    fn of(scan: &'a Scan, filters: &Filters, written: &'a [Restriction]) -> Self {
        let mut names: Vec<Vec<String>> = Vec::new();
        if !filters.places.is_empty() {
            names.push(filters.places.clone());
        }
        names.extend(written.iter().filter_map(|restriction| match restriction {
            Restriction::Place(name) => Some(vec![name.clone()]),
            _ => None,
        }));
        let by_name = |names: &Vec<String>| {
            ByPlace::of(&scan.places, names, filters.lineage, Gazetteer::builtin())
        };
        let by_place = names.iter().map(by_name).collect();
        Self { scan, filters: filters.clone(), written, by_place }
    }

    fn admits_report(&self, report: &Report) -> bool {
        let facts = &report.facts;
        let at = facts
            .place
            .as_ref()
            .and_then(|place| self.scan.places.iter().position(|known| known == place));
        let level = facts.place.as_ref().map(|place| place.level);
        let year = facts.year.filter(|_| self.filters.lineage);
        let is_in = |(first, last): (i16, i16)| {
            facts.year.is_some_and(|year| (first..=last).contains(&year))
        };
        let Filters { levels, years, kinds, .. } = &self.filters;
        self.by_place.iter().all(|by_place| at.is_some_and(|at| by_place.admits(at, year)))
            && (levels.is_empty() || level.is_some_and(|level| levels.contains(&level)))
            && years.is_none_or(is_in)
            && (kinds.is_empty() || kinds.contains(&facts.kind))
            && self.written.iter().all(|restriction| match restriction {
                Restriction::Years(first, last) => is_in((*first, *last)),
                Restriction::Level(wanted) => level == Some(*wanted),
                Restriction::Kind(kind) => facts.kind == *kind,
                Restriction::Place(_) | Restriction::Part(_) => true,
            })
    }

    fn admits(&self, report: &Report, passage: &Passage) -> bool {
        let parts = &self.filters.parts;
        let is_other = |restriction: &Restriction| matches!(restriction, Restriction::Part(part) if *part != passage.part);
        (parts.is_empty() || parts.contains(&passage.part))
            && !self.written.iter().any(is_other)
            && self.admits_report(report)
    }
}

/// Counts of what was found.
fn facets(found: &[Found<'_>]) -> Facets {
    let mut year = counted(found, |one| one.report.facts.year);
    year.reverse();
    let mut of_code: BTreeMap<&str, &Place> = BTreeMap::new();
    for place in found.iter().filter_map(|one| one.report.facts.place.as_ref()) {
        let last = of_code.entry(&place.code).or_insert(place);
        let key = |place: &Place| (place.codes.clone(), place.path.clone(), place.name.clone());
        if key(place) > key(last) {
            *last = place;
        }
    }
    let codes = counted(found, |one| one.report.facts.place.as_ref().map(|p| p.code.clone()));
    let mut place: Vec<PlaceFacet> = codes
        .into_iter()
        .filter_map(|Facet { value, reports, passages }| {
            let Place { code, name, path, codes, .. } = (*of_code.get(value.as_str())?).clone();
            let place = Arc::new(FacetPlace::of(code, name, path, codes));
            Some(PlaceFacet { place, reports, passages })
        })
        .collect();
    place.sort_by_key(|facet| Reverse(facet.reports));
    Facets {
        year,
        place,
        level: in_order(Level::ALL, found, |one| {
            one.report.facts.place.as_ref().map(|place| place.level)
        }),
        kind: in_order(Kind::ALL, found, |one| Some(one.report.facts.kind)),
        part: in_order(Part::ALL, found, |one| Some(one.passage.part)),
    }
}

fn counted<V: Ord>(found: &[Found<'_>], value: impl Fn(&Found<'_>) -> Option<V>) -> Vec<Facet<V>> {
    let mut counts: BTreeMap<V, (BTreeSet<&str>, u64)> = BTreeMap::new();
    for one in found {
        if let Some(value) = value(one) {
            let (reports, passages) = counts.entry(value).or_default();
            reports.insert(&one.report.id);
            *passages += 1;
        }
    }
    let facet = |(value, (reports, passages)): (V, (BTreeSet<&str>, u64))| Facet {
        value,
        reports: reports.len() as u64,
        passages,
    };
    counts.into_iter().map(facet).collect()
}

fn in_order<V: Copy + PartialEq>(
    all: &[V],
    found: &[Found<'_>],
    value: impl Fn(&Found<'_>) -> Option<V>,
) -> Vec<Facet<V>> {
    let at = |one: &Found<'_>| {
        let value = value(one)?;
        all.iter().position(|known| *known == value)
    };
    let facets = counted(found, at).into_iter();
    facets
        .map(|Facet { value, reports, passages }| Facet { value: all[value], reports, passages })
        .collect()
}

fn total(found: &[Found<'_>]) -> Total {
    let reports = found.chunk_by(|a, b| a.report.id == b.report.id).count() as u64;
    Total { reports, passages: found.len() as u64 }
}

impl Backend for Scan {
    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        let query = parse(&request.query)?;
        let found = self.find(&query, &request.filters);
        let mut answer = SearchAnswer {
            total: total(&found),
            hits: self.hits(&query, request, &found),
            read_as: read_as(&query),
            ..SearchAnswer::default()
        };
        if request.facets {
            answer.facets = facets(&found);
        }
        if request.filters.lineage {
            let filter =
                ByPlace::of(&self.places, &request.filters.places, true, Gazetteer::builtin());
            let heads = filter.by_lineage().map(|at| {
                let Place { code, name, path, .. } = self.places[at].clone();
                PlaceHead { code, name, path }
            });
            answer.read_as.lineage = heads.collect();
            answer.read_as.lineage.dedup();
        }
        Ok(Arc::new(answer))
    }

    fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
        let report = self.reports.iter().find(|report| report.id == id).cloned();
        Ok(report.map(|Report { id, facts, passages }| FullReport { id, facts, passages }))
    }

    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
        let query = parse(query)?;
        let Some(report) = self.reports.iter().find(|report| report.id == id) else {
            return Ok(Vec::new());
        };
        if query.alternatives.iter().all(|one| one.terms.is_empty()) {
            return Ok(Vec::new());
        }
        let found = self.find(&query, &Filters::default());
        let own: Vec<u32> =
            found.iter().filter(|one| one.report.id == id).map(|one| one.passage.ordinal).collect();
        let wanted = report.passages.iter();
        let wanted = wanted.filter(|passage| own.is_empty() || own.contains(&passage.ordinal));
        let marks = wanted.filter_map(|passage| {
            let TextMatch { tier, marks, .. } = match_text(&query, &Tokens::of(&passage.text))?;
            Some(PassageMarks { ordinal: passage.ordinal, part: passage.part, tier, marks })
        });
        Ok(marks.collect())
    }

    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error> {
        let all: Vec<ReportHead> =
            self.passing(filters, &[]).map(|one| ReportHead::of(&one.id, &one.facts)).collect();
        let total = all.len() as u64;
        Ok(ReportList { total, reports: all.into_iter().skip(offset).take(limit).collect() })
    }

    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
        let of = |place: &Place| {
            let own = self.reports.iter().filter(|one| one.facts.place.as_ref() == Some(place));
            own.count() as u64
        };
        Ok(places::complete(self.places.iter().map(|place| (place, of(place))), query, limit))
    }

    fn holdings(&self, request: &SearchRequest) -> Result<Holdings, Error> {
        let query = parse(&request.query)?;
        // Filters inside a query narrow what there is only where they hold for all of it.
        let written = match query.alternatives.as_slice() {
            [only] => only.restrictions.as_slice(),
            _ => &[],
        };
        let mut holdings = Holdings::default();
        for report in self.passing(&request.filters, written) {
            let code = report.facts.place.as_ref().map(|place| place.code.as_str());
            let characters: usize =
                report.passages.iter().map(|passage| passage.text.chars().count()).sum();
            holdings.add(report.facts.year, code, characters as u64);
        }
        Ok(holdings)
    }

    fn stats(&self) -> Stats {
        let passages = self.reports.iter().map(|report| report.passages.len() as u64).sum();
        Stats { reports: self.reports.len() as u64, passages, ..Stats::default() }
    }
}
