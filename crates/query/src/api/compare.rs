//! `GET /api/v1/compare?a=…&b=…`: two reports side by side.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use suyan_engine::{Backend, FullReport};

use crate::App;
use crate::api::report::no_report;
use crate::api::{json_bytes, print};
use crate::compare::compare as compare_reports;
use crate::error::Failure;
use crate::params::Params;

/// Answers the request.
pub async fn compare(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (a, b) = ids(&Params::read(query.as_deref())?)?;
    let body = app
        .ask(move |backend| {
            let (a, b) = both(backend, &a, &b)?;
            print(&compare_reports(&a, &b))
        })
        .await?;
    Ok(json_bytes(body))
}

/// The two ids of the request.
pub fn ids(params: &Params) -> Result<(String, String), Failure> {
    match (params.one("a"), params.one("b")) {
        (Some(a), Some(b)) => Ok((a.to_owned(), b.to_owned())),
        _ => Err(Failure::bad(
            "bad_compare",
            "对比需要两份报告",
            "给出 a 与 b 两个报告编号；在报告页的“历年”或“同年邻近”中点 ⇄ 即可",
        )),
    }
}

/// Both reports.
pub fn both(backend: &dyn Backend, a: &str, b: &str) -> Result<(FullReport, FullReport), Failure> {
    let get = |id: &str| backend.report(id)?.ok_or_else(|| no_report(id));
    Ok((get(a)?, get(b)?))
}
