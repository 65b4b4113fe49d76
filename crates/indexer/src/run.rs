//! One run: the index is made to hold what the files say.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take as empty;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use suyan_corpus::{Report, pages};
use suyan_engine::{IndexWriter, WriterOptions};
use suyan_search::Archive;

use crate::IndexingError;
use crate::account::{Account, AccountFacts, AccountLine};
use crate::ledger::{self, Touched};
use crate::manifest::{Manifest, Record, ReportDoc};
use crate::ocr::Tesseract;
use crate::plan::{Planned, plan};
use crate::progress::RunProgress;
use crate::roots::{self, RootScope};
use crate::tables;
use crate::take::{Taken, Taker};
use crate::walk::{FoundFile, UNKNOWN, Walked, walk};
use crate::worker::Pool;

/// What to index into what.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The folder of the index; made where there is none. No file in it is taken up.
    pub index: PathBuf,
    /// Whether reports whose file is gone are taken out.
    pub prune: bool,
    /// Whether PDFs of pictures are read by OCR.
    pub ocr: bool,
    /// How often to commit.
    pub pace: CommitPace,
    /// The program that reads what may run away, called with [`COMMAND`](crate::worker::COMMAND); without one that
    /// is read by threads of this process, which cannot be ended.
    pub worker: Option<PathBuf>,
}

/// How often a run commits.
#[derive(Debug, Clone, Copy)]
pub struct CommitPace {
    /// A run commits after so much time, so that whatever stops it costs no more than that.
    pub commit_every: Duration,
    /// Files are handed out in portions of so many bytes; between portions a commit may be due.
    pub portion: u64,
}

impl Default for CommitPace {
    fn default() -> Self {
        Self { commit_every: Duration::from_secs(90), portion: 64 << 20 }
    }
}

/// Bytes of postings that are gathered before they are written, by all threads together: some
/// 200 MB of text, so that a nation's archive is a few dozen segments and need not be merged.
const POSTINGS_MEMORY: usize = 512 << 20;

/// Brings the index in the folder up to date with the files, and accounts for them. Stops at the next
/// file once `stop` is set.
///
/// # Errors
/// Whatever ends a run early: a path that is not there, another indexer at work, a full disk, an
/// interrupt. The last commit stands.
pub fn index(options: &Options, stop: &AtomicBool) -> Result<Account, IndexingError> {
    let open = || -> Result<Box<dyn Archive>, IndexingError> {
        let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(8);
        let writer_options = WriterOptions { threads, memory: POSTINGS_MEMORY };
        Ok(Box::new(IndexWriter::open(&options.index, writer_options)?))
    };
    index_into(open, options, stop)
}

/// Brings any archive up to date, which is opened once paths and programs are known to be there.
///
/// # Errors
/// As [`index`].
pub fn index_into(
    open: impl FnOnce() -> Result<Box<dyn Archive>, IndexingError>,
    options: &Options,
    stop: &AtomicBool,
) -> Result<Account, IndexingError> {
    // Paths are checked before an index is made for them.
    for path in &options.paths {
        if !path.exists() {
            return Err(IndexingError::NoSuchPath(path.clone()));
        }
    }
    let ocr = options.ocr.then(Tesseract::find).transpose().map_err(IndexingError::Ocr)?;
    let mut archive = open()?;
    let bytes = archive.manifest()?;
    let mut manifest = Manifest::from_bytes(&bytes)?;
    let written = plan(&manifest).into_iter().map(|(id, p)| (id, Written::from(&p))).collect();

    let scopes = roots::resolve(&mut manifest, &options.paths)?;
    let walked = walk(&scopes, &options.index);
    for scope in scopes.iter().filter(|s| s.below.as_os_str().is_empty()) {
        let found = walked.files.iter().filter(|f| f.root == scope.root);
        let found = found.map(|f| (f.path.as_str(), f.size)).collect();
        if roots::adopt(&mut manifest, scope.root, &found) {
            tracing::info!("the archive has moved to {}", scope.base.display());
        }
    }
    let before = plan(&manifest);
    mark_gone(&mut manifest, &scopes, &walked, options.prune);
    let unreadable = tables::gather(&mut manifest, &walked.files);
    archive.set_places(manifest.tables.values().flat_map(BTreeMap::values).cloned().collect());
    let (mut taker, tables) = tables::reader(&manifest, unreadable);
    if let Some(ocr) = ocr {
        taker.reader = taker.reader.with_ocr(Arc::new(ocr));
    }
    if let Some(program) = &options.worker {
        taker.reader = taker.reader.with_apart(Arc::new(Pool::of(program.clone())));
    }

    let state = RunState {
        manifest,
        written,
        fresh: BTreeSet::new(),
        failed: BTreeMap::new(),
        committed: bytes,
        touched: Touched::default(),
    };
    let mut run =
        Run { stop, pace: options.pace, archive, taker, walked: &walked, state: Mutex::new(state) };
    run.take_all(|key| tables.contains_key(key))?;
    let state = run.finish()?;
    Ok(Account::of(&AccountFacts {
        manifest: &state.manifest,
        before: &before,
        after: &plan(&state.manifest),
        scopes: &scopes,
        walked: &walked,
        failed: &state.failed,
        tables: &tables,
    }))
}

/// Marks what is in scope and was not found; takes it out where that is wanted.
fn mark_gone(manifest: &mut Manifest, scopes: &[RootScope], walked: &Walked, prune: bool) {
    let found: BTreeSet<(u32, &str)> =
        walked.files.iter().map(|f| (f.root, f.path.as_str())).collect();
    let is_gone = |root: u32, path: &str| {
        scopes.iter().any(|s| s.covers(root, path))
            && !walked.unseen.iter().any(|s| s.covers(root, path))
            && !found.contains(&(root, path))
    };
    for (&root, files) in &mut manifest.files {
        for (path, record) in &mut *files {
            record.gone |= is_gone(root, path);
        }
        if prune {
            files.retain(|path, _| !is_gone(root, path));
        }
    }
    if prune {
        for (&root, tables) in &mut manifest.tables {
            tables.retain(|path, _| !is_gone(root, path));
        }
    }
}

/// Puts files that may be pages of one article together; every other file stands alone.
fn articles<'a>(files: &[&'a FoundFile]) -> Vec<Vec<&'a FoundFile>> {
    let mut articles = Vec::new();
    for of_root in files.chunk_by(|a, b| a.root == b.root) {
        let paths: Vec<&str> = of_root.iter().map(|file| file.path.as_str()).collect();
        let mut is_page = vec![false; paths.len()];
        for group in pages::candidates(&paths) {
            group.iter().for_each(|&at| is_page[at] = true);
            articles.push(group.iter().map(|&at| of_root[at]).collect());
        }
        let alone = of_root.iter().zip(is_page).filter(|(_, is_page)| !is_page);
        articles.extend(alone.map(|(file, _)| vec![*file]));
    }
    articles
}

/// What the writer has been told of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Written {
    digest: String,
    sources: Vec<String>,
    /// See [`Planned::twin_of`] and [`Planned::twins`].
    twins: (Option<String>, Vec<String>),
}

impl From<&Planned> for Written {
    fn from(planned: &Planned) -> Self {
        let twins = (planned.twin_of.clone(), planned.twins.clone());
        Self { digest: planned.digest.clone(), sources: planned.sources.clone(), twins }
    }
}

/// What the threads of a run share.
#[derive(Default)]
struct RunState {
    manifest: Manifest,
    /// The reports that the index will hold with the next commit.
    written: BTreeMap<String, Written>,
    /// Those of them put since the last commit.
    fresh: BTreeSet<String>,
    /// Files that could not be read.
    failed: BTreeMap<(u32, String), AccountLine>,
    /// The manifest of the last commit.
    committed: Vec<u8>,
    /// What was put or removed since then.
    touched: Touched,
}

struct Run<'a> {
    stop: &'a AtomicBool,
    pace: CommitPace,
    archive: Box<dyn Archive>,
    taker: Taker,
    walked: &'a Walked,
    /// Held for look-ups and notes only, never while a file is read or a report is put.
    state: Mutex<RunState>,
}

impl Run<'_> {
    fn state(&self) -> MutexGuard<'_, RunState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes up all files, portion by portion, and commits when it is time.
    fn take_all(&mut self, is_table: impl Fn(&(u32, String)) -> bool) -> Result<(), IndexingError> {
        let files: Vec<&FoundFile> =
            self.walked.files.iter().filter(|f| !is_table(&(f.root, f.path.clone()))).collect();
        let progress = RunProgress::new(files.len(), files.iter().map(|f| f.size).sum());
        let articles = articles(&files);
        let mut last_commit = Instant::now();
        let (mut room, most) = (0, self.pace.portion);
        let portions = articles.chunk_by(|_, next| {
            room += next.iter().map(|file| file.size).sum::<u64>();
            let fits = room < most;
            room *= u64::from(fits);
            fits
        });
        for portion in portions {
            portion.par_iter().try_for_each(|files| {
                self.take(files)?;
                files.iter().for_each(|file| progress.done(file.size));
                Ok::<(), IndexingError>(())
            })?;
            if last_commit.elapsed() >= self.pace.commit_every {
                self.commit()?;
                last_commit = Instant::now();
            }
        }
        Ok(())
    }

    /// Takes up one file, or the files that may be the pages of one article.
    fn take(&self, files: &[&FoundFile]) -> Result<(), IndexingError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(IndexingError::Interrupted);
        }
        let known: Vec<Option<Record>> = {
            let state = self.state();
            files.iter().map(|f| state.manifest.record(f.root, &f.path).cloned()).collect()
        };
        for (file, taken) in files.iter().zip(self.taker.take(files, &known)) {
            let record = match taken {
                Taken::Failed(line) => {
                    self.state().failed.insert((file.root, file.path.clone()), line);
                    continue;
                }
                Taken::Same(record) => record,
                Taken::New(record, reports) => {
                    self.put(&record, &reports)?;
                    record
                }
            };
            self.state().manifest.set(file.root, &file.path, record);
        }
        Ok(())
    }

    fn put(&self, record: &Record, reports: &[Report]) -> Result<(), IndexingError> {
        for (doc, report) in record.reports().zip(reports) {
            let (digest, sources) = (doc.digest.clone(), report.facts.sources.clone());
            let twins = (None, Vec::new());
            if self.state().claim(&report.id, Written { digest, sources, twins }) {
                self.state().touched.put(report);
                self.archive.put(report)?;
            }
        }
        Ok(())
    }

    /// Makes the writer agree with the plan, and commits if anything is different.
    fn commit(&mut self) -> Result<(), IndexingError> {
        let plan = plan(&self.state().manifest);
        let mut state = empty(&mut *self.state());
        let surplus: Vec<String> =
            state.written.keys().filter(|id| !plan.contains_key(*id)).cloned().collect();
        let wrong = |(id, p): &(&String, &Planned)| state.written.get(*id) != Some(&(*p).into());
        let wrong: Vec<(&String, &Planned)> = plan.iter().filter(wrong).collect();
        let changed = !(surplus.is_empty() && wrong.is_empty() && state.fresh.is_empty());
        self.mend(&state, &wrong)?;
        state.touched.codes.extend(empty(&mut self.state().touched.codes));
        for id in &surplus {
            self.archive.remove(id)?;
        }
        state.touched.reports.extend(surplus);
        state.touched.reports.extend(wrong.iter().map(|(id, _)| (*id).clone()));
        // Nobody may see promises of reports that are not there, nor outcomes that overlook one.
        let untouched = ledger::untouched(self.archive.ledger(), &state.touched);
        self.archive.set_ledger(&untouched);
        let manifest = state.manifest.to_bytes()?;
        if changed || manifest != state.committed || state.committed.is_empty() {
            self.archive.commit(&manifest)?;
        }
        state.written = plan.iter().map(|(id, p)| (id.clone(), p.into())).collect();
        state.fresh.clear();
        state.touched = Touched::default();
        state.committed = manifest;
        *self.state() = state;
        Ok(())
    }

    /// Puts the reports that are not yet as planned: copies of each other, mostly. They come out
    /// of the index where it has them, and out of their file where it has not.
    fn mend(&self, state: &RunState, wrong: &[(&String, &Planned)]) -> Result<(), IndexingError> {
        if wrong.is_empty() {
            return Ok(());
        }
        let committed = if state.committed.is_empty() { None } else { self.archive.committed()? };
        let mut in_index: BTreeMap<&str, &str> = BTreeMap::new();
        for (id, written) in state.written.iter().filter(|(id, _)| !state.fresh.contains(*id)) {
            in_index.insert(&written.digest, id);
        }
        wrong.par_iter().try_for_each(|(id, planned)| {
            let held = in_index.get(planned.digest.as_str()).zip(committed.as_deref());
            let report = match held {
                Some((held, committed)) => committed.report(held)?.map(|full| Report {
                    id: full.id,
                    facts: full.facts,
                    passages: full.passages,
                }),
                None => self.read_again(state, planned),
            };
            let Some(mut report) = report else {
                tracing::warn!("{}: changed while it was being indexed", planned.source);
                return Ok(());
            };
            report.id.clone_from(id);
            report.facts.sources.clone_from(&planned.sources);
            report.facts.twin_of.clone_from(&planned.twin_of);
            report.facts.twins.clone_from(&planned.twins);
            self.state().touched.put(&report);
            self.archive.put(&report).map_err(IndexingError::from)
        })
    }

    fn read_again(&self, state: &RunState, planned: &Planned) -> Option<Report> {
        let (root, first) = &planned.file;
        let further = state.manifest.record(*root, first).map_or(&[][..], |r| &r.pages);
        let paths = std::iter::once(first).chain(further);
        let files: Option<Vec<FoundFile>> =
            paths.map(|path| self.find(state, *root, path)).collect();
        let same = |(doc, _): &(ReportDoc, Report)| {
            doc.source == planned.source && doc.digest == planned.digest
        };
        self.taker.again(&files?).into_iter().find(same).map(|(_, report)| report)
    }

    /// Where a file of the manifest really is, in this run's folders or another's.
    fn find(&self, state: &RunState, root: u32, path: &str) -> Option<FoundFile> {
        let files = &self.walked.files;
        let at = files.binary_search_by_key(&(root, path), |f| (f.root, f.path.as_str()));
        if let Some(found) = at.ok().and_then(|at| files.get(at)) {
            return Some(found.clone());
        }
        let real = PathBuf::from(&state.manifest.roots.get(&root)?.path).join(path);
        Some(FoundFile { root, path: path.to_owned(), real, size: 0, modified: UNKNOWN })
    }

    /// Brings the ledger up to date with the reports that were committed.
    fn follow_promises(&mut self) -> Result<(), IndexingError> {
        let Some(committed) = self.archive.committed()? else { return Ok(()) };
        let state = empty(&mut *self.state());
        let digest = state.written.iter();
        let digest = digest.map(|(id, written)| (id.as_str(), written.digest.as_str())).collect();
        let components = ledger::components(&*self.archive, &*committed, &digest, self.stop)?;
        if components != self.archive.ledger() {
            self.archive.set_ledger(&components);
            self.archive.commit(&state.committed)?;
        }
        *self.state() = state;
        Ok(())
    }

    fn finish(mut self) -> Result<RunState, IndexingError> {
        self.commit()?;
        self.follow_promises()?;
        self.archive.finish()?;
        Ok(self.state.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

impl RunState {
    /// Whether a report that was just read is to be put at once. Where the index or another
    /// document already has its id, [`Run::commit`] decides.
    fn claim(&mut self, id: &str, wanted: Written) -> bool {
        let is_held = self.written.get(id).is_some_and(|held| held.digest == wanted.digest);
        if is_held || !self.fresh.insert(id.to_owned()) {
            return false;
        }
        self.written.insert(id.to_owned(), wanted);
        true
    }
}
