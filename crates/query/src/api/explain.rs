//! `GET /api/v1/explain?q=…&report=…`: why a report that was expected is or is not found.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde::Serialize;
use suyan_engine::{Backend, Explanation, SearchRequest};

use crate::App;
use crate::api::{json_bytes, print};
use crate::error::Failure;
use crate::params::Params;
use crate::text::ZH;

/// The longest id of a report, in characters.
const LONGEST_ID: usize = 400;

/// The explanation, with a sentence for people.
#[derive(Debug, Serialize)]
struct Body<'a> {
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
    let (id, request) = (report(&params)?, params.search()?);
    let body = app.ask(move |backend| explained(backend, &request, &id)).await?;
    Ok(json_bytes(body))
}

/// The id of the report that is asked for.
fn report(params: &Params) -> Result<String, Failure> {
    let hint = "report 是报告编号，即检索结果里的 report.id，或报告网页地址 /reports/ 后的一段";
    match params.one("report") {
        None => Err(Failure::bad("bad_report", "没有说是哪份报告：缺少 report", hint)),
        Some(id) if id.chars().nth(LONGEST_ID).is_some() => {
            Err(Failure::bad("bad_report", "report 过长，不是报告编号", hint))
        }
        Some(id) => Ok(id.to_owned()),
    }
}

fn explained(backend: &dyn Backend, request: &SearchRequest, id: &str) -> Result<Vec<u8>, Failure> {
    let explanation = backend.explain(request, id)?;
    print(&Body { message: (ZH.why)(&explanation), explanation: &explanation })
}
