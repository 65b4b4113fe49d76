//! Every dimension of the table restricts alike, beside a query and inside it: what passes is told
//! here by the attributes of each report and passage, not by any gate.

use suyan_corpus::{Passage, Report};

use super::everything;
use crate::filter::{Attributes, DIMENSIONS, Dimension, Restriction, Scope};
use crate::query::tree::written;
use crate::{Backend, Filters, SearchAnswer, SearchRequest};

/// What a backend over these reports answers otherwise, for every value that one of them has.
pub fn differences_of_dimensions(backend: &dyn Backend, reports: &[Report]) -> Vec<String> {
    let mut wrong = Vec::new();
    for dimension in DIMENSIONS.into_iter().filter(|one| !one.is_switch()) {
        let values = values(dimension, reports);
        if values.is_empty() {
            wrong.push(format!("no report tells anything by {}", dimension.name));
        }
        for value in values {
            let should = passing(reports, &value);
            let mut filters = Filters::default();
            filters.add(value.clone());
            let query = written(&value);
            wrong.extend(difference(backend, SearchRequest { filters, ..all() }, &should));
            wrong.extend(difference(backend, SearchRequest { query, ..all() }, &should));
        }
    }
    wrong
}

fn all() -> SearchRequest {
    everything(&SearchRequest::default())
}

fn attributes<'a>(report: &'a Report, passage: &Passage) -> Attributes<'a> {
    Attributes { part: Some(passage.part), ..Attributes::from(&report.facts) }
}

/// The values of a dimension that reports and their passages have.
fn values(dimension: &Dimension, reports: &[Report]) -> Vec<Restriction> {
    let mut values = Vec::new();
    for report in reports {
        for passage in &report.passages {
            let value = attributes(report, passage).of(dimension);
            values.extend(value.filter(|value| !values.contains(value)));
        }
    }
    values
}

/// The passages that pass one restriction, as `id:ordinal`.
fn passing(reports: &[Report], value: &Restriction) -> Vec<String> {
    let lies_within = |report: &Report| {
        let place = report.facts.place.as_ref();
        place.is_some_and(|place| place.path.contains(&value.word()))
    };
    let passes = |report: &Report, passage: &Passage| match value.dimension().scope {
        Scope::Division => lies_within(report),
        _ => value.admits(&attributes(report, passage)),
    };
    let mut passing = Vec::new();
    for report in reports.iter().filter(|report| report.facts.twin_of.is_none()) {
        let own = report.passages.iter().filter(|passage| passes(report, passage));
        passing.extend(own.map(|passage| format!("{}:{}", report.id, passage.ordinal)));
    }
    passing.sort();
    passing
}

/// What is found otherwise, or counted by a dimension that has no facet, or not by one that has.
fn difference(backend: &dyn Backend, request: SearchRequest, should: &[String]) -> Option<String> {
    let about = format!("{:?} {:?}", request.query, request.filters);
    let answer = match backend.search(&request) {
        Ok(answer) => answer,
        Err(error) => return Some(format!("{about}: {error}")),
    };
    let is = found(&answer);
    if is != should {
        return Some(format!("{about} finds {is:?}, should find {should:?}"));
    }
    let facets = serde_json::to_value(&answer.facets).ok()?;
    let other = DIMENSIONS.iter().find(|one| facets.get(one.name).is_some() != one.has_facet);
    other.map(|one| format!("{about}: the facet of {}", one.name))
}

fn found(answer: &SearchAnswer) -> Vec<String> {
    let mut found: Vec<String> = answer
        .hits
        .iter()
        .flat_map(|hit| {
            hit.passages.iter().map(|passage| format!("{}:{}", hit.report.id, passage.ordinal))
        })
        .collect();
    found.sort();
    found
}
