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
    /// For every alternative and every exclusion in it that knows of filters, what that lets pass.
    excluded: Vec<Vec<Option<FilterGate<'a>>>>,
    /// Whether a passage must be asked of by those alternatives only that let it pass.
    is_mixed: bool,
}

impl<'a> Asked<'a> {
    /// These alternatives of a query, with the filters beside it.
    #[must_use]
    pub fn of(catalog: &'a Catalog, alternatives: &'a [Conjunction], filters: &Filters) -> Self {
        let lineage = Filters { lineage: filters.lineage, twins: true, ..Filters::default() };
        let gate = |one: &'a Conjunction| FilterGate::of(catalog, filters, &one.restrictions);
        let excluded = |one: &'a Conjunction| -> Vec<Option<FilterGate<'a>>> {
            let gate = |inner: &'a Conjunction| {
                let knows = !inner.restrictions.is_empty();
                knows.then(|| FilterGate::of(catalog, &lineage, &inner.restrictions))
            };
            one.excluded.iter().map(gate).collect()
        };
        let gates: Vec<FilterGate<'a>> = alternatives.iter().map(gate).collect();
        let excluded: Vec<_> = alternatives.iter().map(excluded).collect();
        let is_mixed = alternatives.len() > 1
            && alternatives.iter().any(|one| !one.restrictions.is_empty())
            || excluded.iter().flatten().any(Option::is_some);
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

/// An alternative whose exclusions know of filters, as it is for one passage.
fn of_passage(
    alternative: &Conjunction,
    excluded: &[Option<FilterGate<'_>>],
    report: usize,
    part: Part,
) -> Conjunction {
    let holds = |gate: &Option<FilterGate<'_>>| {
        gate.as_ref().is_none_or(|gate| gate.admits_part(part) && gate.admits(report))
    };
    let mut own = alternative.clone();
    let inner = alternative.excluded.iter().zip(excluded);
    own.excluded = inner.filter(|(_, gate)| holds(gate)).map(|(inner, _)| inner.clone()).collect();
    own.excluded.iter_mut().for_each(|inner| inner.restrictions.clear());
    own
}
