//! `/series`: an indicator through time, what was planned beside what was reported, each with the
//! sentence that says so.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::series::{Course, Series, SeriesPoint, SeriesRequest, SeriesRow};

use super::{field, language, titled, tools};
use crate::App;
use crate::pages::chart::{Axes, ChartLine, lines};
use crate::pages::layout::page;
use crate::pages::{Context, PageFailure};

/// So many rows stand on the page; the API has all.
const MOST_ROWS: usize = 300;

/// Answers the request.
pub async fn series(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let title = context.t.counting.series;
    if context.params.one("indicator").is_none() {
        return Ok(page(&context, &titled(&context, title), "series", &head(&context)));
    }
    let request = match SeriesRequest::read(&context.params) {
        Ok(request) => request,
        Err(problem) => return Err(PageFailure::of(context)(problem)),
    };
    match app.ask(move |backend| request.ask(backend)).await {
        Ok(found) => {
            let main = html! { (head(&context)) (view(&context, &found)) };
            Ok(page(&context, &titled(&context, title), "series", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn head(context: &Context) -> Markup {
    let t = &context.t.counting;
    html! {
        h1 { (t.series) }
        (tools(context))
        p.quiet { (t.series_intro) }
        form.workbench action="/series" method="get" {
            div.options {
                (field(context, "indicator", t.indicator, "search"))
                (field(context, "place", context.t.place, "text"))
                (field(context, "year", context.t.year, "text"))
                (language(context))
                button type="submit" { (context.t.search) }
            }
        }
    }
}

fn view(context: &Context, found: &Series) -> Markup {
    let t = &context.t.counting;
    let kept = context.params.without("lang");
    html! {
        h2 { (found.indicator) }
        p.quiet { a href=(kept.at("/api/v1/series")) { "JSON" } }
        @if found.rows.is_empty() { p.quiet { (context.t.nothing) } }
        @for (name, course) in courses(found) {
            section.figure { h3 { (name) } (drawn(context, &course)) }
        }
        div.scroll { table.counts.spread {
            thead { tr {
                th scope="col" { (context.t.place) } th scope="col" { (context.t.year) }
                th scope="col" { (t.planned) } th scope="col" { (t.reported) } th scope="col" { (t.gap) }
                th scope="col" { (t.above) }
            } }
            tbody { @for row in found.rows.iter().take(MOST_ROWS) { (line(context, row)) } }
        } }
        @if found.rows.len() > MOST_ROWS { p.quiet { ((t.more_rows)(found.rows.len() - MOST_ROWS)) } }
    }
}

/// So many places are drawn; of more, the table tells.
const MOST_DRAWN: usize = 4;

/// The courses of the places, where they are few.
fn courses(found: &Series) -> Vec<(&str, Course)> {
    let mut places: Vec<(&str, &str)> =
        found.rows.iter().map(|row| (row.place.code.as_str(), row.place.name.as_str())).collect();
    places.dedup();
    if places.len() > MOST_DRAWN {
        return Vec::new();
    }
    places.iter().filter_map(|(code, name)| Some((*name, found.course(code)?))).collect()
}

fn line(context: &Context, row: &SeriesRow) -> Markup {
    html! {
        tr {
            th scope="row" title=(row.place.path.join(" › ")) { (row.place.name) }
            td.year { (row.year) }
            td { (point(context, row.planned.as_ref(), row.planned_reason)) }
            td { (point(context, row.reported.as_ref(), row.reported_reason)) }
            td { @if let Some(gap) = row.gap { (format!("{gap:+.2}")) } }
            td { @if row.above.is_some() { (point(context, row.above.as_ref(), None)) } }
        }
    }
}

fn point(context: &Context, point: Option<&SeriesPoint>, reason: Option<&str>) -> Markup {
    let t = &context.t.counting;
    html! {
        @match point {
            Some(point) => {
                a href=(context.report(&point.report, Some(point.ordinal))) title=(point.sentence) { (point.text) }
                br;
                small { (point.sentence) }
            }
            None => span.quiet { (if reason == Some("no_report") { context.t.missing } else { t.not_mentioned }) },
        }
    }
}

/// A course as a chart: what was planned of each year, and what was told of it.
pub fn drawn(context: &Context, course: &Course) -> Markup {
    let t = &context.t.counting;
    let labels: Vec<String> = course.years.iter().map(|(year, ..)| year.to_string()).collect();
    let planned = course.years.iter().map(|(_, planned, _)| *planned).collect();
    let reported = course.years.iter().map(|(.., reported)| *reported).collect();
    let most = course.years.iter().flat_map(|(_, a, b)| [*a, *b]).flatten().fold(0.0, f64::max);
    let (scale, prefix) = match most {
        most if most >= 1e8 => (1e8, "亿"),
        most if most >= 1e5 => (1e4, "万"),
        _ => (1.0, ""),
    };
    let line = |name: &str, values: Vec<Option<f64>>| ChartLine {
        name: name.to_owned(),
        values: values.into_iter().map(|value| value.map(|value| value / scale)).collect(),
    };
    let growth = if course.is_growth { context.t.room.growth } else { "" };
    let up = format!("{}{growth}（{prefix}{}）", course.indicator, course.unit);
    let axes = Axes { label: &up, up: &up, ..Axes::default() };
    lines(&axes, &labels, &[line(t.planned, planned), line(t.reported, reported)])
}
