//! `/compare?a=…&b=…`: two reports. What there is to see of them depends on what they are: of one
//! place and two years, what the one promised and the other says of it (`view=promises`); of two
//! places, what both say and which words are each one's own (`view=words`); of any two, passage
//! beside passage (`view=text`).

mod choose;
mod promised;
mod text;
mod words;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use suyan_answers::compare::{
    Comparison, PassageStatus, SharedSentence, both, compare as compare_reports, ids, own_words,
    promised as held, shared,
};
use suyan_answers::keywords::Keyword;
use suyan_answers::report::head;
use suyan_answers::{Params, Problem};
use suyan_search::{Backend, ReportHead, ShownPromise};

use super::layout::{PageHead, page_of};
use super::{Context, PageFailure, title};
use crate::App;
use choose::ComparedSide;

/// What is seen of two reports.
enum SeenPair {
    Promises(Vec<ShownPromise>),
    Words { shared: Vec<SharedSentence>, own: [Vec<Keyword>; 2] },
    Text(Box<Comparison>),
}

/// Two reports and what is seen of them.
struct ReportPair {
    a: ReportHead,
    b: ReportHead,
    seen: SeenPair,
}

/// What may be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CompareView {
    Promises,
    Words,
    Text,
}

impl CompareView {
    const ALL: [(&'static str, Self); 3] =
        [("promises", Self::Promises), ("words", Self::Words), ("text", Self::Text)];
}

/// Answers the request.
pub async fn compare(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    if context.params.one("a").is_none() && context.params.one("b").is_none() {
        return choose::choose(&app, context).await;
    }
    let (a, b) = match ids(&context.params) {
        Ok(ids) => ids,
        Err(problem) => {
            return Ok(choose::refused(
                &context,
                &[ComparedSide::default(), ComparedSide::default()],
                &problem,
            ));
        }
    };
    let wanted = wanted(&context.params);
    match app.ask(move |backend| look(backend, &a, &b, wanted)).await {
        Ok(pair) => {
            let title = titled(&context, &pair);
            let main = view(&context, &pair, &title);
            Ok(page_of(
                &context,
                PageHead { title, class: "comparison", ..PageHead::default() },
                &main,
            ))
        }
        Err(failure) => Ok(choose::refused(
            &context,
            &[ComparedSide::default(), ComparedSide::default()],
            &failure,
        )),
    }
}

fn wanted(params: &Params) -> Option<CompareView> {
    let word = params.one("view").or(params.one("show").map(|_| "text"))?;
    CompareView::ALL.iter().find(|(name, _)| *name == word).map(|(_, view)| *view)
}

/// The name of the place, where both are of one.
fn same_place(a: &ReportHead, b: &ReportHead) -> bool {
    let code = |report: &ReportHead| report.place.as_ref().map(|place| place.name.clone());
    code(a).is_some() && code(a) == code(b)
}

fn look(
    backend: &dyn Backend,
    a: &str,
    b: &str,
    wanted: Option<CompareView>,
) -> Result<ReportPair, Problem> {
    let (one, other) = both(backend, a, b)?;
    let (a, b) = (head(&one.id, &one.facts), head(&other.id, &other.facts));
    let usual = match (same_place(&a, &b), a.year < b.year) {
        (true, true) => CompareView::Promises,
        (true, false) => CompareView::Text,
        (false, _) => CompareView::Words,
    };
    let seen = match wanted.unwrap_or(usual) {
        CompareView::Promises => {
            let promises = held(backend, &a, &b)?;
            // A report that promises nothing, or an index without a ledger, has its text at least.
            match promises.is_empty() && wanted.is_none() {
                true => SeenPair::Text(Box::new(compare_reports(&one, &other))),
                false => SeenPair::Promises(promises),
            }
        }
        CompareView::Words => SeenPair::Words {
            shared: shared(&one, &other),
            own: [own_words(backend, &a, &b)?, own_words(backend, &b, &a)?],
        },
        CompareView::Text => SeenPair::Text(Box::new(compare_reports(&one, &other))),
    };
    Ok(ReportPair { a, b, seen })
}

/// 对比：杭州市 2022 与 2023.
fn titled(context: &Context, pair: &ReportPair) -> String {
    let name = |report| title::short(context, report).unwrap_or_else(|| report.title.clone());
    let other = match (same_place(&pair.a, &pair.b), pair.b.year) {
        (true, Some(year)) if pair.a.kind == pair.b.kind => year.to_string(),
        _ => name(&pair.b),
    };
    (context.t.room.compared)(&name(&pair.a), &other)
}

fn view(context: &Context, pair: &ReportPair, title: &str) -> Markup {
    let t = context.t;
    let own = context.params.only(&["lang"]).set("a", &pair.a.id).set("b", &pair.b.id);
    let now = match pair.seen {
        SeenPair::Promises(_) => CompareView::Promises,
        SeenPair::Words { .. } => CompareView::Words,
        SeenPair::Text(_) => CompareView::Text,
    };
    html! {
        h1 { (title) }
        (choose::form(context, &[ComparedSide::of(&pair.a), ComparedSide::of(&pair.b)]))
        div.switches {
            div.switch role="group" aria-label=(t.room.what_to_see) {
                @for (word, view) in CompareView::ALL {
                    a href=(own.set("view", word).at("/compare")) aria-current=[(view == now).then_some("true")] { (name(context, view)) }
                }
            }
            a href=(own.set("a", &pair.b.id).set("b", &pair.a.id).at("/compare")) { "⇄ " (t.swap) }
        }
        @match &pair.seen {
            SeenPair::Promises(promises) => (promised::view(context, &pair.a, &pair.b, promises)),
            SeenPair::Words { shared, own } => (words::view(context, &pair.a, &pair.b, shared, own)),
            SeenPair::Text(comparison) => (text::view(context, comparison)),
        }
    }
}

fn name(context: &Context, view: CompareView) -> &'static str {
    let t = context.t.room;
    match view {
        CompareView::Promises => t.view_promises,
        CompareView::Words => t.view_words,
        CompareView::Text => t.view_text,
    }
}

/// What became of a passage, as it is called between two years of one place, or two places.
fn status_word(context: &Context, same: bool, status: PassageStatus) -> &'static str {
    match (same, status) {
        (false, PassageStatus::New) => context.t.room.only_right,
        (false, PassageStatus::Dropped) => context.t.room.only_left,
        (false, PassageStatus::Kept) => context.t.room.same_words,
        (false, PassageStatus::Changed) => context.t.room.alike,
        (true, status) => (context.t.status_word)(status),
    }
}

/// The two reports, side by side, above whatever is seen of them.
fn heads(context: &Context, a: &ReportHead, b: &ReportHead) -> Markup {
    html! {
        div.sides.heads {
            @for report in [a, b] {
                div { h2 { (title::link(context, report, None)) } }
            }
        }
    }
}

/// Leads to the pair.
fn redirect(context: &Context, a: &str, b: &str) -> Response {
    let params = context.params.only(&["lang", "view"]).set("a", a).set("b", b);
    Redirect::to(&params.at("/compare")).into_response()
}
