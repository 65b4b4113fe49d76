//! `GET /api/v1/reports/{id}/trace?p=…`: what the place's other reports say of a passage.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;

use crate::App;
use crate::api::report::read_id;
use crate::api::{json_bytes, print};
use crate::error::Failure;
use crate::params::Params;
use crate::trace::{Direction, TraceRequest, trace as follow};

/// Answers the request.
pub async fn trace(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let request = read(id, &Params::read(query.as_deref())?)?;
    let body = app.ask(move |backend| print(&follow(backend, &request)?)).await?;
    Ok(json_bytes(body))
}

/// The request of an address.
///
/// # Errors
/// 400 where the passage is missing, or a value is none.
pub fn read(
    id: Result<Path<String>, PathRejection>,
    params: &Params,
) -> Result<TraceRequest, Failure> {
    let passage =
        params.count("p", "bad_passage", "p 应为段落序号，如 p=12，即网页地址中的 #p12")?;
    let passage = passage.ok_or_else(|| {
        Failure::bad(
            "bad_passage",
            "没有说明是哪一段",
            "用 p 给出段落序号，如 p=12，即网页地址中的 #p12",
        )
    })?;
    let sentence = params.count("s", "bad_sentence", "s 是句子在段中的序号，从 1 起")?;
    let to = match params.one("to") {
        None | Some("later") => Direction::Later,
        Some("earlier") => Direction::Earlier,
        Some(_) => {
            return Err(Failure::bad(
                "bad_to",
                "to 没有这个值",
                "可用的值：later（后来）、earlier（此前）",
            ));
        }
    };
    let sentence = sentence.map(|n| n as usize);
    Ok(TraceRequest { id: read_id(id)?, passage, sentence, query: params.query()?, to })
}
