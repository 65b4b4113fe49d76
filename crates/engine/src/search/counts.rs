//! Exact counts over everything that matches: totals, per report, per part; and the best passage
//! of every report.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::DocId;

use super::collect::Candidate;
use super::some::UNSCORED;
use super::stream::{Best, Scored};
use crate::matching::gate::Gate;
use crate::store::segment::{PART, Reports};
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

/// Counts matches of one segment that come in the order of documents: a report at a time, in
/// registers. What does not pass the gate is not counted.
pub(crate) struct Counter<'c> {
    /// Of the segment's reports.
    rows: &'c mut [OfReport],
    gate: &'c Gate,
    segment: u32,
    /// The number of the segment's first report.
    base: u32,
    parts_of: &'c [u8],
    reports: Reports<'c>,
    now: OfNow,
    /// Passages by part, in several rows by turns: a number that was written a moment ago is slow to
    /// read again.
    of_part: [[u32; 16]; TURNS],
}

const TURNS: usize = 4;

/// The report that matches come from.
#[derive(Clone, Copy)]
struct OfNow {
    /// The document behind its last.
    end: DocId,
    /// The bits of the parts that are counted of it: none, where it does not pass.
    admitted: u32,
    passages: u32,
    parts: u32,
    best: f32,
}

impl<'c> Counter<'c> {
    /// A counter of a segment, with the rows of its reports.
    pub(crate) fn new(
        rows: &'c mut [OfReport],
        segment: &'c SegmentView,
        gate: &'c Gate,
    ) -> Self {
        let best = UNSCORED;
        Self {
            rows,
            gate,
            segment: segment.number as u32,
            base: segment.base,
            parts_of: &segment.data.parts,
            reports: segment.data.reports_in_order(),
            now: OfNow { end: 0, admitted: 0, passages: 0, parts: 0, best },
            of_part: [[0; 16]; TURNS],
        }
    }

    /// Counts a match.
    #[inline]
    pub(crate) fn count(&mut self, doc: DocId) {
        self.count_all(&[doc]);
    }

    /// Counts some matches.
    #[inline]
    pub(crate) fn count_all(&mut self, docs: &[DocId]) {
        let mut now = self.now;
        for (at, &doc) in docs.iter().enumerate() {
            if doc >= now.end {
                now = self.go_to(doc, now);
            }
            let part = self.parts_of[doc as usize] & PART;
            let is_admitted = now.admitted >> part & 1;
            now.passages += is_admitted;
            now.parts |= is_admitted << part;
            self.of_part[at % TURNS][usize::from(part)] += is_admitted;
        }
        self.now = now;
    }

    /// Counts a match, and its key for the best of its report.
    #[inline]
    pub(crate) fn count_scored(&mut self, doc: DocId, key: f32) {
        self.count(doc);
        self.now.best = self.now.best.max(key);
    }

    /// Goes on to the report that a passage belongs to; `before` is what was counted so far.
    fn go_to(&mut self, doc: DocId, before: OfNow) -> OfNow {
        self.put(before);
        let (row, end) = self.reports.of(doc);
        let is_admitted = self.gate.admits(self.base + row);
        let admitted = if is_admitted { u32::from(self.gate.parts) } else { 0 };
        OfNow { end, admitted, passages: 0, parts: 0, best: UNSCORED }
    }

    fn put(&mut self, of: OfNow) {
        if of.passages > 0 {
            let row = &mut self.rows[self.reports.row() as usize];
            row.passages += of.passages;
            row.parts |= of.parts as u16;
            row.best = row.best.max(of.best);
        }
    }

    /// Offers a match that was counted for a place among the best.
    pub(crate) fn offer(&mut self, report: u32, doc: DocId, key: f32, best: &mut impl Best) {
        let row = &mut self.rows[(report - self.base) as usize];
        row.best = row.best.max(key);
        best.offer(Scored { segment: self.segment, doc, report, key });
    }

    /// Puts down what was counted; gives the passages by part, for [`Counts::add_parts`].
    #[must_use]
    pub(crate) fn finish(mut self) -> [u32; 16] {
        self.put(self.now);
        let [mut sums, others @ ..] = self.of_part;
        for of_part in others {
            sums.iter_mut().zip(of_part).for_each(|(sum, passages)| *sum += passages);
        }
        sums
    }
}

impl Counts {
    pub(crate) fn new(snapshot: &Snapshot) -> Self {
        let none = OfReport { passages: 0, best: UNSCORED, parts: 0 };
        Self { reports: vec![none; snapshot.reports.len()], passages_of_part: [0; 16], passages: 0 }
    }

    /// Counts matches that stand in the order of segments and documents.
    pub(crate) fn add_all(&mut self, snapshot: &Snapshot, found: &[Candidate]) {
        let all = Gate::all(snapshot);
        for of_segment in found.chunk_by(|a, b| a.segment == b.segment) {
            let segment = &snapshot.segments[of_segment[0].segment as usize];
            let mut counter = Counter::new(self.of(segment), segment, &all);
            of_segment.iter().for_each(|one| counter.count_scored(one.doc, one.key()));
            let parts = counter.finish();
            self.add_parts(&parts);
        }
    }

    /// The rows of a segment's reports.
    pub(crate) fn of(&mut self, segment: &SegmentView) -> &mut [OfReport] {
        let from = segment.base as usize;
        &mut self.reports[from..from + segment.data.reports.len()]
    }

    /// The rows of every segment's reports.
    pub(crate) fn of_each(&mut self, snapshot: &Snapshot) -> Vec<&mut [OfReport]> {
        let mut rest = self.reports.as_mut_slice();
        let take = |segment: &SegmentView| {
            let many = segment.data.reports.len();
            rest.split_off_mut(..many).unwrap_or_default()
        };
        snapshot.segments.iter().map(take).collect()
    }

    /// Adds the passages by part that a [`Counter`] counted.
    pub(crate) fn add_parts(&mut self, parts: &[u32; 16]) {
        for (sum, &passages) in self.passages_of_part.iter_mut().zip(parts) {
            *sum += u64::from(passages);
            self.passages += u64::from(passages);
        }
    }

    /// Takes note of the key of a match that was counted.
    pub(crate) fn note(&mut self, report: u32, key: f32) {
        let best = &mut self.reports[report as usize].best;
        *best = best.max(key);
    }

    pub(crate) fn total(&self) -> Total {
        let reports = self.reports.iter().filter(|row| row.passages > 0).count() as u64;
        Total { reports, passages: self.passages }
    }

    pub(crate) fn facets(&self, snapshot: &Snapshot) -> Facets {
        // One more place for those that are unknown.
        let mut places = vec![Pair::default(); snapshot.places.len() + 1];
        let mut classes = vec![Pair::default(); snapshot.classes.len()];
        let mut reports_of_parts = [0u64; 1 << Part::ALL.len()];
        // What does not match adds nothing: to ask costs more than to add.
        for (counted, row) in self.reports.iter().zip(&snapshot.counted) {
            let one = Pair { reports: u32::from(counted.passages > 0), passages: counted.passages };
            places[row.place as usize] += one;
            classes[row.class as usize] += one;
            reports_of_parts[usize::from(counted.parts)] += 1;
        }
        places.pop();
        let mut years = FxHashMap::<i16, Pair>::default();
        let mut kinds = vec![Pair::default(); Kind::ALL.len()];
        for (&(year, kind), &counts) in snapshot.classes.iter().zip(&classes) {
            kinds[kind as usize] += counts;
            if let Some(year) = year.filter(|_| counts.reports > 0) {
                *years.entry(year).or_default() += counts;
            }
        }
        let mut levels = vec![Pair::default(); Level::ALL.len()];
        for (place, &counts) in snapshot.places.iter().zip(&places) {
            levels[place.level as usize] += counts;
        }
        let reports_of = |part: Part| {
            let held =
                reports_of_parts.iter().enumerate().filter(|(bits, _)| bits >> part as u8 & 1 == 1);
            held.map(|(_, reports)| reports).sum()
        };
        let mut year: Vec<Facet<i16>> =
            years.into_iter().map(|(value, counts)| facet(value, counts)).collect();
        year.sort_unstable_by_key(|facet| std::cmp::Reverse(facet.value));
        let part = Part::ALL
            .iter()
            .map(|&part| {
                let passages = self.passages_of_part[part as usize];
                Facet { value: part, reports: reports_of(part), passages }
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

/// Reports and passages.
#[derive(Debug, Clone, Copy, Default)]
struct Pair {
    reports: u32,
    passages: u32,
}

impl std::ops::AddAssign for Pair {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.reports += other.reports;
        self.passages += other.passages;
    }
}

fn facet<V>(value: V, counts: Pair) -> Facet<V> {
    Facet { value, reports: u64::from(counts.reports), passages: u64::from(counts.passages) }
}

fn named<V: Copy>(values: &[V], counts: &[Pair]) -> Vec<Facet<V>> {
    values
        .iter()
        .zip(counts)
        .filter(|(_, counts)| counts.reports > 0)
        .map(|(&value, &counts)| facet(value, counts))
        .collect()
}

/// One entry per code, most reports first.
fn place_facets(snapshot: &Snapshot, counts: &[Pair]) -> Vec<PlaceFacet> {
    let mut of_code = vec![Pair::default(); snapshot.codes.len()];
    for (&code, &counts) in snapshot.code_of.iter().zip(counts) {
        of_code[code as usize] += counts;
    }
    let mut order: Vec<usize> = (0..of_code.len()).filter(|&at| of_code[at].reports > 0).collect();
    // Codes stand in their order already.
    order.sort_by_key(|&at| std::cmp::Reverse(of_code[at].reports));
    let facets = order.into_iter().map(|at| {
        let Facet { value: place, reports, passages } =
            facet(Arc::clone(&snapshot.codes[at]), of_code[at]);
        PlaceFacet { place, reports, passages }
    });
    facets.collect()
}
