//! A request becomes the promises that pass it, counted.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHashMap;
use suyan_analysis::Tokens;
use suyan_corpus::{Kind, Level, Part};
use suyan_promises::{Verdict, sentences};
use suyan_search::ledger::{
    ItemCount, PlaceItems, PromiseFacets, PromiseList, PromiseRequest, PromiseSink, PromiseSort,
    PromiseTotal,
};
use suyan_search::matching::match_text;
use suyan_search::query::{Query, parse};
use suyan_search::{Error, Filters, Tier};

use super::passing::{Items, PassingPromise};
use super::show::PromiseShower;
use crate::ledger::LedgerView;
use crate::matching::filter::DocFilter;
use crate::parallel::{self, Running};
use crate::search::scan::places;
use crate::store::ledger::{ItemRow, LedgerComponent, PromiseRow, STRENGTHS};
use crate::store::snapshot::Snapshot;

/// Passages that one thread reads at a time.
const READ_TOGETHER: usize = 256;
/// What it takes to read a passage, in nanoseconds, roughly.
const READ: u64 = 20_000;

/// The page of a request, with counts over everything that passes.
pub(crate) fn list(snapshot: &Snapshot, request: &PromiseRequest) -> Result<PromiseList, Error> {
    let ledger = snapshot.ledger()?;
    let selection = Selection::of(snapshot, &ledger, request)?;
    let mut counts = PromiseCounts::new(snapshot, ledger.newest);
    let page = selection.page(request, &mut counts)?;
    let mut shower = PromiseShower::new(snapshot, &ledger, request.candidates);
    let promises = page.iter().map(|chosen| shower.promise(chosen, &selection.items));
    Ok(PromiseList {
        total: counts.total,
        promises: promises.collect::<Result<_, _>>()?,
        facets: if request.facets { counts.facets() } else { PromiseFacets::default() },
        kept: ledger.is_kept,
    })
}

/// Gives every promise that passes to the sink, in order, until it has enough.
pub(crate) fn scan(
    snapshot: &Snapshot,
    request: &PromiseRequest,
    sink: &mut dyn PromiseSink,
) -> Result<(), Error> {
    let ledger = snapshot.ledger()?;
    let request = PromiseRequest { offset: 0, limit: usize::MAX, ..request.clone() };
    let selection = Selection::of(snapshot, &ledger, &request)?;
    let mut counts = PromiseCounts::new(snapshot, ledger.newest);
    let all = selection.page(&request, &mut counts)?;
    sink.begin(counts.total.promises, counts.total.items);
    let mut shower = PromiseShower::new(snapshot, &ledger, request.candidates);
    for chosen in &all {
        snapshot.watch.check()?;
        if sink.promise(&shower.promise(chosen, &selection.items)?).is_break() {
            break;
        }
    }
    Ok(())
}

/// What of the ledger passes a request.
struct Selection<'a> {
    snapshot: &'a Snapshot,
    ledger: &'a LedgerView,
    /// One of them must admit report and part; those of a query with words did already.
    doc_filters: Vec<DocFilter>,
    /// What holds the words, where there are any.
    matched: Option<Arc<Matched>>,
    /// The only report, where one was asked for; `None` in it where there is none of that id.
    only: Option<Option<u32>>,
    strengths: u8,
    items: Items,
    sort: PromiseSort,
}

impl<'a> Selection<'a> {
    fn of(
        snapshot: &'a Snapshot,
        ledger: &'a LedgerView,
        request: &PromiseRequest,
    ) -> Result<Self, Error> {
        let query = parse(&request.query)?;
        let has_words =
            query.alternatives.iter().any(|one| !one.terms.is_empty() || !one.excluded.is_empty());
        let doc_filters = query.alternatives.iter();
        let doc_filters =
            doc_filters.map(|one| DocFilter::of(snapshot, &request.filters, &one.restrictions));
        let matched = has_words.then(|| {
            let look = || Matched::of(snapshot, ledger, &query, request).map(Arc::new);
            snapshot.caches.of::<KnownWords>().0.get_or_insert_with(&words_of(request), look)
        });
        let bit = |at: &usize| request.strengths.contains(&STRENGTHS[*at]);
        let bits = (0..STRENGTHS.len()).filter(bit).fold(0, |bits, at| bits | 1 << at);
        Ok(Self {
            snapshot,
            ledger,
            doc_filters: doc_filters.collect(),
            matched: matched.transpose()?,
            only: request.report.as_deref().map(|id| snapshot.find(id)),
            strengths: if request.strengths.is_empty() { u8::MAX } else { bits },
            items: Items::of(request, ledger.newest),
            sort: request.sort,
        })
    }

    /// The promises of the page, in order. All that pass are counted.
    fn page(
        &self,
        request: &PromiseRequest,
        counts: &mut PromiseCounts<'_>,
    ) -> Result<Vec<PassingPromise>, Error> {
        let ranked = self.sort == PromiseSort::Relevance && self.matched.is_some();
        let mut page = Vec::new();
        let end = request.offset.saturating_add(request.limit);
        let mut seen = 0;
        self.each(counts, &mut |chosen| {
            if ranked || (request.offset..end).contains(&seen) {
                page.push(chosen);
            }
            seen += 1;
        })?;
        if ranked {
            page.sort_by_key(|chosen| (chosen.rank, chosen.promise));
            page = page.into_iter().skip(request.offset).take(request.limit).collect();
        }
        Ok(page)
    }

    fn each(
        &self,
        counts: &mut PromiseCounts<'_>,
        take: &mut impl FnMut(PassingPromise),
    ) -> Result<(), Error> {
        let order = match (&self.only, self.sort) {
            (Some(only), _) => only.as_slice(),
            (None, PromiseSort::Newest) => &self.ledger.newest_first,
            (None, _) => &self.ledger.in_order,
        };
        for (at, &report) in order.iter().enumerate() {
            if at % 64 == 0 {
                self.snapshot.watch.check()?;
            }
            if self.doc_filters.iter().any(|doc_filter| doc_filter.admits(report)) {
                self.of_report(report, counts, take)?;
            }
        }
        Ok(())
    }

    fn of_report(
        &self,
        report: u32,
        counts: &mut PromiseCounts<'_>,
        take: &mut impl FnMut(PassingPromise),
    ) -> Result<(), Error> {
        let Some((component, local, read)) = self.ledger.of_report(report)? else { return Ok(()) };
        let own = read.promises_of(local);
        let before = counts.total.items;
        let mut look = |promise: usize, rank: u32| {
            let row = read.promises[promise];
            let passing = self.passing(report, row, promise, read, counts);
            if passing > 0 {
                take(PassingPromise { report, component, local, promise, rank });
            }
        };
        match &self.matched {
            Some(matched) => {
                for hit in matched.of_report(report) {
                    look(own.start + hit.promise as usize, hit.rank);
                }
            }
            None => own.for_each(|promise| look(promise, 0)),
        }
        counts.report(report, counts.total.items - before);
        Ok(())
    }

    /// How many items of a promise pass; they are counted.
    fn passing(
        &self,
        report: u32,
        row: PromiseRow,
        promise: usize,
        read: &LedgerComponent,
        counts: &mut PromiseCounts<'_>,
    ) -> u64 {
        let is_of_part = self.matched.is_some()
            || self
                .doc_filters
                .iter()
                .any(|doc_filter| doc_filter.admits(report) && doc_filter.admits_part(row.part));
        if !is_of_part || self.strengths & 1 << row.strength == 0 {
            return 0;
        }
        let items = &read.items[read.items_of(promise)];
        counts.promise(row, items.iter().copied().filter(|item| self.items.pass(*item)))
    }
}

/// The promises whose sentences hold a query's words.
struct Matched {
    /// By report, then in reading order.
    hits: Vec<PromiseHit>,
}

/// One of them.
#[derive(Debug, Clone, Copy)]
struct PromiseHit {
    report: u32,
    /// Its number in its report.
    promise: u32,
    rank: u32,
}

impl Matched {
    fn of(
        snapshot: &Snapshot,
        ledger: &LedgerView,
        query: &Query,
        request: &PromiseRequest,
    ) -> Result<Self, Error> {
        let running = Running::begin();
        let places = places(snapshot, query, &request.query, &request.filters)?;
        drop(running);
        let ranked: Vec<(u32, (u32, u32, u32))> = (0..).zip(places).collect();
        let work = ranked.len() as u64 * READ;
        let chunks = ranked.chunks(READ_TOGETHER);
        let read = parallel::map(&snapshot.tuning, chunks, work, |chunk| {
            let mut tokens = Tokens::default();
            let mut hits = Vec::new();
            snapshot.watch.check()?;
            for &(rank, (report, segment, doc)) in chunk {
                let ordinal = doc - snapshot.reports[report as usize].first + 1;
                let Some((_, local, read)) = ledger.of_report(report)? else { continue };
                let own = read.promises_of(local);
                let rows = &read.promises[own.clone()];
                let first = rows.partition_point(|row| row.ordinal < ordinal);
                let many = rows[first..].iter().take_while(|row| row.ordinal == ordinal).count();
                if many == 0 {
                    continue;
                }
                let text = snapshot.text(segment, doc)?;
                let cut = sentences(&text);
                for (at, row) in (first..).zip(&rows[first..first + many]) {
                    let Some(range) = cut.get(row.sentence as usize - 1) else { continue };
                    // What matched whole needs no second look.
                    let is_all = cut.len() == 1;
                    if !is_all {
                        tokens.refill(&text[range.clone()]);
                    }
                    if is_all || match_text(query, &tokens).is_some_and(|m| m.tier != Tier::Some) {
                        hits.push(PromiseHit { report, promise: at as u32, rank });
                    }
                }
            }
            Ok(hits)
        });
        let mut hits = read.into_iter().collect::<Result<Vec<Vec<PromiseHit>>, Error>>()?.concat();
        hits.sort_unstable_by_key(|hit| (hit.report, hit.promise));
        hits.dedup_by_key(|hit| (hit.report, hit.promise));
        Ok(Self { hits })
    }

    fn of_report(&self, report: u32) -> impl Iterator<Item = PromiseHit> {
        let first = self.hits.partition_point(|hit| hit.report < report);
        self.hits[first..].iter().copied().take_while(move |hit| hit.report == report)
    }

    /// Its bytes.
    fn size(&self) -> u64 {
        (self.hits.len() * size_of::<PromiseHit>()) as u64
    }
}

/// What was found of words, of one commit.
struct KnownWords(Cache<(String, Filters), Arc<Matched>, ByLength>);

impl Default for KnownWords {
    fn default() -> Self {
        Self(Cache::with_weighter(USUALLY, MOST_MATCHED, ByLength))
    }
}

/// Weighs what was found by its bytes.
#[derive(Clone)]
struct ByLength;

impl Weighter<(String, Filters), Arc<Matched>> for ByLength {
    fn weight(&self, _: &(String, Filters), matched: &Arc<Matched>) -> u64 {
        matched.size() + 64
    }
}

/// What is kept of words that were looked for, in bytes, and how many of them usually.
const MOST_MATCHED: u64 = 32 << 20;
const USUALLY: usize = 256;

/// What the words of a request are looked for by.
fn words_of(request: &PromiseRequest) -> (String, Filters) {
    (request.query.clone(), request.filters.clone())
}

/// What passes, counted.
struct PromiseCounts<'a> {
    snapshot: &'a Snapshot,
    newest: i16,
    total: PromiseTotal,
    verdicts: [u64; Verdict::ALL.len()],
    strengths: [u64; STRENGTHS.len()],
    parts: [u64; 16],
    /// By report, where any pass.
    reports: Vec<(u32, u64)>,
}

impl<'a> PromiseCounts<'a> {
    fn new(snapshot: &'a Snapshot, newest: i16) -> Self {
        Self {
            snapshot,
            newest,
            total: PromiseTotal::default(),
            verdicts: [0; Verdict::ALL.len()],
            strengths: [0; STRENGTHS.len()],
            parts: [0; 16],
            reports: Vec::new(),
        }
    }

    fn promise(&mut self, row: PromiseRow, items: impl Iterator<Item = ItemRow>) -> u64 {
        let mut many = 0;
        for item in items {
            self.verdicts[item.verdict(self.newest)] += 1;
            many += 1;
        }
        self.strengths[usize::from(row.strength)] += many;
        self.parts[usize::from(row.part)] += many;
        self.total.items += many;
        self.total.promises += u64::from(many > 0);
        many
    }

    fn report(&mut self, report: u32, items: u64) {
        if items > 0 {
            self.reports.push((report, items));
        }
    }

    fn facets(&self) -> PromiseFacets {
        let mut years: FxHashMap<i16, u64> = FxHashMap::default();
        let mut kinds: FxHashMap<Kind, u64> = FxHashMap::default();
        let mut codes = vec![0u64; self.snapshot.codes.len()];
        let mut levels: FxHashMap<Level, u64> = FxHashMap::default();
        for &(report, items) in &self.reports {
            let row = &self.snapshot.reports[report as usize];
            *kinds.entry(row.kind).or_default() += items;
            if let Some(year) = row.year {
                *years.entry(year).or_default() += items;
            }
            if let Some(place) = row.place {
                codes[self.snapshot.code_of[place as usize] as usize] += items;
                let level = self.snapshot.places[place as usize].level;
                *levels.entry(level).or_default() += items;
            }
        }
        let held = |code: usize| {
            let items = codes[code];
            (items > 0).then(|| PlaceItems { place: Arc::clone(&self.snapshot.codes[code]), items })
        };
        let mut place: Vec<PlaceItems> = (0..codes.len()).filter_map(held).collect();
        place.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.place.code.cmp(&b.place.code)));
        let mut year = most_first(years.into_iter());
        year.sort_unstable_by_key(|one| std::cmp::Reverse(one.value));
        PromiseFacets {
            verdict: most_first(Verdict::ALL.into_iter().zip(self.verdicts)),
            strength: most_first(STRENGTHS.into_iter().zip(self.strengths)),
            year,
            level: most_first(levels.into_iter()),
            kind: most_first(kinds.into_iter()),
            part: most_first(Part::ALL.iter().copied().zip(self.parts)),
            place,
        }
    }
}

/// The values that are there, those with most items first.
fn most_first<V: Ord>(counts: impl Iterator<Item = (V, u64)>) -> Vec<ItemCount<V>> {
    let held = counts.filter(|(_, items)| *items > 0);
    let mut held: Vec<ItemCount<V>> =
        held.map(|(value, items)| ItemCount { value, items }).collect();
    held.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.value.cmp(&b.value)));
    held
}
