//! `/archive`: what the archive holds and what it lacks: sums, kinds, levels, and the matrix of
//! places and years.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use suyan_corpus::{Doubtful, Kind};
use suyan_search::coverage::CoverageRow;
use suyan_search::filter::{Dimension, DimensionValues, KIND, LEVEL, Scope, in_order};
use suyan_search::{Coverage, DoubtfulList, Facets, Filters, Holdings, SearchRequest, Stats};

use super::chart::{self, Axes, Bar};
use super::layout::{PageHead, page_of};
use super::search::years_of_form;
use super::{Context, PageFailure, chips, doubtful, facets};
use crate::App;
use crate::text::number;
use suyan_answers::DoubtRequest;
use suyan_answers::coverage::usual_years;
use suyan_answers::missing::{Missing, missing};
use suyan_answers::params;
use suyan_answers::promises::{ArchiveShares, archive_shares};

/// Rows of the matrix on one page.
const ROWS: usize = 50;
/// Columns of the matrix: the latest years.
const YEARS: usize = 80;

/// Everything that the page shows.
struct ArchivePage {
    stats: Stats,
    facets: Facets,
    holdings: Holdings,
    coverage: Coverage,
    /// The years that the coverage is of.
    years: Option<(i16, i16)>,
    /// What is asked of and not held at all.
    missing: Option<Missing>,
    promised: ArchiveShares,
    doubtful: DoubtfulList,
}

/// Answers the request.
pub async fn archive(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    if let Some(address) = years_of_form(&context.params, "/archive") {
        return Ok(Redirect::to(&address).into_response());
    }
    let read = context
        .params
        .filters()
        .and_then(|filters| Ok((filters, DoubtRequest::read(&context.params)?)));
    let (filters, doubts) = match read {
        Ok(read) => read,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let from = (doubtful::page_of(&context) - 1) * doubtful::ROWS;
    // Who names a place wants to see its row, also where it is empty.
    let expected = context.params.one("expected") == Some("true") || !filters.places.is_empty();
    let asked = app.ask(move |backend| {
        let request = SearchRequest {
            filters: Filters { parts: Vec::new(), ..filters },
            limit: 1,
            facets: true,
            passages_per_report: 1,
            ..SearchRequest::default()
        };
        let facets = Arc::unwrap_or_clone(backend.search(&request)?).facets;
        let holdings = backend.holdings(&request)?;
        let promised = archive_shares(backend, &request.filters)?;
        let missing = missing(backend, &request)?;
        let mut doubtful = doubts.clone().page(doubtful::ROWS, from).ask(backend)?;
        if doubtful.reports.is_empty() && doubtful.total > 0 {
            // Behind the last page is the last page.
            let last = (doubtful.total as usize - 1) / doubtful::ROWS * doubtful::ROWS;
            doubtful = doubts.page(doubtful::ROWS, last).ask(backend)?;
        }
        let mut filters = request.filters;
        if filters.kinds.is_empty() {
            filters.kinds.push(Kind::WorkReport);
        }
        let years = match filters.years {
            Some(years) => Some(years),
            None => usual_years(backend)?,
        };
        let coverage = backend.coverage(&Filters { years, ..filters }, expected)?;
        let years = coverage.years.first().copied().zip(coverage.years.last().copied());
        Ok(ArchivePage {
            stats: backend.stats(),
            facets,
            holdings,
            coverage,
            years,
            missing,
            promised,
            doubtful,
        })
    });
    match asked.await {
        Ok(seen) => {
            let title = chips::title(&context, context.t.archive);
            let head = PageHead { title, class: "archive", ..PageHead::default() };
            Ok(page_of(&context, head, &view(&context, &seen)))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, seen: &ArchivePage) -> Markup {
    let t = context.t;
    let all = seen.holdings.all;
    html! {
        h1 { (chips::title(context, t.archive)) }
        (chips::chips(context, "/archive", &chips::labels(context)))
        @if let Some(missing) = &seen.missing { section.notice role="status" { p { ((t.not_held)(missing)) } } }
        p {
            ((t.holds)(seen.stats.reports, seen.stats.passages))
            @if let Some(time) = seen.stats.committed.as_deref().and_then(local) {
                " · " (t.indexed) " "
                time datetime=(seen.stats.committed.as_deref().unwrap_or_default()) { (time) }
            }
        }
        dl.figures {
            div {
                dt { (t.reports_held) } dd { (number(all.reports)) }
                @if let Some(twins) = twins_left_out(context, &seen.doubtful) { dd.quiet { (twins) } }
            }
            div { dt { (t.size) } dd { (number(all.characters)) } }
            div { dt { (t.places) } dd { (number(seen.holdings.places.len() as u64)) } }
            div { dt { ((t.room.cells_missing)(seen.years)) } dd { (number(seen.coverage.total.none)) } }
            @let unknown = seen.coverage.unknown;
            @if unknown.place + unknown.year > 0 {
                div { dt { (t.place_unknown) " / " (t.year_unknown) } dd { (unknown.place) " / " (unknown.year) } }
            }
        }
        div.columns {
            @for dimension in in_order(&[&LEVEL, &KIND]) {
                @if dimension.has_facet && matches!(dimension.takes, DimensionValues::Words(_)) && dimension.scope != Scope::Passage {
                    (words(context, dimension, &seen.facets))
                }
            }
        }
        (by_years(context, &seen.holdings, seen.years))
        (super::promises::archive(context, &seen.promised))
        (matrix(context, seen))
        (doubtful::section(context, &seen.doubtful))
    }
}

/// How many files are another file of a report that is counted.
fn twins_left_out(context: &Context, doubtful: &DoubtfulList) -> Option<String> {
    let twins = doubtful.counts.iter().find(|counted| counted.doubt == Doubtful::Twin)?;
    let are_counted = context.params.one("twins").is_some_and(|given| given == "true");
    (!are_counted).then(|| (context.t.room.twins_left_out)(twins.reports))
}

/// A time in UTC as it is where the reports are, to the minute.
fn local(time: &str) -> Option<String> {
    let time: jiff::Timestamp = time.parse().ok()?;
    let there = jiff::tz::offset(8).to_datetime(time);
    Some(format!("{} {:02}:{:02} UTC+8", there.date(), there.time().hour(), there.time().minute()))
}

/// The reports of each year and their size, the years without any among them.
fn by_years(context: &Context, holdings: &Holdings, range: Option<(i16, i16)>) -> Markup {
    let t = context.t;
    let whole = holdings.years.keys().next().zip(holdings.years.keys().next_back());
    let span = range.or_else(|| whole.map(|(first, last)| (*first, *last)));
    let bars: Vec<Bar> = span
        .into_iter()
        .flat_map(|(first, last)| first..=last)
        .map(|year| {
            let held = holdings.years.get(&year);
            let said = held.map_or_else(
                || t.missing.to_owned(),
                |held| {
                    format!(
                        "{} · {}",
                        (t.found_all)(held.reports),
                        (t.characters)(held.characters as usize)
                    )
                },
            );
            Bar {
                label: year.to_string(),
                value: held.map(|held| held.reports as f64),
                title: format!("{year}: {said}"),
                link: held.map(|_| {
                    context.params.without("page").set("year", &year.to_string()).at("/search")
                }),
                ..Bar::default()
            }
        })
        .collect();
    html! {
        @if bars.len() > 1 {
            section.figure {
                h2 { (t.by_years) }
                (chart::bars(&Axes { label: t.by_years, up: t.reports_held, is_whole: true, missing: t.missing, ..Axes::default() }, &bars))
            }
        }
    }
}

fn words(context: &Context, dimension: &Dimension, facets: &Facets) -> Markup {
    let own = context.params.without("page");
    html! {
        section.facet {
            h2 { (context.t.dimension(dimension)) }
            ul.values {
                @for entry in facets.of(dimension) { (facets::line(context, &own, "/archive", &entry, entry.reports)) }
            }
        }
    }
}

fn matrix(context: &Context, seen: &ArchivePage) -> Markup {
    let t = context.t;
    let coverage = &seen.coverage;
    let years = &coverage.years[coverage.years.len().saturating_sub(YEARS)..];
    let pages = coverage.places.len().div_ceil(ROWS).max(1);
    let page: usize = context.params.one("page").and_then(|p| p.parse().ok()).unwrap_or(1);
    let page = page.clamp(1, pages);
    let rows: Vec<&CoverageRow> =
        coverage.places.iter().skip((page - 1) * ROWS).take(ROWS).collect();
    let to = |page: usize| context.params.set("page", &page.to_string()).at("/archive");
    html! {
        section {
            h2 { (t.coverage) }
            (range(context, seen))
            p.quiet {
                ((t.room.coverage_counts)(context.params.one("kind").and_then(params::kind).map_or((t.kind_word)(Kind::WorkReport), t.kind_word))) " · "
                a href=(context.params.without("page").without("lang").at("/api/v1/coverage.csv")) download="" { (t.room.download_matrix) }
            }
            p.quiet.legend {
                span.cell.r { "●" } " " (t.whole) " "
                span.cell.h { "◐" } " " (t.in_part) " "
                span.cell.n { "○" } " " (t.missing) " "
                span.cell { "·" } " " (t.no_such_place)
            }
            @if rows.is_empty() { p { (t.room.none_in_range) } }
            @else {
                div.scroll tabindex="0" role="region" aria-label=(t.coverage) {
                    table.matrix {
                        thead {
                            tr {
                                th scope="col" { (t.place) }
                                @for year in years { th scope="col" abbr=(year) { (format!("{:02}", year.rem_euclid(100))) } }
                            }
                        }
                        tbody { @for row in rows { (line(context, row, years)) } }
                    }
                }
            }
            @if pages > 1 {
                nav.pages aria-label=(t.pages) {
                    @if page > 1 { a rel="prev" href=(to(page - 1)) { "← " (t.previous) } }
                    span { (page) " / " (pages) }
                    @if page < pages { a rel="next" href=(to(page + 1)) { (t.next) " →" } }
                }
            }
        }
    }
}

/// Which places and years the matrix shows.
fn range(context: &Context, seen: &ArchivePage) -> Markup {
    let t = context.t;
    let (from, to) = seen
        .years
        .map_or((String::new(), String::new()), |(from, to)| (from.to_string(), to.to_string()));
    let place = context.params.one("place").map_or("", |given| context.named(given));
    html! {
        form.controls action="/archive" method="get" {
            @for name in ["kind", "level", "lang"] {
                @for value in context.params.all(name) { input type="hidden" name=(name) value=(value); }
            }
            label { span { (t.place) } input #place data-places="" name="place" placeholder=(t.place_find) maxlength="60" autocomplete="off" value=(place); }
            label.year { span { (t.year_from) } input name="from" inputmode="numeric" pattern="[0-9]{4}" size="4" value=(from); }
            label.year { span { (t.year_to) } input name="to" inputmode="numeric" pattern="[0-9]{4}" size="4" value=(to); }
            label.check { input type="checkbox" name="expected" value="true" checked[context.params.one("expected") == Some("true")]; " " (t.room.with_empty) }
            button type="submit" { (t.apply) }
        }
    }
}

fn line(context: &Context, row: &CoverageRow, years: &[i16]) -> Markup {
    let t = context.t;
    let link = |year: &i16| {
        let id = row.reports.get(year).and_then(|ids| ids.first());
        id.map(|id| context.report(id, None))
    };
    html! {
        tr {
            th scope="row" {
                a href=(context.plain(&format!("/places/{}", row.code))) title=(row.path.join(" › ")) { (row.name) }
            }
            @for year in years {
                @if row.report.contains(year) {
                    td.r { @if let Some(to) = link(year) { a href=(to) tabindex="-1" aria-label=(year) { "●" } } }
                } @else if row.part.contains(year) {
                    td.h { @if let Some(to) = link(year) { a href=(to) tabindex="-1" aria-label=(format!("{year} {}", t.in_part)) { "◐" } } }
                } @else if row.none.contains(year) {
                    td.n { "○" }
                } @else {
                    td { "·" }
                }
            }
        }
    }
}
