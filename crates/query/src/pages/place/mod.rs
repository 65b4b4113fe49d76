//! `/places/{code}`: a place at a glance, then all its reports through time and what lies below it.

mod glance;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::Params;
use suyan_answers::place::{PlaceView, Relative, place_view};
use suyan_corpus::Kind;
use suyan_search::ReportHead;

use super::layout::page;
use super::search::place_page;
use super::{Context, PageFailure};
use crate::App;
use crate::api::report::read_id;

/// So many places below it are listed at most.
const MOST_BELOW: usize = 200;

/// Answers the request.
pub async fn place(
    State(app): State<Arc<App>>,
    code: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let code = match read_id(code) {
        Ok(code) => code,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let merged = context.params.one("lineage") == Some("true");
    match app.ask(move |backend| place_view(backend, &code, merged)).await {
        Ok(seen) => {
            let title = (context.t.room.place_title)(&seen.place.path.join(" › "));
            Ok(page(&context, &title, "place-page", &view(&context, &seen)))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, seen: &PlaceView) -> Markup {
    let t = context.t;
    html! {
        div.title-line {
            h1 { (seen.place.name) }
            p.meta {
                span { (seen.place.path.join(" › ")) }
                @if let Some(level) = seen.level { span { ((t.level_word)(level)) } }
                span { (t.room.code) " " (seen.place.code) }
            }
            (field(context, seen))
        }
        @if let Some(missing) = &seen.missing { section.notice role="status" { p { ((t.not_held)(missing)) } } }
        (lineage(context, seen))
        (glance::strip(context, seen))
        div.at-a-glance {
            (glance::promises(context, seen))
            (glance::indicators(context, seen))
        }
        (glance::latest(context, seen))
        @if !seen.own.is_empty() {
            section #reports {
                h2 { (t.earlier_later) }
                (through_time(context, seen))
            }
        }
        @if !seen.below.is_empty() {
            section {
                h2 { (t.below) }
                ul.cloud {
                    @for (place, reports) in seen.below.iter().take(MOST_BELOW) {
                        li { a href=(place_page(context, &place.code)) { (place.name) } " " span.count { (reports) } }
                    }
                }
            }
        }
    }
}

/// The place's own search, with what else is asked of it.
fn field(context: &Context, seen: &PlaceView) -> Markup {
    let t = context.t;
    let own = context.params.only(&["lang"]).set("place", &seen.place.code);
    html! {
        form.own-search action="/search" method="get" role="search" aria-label=((t.room.search_in)(&seen.place.name)) {
            label.hidden for="own-q" { ((t.room.search_in)(&seen.place.name)) }
            input #own-q type="search" name="q" placeholder=((t.room.search_in)(&seen.place.name)) maxlength="2000" autocomplete="off";
            input type="hidden" name="place" value=(seen.place.code);
            @if let Some(lang) = context.params.one("lang") { input type="hidden" name="lang" value=(lang); }
            button type="submit" { (t.search) }
        }
        p.ways {
            a href=(own.at("/search")) { (t.all_reports) } " · "
            a href=(context.plain(&format!("/places/{}/promises", seen.place.code))) { (t.promises.nav) } " · "
            a href=(own.at("/archive")) { (t.coverage) }
        }
    }
}

fn lineage(context: &Context, seen: &PlaceView) -> Markup {
    let t = context.t;
    let merged = context.params.one("lineage") == Some("true");
    let own = format!("/places/{}", seen.place.code);
    let line = |title: &str, relatives: &[Relative]| {
        html! {
            @if !relatives.is_empty() {
                span.lineage {
                    (title) " "
                    @for relative in relatives {
                        span {
                            a href=(place_page(context, &relative.code)) { (relative.name) }
                            @let year = relative.year.to_string();
                            @let said = if relative.held { year } else { year + t.room.comma + t.room.none_held };
                            ((t.room.beside)(&said))
                        }
                    }
                }
            }
        }
    };
    html! {
        @if !seen.before.is_empty() || !seen.after.is_empty() {
            p {
                (line(t.before, &seen.before))
                (line(t.after, &seen.after))
                @if merged { a href=(context.params.without("lineage").at(&own)) { (t.room.unmerged) } }
                @else { a href=(context.params.set("lineage", "true").at(&own)) { (t.room.merged) } }
            }
        }
    }
}

/// The reports of every year.
type ByYear<'a> = BTreeMap<i16, Vec<&'a ReportHead>>;

/// The place's reports as a table through time, the latest first, with the years between that the
/// archive lacks; each work report with the way to the comparison with the one before it.
fn through_time(context: &Context, seen: &PlaceView) -> Markup {
    let t = context.t;
    let mut by_year: ByYear<'_> = BTreeMap::new();
    for report in &seen.own {
        if let Some(year) = report.year {
            by_year.entry(year).or_default().push(report);
        }
    }
    let span = by_year.keys().next().copied().zip(by_year.keys().next_back().copied());
    let last = seen.strip.last().map(|(year, _)| *year);
    let years = span
        .into_iter()
        .flat_map(|(first, end)| (first..=last.map_or(end, |last| last.max(end))).rev());
    let undated: Vec<&ReportHead> = seen.own.iter().filter(|r| r.year.is_none()).collect();
    html! {
        table.through-time {
            thead { tr { th scope="col" { (t.year) } th scope="col" { (t.title) } th scope="col" { (t.delivered) } th scope="col" { (t.room.against_before) } } }
            tbody {
                @for year in years {
                    @match by_year.get(&year) {
                        None => tr.missing { th scope="row" { (year) } td colspan="3" { (t.missing) } },
                        Some(reports) => {
                            @for report in reports { (row(context, seen, &by_year, year, report)) }
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

fn row(
    context: &Context,
    seen: &PlaceView,
    by_year: &ByYear<'_>,
    year: i16,
    report: &ReportHead,
) -> Markup {
    let t = context.t;
    let earlier = by_year.range(..year).rev().find_map(|(year, reports)| {
        let same = reports.iter().find(|other| other.kind == report.kind);
        same.map(|other| (*year, *other))
    });
    let other_name = report.place.as_ref().filter(|place| place.code != seen.place.code);
    html! {
        tr {
            th scope="row" { (year) }
            td {
                a.named href=(context.report(&report.id, None)) { (report.title) }
                @if let Some(place) = other_name { " " span.quiet { (place.name) } }
                @if report.kind != Kind::WorkReport { " " span.quiet { ((t.kind_word)(report.kind)) } }
            }
            td { (report.date.as_deref().unwrap_or_default()) }
            td {
                @if let Some((before, other)) = earlier {
                    a.compare href=(compare(context, other, report))
                        aria-label=(format!("{} {before}–{year}", t.compare)) { "⇄ " (before) }
                }
            }
        }
    }
}

fn compare(context: &Context, a: &ReportHead, b: &ReportHead) -> String {
    let params: Params = context.params.only(&["lang"]);
    params.set("a", &a.id).set("b", &b.id).at("/compare")
}
