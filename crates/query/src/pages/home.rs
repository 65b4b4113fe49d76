//! `/`: one field, what the archive holds, and how to ask.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_search::{Filters, PlaceEntry, ReportList, Stats};

use super::layout::{field, page};
use super::{Context, PageFailure, title};
use crate::App;
use suyan_answers::Params;
use suyan_answers::examples::{Example, archive_examples};

/// How many of the latest reports and of the places are shown.
const SHOWN: usize = 8;

/// Answers the request.
pub async fn home(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let asked = app
        .ask(|backend| {
            let reports = backend.reports(&Filters::default(), SHOWN, 0)?;
            let places = backend.places("", 3 * SHOWN)?;
            Ok((backend.stats(), reports, places, archive_examples(backend)?))
        })
        .await;
    match asked {
        Ok((stats, reports, places, examples)) => {
            let main = view(&context, &stats, &reports, &places, &examples);
            Ok(page(&context, context.t.brand, "home", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(
    context: &Context,
    stats: &Stats,
    reports: &ReportList,
    places: &[PlaceEntry],
    some: &[Example],
) -> Markup {
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
                (examples(context, some))
                p.quiet { a href={ (context.plain("/help")) "#syntax" } { (t.room.whole_syntax) } }
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
                            (title::link(context, report, None))
                        }
                    }
                }
                p { a href=(context.plain("/reports")) { (t.all_reports) } }
            }
        }
    }
}

fn with(context: &Context, name: &str, value: &str) -> String {
    let params: Params = context.params.only(&["lang"]);
    params.set(name, value).at("/search")
}

/// The query language by examples that this archive answers.
pub fn examples(context: &Context, examples: &[Example]) -> Markup {
    html! {
        dl.syntax {
            @for example in examples {
                div {
                    dt { a href=(with(context, "q", &example.query)) { code { (example.query) } } }
                    dd { ((context.t.room.form)(example.form)) }
                }
            }
        }
    }
}
