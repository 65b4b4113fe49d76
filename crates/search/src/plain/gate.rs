//! What lets reports and parts of them pass.

use suyan_corpus::Part;

use super::Catalog;
use crate::Filters;
use crate::filter::{Attributes, Restriction, Scope};
use crate::matching::ByPlace;

/// The filters of a request and the restrictions written into a query.
pub struct FilterGate<'a> {
    catalog: &'a Catalog,
    /// Whether the year of a report tells where its place belongs.
    lineage: bool,
    /// Whether other files of a report pass too.
    twins: bool,
    /// Places: those of the filters are alternatives, and each that is written is one by itself.
    by_place: Vec<ByPlace>,
    /// What is told of a report: of each list one must hold.
    of_report: Vec<Vec<Restriction>>,
    /// What is told of a passage: of each list one must hold.
    of_passage: Vec<Vec<Restriction>>,
}

impl<'a> FilterGate<'a> {
    /// The gate of filters, and of what is written into a query.
    #[must_use]
    pub fn of(catalog: &'a Catalog, filters: &Filters, written: &'a [Restriction]) -> Self {
        let Filters { lineage, twins, .. } = *filters;
        let (by_place, of_report, of_passage) = Default::default();
        let mut gate = Self { catalog, lineage, twins, by_place, of_report, of_passage };
        let written = written.iter().map(|one| vec![one.clone()]);
        for group in filters.groups().into_iter().chain(written) {
            match group[0].dimension().scope {
                Scope::Division => {
                    let names: Vec<String> = group.iter().map(Restriction::word).collect();
                    let (places, gazetteer) = (catalog.places(), catalog.gazetteer());
                    gate.by_place.push(ByPlace::of(places, &names, lineage, gazetteer));
                }
                Scope::Place | Scope::Report => gate.of_report.push(group),
                Scope::Passage => gate.of_passage.push(group),
            }
        }
        gate
    }

    /// Whether a report passes.
    #[must_use]
    pub fn admits(&self, report: usize) -> bool {
        let facts = &self.catalog.entries()[report].facts;
        let at = self.catalog.place_of(report);
        let year = facts.year.filter(|_| self.lineage);
        (self.twins || facts.twin_of.is_none())
            && self.by_place.iter().all(|place| at.is_some_and(|at| place.admits(at, year)))
            && pass(&self.of_report, &Attributes::from(facts))
    }

    /// Whether a part passes.
    #[must_use]
    pub fn admits_part(&self, part: Part) -> bool {
        pass(&self.of_passage, &Attributes { part: Some(part), ..Attributes::default() })
    }
}

/// Whether one of every list admits what has these attributes.
fn pass(groups: &[Vec<Restriction>], attributes: &Attributes<'_>) -> bool {
    groups.iter().all(|group| group.iter().any(|one| one.admits(attributes)))
}
