//! `GET /api/v1/reports/{id}`: one report whole, and how to cite it.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use suyan_corpus::{Doubt, Evidence, Facts, Part, Passage};
use suyan_engine::{FullReport, PlaceHead, ReportHead};

use crate::App;
use crate::api::{json_bytes, print};
use crate::cite::{self, Citation, Style};
use crate::error::Failure;
use crate::params::{PLAIN, Params};

/// The report and its passages.
#[derive(Debug, Serialize)]
struct Body<'a> {
    report: Report<'a>,
    passages: Vec<Line<'a>>,
}

/// The head of a report as in a hit, with all that is known of where it came from.
#[derive(Debug, Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    head: ReportHead,
    speaker: Option<&'a str>,
    session: Option<&'a str>,
    url: Option<&'a str>,
    source: Option<&'a str>,
    sources: &'a [String],
    evidence: &'a [Evidence],
    doubts: &'a [Doubt],
}

/// One passage.
#[derive(Debug, Serialize)]
struct Line<'a> {
    ordinal: u32,
    part: Part,
    heading: Option<&'a str>,
    headings: &'a [String],
    is_heading: bool,
    text: &'a str,
}

/// Answers the request.
pub async fn report(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Failure> {
    let id = read_id(id)?;
    let body = app
        .ask(move |backend| match backend.report(&id)? {
            Some(report) => print_report(&report),
            None => Err(no_report(&id)),
        })
        .await?;
    Ok(json_bytes(body))
}

/// The id in an address.
pub fn read_id(id: Result<Path<String>, PathRejection>) -> Result<String, Failure> {
    id.map(|Path(id)| id).map_err(|_| {
        Failure::bad("bad_encoding", "地址不是 UTF-8 编码", "请把报告编号按 UTF-8 作百分号编码")
    })
}

/// 404 for a report that is not there.
pub fn no_report(id: &str) -> Failure {
    let short: String = id.chars().take(80).collect();
    Failure::not_found(
        format!("没有编号为“{short}”的报告"),
        "报告可能已从档案中移除；请用检索重新找到它",
    )
}

/// The facts of a report as the head of a hit.
pub fn head(id: &str, facts: &Facts) -> ReportHead {
    let place = facts.place.as_ref();
    ReportHead {
        id: id.to_owned(),
        title: facts.title.clone(),
        place: place.map(|place| PlaceHead {
            code: place.code.clone(),
            name: place.name.clone(),
            path: place.path.clone(),
        }),
        level: place.map(|place| place.level),
        year: facts.year,
        date: facts.date.map(|date| date.to_string()),
        kind: facts.kind,
    }
}

fn print_report(report: &FullReport) -> Result<Vec<u8>, Failure> {
    let FullReport { id, facts, passages } = report;
    print(&Body {
        report: Report {
            head: head(id, facts),
            speaker: facts.speaker.as_deref(),
            session: facts.session.as_deref(),
            url: facts.url.as_deref(),
            source: facts.sources.first().map(String::as_str),
            sources: &facts.sources,
            evidence: &facts.evidence,
            doubts: &facts.doubts,
        },
        passages: passages.iter().map(line).collect(),
    })
}

fn line(passage: &Passage) -> Line<'_> {
    Line {
        ordinal: passage.ordinal,
        part: passage.part,
        heading: passage.heading.last().map(String::as_str),
        headings: &passage.heading,
        is_heading: passage.is_heading,
        text: &passage.text,
    }
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
            Failure::bad("bad_passage", "p 应为段落序号", "如 p=12，即网页地址中的 #p12")
        })
    });
    let passage = passage.transpose()?;
    let (style, kind) = match params.one("format") {
        None | Some("gbt") => (Style::Gbt, "text/plain; charset=utf-8"),
        Some("bibtex") => (Style::Bibtex, "application/x-bibtex; charset=utf-8"),
        Some("ris") => (Style::Ris, "application/x-research-info-systems; charset=utf-8"),
        Some(_) => {
            let hint = "可用的值：gbt、bibtex、ris";
            return Err(Failure::bad("bad_format", "format 没有这个值", hint));
        }
    };
    let address = address(&headers, &id);
    let text = app
        .ask(move |backend| {
            let report = backend.report(&id)?.ok_or_else(|| no_report(&id))?;
            if let Some(p) = passage.filter(|p| !report.passages.iter().any(|q| q.ordinal == *p)) {
                return Err(Failure::not_found(format!("这份报告没有第 {p} 段"), ""));
            }
            Ok(Citation::new(&report, &address, passage, cite::today()).print(style))
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// The permalink of a report's page on this server, as the client called it.
pub fn address(headers: &HeaderMap, id: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("http://{host}/reports/{}", percent_encoding::utf8_percent_encode(id, PLAIN))
}
