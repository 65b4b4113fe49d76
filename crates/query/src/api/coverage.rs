//! `GET /api/v1/coverage`: which places have a report of which year; `.csv` the same as a matrix.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use suyan_answers::{CoverageRequest, Params};

use crate::App;
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
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let asked = CoverageRequest::read(&params)?;
    let body = app.ask(move |backend| asked.csv(backend)).await?;
    let name = attachment(&format!("{}.csv", file_name(&app, "suyan-coverage", &params)))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(CSV)),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}
