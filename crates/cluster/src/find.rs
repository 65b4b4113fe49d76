//! What a query finds in a commit: candidates from the cluster, decided on their text.

use serde_json::{Value, json};
use suyan_analysis::Tokens;
use suyan_search::matching::match_text;
use suyan_search::plain::{Asked, Found};
use suyan_search::query::{Conjunction, Query};
use suyan_search::{Deadline, Error, Filters, Tier};

use crate::plan::{all_words, is_exact, term, within};
use crate::store::{Store, text};
use crate::view::View;

/// The share of the rarest word's weight that the words of a passage must have, where no passage
/// holds all of them: as the embedded engine has it.
const SHARE: f64 = 0.25;

/// Who asks what.
pub(crate) struct Finder<'a> {
    pub store: &'a Store,
    pub view: &'a View,
    pub deadline: &'a Deadline,
}

impl Finder<'_> {
    /// Every passage that holds all words, in the order of reports and ordinals.
    pub(crate) fn all_words(&self, query: &Query, filters: &Filters) -> Result<Vec<Found>, Error> {
        let alternatives = &query.alternatives;
        let asked = Asked::of(&self.view.catalog, alternatives, filters);
        if alternatives.is_empty() {
            return Ok(Vec::new());
        }
        if asked.says_nothing() {
            return Ok(self.everything(&asked));
        }
        let generation = self.view.commit.generation;
        let asks = all_words(alternatives, filters, &self.view.catalog, generation);
        let mut found = Vec::new();
        let mut tokens = Tokens::default();
        let is_exact = is_exact(alternatives);
        let body = if is_exact { bare(&asks) } else { json!({"query": asks, "_source": ["text"]}) };
        self.each(&body, &mut |report, ordinal, hit| {
            let part = self.view.catalog.entries()[report].parts[ordinal as usize - 1];
            let tier = if is_exact {
                asked.admits(report, part).then_some(Tier::Exact)
            } else {
                tokens.refill(text(&hit["_source"]["text"]));
                asked.tier(report, part, &tokens)
            };
            if let Some(tier) = tier.filter(|tier| *tier != Tier::Some) {
                found.push(Found { report, ordinal, part, tier, score: 0.0 });
            }
        })?;
        found.sort_by_key(|one| (one.report, one.ordinal));
        Ok(found)
    }

    /// Every passage that passes filters: no text is asked for.
    fn everything(&self, asked: &Asked<'_>) -> Vec<Found> {
        let mut found = Vec::new();
        for (report, entry) in self.view.catalog.entries().iter().enumerate() {
            if !asked.admits_report(report) {
                continue;
            }
            let parts = (1..).zip(&entry.parts);
            let parts = parts.filter(|(_, part)| asked.admits(report, **part));
            found.extend(parts.map(|(ordinal, &part)| Found {
                report,
                ordinal,
                part,
                tier: Tier::Exact,
                score: 0.0,
            }));
        }
        found
    }

    /// Passages that hold a part of the words that says enough: as much, together, as a quarter of
    /// what the rarest one says that is there at all.
    pub(crate) fn some_words(&self, query: &Query, filters: &Filters) -> Result<Vec<Found>, Error> {
        let divisible = query.in_part().iter();
        let divisible = divisible.filter(|one| one.terms.len() > 1);
        let divisible = divisible.filter(|one| one.terms.iter().any(|term| !term.quoted));
        let mut found: Vec<Found> = Vec::new();
        for conjunction in divisible {
            found.extend(self.some_of(conjunction, filters)?);
        }
        found.sort_by(|a, b| {
            let place = |one: &Found| (one.report, one.ordinal);
            place(a).cmp(&place(b)).then(b.score.total_cmp(&a.score))
        });
        found.dedup_by_key(|one| (one.report, one.ordinal));
        Ok(found)
    }

    fn some_of(&self, conjunction: &Conjunction, filters: &Filters) -> Result<Vec<Found>, Error> {
        let catalog = &self.view.catalog;
        let own = std::slice::from_ref(conjunction);
        let weights = self.weights(conjunction)?;
        let most = weights.iter().flatten().copied().fold(0.0, f64::max);
        if most == 0.0 {
            return Ok(Vec::new());
        }
        let terms = conjunction.terms.iter().zip(&weights).enumerate();
        let weighted = terms.clone().filter_map(|(at, (one, weight))| {
            let filter = json!({"bool": {"filter": [term(one)], "_name": at.to_string()}});
            Some(json!({"constant_score": {"filter": filter, "boost": (*weight)?}}))
        });
        let should: Vec<Value> = weighted.collect();
        let quoted = conjunction.terms.iter().filter(|term| term.quoted).map(term);
        let mut filter: Vec<Value> = quoted.collect();
        let generation = self.view.commit.generation;
        filter.push(within(json!({"match_all": {}}), own, filters, catalog, generation));
        let query = json!({"bool": {
            "filter": filter, "should": should, "minimum_should_match": 1,
        }});
        let is_bare = conjunction.excluded.is_empty();
        let texts = json!({"query": query, "_source": ["text"]});
        let mut body = if is_bare { bare(&query) } else { texts };
        // Clusters add in single precision: what is at the border is decided here.
        body["min_score"] = json!(most * SHARE * 0.999);
        let asked = Asked::of(catalog, own, filters);
        let mut tokens = Tokens::default();
        let alone = Query { alternatives: own.to_vec(), ..Query::default() };
        let mut found = Vec::new();
        self.each(&body, &mut |report, ordinal, hit| {
            let named = hit["matched_queries"].as_array().map_or(&[][..], Vec::as_slice);
            let weight = |name: &Value| {
                let at: usize = text(name).parse().ok()?;
                weights.get(at).copied().flatten()
            };
            let mut held: Vec<f64> = named.iter().filter_map(weight).collect();
            held.sort_by(f64::total_cmp);
            let score: f64 = held.iter().sum();
            let part = catalog.entries()[report].parts[ordinal as usize - 1];
            let mut passes = asked.admits(report, part) && score >= most * SHARE;
            if passes && !is_bare {
                tokens.refill(text(&hit["_source"]["text"]));
                passes = match_text(&alone, &tokens).is_some();
            }
            if passes {
                let score = score as f32;
                found.push(Found { report, ordinal, part, tier: Tier::Some, score });
            }
        })?;
        Ok(found)
    }

    /// What each term tells, as BM25 measures it over the passages of the commit; `None` of what is
    /// nowhere.
    fn weights(&self, conjunction: &Conjunction) -> Result<Vec<Option<f64>>, Error> {
        let there = crate::format::schema::there(self.view.commit.generation);
        let holding = |one| json!({"bool": {"filter": [there, term(one)]}});
        let queries: Vec<Value> = conjunction.terms.iter().map(holding).collect();
        let counts = self.store.counts(&self.store.names.passages, &queries, self.deadline)?;
        let all = self.view.commit.passages as f64;
        let weight = |count: u64| {
            let count = count as f64;
            (count > 0.0).then(|| (1.0 + (all - count + 0.5) / (count + 0.5)).ln())
        };
        Ok(counts.into_iter().map(weight).collect())
    }

    /// Every hit with the number of its report and its ordinal.
    fn each(&self, body: &Value, take: &mut dyn FnMut(usize, u32, &Value)) -> Result<(), Error> {
        let order = ["report", "ordinal"];
        self.store.each(&self.store.names.passages, body, &order, self.deadline, &mut |hit| {
            let report = self.view.catalog.find(text(&hit["sort"][0]));
            let ordinal = hit["sort"][1].as_u64().and_then(|at| u32::try_from(at).ok());
            let known = report.zip(ordinal).filter(|&(report, ordinal)| {
                let parts = &self.view.catalog.entries()[report].parts;
                (1..=parts.len()).contains(&(ordinal as usize))
            });
            let (report, ordinal) = known
                .ok_or_else(|| Error::damaged(&self.store.place, "段落与报告不符".to_owned()))?;
            take(report, ordinal, hit);
            self.deadline.check()
        })
    }
}

/// A query whose hits are told by what they are ordered by only: nothing stored is read for them.
fn bare(query: &Value) -> Value {
    json!({"query": query, "stored_fields": "_none_"})
}
