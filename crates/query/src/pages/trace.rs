//! `/reports/{id}/trace?p=…`: one passage, and year by year what the same place's later (or
//! earlier) reports say of it.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_corpus::Part;
use suyan_search::ReportHead;

use super::layout::{PageHead, page_of};
use super::promises::{address as promise_page, rules, verdict};
use super::search::{fragments, where_line};
use super::{Context, PageFailure, title};
use crate::App;
use crate::api::report::read_id;
use suyan_answers::Params;
use suyan_answers::trace::{
    Direction, Trace, TracePassage, TraceReport, TraceRequest, TraceYear, trace as follow,
};

/// Answers the request.
pub async fn trace(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let read = read_id(id).and_then(|id| TraceRequest::read(id, &context.params));
    let request = match read {
        Ok(request) => request,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    match app.ask(move |backend| follow(backend, &request)).await {
        Ok(trace) => {
            let matter: String = matter(&trace).chars().take(MATTER).collect();
            let of = title::line(&context, &trace.report);
            let said = way_word(&context, trace.to);
            let head = PageHead {
                title: format!("{said}{}{matter} · {of}", context.t.room.colon),
                class: "trace",
                ..PageHead::default()
            };
            Ok(page_of(&context, head, &view(&context, &trace)))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

/// The way from a passage to what other years say of it: forward from what is promised, back from
/// what is reported. `None` where a report has no place or year to go by.
pub fn way(context: &Context, report: &ReportHead, ordinal: u32, part: Part) -> Option<Markup> {
    if report.place.is_none() || report.year.is_none() || part == Part::Glossary {
        return None;
    }
    let t = context.t;
    let (to, label, title) = if part == Part::Review {
        (Direction::Earlier, t.earlier_short, t.trace_earlier)
    } else {
        (Direction::Later, t.later_short, t.trace_later)
    };
    let address = address(context, &report.id, ordinal, to);
    Some(html! { a.trace href=(address) title=(title) { (label) } })
}

fn address(context: &Context, id: &str, ordinal: u32, to: Direction) -> String {
    let params = context.params.only(&["q", "lang"]).set("p", &ordinal.to_string());
    let params = if to == Direction::Later { params } else { params.set("to", to.as_str()) };
    params.at(&format!("{}/trace", path(id)))
}

fn path(id: &str) -> String {
    format!("/reports/{}", percent_encoding::utf8_percent_encode(id, suyan_answers::params::PLAIN))
}

/// So many characters of the matter stand in the title.
const MATTER: usize = 30;

/// The sentences that are asked about.
fn matter(trace: &Trace) -> String {
    let chosen = trace.sentences.iter().filter(|sentence| sentence.chosen);
    chosen.map(|sentence| sentence.text.as_str()).collect()
}

fn way_word(context: &Context, to: Direction) -> &'static str {
    match to {
        Direction::Later => context.t.trace_later,
        Direction::Earlier => context.t.trace_earlier,
    }
}

fn view(context: &Context, trace: &Trace) -> Markup {
    let t = context.t;
    html! {
        div.traced {
            h1 { (way_word(context, trace.to)) }
            div.matter {
                (source(context, trace))
                (face_to_face(context, trace))
            }
            (ways(context, trace))
            @if trace.years.is_empty() {
                section.notice {
                    p {
                        @if trace.report.place.is_none() || trace.report.year.is_none() { (t.trace_unplaced) }
                        @else { (t.trace_no_years) }
                    }
                }
            }
            ol.line {
                @for year in &trace.years { (year_view(context, trace, year)) }
            }
            p.quiet { (t.trace_how) }
        }
    }
}

/// The passage itself, its sentences as links that narrow the matter to one.
fn source(context: &Context, trace: &Trace) -> Markup {
    let t = context.t;
    let own = context.params.only(&["p", "q", "to", "lang"]);
    let base = format!("{}/trace", path(&trace.report.id));
    let all = trace.sentences.iter().all(|sentence| sentence.chosen);
    html! {
        section.source aria-label=(t.trace_source) {
            h2 { (title::link(context, &trace.report, Some(trace.ordinal))) }
            (where_line(context, &trace.report, trace.ordinal, trace.part, &trace.heading, &html! {}))
            blockquote tabindex=[(trace.sentences.len() == 1).then_some("0")] {
                @for (at, sentence) in trace.sentences.iter().enumerate() {
                    @let to = own.set("s", &(at + 1).to_string()).at(&base);
                    @if trace.sentences.len() == 1 { (sentence.text) }
                    @else if sentence.chosen && !all { strong { (sentence.text) } }
                    @else { a.sentence href=(to) title=(t.trace_sentence) { (sentence.text) } }
                }
            }
            @if trace.sentences.len() > 1 {
                p.quiet {
                    @if all { (t.trace_pick) }
                    @else {
                        (t.trace_picked) " "
                        a href=(own.without("q").at(&base)) { (t.trace_whole) }
                    }
                }
            }
        }
    }
}

/// The other way in time, and the shared strings as searches.
fn ways(context: &Context, trace: &Trace) -> Markup {
    let t = context.t;
    let base = format!("{}/trace", path(&trace.report.id));
    let to = |to: Direction| context.params.set("to", to.as_str()).at(&base);
    html! {
        div.switches {
            div.switch role="group" aria-label=(t.trace_direction) {
                @for (way, label) in [(Direction::Later, t.later_short), (Direction::Earlier, t.earlier_short)] {
                    a href=(to(way)) aria-current=[(trace.to == way).then_some("true")] { (label) }
                }
            }
            @if !trace.terms.is_empty() {
                p.terms {
                    (t.trace_terms)
                    @for term in &trace.terms { " " a href=(search(context, trace, term)) { (term) } }
                }
            }
        }
    }
}

/// The search that a reader would make: these characters, in this place by whatever name, in the
/// years that way, in the order of time.
fn search(context: &Context, trace: &Trace, term: &str) -> String {
    let params: Params = context.params.only(&["lang"]).set("q", &format!("\"{term}\""));
    let code = trace.report.place.as_ref().map_or("", |place| place.code.as_str());
    let year = trace.report.year.unwrap_or_default();
    let (years, sort) = match trace.to {
        Direction::Later => (format!("{}..", year + 1), "oldest"),
        Direction::Earlier => (format!("..{}", year - 1), "newest"),
    };
    let params = params.set("place", code).set("lineage", "true").set("year", &years);
    params.set("group", "passage").set("sort", sort).at("/search")
}

fn year_view(context: &Context, trace: &Trace, year: &TraceYear) -> Markup {
    let t = context.t;
    html! {
        li.missing[year.reports.is_empty()] {
            h2.year { (year.year) }
            @if year.reports.is_empty() { p.quiet { (t.trace_missing) } }
            @for report in &year.reports { (report_view(context, trace, report)) }
        }
    }
}

fn report_view(context: &Context, trace: &Trace, found: &TraceReport) -> Markup {
    let t = context.t;
    let report = &found.report;
    let renamed =
        report.place.as_ref().map(|p| &p.name) != trace.report.place.as_ref().map(|p| &p.name);
    html! {
        section {
            p.meta {
                a.named href=(context.report(&report.id, found.passages.first().map(|p| p.ordinal))) { (report.title) }
                @if let (true, Some(place)) = (renamed, &report.place) { span { (place.name) } }
                @if report.kind != trace.report.kind { span { ((t.kind_word)(report.kind)) } }
            }
            @if found.passages.is_empty() {
                p.silent { (if found.weak.is_empty() { t.trace_silent } else { t.room.nothing_clear }) }
            }
            @for passage in &found.passages { (passage_view(context, report, passage)) }
            @if !found.weak.is_empty() {
                details.weak {
                    summary { ((t.room.weak)(found.weak.len())) }
                    @for passage in &found.weak { (passage_view(context, report, passage)) }
                }
            }
            @if found.more > 0 { p.quiet { ((t.trace_more)(found.more)) } }
        }
    }
}

fn passage_view(context: &Context, report: &ReportHead, passage: &TracePassage) -> Markup {
    html! {
        div.snippet.{ "part-" (passage.part.as_str()) } {
            (where_line(context, report, passage.ordinal, passage.part, &passage.heading, &html! {}))
            blockquote { (fragments(&passage.snippet)) }
        }
    }
}

/// What the matter promises with a figure, and the figure that is told of it, face to face; of what
/// has none, the verdict with the way to its sentences.
fn face_to_face(context: &Context, trace: &Trace) -> Markup {
    let t = context.t.promises;
    html! {
        @if !trace.promises.is_empty() {
            section.faces aria-label=(t.title) {
                @for promise in &trace.promises {
                    @for item in &promise.items {
                        div.face {
                            p.what { (item.indicator.as_deref().unwrap_or(&item.text)) }
                            @if let Some(figure) = &item.quantity {
                                dl.large {
                                    div { dt { (t.figure_promised) } dd { (figure.figure.text) } }
                                    div.arrow aria-hidden="true" { "→" }
                                    div {
                                        dt { (t.figure_reported) @if let Some(year) = item.outcome.report.as_ref().and_then(|r| r.year) { " " (year) } }
                                        dd {
                                            @match &item.outcome.reported {
                                                Some(reported) => (reported.figure.text),
                                                None => span.none { "—" },
                                            }
                                        }
                                    }
                                }
                            }
                            p { (verdict(context, item.outcome.verdict)) " " a href=(promise_page(context, &promise.id)) { (context.t.room.both_sentences) } }
                        }
                    }
                }
                p.quiet { (rules(context)) }
            }
        }
    }
}
