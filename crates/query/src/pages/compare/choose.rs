//! Which two reports: a form that stays, and the way from places and years to reports.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use suyan_answers::Problem;
use suyan_answers::params::LONGEST_PLACE;
use suyan_corpus::Kind;
use suyan_search::{Backend, Filters, ReportHead};

use super::redirect;
use crate::App;
use crate::error::Failure;
use crate::pages::layout::page;
use crate::pages::{Context, PageFailure};

/// One side of the form: which place, which year.
#[derive(Debug, Clone, Default)]
pub struct ComparedSide {
    place: String,
    year: String,
}

/// So many reports of a place and what lies below it are looked at for its own.
const MOST_LOOKED_AT: usize = 200;
/// The names of the form's fields.
const FIELDS: [(&str, &str); 2] = [("place1", "year1"), ("place2", "year2")];

/// Leads from two places and years to the two reports, or asks for them.
pub async fn choose(app: &Arc<App>, context: Context) -> Result<Response, PageFailure> {
    let sides = FIELDS.map(|(place, year)| ComparedSide {
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
    let asked = sides.clone();
    let found =
        app.ask(move |backend| Ok([asked[0].find(backend)?, asked[1].find(backend)?])).await;
    match found {
        Ok([a, b]) => Ok(redirect(&context, &a, &b)),
        Err(failure) => Ok(refused(&context, &sides, &failure)),
    }
}

/// What went wrong, with the form that asks again and the page that says what there is.
pub fn refused(context: &Context, sides: &[ComparedSide; 2], problem: &Problem) -> Response {
    let t = context.t;
    let said = (t.failure)(problem.code);
    let main = html! {
        h1 { (t.compare) }
        section.notice role="alert" {
            @if let Some((message, hint)) = said { p { (message) " " (hint) } }
            p lang="zh-CN" { (problem.message) }
            p.quiet {
                @if said.is_none() { (problem.hint) " " }
                a href=(context.plain("/archive")) { (t.coverage) }
            }
        }
        (form(context, sides))
    };
    let shown = page(context, t.compare, "comparison", &main);
    (Failure(problem.clone()).status(), shown).into_response()
}

impl ComparedSide {
    /// The side that this report is.
    pub fn of(report: &ReportHead) -> Self {
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
pub fn form(context: &Context, sides: &[ComparedSide; 2]) -> Markup {
    let t = context.t;
    html! {
        form.choose action="/compare" method="get" {
            (crate::pages::layout::hidden(&context.params.only(&["lang"]), &[]))
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
