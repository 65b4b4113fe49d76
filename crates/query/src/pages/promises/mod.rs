//! `/promises`: the ledger, as a table that is read line by line: what was promised, and beside it
//! what later reports say. A verdict never stands alone.

mod archive;
mod decided;
mod goal;
mod of_place;
mod one;
mod side;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use suyan_answers::cursor;
use suyan_answers::params::{PLAIN, Params};
use suyan_answers::promises::{FoundPromises, Shares, find_promises, promise_request};
use suyan_promises::Verdict;
use suyan_search::ledger::{PromiseMark, ShownItem, ShownTelling};
use suyan_search::{PromiseRequest, PromiseSort, ShownPromise};

pub use archive::archive;
pub use decided::{history, noted_short};
pub use of_place::of_place;
pub use one::one;

use super::chips;
use super::layout::{PageHead, feed, hidden, page_of};
use super::listed::{self, ListPage};
use super::search::years_of_form;
use super::{Context, PageFailure};
use crate::App;

/// Promises of a page where nothing else is asked for.
const USUAL: usize = 20;

/// Answers the request.
pub async fn promises(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    if let Some(address) = years_of_form(&context.params, "/promises") {
        return Ok(Redirect::to(&address).into_response());
    }
    let read = Params::read(query.as_deref()).and_then(|params| promise_request(&params));
    let mut request = match read {
        Ok(request) => request,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    if context.params.one("limit").is_none() {
        request.limit = USUAL;
    }
    request.candidates = false;
    let wanted = request.clone();
    match app.ask(move |backend| find_promises(backend, &wanted)).await {
        Ok(mut found) => {
            let book = app.book();
            found.list.promises.iter_mut().for_each(|promise| book.mark(promise));
            let labels = side::labels(&context, &found.list.promises);
            let title = chips::title(&context, context.t.promises.title);
            let total = found.list.total;
            let said = (context.t.promises.total)(total.promises, total.items);
            let head = PageHead {
                about: Some(format!("{title}{}{said}", context.t.room.colon)),
                title,
                class: "ledger",
                feed: Some(feed(&context, "/promises.atom")),
            };
            let main = view(&context, &request, &found, &labels);
            Ok(page_of(&context, head, &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

fn view(
    context: &Context,
    request: &PromiseRequest,
    found: &FoundPromises,
    labels: &[chips::Label],
) -> Markup {
    let t = context.t.promises;
    let list = &found.list;
    html! {
        div.with-side {
            (side::side(context, &list.facets))
            div {
                p.to-filters { a href="#filters" { (context.t.filters) } }
                h1 { (t.title) }
                p.quiet { (t.lead) " " (rules(context)) }
                (words(context))
                div.summary {
                    p.total { ((t.total)(list.total.promises, list.total.items)) }
                    (order(context, request))
                }
                (chips::chips(context, "/promises", labels))
                (shares(context, Shares::of(&list.facets.verdict)))
                @if !list.kept { section.notice role="status" { h2 { (t.no_ledger) } p { (t.no_ledger_means) } } }
                @else if list.promises.is_empty() { section.notice { h2 { (t.none) } } }
                @else {
                    (table(context, &list.promises))
                    (pages(context, request, found))
                    (listed::exports(context, "/api/v1/promises", "promises-export"))
                }
            }
        }
    }
}

/// That a verdict is a reading by rule, with the way to the rules.
pub fn rules(context: &Context) -> Markup {
    let t = context.t.promises;
    html! {
        span.by-rule {
            (t.by_rule) " · "
            a href=(format!("{}#promises", context.plain("/help"))) { (t.rules) }
        }
    }
}

/// The field for words.
fn words(context: &Context) -> Markup {
    let t = context.t.promises;
    html! {
        form.ledger-words action="/promises" method="get" {
            label { span.hidden { (t.words) }
                input type="search" name="q" maxlength="2000" placeholder=(t.words) value=(context.params.one("q").unwrap_or_default());
            }
            (hidden(&context.params.without("q").without("cursor"), &["from", "to"]))
            button type="submit" { (t.find) }
        }
    }
}

fn order(context: &Context, request: &PromiseRequest) -> Markup {
    let t = context.t;
    let ways = [
        ("order", t.promises.order, PromiseSort::Order),
        ("newest", t.newest, PromiseSort::Newest),
        ("relevance", t.relevance, PromiseSort::Relevance),
    ];
    let has_words = !request.query.trim().is_empty();
    html! {
        div.switches {
            div.switch role="group" aria-label=(t.sort_by) {
                @for (value, label, sort) in ways {
                    @if sort != PromiseSort::Relevance || has_words {
                        a href=(context.params.set("sort", value).at("/promises"))
                            aria-current=[(request.sort == sort).then_some("true")] { (label) }
                    }
                }
            }
        }
    }
}

/// A share with its denominator, and what is outside of it.
pub fn shares(context: &Context, shares: Shares) -> Markup {
    let t = context.t.promises;
    html! {
        @if shares.all() > 0 {
            p.shares {
                @match shares.percent(shares.kept) {
                    Some(percent) => ((t.share)(shares.kept, percent, shares.denominator())),
                    None => (t.no_share),
                }
                (context.t.room.semicolon) ((t.outside)(shares.cannot_tell, shares.no_report, shares.not_due))
                (context.t.room.stop) (rules(context))
            }
        }
    }
}

fn table(context: &Context, promises: &[ShownPromise]) -> Markup {
    let t = context.t.promises;
    html! {
        div.account role="table" aria-label=(t.title) {
            div.account-head role="row" {
                span role="columnheader" { (t.promised) }
                span role="columnheader" { (t.said_later) " (" (t.by_rule) ")" }
            }
            @for promise in promises {
                div.entry role="row" {
                    div.left role="cell" { (left(context, promise)) }
                    div.right role="cell" {
                        ul.plain { @for item in &promise.items { li { (item_view(context, item)) } } }
                    }
                }
            }
        }
    }
}

fn left(context: &Context, promise: &ShownPromise) -> Markup {
    let t = context.t.promises;
    let report = &promise.report;
    html! {
        p.meta {
            @if let Some(year) = report.year { strong { (year) } }
            @if let Some(place) = &report.place { (place_link(context, &place.code, &place.path.join(" › "))) }
            span title=(t.strength) { ((t.strength_word)(promise.strength)) }
            a.no href=(context.report(&report.id, Some(promise.ordinal))) { ((context.t.passage)(promise.ordinal)) }
        }
        p.sentence { a href=(address(context, &promise.id)) title=(t.whole_promise) { (promise.text) } }
        @if promise.all_items as usize > promise.items.len() {
            p.quiet { ((t.more_items)(promise.all_items)) }
        }
    }
}

fn place_link(context: &Context, code: &str, name: &str) -> Markup {
    let code = percent_encoding::utf8_percent_encode(code, PLAIN);
    html! { a href=(context.plain(&format!("/places/{code}/promises"))) { (name) } }
}

/// The address of a promise.
pub fn address(context: &Context, id: &str) -> String {
    context.plain(&format!("/promises/{}", percent_encoding::utf8_percent_encode(id, PLAIN)))
}

/// An item with its verdict and the sentences that it rests on.
fn item_view(context: &Context, item: &ShownItem) -> Markup {
    let t = context.t.promises;
    let outcome = &item.outcome;
    html! {
        p.item { (verdict(context, outcome.verdict)) " " q { (item.text) } }
        p.why.quiet { ((t.reason)(&outcome.reason)) }
        @if let Some(noted) = &item.noted { (decided::noted_view(context, noted)) }
        @for telling in outcome.evidence.iter().take(2) { (telling_view(context, telling)) }
    }
}

/// A verdict as a word with its meaning.
pub fn verdict(context: &Context, verdict: Verdict) -> Markup {
    let t = context.t.promises;
    html! {
        span.verdict.{ "v-" (verdict.as_str()) } title=((t.verdict_means)(verdict)) {
            ((t.verdict_word)(verdict))
        }
    }
}

/// Marks of the promises of a passage, each the way to it. A page has dozens: they are short.
pub fn marks(context: &Context, marks: &[PromiseMark]) -> Markup {
    let t = context.t.promises;
    let end = context.params.only(&["lang"]).at("");
    html! {
        @for mark in marks {
            a.promise href={ "/promises/" (percent_encoding::utf8_percent_encode(&mark.id, PLAIN)) (end) } title=(t.by_rule) {
                (t.nav)
                @for one in &mark.verdicts { " · " ((t.verdict_word)(*one)) }
            }
        }
    }
}

/// A sentence of a later report with its place.
pub fn telling_view(context: &Context, telling: &ShownTelling) -> Markup {
    let t = context.t;
    html! {
        blockquote.telling {
            (telling.text)
            footer.where {
                a href=(context.report(&telling.report, Some(telling.ordinal))) {
                    @if let Some(year) = telling.year { (year) " " }
                    ((t.passage)(telling.ordinal))
                }
                span.part { ((t.part_word)(telling.part)) }
            }
        }
    }
}

fn pages(context: &Context, request: &PromiseRequest, found: &FoundPromises) -> Markup {
    let (offset, limit) = (request.offset, request.limit);
    let page = ListPage { path: "/promises", offset, limit, next: found.next.as_deref() };
    listed::pages(context, &page, |offset| cursor::encode_promises(request, offset))
}
