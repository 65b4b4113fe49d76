//! `GET /api/v1/search`: ranked passages, grouped by report.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde::Serialize;
use suyan_corpus::{Kind, Level, Part};
use suyan_engine::{
    Backend, Facet, Facets, Group, Help, HelpKind, Hit, PlaceFacet, ReadAs, SearchAnswer,
    SearchRequest, Tier, Total,
};

use crate::App;
use crate::api::{json_bytes, print};
use crate::cursor;
use crate::error::Failure;
use crate::params::{self, Params};
use crate::text::ZH;

/// The answer as the API prints it: the engine's own, with the way on and the time it took. Facets
/// come last, and places behind the others, where they are written by themselves.
#[derive(Debug, Serialize)]
struct Body<'a> {
    total: Total,
    hits: &'a [Hit],
    read_as: &'a ReadAs,
    next: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    help: Vec<Way<'a>>,
    took_ms: f64,
    facets: Counted<'a>,
}

/// So many places stand in the facet of places: those with most reports. A nation has thousands,
/// most of them with one.
const MOST_PLACES: usize = 500;

/// The facets as the API prints them, but for places.
#[derive(Debug, Serialize)]
struct Counted<'a> {
    year: &'a [Facet<i16>],
    level: &'a [Facet<Level>],
    kind: &'a [Facet<Kind>],
    part: &'a [Facet<Part>],
    /// How many places match that are not among those that are printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    more_places: Option<usize>,
}

impl<'a> Counted<'a> {
    /// The facets, and the places that are printed.
    fn of(facets: &'a Facets) -> (Self, &'a [PlaceFacet]) {
        let Facets { year, place, level, kind, part } = facets;
        let more = place.len().saturating_sub(MOST_PLACES);
        let place = &place[..place.len() - more];
        let more_places = (more > 0).then_some(more);
        (Self { year, level, kind, part, more_places }, place)
    }
}

impl Body<'_> {
    fn print(&self, places: &[PlaceFacet]) -> Result<Vec<u8>, Failure> {
        let mut out = print(self)?;
        // The brackets of facets and body.
        out.truncate(out.len() - 2);
        out.extend_from_slice(b",\"place\":[");
        for (at, place) in places.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            place.write_json(&mut out);
        }
        out.extend_from_slice(b"]}}");
        Ok(out)
    }
}

/// A way on, as the API prints it.
#[derive(Debug, Serialize)]
struct Way<'a> {
    kind: HelpKind,
    from: &'a str,
    to: &'a str,
    query: &'a str,
    /// The parameters that ask for it, ready for an address.
    parameters: String,
    passages: u64,
    reports: u64,
}

impl<'a> From<&'a Help> for Way<'a> {
    fn from(help: &'a Help) -> Self {
        Self {
            kind: help.kind,
            from: &help.from,
            to: &help.to,
            query: &help.query,
            parameters: params::written(&help.query, &help.filters).at("").split_off(1),
            passages: help.total.passages,
            reports: help.total.reports,
        }
    }
}

/// What was found, where the next page begins, and what to say when nothing was found.
#[derive(Debug)]
pub struct Found {
    /// The engine's answer.
    pub answer: Arc<SearchAnswer>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
    /// Places that were named and that the archive does not have, where nothing was found.
    pub unknown_places: Option<String>,
    /// Ways on.
    pub help: Vec<Help>,
}

/// Answers the request.
pub async fn search(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = Params::read(query.as_deref())?.search()?;
    app.metrics.search();
    let wanted = request.clone();
    let body = app.ask_for(&request, move |backend| search_answer_json(backend, &wanted)).await?;
    Ok(json_bytes(body))
}

/// The JSON that the API answers to a search, for any program that has a backend at hand.
///
/// # Errors
/// The backend failed, or the query has more words than it takes.
pub fn search_answer_json(
    backend: &dyn Backend,
    request: &SearchRequest,
) -> Result<Vec<u8>, Failure> {
    let begun = Instant::now();
    let Found { answer, next, unknown_places, help } = find(backend, request)?;
    let hint = unknown_places.map(|named| (ZH.unknown_places)(&named));
    let took_ms = (begun.elapsed().as_secs_f64() * 1e6).round() / 1e3;
    let SearchAnswer { total, hits, facets, read_as, .. } = answer.as_ref();
    let (next, hint) = (next.as_deref(), hint.as_deref());
    let help = help.iter().map(Way::from).collect();
    let (facets, places) = Counted::of(facets);
    let body = Body { total: *total, hits, read_as, next, hint, help, took_ms, facets };
    body.print(places)
}

/// Searches and tells how it goes on.
pub fn find(backend: &dyn Backend, request: &SearchRequest) -> Result<Found, Failure> {
    let answer = backend.search(request)?;
    let next = next_offset(backend, request, &answer)?;
    let next = next.map(|offset| cursor::encode(request, offset));
    let is_empty = answer.total.passages == 0;
    let unknown_places = if is_empty { unknown_places(backend, request)? } else { None };
    // Whoever turns pages has found something.
    let help = if request.offset == 0 { backend.help(request, &answer)? } else { Vec::new() };
    Ok(Found { answer, next, unknown_places, help })
}

/// The offset of the next page. Hits of the weakest tier follow those that are counted, so that
/// at the end of the count one has to look whether more follows.
fn next_offset(
    backend: &dyn Backend,
    request: &SearchRequest,
    answer: &SearchAnswer,
) -> Result<Option<usize>, Failure> {
    let end = request.offset + answer.hits.len();
    if answer.hits.len() < request.limit || end > cursor::DEEPEST {
        return Ok(None);
    }
    let counted = match request.group {
        Group::Report => answer.total.reports,
        Group::Passage => answer.total.passages,
    };
    if (end as u64) < counted {
        return Ok(Some(end));
    }
    let weakest = answer
        .hits
        .last()
        .is_some_and(|hit| hit.passages.iter().any(|passage| passage.tier == Tier::Some));
    if !weakest {
        return Ok(None);
    }
    let page = SearchRequest { facets: false, places_only: true, ..request.clone() };
    let peek = SearchRequest { limit: 1, offset: end, ..page };
    Ok((!backend.search(&peek)?.hits.is_empty()).then_some(end))
}

/// Names the places of the request that the archive does not have.
fn unknown_places(
    backend: &dyn Backend,
    request: &SearchRequest,
) -> Result<Option<String>, Failure> {
    let mut unknown = Vec::new();
    for place in &request.filters.places {
        if backend.places(place, 1)?.is_empty() {
            unknown.push(place.as_str());
        }
    }
    Ok((!unknown.is_empty()).then(|| unknown.join("、")))
}
