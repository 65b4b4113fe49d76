//! The list of promises, and the JSON that the API answers.

use std::time::Instant;

use serde::Serialize;
use suyan_corpus::{Kind, Level, Part};
use suyan_promises::{Strength, Verdict};
use suyan_search::ledger::{ItemCount, PlaceItems, PromiseFacets, PromiseTotal};
use suyan_search::{Backend, PromiseList, PromiseRequest, ShownPromise};

use crate::cursor;
use crate::json::print_at;
use crate::notes::Book;
use crate::problem::Problem;

/// So many places stand in the facet of places.
const MOST_PLACES: usize = 500;
/// What a verdict is, wherever one is given to a program.
pub(super) const NOTE: &str =
    "verdict 是按规则从后来的报告读出来的，不是核实；请连同两边原文一起看";

/// What is to be done where the index has no ledger.
pub const NO_LEDGER: &str = "这个索引没有承诺账：它建立得早，或承诺的规则改过，所以这里的 0 不是没有承诺。\
                             请对同样的文件再运行一次 suyan index（或 suyan up），只补算承诺账，不重建索引";

/// A page of promises, and where the next one begins.
#[derive(Debug)]
pub struct FoundPromises {
    /// The page, with totals and facets.
    pub list: PromiseList,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// Finds promises and tells how it goes on.
///
/// # Errors
/// What the backend says.
pub fn find_promises(
    backend: &dyn Backend,
    request: &PromiseRequest,
) -> Result<FoundPromises, Problem> {
    let list = backend.promises(request)?;
    let end = request.offset + list.promises.len();
    let goes_on =
        !list.promises.is_empty() && (end as u64) < list.total.promises && end <= cursor::DEEPEST;
    let next = goes_on.then(|| cursor::encode_promises(request, end));
    Ok(FoundPromises { list, next })
}

/// The JSON that the API answers to a list of promises, with what a person notes of them.
///
/// # Errors
/// What the backend says.
pub fn promises_json(
    backend: &dyn Backend,
    request: &PromiseRequest,
    notes: &Book,
) -> Result<Vec<u8>, Problem> {
    let begun = Instant::now();
    let FoundPromises { mut list, next } = find_promises(backend, request)?;
    list.promises.iter_mut().for_each(|promise| notes.mark(promise));
    print_at(
        backend,
        &PromisesBody {
            total: list.total,
            hint: (!list.kept).then_some(NO_LEDGER),
            promises: &list.promises,
            next: next.as_deref(),
            note: NOTE,
            took_ms: (begun.elapsed().as_secs_f64() * 1e6).round() / 1e3,
            facets: PromiseFacetCounts::of(&list.facets),
        },
    )
}

#[derive(Debug, Serialize)]
struct PromisesBody<'a> {
    total: PromiseTotal,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
    promises: &'a [ShownPromise],
    next: Option<&'a str>,
    note: &'static str,
    took_ms: f64,
    facets: PromiseFacetCounts<'a>,
}

/// The facets as the API prints them.
#[derive(Debug, Serialize)]
struct PromiseFacetCounts<'a> {
    verdict: &'a [ItemCount<Verdict>],
    strength: &'a [ItemCount<Strength>],
    year: &'a [ItemCount<i16>],
    level: &'a [ItemCount<Level>],
    kind: &'a [ItemCount<Kind>],
    part: &'a [ItemCount<Part>],
    place: &'a [PlaceItems],
    /// How many places there are that are not printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    more_places: Option<usize>,
}

impl<'a> PromiseFacetCounts<'a> {
    fn of(facets: &'a PromiseFacets) -> Self {
        let PromiseFacets { verdict, strength, year, level, kind, part, place } = facets;
        let more = place.len().saturating_sub(MOST_PLACES);
        let place = &place[..place.len() - more];
        let more_places = (more > 0).then_some(more);
        Self { verdict, strength, year, level, kind, part, place, more_places }
    }
}
