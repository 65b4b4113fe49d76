//! What a query finds in a commit: candidates from the cluster, decided on their text.

use serde_json::{Value, json};
use suyan_analysis::Tokens;
use suyan_corpus::Report;
use suyan_search::plain::{
    Asked, Catalog, PassageNumbers, PassageReader, Take, TermCounts, stands_in_a_text,
};
use suyan_search::query::{Conjunction, Term};
use suyan_search::rank::Statistics;
use suyan_search::rank::partial::WordWeights;
use suyan_search::{Deadline, Error, Filters, Tier};

use crate::format::schema;
use crate::plan::{
    SoughtPhrases, all_words, are_told_by_phrases, doubtful_name, excluded, is_of_phrases,
    is_told_by_phrases, restrictions, sure, sure_and_doubtful, sure_name, term, within,
};
use crate::store::{Store, text};
use crate::view::ClusterView;

/// Passages that are looked at together.
const LOOKED_AT: usize = 500;

/// Who asks what.
pub(crate) struct Finder<'a> {
    pub store: &'a Store,
    pub view: &'a ClusterView,
    pub deadline: &'a Deadline,
}

impl PassageReader for Finder<'_> {
    fn catalog(&self) -> &Catalog {
        &self.view.catalog
    }

    fn statistics(&self) -> Result<&dyn Statistics, Error> {
        Ok(self.view.counts(self.store, self.deadline)?)
    }

    fn matching(
        &self,
        alternatives: &[Conjunction],
        filters: &Filters,
        take: &mut Take<'_>,
    ) -> Result<(), Error> {
        let generation = self.view.commit.generation;
        let asks = all_words(alternatives, filters, &self.view.catalog, generation);
        self.each_text(&json!({"query": asks}), take)
    }

    fn matching_in_part(
        &self,
        conjunction: &Conjunction,
        filters: &Filters,
        weights: &WordWeights,
        take: &mut Take<'_>,
    ) -> Result<(), Error> {
        self.each_text(&self.in_part(conjunction, filters, weights), take)
    }

    fn weighed(
        &self,
        conjunction: &Conjunction,
        filters: &Filters,
        weights: &WordWeights,
        take: &mut dyn FnMut(usize, u32, u32),
    ) -> Result<bool, Error> {
        if !are_told_by_phrases(conjunction) {
            return Ok(false);
        }
        let body = bare(self.in_part(conjunction, filters, weights));
        let mut doubtful = Vec::new();
        self.each(&body, &mut |report, ordinal, hit| {
            let holds = |name: &str| !hit["matched_queries"][name].is_null();
            let is_sure = |at: usize| holds(&sure_name(at));
            if weights.words.iter().any(|(at, _)| !is_sure(*at) && holds(&doubtful_name(*at))) {
                doubtful.push((report, ordinal));
                return;
            }
            let held = weights.words.iter().filter(|(at, _)| is_sure(*at));
            take(report, ordinal, held.map(|(_, units)| *units).sum());
        })?;
        self.look(&doubtful, &mut |report, ordinal, text| {
            if let Some(units) = weights.held(conjunction, text) {
                take(report, ordinal, units);
            }
        })?;
        Ok(true)
    }

    fn counted(
        &self,
        conjunction: &Conjunction,
        filters: &Filters,
        take: &mut dyn FnMut(usize, u32, &TermCounts),
    ) -> Result<bool, Error> {
        if conjunction.terms.is_empty() || !are_told_by_phrases(conjunction) {
            return Ok(false);
        }
        let own = std::slice::from_ref(conjunction);
        let sought = SoughtPhrases::of(conjunction);
        let (catalog, generation) = (&self.view.catalog, self.view.commit.generation);
        let mut query = all_words(own, filters, catalog, generation);
        query["bool"]["should"] = json!(sought.queries);
        let mut doubtful = Vec::new();
        self.each(&bare(json!({"query": query})), &mut |report, ordinal, hit| {
            let (counts, is_doubtful) = sought.read(&hit["matched_queries"]);
            match is_doubtful {
                true => doubtful.push((report, ordinal)),
                false => take(report, ordinal, &counts),
            }
        })?;
        let asked = Asked::of(catalog, own, filters);
        self.look(&doubtful, &mut |report, ordinal, text| {
            let outline = catalog.entries()[report].outline(ordinal);
            let tier = outline.and_then(|outline| asked.tier(report, outline.part, text));
            if tier.is_some_and(|tier| tier != Tier::Some) {
                take(report, ordinal, &TermCounts::of(conjunction, text));
            }
        })?;
        Ok(true)
    }

    fn stands(&self, wanted: &Term) -> Result<bool, Error> {
        let sure = sure(wanted);
        if sure.is_some() {
            let there = schema::there(self.view.commit.generation);
            let query = json!({"bool": {"filter": [there, sure]}});
            let count = self.store.count(&self.store.names.passages, &query, self.deadline)?;
            if count > 0 || is_told_by_phrases(wanted) {
                return Ok(count > 0);
            }
        }
        stands_in_a_text(self, wanted)
    }

    fn passages(&self, wanted: &[(usize, u32)]) -> Result<PassageNumbers, Error> {
        self.view.passages(self.store, wanted, self.deadline)
    }

    fn report(&self, report: usize) -> Result<Report, Error> {
        let mut passages = self.view.whole(self.store, &[report], self.deadline)?;
        let entry = &self.view.catalog.entries()[report];
        let (id, facts) = (entry.id.clone(), entry.facts.clone());
        Ok(Report { id, facts, passages: passages.pop().unwrap_or_default() })
    }
}

impl Finder<'_> {
    /// What may hold words that weigh enough, each word by its number.
    fn in_part(
        &self,
        conjunction: &Conjunction,
        filters: &Filters,
        weights: &WordWeights,
    ) -> Value {
        let weighted = |&(at, units): &(usize, u32)| {
            let one = match &conjunction.terms[at] {
                one if is_of_phrases(one) => {
                    let any = sure_and_doubtful(one, at);
                    json!({"bool": {"should": any, "minimum_should_match": 1}})
                }
                other => term(other),
            };
            json!({"constant_score": {"filter": one, "boost": f64::from(units)}})
        };
        let should: Vec<Value> = weights.words.iter().map(weighted).collect();
        let quoted = conjunction.terms.iter().filter(|term| term.quoted).map(term);
        let mut filter: Vec<Value> = quoted.collect();
        let (catalog, generation) = (&self.view.catalog, self.view.commit.generation);
        let own = std::slice::from_ref(conjunction);
        filter.push(within(json!({"match_all": {}}), own, filters, catalog, generation));
        filter.extend(restrictions(conjunction, filters));
        let excluded: Vec<Value> = conjunction.excluded.iter().filter_map(excluded).collect();
        let query = json!({"bool": {
            "filter": filter, "must_not": excluded, "should": should, "minimum_should_match": 1,
        }});
        // Clusters add in single precision: what is at the border is decided here.
        json!({"query": query, "min_score": f64::from(weights.enough) * 0.999})
    }

    /// The texts of some passages, a few at a time.
    fn look(
        &self,
        places: &[(usize, u32)],
        take: &mut dyn FnMut(usize, u32, &Tokens),
    ) -> Result<(), Error> {
        let mut tokens = Tokens::default();
        for some in places.chunks(LOOKED_AT) {
            self.deadline.check()?;
            let read = self.passages(some)?;
            for place in some {
                if let Some(passage) = read.get(place) {
                    tokens.refill(&passage.text);
                    take(place.0, place.1, &tokens);
                }
            }
        }
        Ok(())
    }

    /// Every hit with its text.
    fn each_text(&self, body: &Value, take: &mut Take<'_>) -> Result<(), Error> {
        let mut body = body.clone();
        body["_source"] = json!(["text"]);
        let mut tokens = Tokens::default();
        let mut ended = Ok(());
        self.each(&body, &mut |report, ordinal, hit| {
            if ended.is_ok() {
                tokens.refill(text(&hit["_source"]["text"]));
                ended = take(report, ordinal, &tokens);
            }
        })?;
        ended
    }

    /// Every hit with the number of its report and its ordinal.
    fn each(&self, body: &Value, take: &mut dyn FnMut(usize, u32, &Value)) -> Result<(), Error> {
        let order = ["report", "ordinal"];
        self.store.each(&self.store.names.passages, body, &order, self.deadline, &mut |hit| {
            let report = self.view.catalog.find(text(&hit["sort"][0]));
            let ordinal = hit["sort"][1].as_u64().and_then(|at| u32::try_from(at).ok());
            let known = report.zip(ordinal).filter(|&(report, ordinal)| {
                self.view.catalog.entries()[report].outline(ordinal).is_some()
            });
            let (report, ordinal) = known
                .ok_or_else(|| Error::damaged(&self.store.place, "段落与报告不符".to_owned()))?;
            take(report, ordinal, hit);
            self.deadline.check()
        })
    }
}

/// A query whose hits are told by what they are ordered by only: nothing stored is read for them.
fn bare(mut body: Value) -> Value {
    body["stored_fields"] = json!("_none_");
    body
}
