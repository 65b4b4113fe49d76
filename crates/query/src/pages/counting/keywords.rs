//! `/keywords`: words that one part of the archive uses more than another; with a query, words around
//! its matches.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::collocates::{Collocates, CollocatesRequest};
use suyan_answers::keywords::{Keywords, KeywordsRequest};

use super::{field, filters, language, titled, tools, with_filters};
use crate::App;
use crate::pages::layout::page;
use crate::pages::{Context, PageFailure};
use crate::text::number;

/// Answers the request.
pub async fn keywords(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let title = context.t.counting.keywords;
    let is_asked = |name: &(&str, &str)| !matches!(name.0, "lang" | "min" | "sort" | "limit");
    if !context.params.pairs().any(|pair| is_asked(&pair)) {
        return Ok(page(&context, &titled(&context, title), "keywords", &head(&context)));
    }
    let found = if context.params.one("q").is_some() {
        collocates(&app, &context).await
    } else {
        compared(&app, &context).await
    };
    match found {
        Ok(table) => Ok(page(
            &context,
            &titled(&context, title),
            "keywords",
            &html! { (head(&context)) (table) },
        )),
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

async fn compared(app: &Arc<App>, context: &Context) -> Result<Markup, crate::Failure> {
    let request = KeywordsRequest::read(&context.params)?;
    let found = app.ask(move |backend| request.ask(backend)).await?;
    Ok(keyword_table(context, &found))
}

async fn collocates(app: &Arc<App>, context: &Context) -> Result<Markup, crate::Failure> {
    let request = CollocatesRequest::read(&context.params)?;
    let found = app.ask(move |backend| request.ask(backend)).await?;
    Ok(collocate_table(context, &found))
}

fn head(context: &Context) -> Markup {
    let t = &context.t.counting;
    html! {
        h1 { (t.keywords) }
        (tools(context))
        p.quiet { (t.keywords_intro) }
        form.workbench action="/keywords" method="get" {
            fieldset.options { legend { (t.target) } (filters(context, "")) }
            fieldset.options { legend { (t.reference) " " (t.rest) } (filters(context, "ref.")) }
            (super::cut(context))
            (language(context))
            button type="submit" { (t.keywords) }
        }
        form.workbench action="/keywords" method="get" {
            fieldset.options {
                legend { (t.collocates) }
                (field(context, "q", context.t.query_label, "search"))
                (field(context, "window", t.window, "number"))
                (language(context))
                button type="submit" { (t.collocates) }
            }
        }
    }
}

fn keyword_table(context: &Context, found: &Keywords) -> Markup {
    let t = &context.t.counting;
    let kept = context.params.without("lang");
    html! {
        p.quiet {
            (t.target) " " (number(found.target_words)) " " (t.token_words) " · "
            (t.reference) " " (number(found.reference_words)) " " (t.token_words) " · "
            a href=(kept.at("/api/v1/keywords")) { "JSON" }
        }
        div.scroll { table.counts {
            thead { tr {
                th scope="col" { (t.word) } th scope="col" { (t.target) } th scope="col" { (t.per_10k) }
                th scope="col" { (t.reference) } th scope="col" { (t.per_10k) }
                th scope="col" { "G²" } th scope="col" { "log ratio" }
                th scope="col" { (context.t.reports) } th scope="col" title=(t.deviation_said) { (t.deviation) }
            } }
            tbody { @for row in &found.rows { tr {
                th scope="row" { a href=(lines(context, &row.word)) { (row.word) } }
                td { (number(row.target)) } td { (places(row.target_per_10k)) }
                td { (number(row.reference)) } td { (places(row.reference_per_10k)) }
                td { (places(Some(row.g2))) } td { (places(row.log_ratio)) }
                td { (row.reports) } td { (places(row.deviation)) }
            } } }
        } }
    }
}

fn collocate_table(context: &Context, found: &Collocates) -> Markup {
    let t = &context.t.counting;
    let kept = context.params.without("lang");
    html! {
        h2 { (t.collocates) " · " (context.params.one("q").unwrap_or_default()) }
        p.quiet { ((t.occurrences)(found.matches)) " · " a href=(kept.at("/api/v1/collocates")) { "JSON" } }
        div.scroll { table.counts {
            thead { tr {
                th scope="col" { (t.word) } th scope="col" { (t.together) } th scope="col" { (t.alone) }
                th scope="col" { "G²" } th scope="col" { "logDice" } th scope="col" { "MI" }
                th scope="col" { (context.t.reports) }
            } }
            tbody { @for row in &found.rows { tr {
                th scope="row" { a href=(beside(context, &row.word)) { (row.word) } }
                td { (number(row.together)) } td { (number(row.alone)) }
                td { (places(Some(row.g2))) } td { (places(Some(row.log_dice))) } td { (places(Some(row.mi))) }
                td { (row.reports) }
            } } }
        } }
    }
}

/// The lines of a word in the target.
fn lines(context: &Context, word: &str) -> String {
    let kept = with_filters(&context.params, &["lang"]);
    kept.set("q", &format!("\"{word}\"")).at("/kwic")
}

/// The lines of the query that hold a word.
fn beside(context: &Context, word: &str) -> String {
    let kept = with_filters(&context.params, &["q", "lang"]);
    let width = context.params.one("window").unwrap_or("20");
    kept.set("within", word).set("width", width).at("/kwic")
}

fn places(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.2}"))
}
