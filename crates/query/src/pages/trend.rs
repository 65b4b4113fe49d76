//! `/trend`: how the matches of a search spread over years and places, and the small chart of it
//! that stands above every list of results.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_engine::{Trend, TrendCounts, TrendYear};

use super::chart::{Bar, bars, short};
use super::layout::page;
use super::{Context, PageFailure};
use crate::App;
use crate::api::trend::spread;
use crate::params::Params;
use crate::text::number;

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
    match app.ask(move |backend| spread(backend, &request)).await {
        Ok(trend) => {
            let main = view(&context, &trend);
            Ok(page(&context, context.t.trend, "trend", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, trend: &Trend) -> Markup {
    let t = context.t;
    html! {
        h1 { (t.trend) @if let Some(query) = context.params.one("q") { " · " (query) } }
        p.quiet {
            a href=(listed(context).at("/search")) { (t.back_to_results) } " · "
            a href=(listed(context).without("lang").at("/api/v1/trend.csv")) download="" { "CSV" } " · "
            a href=(listed(context).without("lang").at("/api/v1/trend")) { "JSON" }
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
            td { @if let Some(share) = counts.share() { (short(share)) "%" } }
            td { (number(counts.passages)) }
            td { @if let Some(rate) = counts.rate() { (short(rate)) } }
        }
    }
}

/// The spread over years above a list of results: a line that opens.
pub fn summary(context: &Context, trend: &Trend) -> Markup {
    let t = context.t;
    html! {
        @if trend.years.len() > 1 && trend.total.reports > 0 {
            details.spread {
                summary { (t.trend) " " (spark(trend)) }
                p.quiet {
                    (t.share) " · "
                    a href=(listed(context).at("/trend")) { (t.table_and_places) } " · "
                    a href=(listed(context).without("lang").at("/api/v1/trend.csv")) download="" { "CSV" }
                }
                (years(context, trend, t.share, "%", TrendCounts::share))
            }
        }
    }
}

/// The shares as a row of small bars, beside which stands the chart that says the same in full.
fn spark(trend: &Trend) -> Markup {
    let most = trend.years.iter().filter_map(|year| year.counts.share()).fold(0.0, f64::max);
    html! {
        svg.spark viewBox=(format!("0 0 {} 20", trend.years.len() * 5)) height="20" width=(trend.years.len() * 5) aria-hidden="true" {
            @for (n, year) in trend.years.iter().enumerate() {
                @match year.counts.share() {
                    Some(share) if most > 0.0 => {
                        @let tall = (share * 19.0 / most).round();
                        rect.bar x=(n * 5) y=(20.0 - tall) width="4" height=(tall) {}
                    }
                    _ => rect.missing x=(n * 5) y="18" width="4" height="2" {},
                }
            }
        }
    }
}
