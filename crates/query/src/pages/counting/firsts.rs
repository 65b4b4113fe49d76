//! `/firsts`: where a phrase stood first, and how it spread.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::firsts::{First, FirstMention, Firsts, FirstsRequest};

use super::{choice, field, filters, language, titled, tools};
use crate::App;
use crate::pages::layout::page;
use crate::pages::{Context, PageFailure};

/// So many rows stand on the page; the API has all.
const MOST_ROWS: usize = 500;

/// Answers the request.
pub async fn firsts(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let title = context.t.counting.firsts;
    if context.params.one("q").is_none() {
        return Ok(page(&context, &titled(&context, title), "firsts", &head(&context)));
    }
    let request = match FirstsRequest::read(&context.params) {
        Ok(request) => request,
        Err(problem) => return Err(PageFailure::of(context)(problem)),
    };
    match app.ask(move |backend| request.ask(backend)).await {
        Ok(found) => {
            let main = html! { (head(&context)) (view(&context, &found)) };
            Ok(page(&context, &titled(&context, title), "firsts", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn head(context: &Context) -> Markup {
    let t = &context.t.counting;
    let bys = [("place", context.t.place), ("level", context.t.level)];
    html! {
        h1 { (t.firsts) }
        (tools(context))
        p.quiet { (t.firsts_intro) }
        form.workbench action="/firsts" method="get" {
            div.options {
                (field(context, "q", context.t.query_label, "search"))
                (filters(context, ""))
                (choice(context, "by", t.rows, &bys))
                (language(context))
                button type="submit" { (context.t.search) }
            }
        }
    }
}

fn view(context: &Context, found: &Firsts) -> Markup {
    let t = &context.t.counting;
    let kept = context.params.without("lang");
    html! {
        p.quiet { (found.total) " · " a href=(kept.at("/api/v1/firsts")) { "JSON" } }
        div.scroll { table.counts.spread {
            thead { tr {
                th scope="col" { (t.rank) } th scope="col" { (context.t.place) } th scope="col" { (t.first) }
                th scope="col" { (t.last) } th scope="col" { (context.t.reports) } td {}
            } }
            tbody { @for row in found.rows.iter().take(MOST_ROWS) { (line(context, row)) } }
        } }
        @if found.rows.len() > MOST_ROWS { p.quiet { ((t.more_rows)(found.rows.len() - MOST_ROWS)) } }
    }
}

fn line(context: &Context, row: &First) -> Markup {
    let place = match (&row.place, row.level) {
        (Some(place), _) => place.path.join(" › "),
        (None, Some(level)) => (context.t.level_word)(level).to_owned(),
        (None, None) => context.t.place_unknown.to_owned(),
    };
    html! {
        tr {
            td { (row.rank) }
            th scope="row" { (place) }
            td { (mention(context, &row.first)) }
            td { (mention(context, &row.last)) }
            td { (row.reports) }
            td.quiet { @if row.before_unknown { ((context.t.counting.before_unknown)(row.held_from)) } }
        }
    }
}

fn mention(context: &Context, mention: &FirstMention) -> Markup {
    let year = mention.year.map(|year| year.to_string());
    let said = mention.date.clone().or(year).unwrap_or_else(|| context.t.year_unknown.to_owned());
    html! { a href=(context.report(&mention.report, Some(mention.ordinal))) { (said) } }
}
