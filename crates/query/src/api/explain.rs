//! `GET /api/v1/explain?q=…&report=…`: why a report that was expected is or is not found.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde::Serialize;
use suyan_answers::explain::wanted_report;
use suyan_answers::json::print_at;
use suyan_answers::{Params, Problem};
use suyan_search::{Backend, Explanation, SearchRequest};

use crate::App;
use crate::api::json_bytes;
use crate::error::Failure;
use crate::text::ZH;

/// The explanation, with a sentence for people.
#[derive(Debug, Serialize)]
struct ExplainBody<'a> {
    message: String,
    #[serde(flatten)]
    explanation: &'a Explanation,
}

/// Answers the request.
pub async fn explain(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let params = Params::read(query.as_deref())?;
    let (id, request) = (wanted_report(&params)?, params.search()?);
    let body = app.ask(move |backend| explained(backend, &request, &id)).await?;
    Ok(json_bytes(body))
}

fn explained(backend: &dyn Backend, request: &SearchRequest, id: &str) -> Result<Vec<u8>, Problem> {
    let explanation = backend.explain(request, id)?;
    print_at(backend, &ExplainBody { message: (ZH.why)(&explanation), explanation: &explanation })
}
