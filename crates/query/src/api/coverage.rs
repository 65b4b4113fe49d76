//! `GET /api/v1/coverage`: which places have a report of which year; `.csv` the same as a matrix.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use suyan_answers::export::asked;
use suyan_answers::{CoverageRequest, Params};

use crate::App;
use crate::address::base;
use crate::api::json_bytes;
use crate::error::Failure;
use crate::export::{CSV, attachment, file_name};

/// Coverage by place and year.
pub async fn coverage(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = CoverageRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| asked.answer(backend)).await?))
}

/// The matrix of places and years as a file.
pub async fn csv(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let request = CoverageRequest::read(&params)?;
    let name = attachment(&format!("{}.csv", file_name(&app, "suyan-coverage", &params)))?;
    let base = base(&app, &headers);
    let write = move |backend: &dyn suyan_search::Backend| {
        request.csv(backend, &asked(backend, &params, &base, "/archive"))
    };
    let body = app.ask(write).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(CSV)),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}
