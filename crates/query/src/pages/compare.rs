//! `/compare?a=…&b=…`: two reports side by side.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use suyan_corpus::{Kind, Part};
use suyan_engine::{Backend, Filters, ReportHead};

use super::layout::page;
use super::search::meta;
use super::{Context, PageFailure};
use crate::App;
use suyan_answers::Problem;
use suyan_answers::compare::{Comparison, Row, Side, Status, compare as compare_reports};
use suyan_answers::compare::{both, ids};
use suyan_answers::params::LONGEST_PLACE;

/// Answers the request.
pub async fn compare(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::read(query.as_deref());
    if context.params.one("a").is_none() && context.params.one("b").is_none() {
        return choose(&app, context).await;
    }
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

/// One side of the form: which place, which year.
#[derive(Debug, Clone, Default)]
struct Chosen {
    place: String,
    year: String,
}

/// So many reports of a place and what lies below it are looked at for its own.
const MOST_LOOKED_AT: usize = 200;
/// The names of the form's fields.
const FIELDS: [(&str, &str); 2] = [("place1", "year1"), ("place2", "year2")];

/// Leads from two places and years to the two reports, or asks for them.
async fn choose(app: &Arc<App>, context: Context) -> Result<Response, PageFailure> {
    let sides = FIELDS.map(|(place, year)| Chosen {
        place: context.params.one(place).unwrap_or_default().to_owned(),
        year: context.params.one(year).unwrap_or_default().to_owned(),
    });
    if sides.iter().all(|side| side.place.is_empty() && side.year.is_empty()) {
        let main = html! {
            h1 { (context.t.compare) }
            p { (context.t.compare_lead) }
            (form(&context, &sides))
        };
        return Ok(page(&context, context.t.compare, "comparison", &main));
    }
    let found =
        app.ask(move |backend| Ok([sides[0].find(backend)?, sides[1].find(backend)?])).await;
    match found {
        Ok([a, b]) => {
            let params = context.params.only(&["lang"]).set("a", &a).set("b", &b);
            Ok(Redirect::to(&params.at("/compare")).into_response())
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

impl Chosen {
    fn of(report: &ReportHead) -> Self {
        let place = report.place.as_ref().map(|place| place.name.clone());
        let year = report.year.map(|year| year.to_string());
        Self { place: place.unwrap_or_default(), year: year.unwrap_or_default() }
    }

    /// The work report of the place and year, else any report of them.
    fn find(&self, backend: &dyn Backend) -> Result<String, Problem> {
        let years = suyan_answers::params::years(&self.year).ok_or_else(|| {
            Problem::new(
                "bad_year",
                format!("不是年度：“{}”", short(&self.year)),
                "写作四位数字，如 2023",
            )
        })?;
        if self.place.is_empty() || self.place.chars().count() > LONGEST_PLACE {
            return Err(Problem::new(
                "bad_place",
                "没有说明是哪个地区",
                "写地区的名称或代码，如 徐汇区 或 310104",
            ));
        }
        let filters =
            Filters { places: vec![self.place.clone()], years: Some(years), ..Filters::default() };
        let reports = backend.reports(&filters, MOST_LOOKED_AT, 0)?.reports;
        let is_own = |report: &&ReportHead| {
            report.place.as_ref().is_some_and(|place| {
                place.code == self.place
                    || place.name == self.place
                    || place.name.starts_with(&self.place)
            })
        };
        let own: Vec<&ReportHead> = reports.iter().filter(is_own).collect();
        let work = own.iter().find(|report| report.kind == Kind::WorkReport);
        let best = work.or(own.first()).map(|report| report.id.clone());
        best.or_else(|| reports.first().map(|report| report.id.clone())).ok_or_else(|| {
            Problem::not_found(
                format!("档案里没有{}{}年的报告", short(&self.place), short(&self.year)),
                "哪个地方有哪几年，见“档案”页的收录情况",
            )
        })
    }
}

/// A word as a message shows it.
fn short(word: &str) -> String {
    word.chars().take(40).collect()
}

/// The form that asks for two places and years.
fn form(context: &Context, sides: &[Chosen; 2]) -> Markup {
    let t = context.t;
    html! {
        form.choose action="/compare" method="get" {
            (super::layout::hidden(&context.params.only(&["lang"]), &[]))
            @for (side, (place, year)) in sides.iter().zip(FIELDS) {
                fieldset {
                    legend { (if place == FIELDS[0].0 { t.compare_one } else { t.compare_other }) }
                    label { (t.place) " " input name=(place) value=(side.place) maxlength="60" required placeholder=(t.place_find) data-places="" autocomplete="off"; }
                    label { (t.year) " " input name=(year) value=(side.year) inputmode="numeric" pattern="[0-9]{4}" size="5" required; }
                }
            }
            button type="submit" { (t.compare) }
        }
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
        details.others-to-compare {
            summary { (t.compare_others) }
            (form(context, &[&comparison.a, &comparison.b].map(Chosen::of)))
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
        section.compared {
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
