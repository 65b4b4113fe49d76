//! `GET /api/v1/trend` and `GET /api/v1/trend.csv`: how the matches of a search spread over years
//! and places.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use suyan_answers::Params;
use suyan_answers::trend::{TrendRequest, trend_csv, trend_json};

use crate::App;
use crate::api::json_bytes;
use crate::error::Failure;

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
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = TrendRequest::read(&Params::read(query.as_deref())?)?;
    let body = app.ask(move |backend| trend_csv(backend, &request)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"suyan-trend.csv\""),
    ];
    Ok((headers, body).into_response())
}
