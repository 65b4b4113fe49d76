//! Exact counts over everything that matches: totals, per report, per part; and the best passage
//! of every report.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use suyan_corpus::{Kind, Level, Part};
use suyan_search::{Facet, Facets, PlaceFacet, Total};
use tantivy::DocId;

use super::best::{Best, CountedOnly, Scored};
use super::collect::Candidate;
use crate::matching::filter::DocFilter;
use crate::store::segment::{PART, ReportsOfDocs};
use crate::store::snapshot::{SegmentView, Snapshot};

/// The score of a passage that is counted, and was not scored: it stands behind those that were.
pub(crate) const UNSCORED: f32 = 0.0;

/// See the module.
pub(crate) struct MatchCounts {
    /// By report; together, since all of it changes with every match.
    pub reports: Vec<ReportMatches>,
    passages_of_part: [u64; 8],
    passages: u64,
}

/// What was counted of one report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReportMatches {
    /// Its matching passages.
    pub passages: u32,
    /// The best key of them.
    pub best: f32,
    /// The parts that they stand in, one bit each.
    parts: u8,
}

/// Counts matches of one segment that come in the order of documents. What does not pass the filter
/// is not counted.
///
/// All passages of a frequent word go through here, so that a passage costs a few instructions: it
/// adds one to the byte of its part, of eight in one number, which is put down where a report or a
/// block of passages ends.
pub(crate) struct Counter<'c> {
    /// Of the segment's reports.
    rows: &'c mut [ReportMatches],
    doc_filter: &'c DocFilter,
    segment: u32,
    /// The number of the segment's first report.
    base: u32,
    bits_of: &'c [u8],
    reports: ReportsOfDocs<'c>,
    /// The bytes of the parts that pass.
    parts: u64,
    /// The document behind the last of the report that matches come from.
    end: DocId,
    /// The bytes of the parts that pass, or none where the report does not.
    admitted: u64,
    of_part: [u32; 8],
    waiting: Vec<DocId>,
}

/// So many passages are counted together, at the most: their bytes hold them.
pub(crate) const BLOCK: usize = 128;

/// The byte of a part that is counted, by the bits of a passage.
#[inline]
pub(crate) fn byte_of(bits: u8) -> u64 {
    1 << (u32::from(bits & PART) * 8)
}

/// The bytes of the parts that pass.
fn bytes_that_pass(doc_filter: &DocFilter) -> u64 {
    (0..=PART).filter(|part| doc_filter.admits_part(*part)).map(byte_of).sum::<u64>() * 0xff
}

/// The highest bit of every byte, where nothing else is set, side by side.
#[inline]
fn bit_of_each(bytes: u64) -> u8 {
    (bytes.wrapping_mul(0x0002_0408_1020_4081) >> 56) as u8
}

impl<'c> Counter<'c> {
    /// A counter of a segment, with the rows of its reports.
    pub(crate) fn new(
        rows: &'c mut [ReportMatches],
        segment: &'c SegmentView,
        doc_filter: &'c DocFilter,
    ) -> Self {
        Self {
            rows,
            doc_filter,
            segment: segment.number as u32,
            base: segment.base,
            bits_of: &segment.data.parts,
            reports: segment.data.reports_in_order(),
            parts: bytes_that_pass(doc_filter),
            end: 0,
            admitted: 0,
            of_part: [0; 8],
            waiting: Vec::with_capacity(BLOCK),
        }
    }

    /// Counts a match.
    #[inline]
    pub(crate) fn count(&mut self, doc: DocId) {
        self.waiting.push(doc);
        if self.waiting.len() == BLOCK {
            self.count_waiting();
        }
    }

    fn count_waiting(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        self.count_block(&waiting, &mut CountedOnly, |_, _, _, _| None);
        self.waiting = waiting;
        self.waiting.clear();
    }

    /// Counts matches, a [`BLOCK`] at the most, and offers them for a place among the best.
    /// `key` gives the key of a match by its number, document and bits, where it is not below a
    /// threshold.
    #[inline]
    pub(crate) fn count_block<B: Best>(
        &mut self,
        docs: &[DocId],
        best: &mut B,
        key: impl Fn(usize, DocId, u8, f32) -> Option<f32>,
    ) {
        debug_assert!(docs.len() <= BLOCK);
        let (mut bytes, mut end, mut threshold) = (0u64, self.end, best.threshold());
        for (at, &doc) in docs.iter().enumerate() {
            if doc >= end {
                self.put(bytes);
                bytes = 0;
                end = self.go_to(doc);
            }
            let bits = self.bits_of[doc as usize];
            bytes += byte_of(bits);
            if let Some(key) = key(at, doc, bits, threshold)
                && self.admitted & byte_of(bits) != 0
            {
                self.offer(self.base + self.reports.row(), doc, key, best);
                threshold = best.threshold();
            }
        }
        self.put(bytes);
    }

    /// Goes on to the report that a passage belongs to; gives the document behind its last.
    fn go_to(&mut self, doc: DocId) -> DocId {
        let (row, end) = self.reports.of(doc);
        self.end = end;
        self.admitted = if self.doc_filter.admits(self.base + row) { self.parts } else { 0 };
        end
    }

    /// Puts down what was counted of the report that matches come from.
    #[inline]
    fn put(&mut self, bytes: u64) {
        const ONES: u64 = 0x0101_0101_0101_0101;
        let bytes = bytes & self.admitted;
        if bytes == 0 {
            return;
        }
        let row = &mut self.rows[self.reports.row() as usize];
        row.passages += (bytes.wrapping_mul(ONES) >> 56) as u32;
        // No byte is above 128: the highest bit of each, then, tells whether there is anything in it.
        row.parts |= bit_of_each((bytes + 0x7f * ONES) & (0x80 * ONES));
        for (sum, passages) in self.of_part.iter_mut().zip(bytes.to_le_bytes()) {
            *sum += u32::from(passages);
        }
    }

    /// Offers a match for a place among the best.
    pub(crate) fn offer(&mut self, report: u32, doc: DocId, key: f32, best: &mut impl Best) {
        let row = &mut self.rows[(report - self.base) as usize];
        row.best = row.best.max(key);
        best.offer(Scored { segment: self.segment, doc, report, key });
    }

    /// Puts down the rest; gives the passages by part, for [`MatchCounts::add_parts`].
    #[must_use]
    pub(crate) fn finish(mut self) -> [u32; 8] {
        self.count_waiting();
        self.of_part
    }
}

impl MatchCounts {
    pub(crate) fn new(snapshot: &Snapshot) -> Self {
        let none = ReportMatches { passages: 0, best: UNSCORED, parts: 0 };
        Self { reports: vec![none; snapshot.reports.len()], passages_of_part: [0; 8], passages: 0 }
    }

    /// Counts matches that stand in the order of segments and documents.
    pub(crate) fn add_all(&mut self, snapshot: &Snapshot, found: &[Candidate]) {
        let all = DocFilter::all(snapshot);
        for of_segment in found.chunk_by(|a, b| a.segment == b.segment) {
            let segment = &snapshot.segments[of_segment[0].segment as usize];
            let mut reports = segment.data.reports_in_order();
            let rows = self.of(segment);
            for one in of_segment {
                let best = &mut rows[reports.of(one.doc).0 as usize].best;
                *best = best.max(one.key());
            }
            let mut counter = Counter::new(rows, segment, &all);
            of_segment.iter().for_each(|one| counter.count(one.doc));
            let parts = counter.finish();
            self.add_parts(&parts);
        }
    }

    /// Adds matches that were counted before of some reports: the bytes of their parts, as many of
    /// them as pass the filter.
    pub(crate) fn add_bytes(
        &mut self,
        counted: impl Iterator<Item = (u32, u64)>,
        doc_filter: &DocFilter,
    ) {
        const HIGH: u64 = 0x8080_8080_8080_8080;
        const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
        let parts = bytes_that_pass(doc_filter);
        let mut of_part = [0u32; 8];
        for (report, bytes) in counted {
            let bytes = bytes & parts;
            if bytes == 0 || !doc_filter.admits(report) {
                continue;
            }
            let row = &mut self.reports[report as usize];
            let pairs = (bytes & EVEN) + (bytes >> 8 & EVEN);
            row.passages += (pairs.wrapping_mul(0x0001_0001_0001_0001) >> 48) as u32;
            let held = (((bytes & !HIGH) + !HIGH) | bytes) & HIGH;
            row.parts |= bit_of_each(held);
            for (sum, passages) in of_part.iter_mut().zip(bytes.to_le_bytes()) {
                *sum += u32::from(passages);
            }
        }
        self.add_parts(&of_part);
    }

    /// The rows of a segment's reports.
    pub(crate) fn of(&mut self, segment: &SegmentView) -> &mut [ReportMatches] {
        let from = segment.base as usize;
        &mut self.reports[from..from + segment.data.reports.len()]
    }

    /// The rows of every segment's reports.
    pub(crate) fn of_each(&mut self, snapshot: &Snapshot) -> Vec<&mut [ReportMatches]> {
        let mut rest = self.reports.as_mut_slice();
        let take = |segment: &SegmentView| {
            let many = segment.data.reports.len();
            rest.split_off_mut(..many).unwrap_or_default()
        };
        snapshot.segments.iter().map(take).collect()
    }

    /// Adds the passages by part that a [`Counter`] counted.
    pub(crate) fn add_parts(&mut self, parts: &[u32; 8]) {
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
        let mut places = vec![ReportsAndPassages::default(); snapshot.places.len() + 1];
        let mut classes = vec![ReportsAndPassages::default(); snapshot.classes.len()];
        let mut reports_of_parts = [0u64; 1 << u8::BITS];
        // What does not match adds nothing: to ask costs more than to add, where much matches.
        let all_add = self.passages as usize >= self.reports.len() / 8;
        for (counted, row) in self.reports.iter().zip(&snapshot.counted) {
            if !all_add && counted.passages == 0 {
                continue;
            }
            let one = ReportsAndPassages {
                reports: u32::from(counted.passages > 0),
                passages: counted.passages,
            };
            places[row.place as usize] += one;
            classes[row.class as usize] += one;
            reports_of_parts[usize::from(counted.parts)] += 1;
        }
        places.pop();
        let mut years = FxHashMap::<i16, ReportsAndPassages>::default();
        let mut kinds = vec![ReportsAndPassages::default(); Kind::ALL.len()];
        for (&(year, kind), &counts) in snapshot.classes.iter().zip(&classes) {
            kinds[kind as usize] += counts;
            if let Some(year) = year.filter(|_| counts.reports > 0) {
                *years.entry(year).or_default() += counts;
            }
        }
        let mut levels = vec![ReportsAndPassages::default(); Level::ALL.len()];
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
struct ReportsAndPassages {
    reports: u32,
    passages: u32,
}

impl std::ops::AddAssign for ReportsAndPassages {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.reports += other.reports;
        self.passages += other.passages;
    }
}

fn facet<V>(value: V, counts: ReportsAndPassages) -> Facet<V> {
    Facet { value, reports: u64::from(counts.reports), passages: u64::from(counts.passages) }
}

fn named<V: Copy>(values: &[V], counts: &[ReportsAndPassages]) -> Vec<Facet<V>> {
    values
        .iter()
        .zip(counts)
        .filter(|(_, counts)| counts.reports > 0)
        .map(|(&value, &counts)| facet(value, counts))
        .collect()
}

/// One entry per code, most reports first.
fn place_facets(snapshot: &Snapshot, counts: &[ReportsAndPassages]) -> Vec<PlaceFacet> {
    let mut of_code = vec![ReportsAndPassages::default(); snapshot.codes.len()];
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
