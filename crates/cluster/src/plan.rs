//! A query becomes one of the cluster's: whatever matches is found by it, and most of what it finds
//! matches. What does is decided on the text.

use serde_json::{Value, json};
use suyan_corpus::{Kind, Level, Part};
use suyan_search::Filters;
use suyan_search::filter::{FilterKey, Restriction};
use suyan_search::matching::DOTS;
use suyan_search::plain::{Asked, Catalog, TermCounts};
use suyan_search::query::{Conjunction, Phrase, Term};

use crate::format::{occurrences, phrase, schema};

/// Up to so many reports are named one by one.
const NAMED: usize = 2_000;

/// The query for the passages that hold all words of one of the alternatives and pass the filters.
pub(crate) fn all_words(
    alternatives: &[Conjunction],
    filters: &Filters,
    catalog: &Catalog,
    generation: u64,
) -> Value {
    let any: Vec<Value> = alternatives.iter().map(|one| conjunction(one, filters)).collect();
    within(
        json!({"bool": {"should": any, "minimum_should_match": 1}}),
        alternatives,
        filters,
        catalog,
        generation,
    )
}

/// A query, of the passages of a commit and the reports that pass.
pub(crate) fn within(
    query: Value,
    alternatives: &[Conjunction],
    filters: &Filters,
    catalog: &Catalog,
    generation: u64,
) -> Value {
    let mut filter = vec![schema::there(generation), query];
    filter.extend(reports(alternatives, filters, catalog));
    json!({"bool": {"filter": filter}})
}

/// The reports that pass, by their ids, where that narrows it and they are few.
fn reports(alternatives: &[Conjunction], filters: &Filters, catalog: &Catalog) -> Option<Value> {
    let asked = Asked::of(catalog, alternatives, filters);
    let all = 0..catalog.entries().len();
    let passing: Vec<usize> =
        all.filter(|&report| asked.admits_report(report)).take(NAMED + 1).collect();
    let narrows = passing.len() <= NAMED && passing.len() < catalog.entries().len();
    narrows.then(|| {
        let ids: Vec<&str> = passing.iter().map(|&at| catalog.entries()[at].id.as_str()).collect();
        json!({"terms": {"report": ids}})
    })
}

fn conjunction(conjunction: &Conjunction, filters: &Filters) -> Value {
    let mut all: Vec<Value> = conjunction.terms.iter().map(term).collect();
    all.extend(restrictions(conjunction, filters));
    let excluded: Vec<Value> = conjunction.excluded.iter().filter_map(excluded).collect();
    json!({"bool": {"filter": all, "must_not": excluded}})
}

/// What holds a term: any of its phrases, or all words that must stand close.
pub(crate) fn term(term: &Term) -> Value {
    let of = |phrases: &[Phrase]| -> Vec<Value> {
        phrases.iter().map(|one| phrase(&one.tokens)).collect()
    };
    match (&term.near, of(&term.phrases).as_slice()) {
        (Some(near), _) => json!({"bool": {"filter": of(&near.words)}}),
        (None, [only]) => only.clone(),
        (None, any) => json!({"bool": {"should": any, "minimum_should_match": 1}}),
    }
}

/// What surely does not match: where that is not told by phrases alone, nothing is.
pub(crate) fn excluded(inner: &Conjunction) -> Option<Value> {
    let is_plain = inner.restrictions.is_empty()
        && inner.excluded.is_empty()
        && !inner.terms.is_empty()
        && inner.terms.iter().all(is_told_by_phrases);
    is_plain.then(|| {
        let all: Vec<Value> = inner.terms.iter().map(term).collect();
        json!({"bool": {"filter": all}})
    })
}

/// Whether the query of a term finds what holds it and nothing else: of a figure by its size it finds
/// the units.
pub(crate) fn is_told_by_phrases(term: &Term) -> bool {
    term.near.is_none()
        && term.figure.is_none()
        && term.phrases.iter().all(|phrase| !phrase.tokens.opens_numeral())
}

/// Whether phrases lead to what matches and tell how often, but for the few passages with a whole
/// numeral or a middle dot, which are looked at.
pub(crate) fn are_told_by_phrases(conjunction: &Conjunction) -> bool {
    conjunction.terms.iter().all(is_of_phrases)
        && conjunction.excluded.iter().all(|inner| excluded(inner).is_some())
}

/// Whether a term is phrases and nothing else.
pub(crate) fn is_of_phrases(term: &Term) -> bool {
    term.near.is_none() && term.figure.is_none()
}

/// Whether whatever the query of a phrase finds holds it: of a numeral that must be whole it finds more.
fn is_sure(phrase: &&Phrase) -> bool {
    !phrase.tokens.opens_numeral()
}

/// What a term is surely held by, and what it may be held by, each as a query with a name.
pub(crate) fn sure_and_doubtful(term: &Term, at: usize) -> Vec<Value> {
    let any = |name: &str, phrases: Vec<&Phrase>| {
        let queries: Vec<Value> = phrases.iter().map(|one| phrase(&one.tokens)).collect();
        (!queries.is_empty()).then(|| json!({"bool": {"should": queries, "_name": name}}))
    };
    let (sure, doubtful): (Vec<_>, Vec<_>) = term.phrases.iter().partition(is_sure);
    [any(&sure_name(at), sure), any(&doubtful_name(at), doubtful)].into_iter().flatten().collect()
}

/// The query of what a term is surely held by; none where only texts tell.
pub(crate) fn sure(term: &Term) -> Option<Value> {
    let queries = term.phrases.iter().filter(is_sure).map(|one| phrase(&one.tokens));
    let queries: Vec<Value> = queries.collect();
    let is_told = is_of_phrases(term) && !queries.is_empty();
    is_told.then(|| json!({"bool": {"should": queries}}))
}

/// The names of the queries of [`sure_and_doubtful`].
pub(crate) fn sure_name(at: usize) -> String {
    at.to_string()
}

/// See [`sure_name`].
pub(crate) fn doubtful_name(at: usize) -> String {
    format!("{at}?")
}

/// What is asked of a passage that holds all words of a conjunction: how often each of their phrases
/// stands there, and whether the whole query does.
pub(crate) struct SoughtPhrases {
    /// Named queries, of which none need match.
    pub queries: Vec<Value>,
    /// By term and phrase, of how many terms of the cluster it is made, each of which says how often
    /// the phrase stands there; none where it is one character, which counts once.
    phrases: Vec<Vec<Option<usize>>>,
    /// The names of those that must be whole numerals.
    numerals: Vec<String>,
}

/// The names of the query for the whole, and of the one for texts with middle dots.
const WHOLE: &str = "whole";
const DOTTED: &str = "dotted";

impl SoughtPhrases {
    pub(crate) fn of(conjunction: &Conjunction) -> Self {
        let (mut queries, mut phrases, mut numerals) = (Vec::new(), Vec::new(), Vec::new());
        for (term, one) in conjunction.terms.iter().enumerate() {
            let mut of_term = Vec::new();
            for (phrase, one) in one.phrases.iter().enumerate() {
                let (query, terms) = occurrences(&one.tokens);
                queries.push(named(query, &name_of(term, phrase)));
                if one.tokens.opens_numeral() {
                    numerals.push(name_of(term, phrase));
                }
                of_term.push(terms);
            }
            phrases.push(of_term);
        }
        if let Some(whole) = &conjunction.whole {
            queries.push(named(phrase(&whole.tokens), WHOLE));
            let dots: Vec<String> = DOTS.iter().map(char::to_string).collect();
            queries.push(json!({"terms": {"chars": dots, "_name": DOTTED}}));
        }
        Self { queries, phrases, numerals }
    }

    /// What a passage said, by the names of the queries that it matches; and whether its text must be
    /// looked at.
    pub(crate) fn read(&self, said: &Value) -> (TermCounts, bool) {
        let count = |term: usize, phrase: usize, terms: &Option<usize>| {
            let said = said[name_of(term, phrase)].as_f64();
            said.map_or(0, |said| terms.map_or(1, |terms| (said / terms as f64).round() as u32))
        };
        let of_term = |(term, phrases): (usize, &Vec<Option<usize>>)| {
            phrases.iter().enumerate().map(|(phrase, terms)| count(term, phrase, terms)).collect()
        };
        let phrases = self.phrases.iter().enumerate().map(of_term).collect();
        let holds = |name: &str| !said[name].is_null();
        let whole = holds(WHOLE);
        let is_doubtful = holds(DOTTED) && !whole || self.numerals.iter().any(|name| holds(name));
        (TermCounts { phrases, whole }, is_doubtful)
    }
}

fn name_of(term: usize, phrase: usize) -> String {
    format!("{term}.{phrase}")
}

/// A query by a name.
fn named(query: Value, name: &str) -> Value {
    json!({"bool": {"must": [query], "_name": name}})
}

/// What the filters and a conjunction's own ask of a passage.
pub(crate) fn restrictions(conjunction: &Conjunction, filters: &Filters) -> Vec<Value> {
    let written = conjunction.restrictions.iter().map(|one| vec![one.clone()]);
    let groups = filters.groups().into_iter().chain(written);
    groups.filter_map(|group| any(&group)).collect()
}

/// What has one of these values of one dimension; `None` where the reports that pass tell it. The
/// fields of the index have the names of the dimensions.
fn any(group: &[Restriction]) -> Option<Value> {
    let field = group[0].dimension().name;
    let numbers = group.iter().filter_map(|one| match one.key() {
        FilterKey::Number(number) => Some(number),
        _ => None,
    });
    match group[0].key() {
        FilterKey::Name(_) => None,
        FilterKey::Span(first, last) => {
            Some(json!({"range": {field: {"gte": first, "lte": last}}}))
        }
        FilterKey::Number(_) => Some(json!({"terms": {field: numbers.collect::<Vec<_>>()}})),
    }
}

/// The numbers that parts, kinds and levels are kept as.
pub(crate) fn part(number: u64) -> Option<Part> {
    Part::ALL.get(usize::try_from(number).ok()?).copied()
}

/// See [`part`].
pub(crate) fn facts(kind: Kind, level: Option<Level>) -> (u8, Option<u8>) {
    (kind as u8, level.map(|level| level as u8))
}

#[cfg(test)]
mod tests;
