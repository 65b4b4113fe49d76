//! `GET /api/v1/search`: ranked passages, grouped by report.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use suyan_answers::{Params, search_json};

use crate::App;
use crate::api::json_bytes;
use crate::error::Failure;

/// Answers the request.
pub async fn search(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = Params::read(query.as_deref())?.search()?;
    app.metrics.search();
    let wanted = request.clone();
    let body = app.ask_for(&request, move |backend| search_json(backend, &wanted)).await?;
    Ok(json_bytes(body))
}
