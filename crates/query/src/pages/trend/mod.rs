//! `/trend`: how the matches of a search spread over years and places; several words side by side;
//! all places, or those only that have a report in every year.
//!
//! What is counted is work reports, as on the page of the archive, unless another kind is asked
//! for: a denominator that changes from page to page is none.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use suyan_corpus::Kind;
use suyan_search::query::{Restriction, parse};
use suyan_search::{Backend, SearchRequest, Total, Trend, TrendCounts, TrendYear};

use super::chart::{Axes, Bar, ChartLine, bars, lines, short};
use super::layout::{PageHead, page_of};
use super::search::{how_read, years_of_form};
use super::{Context, PageFailure, chips};
use crate::App;
use crate::text::number;
use suyan_answers::find::literal_total;
use suyan_answers::trend::{Balanced, Spread, TrendRequest, spread};
use suyan_answers::{Params, Problem};

mod controls;
mod glance;

pub use glance::glance;

/// So many places stand in the table of the page; the CSV has all.
const MOST_PLACES: usize = 100;
/// So many words are shown beside the first.
const MOST_WITH: usize = 5;
/// Years before the first match that are drawn with it, so that a beginning is seen as one.
const BEFORE_FIRST: usize = 3;
/// Fewer years than this are not drawn: a few bars show no course.
const FEWEST_YEARS: usize = 12;

/// Everything that the page shows.
struct TrendPage {
    spread: Spread,
    literal: Option<Total>,
    /// The words beside the first.
    with: Vec<(String, Trend)>,
}

/// Answers the request.
pub async fn trend(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    if let Some(address) = years_of_form(&context.params, "/trend") {
        return Ok(Redirect::to(&address).into_response());
    }
    let request = match TrendRequest::read(&context.params) {
        Ok(request) => TrendRequest { search: of_kind(&context, request.search), ..request },
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let words = words_beside(&context.params);
    let has_query = context.params.one("q").is_some();
    let asked =
        app.ask(
            move |backend| {
                if has_query { look(backend, &request, words).map(Some) } else { Ok(None) }
            },
        );
    match asked.await {
        Ok(seen) => {
            let title = chips::title(&context, context.t.trend);
            let head = PageHead { title, class: "trend", ..PageHead::default() };
            let main = html! {
                h1 { (chips::title(&context, context.t.trend)) }
                (controls::form(&context))
                @match &seen {
                    Some(seen) => (view(&context, seen)),
                    None => p.quiet { (context.t.room.trend_lead) },
                }
            };
            Ok(page_of(&context, head, &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn look(
    backend: &dyn Backend,
    request: &TrendRequest,
    words: Vec<String>,
) -> Result<TrendPage, Problem> {
    let found = spread(backend, request)?;
    let literal = literal_total(backend, &request.search, &found.answer)?;
    let beside = |word: String| {
        let search = SearchRequest { query: word.clone(), ..request.search.clone() };
        Ok((word, spread(backend, &TrendRequest { search, ..request.clone() })?.trend))
    };
    let with = words.into_iter().map(beside).collect::<Result<_, Problem>>()?;
    Ok(TrendPage { spread: found, literal, with })
}

/// Work reports, unless the address or the query says which kind, or that all kinds count.
fn of_kind(context: &Context, mut search: SearchRequest) -> SearchRequest {
    let says = |query: &str| {
        let alternatives = parse(query).map(|query| query.alternatives).unwrap_or_default();
        alternatives
            .iter()
            .flat_map(|one| &one.restrictions)
            .any(|r| matches!(r, Restriction::Kind(_)))
    };
    let counts_all = context.params.one("kinds") == Some("all");
    if search.filters.kinds.is_empty() && !counts_all && !says(&search.query) {
        search.filters.kinds.push(Kind::WorkReport);
    }
    search
}

/// The words that are to be shown beside the first.
fn words_beside(params: &Params) -> Vec<String> {
    let given = params.all("with").flat_map(|text| text.split(['、', ',', '，', ';', '；']));
    given
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .take(MOST_WITH)
        .collect()
}

fn view(context: &Context, seen: &TrendPage) -> Markup {
    let t = context.t;
    let Spread { trend, answer, balanced } = &seen.spread;
    let shown = shown_years(context, trend, &seen.with);
    html! {
        (chips::chips(context, "/trend", &chips::labels(context)))
        @if seen.literal.is_some() {
            (how_read(context, answer, seen.literal, "/trend"))
            p.quiet { (t.counts_words) }
        }
        (counted(context, trend, balanced.as_ref()))
        @if trend.years.is_empty() { p { (t.nothing) } }
        @else {
            @if let (Some(first), Some(hidden)) = (trend.years.first(), shown.first()) {
                @if hidden.year > first.year {
                    p.quiet {
                        ((t.room.none_before)(first.year, hidden.year - 1)) " "
                        a href=(context.params.set("year", &format!("{}..", first.year)).at("/trend")) { (t.room.all_years) }
                    }
                }
            }
            @if seen.with.is_empty() {
                (figure(context, trend, shown, &ChartMeasure::share(context)))
                (figure(context, trend, shown, &ChartMeasure::rate(context)))
            } @else {
                (several(context, seen, shown))
            }
            (legend(context, shown))
            (tables(context, seen))
        }
        p.exports.quiet {
            a href=(listed(context).at("/search")) { (t.back_to_results) } " · "
            a href=(files(context).at("/api/v1/trend.csv")) download="" { "CSV" } " · "
            a href=(files(context).at("/api/v1/trend")) { "JSON" }
        }
    }
}

/// Of what the shares are, and of which places.
fn counted(context: &Context, trend: &Trend, balanced: Option<&Balanced>) -> Markup {
    let t = context.t;
    let all = context.params.one("kinds") == Some("all");
    let kind = context.params.one("kind").and_then(suyan_answers::params::kind);
    let kind = if all {
        t.room.all_kinds
    } else {
        kind.map_or((t.kind_word)(Kind::WorkReport), t.kind_word)
    };
    let is_of_several =
        trend.places.len() > 1 || trend.years.iter().any(|year| year.counts.all_reports > 1);
    let other = match balanced {
        Some(_) => context.params.without("balanced"),
        None => context.params.set("balanced", "true"),
    };
    html! {
        p.counted {
            ((t.room.counted)(kind, trend.total.all_reports)) " "
            @match balanced {
                Some(one) => ((t.room.of_balanced)(one)),
                None if is_of_several => (t.room.of_changing),
                None => {}
            }
            @if balanced.is_some() || is_of_several {
                " " a href=(other.at("/trend")) { (if balanced.is_some() { t.room.all_places } else { t.room.balanced }) }
            }
        }
    }
}

/// The parameters of the list without its page.
fn listed(context: &Context) -> Params {
    ["cursor", "limit", "group", "sort", "with", "balanced", "kinds"]
        .iter()
        .fold(context.params.clone(), |params, name| params.without(name))
}

/// The parameters that give the same counts as a file.
fn files(context: &Context) -> Params {
    let own = context.params.without("lang").without("with").without("cursor");
    let all = own.one("kinds") == Some("all") || own.one("kind").is_some();
    let own = own.without("kinds");
    if all { own } else { own.set("kind", Kind::WorkReport.as_str()) }
}

/// The years worth a look: from a little before the first match to the last that is held; all that
/// are asked for, where years are.
fn shown_years<'a>(
    context: &Context,
    trend: &'a Trend,
    with: &[(String, Trend)],
) -> &'a [TrendYear] {
    let years = &trend.years;
    if context.params.one("year").is_some() {
        return years;
    }
    let first_of = |trend: &Trend| {
        trend.years.iter().find(|year| year.counts.reports > 0).map(|year| year.year)
    };
    let first = with.iter().map(|(_, trend)| trend).chain([trend]).filter_map(first_of).min();
    let matched = years.iter().position(|year| Some(year.year) == first).unwrap_or(0);
    let fewest = years.len().saturating_sub(FEWEST_YEARS);
    &years[matched.saturating_sub(BEFORE_FIRST).min(fewest)..]
}

/// What a chart measures.
struct ChartMeasure<'a> {
    title: &'a str,
    unit: &'a str,
    value: fn(&TrendCounts) -> Option<f64>,
}

impl ChartMeasure<'_> {
    fn share(context: &Context) -> Self {
        Self { title: context.t.share, unit: "%", value: TrendCounts::share }
    }

    fn rate(context: &Context) -> Self {
        Self { title: context.t.rate, unit: "", value: TrendCounts::rate }
    }
}

impl<'a> ChartMeasure<'a> {
    fn axes(&self, context: &'a Context) -> Axes<'a>
    where
        Self: 'a,
    {
        let t = context.t;
        Axes {
            label: self.title,
            unit: self.unit,
            up: self.title,
            below: "n",
            is_whole: false,
            missing: t.missing,
        }
    }
}

/// Whether a year is of so few reports that it says little: less than half of the fullest year's.
fn is_thin(year: &TrendYear, shown: &[TrendYear]) -> bool {
    let most = shown.iter().map(|year| year.counts.all_reports).max().unwrap_or(0);
    year.counts.all_reports > 0 && year.counts.all_reports * 2 < most
}

/// A chart of years; a year that the archive lacks is marked as missing, one of few reports hatched.
fn figure(
    context: &Context,
    trend: &Trend,
    shown: &[TrendYear],
    measure: &ChartMeasure<'_>,
) -> Markup {
    let t = context.t;
    let bar = |year: &TrendYear| {
        let value = (measure.value)(&year.counts);
        let said =
            value.map_or_else(|| t.missing.to_owned(), |v| format!("{}{}", short(v), measure.unit));
        let link = value.filter(|v| *v > 0.0);
        Bar {
            label: year.year.to_string(),
            value,
            title: format!(
                "{}: {said} ({}/{})",
                year.year, year.counts.reports, year.counts.all_reports
            ),
            link: link.map(|_| listed(context).set("year", &year.year.to_string()).at("/search")),
            of: Some(year.counts.all_reports),
            is_thin: is_thin(year, shown),
        }
    };
    let drawn: Vec<Bar> = shown.iter().map(bar).collect();
    html! {
        @if !trend.years.is_empty() {
            section.figure { h2 { (measure.title) } (bars(&measure.axes(context), &drawn)) }
        }
    }
}

/// Several words as lines.
fn several(context: &Context, seen: &TrendPage, shown: &[TrendYear]) -> Markup {
    let own = context.params.one("q").unwrap_or_default().to_owned();
    let all: Vec<(&str, &Trend)> = std::iter::once((own.as_str(), &seen.spread.trend))
        .chain(seen.with.iter().map(|(word, trend)| (word.as_str(), trend)))
        .collect();
    let labels: Vec<String> = shown.iter().map(|year| year.year.to_string()).collect();
    let draw = |measure: &ChartMeasure<'_>| {
        let of = |trend: &Trend, year: i16| {
            trend
                .years
                .iter()
                .find(|one| one.year == year)
                .and_then(|one| (measure.value)(&one.counts))
        };
        let drawn: Vec<ChartLine> = all
            .iter()
            .map(|(name, trend)| ChartLine {
                name: (*name).to_owned(),
                values: shown.iter().map(|year| of(trend, year.year)).collect(),
            })
            .collect();
        lines(&Axes { below: "", ..measure.axes(context) }, &labels, &drawn)
    };
    let (share, rate) = (ChartMeasure::share(context), ChartMeasure::rate(context));
    html! {
        section.figure { h2 { (share.title) } (draw(&share)) }
        section.figure { h2 { (rate.title) } (draw(&rate)) }
        div.scroll tabindex="0" role="region" aria-label=(context.t.share) {
            table.counts {
                thead { tr { th scope="col" { (context.t.year) } th scope="col" { "n" } @for (name, _) in &all { th scope="col" { (name) } } } }
                tbody {
                    @for year in shown.iter().rev() {
                        tr {
                            th scope="row" { (year.year) } td { (number(year.counts.all_reports)) }
                            @for (_, trend) in &all {
                                @let found = trend.years.iter().find(|one| one.year == year.year);
                                td { @match found.and_then(|one| one.counts.share()) { Some(share) => { (format!("{share:.1}%")) } None => span.quiet { (context.t.missing) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the marks of a chart mean.
fn legend(context: &Context, shown: &[TrendYear]) -> Markup {
    let t = context.t;
    html! {
        p.quiet.legend {
            (t.room.n_means)
            @if shown.iter().any(|year| year.counts.all_reports == 0) {
                " · " svg.key viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" { rect.missing x=".5" y=".5" width="11" height="11" {} } " " (t.missing_year)
            }
            @if shown.iter().any(|year| is_thin(year, shown)) { " · " span.hatched aria-hidden="true" {} " " (t.room.thin) }
        }
    }
}

fn tables(context: &Context, seen: &TrendPage) -> Markup {
    let t = context.t;
    let trend = &seen.spread.trend;
    html! {
        div.columns {
            section {
                h2 { (t.by_year) }
                div.scroll tabindex="0" role="region" aria-label=(t.by_year) { table.counts {
                    (table_head(context, t.year))
                    tbody {
                        @for year in trend.years.iter().rev() {
                            tr { th scope="row" { (year.year) } (cells(context, year.counts)) }
                        }
                    }
                } }
            }
            section {
                h2 { (t.by_place) }
                div.scroll tabindex="0" role="region" aria-label=(t.by_place) { table.counts {
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
                } }
                @if trend.places.len() > MOST_PLACES {
                    p.quiet { ((t.more)(trend.places.len() - MOST_PLACES)) " (CSV)" }
                }
            }
        }
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

/// Numbers of a column have the same decimals, so that their sizes are compared by eye.
fn cells(context: &Context, counts: TrendCounts) -> Markup {
    html! {
        @if counts.all_reports == 0 {
            td.quiet colspan="5" { (context.t.missing) }
        } @else {
            td { (number(counts.reports)) }
            td { (number(counts.all_reports)) }
            td.with-bar { @if let Some(share) = counts.share() { (share_bar(share / 100.0)) " " (format!("{share:.1}%")) } }
            td { (number(counts.passages)) }
            td { @if let Some(rate) = counts.rate() { (format!("{rate:.2}")) } }
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
