//! One report whole, and the head that stands for it everywhere.

use serde::Serialize;
use suyan_corpus::{Doubt, Evidence, Facts, Part, Passage};
use suyan_search::{Backend, FullReport, PlaceHead, ReportHead};

use crate::json::print_at;
use crate::problem::Problem;

/// The report and its passages.
#[derive(Debug, Serialize)]
struct ReportBody<'a> {
    report: ReportJson<'a>,
    passages: Vec<ReportLine<'a>>,
}

/// The head of a report as in a hit, with all that is known of where it came from.
#[derive(Debug, Serialize)]
struct ReportJson<'a> {
    #[serde(flatten)]
    head: ReportHead,
    speaker: Option<&'a str>,
    session: Option<&'a str>,
    url: Option<&'a str>,
    source: Option<&'a str>,
    sources: &'a [String],
    twin_of: Option<&'a str>,
    twins: &'a [String],
    evidence: &'a [Evidence],
    doubts: &'a [Doubt],
}

/// One passage.
#[derive(Debug, Serialize)]
struct ReportLine<'a> {
    ordinal: u32,
    part: Part,
    heading: Option<&'a str>,
    headings: &'a [String],
    is_heading: bool,
    text: &'a str,
}

/// The problem of a report that is not there.
pub fn no_report(id: &str) -> Problem {
    let short: String = id.chars().take(80).collect();
    Problem::not_found(
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

/// A report whole as JSON.
///
/// # Errors
/// Where it cannot be printed.
pub fn report_json(backend: &dyn Backend, report: &FullReport) -> Result<Vec<u8>, Problem> {
    let FullReport { id, facts, passages } = report;
    print_at(
        backend,
        &ReportBody {
            report: ReportJson {
                head: head(id, facts),
                speaker: facts.speaker.as_deref(),
                session: facts.session.as_deref(),
                url: facts.url.as_deref(),
                source: facts.sources.first().map(String::as_str),
                sources: &facts.sources,
                twin_of: facts.twin_of.as_deref(),
                twins: &facts.twins,
                evidence: &facts.evidence,
                doubts: &facts.doubts,
            },
            passages: passages.iter().map(line).collect(),
        },
    )
}

fn line(passage: &Passage) -> ReportLine<'_> {
    ReportLine {
        ordinal: passage.ordinal,
        part: passage.part,
        heading: passage.heading.last().map(String::as_str),
        headings: &passage.heading,
        is_heading: passage.is_heading,
        text: &passage.text,
    }
}
