//! The embedded backend: an index on disk, opened for reading.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use suyan_corpus::{Doubtful, Gazetteer, Report};
use suyan_search::coverage::{self, Coverage};
use suyan_search::ledger::VerdictCounts;
use suyan_search::marked::{MarkedOrder, UsesList};
use suyan_search::query::parse;
use suyan_search::{
    Backend, Changes, Completion, Concepts, Contents, CountRequest, Deadline, DoubtfulList, Error,
    Explanation, Filters, FullReport, Help, Holdings, ListSink, PassageMarks, PlaceEntry,
    PromiseList, PromiseRequest, PromiseSink, PromiseStory, ReportCounts, ReportList, Reuse,
    SearchAnswer, SearchRequest, SourceReport, Stats, Vocabulary, VocabularyRequest, Widened,
};

use crate::counting;
use crate::help;
use crate::ledger;
use crate::matching::filter::DocFilter;
use crate::promises;
use crate::search;
use crate::search::answers::Answers;
use crate::store::concepts_file::{CONCEPTS, ConceptsFile};
use crate::store::sets;
use crate::store::snapshot::{CommitView, Snapshot};
use crate::store::{Commits, IndexHead};
use crate::suggest::Suggester;
use crate::tuning::Tuning;

/// Snapshots before the one in view that are remembered, to say what became of them: a megabyte each
/// for a nation's archive.
const REMEMBERED: usize = 8;

/// An index on disk, opened for reading. Cheap to clone; every clone sees new commits after
/// [`Backend::reload`].
#[derive(Clone)]
pub struct Index {
    inner: Arc<IndexInner>,
    /// What all calls see, whatever is committed meanwhile.
    held: Option<IndexView>,
    /// How long each call may take.
    deadline: Deadline,
    tuning: Tuning,
}

struct IndexInner {
    commits: Commits,
    // A `std` lock: it is only ever held to clone or to put.
    view: RwLock<IndexView>,
    /// What was in view before, the latest last.
    past: Mutex<VecDeque<Arc<Contents>>>,
    concepts: ConceptsFile,
    suggester: Suggester,
}

/// What is in view.
#[derive(Clone)]
struct IndexView {
    snapshot: Arc<CommitView>,
    /// The head of the commit, or of one with the same reports.
    head: Arc<IndexHead>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("path", &self.path()).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in `path`. The one function that opens an index for reading.
    ///
    /// # Errors
    /// [`Error::Missing`] where there is none, [`Error::Fingerprint`] where it does not fit.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::open_with(path, None)
    }

    /// Opens an index with a table of concepts that is not the one in its folder.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn open_with(path: &Path, concepts: Option<&Path>) -> Result<Self, Error> {
        let commits = Commits::open(path)?;
        // The dictionary is only needed once somebody asks; it loads while the segments open.
        std::thread::spawn(suyan_analysis::words::warm);
        let view = IndexView::take(&commits, None)?;
        let concepts = ConceptsFile::new(concepts.unwrap_or(&path.join(CONCEPTS)));
        let (view, suggester) = (RwLock::new(view), Suggester::default());
        let inner =
            Arc::new(IndexInner { commits, view, past: Mutex::default(), concepts, suggester });
        Ok(Self { inner, held: None, deadline: Deadline::default(), tuning: Tuning::MEASURED })
    }

    /// The manifest that was committed last: bytes that the indexer wrote.
    ///
    /// # Errors
    /// Reading failed.
    pub fn manifest(&self) -> Result<Vec<u8>, Error> {
        self.inner.commits.head()?.payload.read_manifest(self.path())
    }

    /// [`Backend::search`], without a look at what was answered before: what a search costs.
    ///
    /// # Errors
    /// Reading failed.
    pub fn search_anew(&self, request: &SearchRequest) -> Result<SearchAnswer, Error> {
        self.ask(|snapshot| search::search(snapshot, request))
    }

    /// The table of concepts: what comes with the program, and the user's own file as it is now.
    #[must_use]
    pub fn concepts(&self) -> Arc<Concepts> {
        self.inner.concepts.get()
    }

    /// A request that asks for synonyms as one for its query with them written out.
    fn widened(&self, request: &SearchRequest) -> Option<(SearchRequest, Vec<Widened>)> {
        if !request.synonyms {
            return None;
        }
        let (query, synonyms) = self
            .concepts()
            .widen(&request.query)
            .unwrap_or_else(|| (request.query.clone(), Vec::new()));
        Some((SearchRequest { query, synonyms: false, ..request.clone() }, synonyms))
    }

    /// The folder of the index.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.inner.commits.path()
    }

    fn view(&self) -> IndexView {
        if let Some(held) = &self.held {
            return held.clone();
        }
        self.inner.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is in view, for one request.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.view().snapshot, self.deadline.clone(), self.tuning)
    }

    /// Does the work of a request. What was found before it ended early is thrown away.
    fn ask<T>(&self, work: impl FnOnce(&Snapshot) -> Result<T, Error>) -> Result<T, Error> {
        let snapshot = self.snapshot();
        snapshot.watch.check()?;
        let made = work(&snapshot);
        snapshot.watch.check().and(made)
    }

    /// The index, each of whose calls may take so long.
    #[must_use]
    pub fn until(&self, deadline: Deadline) -> Self {
        Self { deadline, ..self.clone() }
    }

    /// The index, searched by other thresholds.
    #[cfg(test)]
    pub(crate) fn tuned(&self, tuning: Tuning) -> Self {
        Self { tuning, ..self.clone() }
    }
}

impl IndexInner {
    fn remember(&self, contents: Arc<Contents>) {
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        past.push_back(contents);
        if past.len() > REMEMBERED {
            past.pop_front();
        }
    }
}

impl IndexView {
    fn take(commits: &Commits, before: Option<&CommitView>) -> Result<Self, Error> {
        let open = before.into_iter().flat_map(|before| &before.segments);
        let ledger = before.map(|before| &before.ledger_files);
        let commit = commits.last(open.map(|segment| &segment.reader), ledger)?;
        let head = Arc::new(commit.head.clone());
        let snapshot = Arc::new(CommitView::take(commits.path(), commit, before)?);
        Ok(Self { snapshot, head })
    }
}

impl Backend for Index {
    fn within(&self, deadline: &Deadline) -> Option<Arc<dyn Backend>> {
        Some(Arc::new(Self { held: Some(self.view()), ..self.until(deadline.clone()) }))
    }

    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        if let Some((request, synonyms)) = self.widened(request) {
            let mut answer = SearchAnswer::clone(&*self.search(&request)?);
            answer.read_as.synonyms = synonyms;
            return Ok(Arc::new(answer));
        }
        self.ask(|snapshot| {
            let search = || {
                let answer = search::search(snapshot, request)?;
                snapshot.watch.check().map(|()| answer)
            };
            snapshot.caches.of::<Answers>().get_or(request, snapshot.watch.left(), search)
        })
    }

    fn scan(&self, request: &SearchRequest, sink: &mut dyn ListSink) -> Result<(), Error> {
        let widened = self.widened(request);
        let request = widened.as_ref().map_or(request, |(request, _)| request);
        self.ask(|snapshot| search::scan::scan(snapshot, request, sink))
    }

    fn marked(
        &self,
        request: &SearchRequest,
        order: MarkedOrder,
        work: &mut UsesList<'_>,
    ) -> Result<(), Error> {
        let widened = self.widened(request);
        let request = widened.as_ref().map_or(request, |(request, _)| request);
        self.ask(|snapshot| search::marked(snapshot, request, order, work))
    }

    fn help(&self, request: &SearchRequest, answer: &SearchAnswer) -> Result<Vec<Help>, Error> {
        let concepts = self.concepts();
        self.ask(|snapshot| {
            let find = || {
                let help = help::help(snapshot, &concepts, request, answer)?;
                snapshot.watch.check().map(|()| help)
            };
            snapshot.caches.of::<Answers>().help_or(request, &concepts, find)
        })
    }

    fn explain(&self, request: &SearchRequest, id: &str) -> Result<Explanation, Error> {
        let widened = self.widened(request);
        let request = widened.as_ref().map_or(request, |(request, _)| request);
        self.ask(|snapshot| search::explain::explain(snapshot, request, id))
    }

    fn complete(&self, typed: &str, limit: usize) -> Result<Vec<Completion>, Error> {
        self.ask(|snapshot| self.inner.suggester.complete(snapshot, &self.concepts(), typed, limit))
    }

    fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
        self.ask(|snapshot| {
            let Some(report) = snapshot.find(id) else { return Ok(None) };
            let Report { id, facts, passages } = snapshot.report(report)?;
            Ok(Some(FullReport { id, facts, passages }))
        })
    }

    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
        self.ask(|snapshot| search::marks(snapshot, id, query))
    }

    fn set(&self, name: &str) -> Result<Option<String>, Error> {
        sets::read(self.path(), name)
    }

    fn sets(&self) -> Result<Vec<String>, Error> {
        sets::names(self.path())
    }

    fn count(&self, request: &CountRequest) -> Result<Vec<ReportCounts>, Error> {
        self.ask(|snapshot| counting::count(snapshot, request))
    }

    fn vocabulary(&self, request: &VocabularyRequest) -> Result<Vocabulary, Error> {
        self.ask(|snapshot| counting::vocabulary(snapshot, request))
    }

    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error> {
        let snapshot = self.snapshot();
        let doc_filter = DocFilter::of(&snapshot, filters, &[]);
        let mut all: Vec<u32> = (0..snapshot.reports.len() as u32)
            .filter(|&report| doc_filter.admits(report))
            .collect();
        all.sort_unstable_by(|a, b| snapshot.newest(*a, *b));
        let reports = all
            .iter()
            .skip(offset)
            .take(limit)
            .map(|&report| search::head(&snapshot, report))
            .collect();
        Ok(ReportList { total: all.len() as u64, reports })
    }

    fn doubtful(
        &self,
        filters: &Filters,
        by: &[Doubtful],
        limit: usize,
        offset: usize,
    ) -> Result<DoubtfulList, Error> {
        let snapshot = self.snapshot();
        // What is there twice is told here, wherever it is counted.
        let doc_filter = DocFilter::of(&snapshot, &Filters { twins: true, ..filters.clone() }, &[]);
        let is_doubtful = |at: &u32| snapshot.reports[*at as usize].doubtful != 0;
        let all = (0..snapshot.reports.len() as u32).filter(|at| doc_filter.admits(*at));
        let mut all: Vec<u32> = all.filter(is_doubtful).collect();
        all.sort_unstable_by(|a, b| snapshot.newest(*a, *b));
        let with = all.into_iter().map(|at| {
            let row = &snapshot.reports[at as usize];
            let doubts = Doubtful::ALL.iter().copied().filter(|by| row.is_doubtful(*by));
            (at, doubts.collect())
        });
        let head = |at| search::head(&snapshot, at);
        Ok(DoubtfulList::gather(with, by, (limit, offset), head))
    }

    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
        Ok(crate::places::complete(&self.snapshot(), query, limit))
    }

    fn holdings(&self, request: &SearchRequest) -> Result<Holdings, Error> {
        let snapshot = self.snapshot();
        // Filters inside a query narrow what there is only where they hold for all of it.
        let query = parse(&request.query)?;
        let written = match query.alternatives.as_slice() {
            [only] => only.restrictions.as_slice(),
            _ => &[],
        };
        let doc_filter = DocFilter::of(&snapshot, &request.filters, written);
        let mut holdings = Holdings::default();
        for (at, row) in snapshot.reports.iter().enumerate() {
            if doc_filter.admits(at as u32) {
                let code = snapshot.place(at as u32).map(|place| place.code.as_str());
                holdings.add(row.year, code, u64::from(row.characters));
            }
        }
        Ok(holdings)
    }

    fn coverage(&self, filters: &Filters, expected: bool) -> Result<Coverage, Error> {
        let snapshot = self.snapshot();
        let doc_filter = DocFilter::of(&snapshot, filters, &[]);
        let entries =
            (0..snapshot.reports.len() as u32).filter(|&at| doc_filter.admits(at)).map(|at| {
                let row = &snapshot.reports[at as usize];
                coverage::CoverageEntry {
                    id: &row.id,
                    place: snapshot.place(at),
                    year: row.year,
                    is_part: row.is_part(),
                }
            });
        Ok(Coverage::gather(entries, filters, expected, snapshot.gazetteer()))
    }

    fn divisions(&self) -> Option<Arc<Gazetteer>> {
        self.snapshot().divisions.clone()
    }

    fn promises(&self, request: &PromiseRequest) -> Result<PromiseList, Error> {
        self.ask(|snapshot| promises::list(snapshot, request))
    }

    fn promise_shares(&self, filters: &Filters) -> Result<Vec<VerdictCounts>, Error> {
        self.ask(|snapshot| promises::shares(snapshot, filters))
    }

    fn promise(&self, id: &str) -> Result<Option<PromiseStory>, Error> {
        self.ask(|snapshot| promises::story(snapshot, id))
    }

    fn not_in_ledger(&self) -> Result<BTreeSet<String>, Error> {
        self.ask(ledger::awaited)
    }

    fn scan_promises(
        &self,
        request: &PromiseRequest,
        sink: &mut dyn PromiseSink,
    ) -> Result<(), Error> {
        self.ask(|snapshot| promises::scan(snapshot, request, sink))
    }

    fn sources(&self) -> Result<Vec<SourceReport>, Error> {
        let snapshot = self.snapshot();
        let all = (0..snapshot.reports.len() as u32).filter(|at| !snapshot.removed[*at as usize]);
        Ok(all.filter_map(|report| snapshot.source(report)).collect())
    }

    fn read_source(&self, source: &SourceReport) -> Result<Report, Error> {
        self.snapshot().report(source.number)
    }

    /// Fails where what lies in the folder now is not of this program
    /// ([`Error::Fingerprint`]); the old commit stays in view.
    fn reload(&self) -> Result<bool, Error> {
        let inner = &self.inner;
        let before = self.view();
        if inner.commits.head()?.bytes == before.head.bytes {
            return Ok(false);
        }
        let view = IndexView::take(&inner.commits, Some(&before.snapshot))?;
        let is_same = view.snapshot.holds_the_same(&before.snapshot);
        if !is_same && before.snapshot.contents.snapshot != view.snapshot.contents.snapshot {
            inner.remember(Arc::clone(&before.snapshot.contents));
        }
        // What was asked of the same reports before stays known.
        let snapshot = if is_same { before.snapshot } else { view.snapshot };
        *inner.view.write().unwrap_or_else(PoisonError::into_inner) =
            IndexView { snapshot, head: view.head };
        Ok(!is_same)
    }

    fn stats(&self) -> Stats {
        let IndexView { snapshot, head } = self.view();
        Stats {
            reports: snapshot.report_count,
            passages: snapshot.passage_count,
            generation: head.payload.number,
            snapshot: snapshot.contents.snapshot.clone(),
            committed: head.payload.committed.clone(),
        }
    }

    fn reuse(&self) -> Reuse {
        self.view().snapshot.caches.of::<Answers>().reuse()
    }

    fn changes_since(&self, snapshot: &str) -> Option<Changes> {
        let now = self.view().snapshot;
        let past = self.inner.past.lock().unwrap_or_else(PoisonError::into_inner);
        let then = past.iter().rev().find(|past| past.snapshot == snapshot)?;
        Some(now.contents.changes_since(then))
    }
}
