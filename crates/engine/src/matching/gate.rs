//! Filters: which reports, and which parts of them, may match at all.

use std::collections::HashSet;
use std::sync::Arc;

use super::place::ByPlace;
use crate::Filters;
use crate::query::Restriction;
use crate::store::snapshot::Snapshot;

/// A gate is narrow when one report in so many passes, or fewer.
const NARROW: usize = 8;

/// What passes the filters of a request and the restrictions written into a query.
#[derive(Clone)]
pub(crate) struct Gate {
    /// Per report of the snapshot; `None`: every report that was not removed.
    pub reports: Option<Arc<Vec<bool>>>,
    /// How many of them.
    admitted: usize,
    /// One bit per part.
    pub parts: u16,
}

impl Gate {
    /// The gate of a request.
    pub(crate) fn of(snapshot: &Snapshot, filters: &Filters, written: &[Restriction]) -> Self {
        let mut parts = mask(&filters.parts);
        let mut tests: Vec<Box<dyn Fn(u32) -> bool>> = Vec::new();
        if !filters.places.is_empty() {
            tests.push(by_place(snapshot, &filters.places, filters.lineage));
        }
        if !filters.levels.is_empty() {
            tests.push(Box::new(|r| {
                snapshot.place(r).is_some_and(|p| filters.levels.contains(&p.level))
            }));
        }
        if let Some((first, last)) = filters.years {
            tests.push(by_year(snapshot, first, last));
        }
        if !filters.kinds.is_empty() {
            tests.push(Box::new(|r| filters.kinds.contains(&snapshot.reports[r as usize].kind)));
        }
        for restriction in written {
            match restriction {
                Restriction::Place(name) => {
                    tests.push(by_place(snapshot, std::slice::from_ref(name), filters.lineage));
                }
                Restriction::Years(first, last) => tests.push(by_year(snapshot, *first, *last)),
                Restriction::Level(level) => tests
                    .push(Box::new(move |r| snapshot.place(r).is_some_and(|p| p.level == *level))),
                Restriction::Kind(kind) => {
                    tests.push(Box::new(move |r| snapshot.reports[r as usize].kind == *kind));
                }
                Restriction::Part(part) => parts &= 1 << *part as u16,
            }
        }
        let any_removed = snapshot.removed.iter().any(|&removed| removed);
        if tests.is_empty() && !any_removed {
            let admitted = snapshot.reports.len();
            return Self { reports: None, admitted, parts };
        }
        let reports: Vec<bool> = (0..snapshot.reports.len() as u32)
            .map(|r| !snapshot.removed[r as usize] && tests.iter().all(|test| test(r)))
            .collect();
        let admitted = reports.iter().filter(|&&admitted| admitted).count();
        Self { reports: Some(Arc::new(reports)), admitted, parts }
    }

    /// The gate that lets everything pass.
    pub(crate) fn all(snapshot: &Snapshot) -> Self {
        Self { reports: None, admitted: snapshot.reports.len(), parts: u16::MAX }
    }

    /// The same for these reports only.
    pub(crate) fn only(&self, snapshot: &Snapshot, reports: &HashSet<u32>) -> Self {
        let mut only = vec![false; snapshot.reports.len()];
        for &report in reports.iter().filter(|&&report| self.admits(report)) {
            only[report as usize] = true;
        }
        Self { reports: Some(Arc::new(only)), admitted: reports.len(), parts: self.parts }
    }

    /// Whether so few reports pass that it pays to skip from one to the next.
    pub(crate) fn is_narrow(&self) -> bool {
        self.reports.as_ref().is_some_and(|reports| self.admitted * NARROW < reports.len())
    }

    /// Whether everything passes: every part of every report.
    #[inline]
    pub(crate) fn admits_all(&self) -> bool {
        self.reports.is_none() && self.admits_every_part()
    }

    /// Whether every part passes.
    #[inline]
    pub(crate) fn admits_every_part(&self) -> bool {
        self.parts == u16::MAX
    }

    /// Whether a report passes.
    #[inline]
    pub(crate) fn admits(&self, report: u32) -> bool {
        self.reports.as_ref().is_none_or(|reports| reports[report as usize])
    }

    /// The first report at or behind `report` that passes.
    pub(crate) fn next(&self, report: u32, reports: u32) -> Option<u32> {
        (report..reports).find(|&r| self.admits(r))
    }

    /// Whether a part passes.
    #[inline]
    pub(crate) fn admits_part(&self, part: u8) -> bool {
        self.parts & 1 << part != 0
    }
}

fn mask(parts: &[suyan_corpus::Part]) -> u16 {
    if parts.is_empty() {
        return u16::MAX;
    }
    parts.iter().fold(0, |mask, part| mask | 1 << *part as u16)
}

fn by_year<'a>(snapshot: &'a Snapshot, first: i16, last: i16) -> Box<dyn Fn(u32) -> bool + 'a> {
    Box::new(move |r| {
        snapshot.reports[r as usize].year.is_some_and(|year| (first..=last).contains(&year))
    })
}

fn by_place<'a>(
    snapshot: &'a Snapshot,
    wanted: &[String],
    lineage: bool,
) -> Box<dyn Fn(u32) -> bool + 'a> {
    let filter = ByPlace::of(&snapshot.places, wanted, lineage, snapshot.gazetteer());
    Box::new(move |r| {
        let row = &snapshot.reports[r as usize];
        row.place.is_some_and(|at| filter.admits(at as usize, row.year))
    })
}
