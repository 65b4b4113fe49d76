//! `GET /api/v1/coverage`: which places have a report of which year.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use suyan_answers::{CoverageRequest, Params};

use crate::App;
use crate::api::json_bytes;
use crate::error::Failure;

/// Coverage by place and year.
pub async fn coverage(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let asked = CoverageRequest::read(&Params::read(query.as_deref())?)?;
    Ok(json_bytes(app.ask(move |backend| asked.answer(backend)).await?))
}
