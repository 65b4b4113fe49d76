//! `/copied`: what share of each report stands nearly verbatim in reports of other places, or in the
//! place's own of the year before; and, of one report, which sentences, beside where they stand.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::copied::{Copied, CopiedOfReport, CopiedRequest, CopiedRow, CopiedSentence};

use super::{choice, filters, language, titled, tools};
use crate::App;
use crate::pages::layout::page;
use crate::pages::title;
use crate::pages::{Context, PageFailure};
use crate::text::number;

/// So many rows stand on the page; files have all.
const MOST_ROWS: usize = 300;

/// Answers the request.
pub async fn copied(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let title = context.t.counting.copied;
    let is_asked = |name: &(&str, &str)| !matches!(name.0, "lang" | "sort" | "limit");
    if !context.params.pairs().any(|pair| is_asked(&pair)) {
        return Ok(page(&context, &titled(&context, title), "copied", &head(&context)));
    }
    let request = match CopiedRequest::read(&context.params) {
        Ok(request) => request,
        Err(problem) => return Err(PageFailure::of(context)(problem)),
    };
    let id = request.report().map(str::to_owned);
    let found = match id {
        Some(id) => {
            let of_report = app.ask(move |backend| request.of_report(backend, &id)).await;
            of_report.map(|found| sentences(&context, &found))
        }
        None => app.ask(move |backend| request.ask(backend)).await.map(|all| table(&context, &all)),
    };
    match found {
        Ok(view) => {
            let main = html! { (head(&context)) (view) };
            Ok(page(&context, &titled(&context, title), "copied", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn head(context: &Context) -> Markup {
    let t = &context.t.counting;
    html! {
        h1 { (t.copied) }
        (tools(context))
        p.quiet { (t.copied_intro) }
        form.workbench action="/copied" method="get" {
            div.options {
                (filters(context, ""))
                (choice(context, "sort", t.sort, &t.copied_sorts))
                (language(context))
                button type="submit" { (context.t.search) }
            }
        }
    }
}

fn table(context: &Context, found: &Copied) -> Markup {
    let t = &context.t.counting;
    let kept = context.params.without("lang");
    html! {
        p.quiet {
            ((t.copied_total)(found.total, found.compared)) " · "
            a href=(kept.at("/api/v1/copied.csv")) download="" { "CSV" } " · "
            a href=(kept.at("/api/v1/copied.xlsx")) download="" { "XLSX" } " · "
            a href=(kept.at("/api/v1/copied")) { "JSON" }
        }
        div.scroll { table.counts {
            thead { tr {
                th scope="col" { (context.t.place) } th scope="col" { (context.t.year) }
                th scope="col" { (t.copied_share) } th scope="col" { (t.copied_elsewhere) } th scope="col" { (t.copied_before) }
                th scope="col" { (t.sentences) } th scope="col" title=(t.copied_against_said) { (t.copied_against) }
            } }
            tbody { @for row in found.rows.iter().take(MOST_ROWS) { (line(context, row)) } }
        } }
        @if found.rows.len() > MOST_ROWS { p.quiet { ((t.more_rows)(found.rows.len() - MOST_ROWS)) } }
    }
}

fn line(context: &Context, row: &CopiedRow) -> Markup {
    let t = &context.t.counting;
    let place = row.place.as_ref();
    let name = place.map_or(context.t.place_unknown, |place| place.name.as_str());
    let path = place.map_or_else(String::new, |place| place.path.join(" › "));
    let own = context.params.only(&["part", "lang"]).set("report", &row.report).at("/copied");
    html! {
        tr {
            th scope="row" title=(path) { a href=(own) { (name) } }
            td.year { @match row.year { Some(year) => (year), None => (context.t.year_unknown) } }
            td { (share(row.share)) }
            td { (share(row.share_elsewhere)) }
            td { @if row.before.is_some() { (share(row.share_before)) } @else { span.quiet title=(t.copied_no_before) { (context.t.missing) } } }
            td.year { (number(row.copied)) " / " (number(row.sentences)) }
            td { (number(row.against)) }
        }
    }
}

fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "—".to_owned(), |share| format!("{share:.1}%"))
}

fn sentences(context: &Context, found: &CopiedOfReport) -> Markup {
    let t = &context.t.counting;
    let kept = context.params.without("lang");
    let report = &found.report;
    let id = percent_encoding::utf8_percent_encode(&report.id, suyan_answers::params::PLAIN);
    html! {
        h2 { (title::link(context, report, None)) }
        p.quiet {
            (t.copied_share) " " (share(found.share)) " · "
            (found.rows.len()) " / " (number(found.sentences)) " " (t.sentences) " · "
            (t.copied_against) " " (number(found.against)) " · "
            a href=(kept.without("report").at(&format!("/api/v1/reports/{id}/copied"))) { "JSON" }
        }
        ol.copied { @for row in &found.rows { li { (sentence(context, &report.id, row)) } } }
    }
}

fn sentence(context: &Context, id: &str, row: &CopiedSentence) -> Markup {
    let t = &context.t.counting;
    html! {
        p { a href=(context.report(id, Some(row.ordinal))) { "¶" (row.ordinal) } " " (row.text) }
        details.quiet {
            summary {
                @if row.before { (t.copied_before) @if row.elsewhere > 0 { " · " } }
                @if row.elsewhere > 0 { ((t.copied_places)(row.elsewhere)) }
            }
            ul { @for source in &row.sources { li {
                a href=(context.report(&source.report, Some(source.ordinal))) { (source.place) " " (source.year) }
                @if source.text != row.text { " " (source.text) }
            } } }
        }
    }
}
