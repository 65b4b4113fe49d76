//! What was found, counted.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use suyan_corpus::{Kind, Level, Part, Place};

use super::Catalog;
use crate::rank::key;
use crate::{Facet, FacetPlace, Facets, PlaceFacet, Tier, Total};

/// A passage that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundPassage {
    /// The number of its report in the catalog.
    pub report: usize,
    /// Its number in the report.
    pub ordinal: u32,
    /// Its part.
    pub part: Part,
    /// Its tier and score, which order hits.
    pub rank: FoundRank,
    /// The tier and score by which the passages of one report are in order, all of which are looked
    /// at closely.
    pub within: FoundRank,
    /// Whether it was looked at how close the words stand, or need not be.
    pub is_close: bool,
}

/// A tier, and a score in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundRank {
    /// How closely it matches.
    pub tier: Tier,
    /// The higher, the better.
    pub score: f32,
}

impl FoundRank {
    /// Both in one number: the higher first.
    #[must_use]
    pub fn key(self) -> f32 {
        key(self.tier, self.score)
    }
}

impl FoundPassage {
    /// The number of its report, and its own.
    #[must_use]
    pub fn place(&self) -> (usize, u32) {
        (self.report, self.ordinal)
    }
}

/// How many reports and passages; those of a report stand together.
#[must_use]
pub fn total(found: &[FoundPassage]) -> Total {
    let reports = found.chunk_by(|a, b| a.report == b.report).count() as u64;
    Total { reports, passages: found.len() as u64 }
}

/// Counts by fact.
#[must_use]
pub fn facets(catalog: &Catalog, found: &[FoundPassage]) -> Facets {
    let facts = |one: &FoundPassage| &catalog.entries()[one.report].facts;
    let mut year = counted(found, |one| facts(one).year);
    year.reverse();
    Facets {
        year,
        place: by_place(catalog, found),
        level: in_order(Level::ALL, found, |one| facts(one).place.as_ref().map(|at| at.level)),
        kind: in_order(Kind::ALL, found, |one| Some(facts(one).kind)),
        part: in_order(Part::ALL, found, |one| Some(one.part)),
    }
}

fn by_place(catalog: &Catalog, found: &[FoundPassage]) -> Vec<PlaceFacet> {
    let place = |one: &FoundPassage| catalog.place_of(one.report).map(|at| &catalog.places()[at]);
    let mut of_code: BTreeMap<&str, &Place> = BTreeMap::new();
    for place in found.iter().filter_map(place) {
        let last = of_code.entry(&place.code).or_insert(place);
        let key = |place: &Place| (place.codes.clone(), place.path.clone(), place.name.clone());
        if key(place) > key(last) {
            *last = place;
        }
    }
    let codes = counted(found, |one| place(one).map(|place| place.code.clone()));
    let facet = |Facet { value, reports, passages }: Facet<String>| {
        let Place { code, name, path, codes, .. } = (*of_code.get(value.as_str())?).clone();
        let place = Arc::new(FacetPlace::of(code, name, path, codes));
        Some(PlaceFacet { place, reports, passages })
    };
    let mut places: Vec<PlaceFacet> = codes.into_iter().filter_map(facet).collect();
    places.sort_by_key(|facet| Reverse(facet.reports));
    places
}

fn counted<V: Ord>(
    found: &[FoundPassage],
    value: impl Fn(&FoundPassage) -> Option<V>,
) -> Vec<Facet<V>> {
    let mut counts: BTreeMap<V, (BTreeSet<usize>, u64)> = BTreeMap::new();
    for one in found {
        if let Some(value) = value(one) {
            let (reports, passages) = counts.entry(value).or_default();
            reports.insert(one.report);
            *passages += 1;
        }
    }
    let facet = |(value, (reports, passages)): (V, (BTreeSet<usize>, u64))| Facet {
        value,
        reports: reports.len() as u64,
        passages,
    };
    counts.into_iter().map(facet).collect()
}

fn in_order<V: Copy + PartialEq>(
    all: &[V],
    found: &[FoundPassage],
    value: impl Fn(&FoundPassage) -> Option<V>,
) -> Vec<Facet<V>> {
    let at = |one: &FoundPassage| {
        let value = value(one)?;
        all.iter().position(|known| *known == value)
    };
    let facets = counted(found, at).into_iter();
    facets
        .map(|Facet { value, reports, passages }| Facet { value: all[value], reports, passages })
        .collect()
}
