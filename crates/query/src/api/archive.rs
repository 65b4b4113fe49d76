//! `GET /api/v1/reports`, `/api/v1/doubtful` and `/api/v1/places`: what the archive holds.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde::Serialize;
use suyan_answers::json::print_at;
use suyan_answers::params::USUAL_HITS;
use suyan_answers::{DoubtRequest, Params, cursor};
use suyan_search::{PlaceEntry, ReportHead, SearchRequest};

use crate::App;
use crate::api::json_bytes;
use crate::error::Failure;

#[derive(Debug, Serialize)]
struct ReportsAnswer<'a> {
    total: u64,
    reports: &'a [ReportHead],
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct PlacesAnswer<'a> {
    places: &'a [PlaceEntry],
}

/// The list of reports that pass the filters, latest first.
pub async fn reports(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let mut request = SearchRequest {
        filters: params.filters()?,
        limit: params.limit(USUAL_HITS)?,
        ..SearchRequest::default()
    };
    request.offset = params.offset(&request)?;
    let body = app
        .ask(move |backend| {
            let list = backend.reports(&request.filters, request.limit, request.offset)?;
            let end = request.offset + list.reports.len();
            let more = !list.reports.is_empty() && (end as u64) < list.total;
            let next = more.then(|| cursor::encode(&request, end));
            print_at(backend, &ReportsAnswer { total: list.total, reports: &list.reports, next })
        })
        .await?;
    Ok(json_bytes(body))
}

/// The reports that are doubtful in place, year, date, parts or text.
pub async fn doubtful(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = DoubtRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| asked.answer(backend)).await?))
}

/// Places by name, short name or pinyin, best first.
pub async fn places(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let (query, limit) = (params.query()?, params.limit(USUAL_HITS)?);
    let body = app
        .ask(move |backend| {
            print_at(backend, &PlacesAnswer { places: &backend.places(query.trim(), limit)? })
        })
        .await?;
    Ok(json_bytes(body))
}
