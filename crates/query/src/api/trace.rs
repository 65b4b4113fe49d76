//! `GET /api/v1/reports/{id}/trace?p=…`: what the place's other reports say of a passage.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use suyan_answers::Params;
use suyan_answers::json::print_at;
use suyan_answers::trace::{TraceRequest, trace as follow};

use crate::App;
use crate::api::json_bytes;
use crate::api::report::read_id;
use crate::error::Failure;

/// Answers the request.
pub async fn trace(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = TraceRequest::read(read_id(id)?, &Params::read(query.as_deref())?)?;
    let body = app.ask(move |backend| print_at(backend, &follow(backend, &request)?)).await?;
    Ok(json_bytes(body))
}
