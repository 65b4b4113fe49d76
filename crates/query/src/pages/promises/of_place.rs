//! `/places/{code}/promises`: what a place promised, year by year, and what its own later reports
//! say of each; what was promised again and again; what was never mentioned again.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::notes::Book;
use suyan_answers::promises::{MatterSeries, PlacePromises, PromisedItem, Shares, place_promises};
use suyan_answers::{Params, Problem};
use suyan_promises::Verdict;
use suyan_search::{Backend, PlaceEntry};

use super::{address, noted_short, rules, shares, verdict};
use crate::App;
use crate::api::report::read_id;
use crate::pages::layout::{PageHead, page_of};
use crate::pages::{Context, PageFailure};

/// Answers the request.
pub async fn of_place(
    State(app): State<Arc<App>>,
    code: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let code = match read_id(code) {
        Ok(code) => code,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    let notes = app.book();
    match app.ask(move |backend| look(backend, &code, &notes)).await {
        Ok((place, promised)) => {
            let title = (context.t.promises.of_place)(&place.name);
            let asked = Params::of([("place", place.code.as_str()), ("lineage", "true")]);
            let feed = Some(asked.at("/promises.atom"));
            let main = view(&context, &place, &promised);
            let head = PageHead { title, class: "ledger", feed, ..PageHead::default() };
            Ok(page_of(&context, head, &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn look(
    backend: &dyn Backend,
    code: &str,
    notes: &Book,
) -> Result<(PlaceEntry, PlacePromises), Problem> {
    let found = backend.places(code, 1)?.into_iter().find(|entry| entry.code == code);
    let place = found.ok_or_else(|| {
        let shown: String = code.chars().take(20).collect();
        Problem::not_found(
            format!("档案里没有代码为“{shown}”的地区的报告"),
            "请从 /promises 的地区筛选进入",
        )
    })?;
    let promised = place_promises(backend, code, Some(place.level), notes)?;
    Ok((place, promised))
}

fn view(context: &Context, place: &PlaceEntry, promised: &PlacePromises) -> Markup {
    let t = context.t.promises;
    let mut all = Shares::default();
    for (verdict, items) in promised.years.iter().flat_map(|year| &year.verdicts) {
        if let Some(verdict) = suyan_answers::promises::verdict(verdict) {
            all.add(verdict, *items);
        }
    }
    let own = context.params.only(&["lang"]).set("place", &place.code).set("lineage", "true");
    html! {
        h1 { ((t.of_place)(&place.name)) }
        p.meta {
            span { (place.path.join(" › ")) }
            a href=(context.plain(&format!("/places/{}", place.code))) { (context.t.place_page) }
            a href=(own.at("/promises")) { (t.all_of_place) }
        }
        @if promised.years.is_empty() { section.notice { h2 { (t.none) } } }
        @else {
            (shares(context, all))
            section { h2 { (t.by_year) } (by_year(context, place, promised)) }
            @if !promised.noted.is_empty() { (noted(context, promised)) }
            @if !promised.again.is_empty() {
                section { h2 { (t.again) } ul.plain.series { @for one in &promised.again { (series(context, one)) } } }
            }
            @if !promised.dropped.is_empty() {
                section {
                    h2 { (t.dropped) }
                    p.quiet { (t.dropped_lead) }
                    ul.plain.series { @for one in &promised.dropped { (series(context, one)) } }
                }
            }
            @if !promised.silent.is_empty() { (silent(context, place, promised)) }
            p.quiet { (rules(context)) }
        }
    }
}

/// A row a year, each number the way to what it counts.
fn by_year(context: &Context, place: &PlaceEntry, promised: &PlacePromises) -> Markup {
    let t = context.t.promises;
    let own = context.params.only(&["lang"]).set("place", &place.code).set("lineage", "true");
    html! {
        div.scroll tabindex="0" role="region" aria-label=(t.by_year) {
            table.by-year {
                thead {
                    tr {
                        th scope="col" { (context.t.year) }
                        th scope="col" { (t.promises) }
                        @for verdict in Verdict::ALL {
                            th scope="col" title=((t.verdict_means)(verdict)) { ((t.verdict_word)(verdict)) }
                        }
                    }
                }
                tbody {
                    @for year in &promised.years {
                        @let of_year = own.set("year", &year.year.to_string());
                        tr {
                            th scope="row" { a href=(of_year.at("/promises")) { (year.year) } }
                            td { (year.promises) }
                            @for verdict in Verdict::ALL {
                                td {
                                    @if let Some(items) = year.verdicts.get(verdict.as_str()) {
                                        a href=(of_year.set("verdict", verdict.as_str()).at("/promises")) { (items) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One matter with its figures: 2020 5,000张 → 2021 4,000张.
fn series(context: &Context, series: &MatterSeries) -> Markup {
    let t = context.t.promises;
    html! {
        li {
            strong { (series.indicator) }
            @if series.in_a_row > 1 { " " span.quiet { ((t.in_a_row)(series.in_a_row)) } }
            ol.steps {
                @for item in &series.items {
                    li {
                        span.year { (item.year) }
                        a href=(address(context, &item.promise)) title=(item.text) {
                            (item.figure.as_deref().unwrap_or(&item.text))
                        }
                        (verdict(context, item.verdict))
                        @if let Some(noted) = &item.noted { (noted_short(context, noted)) }
                        @if let Some(reported) = &item.reported { span.quiet { (reported) } }
                    }
                }
            }
        }
    }
}

/// What a person says of items of this place.
fn noted(context: &Context, promised: &PlacePromises) -> Markup {
    let t = context.t.notes;
    html! {
        section {
            h2 { (t.of_place) }
            p.quiet { ((t.so_many)(promised.noted_in_all)) " " (t.whose) }
            ul.plain.silent-list {
                @for item in &promised.noted {
                    li {
                        span.year { (item.year) } " "
                        a href=(address(context, &item.promise)) { (item.text) } " "
                        (verdict(context, item.verdict))
                        @if let Some(noted) = &item.noted { (noted_short(context, noted)) }
                    }
                }
            }
            @if promised.noted_in_all > promised.noted.len() {
                p { a href=(context.plain("/notes")) { ((context.t.more)(promised.noted_in_all - promised.noted.len())) } }
            }
        }
    }
}

fn silent(context: &Context, place: &PlaceEntry, promised: &PlacePromises) -> Markup {
    let t = context.t.promises;
    let own = context.params.only(&["lang"]).set("place", &place.code).set("lineage", "true");
    html! {
        section {
            h2 { (t.silent) }
            p.quiet { (t.silent_lead) }
            ul.plain.silent-list { @for item in &promised.silent { (silent_item(context, item)) } }
            @if promised.more_silent > 0 {
                p { a href=(own.set("verdict", "not_mentioned").at("/promises")) { ((context.t.more)(promised.more_silent)) } }
            }
        }
    }
}

fn silent_item(context: &Context, item: &PromisedItem) -> Markup {
    html! {
        li { span.year { (item.year) } " " a href=(address(context, &item.promise)) { (item.text) } }
    }
}
