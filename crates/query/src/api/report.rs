//! `GET /api/v1/reports/{id}`: one report whole.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use suyan_corpus::{Doubt, Evidence, Facts, Part, Passage};
use suyan_engine::{FullReport, PlaceHead, ReportHead};

use crate::App;
use crate::api::{json_bytes, print};
use crate::error::Failure;

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
