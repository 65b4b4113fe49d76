//! `/reports/{id}`: one report set for reading, with the query's marks in it, what surrounds it
//! in time and space, and how to cite it.

mod glossary;
mod row;
mod side;
mod text;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};
use suyan_corpus::{Kind, Part, Place};
use suyan_search::{
    Backend, Explanation, Filters, FullReport, PassageMarks, PromiseRequest, ReportHead,
    SearchRequest, ShownPromise,
};

use super::layout::{PageHead, page_of};
use super::marked::GlossaryTerm;
use super::search::meta;
use super::{Context, PageFailure, title};
use crate::App;
use suyan_answers::report::{head, no_report};
use suyan_answers::subject::has_words;

use crate::address;
use crate::api::report::read_id;
use suyan_answers::Params;
use suyan_answers::Problem;

/// Everything that the page shows.
pub struct ReportPage {
    /// The report.
    pub report: FullReport,
    /// Its head as in a hit.
    pub head: ReportHead,
    /// Where the query matches, by passage.
    pub marks: HashMap<u32, PassageMarks>,
    /// The passages that match, in order.
    pub order: Vec<u32>,
    /// The number of marks in all.
    pub count: usize,
    /// The glossary.
    pub terms: Vec<GlossaryTerm>,
    /// All reports of the place, earliest first.
    pub years: Vec<ReportHead>,
    /// Reports of the same year and level below the same parent.
    pub nearby: Vec<ReportHead>,
    /// The permalink of this page.
    pub address: String,
    /// Whether its text is told apart by parts.
    pub has_parts: bool,
    /// Whether a query was given.
    pub asked: bool,
    /// Whether it has words, and not only filters.
    pub has_words: bool,
    /// Why it does not match, where it does not.
    pub why: Option<Explanation>,
    /// What it promises, in reading order.
    pub promises: Vec<ShownPromise>,
}

/// Answers the request.
pub async fn report(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let query = Params::read(query.as_deref()).and_then(|params| params.query());
    let (id, query) = match read_id(id).and_then(|id| query.map(|query| (id, query))) {
        Ok(read) => read,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let address = address::of_report(&app, &headers, &id);
    match app.ask(move |backend| read(backend, &id, &query, address)).await {
        Ok(reading) => {
            let main = view(&context, &reading);
            let head = PageHead {
                title: title::line(&context, &reading.head),
                about: Some(first_words(&context, &reading)),
                class: "report",
                feed: None,
            };
            Ok(page_of(&context, head, &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

/// So many characters of the text stand where somebody sends the address.
const FIRST_WORDS: usize = 110;

/// What a preview of a link to the report shows: what it is, and how its text begins.
fn first_words(context: &Context, reading: &ReportPage) -> String {
    let passages = reading.report.passages.iter();
    let first = passages.filter(|p| !p.is_heading && p.part != Part::Other).map(|p| &p.text).next();
    let text: String = first.map_or("", String::as_str).chars().take(FIRST_WORDS).collect();
    format!("{}{}{text}", title::line(context, &reading.head), context.t.room.colon)
}

fn read(
    backend: &dyn Backend,
    id: &str,
    query: &str,
    address: String,
) -> Result<ReportPage, Problem> {
    let report = backend.report(id)?.ok_or_else(|| no_report(id))?;
    let asked = !query.trim().is_empty();
    let found = if asked { backend.matches(id, query)? } else { Vec::new() };
    let order: Vec<u32> = found.iter().map(|passage| passage.ordinal).collect();
    let count = found.iter().map(|passage| passage.marks.len()).sum();
    let has_words = asked && has_words(query);
    let why = match has_words && found.is_empty() {
        true => Some(backend.explain(&asking(query), id)?),
        false => None,
    };
    let promises = backend.promises(&promised(id))?.promises;
    let place = report.facts.place.as_ref();
    Ok(ReportPage {
        head: head(id, &report.facts),
        marks: found.into_iter().map(|passage| (passage.ordinal, passage)).collect(),
        order,
        count,
        terms: glossary::terms(&report.passages),
        has_parts: report.passages.iter().any(|p| !matches!(p.part, Part::Other | Part::Glossary)),
        years: place
            .map_or(Ok(Vec::new()), |place| same_place(backend, place, report.facts.kind))?,
        nearby: match (place, report.facts.year) {
            (Some(place), Some(year)) => neighbours(backend, place, year, report.facts.kind)?,
            _ => Vec::new(),
        },
        report,
        address,
        asked,
        has_words,
        why,
        promises,
    })
}

/// So many promises of a report are marked at most.
const MOST_PROMISES: usize = 1_000;

/// All that a report promises.
fn promised(id: &str) -> PromiseRequest {
    let report = Some(id.to_owned());
    PromiseRequest { report, limit: MOST_PROMISES, ..PromiseRequest::default() }
}

fn asking(query: &str) -> SearchRequest {
    SearchRequest { query: query.to_owned(), ..SearchRequest::default() }
}

/// So many neighbours at most.
const MOST: usize = 60;

/// The reports of this kind of the very place, earliest first.
fn same_place(
    backend: &dyn Backend,
    place: &Place,
    kind: Kind,
) -> Result<Vec<ReportHead>, Problem> {
    let filters = Filters {
        places: vec![place.code.clone()],
        levels: vec![place.level],
        kinds: vec![kind],
        ..Filters::default()
    };
    let mut reports = backend.reports(&filters, MOST, 0)?.reports;
    reports.reverse();
    Ok(reports)
}

/// The reports of other places of the same level below the same parent, of one year.
fn neighbours(
    backend: &dyn Backend,
    place: &Place,
    year: i16,
    kind: Kind,
) -> Result<Vec<ReportHead>, Problem> {
    let parent = place.codes.iter().rev().nth(1).cloned();
    let filters = Filters {
        places: parent.into_iter().collect(),
        levels: vec![place.level],
        years: Some((year, year)),
        kinds: vec![kind],
        ..Filters::default()
    };
    let mut reports = backend.reports(&filters, MOST, 0)?.reports;
    reports.retain(|other| other.place.as_ref().is_some_and(|other| other.code != place.code));
    reports.sort_by(|a, b| code(a).cmp(code(b)));
    Ok(reports)
}

fn code(report: &ReportHead) -> &str {
    report.place.as_ref().map_or("", |place| &place.code)
}

fn view(context: &Context, reading: &ReportPage) -> Markup {
    let t = context.t;
    html! {
        div.reading {
            (side::outline(context, reading))
            article.text data-quote=(side::quotation(reading)) data-copy=(t.quote) data-copied=(t.copied) data-cite=(side::citation_address(&reading.report.id)) {
                header {
                    h1 { (title::short(context, &reading.head).unwrap_or_else(|| reading.head.title.clone())) }
                    p.own-title { (reading.head.title) }
                    p.meta { (meta(context, &reading.head)) }
                    (side::doubts(context, reading))
                }
                (text::body(context, reading))
            }
            (side::column(context, reading))
            @if reading.count > 0 { (side::map(context, reading)) }
        }
        @if reading.count > 0 {
            div.match-bar.only-script data-marks=(reading.count) {
                button type="button" data-go="-1" { "↑ " (t.previous_match) }
                output aria-live="polite" { "–/" (reading.count) }
                button type="button" data-go="1" { (t.next_match) " ↓" }
            }
        }
    }
}
