//! `GET /api/v1/trend` and `GET /api/v1/trend.csv`: how the matches of a search spread over years
//! and places.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use suyan_answers::Params;
use suyan_answers::export::asked;
use suyan_answers::trend::{TrendRequest, trend_csv, trend_json};

use crate::App;
use crate::address::base;
use crate::api::json_bytes;
use crate::error::Failure;
use crate::export::{CSV, attachment, file_name};

/// Answers with JSON.
pub async fn trend(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = TrendRequest::read(&Params::read(query.as_deref())?)?;
    let body = app.ask(move |backend| trend_json(backend, &request)).await?;
    Ok(json_bytes(body))
}

/// Answers with CSV: a row for every year, then for every place.
pub async fn csv(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let request = TrendRequest::read(&params)?;
    let name = attachment(&format!("{}.csv", file_name(&app, "suyan-trend", &params)))?;
    let base = base(&app, &headers);
    let write = move |backend: &dyn suyan_search::Backend| {
        trend_csv(backend, &request, &asked(backend, &params, &base, "/trend"))
    };
    let body = app.ask(write).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(CSV)),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}
