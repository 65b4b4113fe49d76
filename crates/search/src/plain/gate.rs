//! What lets reports and parts of them pass.

use suyan_corpus::Part;

use super::Catalog;
use crate::Filters;
use crate::matching::ByPlace;
use crate::query::Restriction;

/// The filters of a request and the restrictions written into a query.
pub struct Gate<'a> {
    catalog: &'a Catalog,
    filters: Filters,
    written: &'a [Restriction],
    /// One for the filters' places, and one for each that is written.
    by_place: Vec<ByPlace>,
}

impl<'a> Gate<'a> {
    /// The gate of filters, and of what is written into a query.
    #[must_use]
    pub fn of(catalog: &'a Catalog, filters: &Filters, written: &'a [Restriction]) -> Self {
        let mut names: Vec<Vec<String>> = Vec::new();
        if !filters.places.is_empty() {
            names.push(filters.places.clone());
        }
        names.extend(written.iter().filter_map(|restriction| match restriction {
            Restriction::Place(name) => Some(vec![name.clone()]),
            _ => None,
        }));
        let by_name = |names: &Vec<String>| {
            ByPlace::of(catalog.places(), names, filters.lineage, catalog.gazetteer())
        };
        let by_place = names.iter().map(by_name).collect();
        Self { catalog, filters: filters.clone(), written, by_place }
    }

    /// Whether a report passes.
    #[must_use]
    pub fn admits(&self, report: usize) -> bool {
        let facts = &self.catalog.entries()[report].facts;
        let at = self.catalog.place_of(report);
        let level = facts.place.as_ref().map(|place| place.level);
        let year = facts.year.filter(|_| self.filters.lineage);
        let is_in = |(first, last): (i16, i16)| {
            facts.year.is_some_and(|year| (first..=last).contains(&year))
        };
        let Filters { levels, years, kinds, twins, .. } = &self.filters;
        (*twins || facts.twin_of.is_none())
            && self.by_place.iter().all(|place| at.is_some_and(|at| place.admits(at, year)))
            && (levels.is_empty() || level.is_some_and(|level| levels.contains(&level)))
            && years.is_none_or(is_in)
            && (kinds.is_empty() || kinds.contains(&facts.kind))
            && self.written.iter().all(|restriction| match restriction {
                Restriction::Years(first, last) => is_in((*first, *last)),
                Restriction::Level(wanted) => level == Some(*wanted),
                Restriction::Kind(kind) => facts.kind == *kind,
                Restriction::Place(_) | Restriction::Part(_) => true,
            })
    }

    /// Whether a part passes.
    #[must_use]
    pub fn admits_part(&self, part: Part) -> bool {
        let parts = &self.filters.parts;
        let is_other = |restriction: &Restriction| matches!(restriction, Restriction::Part(other) if *other != part);
        (parts.is_empty() || parts.contains(&part)) && !self.written.iter().any(is_other)
    }
}
