//! `GET /api/v1/compare?a=…&b=…`: two reports side by side.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use suyan_answers::Params;
use suyan_answers::compare::{both, compare as compare_reports, ids};
use suyan_answers::json::print_at;

use crate::App;
use crate::api::json_bytes;
use crate::error::Failure;

/// Answers the request.
pub async fn compare(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (a, b) = ids(&Params::read(query.as_deref())?)?;
    let body = app
        .ask(move |backend| {
            let (a, b) = both(backend, &a, &b)?;
            print_at(backend, &compare_reports(&a, &b))
        })
        .await?;
    Ok(json_bytes(body))
}
