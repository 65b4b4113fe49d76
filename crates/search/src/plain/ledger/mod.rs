//! The ledger of promises by the plain way: its components in memory, sentences out of the texts.

mod find;
mod show;
mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use suyan_corpus::{Kind, Level};
use suyan_promises::Verdict;

use super::{Asked, Catalog, PassageReader};
use crate::ledger::{
    ItemRecord, KeptComponent, KeptPromise, KeptReport, PromiseList, PromiseMark, PromiseRequest,
    PromiseSink, PromiseStory, VerdictCounts,
};
use crate::query::Conjunction;
use crate::{Error, Filters};

/// The ledger of a commit.
#[derive(Debug, Default)]
pub struct Ledger {
    components: Vec<Arc<Vec<KeptReport>>>,
    /// For every report of the catalog its component and its number there.
    of_report: Vec<Option<(usize, usize)>>,
    /// For every component the numbers, in the catalog, of its reports.
    reports: Vec<Vec<Option<usize>>>,
    /// Reports with promises by year, place and id.
    in_order: Vec<usize>,
    /// Reports with promises, the latest year first.
    newest_first: Vec<usize>,
    /// The latest year of which there is a report of a government's work.
    newest: i16,
    /// Whether there is a ledger: without one, the archive has no report that could be in it.
    is_kept: bool,
}

/// So many promises of a passage have a mark.
const MOST_MARKS: usize = 2;

impl Ledger {
    /// The ledger of these components over the reports of a catalog.
    #[must_use]
    pub fn new(catalog: &Catalog, components: Vec<(KeptComponent, Arc<Vec<KeptReport>>)>) -> Self {
        let years = catalog.entries().iter().map(|entry| &entry.facts);
        let years = years.filter(|facts| facts.kind == Kind::WorkReport);
        let newest = years.filter_map(|facts| facts.year).max();
        let mut ledger = Self {
            of_report: vec![None; catalog.entries().len()],
            newest: newest.unwrap_or(i16::MIN),
            is_kept: !components.is_empty() || newest.is_none(),
            ..Self::default()
        };
        for (at, (kept, read)) in components.into_iter().enumerate() {
            let own: Vec<Option<usize>> = kept.reports.iter().map(|id| catalog.find(id)).collect();
            for (local, report) in own.iter().enumerate() {
                if let Some(report) = report {
                    ledger.of_report[*report] = Some((at, local));
                }
            }
            ledger.reports.push(own);
            ledger.components.push(read);
        }
        let all = 0..catalog.entries().len();
        let mut order: Vec<usize> =
            all.filter(|&report| !ledger.promises_of(report).is_empty()).collect();
        let facts = |at: usize| &catalog.entries()[at].facts;
        let key = |at: usize| {
            let place = facts(at).place.as_ref().map(|place| place.code.as_str());
            (place, catalog.entries()[at].id.as_str())
        };
        order.sort_by(|&a, &b| (facts(a).year, key(a)).cmp(&(facts(b).year, key(b))));
        ledger.in_order.clone_from(&order);
        order.sort_by(|&a, &b| facts(b).year.cmp(&facts(a).year).then_with(|| key(a).cmp(&key(b))));
        ledger.newest_first = order;
        ledger
    }

    /// What a report promises.
    fn promises_of(&self, report: usize) -> &[KeptPromise] {
        self.kept(report).map_or(&[], |kept| &kept.promises)
    }

    fn kept(&self, report: usize) -> Option<&KeptReport> {
        let (component, local) = self.of_report.get(report).copied().flatten()?;
        self.components[component].get(local)
    }

    /// The report, in the catalog, of a number in the component of another.
    fn beside(&self, report: usize, local: u32) -> Option<usize> {
        let (component, _) = self.of_report.get(report).copied().flatten()?;
        self.reports[component].get(local as usize).copied().flatten()
    }

    /// The verdict on an item in this archive: what is due later than its newest reports is not due
    /// yet.
    fn verdict(&self, item: &ItemRecord, due: i16) -> Verdict {
        match item.outcome.verdict {
            Verdict::NoReport | Verdict::NotDue if due > self.newest => Verdict::NotDue,
            Verdict::NoReport | Verdict::NotDue => Verdict::NoReport,
            settled => settled,
        }
    }

    /// [`crate::Backend::promises`].
    ///
    /// # Errors
    /// The query is too complex, or reading failed.
    pub fn list(
        &self,
        catalog: &Catalog,
        reader: &dyn PassageReader,
        request: &PromiseRequest,
    ) -> Result<PromiseList, Error> {
        let chosen = find::choose(self, catalog, reader, request)?;
        let page = chosen.page(request);
        Ok(PromiseList {
            total: chosen.total(),
            promises: show::promises(self, catalog, reader, request.candidates, &page)?,
            facets: if request.facets { chosen.facets(catalog) } else { Default::default() },
            kept: self.is_kept,
        })
    }

    /// [`crate::Backend::scan_promises`].
    ///
    /// # Errors
    /// As [`Self::list`].
    pub fn scan(
        &self,
        catalog: &Catalog,
        reader: &dyn PassageReader,
        request: &PromiseRequest,
        sink: &mut dyn PromiseSink,
    ) -> Result<(), Error> {
        let chosen = find::choose(self, catalog, reader, request)?;
        let total = chosen.total();
        sink.begin(total.promises, total.items);
        let all = PromiseRequest { offset: 0, limit: usize::MAX, ..request.clone() };
        for some in chosen.page(&all).chunks(SHOWN_TOGETHER) {
            let shown = show::promises(self, catalog, reader, request.candidates, some)?;
            if shown.iter().any(|promise| sink.promise(promise).is_break()) {
                break;
            }
        }
        Ok(())
    }

    /// [`crate::Backend::promise`].
    ///
    /// # Errors
    /// Reading failed.
    pub fn story(
        &self,
        catalog: &Catalog,
        reader: &dyn PassageReader,
        id: &str,
    ) -> Result<Option<PromiseStory>, Error> {
        story::story(self, catalog, reader, id)
    }

    /// [`crate::Backend::promise_shares`].
    #[must_use]
    pub fn shares(&self, catalog: &Catalog, filters: &Filters) -> Vec<VerdictCounts> {
        let all = [Conjunction::default()];
        let asked = Asked::of(catalog, &all, filters);
        let mut counts: BTreeMap<(i16, Level), [u64; Verdict::ALL.len()]> = BTreeMap::new();
        for &report in &self.in_order {
            let facts = &catalog.entries()[report].facts;
            let (Some(year), Some(place)) = (facts.year, &facts.place) else { continue };
            if !asked.admits_report(report) {
                continue;
            }
            let of_kind = counts.entry((year, place.level)).or_default();
            for promise in self.promises_of(report) {
                if asked.admits(report, promise.part()) {
                    for (verdict, _) in self.verdicts(report, promise) {
                        of_kind[place_of(verdict)] += 1;
                    }
                }
            }
        }
        let counts = counts.into_iter();
        let of = |((year, level), verdicts)| VerdictCounts { year, level, verdicts };
        counts.map(of).collect()
    }

    /// The verdict on every item of a promise, and whether there is a figure in it.
    fn verdicts(
        &self,
        report: usize,
        promise: &KeptPromise,
    ) -> impl Iterator<Item = (Verdict, bool)> {
        let year = self.kept(report).map_or(0, |kept| kept.year);
        let items = promise.record.items.iter().enumerate();
        items.map(move |(at, item)| {
            (self.verdict(item, promise.due(at, year)), item.quantity.is_some())
        })
    }

    /// Promises of a passage in short: where there are more than have a mark, those go ahead whose
    /// sentence is `wanted`, by its number less one.
    #[must_use]
    pub fn marks(
        &self,
        catalog: &Catalog,
        (report, ordinal): (usize, u32),
        wanted: impl FnOnce() -> Vec<bool>,
    ) -> Vec<PromiseMark> {
        let own = self.promises_of(report).iter().filter(|one| one.ordinal == ordinal);
        let mut all: Vec<(usize, &KeptPromise)> = own.enumerate().collect();
        if all.len() > MOST_MARKS {
            let wanted = wanted();
            let is_wanted =
                |sentence: u32| wanted.get(sentence.saturating_sub(1) as usize) == Some(&true);
            all.sort_by_key(|(_, one)| !is_wanted(one.sentence));
            all.truncate(MOST_MARKS);
            all.sort_by_key(|(at, _)| *at);
        }
        let id = &catalog.entries()[report].id;
        let mark = |(_, promise): (usize, &KeptPromise)| {
            let mut verdicts: Vec<Verdict> = Vec::new();
            for (verdict, _) in self.verdicts(report, promise) {
                if !verdicts.contains(&verdict) {
                    verdicts.push(verdict);
                }
            }
            PromiseMark { id: format!("{id}:{ordinal}:{}", promise.sentence), verdicts }
        };
        all.into_iter().map(mark).collect()
    }

    /// [`crate::Backend::not_in_ledger`].
    #[must_use]
    pub fn awaited(&self, catalog: &Catalog) -> BTreeSet<String> {
        let all = self.of_report.iter().enumerate();
        let awaited =
            all.filter(|(at, component)| component.is_none() && catalog.source(*at).is_some());
        awaited.map(|(at, _)| catalog.entries()[at].id.clone()).collect()
    }
}

/// Promises that are shown at once.
const SHOWN_TOGETHER: usize = 200;

/// The place of a verdict among all.
fn place_of(verdict: Verdict) -> usize {
    Verdict::ALL.iter().position(|one| *one == verdict).unwrap_or_default()
}
