//! `/archive`: what the archive holds and what it lacks: sums, kinds, levels, and the matrix of
//! places and years.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_corpus::{Kind, Level};
use suyan_engine::coverage::CoverageRow;
use suyan_engine::{Coverage, Facet, Facets, Filters, Holdings, SearchRequest, Stats};

use super::chart::{self, Bar};
use super::layout::{hidden, page};
use super::{Context, PageFailure};
use crate::App;
use crate::text::number;
use suyan_answers::Params;
use suyan_answers::promises::{ArchiveShares, archive_shares};

/// Rows of the matrix on one page.
const ROWS: usize = 50;
/// Columns of the matrix: the latest years.
const YEARS: usize = 40;

/// Everything that the page shows.
struct Seen {
    stats: Stats,
    facets: Facets,
    holdings: Holdings,
    coverage: Coverage,
    promised: ArchiveShares,
}

/// Answers the request.
pub async fn archive(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::read(query.as_deref());
    let filters = match Params::read(query.as_deref()).and_then(|params| params.filters()) {
        Ok(filters) => filters,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
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
        let mut filters = request.filters;
        if filters.kinds.is_empty() {
            filters.kinds.push(Kind::WorkReport);
        }
        let coverage = backend.coverage(&filters, false)?;
        Ok(Seen { stats: backend.stats(), facets, holdings, coverage, promised })
    });
    match asked.await {
        Ok(seen) => Ok(page(&context, context.t.archive, "archive", &view(&context, &seen))),
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, seen: &Seen) -> Markup {
    let t = context.t;
    let all = seen.holdings.all;
    html! {
        h1 { (t.archive) }
        p {
            ((t.holds)(seen.stats.reports, seen.stats.passages))
            @if let Some(time) = seen.stats.committed.as_deref().and_then(local) {
                " · " (t.indexed) " "
                time datetime=(seen.stats.committed.as_deref().unwrap_or_default()) { (time) }
            }
        }
        dl.figures {
            div { dt { (t.reports_held) } dd { (number(all.reports)) } }
            div { dt { (t.size) } dd { (number(all.characters)) } }
            div { dt { (t.places) } dd { (number(seen.holdings.places.len() as u64)) } }
            div { dt { (t.cells_missing) } dd { (number(seen.coverage.total.none)) } }
            @let unknown = seen.coverage.unknown;
            @if unknown.place + unknown.year > 0 {
                div { dt { (t.place_unknown) " / " (t.year_unknown) } dd { (unknown.place) " / " (unknown.year) } }
            }
        }
        div.columns {
            (words(context, "level", t.level, &seen.facets.level, |v: &Level| ((t.level_word)(*v), v.as_str())))
            (words(context, "kind", t.kind, &seen.facets.kind, |v: &Kind| ((t.kind_word)(*v), v.as_str())))
        }
        (by_years(context, &seen.holdings))
        (super::promises::archive(context, &seen.promised))
        (matrix(context, &seen.coverage))
    }
}

/// A time in UTC as it is where the reports are, to the minute.
fn local(time: &str) -> Option<String> {
    let time: jiff::Timestamp = time.parse().ok()?;
    let there = jiff::tz::offset(8).to_datetime(time);
    Some(format!(
        "{} {:02}:{:02}（UTC+8）",
        there.date(),
        there.time().hour(),
        there.time().minute()
    ))
}

/// The reports of each year and their size, the years without any among them.
fn by_years(context: &Context, holdings: &Holdings) -> Markup {
    let t = context.t;
    let span = holdings.years.keys().next().zip(holdings.years.keys().next_back());
    let bars: Vec<Bar> = span
        .into_iter()
        .flat_map(|(first, last)| *first..=*last)
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
            }
        })
        .collect();
    html! {
        @if bars.len() > 1 {
            section.figure {
                h2 { (t.by_years) }
                (chart::bars(t.by_years, "", &bars))
            }
        }
    }
}

fn words<V>(
    context: &Context,
    name: &str,
    title: &str,
    facet: &[Facet<V>],
    word: impl Fn(&V) -> (&'static str, &'static str),
) -> Markup {
    html! {
        section.facet {
            h2 { (title) }
            ul.values {
                @for entry in facet {
                    @let (label, value) = word(&entry.value);
                    @let on = context.params.all(name).any(|given| given == value);
                    @let params = if on { context.params.remove(name, value) } else { context.params.add(name, value) };
                    li {
                        a href=(params.without("page").at("/archive")) aria-current=[on.then_some("true")] {
                            span { (label) } span.count { (number(entry.reports)) }
                        }
                    }
                }
            }
        }
    }
}

fn matrix(context: &Context, coverage: &Coverage) -> Markup {
    let t = context.t;
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
            form.place-find action="/archive" method="get" {
                (hidden(&context.params.without("place").without("page"), &[]))
                label.hidden for="place" { (t.place_find) }
                input #place data-places="" name="place" placeholder=(t.place_find) maxlength="60" autocomplete="off"
                    value=(context.params.one("place").unwrap_or_default());
                button type="submit" { (t.apply) }
            }
            p.quiet.legend {
                span.cell.r { "●" } " " (t.whole) " "
                span.cell.h { "◐" } " " (t.in_part) " "
                span.cell.n { "○" } " " (t.missing) " "
                span.cell { "·" } " " (t.no_such_place)
            }
            @if rows.is_empty() { p { (t.nothing) } }
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
                    td.r { @if let Some(to) = link(year) { a href=(to) aria-label=(year) { "●" } } }
                } @else if row.part.contains(year) {
                    td.h { @if let Some(to) = link(year) { a href=(to) aria-label=(format!("{year} {}", t.in_part)) { "◐" } } }
                } @else if row.none.contains(year) {
                    td.n { "○" }
                } @else {
                    td { "·" }
                }
            }
        }
    }
}
