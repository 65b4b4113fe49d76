//! The invented archive with a ledger: promises and outcomes as an engine keeps them, made once of all
//! reports, and asked one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use suyan_answers::testing::Scan;
use suyan_corpus::Report;
use suyan_promises::{Outcome, PreparedReport, Promise, Telling, Verdict, outcome, promises};
use suyan_search::ledger::{
    ItemCount, PromiseFacets, PromiseTotal, ShownFigure, ShownItem, ShownOutcome, ShownProgress,
    ShownPromise, ShownTelling, VerdictCounts, later_years,
};
use suyan_search::{
    Backend, Error, Filters, FullReport, PassageMarks, PlaceEntry, PromiseList, PromiseRequest,
    PromiseSink, PromiseStory, ReportHead, ReportList, SearchAnswer, SearchRequest, Stats,
};

/// See the module.
pub struct Ledger {
    inner: Scan,
    all: Vec<ShownPromise>,
}

impl Ledger {
    /// Over the reports of a scan.
    pub fn of(inner: Scan) -> Self {
        let reports: Vec<Report> = inner.all().iter().map(report).collect();
        let heads = heads(&inner);
        let newest = reports.iter().filter_map(|one| one.facts.year).max().unwrap_or(0);
        let mut all = Vec::new();
        for own in reports.iter().filter(|own| own.facts.place.is_some()) {
            let Some(account) = PreparedReport::of(own) else { continue };
            let later = later(&reports, own);
            let accounts: Vec<PreparedReport<'_>> =
                later.iter().filter_map(|one| PreparedReport::of(one)).collect();
            let accounts: Vec<&PreparedReport<'_>> = accounts.iter().collect();
            for promise in promises(own) {
                let of_item = |item| outcome(item, &promise.text, &account, &accounts, newest);
                let outcomes: Vec<Outcome> = promise.items.iter().map(of_item).collect();
                all.push(shown(own, &promise, &outcomes, &heads));
            }
        }
        Self { inner, all }
    }

    /// The promises that pass, each with its items that pass.
    fn passing(&self, request: &PromiseRequest) -> Result<Vec<ShownPromise>, Error> {
        let reports = self.inner.reports(&request.filters, 10_000, 0)?.reports;
        let ids: BTreeSet<&str> = reports.iter().map(|head| head.id.as_str()).collect();
        let passes = |promise: &&ShownPromise| {
            ids.contains(promise.report.id.as_str())
                && request.report.as_ref().is_none_or(|id| *id == promise.report.id)
                && (request.strengths.is_empty() || request.strengths.contains(&promise.strength))
                && request.query.split_whitespace().all(|word| promise.text.contains(word))
        };
        let item = |item: &ShownItem| {
            (request.verdicts.is_empty() || request.verdicts.contains(&item.outcome.verdict))
                && request.quantity.is_none_or(|wanted| wanted == item.quantity.is_some())
        };
        let with_items = |promise: &ShownPromise| {
            let mut promise = promise.clone();
            promise.items.retain(item);
            (!promise.items.is_empty()).then_some(promise)
        };
        Ok(self.all.iter().filter(passes).filter_map(with_items).collect())
    }
}

fn report(FullReport { id, facts, passages }: &FullReport) -> Report {
    Report { id: id.clone(), facts: facts.clone(), passages: passages.clone() }
}

fn heads(inner: &Scan) -> BTreeMap<String, ReportHead> {
    let all = inner.reports(&Filters::default(), 10_000, 0).unwrap().reports;
    all.into_iter().map(|head| (head.id.clone(), head)).collect()
}

/// The later reports of a report's place, in order of years.
fn later<'r>(reports: &'r [Report], own: &Report) -> Vec<&'r Report> {
    let code = |report: &Report| report.facts.place.as_ref().map(|place| place.code.clone());
    let is_later = |one: &&Report| code(one) == code(own) && one.facts.year > own.facts.year;
    let mut later: Vec<&Report> = reports.iter().filter(is_later).collect();
    later.sort_by_key(|one| one.facts.year);
    later
}

fn telling(telling: &Telling) -> ShownTelling {
    ShownTelling {
        report: telling.report.to_string(),
        year: Some(telling.year),
        ordinal: telling.ordinal,
        sentence: telling.sentence,
        part: telling.part,
        text: telling.text.to_string(),
        score: f64::from(telling.score),
    }
}

fn shown(
    own: &Report,
    promise: &Promise,
    outcomes: &[Outcome],
    heads: &BTreeMap<String, ReportHead>,
) -> ShownPromise {
    let items = (1..).zip(promise.items.iter().zip(outcomes)).map(|(number, (item, told))| {
        let promised = item.quantity.clone().map(ShownFigure::from);
        let outcome = ShownOutcome {
            verdict: told.verdict,
            year: told.year,
            report: told.report.as_deref().and_then(|id| heads.get(id)).cloned(),
            promised: promised.clone(),
            reported: told.reported.clone().map(ShownFigure::from),
            why: told.reason.words(),
            reason: told.reason.clone(),
            umbrella: told.umbrella,
            evidence: told.evidence.iter().map(telling).collect(),
            candidates: told.candidates.iter().map(telling).collect(),
            progress: told
                .progress
                .iter()
                .map(|one| ShownProgress {
                    year: one.year,
                    figure: one.figure.clone().into(),
                    telling: telling(&one.telling),
                })
                .collect(),
        };
        ShownItem {
            item: number,
            text: item.text(&promise.text).to_owned(),
            indicator: item.indicator.clone(),
            object: item.object.clone(),
            quantity: promised,
            strength: item.strength,
            deadline: item.deadline.clone(),
            outcome,
            noted: None,
        }
    });
    let items: Vec<ShownItem> = items.collect();
    let passage = own.passages.iter().find(|passage| passage.ordinal == promise.ordinal);
    ShownPromise {
        id: format!("{}:{}:{}", own.id, promise.ordinal, promise.sentence),
        report: heads[&own.id].clone(),
        ordinal: promise.ordinal,
        sentence: promise.sentence,
        part: promise.part,
        heading: passage.map(|passage| passage.heading.clone()).unwrap_or_default(),
        text: promise.text.clone(),
        strength: promise.strength,
        deadline: promise.deadline.clone(),
        certainty: f64::from(promise.certainty),
        all_items: items.len() as u32,
        items,
    }
}

/// How many items have each value, by the order of the values.
fn counted<V: Copy + PartialEq>(values: impl Iterator<Item = V>) -> Vec<ItemCount<V>> {
    let mut counts: Vec<ItemCount<V>> = Vec::new();
    for value in values {
        match counts.iter_mut().find(|one| one.value == value) {
            Some(one) => one.items += 1,
            None => counts.push(ItemCount { value, items: 1 }),
        }
    }
    counts
}

impl Backend for Ledger {
    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        self.inner.search(request)
    }

    fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
        self.inner.report(id)
    }

    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
        self.inner.matches(id, query)
    }

    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error> {
        self.inner.reports(filters, limit, offset)
    }

    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
        self.inner.places(query, limit)
    }

    fn stats(&self) -> Stats {
        self.inner.stats()
    }

    fn promises(&self, request: &PromiseRequest) -> Result<PromiseList, Error> {
        let all = self.passing(request)?;
        let items = || all.iter().flat_map(|one| one.items.iter().map(move |item| (one, item)));
        let facets = PromiseFacets {
            verdict: counted(items().map(|(_, item)| item.outcome.verdict)),
            strength: counted(items().map(|(promise, _)| promise.strength)),
            year: counted(items().filter_map(|(promise, _)| promise.report.year)),
            part: counted(items().map(|(promise, _)| promise.part)),
            ..PromiseFacets::default()
        };
        let total = PromiseTotal { promises: all.len() as u64, items: items().count() as u64 };
        let promises = all.iter().skip(request.offset).take(request.limit).cloned().collect();
        Ok(PromiseList { total, promises, facets, kept: true })
    }

    fn promise_shares(&self, filters: &Filters) -> Result<Vec<VerdictCounts>, Error> {
        let request = PromiseRequest { filters: filters.clone(), ..PromiseRequest::default() };
        let mut counts: Vec<VerdictCounts> = Vec::new();
        for promise in self.passing(&request)? {
            let (Some(year), Some(level)) = (promise.report.year, promise.report.level) else {
                continue;
            };
            let known = counts.iter().position(|one| (one.year, one.level) == (year, level));
            let at = known.unwrap_or_else(|| {
                counts.push(VerdictCounts { year, level, verdicts: Default::default() });
                counts.len() - 1
            });
            for item in &promise.items {
                let verdict = Verdict::ALL.iter().position(|one| *one == item.outcome.verdict);
                counts[at].verdicts[verdict.unwrap()] += 1;
            }
        }
        Ok(counts)
    }

    fn promise(&self, id: &str) -> Result<Option<PromiseStory>, Error> {
        let Some(promise) = self.all.iter().find(|one| one.id == id).cloned() else {
            return Ok(None);
        };
        let reports: Vec<Report> = self.inner.all().iter().map(report).collect();
        let heads = heads(&self.inner);
        let own = reports.iter().find(|one| one.id == promise.report.id).unwrap();
        let known = later(&reports, own).into_iter().map(|one| (one.facts.year.unwrap(), one));
        let later =
            later_years(own, &promise, known, |one| Ok((heads[&one.id].clone(), one.clone())))?;
        Ok(Some(PromiseStory { promise, later }))
    }

    fn scan_promises(
        &self,
        request: &PromiseRequest,
        sink: &mut dyn PromiseSink,
    ) -> Result<(), Error> {
        let all = self.passing(request)?;
        sink.begin(all.len() as u64, all.iter().map(|one| one.items.len() as u64).sum());
        let _ = all.iter().try_for_each(|promise| sink.promise(promise));
        Ok(())
    }
}
