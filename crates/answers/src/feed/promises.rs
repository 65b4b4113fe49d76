//! The newest promises that pass: an entry is one promise, with what later reports say of it.
//!
//! It was published with its own report, and is updated by the latest report that tells of it: a
//! reader that shows updates tells when a promise was kept, or was passed over.

use percent_encoding::utf8_percent_encode;
use suyan_search::ledger::{ShownItem, ShownTelling};
use suyan_search::{Backend, PromiseRequest, PromiseSort, ShownPromise};

use super::{ENTRIES, Feed, FeedEntry, FeedHead, delivered, whose};
use crate::params::{self, PLAIN, Params};
use crate::problem::Problem;
use crate::promises::{find_promises, label};

/// Characters of a promise in the title of its entry.
const TITLE: usize = 40;

/// What a feed of promises is asked for: its order and size are not.
#[must_use]
pub fn promises_asked(request: &PromiseRequest) -> Params {
    let mut asked = params::written(&request.query, &request.filters);
    if let Some(report) = &request.report {
        asked = asked.set("report", report);
    }
    for verdict in &request.verdicts {
        asked = asked.add("verdict", verdict.as_str());
    }
    for strength in &request.strengths {
        asked = asked.add("strength", strength.as_str());
    }
    match request.quantity {
        Some(wanted) => asked.set("quantity", if wanted { "true" } else { "false" }),
        None => asked,
    }
}

/// The newest promises that pass; `base` is the address that links begin with.
///
/// # Errors
/// What the backend says.
pub fn promise_feed(
    backend: &dyn Backend,
    request: &PromiseRequest,
    base: &str,
) -> Result<Feed, Problem> {
    let newest = PromiseRequest {
        sort: PromiseSort::Newest,
        limit: ENTRIES,
        offset: 0,
        facets: false,
        candidates: false,
        ..request.clone()
    };
    let found = find_promises(backend, &newest)?;
    let title = match request.query.trim() {
        "" => "承诺与下文 · 溯言".to_owned(),
        query => format!("{query} · 承诺与下文 · 溯言"),
    };
    let entries: Vec<FeedEntry> = found.list.promises.iter().map(entry).collect();
    let asked = promises_asked(request);
    Ok(FeedHead { kind: "promises", asked: &asked, title, base }.feed(backend, &entries))
}

fn entry(promise: &ShownPromise) -> FeedEntry {
    let report = &promise.report;
    let id = utf8_percent_encode(&promise.id, PLAIN).to_string();
    let published = delivered(report);
    let told = promise.items.iter().filter_map(|item| item.outcome.report.as_ref());
    let updated = told.filter_map(delivered).chain(published.clone()).max();
    let start: String = promise.text.chars().take(TITLE).collect();
    let more = if promise.text.chars().nth(TITLE).is_some() { "……" } else { "" };
    let said: Vec<String> = promise.items.iter().map(said).collect();
    FeedEntry {
        title: format!("{}：{start}{more}", whose(report)),
        updated,
        published,
        link: format!("/promises/{id}"),
        summary: format!("{}\n{}", promise.text, said.join("\n")),
        id: format!("urn:suyan:promise:{id}"),
    }
}

/// What became of an item: the verdict never without the sentence that it was read from.
fn said(item: &ShownItem) -> String {
    let outcome = &item.outcome;
    let told = |telling: &ShownTelling| {
        let year = telling.year.map_or(String::new(), |year| year.to_string());
        format!("{year} 第{}段：{}", telling.ordinal, telling.text)
    };
    let evidence = outcome.evidence.first().map(told).unwrap_or_default();
    format!(
        "· {} —— {}（按规则读出）：{}{evidence}",
        item.text,
        label(outcome.verdict),
        outcome.why
    )
}
