//! The embedded backend: an index on disk, opened for reading.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use suyan_analysis::Tokens;
use suyan_corpus::Gazetteer;

use crate::coverage::{self, Coverage};
use crate::help;
use crate::matching::gate::Gate;
use crate::matching::text::match_text;
use crate::query::parse;
use crate::search;
use crate::search::collect::{self, Alternative};
use crate::store::concepts_file::{CONCEPTS, ConceptsFile};
use crate::store::snapshot::Snapshot;
use crate::store::{Commits, Head};
use crate::suggest::Suggester;
use crate::{
    Backend, Completion, Concepts, Error, Explanation, Filters, FullReport, Help, Holdings,
    PassageMarks, PlaceEntry, ReportList, SearchAnswer, SearchRequest, Sink, Stats, Widened,
};

/// An index on disk, opened for reading. Cheap to clone; every clone sees new commits after
/// [`Index::reload`].
#[derive(Clone)]
pub struct Index {
    inner: Arc<Inner>,
}

struct Inner {
    commits: Commits,
    // A `std` lock: it is only ever held to clone or to put.
    view: RwLock<View>,
    concepts: ConceptsFile,
    suggester: Suggester,
}

/// What is in view.
#[derive(Clone)]
struct View {
    snapshot: Arc<Snapshot>,
    /// The head of the commit, or of one with the same reports.
    head: Arc<Head>,
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

    /// The same with a table of concepts that is not the one in the index folder.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn open_with(path: &Path, concepts: Option<&Path>) -> Result<Self, Error> {
        let commits = Commits::open(path)?;
        // The dictionary is only needed once somebody asks; it loads while the segments open.
        std::thread::spawn(suyan_analysis::words::warm);
        let view = View::take(&commits, None)?;
        let concepts = ConceptsFile::new(concepts.unwrap_or(&path.join(CONCEPTS)));
        let (view, suggester) = (RwLock::new(view), Suggester::default());
        Ok(Self { inner: Arc::new(Inner { commits, view, concepts, suggester }) })
    }

    /// Looks for a newer commit and shows it to all later calls. Tells whether there was one.
    ///
    /// # Errors
    /// Reading failed, or what lies in the folder now is not of this program
    /// ([`Error::Fingerprint`]); the old commit stays in view.
    pub fn reload(&self) -> Result<bool, Error> {
        let inner = &self.inner;
        let before = self.view();
        if inner.commits.head()?.bytes == before.head.bytes {
            return Ok(false);
        }
        let view = View::take(&inner.commits, Some(&before.snapshot))?;
        let is_same = view.snapshot.holds_the_same(&before.snapshot);
        // What was asked of the same reports before stays known.
        let snapshot = if is_same { before.snapshot } else { view.snapshot };
        *inner.view.write().unwrap_or_else(PoisonError::into_inner) =
            View { snapshot, head: view.head };
        Ok(!is_same)
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
        search::search(&self.snapshot(), request)
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

    fn view(&self) -> View {
        self.inner.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.view().snapshot
    }
}

impl View {
    fn take(commits: &Commits, before: Option<&Snapshot>) -> Result<Self, Error> {
        let open = before.into_iter().flat_map(|before| &before.segments);
        let commit = commits.last(open.map(|segment| &segment.reader))?;
        let head = Arc::new(commit.head.clone());
        let snapshot = Arc::new(Snapshot::take(commits.path(), commit, before)?);
        Ok(Self { snapshot, head })
    }
}

impl Backend for Index {
    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
        if let Some((request, synonyms)) = self.widened(request) {
            let mut answer = SearchAnswer::clone(&*self.search(&request)?);
            answer.read_as.synonyms = synonyms;
            return Ok(Arc::new(answer));
        }
        let snapshot = self.snapshot();
        snapshot.answers.get_or(request, || self.search_anew(request))
    }

    fn scan(&self, request: &SearchRequest, sink: &mut dyn Sink) -> Result<(), Error> {
        let widened = self.widened(request);
        let request = widened.as_ref().map_or(request, |(request, _)| request);
        search::scan::scan(&self.snapshot(), request, sink)
    }

    fn help(&self, request: &SearchRequest, answer: &SearchAnswer) -> Result<Vec<Help>, Error> {
        let (snapshot, concepts) = (self.snapshot(), self.concepts());
        let find = || help::help(&snapshot, &concepts, request, answer);
        snapshot.answers.help_or(request, &concepts, find)
    }

    fn explain(&self, request: &SearchRequest, id: &str) -> Result<Explanation, Error> {
        let widened = self.widened(request);
        let request = widened.as_ref().map_or(request, |(request, _)| request);
        search::explain::explain(&self.snapshot(), request, id)
    }

    fn complete(&self, typed: &str, limit: usize) -> Result<Vec<Completion>, Error> {
        let snapshot = self.snapshot();
        self.inner.suggester.complete(&snapshot, &self.concepts(), typed, limit)
    }

    fn report(&self, id: &str) -> Result<Option<FullReport>, Error> {
        let snapshot = self.snapshot();
        let Some(report) = snapshot.find(id) else { return Ok(None) };
        let row = &snapshot.reports[report as usize];
        let segment = snapshot.segment_of[report as usize];
        let passages = (row.first..row.end)
            .map(|doc| snapshot.passage(segment, doc))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Some(FullReport { id: id.to_owned(), facts: snapshot.facts(report)?, passages }))
    }

    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error> {
        let snapshot = self.snapshot();
        let query = parse(query);
        let Some(report) = snapshot.find(id) else { return Ok(Vec::new()) };
        if query.alternatives.iter().all(|a| a.terms.is_empty()) {
            return Ok(Vec::new());
        }
        let alternatives = Alternative::all(&snapshot, &query, &Filters::default());
        let found = collect::within(&alternatives, &[report])?.pop().unwrap_or_default();
        let row = &snapshot.reports[report as usize];
        let segment = snapshot.segment_of[report as usize];
        let mut marked = Vec::new();
        let mut tokens = Tokens::default();
        for doc in row.first..row.end {
            // Where no passage holds all words, those that hold a part are shown instead.
            if !found.is_empty() && !found.iter().any(|candidate| candidate.doc == doc) {
                continue;
            }
            let passage = snapshot.passage(segment, doc)?;
            tokens.refill(&passage.text);
            if let Some(matched) = match_text(&query, &tokens) {
                marked.push(PassageMarks {
                    ordinal: passage.ordinal,
                    part: passage.part,
                    tier: matched.tier,
                    marks: matched.marks,
                });
            }
        }
        Ok(marked)
    }

    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error> {
        let snapshot = self.snapshot();
        let gate = Gate::of(&snapshot, filters, &[]);
        let mut all: Vec<u32> =
            (0..snapshot.reports.len() as u32).filter(|&report| gate.admits(report)).collect();
        all.sort_unstable_by(|a, b| snapshot.newest(*a, *b));
        let reports = all
            .iter()
            .skip(offset)
            .take(limit)
            .map(|&report| search::head(&snapshot, report))
            .collect();
        Ok(ReportList { total: all.len() as u64, reports })
    }

    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error> {
        Ok(crate::places::complete(&self.snapshot(), query, limit))
    }

    fn holdings(&self, request: &SearchRequest) -> Result<Holdings, Error> {
        let snapshot = self.snapshot();
        // Filters inside a query narrow what there is only where they hold for all of it.
        let query = parse(&request.query);
        let written = match query.alternatives.as_slice() {
            [only] => only.restrictions.as_slice(),
            _ => &[],
        };
        let gate = Gate::of(&snapshot, &request.filters, written);
        let mut holdings = Holdings::default();
        for (at, row) in snapshot.reports.iter().enumerate() {
            if gate.admits(at as u32) {
                let code = snapshot.place(at as u32).map(|place| place.code.as_str());
                holdings.add(row.year, code, u64::from(row.characters));
            }
        }
        Ok(holdings)
    }

    fn coverage(&self, filters: &Filters, expected: bool) -> Result<Coverage, Error> {
        let snapshot = self.snapshot();
        let gate = Gate::of(&snapshot, filters, &[]);
        let entries = (0..snapshot.reports.len() as u32).filter(|&at| gate.admits(at)).map(|at| {
            let row = &snapshot.reports[at as usize];
            coverage::Entry {
                id: &row.id,
                place: snapshot.place(at),
                year: row.year,
                is_part: row.truncated,
            }
        });
        Ok(Coverage::gather(entries, filters, expected, snapshot.gazetteer()))
    }

    fn divisions(&self) -> Option<Arc<Gazetteer>> {
        self.snapshot().divisions.clone()
    }

    fn stats(&self) -> Stats {
        let View { snapshot, head } = self.view();
        Stats {
            reports: snapshot.report_count,
            passages: snapshot.passage_count,
            generation: head.payload.number,
            committed: head.payload.committed.clone(),
        }
    }
}
