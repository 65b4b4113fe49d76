//! Filters: which reports, and which parts of them, may match at all.

use std::collections::HashSet;
use std::sync::Arc;

use suyan_corpus::{Part, Place};
use suyan_search::Filters;
use suyan_search::filter::{Attributes, Restriction, Scope};
use suyan_search::matching::ByPlace;

use crate::store::segment::SegmentReport;
use crate::store::snapshot::{CommitView, FacetValues, ReportClass, Snapshot};

/// What passes the filters of a request and the restrictions written into a query.
#[derive(Clone)]
pub(crate) struct DocFilter {
    /// Per report of the snapshot; `None`: every report, since none was removed and none is there
    /// twice.
    pub reports: Option<Arc<Vec<bool>>>,
    /// How many of them.
    admitted: usize,
    /// One bit per part.
    pub parts: u16,
    /// See [`crate::tuning::Tuning::narrow`].
    narrow: usize,
}

impl DocFilter {
    /// The filter of a request.
    pub(crate) fn of(snapshot: &Snapshot, filters: &Filters, written: &[Restriction]) -> Self {
        let mut parts = u16::MAX;
        let narrow = snapshot.tuning.narrow;
        let mut tests = Tests { snapshot, places: None, classes: None, lineages: Vec::new() };
        let written = written.iter().map(|one| vec![one.clone()]);
        for group in filters.groups().into_iter().chain(written) {
            match group[0].dimension().scope {
                Scope::Division => tests.division(&group, filters.lineage),
                Scope::Place => tests.places(|_, place| {
                    let place = Some(place);
                    is_any(&group, &Attributes { place, ..Attributes::default() })
                }),
                Scope::Report => tests.classes(|(year, kind)| {
                    let kind = Some(kind);
                    is_any(&group, &Attributes { year, kind, ..Attributes::default() })
                }),
                Scope::Passage => parts &= mask(&group),
            }
        }
        if tests.are_none() {
            let admitted = snapshot.report_count as usize;
            let all = if filters.twins { &snapshot.present } else { &snapshot.once };
            return Self { reports: all.clone(), admitted, parts, narrow };
        }
        let reports = tests.pass(filters.twins);
        let admitted = reports.iter().filter(|&&admitted| admitted).count();
        Self { reports: Some(Arc::new(reports)), admitted, parts, narrow }
    }

    /// The filter that lets everything pass.
    pub(crate) fn all(snapshot: &Snapshot) -> Self {
        let (admitted, narrow) = (snapshot.reports.len(), snapshot.tuning.narrow);
        Self { reports: None, admitted, parts: u16::MAX, narrow }
    }

    /// The filter, for these reports only.
    pub(crate) fn only(&self, snapshot: &Snapshot, reports: &HashSet<u32>) -> Self {
        let mut only = vec![false; snapshot.reports.len()];
        for &report in reports.iter().filter(|&&report| self.admits(report)) {
            only[report as usize] = true;
        }
        let (admitted, parts) = (reports.len(), self.parts);
        Self { reports: Some(Arc::new(only)), admitted, parts, narrow: self.narrow }
    }

    /// Whether so few reports pass that it pays to skip from one to the next.
    pub(crate) fn is_narrow(&self) -> bool {
        self.reports
            .as_ref()
            .is_some_and(|reports| self.admitted.saturating_mul(self.narrow) < reports.len())
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

/// Whether one of these alternatives admits what has these attributes.
fn is_any(group: &[Restriction], attributes: &Attributes<'_>) -> bool {
    group.iter().any(|one| one.admits(attributes))
}

/// The bits of the parts that one of these alternatives admits.
fn mask(group: &[Restriction]) -> u16 {
    let admitted =
        |part: &&Part| is_any(group, &Attributes { part: Some(**part), ..Attributes::default() });
    Part::ALL.iter().filter(admitted).fold(0, |mask, part| mask | 1 << *part as u16)
}

/// What a report must be. Asked of every place and every class of reports, which are few, and not
/// of every report.
struct Tests<'a> {
    snapshot: &'a Snapshot,
    /// By place, with one more for those that are unknown, whether it passes.
    places: Option<Vec<bool>>,
    /// By class, whether it passes.
    classes: Option<Vec<bool>>,
    /// Places that pass in some years.
    lineages: Vec<ByPlace>,
}

impl Tests<'_> {
    fn are_none(&self) -> bool {
        self.places.is_none() && self.classes.is_none() && self.lineages.is_empty()
    }

    fn division(&mut self, group: &[Restriction], lineage: bool) {
        let places = &self.snapshot.places;
        let wanted: Vec<String> = group.iter().map(Restriction::word).collect();
        let filter = ByPlace::of(places, &wanted, lineage, self.snapshot.gazetteer());
        if lineage {
            self.lineages.push(filter);
        } else {
            self.places(|at, _| filter.admits(at, None));
        }
    }

    fn places(&mut self, test: impl Fn(usize, &Place) -> bool) {
        let places = &self.snapshot.places;
        let pass = self.places.get_or_insert_with(|| {
            let mut pass = vec![true; places.len()];
            pass.push(false);
            pass
        });
        for (at, (pass, place)) in pass.iter_mut().zip(places).enumerate() {
            *pass = *pass && test(at, place);
        }
    }

    fn classes(&mut self, test: impl Fn(ReportClass) -> bool) {
        let classes = &self.snapshot.classes;
        let pass = self.classes.get_or_insert_with(|| vec![true; classes.len()]);
        for (pass, &class) in pass.iter_mut().zip(classes) {
            *pass = *pass && test(class);
        }
    }

    /// Whether each report passes.
    fn pass(self, twins: bool) -> Vec<bool> {
        let CommitView { counted, removed, reports, once, .. } = &**self.snapshot;
        let mut pass: Vec<bool> = match once.as_ref().filter(|_| !twins) {
            Some(once) => once.to_vec(),
            None => removed.iter().map(|&removed| !removed).collect(),
        };
        let all = |pass: &mut [bool], of: &[bool], number: fn(&FacetValues) -> u32| {
            for (pass, counted) in pass.iter_mut().zip(counted) {
                *pass &= of[number(counted) as usize];
            }
        };
        if let Some(places) = &self.places {
            all(&mut pass, places, |counted| counted.place);
        }
        if let Some(classes) = &self.classes {
            all(&mut pass, classes, |counted| counted.class);
        }
        for filter in &self.lineages {
            let admits = |row: &SegmentReport| {
                row.place.is_some_and(|place| filter.admits(place as usize, row.year))
            };
            for (pass, row) in pass.iter_mut().zip(reports).filter(|(pass, _)| **pass) {
                *pass = admits(row);
            }
        }
        pass
    }
}
