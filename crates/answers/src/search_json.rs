//! The answer to a search as JSON, the same over HTTP and in the terminal.

use std::time::Instant;

use serde::Serialize;
use suyan_corpus::{Kind, Level, Part};
use suyan_search::{
    Backend, Facet, Facets, Help, HelpKind, Hit, PlaceFacet, ReadAs, SearchAnswer, SearchRequest,
    Total,
};

use crate::find::{FindAnswer, find};
use crate::json::print;
use crate::meant::Meant;
use crate::params;
use crate::problem::Problem;

/// The JSON that the API answers to a search, for any program that has a backend at hand.
///
/// # Errors
/// The backend failed, or the query has more words than it takes.
pub fn search_json(backend: &dyn Backend, request: &SearchRequest) -> Result<Vec<u8>, Problem> {
    let begun = Instant::now();
    let FindAnswer { answer, next, unknown_places, help, meant, missing } = find(backend, request)?;
    let missing = missing.map(|missing| missing.sentence());
    let hint = missing.or_else(|| unknown_places.map(|named| unknown(&named)));
    let meant = meant.as_ref().map(Named::from);
    let took_ms = (begun.elapsed().as_secs_f64() * 1e6).round() / 1e3;
    let SearchAnswer { total, hits, facets, read_as, .. } = answer.as_ref();
    let (next, hint) = (next.as_deref(), hint.as_deref());
    let help = help.iter().map(WayOn::from).collect();
    let (facets, places) = FacetCounts::of(facets);
    let snapshot = &*backend.stats().snapshot;
    let body = SearchBody {
        total: *total,
        hits,
        read_as,
        next,
        hint,
        meant,
        help,
        took_ms,
        snapshot,
        facets,
    };
    body.print(places)
}

/// The answer as the API prints it: the engine's own, with the way on and the time it took. Facets
/// come last, and places behind the others, where they are written by themselves.
#[derive(Debug, Serialize)]
struct SearchBody<'a> {
    total: Total,
    hits: &'a [Hit],
    read_as: &'a ReadAs,
    next: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meant: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    help: Vec<WayOn<'a>>,
    took_ms: f64,
    snapshot: &'a str,
    facets: FacetCounts<'a>,
}

/// So many places stand in the facet of places: those with most reports. A nation has thousands,
/// most of them with one.
const MOST_PLACES: usize = 500;

/// The facets as the API prints them, but for places.
#[derive(Debug, Serialize)]
struct FacetCounts<'a> {
    year: &'a [Facet<i16>],
    level: &'a [Facet<Level>],
    kind: &'a [Facet<Kind>],
    part: &'a [Facet<Part>],
    /// How many places match that are not among those that are printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    more_places: Option<usize>,
}

impl<'a> FacetCounts<'a> {
    /// The facets, and the places that are printed.
    fn of(facets: &'a Facets) -> (Self, &'a [PlaceFacet]) {
        let Facets { year, place, level, kind, part } = facets;
        let more = place.len().saturating_sub(MOST_PLACES);
        let place = &place[..place.len() - more];
        let more_places = (more > 0).then_some(more);
        (Self { year, level, kind, part, more_places }, place)
    }
}

impl SearchBody<'_> {
    fn print(&self, places: &[PlaceFacet]) -> Result<Vec<u8>, Problem> {
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
struct WayOn<'a> {
    kind: HelpKind,
    from: &'a str,
    to: &'a str,
    query: &'a str,
    /// The parameters that ask for it, ready for an address.
    parameters: String,
    passages: u64,
    reports: u64,
}

impl<'a> From<&'a Help> for WayOn<'a> {
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

/// What the query names, as the API prints it.
#[derive(Debug, Serialize)]
struct Named<'a> {
    #[serde(flatten)]
    meant: &'a Meant,
    /// The parameters that ask for it, ready for an address.
    parameters: String,
}

impl<'a> From<&'a Meant> for Named<'a> {
    fn from(meant: &'a Meant) -> Self {
        let parameters = params::written(&meant.query, &meant.filters).at("").split_off(1);
        Self { meant, parameters }
    }
}

/// That the archive has none of the places that were named.
fn unknown(named: &str) -> String {
    format!("档案中没有这个地区：{named}。可用 /api/v1/places?q= 查找地区名称与代码")
}
