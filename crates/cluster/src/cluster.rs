//! An archive on a cluster, to read from.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use suyan_analysis::Tokens;
use suyan_corpus::{Doubtful, Gazetteer};
use suyan_search::ledger::{SourceReport, VerdictCounts};
use suyan_search::matching::match_text;
use suyan_search::plain::{Asked, Ledger, choose, facets, rank, show, total};
use suyan_search::query::{Query, parse};
use suyan_search::read_as;
use suyan_search::{
    Backend, Changes, Concepts, Coverage, Deadline, DoubtfulList, Error, Filters, FullReport,
    Holdings, ListSink, PassageMarks, PlaceEntry, PromiseList, PromiseRequest, PromiseSink,
    PromiseStory, ReportList, SearchAnswer, SearchRequest, Stats, Tier, Widened,
};

use crate::ClusterSettings;
use crate::commit::ClusterCommit;
use crate::find::Finder;
use crate::store::Store;
use crate::view::{ClusterView, Past};

/// Hits that are shown at once.
const BATCH: usize = 500;
/// Reports that are read at once.
const READ: usize = 50;

/// See the module. Cheap to clone; every clone sees new commits after [`Backend::reload`].
#[derive(Debug, Clone)]
pub struct Cluster {
    inner: Arc<ClusterInner>,
    /// What all calls see, whatever is committed meanwhile.
    held: Option<Arc<ClusterView>>,
    deadline: Deadline,
}

#[derive(Debug)]
struct ClusterInner {
    store: Arc<Store>,
    view: RwLock<Arc<ClusterView>>,
    past: Mutex<Past>,
    concepts: Concepts,
}

impl Cluster {
    /// The archive as it was committed last; requests are widened by these concepts.
    ///
    /// # Errors
    /// [`Error::Away`] where no node answers, [`Error::Missing`] where there is no such archive,
    /// [`Error::Fingerprint`] where another version made it.
    pub fn open(settings: &ClusterSettings, concepts: Concepts) -> Result<Self, Error> {
        std::thread::spawn(suyan_analysis::words::warm);
        let opened = Self::of(Arc::new(Store::new(settings)?), concepts)?;
        let warmed = opened.clone();
        // The first who asks need not wait for the ledger.
        std::thread::spawn(move || {
            let (view, never) = (warmed.view(), Deadline::default());
            if let Err(error) = view.ledger(&warmed.inner.store, &never) {
                tracing::warn!("the ledger: {error}");
            }
        });
        Ok(opened)
    }

    pub(crate) fn of(store: Arc<Store>, concepts: Concepts) -> Result<Self, Error> {
        let view = Arc::new(ClusterView::take(&store, None, &Deadline::default())?);
        let (view, past) = (RwLock::new(view), Mutex::default());
        let inner = ClusterInner { store, view, past, concepts };
        Ok(Self { inner: Arc::new(inner), held: None, deadline: Deadline::default() })
    }

    fn view(&self) -> Arc<ClusterView> {
        let shared = || self.inner.view.read().unwrap_or_else(PoisonError::into_inner).clone();
        self.held.clone().unwrap_or_else(shared)
    }

    /// Does the work of a request on one commit. What was asked of a commit that is gone meanwhile,
    /// since two more were made, is thrown away.
    fn ask<T>(&self, work: impl FnOnce(&Finder<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let (view, store) = (self.view(), &self.inner.store);
        let finder = Finder { store, view: &view, deadline: &self.deadline };
        self.deadline.check()?;
        let made = work(&finder);
        self.deadline.check()?;
        let made = made?;
        let last = ClusterCommit::read(store, &self.deadline)?;
        let is_kept =
            last.is_some_and(|(commit, _)| commit.generation <= view.commit.generation + 1);
        if is_kept {
            Ok(made)
        } else {
            Err(store.client.away("档案刚刚更新，请再试一次"))
        }
    }

    /// Asks the ledger.
    fn of_ledger<T>(
        &self,
        work: impl FnOnce(&Ledger, &Finder<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.ask(|finder| {
            let ledger = finder.view.ledger(finder.store, finder.deadline)?;
            work(&ledger, finder)
        })
    }

    /// A request that asks for synonyms as one for its query with them written out.
    fn widened(&self, request: &SearchRequest) -> (SearchRequest, Vec<Widened>) {
        let asked = request.synonyms.then(|| self.inner.concepts.widen(&request.query)).flatten();
        let (query, synonyms) = asked.unwrap_or_else(|| (request.query.clone(), Vec::new()));
        (SearchRequest { query, synonyms: false, ..request.clone() }, synonyms)
    }
}

fn answer(
    finder: &Finder<'_>,
    query: &Query,
    request: &SearchRequest,
) -> Result<SearchAnswer, Error> {
    let catalog = &finder.view.catalog;
    let ranking = rank(finder, query, request, true)?;
    let (page, found) = (choose(catalog, request, &ranking), &ranking.found);
    // A search needs no ledger, and whoever asks the ledger itself is told what is wrong with it.
    let marks = !request.whole_passages && !request.places_only && !page.is_empty();
    let ledger = marks.then(|| finder.view.ledger(finder.store, finder.deadline).ok()).flatten();
    let mut answer = SearchAnswer {
        total: total(found),
        hits: show(catalog, query, request, &page, ledger.as_deref(), |wanted| {
            finder.view.passages(finder.store, wanted, finder.deadline)
        })?,
        read_as: read_as(query),
        ..SearchAnswer::default()
    };
    if request.facets {
        answer.facets = facets(catalog, found);
    }
    if request.filters.lineage {
        answer.read_as.lineage = catalog.by_lineage(&request.filters.places);
    }
    Ok(answer)
}

/// One report whole.
fn whole(finder: &Finder<'_>, at: usize) -> Result<FullReport, Error> {
    let mut passages = finder.view.whole(finder.store, &[at], finder.deadline)?;
    let entry = &finder.view.catalog.entries()[at];
    let passages = passages.pop().unwrap_or_default();
    Ok(FullReport { id: entry.id.clone(), facts: entry.facts.clone(), passages })
}

/// The marks of the passages that hold all words; where none does, of those that hold some.
fn marks(finder: &Finder<'_>, at: usize, query: &Query) -> Result<Vec<PassageMarks>, Error> {
    let filters = Filters { twins: true, ..Filters::default() };
    let asked = Asked::of(&finder.view.catalog, &query.alternatives, &filters);
    let (mut all, mut some) = (Vec::new(), Vec::new());
    let mut tokens = Tokens::default();
    for passage in whole(finder, at)?.passages {
        tokens.refill(&passage.text);
        let tier = asked.tier(at, passage.part, &tokens);
        let Some(matched) = match_text(query, &tokens) else { continue };
        let (ordinal, part, marks) = (passage.ordinal, passage.part, matched.marks);
        let is_whole = tier.is_some_and(|tier| tier != Tier::Some);
        let list = if is_whole { &mut all } else { &mut some };
        list.push(PassageMarks { ordinal, part, tier: matched.tier, marks });
    }
    Ok(if all.is_empty() { some } else { all })
}

impl Backend for Cluster {
    fn within(&self, deadline: &Deadline) -> Option<Arc<dyn Backend>> {
        let held = Some(self.view());
        Some(Arc::new(Self { held, deadline: deadline.clone(), ..self.clone() }))
    }

    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        let (request, synonyms) = self.widened(request);
        let query = parse(&request.query)?;
        let mut answer = self.ask(|finder| answer(finder, &query, &request))?;
        answer.read_as.synonyms = synonyms;
        Ok(Arc::new(answer))
    }

    fn scan(&self, request: &SearchRequest, sink: &mut dyn ListSink) -> Result<(), Error> {
        let (request, _) = self.widened(request);
        let request = SearchRequest { offset: 0, limit: usize::MAX, facets: false, ..request };
        let query = parse(&request.query)?;
        self.ask(|finder| {
            let catalog = &finder.view.catalog;
            let page = choose(catalog, &request, &rank(finder, &query, &request, false)?);
            sink.begin(page.len() as u64);
            let ledger = finder.view.ledger(finder.store, finder.deadline).ok();
            for piece in page.in_pieces(BATCH) {
                let ledger = ledger.as_deref();
                let hits = show(catalog, &query, &request, &piece, ledger, |wanted| {
                    finder.view.passages(finder.store, wanted, finder.deadline)
                })?;
                if hits.iter().any(|hit| sink.hit(hit).is_break()) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
        self.ask(|finder| finder.view.catalog.find(id).map(|at| whole(finder, at)).transpose())
    }

    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
        let query = parse(query)?;
        if query.alternatives.iter().all(|one| one.terms.is_empty()) {
            return Ok(Vec::new());
        }
        self.ask(|finder| match finder.view.catalog.find(id) {
            Some(at) => marks(finder, at, &query),
            None => Ok(Vec::new()),
        })
    }

    fn holdings(&self, request: &SearchRequest) -> Result<Holdings, Error> {
        self.view().catalog.holdings(request)
    }

    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error> {
        Ok(self.view().catalog.reports(filters, limit, offset))
    }

    fn read_all(
        &self,
        filters: &Filters,
        take: &mut dyn FnMut(FullReport) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.ask(|finder| {
            let catalog = &finder.view.catalog;
            let passing: Vec<usize> = catalog.passing(filters, &[]).collect();
            for some in passing.chunks(READ) {
                let read = finder.view.whole(finder.store, some, finder.deadline)?;
                for (&at, passages) in some.iter().zip(read) {
                    finder.deadline.check()?;
                    let entry = &catalog.entries()[at];
                    let (id, facts) = (entry.id.clone(), entry.facts.clone());
                    take(FullReport { id, facts, passages })?;
                }
            }
            Ok(())
        })
    }

    fn doubtful(
        &self,
        filters: &Filters,
        by: &[Doubtful],
        limit: usize,
        offset: usize,
    ) -> Result<DoubtfulList, Error> {
        Ok(self.view().catalog.doubtful(filters, by, (limit, offset)))
    }

    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
        Ok(self.view().catalog.complete(query, limit))
    }

    fn coverage(&self, filters: &Filters, expected: bool) -> Result<Coverage, Error> {
        Ok(self.view().catalog.coverage(filters, expected))
    }

    fn divisions(&self) -> Option<Arc<Gazetteer>> {
        self.view().catalog.divisions()
    }

    fn promises(&self, request: &PromiseRequest) -> Result<PromiseList, Error> {
        self.of_ledger(|ledger, finder| ledger.list(&finder.view.catalog, finder, request))
    }

    fn promise_shares(&self, filters: &Filters) -> Result<Vec<VerdictCounts>, Error> {
        self.of_ledger(|ledger, finder| Ok(ledger.shares(&finder.view.catalog, filters)))
    }

    fn promise(&self, id: &str) -> Result<Option<PromiseStory>, Error> {
        self.of_ledger(|ledger, finder| ledger.story(&finder.view.catalog, finder, id))
    }

    fn scan_promises(
        &self,
        request: &PromiseRequest,
        sink: &mut dyn PromiseSink,
    ) -> Result<(), Error> {
        self.of_ledger(|ledger, finder| ledger.scan(&finder.view.catalog, finder, request, sink))
    }

    fn not_in_ledger(&self) -> Result<BTreeSet<String>, Error> {
        self.of_ledger(|ledger, finder| Ok(ledger.awaited(&finder.view.catalog)))
    }

    fn sources(&self) -> Result<Vec<SourceReport>, Error> {
        let view = self.view();
        let all = 0..view.catalog.entries().len();
        Ok(all.filter_map(|at| view.catalog.source(at)).collect())
    }

    fn reload(&self) -> Result<bool, Error> {
        let (before, store) = (self.view(), &self.inner.store);
        let never = Deadline::default();
        let last = ClusterCommit::read(store, &never)?;
        if last.is_some_and(|(commit, _)| commit == before.commit) {
            return Ok(false);
        }
        let view = Arc::new(ClusterView::take(store, Some(&before), &never)?);
        let is_same = view.contents.snapshot == before.contents.snapshot;
        if !is_same {
            let mut past = self.inner.past.lock().unwrap_or_else(PoisonError::into_inner);
            past.add(Arc::clone(&before.contents));
        }
        *self.inner.view.write().unwrap_or_else(PoisonError::into_inner) = view;
        Ok(!is_same)
    }

    fn stats(&self) -> Stats {
        self.view().stats()
    }

    fn changes_since(&self, snapshot: &str) -> Option<Changes> {
        let now = self.view();
        let past = self.inner.past.lock().unwrap_or_else(PoisonError::into_inner);
        Some(now.contents.changes_since(past.of(snapshot)?))
    }
}
