//! `/compare?a=…&b=…`: two reports side by side.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_corpus::Part;
use suyan_engine::ReportHead;

use super::layout::page;
use super::search::meta;
use super::{Context, PageFailure};
use crate::App;
use crate::api::compare::{both, ids};
use crate::compare::{Comparison, Row, Side, Status, compare as compare_reports};

/// Answers the request.
pub async fn compare(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::read(query.as_deref());
    let (a, b) = match ids(&context.params) {
        Ok(ids) => ids,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let asked = app.ask(move |backend| {
        let (a, b) = both(backend, &a, &b)?;
        Ok(compare_reports(&a, &b))
    });
    match asked.await {
        Ok(comparison) => {
            let main = view(&context, &comparison);
            Ok(page(&context, context.t.compare, "comparison", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, comparison: &Comparison) -> Markup {
    let t = context.t;
    let shown: Vec<Status> = {
        let asked = context.params.one("show");
        let one = Status::ALL.into_iter().find(|status| asked == Some(status.as_str()));
        one.map_or_else(|| Status::ALL.to_vec(), |status| vec![status])
    };
    let visible = |row: &&Row| shown.contains(&row.status);
    let rows: Vec<&Row> = comparison.rows.iter().filter(visible).collect();
    html! {
        h1 { (t.compare) }
        (switches(context, comparison, shown.len() == Status::ALL.len()))
        div.sides.heads {
            (head(context, &comparison.a))
            (head(context, &comparison.b))
        }
        p.quiet {
            a href=(context.params.only(&["lang"]).set("a", &comparison.b.id).set("b", &comparison.a.id).at("/compare")) { "⇄ " (t.swap) }
        }
        @for part in rows.chunk_by(|x, y| x.part == y.part) {
            (section(context, comparison, part[0].part, part))
        }
    }
}

fn switches(context: &Context, comparison: &Comparison, all: bool) -> Markup {
    let t = context.t;
    let counts = comparison.counts;
    html! {
        div.switch role="group" aria-label=(t.status) {
            a href=(context.params.without("show").at("/compare")) aria-current=[all.then_some("true")] { (t.everything) }
            @for status in Status::ALL {
                @let count = match status {
                    Status::Kept => counts.kept,
                    Status::Changed => counts.changed,
                    Status::New => counts.new,
                    Status::Dropped => counts.dropped,
                };
                @let on = context.params.one("show") == Some(status.as_str());
                a href=(context.params.set("show", status.as_str()).at("/compare")) aria-current=[on.then_some("true")] {
                    ((t.status_word)(status)) " " (count)
                }
            }
        }
    }
}

fn head(context: &Context, report: &ReportHead) -> Markup {
    html! {
        div {
            h2 { a href=(context.report(&report.id, None)) { (report.title) } }
            p.meta { (meta(context, report)) }
        }
    }
}

fn section(context: &Context, comparison: &Comparison, part: Part, rows: &[&Row]) -> Markup {
    let t = context.t;
    html! {
        section.compared aria-label=((t.part_word)(part)) {
            h2.part-name { ((t.part_word)(part)) }
            @for row in rows {
                div.sides.row.{ "is-" (row.status.as_str()) } {
                    (side(context, &comparison.a.id, row.a.as_ref(), row, false))
                    (side(context, &comparison.b.id, row.b.as_ref(), row, true))
                }
            }
        }
    }
}

fn side(context: &Context, id: &str, side: Option<&Side>, row: &Row, is_other: bool) -> Markup {
    let t = context.t;
    html! {
        @if let Some(side) = side {
            div.side-text.heading[side.is_heading] {
                p.where {
                    a.no href=(context.report(id, Some(side.ordinal))) { ((t.passage)(side.ordinal)) }
                    @if is_other || row.b.is_none() {
                        span.status { ((t.status_word)(row.status)) }
                        @if row.moved { span { (t.moved) } }
                    }
                }
                p {
                    @for piece in &side.text {
                        @if piece.changed && is_other { ins.number[piece.number] { (piece.text) } }
                        @else if piece.changed { del.number[piece.number] { (piece.text) } }
                        @else { (piece.text) }
                    }
                }
            }
        } @else { div.side-text.empty { } }
    }
}
