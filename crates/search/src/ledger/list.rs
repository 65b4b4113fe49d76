//! A page of promises, its counts, and the counts of all of them.

use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize};
use suyan_corpus::{Kind, Level, Part};
use suyan_promises::{Strength, Verdict};

use super::ShownPromise;
use crate::FacetPlace;
use crate::filter::{Dimension, Restriction};

/// A page of promises.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PromiseList {
    /// Exact counts of everything that passes.
    pub total: PromiseTotal,
    /// This page.
    pub promises: Vec<ShownPromise>,
    /// Counts over everything that passes.
    pub facets: PromiseFacets,
    /// Whether the archive has a ledger at all: an index that was made before there was one, or by
    /// other rules, has none until it is indexed again, and that is not "no promises".
    #[serde(skip)]
    pub kept: bool,
}

/// How many promises and items pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PromiseTotal {
    /// Promises with an item that passes.
    pub promises: u64,
    /// Items that pass.
    pub items: u64,
}

/// Counts of items that pass.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PromiseFacets {
    /// By verdict, most items first.
    pub verdict: Vec<ItemCount<Verdict>>,
    /// By the strength of their promise.
    pub strength: Vec<ItemCount<Strength>>,
    /// By the year of their report, latest first.
    pub year: Vec<ItemCount<i16>>,
    /// By the level of its place.
    pub level: Vec<ItemCount<Level>>,
    /// By its kind.
    pub kind: Vec<ItemCount<Kind>>,
    /// By the part that they stand in.
    pub part: Vec<ItemCount<Part>>,
    /// By the report's own place, most items first.
    pub place: Vec<PlaceItems>,
}

impl PromiseFacets {
    /// The counts of a dimension whose values are words.
    #[must_use]
    pub fn of(&self, dimension: &Dimension) -> Vec<ItemCount<Restriction>> {
        let level = self.level.iter().map(|one| one.of(Restriction::Level));
        let kind = self.kind.iter().map(|one| one.of(Restriction::Kind));
        let part = self.part.iter().map(|one| one.of(Restriction::Part));
        let all = level.chain(kind).chain(part);
        all.filter(|one| one.value.dimension() == dimension).collect()
    }
}

impl<V: Copy> ItemCount<V> {
    fn of(&self, value: fn(V) -> Restriction) -> ItemCount<Restriction> {
        ItemCount { value: value(self.value), items: self.items }
    }
}

/// One value of a facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ItemCount<V> {
    /// The value.
    pub value: V,
    /// Items that pass.
    pub items: u64,
}

/// One place of the place facet.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceItems {
    /// The place.
    pub place: Arc<FacetPlace>,
    /// Items that pass.
    pub items: u64,
}

impl Serialize for PlaceItems {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("PlaceItems", 6)?;
        out.serialize_field("value", &self.place.code)?;
        out.serialize_field("code", &self.place.code)?;
        out.serialize_field("name", &self.place.name)?;
        out.serialize_field("path", &self.place.path)?;
        out.serialize_field("codes", &self.place.codes)?;
        out.serialize_field("items", &self.items)?;
        out.end()
    }
}

/// How many items of reports of one year and level have which verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictCounts {
    /// The year of the reports.
    pub year: i16,
    /// The level of their places.
    pub level: Level,
    /// Items by verdict, in the order of [`Verdict::ALL`].
    pub verdicts: [u64; Verdict::ALL.len()],
}

/// A promise of a passage, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseMark {
    /// The id of the promise: `REPORT:ORDINAL:SENTENCE`.
    pub id: String,
    /// The verdicts of its items, each once, in reading order.
    pub verdicts: Vec<Verdict>,
}
