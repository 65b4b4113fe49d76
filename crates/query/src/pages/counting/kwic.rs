//! `/kwic`: every occurrence in its line, the match in the middle.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::kwic::{Kwic, KwicLine, KwicRequest};
use suyan_answers::{Params, Problem};

use super::{choice, field, filters, language, titled, tools, with_filters};
use crate::App;
use crate::pages::layout::page;
use crate::pages::{Context, PageFailure};

/// Answers the request.
pub async fn kwic(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    if context.params.one("q").is_none() {
        return Ok(page(
            &context,
            &titled(&context, context.t.counting.kwic),
            "kwic",
            &head(&context),
        ));
    }
    let request = match request(&context.params) {
        Ok(request) => request,
        Err(problem) => return Err(PageFailure::of(context)(problem)),
    };
    match app.ask(move |backend| request.ask(backend)).await {
        Ok(kwic) => {
            let main = html! { (head(&context)) (view(&context, &kwic)) };
            Ok(page(&context, &titled(&context, context.t.counting.kwic), "kwic", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

/// A page has more lines than an answer of the API.
fn request(params: &Params) -> Result<KwicRequest, Problem> {
    let many =
        if params.one("limit").is_some() { params.clone() } else { params.add("limit", "100") };
    // To add a parameter leaves the page of a list behind.
    let many = match params.one("cursor") {
        Some(cursor) => many.add("cursor", cursor),
        None => many,
    };
    KwicRequest::read(&many)
}

fn head(context: &Context) -> Markup {
    let t = &context.t.counting;
    html! {
        h1 { (t.kwic) }
        (tools(context))
        form.workbench action="/kwic" method="get" {
            div.options {
                (field(context, "q", context.t.query_label, "search"))
                (filters(context, ""))
                (choice(context, "sort", t.sort, &t.sorts))
                (choice(context, "unit", t.unit, &t.units))
                (field(context, "width", t.width, "number"))
                (field(context, "sample", t.sample, "number"))
                (field(context, "seed", t.seed, "number"))
                (field(context, "within", t.within, "text"))
                (field(context, "without", t.without, "text"))
                (language(context))
                button type="submit" { (context.t.search) }
            }
        }
    }
}

fn view(context: &Context, kwic: &Kwic) -> Markup {
    let t = &context.t.counting;
    let kept = context.params.without("cursor").without("limit").without("lang");
    html! {
        p {
            ((t.occurrences)(kwic.total))
            @if kwic.total != kwic.listed { " · " ((t.sampled)(kwic.listed)) }
            " · " a href=(kept.at("/api/v1/kwic.csv")) download="" { "CSV" }
            " · " a href=(kept.at("/api/v1/kwic.xlsx")) download="" { "XLSX" }
            " · " a href=(kept.at("/api/v1/kwic")) { "JSON" }
            " · " a href=(with_filters(&context.params, &["q", "lang"]).at("/keywords")) { (t.collocates) }
            " · " a href=(with_filters(&context.params, &["q", "lang"]).at("/firsts")) { (t.firsts) }
        }
        div.scroll {
            table.kwic { tbody { @for line in &kwic.lines { (row(context, line)) } } }
        }
        @if let Some(next) = &kwic.next {
            p { a href=(context.params.without("cursor").add("cursor", next).at("/kwic")) { (t.next) } }
        }
    }
}

fn row(context: &Context, line: &KwicLine) -> Markup {
    let report = &line.report;
    let place = report.place.as_ref().map_or(context.t.place_unknown, |place| place.name.as_str());
    html! {
        tr {
            td.before { (line.left) }
            td.node { a href=(context.report(&report.id, Some(line.ordinal))) { mark { (line.found) } } }
            td.behind { (line.right) }
            td.from title=(report.title) {
                (place) @if let Some(year) = report.year { " " (year) }
                " " span.quiet { ((context.t.part_word)(line.part)) }
            }
        }
    }
}
