//! `/`: one field, what the archive holds, and how to ask.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_engine::{Filters, PlaceEntry, ReportHead, ReportList, Stats};

use super::layout::{field, page};
use super::{Context, PageFailure};
use crate::App;
use suyan_answers::Params;

/// How many of the latest reports and of the places are shown.
const SHOWN: usize = 8;

/// Answers the request.
pub async fn home(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::read(query.as_deref());
    let asked = app
        .ask(|backend| {
            let reports = backend.reports(&Filters::default(), SHOWN, 0)?;
            Ok((backend.stats(), reports, backend.places("", 3 * SHOWN)?))
        })
        .await;
    match asked {
        Ok((stats, reports, places)) => {
            let main = view(&context, &stats, &reports, &places);
            Ok(page(&context, context.t.brand, "home", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, stats: &Stats, reports: &ReportList, places: &[PlaceEntry]) -> Markup {
    let t = context.t;
    html! {
        section.hero {
            h1 { (t.brand) }
            p.tagline { (t.tagline) }
            (field(context, true))
            p.quiet { (t.lead) }
            p.quiet { ((t.holds)(stats.reports, stats.passages)) }
        }
        div.columns {
            section {
                h2 { (t.syntax_title) }
                (syntax(context))
            }
            @if !places.is_empty() {
                section {
                    h2 { (t.places) }
                    ul.cloud {
                        @for place in places {
                            li {
                                a href=(with(context, "place", &place.code)) title=(place.path.join(" › ")) {
                                    (place.name) " " span.count { (place.reports) }
                                }
                            }
                        }
                    }
                }
            }
            section {
                h2 { (t.recent) }
                ul.plain {
                    @for report in &reports.reports {
                        li {
                            a href=(context.report(&report.id, None)) { (report.title) }
                            span.quiet { " " (place_and_year(report)) }
                        }
                    }
                }
                p { a href=(context.plain("/search")) { (t.all_reports) } }
            }
        }
    }
}

/// What a title often leaves out.
fn place_and_year(report: &ReportHead) -> String {
    let place = report.place.as_ref().map(|place| place.name.clone());
    let year = report.year.map(|year| year.to_string());
    place.into_iter().chain(year).collect::<Vec<_>>().join(" ")
}

fn with(context: &Context, name: &str, value: &str) -> String {
    let params: Params = context.params.only(&["lang"]);
    params.set(name, value).at("/search")
}

/// The query language by examples that can be tried.
pub fn syntax(context: &Context) -> Markup {
    html! {
        dl.syntax {
            @for (example, meaning) in context.t.syntax {
                div {
                    dt { a href=(with(context, "q", example)) { code { (example) } } }
                    dd { (meaning) }
                }
            }
        }
    }
}
