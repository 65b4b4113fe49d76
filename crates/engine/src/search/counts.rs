//! Exact counts over everything that matches: totals, per report, per part; and the best passage
//! of every report.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::DocId;

use super::collect::Candidate;
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::{Facet, Facets, PlaceFacet, Total};
use suyan_corpus::{Kind, Level, Part};

/// See the module.
pub(crate) struct Counts {
    /// By report; together, since all of it changes with every match.
    pub reports: Vec<OfReport>,
    passages_of_part: [u64; 16],
    passages: u64,
}

/// What was counted of one report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfReport {
    /// Its matching passages.
    pub passages: u32,
    /// The best key of them.
    pub best: f32,
    /// The parts that they stand in, one bit each.
    parts: u16,
}

/// Matches of one report that follow one another: what is counted of them in registers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    passages: u32,
    /// One bit per part.
    parts: u16,
    best: f32,
}

impl Run {
    pub(crate) const EMPTY: Self = Self { passages: 0, parts: 0, best: f32::NEG_INFINITY };

    #[inline]
    pub(crate) fn add(&mut self, part: u8, key: f32) {
        self.passages += 1;
        self.parts |= 1 << part;
        self.best = self.best.max(key);
    }
}

impl Counts {
    pub(crate) fn new(snapshot: &Snapshot) -> Self {
        let none = OfReport { passages: 0, best: f32::NEG_INFINITY, parts: 0 };
        Self { reports: vec![none; snapshot.reports.len()], passages_of_part: [0; 16], passages: 0 }
    }

    /// Counts matches that stand in the order of segments and documents.
    pub(crate) fn add_all(&mut self, snapshot: &Snapshot, found: &[Candidate]) {
        let mut parts = [0; 16];
        for of_segment in found.chunk_by(|a, b| a.segment == b.segment) {
            let segment = &snapshot.segments[of_segment[0].segment as usize];
            let data = &segment.data;
            let (mut report, mut end, mut run) = (0, 0, Run::EMPTY);
            for one in of_segment {
                if one.doc >= end {
                    self.add_run(report, &run);
                    run = Run::EMPTY;
                    let row = data.report_of[one.doc as usize];
                    (report, end) = (segment.base + row, data.ends[row as usize]);
                }
                let part = data.parts[one.doc as usize] & PART;
                run.add(part, one.key());
                parts[usize::from(part)] += 1;
            }
            self.add_run(report, &run);
        }
        self.add_parts(&parts);
    }

    /// Counts a match.
    #[inline]
    pub(crate) fn add(&mut self, segment: &SegmentView, doc: DocId, key: f32) {
        let report = segment.base + segment.data.report_of[doc as usize];
        let part = segment.data.parts[doc as usize] & PART;
        let mut run = Run::EMPTY;
        run.add(part, key);
        self.add_run(report, &run);
        self.passages_of_part[part as usize] += 1;
    }

    /// Counts matches of one report together.
    #[inline]
    pub(crate) fn add_run(&mut self, report: u32, run: &Run) {
        if run.passages == 0 {
            return;
        }
        let row = &mut self.reports[report as usize];
        row.passages += run.passages;
        row.parts |= run.parts;
        row.best = row.best.max(run.best);
        self.passages += u64::from(run.passages);
    }

    /// Counts the passages of every part, of matches that were counted by [`Self::add_run`].
    pub(crate) fn add_parts(&mut self, passages: &[u64; 16]) {
        for (sum, passages) in self.passages_of_part.iter_mut().zip(passages) {
            *sum += passages;
        }
    }

    pub(crate) fn total(&self) -> Total {
        let reports = self.reports.iter().filter(|row| row.passages > 0).count() as u64;
        Total { reports, passages: self.passages }
    }

    pub(crate) fn facets(&self, snapshot: &Snapshot) -> Facets {
        let mut years = FxHashMap::<i16, (u64, u64)>::default();
        let mut places = vec![(0u64, 0u64); snapshot.places.len()];
        let mut levels = vec![(0u64, 0u64); Level::ALL.len()];
        let mut kinds = vec![(0u64, 0u64); Kind::ALL.len()];
        let mut reports_of_part = [0u64; 16];
        for (at, counted) in self.reports.iter().enumerate().filter(|(_, row)| row.passages > 0) {
            let row = &snapshot.counted[at];
            let add = |slot: &mut (u64, u64)| {
                slot.0 += 1;
                slot.1 += u64::from(counted.passages);
            };
            if let Some(year) = row.year {
                add(years.entry(year).or_default());
            }
            if let Some(place) = row.place {
                add(&mut places[place as usize]);
            }
            if let Some(level) = row.level {
                add(&mut levels[level as usize]);
            }
            add(&mut kinds[row.kind as usize]);
            let mut parts = counted.parts;
            while parts != 0 {
                reports_of_part[parts.trailing_zeros() as usize] += 1;
                parts &= parts - 1;
            }
        }
        let mut year: Vec<Facet<i16>> =
            years.into_iter().map(|(value, counts)| facet(value, counts)).collect();
        year.sort_unstable_by_key(|facet| std::cmp::Reverse(facet.value));
        let part = Part::ALL
            .iter()
            .map(|&part| {
                facet(part, (reports_of_part[part as usize], self.passages_of_part[part as usize]))
            })
            .filter(|facet| facet.reports > 0)
            .collect();
        Facets {
            year,
            place: place_facets(snapshot, &places),
            level: named(Level::ALL, &levels),
            kind: named(Kind::ALL, &kinds),
            part,
        }
    }
}

fn facet<V>(value: V, (reports, passages): (u64, u64)) -> Facet<V> {
    Facet { value, reports, passages }
}

fn named<V: Copy>(values: &[V], counts: &[(u64, u64)]) -> Vec<Facet<V>> {
    values
        .iter()
        .zip(counts)
        .filter(|(_, counts)| counts.0 > 0)
        .map(|(&value, &counts)| facet(value, counts))
        .collect()
}

/// One entry per code, most reports first.
fn place_facets(snapshot: &Snapshot, counts: &[(u64, u64)]) -> Vec<PlaceFacet> {
    let mut of_code = vec![(0u64, 0u64); snapshot.codes.len()];
    for (&code, counts) in snapshot.code_of.iter().zip(counts) {
        let sum = &mut of_code[code as usize];
        *sum = (sum.0 + counts.0, sum.1 + counts.1);
    }
    let mut order: Vec<usize> = (0..of_code.len()).filter(|&at| of_code[at].0 > 0).collect();
    // Codes stand in their order already.
    order.sort_by_key(|&at| std::cmp::Reverse(of_code[at].0));
    let facets = order.into_iter().map(|at| {
        let (reports, passages) = of_code[at];
        PlaceFacet { place: Arc::clone(&snapshot.codes[at]), reports, passages }
    });
    facets.collect()
}
