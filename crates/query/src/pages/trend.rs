//! `/trend`: how the matches of a search spread over years and places, and the small chart of it
//! that stands above every list of results.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_engine::{SearchAnswer, Total, Trend, TrendCounts, TrendYear};

use super::chart::{Bar, bars, short, small_bars};
use super::layout::page;
use super::search::how_read;
use super::{Context, PageFailure};
use crate::App;
use crate::text::number;
use suyan_answers::Params;
use suyan_answers::find::literal_total;
use suyan_answers::trend::spread;

/// So many places stand in the table of the page; the CSV has all.
const MOST_PLACES: usize = 100;

/// Answers the request.
pub async fn trend(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::read(query.as_deref());
    let request = match Params::read(query.as_deref()).and_then(|params| params.search()) {
        Ok(request) => request,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let asked = app.ask(move |backend| {
        let (trend, answer) = spread(backend, &request)?;
        let literal = literal_total(backend, &request, &answer)?;
        Ok((trend, answer, literal))
    });
    match asked.await {
        Ok((trend, answer, literal)) => {
            let main = view(&context, &trend, &answer, literal);
            Ok(page(&context, context.t.trend, "trend", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, trend: &Trend, answer: &SearchAnswer, literal: Option<Total>) -> Markup {
    let t = context.t;
    html! {
        h1 { (t.trend) @if let Some(query) = context.params.one("q") { " · " (query) } }
        p.quiet {
            a href=(listed(context).at("/search")) { (t.back_to_results) } " · "
            a href=(listed(context).without("lang").at("/api/v1/trend.csv")) download="" { "CSV" } " · "
            a href=(listed(context).without("lang").at("/api/v1/trend")) { "JSON" }
        }
        @if literal.is_some() {
            (how_read(context, answer, literal, "/trend"))
            p.quiet { (t.counts_words) }
        }
        @if trend.years.iter().any(|year| year.counts.all_reports == 0) {
            p.quiet.legend { svg.key viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" { rect.missing width="12" height="12" {} } " " (t.missing_year) }
        }
        section.figure {
            h2 { (t.share) }
            (years(context, trend, t.share, "%", TrendCounts::share))
        }
        section.figure {
            h2 { (t.rate) }
            (years(context, trend, t.rate, "", TrendCounts::rate))
        }
        div.columns {
            section {
                h2 { (t.by_year) }
                table.counts {
                    (table_head(context, t.year))
                    tbody {
                        @for year in trend.years.iter().rev() {
                            tr {
                                th scope="row" { (year.year) }
                                (cells(context, year.counts))
                            }
                        }
                    }
                }
            }
            section {
                h2 { (t.by_place) }
                table.counts {
                    (table_head(context, t.place))
                    tbody {
                        @for place in trend.places.iter().take(MOST_PLACES) {
                            tr {
                                th scope="row" {
                                    a href=(listed(context).set("place", &place.code).at("/search")) title=(place.path.join(" › ")) { (place.name) }
                                }
                                (cells(context, place.counts))
                            }
                        }
                    }
                }
                @if trend.places.len() > MOST_PLACES {
                    p.quiet { ((t.more)(trend.places.len() - MOST_PLACES)) " (CSV)" }
                }
            }
        }
    }
}

/// The parameters of the list without its page.
fn listed(context: &Context) -> Params {
    context.params.without("cursor").without("limit").without("group").without("sort")
}

/// A chart of years; a year that the archive lacks is marked as missing.
fn years(
    context: &Context,
    trend: &Trend,
    label: &str,
    unit: &str,
    value: fn(&TrendCounts) -> Option<f64>,
) -> Markup {
    let bar = |year: &TrendYear| {
        let value = value(&year.counts);
        let said =
            value.map_or_else(|| context.t.missing.to_owned(), |v| format!("{}{unit}", short(v)));
        let link = value.filter(|v| *v > 0.0);
        Bar {
            label: year.year.to_string(),
            value,
            title: format!(
                "{}: {said} ({}/{})",
                year.year, year.counts.reports, year.counts.all_reports
            ),
            link: link.map(|_| listed(context).set("year", &year.year.to_string()).at("/search")),
        }
    };
    let drawn: Vec<Bar> = trend.years.iter().map(bar).collect();
    html! {
        @if drawn.is_empty() { p.quiet { (context.t.nothing) } }
        @else { (bars(label, unit, &drawn)) }
    }
}

fn table_head(context: &Context, first: &str) -> Markup {
    let t = context.t;
    html! {
        thead {
            tr {
                th scope="col" { (first) }
                th scope="col" { (t.reports) }
                th scope="col" { (t.of_reports) }
                th scope="col" { (t.share) }
                th scope="col" { (t.passages) }
                th scope="col" { (t.rate) }
            }
        }
    }
}

fn cells(context: &Context, counts: TrendCounts) -> Markup {
    html! {
        @if counts.all_reports == 0 {
            td.quiet colspan="5" { (context.t.missing) }
        } @else {
            td { (number(counts.reports)) }
            td { (number(counts.all_reports)) }
            td.with-bar { @if let Some(share) = counts.share() { (share_bar(share / 100.0)) " " (short(share)) "%" } }
            td { (number(counts.passages)) }
            td { @if let Some(rate) = counts.rate() { (short(rate)) } }
        }
    }
}

/// So many years are drawn at a glance, from the last one back.
const GLANCE_YEARS: usize = 40;
/// Years before the first match that are drawn with it, so that a beginning is seen as one.
const BEFORE_FIRST: usize = 3;
/// Fewer years than this are not drawn: a few bars show no course.
const FEWEST_YEARS: usize = 12;
/// So many places stand at a glance.
const GLANCE_PLACES: usize = 6;

/// The spread over years and places beside a list of results.
pub fn glance(context: &Context, trend: &Trend) -> Markup {
    let t = context.t;
    let years = glance_years(trend);
    html! {
        @if trend.total.reports > 0 && (years.len() > 1 || trend.places.len() > 1) {
            aside.glance aria-label=(t.trend) {
                h2 { a href=(listed(context).at("/trend")) { (t.trend) } }
                @if years.len() > 1 {
                    (glance_chart(context, years, t.share, "%", TrendCounts::share))
                    (glance_chart(context, years, t.rate, "", TrendCounts::rate))
                }
                (glance_places(context, trend))
                p.quiet {
                    a href=(listed(context).at("/trend")) { (t.table_and_places) } " · "
                    a href=(listed(context).without("lang").at("/api/v1/trend.csv")) download="" { "CSV" }
                }
            }
        }
    }
}

/// The years worth a glance: from a little before the first match to the last.
fn glance_years(trend: &Trend) -> &[TrendYear] {
    let years = &trend.years;
    let matched = years.iter().position(|year| year.counts.reports > 0).unwrap_or(0);
    let fewest = years.len().saturating_sub(FEWEST_YEARS);
    let first = matched.saturating_sub(BEFORE_FIRST).min(fewest);
    &years[first.max(years.len().saturating_sub(GLANCE_YEARS))..]
}

fn glance_chart(
    context: &Context,
    years: &[TrendYear],
    label: &str,
    unit: &str,
    value: fn(&TrendCounts) -> Option<f64>,
) -> Markup {
    let t = context.t;
    let said = |value: Option<f64>| match value {
        Some(value) => format!("{}{unit}", short(value)),
        None => t.missing.to_owned(),
    };
    let bar = |year: &TrendYear| Bar {
        label: year.year.to_string(),
        value: value(&year.counts),
        title: format!("{}: {}", year.year, said(value(&year.counts))),
        link: None,
    };
    let highest = years.iter().filter_map(|year| Some((value(&year.counts)?, year.year)));
    let highest = highest.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let summary = highest.map(|(most, year)| (t.highest)(year, &said(Some(most))));
    let drawn: Vec<Bar> = years.iter().map(bar).collect();
    html! {
        figure {
            figcaption { (label) @if let Some(summary) = &summary { " " span.quiet { (summary) } } }
            (small_bars(&format!("{label} {}", summary.unwrap_or_default()), &drawn))
        }
    }
}

fn glance_places(context: &Context, trend: &Trend) -> Markup {
    let t = context.t;
    let most = trend.places.first().map_or(1, |place| place.counts.reports).max(1);
    html! {
        @if trend.places.len() > 1 {
            h3 { (t.by_place) " " span.quiet { (t.reports) "/" (t.of_reports) } }
            ul.plain.bars {
                @for place in trend.places.iter().take(GLANCE_PLACES) {
                    li {
                        a href=(listed(context).set("place", &place.code).at("/search")) title=(place.path.join(" › ")) { (place.name) }
                        (share_bar(place.counts.reports as f64 / most as f64))
                        span.count { (number(place.counts.reports)) "/" (number(place.counts.all_reports)) }
                    }
                }
            }
        }
    }
}

/// A bar beside a number that says the same.
fn share_bar(part: f64) -> Markup {
    let wide = (part.clamp(0.0, 1.0) * 100.0).round();
    html! {
        svg.share viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.bar x="0" y="0" width=(wide.max(1.0)) height="8" {}
        }
    }
}
