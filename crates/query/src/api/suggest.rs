//! `GET /api/v1/suggest`: how the word that is being written may go on.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use suyan_answers::json::print_at;
use suyan_answers::{Params, suggest as complete};

use crate::App;
use crate::api::json_bytes;
use crate::error::Failure;

/// Answers the request.
pub async fn suggest(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let (query, limit) = (params.query()?, params.limit(8)?);
    let body =
        app.ask(move |backend| print_at(backend, &complete(backend, &query, limit)?)).await?;
    Ok(json_bytes(body))
}
