//! The promises of one report against what a later one says of them.

use maud::{Markup, html};
use suyan_answers::promises::Shares;
use suyan_promises::Verdict;
use suyan_search::ledger::ShownItem;
use suyan_search::{ReportHead, ShownPromise};

use super::heads;
use crate::pages::Context;
use crate::pages::promises::{address, rules, shares, telling_view, verdict};

/// The page's part.
pub fn view(
    context: &Context,
    a: &ReportHead,
    b: &ReportHead,
    promises: &[ShownPromise],
) -> Markup {
    let t = context.t;
    let asked = context.params.one("verdict");
    let only = asked.and_then(suyan_answers::promises::verdict);
    let mut sums = Shares::default();
    // What is due later is settled by another report: it is shown apart, and in no share of these two.
    let (elsewhere, here): (Vec<_>, Vec<_>) = promises
        .iter()
        .partition(|promise| promise.items.iter().all(|item| rests_elsewhere(b, item)));
    let items = || here.iter().flat_map(|promise| &promise.items);
    items().for_each(|item| sums.add(item.outcome.verdict, 1));
    let own = context.params.only(&["lang", "a", "b"]).set("view", "promises");
    html! {
        @if promises.is_empty() { section.notice { p { (t.room.no_promises) } } }
        @else {
            (shares(context, sums))
            div.switch role="group" aria-label=(t.promises.verdict) {
                a href=(own.at("/compare")) aria-current=[only.is_none().then_some("true")] { (t.everything) " " (items().count()) }
                @for one in Verdict::ALL {
                    @let count = items().filter(|item| item.outcome.verdict == one).count();
                    @if count > 0 {
                        a href=(own.set("verdict", one.as_str()).at("/compare")) aria-current=[(only == Some(one)).then_some("true")] {
                            ((t.promises.verdict_word)(one)) " " (count)
                        }
                    }
                }
            }
            (heads(context, a, b))
            @for promise in &here {
                @if only.is_none_or(|only| promise.items.iter().any(|item| item.outcome.verdict == only)) {
                    (entry(context, b, promise, only))
                }
            }
            @if !elsewhere.is_empty() && only.is_none() {
                details.folded {
                    summary { ((t.room.due_elsewhere)(elsewhere.len())) }
                    @for promise in &elsewhere { (entry(context, b, promise, None)) }
                }
            }
            p.quiet { (rules(context)) }
        }
    }
}

/// Whether the verdict rests on another report than the later one of the two.
fn rests_elsewhere(b: &ReportHead, item: &ShownItem) -> bool {
    item.outcome.report.as_ref().is_some_and(|report| report.id != b.id)
        || item.outcome.verdict == Verdict::NotDue
}

fn entry(
    context: &Context,
    b: &ReportHead,
    promise: &ShownPromise,
    only: Option<Verdict>,
) -> Markup {
    let t = context.t;
    let shown = |item: &&ShownItem| only.is_none_or(|only| item.outcome.verdict == only);
    html! {
        div.sides.row.held-against {
            div.side-text {
                p.where {
                    a.no href=(context.report(&promise.report.id, Some(promise.ordinal))) { ((t.passage)(promise.ordinal)) }
                    span.part { ((t.part_word)(promise.part)) }
                    @if let Some(heading) = promise.heading.last() { span.path { (heading) } }
                }
                p { a.named href=(address(context, &promise.id)) { (promise.text) } }
            }
            div.side-text {
                ul.plain { @for item in promise.items.iter().filter(shown) { li { (item_view(context, b, promise, item)) } } }
            }
        }
    }
}

fn item_view(
    context: &Context,
    b: &ReportHead,
    promise: &ShownPromise,
    item: &ShownItem,
) -> Markup {
    let t = context.t;
    let outcome = &item.outcome;
    let elsewhere = outcome.report.as_ref().filter(|report| report.id != b.id);
    html! {
        p.item {
            (verdict(context, outcome.verdict))
            @if let (Some(promised), Some(reported)) = (&item.quantity, &outcome.reported) {
                " " span.figures-short { (promised.figure.text) " → " strong { (reported.figure.text) } }
            }
            @if promise.items.len() > 1 { " " q { (item.text) } }
        }
        @for telling in outcome.evidence.iter().take(2) { (telling_view(context, telling)) }
        @if let Some(report) = elsewhere {
            p.quiet { ((t.room.rests_on_other)(report.year.unwrap_or_default())) }
        }
    }
}
