//! `GET /api/v1/reports/{id}`: one report whole, and how to cite it.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use suyan_answers::cite::{self, Citation, CitationStyle};
use suyan_answers::report::{no_report, report_json};
use suyan_answers::{Params, Problem};

use crate::api::json_bytes;
use crate::error::Failure;
use crate::{App, address};

/// Answers the request.
pub async fn report(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    let id = read_id(id)?;
    let body = app
        .ask(move |backend| match backend.report(&id)? {
            Some(report) => report_json(backend, &report),
            None => Err(no_report(&id)),
        })
        .await?;
    Ok(json_bytes(body))
}

/// The id in an address.
pub fn read_id(id: Result<Path<String>, PathRejection>) -> Result<String, Problem> {
    id.map(|Path(id)| id).map_err(|_| {
        Problem::new("bad_encoding", "地址不是 UTF-8 编码", "请把报告编号按 UTF-8 作百分号编码")
    })
}

/// `GET /api/v1/reports/{id}/citation`: how to cite the report, or one passage of it, with
/// `format` = `gbt` (default), `bibtex` or `ris`, and `p` the number of the passage.
pub async fn citation(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let id = read_id(id)?;
    let params = Params::read(query.as_deref())?;
    let passage = params.one("p").map(|word| {
        word.parse::<u32>().map_err(|_| {
            Problem::new("bad_passage", "p 应为段落序号", "如 p=12，即网页地址中的 #p12")
        })
    });
    let passage = passage.transpose()?;
    let (style, kind) = match params.one("format") {
        None | Some("gbt") => (CitationStyle::Gbt, "text/plain; charset=utf-8"),
        Some("bibtex") => (CitationStyle::Bibtex, "application/x-bibtex; charset=utf-8"),
        Some("ris") => (CitationStyle::Ris, "application/x-research-info-systems; charset=utf-8"),
        Some(_) => {
            let hint = "可用的值：gbt、bibtex、ris";
            return Err(Problem::new("bad_format", "format 没有这个值", hint).into());
        }
    };
    let address = address::of_report(&app, &headers, &id);
    let text = app
        .ask(move |backend| {
            let report = backend.report(&id)?.ok_or_else(|| no_report(&id))?;
            if let Some(p) = passage.filter(|p| !report.passages.iter().any(|q| q.ordinal == *p)) {
                return Err(Problem::not_found(format!("这份报告没有第 {p} 段"), ""));
            }
            Ok(Citation::new(&report, &address, passage, cite::today()).print(style))
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
