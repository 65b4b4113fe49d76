//! The ledger of a commit in view.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rustc_hash::FxHashMap;
use suyan_corpus::{Kind, Report};
use suyan_search::ledger::{PromiseRequest, Source};
use suyan_search::{Error, Filters};
use tantivy::Directory;
use tantivy::directory::FileHandle;

use super::file::Component;
use super::find::Matched;
use super::table::{Entry, Table};
use crate::store::snapshot::{CommitView, Snapshot};
use crate::store::{Folder, Kept};

/// The files of a commit's ledger, mapped, so that they stay readable when a later commit takes
/// them away. Nothing of them was looked at yet.
#[derive(Default)]
pub(crate) struct Files {
    folder: PathBuf,
    components: Vec<Arc<Mapped>>,
    /// The hash of the table that names them.
    pub hash: Option<String>,
}

/// One of them.
struct Mapped {
    entry: Entry,
    file: Option<Arc<dyn FileHandle>>,
    /// Its columns, once they were asked for; `None` where they are damaged.
    read: OnceLock<Option<Component>>,
}

impl Files {
    /// Maps the files of a commit. Those that `before` has are taken from there.
    ///
    /// # Errors
    /// A file is gone or the table is damaged.
    pub(crate) fn open(
        path: &Path,
        kept: Option<&Kept>,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        let table = Table::read(kept, path)?;
        let known: FxHashMap<&Entry, &Arc<Mapped>> = before
            .into_iter()
            .flat_map(|before| &before.components)
            .map(|mapped| (&mapped.entry, mapped))
            .collect();
        let folder = Folder::for_reading(path)?;
        let map = |entry: Entry| match known.get(&entry) {
            Some(mapped) => Ok(Arc::clone(mapped)),
            None => {
                let open = |name: &str| {
                    let handle = folder.get_file_handle(Path::new(name));
                    handle.map_err(|_| Error::damaged(path, format!("{name} 缺失")))
                };
                let file = entry.file.as_ref().map(|file| open(&file.kept.name)).transpose()?;
                Ok(Arc::new(Mapped { entry, file, read: OnceLock::new() }))
            }
        };
        let components = table.components.into_iter().map(map).collect::<Result<_, Error>>()?;
        Ok(Self { folder: path.to_owned(), components, hash: kept.map(|kept| kept.hash.clone()) })
    }

    /// The folder of the index.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// The ledger of a commit, its columns read.
pub(crate) struct Ledger {
    folder: PathBuf,
    components: Vec<Arc<Mapped>>,
    /// For every report of the commit its component and its number there.
    of_report: Vec<Option<(u32, u32)>>,
    /// For every component the numbers, in the commit, of its reports.
    reports: Vec<Vec<Option<u32>>>,
    /// Reports with promises by year, place and id.
    pub in_order: Vec<u32>,
    /// The same with the latest year first.
    pub newest_first: Vec<u32>,
    /// The latest year of which there is a report of a government's work.
    pub newest: i16,
    /// Whether the commit has a ledger: without one, it holds no report that could be in it.
    pub is_kept: bool,
    /// What was found of words.
    pub matched: Cache<(String, Filters), Arc<Matched>, ByLength>,
}

/// Weighs what was found by its bytes.
#[derive(Clone)]
pub(crate) struct ByLength;

impl Weighter<(String, Filters), Arc<Matched>> for ByLength {
    fn weight(&self, _: &(String, Filters), matched: &Arc<Matched>) -> u64 {
        matched.size() + 64
    }
}

/// What is kept of words that were looked for, in bytes, and how many of them usually.
const MOST_MATCHED: u64 = 32 << 20;
const USUALLY: usize = 256;

impl Ledger {
    /// Reads the columns of a commit's ledger.
    ///
    /// # Errors
    /// A file is damaged.
    pub(crate) fn of(commit: &CommitView, files: &Files) -> Result<Self, Error> {
        let mut number: FxHashMap<&str, u32> = FxHashMap::default();
        let rows = (0..).zip(&commit.reports).zip(&commit.removed);
        for ((at, row), _) in rows.filter(|(_, removed)| !**removed) {
            number.insert(&row.id, at);
        }
        let mut of_report = vec![None; commit.reports.len()];
        let mut reports = Vec::with_capacity(files.components.len());
        for (component, mapped) in (0u32..).zip(&files.components) {
            let own: Vec<Option<u32>> =
                mapped.entry.reports.iter().map(|id| number.get(id.as_str()).copied()).collect();
            for (local, report) in (0u32..).zip(&own) {
                if let Some(report) = report {
                    of_report[*report as usize] = Some((component, local));
                }
            }
            reports.push(own);
        }
        let years = (0..).zip(&commit.reports).zip(&commit.removed);
        let newest = years
            .filter(|((_, row), removed)| !**removed && row.kind == Kind::WorkReport)
            .filter_map(|((_, row), _)| row.year)
            .max();
        let mut ledger = Self {
            folder: files.folder.clone(),
            components: files.components.clone(),
            of_report,
            reports,
            in_order: Vec::new(),
            newest_first: Vec::new(),
            newest: newest.unwrap_or(i16::MIN),
            is_kept: !files.components.is_empty() || newest.is_none(),
            matched: Cache::with_weighter(USUALLY, MOST_MATCHED, ByLength),
        };
        ledger.order(commit)?;
        Ok(ledger)
    }

    fn order(&mut self, commit: &CommitView) -> Result<(), Error> {
        let mut order = Vec::new();
        for report in 0..self.of_report.len() as u32 {
            if let Some((component, local)) = self.of_report[report as usize]
                && let Some(component) = self.component(component)?
                && !component.promises_of(local).is_empty()
            {
                order.push(report);
            }
        }
        let key = |report: &u32| {
            let row = &commit.reports[*report as usize];
            (row.place.map(|at| commit.code_of[at as usize]), &row.id)
        };
        let year = |report: &u32| commit.reports[*report as usize].year;
        order.sort_unstable_by(|a, b| (year(a), key(a)).cmp(&(year(b), key(b))));
        self.in_order.clone_from(&order);
        order.sort_unstable_by(|a, b| year(b).cmp(&year(a)).then_with(|| key(a).cmp(&key(b))));
        self.newest_first = order;
        Ok(())
    }

    /// The component of a report, and the report's number there.
    pub(crate) fn of_report(&self, report: u32) -> Result<Option<(u32, u32, &Component)>, Error> {
        let Some((component, local)) = self.of_report[report as usize] else { return Ok(None) };
        Ok(self.component(component)?.map(|read| (component, local, read)))
    }

    /// The number, in the commit, of a component's report.
    pub(crate) fn report(&self, component: u32, local: u32) -> Option<u32> {
        self.reports.get(component as usize)?.get(local as usize).copied().flatten()
    }

    /// The reports of a component, by their numbers in the commit.
    pub(crate) fn reports(&self, component: u32) -> impl Iterator<Item = u32> {
        self.reports.get(component as usize).into_iter().flatten().copied().flatten()
    }

    /// A component; `None` where nothing was promised.
    fn component(&self, at: u32) -> Result<Option<&Component>, Error> {
        let Mapped { entry, file, read } = &*self.components[at as usize];
        let (Some(kept), Some(file)) = (&entry.file, file) else { return Ok(None) };
        let read = read.get_or_init(|| {
            Component::read(&**file, usize::try_from(kept.columns).ok()?, &kept.columns_hash)
        });
        read.as_ref().map(Some).ok_or_else(|| self.damaged(at))
    }

    /// That the file of a component is not what was written.
    pub(crate) fn damaged(&self, at: u32) -> Error {
        let file = self.components[at as usize].entry.file.as_ref();
        let name = file.map_or("", |file| &file.kept.name);
        Error::damaged(&self.folder, format!("{name} 与校验和不符"))
    }
}

/// The ids of the reports that ought to be in a component, with promises or without, and are in
/// none. Of those whose place or year is not known there is nothing to come.
pub(crate) fn awaited(snapshot: &Snapshot) -> Result<BTreeSet<String>, Error> {
    let ledger = snapshot.ledger()?;
    let all = (0..).zip(&snapshot.reports).zip(&snapshot.removed).zip(&ledger.of_report);
    let awaited = all.filter(|(((at, row), removed), component)| {
        !**removed && component.is_none() && row.year.is_some() && snapshot.place(*at).is_some()
    });
    Ok(awaited.map(|(((_, row), _), _)| row.id.to_string()).collect())
}

impl CommitView {
    /// The ledger, its columns read when it is first asked for.
    ///
    /// # Errors
    /// A file of it is damaged.
    pub(crate) fn ledger(&self) -> Result<&Ledger, Error> {
        let read = || {
            Ledger::of(self, &self.ledger_files).map_err(|error| match error {
                Error::Damaged { what, .. } => what,
                other => other.to_string(),
            })
        };
        let ledger = self.ledger_read.get_or_init(read).as_ref();
        ledger.map_err(|what| Error::damaged(self.ledger_files.folder(), what.clone()))
    }

    /// A report whole.
    pub(crate) fn report(&self, report: u32) -> Result<Report, Error> {
        let row = &self.reports[report as usize];
        let segment = self.segment_of[report as usize];
        let passages = (row.first..row.end).map(|doc| self.passage(segment, doc));
        let passages = passages.collect::<Result<Vec<_>, _>>()?;
        Ok(Report { id: row.id.to_string(), facts: self.facts(report)?, passages })
    }

    /// A report as the ledger looks at it; `None` where its place or year is not known.
    pub(crate) fn source(&self, report: u32) -> Option<Source> {
        let row = &self.reports[report as usize];
        Some(Source {
            number: report,
            id: row.id.to_string(),
            code: self.place(report)?.code.clone(),
            year: row.year?,
            kind: row.kind,
            truncated: row.truncated,
            characters: row.characters,
        })
    }
}

/// What the words of a request are looked for by.
pub(super) fn words_of(request: &PromiseRequest) -> (String, Filters) {
    (request.query.clone(), request.filters.clone())
}
