//! Exact counts over everything that matches: totals, per report, per part; and the best passage
//! of every report.

use tantivy::DocId;

use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::{Facet, Facets, PlaceFacet, Total};
use suyan_corpus::{Kind, Level, Part};

/// See the module.
pub(crate) struct Counts {
    /// Matching passages per report.
    pub per_report: Vec<u32>,
    /// The best key per report.
    pub best: Vec<f32>,
    parts_of: Vec<u16>,
    passages_of_part: [u64; 16],
    passages: u64,
}

impl Counts {
    pub(crate) fn new(snapshot: &Snapshot) -> Self {
        let reports = snapshot.reports.len();
        Self {
            per_report: vec![0; reports],
            best: vec![f32::NEG_INFINITY; reports],
            parts_of: vec![0; reports],
            passages_of_part: [0; 16],
            passages: 0,
        }
    }

    /// Counts a match.
    #[inline]
    pub(crate) fn add(&mut self, segment: &SegmentView, doc: DocId, key: f32) {
        let report = (segment.base + segment.data.report_of[doc as usize]) as usize;
        let part = segment.data.parts[doc as usize] & PART;
        self.per_report[report] += 1;
        self.parts_of[report] |= 1 << part;
        self.passages_of_part[part as usize] += 1;
        self.passages += 1;
        if key > self.best[report] {
            self.best[report] = key;
        }
    }

    pub(crate) fn total(&self) -> Total {
        let reports = self.per_report.iter().filter(|&&count| count > 0).count() as u64;
        Total { reports, passages: self.passages }
    }

    pub(crate) fn facets(&self, snapshot: &Snapshot) -> Facets {
        let mut years = std::collections::BTreeMap::<i16, (u64, u64)>::new();
        let mut places = vec![(0u64, 0u64); snapshot.places.len()];
        let mut levels = vec![(0u64, 0u64); Level::ALL.len()];
        let mut kinds = vec![(0u64, 0u64); Kind::ALL.len()];
        let mut reports_of_part = [0u64; 16];
        for (at, &count) in self.per_report.iter().enumerate().filter(|(_, count)| **count > 0) {
            let row = &snapshot.reports[at];
            let add = |slot: &mut (u64, u64)| {
                slot.0 += 1;
                slot.1 += u64::from(count);
            };
            if let Some(year) = row.year {
                add(years.entry(year).or_default());
            }
            if let Some(place) = row.place {
                add(&mut places[place as usize]);
                add(&mut levels[snapshot.places[place as usize].level as usize]);
            }
            add(&mut kinds[row.kind as usize]);
            for (part, reports) in reports_of_part.iter_mut().enumerate() {
                *reports += u64::from(self.parts_of[at] >> part & 1);
            }
        }
        let year = years.into_iter().rev().map(|(value, counts)| facet(value, counts)).collect();
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

/// One entry per code: a place whose path changed over the years stands as it was last.
fn place_facets(snapshot: &Snapshot, counts: &[(u64, u64)]) -> Vec<PlaceFacet> {
    let mut by_code = std::collections::HashMap::<&str, PlaceFacet>::new();
    for (place, &(reports, passages)) in snapshot.places.iter().zip(counts) {
        if reports == 0 {
            continue;
        }
        by_code
            .entry(place.code.as_str())
            .and_modify(|entry| {
                entry.reports += reports;
                entry.passages += passages;
                if (&place.codes, &place.path) > (&entry.codes, &entry.path) {
                    entry.name.clone_from(&place.name);
                    entry.path.clone_from(&place.path);
                    entry.codes.clone_from(&place.codes);
                }
            })
            .or_insert_with(|| PlaceFacet {
                value: place.code.clone(),
                code: place.code.clone(),
                name: place.name.clone(),
                path: place.path.clone(),
                codes: place.codes.clone(),
                reports,
                passages,
            });
    }
    let mut facets: Vec<PlaceFacet> = by_code.into_values().collect();
    facets.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| a.code.cmp(&b.code)));
    facets
}
