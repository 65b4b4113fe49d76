//! How a report is called wherever it stands: its place and year first, since the titles of many
//! reports tell neither, and its own title small behind them.

use maud::{Markup, html};
use suyan_corpus::Kind;
use suyan_search::ReportHead;

use super::Context;

/// Place and year, and the kind where it is no work report; `None` where neither is known.
pub fn short(context: &Context, report: &ReportHead) -> Option<String> {
    let place = report.place.as_ref().map(|place| place.name.clone());
    let year = report.year.map(|year| year.to_string());
    let kind = (report.kind != Kind::WorkReport && place.is_some())
        .then(|| (context.t.kind_word)(report.kind).to_owned());
    let words: Vec<String> = [place, year, kind].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// What a report is called, as one line of text, for a tab: 杭州市 2022 · 政府工作报告.
pub fn line(context: &Context, report: &ReportHead) -> String {
    match short(context, report) {
        Some(short) if report.title.is_empty() => short,
        Some(short) => format!("{short} · {}", report.title),
        None => report.title.clone(),
    }
}

/// A link to the report, place and year large, and its own title small beside it.
pub fn link(context: &Context, report: &ReportHead, ordinal: Option<u32>) -> Markup {
    let to = context.report(&report.id, ordinal);
    html! {
        @match short(context, report) {
            Some(short) => {
                a.named href=(to) { (short) }
                @if !report.title.is_empty() { " " small.own-title { (report.title) } }
            }
            None => a.named href=(to) { (report.title) },
        }
    }
}
