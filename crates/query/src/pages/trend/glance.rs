//! The small charts of a search's spread that stand beside every list of results.

use maud::{Markup, html};
use suyan_search::{Trend, TrendCounts, TrendYear};

use super::{BEFORE_FIRST, FEWEST_YEARS, listed, share_bar};
use crate::pages::Context;
use crate::pages::chart::{Bar, short, small_bars};
use crate::text::number;

/// So many years are drawn at a glance, from the last one back.
const GLANCE_YEARS: usize = 40;
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
                    a href=(listed(context).at("/trend")) { (t.table_and_places) }
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
        ..Bar::default()
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
