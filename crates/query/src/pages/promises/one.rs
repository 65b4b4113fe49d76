//! `/promises/{id}`: one promise through all years: sentence beside sentence, figures in one unit,
//! how the verdict came about.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::params::PLAIN;
use suyan_answers::promises::{one_promise, path};
use suyan_search::PromiseStory;
use suyan_search::ledger::{SaidFigure, ShownFigure, ShownItem};

use super::decided::{self, DecisionForm};
use super::goal;
use super::{rules, telling_view, verdict};
use crate::App;
use crate::address::base;
use crate::api::report::read_id;
use crate::pages::chart::{Axes, Bar, bars, exact};
use crate::pages::layout::{page, with_cookie};
use crate::pages::search::{meta, where_line};
use crate::pages::{Context, PageFailure, title};

/// Answers the request.
pub async fn one(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let id = match read_id(id) {
        Ok(id) => id,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let base = base(&app, &headers);
    match app.ask(move |backend| one_promise(backend, &id)).await {
        Ok(mut story) => {
            let words: String = story.promise.text.chars().take(30).collect();
            let of = title::short(&context, &story.promise.report).unwrap_or_default();
            let title = format!("{of}{}{words}", context.t.room.colon);
            let book = app.book();
            book.mark(&mut story.promise);
            let (form, cookie) = DecisionForm::of(&app, &headers, &book);
            let shown = page(&context, &title, "promise", &view(&context, &story, &base, &form));
            Ok(if form.is_open() { with_cookie(shown, cookie) } else { shown })
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(context: &Context, story: &PromiseStory, base: &str, form: &DecisionForm<'_>) -> Markup {
    let t = context.t;
    let promise = &story.promise;
    let id = percent_encoding::utf8_percent_encode(&promise.id, PLAIN).to_string();
    let report = percent_encoding::utf8_percent_encode(&promise.report.id, PLAIN).to_string();
    html! {
        div.traced {
            section.source {
                h1 { (t.promises.whole_promise) }
                h2 { (title::link(context, &promise.report, Some(promise.ordinal))) }
                p.meta {
                    (meta(context, &promise.report))
                    span { ((t.promises.strength_word)(promise.strength)) }
                }
                (where_line(context, &promise.report, promise.ordinal, promise.part, &promise.heading, &html! {}))
                blockquote { (promise.text) }
                p.quiet {
                    (t.promises.permalink) " " code { (base) "/promises/" (id) } " · "
                    a href=(format!("/api/v1/promises/{id}")) { "JSON" } " · "
                    (t.cite) " "
                    @for (format, name) in [("gbt", "GB/T 7714"), ("bibtex", "BibTeX"), ("ris", "RIS")] {
                        a href=(format!("/api/v1/reports/{report}/citation?p={}&format={format}", promise.ordinal)) { (name) } " "
                    }
                }
                p { (rules(context)) }
            }
            @for (at, item) in promise.items.iter().enumerate() { (item_view(context, story, item, at, form)) }
        }
    }
}

fn item_view(
    context: &Context,
    story: &PromiseStory,
    item: &ShownItem,
    at: usize,
    form: &DecisionForm<'_>,
) -> Markup {
    let t = context.t.promises;
    let outcome = &item.outcome;
    let own = story.promise.report.year.unwrap_or(i16::MAX);
    html! {
        section.of-item id=(format!("item-{}", item.item)) {
            h2 { (verdict(context, outcome.verdict)) " " (item.text) }
            p { ((t.reason)(&outcome.reason))
                @if let Some(year) = outcome.year { " " span.quiet { ((t.due)(year)) } }
            }
            (decided::of_item(context, story, item, form))
            @if let Some(figure) = &item.quantity {
                dl.figures {
                    div { dt { (t.figure_promised) } dd { (figure_view(figure)) } }
                    @if let Some(reported) = &outcome.reported {
                        div { dt { (t.figure_reported) } dd { (figure_view(reported)) } }
                    }
                }
            }
            @if outcome.evidence.is_empty() { p.silent { (t.nothing_said) } }
            @else {
                h3 { (t.rests_on) }
                @for telling in &outcome.evidence { (telling_view(context, telling)) }
            }
            (goal::changes(context, story, item, at))
            @match path(item, own) {
                Some(path) => (goal::figure(context, &path)),
                None => (series(context, story, item, at)),
            }
            details open[outcome.evidence.is_empty()] {
                summary { (t.closest) }
                @for telling in &outcome.candidates { (telling_view(context, telling)) }
            }
            @if !story.later.is_empty() {
                details {
                    summary { (t.years) }
                    ol.line { @for year in &story.later { (year_view(context, year, at)) } }
                }
            }
        }
    }
}

fn year_view(context: &Context, year: &suyan_search::ledger::LaterYear, at: usize) -> Markup {
    let t = context.t;
    let said: &[SaidFigure] = year.items.get(at).map_or(&[], Vec::as_slice);
    html! {
        li.missing[year.report.is_none()] {
            h3.year { (year.year) }
            @match &year.report {
                None => p.quiet { (t.trace_missing) },
                Some(report) => {
                    p.meta { (title::link(context, report, said.first().map(|s| s.telling.ordinal))) }
                    @if !year.whole { p.quiet { (t.promises.not_whole) } }
                    @for said in said { (telling_view(context, &said.telling)) }
                    @if said.is_empty() { p.silent { (t.promises.nothing_said) } }
                }
            }
        }
    }
}

/// A figure in its words, and its value in the unit of comparison.
fn figure_view(shown: &ShownFigure) -> Markup {
    let figure = &shown.figure;
    html! {
        strong { (figure.text) }
        @if let (Some(base), Some(unit)) = (shown.base, &shown.base_unit) {
            " " span.quiet { (figure.qualifier.as_str()) " " (plain(base)) " " (unit) }
        }
    }
}

/// A value without a mark of the exponent.
pub fn plain(value: f64) -> String {
    if value.abs() >= 1e8 {
        format!("{} 亿", exact(value / 1e8))
    } else if value.abs() >= 1e4 {
        format!("{} 万", exact(value / 1e4))
    } else {
        exact(value)
    }
}

/// A chart of what was promised and what the years tell, where there are figures of two years.
fn series(context: &Context, story: &PromiseStory, item: &ShownItem, at: usize) -> Markup {
    let t = context.t.promises;
    let Some((promised, unit)) = item.quantity.as_ref().and_then(based) else { return html! {} };
    let mut drawn = vec![Bar {
        label: t.figure_promised.to_owned(),
        value: Some(promised),
        title: format!("{}: {}", t.figure_promised, plain(promised)),
        ..Bar::default()
    }];
    let mut told = 0;
    for year in &story.later {
        let figure = year.items.get(at).into_iter().flatten().find_map(|said| {
            let sure = said.telling.score >= 0.45;
            said.figure.as_ref().filter(|_| sure).and_then(based).filter(|(_, own)| *own == unit)
        });
        let value = figure.map(|(value, _)| value);
        told += usize::from(value.is_some());
        let said = value.map_or_else(|| context.t.missing.to_owned(), plain);
        drawn.push(Bar {
            // A report tells of the year before it.
            label: (year.year - 1).to_string(),
            value,
            title: format!("{}: {said}", year.year - 1),
            ..Bar::default()
        });
    }
    html! {
        @if told >= 2 {
            figure {
                figcaption.quiet { (t.series) " (" (unit) ")" }
                (bars(&Axes { label: t.series, up: &unit, missing: context.t.missing, ..Axes::default() }, &drawn))
            }
        }
    }
}

fn based(figure: &ShownFigure) -> Option<(f64, String)> {
    figure.base.zip(figure.base_unit.clone())
}
