//! The ledger of a commit in view.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use suyan_corpus::{Kind, Report};
use suyan_search::Error;
use suyan_search::ledger::SourceReport;

use crate::store::ledger::{Files, LedgerComponent, Mapped};
use crate::store::snapshot::{CommitView, Snapshot};

/// The ledger of a commit, its columns read.
pub(crate) struct LedgerView {
    folder: PathBuf,
    components: Vec<Arc<Mapped>>,
    /// For every report of the commit its component and its number there.
    of_report: Vec<Option<(u32, u32)>>,
    /// For every component the numbers, in the commit, of its reports.
    reports: Vec<Vec<Option<u32>>>,
    /// Reports with promises by year, place and id.
    pub in_order: Vec<u32>,
    /// Reports with promises, the latest year first.
    pub newest_first: Vec<u32>,
    /// The latest year of which there is a report of a government's work.
    pub newest: i16,
    /// Whether the commit has a ledger: without one, it holds no report that could be in it.
    pub is_kept: bool,
}

impl LedgerView {
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
            folder: files.folder().to_owned(),
            components: files.components.clone(),
            of_report,
            reports,
            in_order: Vec::new(),
            newest_first: Vec::new(),
            newest: newest.unwrap_or(i16::MIN),
            is_kept: !files.components.is_empty() || newest.is_none(),
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
    pub(crate) fn of_report(
        &self,
        report: u32,
    ) -> Result<Option<(u32, u32, &LedgerComponent)>, Error> {
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
    fn component(&self, at: u32) -> Result<Option<&LedgerComponent>, Error> {
        self.components[at as usize].read().map_err(|_| self.damaged(at))
    }

    /// That the file of a component is not what was written.
    pub(crate) fn damaged(&self, at: u32) -> Error {
        let name = self.components[at as usize].name();
        Error::damaged(&self.folder, format!("{name} 与校验和不符"))
    }
}

/// The ids of the reports that ought to be in a component, with promises or without, and are in
/// none. Of those whose place or year is not known there is nothing to come.
pub(crate) fn awaited(snapshot: &Snapshot) -> Result<BTreeSet<String>, Error> {
    let ledger = snapshot.ledger()?;
    let all = (0..).zip(&snapshot.reports).zip(&snapshot.removed).zip(&ledger.of_report);
    let awaited = all.filter(|(((at, _), removed), component)| {
        !**removed && component.is_none() && snapshot.source(*at).is_some()
    });
    Ok(awaited.map(|(((_, row), _), _)| row.id.to_string()).collect())
}

/// The ledger of a commit, once it was asked for; what is wrong with it where it is damaged.
#[derive(Default)]
struct ReadLedger(OnceLock<Result<Arc<LedgerView>, String>>);

impl CommitView {
    /// The ledger, its columns read when it is first asked for.
    ///
    /// # Errors
    /// A file of it is damaged.
    pub(crate) fn ledger(&self) -> Result<Arc<LedgerView>, Error> {
        let read = || {
            LedgerView::of(self, &self.ledger_files).map(Arc::new).map_err(|error| match error {
                Error::Damaged { what, .. } => what,
                other => other.to_string(),
            })
        };
        let kept = self.caches.of::<ReadLedger>();
        let ledger = kept.0.get_or_init(read).clone();
        ledger.map_err(|what| Error::damaged(self.ledger_files.folder(), what))
    }

    /// A report whole.
    pub(crate) fn report(&self, report: u32) -> Result<Report, Error> {
        let row = &self.reports[report as usize];
        let segment = self.segment_of[report as usize];
        let passages = (row.first..row.end).map(|doc| self.passage(segment, doc));
        let passages = passages.collect::<Result<Vec<_>, _>>()?;
        Ok(Report { id: row.id.to_string(), facts: self.facts(report)?, passages })
    }

    /// A report as the ledger looks at it; `None` where its place or year is not known, or where it is
    /// another file of one that is there.
    pub(crate) fn source(&self, report: u32) -> Option<SourceReport> {
        let row = &self.reports[report as usize];
        if row.is_twin() {
            return None;
        }
        Some(SourceReport {
            number: report,
            id: row.id.to_string(),
            code: self.place(report)?.code.clone(),
            year: row.year?,
            kind: row.kind,
            truncated: row.is_part(),
            characters: row.characters,
        })
    }
}
