//! `/places/{code}`: all reports of a place through time, what it was before and became, what
//! lies below it, and which years are missing.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_corpus::places::Gazetteer;
use suyan_corpus::{Kind, Level};
use suyan_engine::{Backend, Filters, PlaceHead, ReportHead};

use super::layout::page;
use super::{Context, PageFailure};
use crate::App;
use crate::api::report::read_id;
use suyan_answers::Problem;

/// So many reports of one place are listed at most.
const MOST_REPORTS: usize = 500;
/// So many places below it.
const MOST_BELOW: usize = 200;

/// Everything that the page shows.
struct Seen {
    place: PlaceHead,
    level: Option<Level>,
    /// Its own reports, latest first.
    own: Vec<ReportHead>,
    /// Places below it with their number of reports, by code.
    below: Vec<(PlaceHead, u64)>,
    before: Vec<Relative>,
    after: Vec<Relative>,
}

/// A forerunner or successor.
struct Relative {
    code: String,
    name: String,
    year: i16,
    held: bool,
}

/// Answers the request.
pub async fn place(
    State(app): State<Arc<App>>,
    code: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::read(query.as_deref());
    let code = match read_id(code) {
        Ok(code) => code,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    match app.ask(move |backend| look(backend, &code)).await {
        Ok(seen) => {
            let title = seen.place.name.clone();
            Ok(page(&context, &title, "place-page", &view(&context, &seen)))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn look(backend: &dyn Backend, code: &str) -> Result<Seen, Problem> {
    let filters = Filters { places: vec![code.to_owned()], ..Filters::default() };
    let list = backend.reports(&filters, MOST_REPORTS, 0)?.reports;
    let is_own = |report: &ReportHead| report.place.as_ref().is_some_and(|p| p.code == code);
    let (mut own, _): (Vec<ReportHead>, Vec<ReportHead>) = list.into_iter().partition(is_own);
    if own.is_empty() || own.len() == MOST_REPORTS {
        own.truncate(MOST_REPORTS);
    }
    let entry = backend.places(code, 1)?.into_iter().find(|entry| entry.code == code);
    let level =
        entry.as_ref().map(|entry| entry.level).or_else(|| own.first().and_then(|r| r.level));
    if let (Some(level), true) = (level, own.is_empty()) {
        let filters = Filters { levels: vec![level], ..filters.clone() };
        own = backend.reports(&filters, MOST_REPORTS, 0)?.reports;
        own.retain(is_own);
    }
    let known = own.first().and_then(|report| report.place.clone());
    let named =
        known.or_else(|| entry.map(|e| PlaceHead { code: e.code, name: e.name, path: e.path }));
    let divisions = backend.divisions();
    let table = divisions.as_deref().unwrap_or_else(|| Gazetteer::builtin());
    let place = named.or_else(|| of_table(table, code)).ok_or_else(|| {
        Problem::not_found(format!("没有代码为“{code}”的地区"), "请用检索框左侧的地区筛选查找")
    })?;
    let relatives = |rows: Vec<(&suyan_corpus::places::Division, i16)>| -> Result<_, Problem> {
        let relative = |(row, year): (&suyan_corpus::places::Division, i16)| {
            let code = row.code.to_string();
            let held = !backend.places(&code, 1)?.is_empty();
            Ok(Relative { code, name: row.name.to_string(), year, held })
        };
        rows.into_iter().map(relative).collect::<Result<Vec<_>, Problem>>()
    };
    let below = below(backend, &filters, code)?;
    let (before, after) =
        (relatives(table.predecessors(code))?, relatives(table.successors(code))?);
    Ok(Seen { place, level, own, below, before, after })
}

/// A place that the gazetteer knows though the archive holds nothing of it.
fn of_table(table: &Gazetteer, code: &str) -> Option<PlaceHead> {
    let place = table.place(table.by_code(code, None)?, None);
    Some(PlaceHead { code: place.code, name: place.name, path: place.path })
}

/// The places below, by the counts that a search for everything gives.
fn below(
    backend: &dyn Backend,
    filters: &Filters,
    code: &str,
) -> Result<Vec<(PlaceHead, u64)>, Problem> {
    let request = suyan_engine::SearchRequest {
        filters: filters.clone(),
        limit: 1,
        facets: true,
        passages_per_report: 1,
        ..suyan_engine::SearchRequest::default()
    };
    let mut sums: BTreeMap<String, (PlaceHead, u64)> = BTreeMap::new();
    let answer = backend.search(&request)?;
    for facet in &answer.facets.place {
        let Some(at) = facet.codes.iter().position(|c| c == code) else { continue };
        let Some(child) = facet.codes.get(at + 1) else { continue };
        let head = || PlaceHead {
            code: child.clone(),
            name: facet.path.get(at + 1).cloned().unwrap_or_default(),
            path: facet.path[..facet.path.len().min(at + 2)].to_vec(),
        };
        sums.entry(child.clone()).or_insert_with(|| (head(), 0)).1 += facet.reports;
    }
    Ok(sums.into_values().collect())
}

fn view(context: &Context, seen: &Seen) -> Markup {
    let t = context.t;
    html! {
        h1 { (seen.place.name) }
        p.meta {
            span { (seen.place.path.join(" › ")) }
            span { (seen.place.code) }
            @if let Some(level) = seen.level { span { ((t.level_word)(level)) } }
        }
        (lineage(context, seen))
        p {
            a href=(context.params.only(&["lang"]).set("place", &seen.place.code).at("/search")) { (t.search_here) }
            " · "
            a href=(context.params.only(&["lang"]).set("place", &seen.place.code).at("/archive")) { (t.coverage) }
            @if !seen.own.is_empty() {
                " · "
                a href=(context.plain(&format!("/places/{}/promises", seen.place.code))) { ((t.promises.of_place)(&seen.place.name)) }
            }
        }
        section {
            h2 { (t.earlier_later) }
            (through_time(context, seen))
        }
        @if !seen.below.is_empty() {
            section {
                h2 { (t.below) }
                ul.cloud {
                    @for (place, reports) in seen.below.iter().take(MOST_BELOW) {
                        li { a href=(context.plain(&format!("/places/{}", place.code))) { (place.name) } " " span.count { (reports) } }
                    }
                }
            }
        }
    }
}

fn lineage(context: &Context, seen: &Seen) -> Markup {
    let t = context.t;
    let line = |title: &str, relatives: &[Relative]| {
        html! {
            @if !relatives.is_empty() {
                p.lineage {
                    (title) " "
                    @for relative in relatives {
                        span {
                            @if relative.held { a href=(context.plain(&format!("/places/{}", relative.code))) { (relative.name) } }
                            @else { (relative.name) }
                            "（" (relative.year) "）"
                        }
                    }
                }
            }
        }
    };
    html! {
        (line(t.before, &seen.before))
        (line(t.after, &seen.after))
        @if !seen.before.is_empty() {
            p { a href=(context.params.only(&["lang"]).set("place", &seen.place.code).set("lineage", "true").at("/search")) { (t.lineage) } }
        }
    }
}

/// The place's reports as a table through time, the latest first, with the years between that the
/// archive lacks; each work report with the way to the comparison with the one before it.
fn through_time(context: &Context, seen: &Seen) -> Markup {
    let t = context.t;
    let dated = seen.own.iter().filter_map(|report| report.year.map(|year| (year, report)));
    let mut by_year: BTreeMap<i16, Vec<&ReportHead>> = BTreeMap::new();
    dated.for_each(|(year, report)| by_year.entry(year).or_default().push(report));
    let span = by_year.keys().next().copied().zip(by_year.keys().next_back().copied());
    let years = span.into_iter().flat_map(|(first, last)| (first..=last).rev());
    let undated: Vec<&ReportHead> = seen.own.iter().filter(|r| r.year.is_none()).collect();
    html! {
        @if seen.own.is_empty() { p.quiet { (t.nothing) } }
        @else {
            table.through-time {
                thead { tr { th scope="col" { (t.year) } th scope="col" { (t.title) } th scope="col" { (t.delivered) } th scope="col" { (t.compare) } } }
                tbody {
                    @for year in years {
                        @match by_year.get(&year) {
                            None => tr.missing { th scope="row" { (year) } td colspan="3" { (t.missing) } },
                            Some(reports) => {
                                @for report in reports { (row(context, &by_year, year, report)) }
                            }
                        }
                    }
                    @for report in undated {
                        tr {
                            th scope="row" { span.unknown { (t.year_unknown) } }
                            td { a href=(context.report(&report.id, None)) { (report.title) } }
                            td { (report.date.as_deref().unwrap_or_default()) }
                            td {}
                        }
                    }
                }
            }
        }
    }
}

fn row(
    context: &Context,
    by_year: &BTreeMap<i16, Vec<&ReportHead>>,
    year: i16,
    report: &ReportHead,
) -> Markup {
    let t = context.t;
    let earlier = by_year.range(..year).rev().find_map(|(year, reports)| {
        let same = reports.iter().find(|other| other.kind == report.kind);
        same.map(|other| (*year, *other))
    });
    html! {
        tr {
            th scope="row" { (year) }
            td {
                a href=(context.report(&report.id, None)) { (report.title) }
                @if report.kind != Kind::WorkReport { " " span.quiet { ((t.kind_word)(report.kind)) } }
            }
            td { (report.date.as_deref().unwrap_or_default()) }
            td {
                @if let Some((before, other)) = earlier {
                    a.compare href=(context.params.only(&["lang"]).set("a", &other.id).set("b", &report.id).at("/compare"))
                        aria-label=(format!("{} {before}–{year}", t.compare)) { "⇄ " (before) }
                }
            }
        }
    }
}
