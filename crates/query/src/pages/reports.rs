//! `/reports`: all reports as a table that is put in order by any of its columns.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::reports::{ReportRow, ReportTable, RowOrder};

use super::layout::{PageHead, page_of};
use super::search::place_page;
use super::{Context, PageFailure, chips};
use crate::App;
use crate::text::number;

/// Rows of one page.
const ROWS: usize = 100;

/// Answers the request.
pub async fn reports(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let table = match ReportTable::read(&context.params) {
        Ok(table) => table,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let wanted = table.clone();
    match app.ask(move |backend| wanted.ask(backend)).await {
        Ok(rows) => {
            let title = chips::title(&context, context.t.all_reports);
            let head = PageHead { title, class: "reports", ..PageHead::default() };
            Ok(page_of(&context, head, &view(&context, &table, &rows)))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, table: &ReportTable, rows: &[ReportRow]) -> Markup {
    let t = context.t;
    let pages = rows.len().div_ceil(ROWS).max(1);
    let page: usize = context.params.one("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let page = page.clamp(1, pages);
    let to = |page: usize| context.params.set("page", &page.to_string()).at("/reports");
    let as_search = context.params.without("page").without("dir").without("sort");
    html! {
        div.summary {
            h1 { (chips::title(context, t.all_reports)) " " small.quiet { ((t.found_all)(rows.len() as u64)) } }
            p.quiet { a href=(as_search.at("/search")) { (t.room.with_filters) } }
        }
        (chips::chips(context, "/reports", &chips::labels(context)))
        @if rows.is_empty() { p { (t.nothing) } }
        @else {
            div.scroll tabindex="0" role="region" aria-label=(t.all_reports) {
                table.all-reports {
                    (head(context, table))
                    tbody { @for row in rows.iter().skip((page - 1) * ROWS).take(ROWS) { (line(context, row)) } }
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

/// Every head is the way to the table in its order, and the other way round at the second time.
fn head(context: &Context, table: &ReportTable) -> Markup {
    let t = context.t;
    let own = context.params.without("page");
    html! {
        thead { tr {
            @for (word, order) in RowOrder::ALL {
                @let is_own = table.order == order;
                @let down = if is_own { !table.is_down } else { matches!(order, RowOrder::Year | RowOrder::Date | RowOrder::Size) };
                @let sorted = is_own.then_some(if table.is_down { "descending" } else { "ascending" });
                th.{ "by-" (word) } scope="col" aria-sort=[sorted] {
                    a href=(own.set("sort", word).set("dir", if down { "down" } else { "up" }).at("/reports")) {
                        (name(context, order))
                        @if is_own { span aria-hidden="true" { (if table.is_down { " ↓" } else { " ↑" }) } }
                    }
                }
            }
            th scope="col" { (t.room.shares_of_parts) }
        } }
    }
}

fn name(context: &Context, order: RowOrder) -> &'static str {
    let t = context.t;
    match order {
        RowOrder::Place => t.place,
        RowOrder::Year => t.year,
        RowOrder::Title => t.title,
        RowOrder::Date => t.delivered,
        RowOrder::Kind => t.kind,
        RowOrder::Size => t.size,
    }
}

fn line(context: &Context, row: &ReportRow) -> Markup {
    let t = context.t;
    let report = &row.report;
    let percent = |part: u64| (row.characters > 0).then(|| part * 100 / row.characters);
    html! {
        tr {
            th scope="row" {
                @match &report.place {
                    Some(place) => a.named href=(place_page(context, &place.code)) title=(place.path.join(" › ")) { (place.name) },
                    None => span.unknown { (t.place_unknown) },
                }
            }
            td { @match report.year { Some(year) => (year), None => span.unknown { (t.year_unknown) } } }
            td.of-title { a href=(context.report(&report.id, None)) { (report.title) } }
            td { (report.date.as_deref().unwrap_or_default()) }
            td { ((t.kind_word)(report.kind)) }
            td { (number(row.characters)) @if row.is_part { " " span.quiet { (t.in_part) } } }
            td {
                @if let (Some(review), Some(tasks)) = (percent(row.review), percent(row.tasks)) {
                    @if row.review + row.tasks > 0 { ((t.part_word)(suyan_corpus::Part::Review)) " " (review) "% · " ((t.part_word)(suyan_corpus::Part::Tasks)) " " (tasks) "%" }
                }
            }
        }
    }
}
