//! A query with its filters, as every passage is held against it.

use suyan_analysis::Tokens;
use suyan_corpus::Part;

use super::{Catalog, FilterGate};
use crate::matching::match_text;
use crate::query::{Conjunction, Query};
use crate::{Filters, Tier};

/// See the module.
pub struct Asked<'a> {
    alternatives: &'a [Conjunction],
    whole: Query,
    /// For every alternative what it lets pass.
    gates: Vec<FilterGate<'a>>,
    /// For every alternative what it excludes, one for one.
    excluded: Vec<Vec<ExcludedGate<'a>>>,
    /// Whether a passage must be asked of by those alternatives only that let it pass.
    is_mixed: bool,
}

impl<'a> Asked<'a> {
    /// These alternatives of a query, with the filters beside it.
    #[must_use]
    pub fn of(catalog: &'a Catalog, alternatives: &'a [Conjunction], filters: &Filters) -> Self {
        let lineage = Filters { lineage: filters.lineage, twins: true, ..Filters::default() };
        let gate = |one: &'a Conjunction| FilterGate::of(catalog, filters, &one.restrictions);
        let gates: Vec<FilterGate<'a>> = alternatives.iter().map(gate).collect();
        let excluded = alternatives.iter().map(|one| ExcludedGate::all(catalog, &lineage, one));
        let excluded = excluded.collect();
        let is_mixed = alternatives.len() > 1
            && alternatives.iter().any(|one| !one.restrictions.is_empty())
            || alternatives.iter().flat_map(|one| &one.excluded).any(Conjunction::knows_filters);
        let whole = Query { alternatives: alternatives.to_vec(), ..Query::default() };
        Self { alternatives, whole, gates, excluded, is_mixed }
    }

    /// Whether a passage of this report and part may match at all.
    #[must_use]
    pub fn admits(&self, report: usize, part: Part) -> bool {
        self.gates.iter().any(|gate| gate.admits_part(part) && gate.admits(report))
    }

    /// Whether any passage of a report may.
    #[must_use]
    pub fn admits_report(&self, report: usize) -> bool {
        self.gates.iter().any(|gate| gate.admits(report))
    }

    /// Whether every passage that passes matches, exactly, whatever it says.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        self.alternatives.iter().all(|one| one.terms.is_empty() && one.excluded.is_empty())
    }

    /// How a passage matches; [`Tier::Some`] where it holds a part of the words.
    #[must_use]
    pub fn tier(&self, report: usize, part: Part, tokens: &Tokens) -> Option<Tier> {
        if !self.is_mixed {
            let passes = self.admits(report, part);
            return match_text(&self.whole, tokens).map(|one| one.tier).filter(|_| passes);
        }
        let alternatives = self.alternatives.iter().zip(&self.gates).zip(&self.excluded);
        let admitted = alternatives
            .filter(|((_, gate), _)| gate.admits_part(part) && gate.admits(report))
            .map(|((one, _), excluded)| of_passage(one, excluded, report, part))
            .collect();
        let query = Query { alternatives: admitted, ..Query::default() };
        match_text(&query, tokens).map(|matched| matched.tier)
    }
}

/// What is excluded, with what it lets pass: all of it where it knows of no filter.
struct ExcludedGate<'a> {
    gate: Option<FilterGate<'a>>,
    /// What it excludes in its turn, one for one.
    excluded: Vec<Self>,
}

impl<'a> ExcludedGate<'a> {
    /// Those of everything that a conjunction excludes.
    fn all(catalog: &'a Catalog, filters: &Filters, conjunction: &'a Conjunction) -> Vec<Self> {
        let of = |inner: &'a Conjunction| {
            let knows = !inner.restrictions.is_empty();
            let gate = knows.then(|| FilterGate::of(catalog, filters, &inner.restrictions));
            Self { gate, excluded: Self::all(catalog, filters, inner) }
        };
        conjunction.excluded.iter().map(of).collect()
    }

    fn admits(&self, report: usize, part: Part) -> bool {
        let passes = |gate: &FilterGate<'_>| gate.admits_part(part) && gate.admits(report);
        self.gate.as_ref().is_none_or(passes)
    }
}

/// A conjunction as it is for one passage, whose filters it passes: what it excludes, at whatever
/// depth, is there where the passage passes its filters.
fn of_passage(
    conjunction: &Conjunction,
    excluded: &[ExcludedGate<'_>],
    report: usize,
    part: Part,
) -> Conjunction {
    let inner = conjunction.excluded.iter().zip(excluded);
    let inner = inner.filter(|(_, gate)| gate.admits(report, part));
    let excluded = inner.map(|(inner, gate)| of_passage(inner, &gate.excluded, report, part));
    let mut own = conjunction.clone();
    own.excluded = excluded.collect();
    own.restrictions.clear();
    own
}
