//! `GET /api/v1/search`: ranked passages, grouped by report; and the list as a file.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use suyan_answers::export::{export_request, write};
use suyan_answers::{Params, search_json};
use suyan_search::SearchRequest;

use crate::App;
use crate::api::asked::FileRows;
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

/// The hits of a search as a file.
pub static HITS: FileRows<SearchRequest> = FileRows {
    stem: "suyan",
    is_named: true,
    page: "/search",
    read: |_, params| export_request(params),
    write: |request, backend, form, addresses, out| write(backend, &request, form, addresses, out),
};
