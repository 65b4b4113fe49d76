//! `/help`: how to ask, how to read what is found, what an exported file holds.

use axum::extract::RawQuery;
use axum::response::Response;
use maud::{Markup, html};
use suyan_promises::Verdict;
use suyan_search::Tier;

use super::Context;
use super::layout::page;
use suyan_answers::export::COLUMNS;
use suyan_answers::promises::PROMISE_COLUMNS;

/// Answers the request.
pub async fn guide(RawQuery(query): RawQuery) -> Response {
    let context = Context::read(query.as_deref());
    page(&context, context.t.help, "help", &view(&context))
}

fn view(context: &Context) -> Markup {
    let t = context.t;
    html! {
        h1 { (t.help) }
        section #syntax {
            h2 { (t.syntax_title) }
            dl.lines.of-code { @for (written, means) in t.room.syntax_lines { div { dt { code { (written) } } dd { (means) } } } }
        }
        section #pages {
            h2 { (t.room.help_pages) }
            dl.lines.of-code { @for (path, means) in t.room.page_lines { div { dt { (way(context, path)) } dd { (means) } } } }
        }
        section #reading { h2 { (t.help_reading) } (lines(t.help_reading_lines)) }
        section #tiers {
            h2 { (t.help_tiers) }
            dl.lines {
                @for tier in [Tier::Exact, Tier::Near, Tier::Words, Tier::Some] {
                    div { dt { ((t.tier_word)(tier)) } dd { ((t.tier_means)(tier)) } }
                }
            }
        }
        section #export {
            h2 { (t.help_export) }
            p { (t.help_export_lead) }
            dl.lines {
                @for column in COLUMNS { div { dt { code { (column) } } dd { ((t.help_column)(column)) } } }
            }
        }
        section #promises {
            h2 { (t.promises.title) }
            p { (t.promises.lead) " " (t.promises.by_rule) }
            (lines(t.promises.help_lines))
            dl.lines {
                @for verdict in Verdict::ALL {
                    div { dt { ((t.promises.verdict_word)(verdict)) " " code { (verdict.as_str()) } } dd { ((t.promises.verdict_means)(verdict)) } }
                }
            }
        }
        section #promises-export {
            h2 { (t.promises.help_columns) }
            dl.lines {
                @for (column, _) in PROMISE_COLUMNS { div { dt { code { (column) } } dd { ((t.promises.help_column)(column)) } } }
            }
        }
        section #keys { h2 { (t.help_keys) } (lines(t.help_key_lines)) }
        section #api {
            h2 { (t.room.help_api) }
            p { (t.room.api_lead) " " a href="/openapi.json" { (t.room.api_whole) } }
            dl.lines.of-code { @for (path, means) in t.room.api_lines { div { dt { code { (path) } } dd { (means) } } } }
        }
    }
}

fn lines(lines: &[(&str, &str)]) -> Markup {
    html! { dl.lines { @for (term, meaning) in lines { div { dt { (term) } dd { (meaning) } } } } }
}

/// A page's path, as a link where it is one without more.
fn way(context: &Context, path: &str) -> Markup {
    let is_whole = path.chars().all(|c| c.is_ascii_lowercase() || c == '/');
    html! {
        @if is_whole { a href=(context.plain(path)) { code { (path) } } } @else { code { (path) } }
    }
}
