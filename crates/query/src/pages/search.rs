//! `/search`: what was found, how the query was read, and how to go on.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use suyan_corpus::Part;
use suyan_engine::{
    Fragment, Group, Hit, PassageHit, ReportHead, SearchAnswer, SearchRequest, Sort, Tier, Total,
    Trend,
};

use super::home::syntax;
use super::layout::{feed, page_with_feed};
use super::promises::marks;
use super::{Context, PageFailure};
use super::{facets, help, trace, trend};
use crate::App;
use suyan_answers::cursor;
use suyan_answers::find::{Found, find, literal_total};
use suyan_answers::meant::Meant;
use suyan_answers::params::{self, Params, USUAL_HITS};

/// Answers the request.
pub async fn search(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::read(query.as_deref());
    if let Some(address) = years_of_form(&context.params) {
        return Ok(Redirect::to(&address).into_response());
    }
    let mut request = match Params::read(query.as_deref()).and_then(|params| params.search()) {
        Ok(request) => request,
        Err(failure) => return Err(PageFailure::of(context)(failure)),
    };
    request.passages_per_report = passages_of_each(request.limit);
    app.metrics.search();
    let wanted = request.clone();
    let begun = Instant::now();
    let asked = app.ask_for(&request, move |backend| {
        let found = find(backend, &wanted)?;
        let holdings = backend.holdings(&wanted)?;
        let trend = Trend::join(&found.answer, &holdings);
        let literal = literal_total(backend, &wanted, &found.answer)?;
        Ok((found, trend, literal))
    });
    match asked.await {
        Ok((found, trend, literal)) => {
            let took = begun.elapsed().as_secs_f64() * 1e3;
            let read = how_read(&context, &found.answer, literal, "/search");
            let main = view(&context, &request, &found, &trend, &read, took);
            let title = if request.query.trim().is_empty() {
                context.t.all_reports
            } else {
                &request.query
            };
            let feed = Some(feed(&context, "/search.atom"));
            Ok(page_with_feed(&context, title, "results", feed, &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

/// Long lists show fewer passages of each report: a page stays small enough for any line.
fn passages_of_each(limit: usize) -> usize {
    match limit {
        0..=20 => 3,
        21..=50 => 2,
        _ => 1,
    }
}

/// The form of years gives two fields; the state is one parameter.
fn years_of_form(params: &Params) -> Option<String> {
    let (from, to) = (params.one("from"), params.one("to"));
    if from.is_none() && to.is_none() {
        return None;
    }
    let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
    let year = if from == to { from.to_owned() } else { format!("{from}..{to}") };
    Some(params.without("from").without("to").set("year", &year).at("/search"))
}

fn view(
    context: &Context,
    request: &SearchRequest,
    found: &Found,
    trend: &Trend,
    read: &Markup,
    took: f64,
) -> Markup {
    let answer = &found.answer;
    html! {
        div.with-side {
            (facets::side(context, request, &answer.facets))
            div.list {
                p.to-filters { a href="#filters" { (context.t.filters) } }
                (head(context, request, answer, read, took))
                (facets::chips(context, request, &answer.facets))
                @if let Some(meant) = &found.meant { (named(context, meant)) }
                (trend::glance(context, trend))
                @if answer.hits.is_empty() {
                    (nothing(context, found))
                } @else {
                    @if !found.help.is_empty() { aside.notice { (help::ways(context, &found.help)) } }
                    ol.hits start=(request.offset + 1) {
                        @for hit in &answer.hits { (hit_view(context, hit)) }
                    }
                    (pages(context, request, found))
                    (exports(context))
                }
            }
        }
    }
}

fn head(
    context: &Context,
    request: &SearchRequest,
    answer: &SearchAnswer,
    read: &Markup,
    took: f64,
) -> Markup {
    let t = context.t;
    let total = answer.total;
    let all = request.query.trim().is_empty() && request.filters.parts.is_empty();
    html! {
        div.summary {
            h1.total {
                @if all { ((t.found_all)(total.reports)) }
                @else { ((t.found)(total.reports, total.passages)) }
                " " small.quiet { ((t.took)(took)) }
            }
            div.switches {
                (switch(context, t.group_by, "group", &[
                    ("report", t.by_report, request.group == Group::Report),
                    ("passage", t.by_passage, request.group == Group::Passage),
                ]))
                (switch(context, t.sort_by, "sort", &[
                    ("relevance", t.relevance, request.sort == Sort::Relevance),
                    ("newest", t.newest, request.sort == Sort::Newest),
                    ("oldest", t.oldest, request.sort == Sort::Oldest),
                ]))
            }
        }
        (read)
        @for widened in &answer.read_as.synonyms {
            p.read-as { ((t.widened)(&widened.word, &widened.also.join("、"))) }
        }
        @if !answer.read_as.lineage.is_empty() {
            p.read-as {
                (t.lineage)
                @for place in &answer.read_as.lineage { " " (place.path.join(" › ")) }
            }
        }
    }
}

/// How the query was read; and where a string was read as words, how many passages hold the words
/// and how many the string (`literal`), each as a link to `path`.
pub fn how_read(
    context: &Context,
    answer: &SearchAnswer,
    literal: Option<Total>,
    path: &str,
) -> Markup {
    let t = context.t;
    let SearchAnswer { read_as, total, .. } = answer;
    let own = context.params.without("cursor");
    let mut tiers = answer.hits.iter().flat_map(|hit| &hit.passages).map(|passage| passage.tier);
    let is_partial = !answer.hits.is_empty() && tiers.all(|tier| tier == Tier::Some);
    html! {
        @if !read_as.text.is_empty() {
            p.read-as {
                (t.read_as) " " code { (read_as.text) }
                @if read_as.words.len() > 1 && read_as.literal.is_some() {
                    " " ((t.cut_into)(&read_as.words.join(" + ")))
                }
                @if !read_as.ignored.is_empty() {
                    " " ((t.ignored)(&read_as.ignored.join("、")))
                }
            }
        }
        @if let Some((text, literal)) = read_as.literal.as_ref().zip(literal) {
            p.read-as.split {
                a href=(own.set("q", text).at(path)) { ((t.as_typed)(literal.passages)) }
                " · "
                a href=(own.at(path)) aria-current="true" {
                    @if is_partial { ((t.some_words)(total.passages)) }
                    @else { ((t.all_words)(total.passages)) }
                }
            }
        }
    }
}

/// A choice of one of few, as links; the first is what holds without the parameter.
fn switch(context: &Context, label: &str, name: &str, ways: &[(&str, &str, bool)]) -> Markup {
    html! {
        div.switch role="group" aria-label=(label) {
            @for (at, (value, text, on)) in ways.iter().enumerate() {
                @let params = if at == 0 { context.params.without(name) } else { context.params.set(name, value) };
                a href=(params.at("/search")) aria-current=[on.then_some("true")] { (text) }
            }
        }
    }
}

fn hit_view(context: &Context, hit: &Hit) -> Markup {
    let t = context.t;
    let report = &hit.report;
    let shown = hit.passages.len() as u64;
    html! {
        li.hit {
            h2 {
                a href=(context.report(&report.id, hit.passages.first().map(|p| p.ordinal))) {
                    (report.title)
                }
            }
            p.meta {
                (meta(context, report))
                span.count { ((t.matching)(hit.matching_passages)) }
            }
            @for passage in &hit.passages { (passage_view(context, report, passage)) }
            @if hit.matching_passages > shown {
                p.more { a href=(format!("{}#matches", context.report(&report.id, None))) { (t.all_matches_of) } }
            }
        }
    }
}

/// Place, year, date and kind of a report.
pub fn meta(context: &Context, report: &ReportHead) -> Markup {
    let t = context.t;
    html! {
        span.place {
            @match &report.place {
                Some(place) => {
                    a href=(context.plain(&format!("/places/{}", percent_encoding::utf8_percent_encode(&place.code, params::PLAIN)))) { (place.path.join(" › ")) }
                },
                None => span.unknown { (t.place_unknown) },
            }
        }
        span.year {
            @match report.year {
                Some(year) => (year),
                None => span.unknown { (t.year_unknown) },
            }
        }
        @if let Some(date) = &report.date { time datetime=(date) { (date) } }
        span.kind { ((t.kind_word)(report.kind)) }
    }
}

fn passage_view(context: &Context, report: &ReportHead, passage: &PassageHit) -> Markup {
    let t = context.t;
    let asked = !context.params.query().unwrap_or_default().trim().is_empty();
    // A long list says each thing once and short.
    let brief = context.params.limit(USUAL_HITS).is_ok_and(|limit| passages_of_each(limit) == 1);
    let means = (!brief).then(|| (t.tier_means)(passage.tier));
    let heading = if brief { passage.heading.last().map(std::slice::from_ref) } else { None };
    let heading = heading.unwrap_or(&passage.heading);
    let tier = html! {
        @if asked { span.tier title=[means] { ((t.tier_word)(passage.tier)) } }
        @if let Some(way) = trace::way(context, report, passage.ordinal, passage.part) { (way) }
        (marks(context, &passage.promises))
    };
    html! {
                div.snippet.{ "part-" (passage.part.as_str()) } {
    (where_line(context, report, passage.ordinal, passage.part, heading, &tier))
                blockquote {
                    (fragments(&passage.snippet))
                    @if !brief {
                        @for stretch in &passage.more {
                            span.quiet aria-hidden="true" { " …… " }
                            (fragments(stretch))
                        }
                    }
                }
                }
            }
}

/// Where a passage stands: its number, its part, what more is to be said, its headings.
pub fn where_line(
    context: &Context,
    report: &ReportHead,
    ordinal: u32,
    part: Part,
    heading: &[String],
    more: &Markup,
) -> Markup {
    let t = context.t;
    html! {
        p.where {
            a.no href=(context.report(&report.id, Some(ordinal))) { ((t.passage)(ordinal)) }
            span.part { ((t.part_word)(part)) }
            (more)
            @if !heading.is_empty() { span.path { (heading.join(" › ")) } }
        }
    }
}

/// A snippet with its marks.
pub fn fragments(fragments: &[Fragment]) -> Markup {
    html! {
        @for fragment in fragments {
            @if fragment.matched { mark { (fragment.text) } } @else { (fragment.text) }
        }
    }
}

fn pages(context: &Context, request: &SearchRequest, found: &Found) -> Markup {
    let t = context.t;
    let back = (request.offset > 0).then(|| {
        let offset = request.offset.saturating_sub(request.limit);
        if offset == 0 {
            context.params.without("cursor").at("/search")
        } else {
            context.params.set("cursor", &cursor::encode(request, offset)).at("/search")
        }
    });
    let on = found.next.as_ref().map(|next| context.params.set("cursor", next).at("/search"));
    let page = request.offset / request.limit.max(1) + 1;
    html! {
        @if back.is_some() || on.is_some() {
            nav.pages aria-label=(t.pages) {
                @if let Some(back) = back { a rel="prev" href=(back) { "← " (t.previous) } }
                span { (page) }
                @if let Some(on) = on { a rel="next" href=(on) { (t.next) " →" } }
            }
        }
    }
}

/// The whole list as a file.
fn exports(context: &Context) -> Markup {
    let own = context.params.without("cursor").without("limit").without("lang");
    html! {
        p.exports.quiet {
            (context.t.export) " "
            @for (form, name) in [("csv", "CSV"), ("xlsx", "XLSX"), ("jsonl", "JSON Lines")] {
                a href=(own.at(&format!("/api/v1/search.{form}"))) download="" { (name) } " "
            }
            a href=(context.params.without("lang").at("/api/v1/search")) { "JSON" } " · "
            a href=(format!("{}#export", context.plain("/help"))) { (context.t.columns_of_export) }
        }
    }
}

/// What the query names, first the reports themselves, then the same as filters.
fn named(context: &Context, meant: &Meant) -> Markup {
    let t = context.t;
    let mut params = params::written(&meant.query, &meant.filters);
    if let Some(lang) = context.params.one("lang") {
        params = params.set("lang", lang);
    }
    let place = meant.place.as_ref().map(|place| place.name.clone());
    let year = meant.year.map(|year| year.to_string());
    let kind = meant.kind.map(|kind| (t.kind_word)(kind).to_string());
    let words = (!meant.query.is_empty()).then(|| meant.query.clone());
    let label: Vec<String> = [place, year, kind, words].into_iter().flatten().collect();
    html! {
        aside.meant aria-label=(t.meant) {
            @for report in &meant.reports {
                p.report {
                    a href=(context.report(&report.id, None)) {
                        strong {
                            @if let Some(place) = &report.place { (place.name) " " }
                            @if let Some(year) = report.year { (year) }
                        }
                        " " small { (report.title) }
                    }
                }
            }
            p {
                (t.only) " "
                a href=(params.at("/search")) { (label.join(" · ")) }
                " " span.count {
                    @if meant.query.is_empty() { ((t.found_all)(meant.total.reports)) }
                    @else { ((t.found)(meant.total.reports, meant.total.passages)) }
                }
                @if let Some(place) = &meant.place {
                    " · " a href=(context.plain(&format!("/places/{}", percent_encoding::utf8_percent_encode(&place.code, params::PLAIN)))) {
                        ((t.page_of)(&place.name))
                    }
                }
            }
        }
    }
}

fn nothing(context: &Context, found: &Found) -> Markup {
    let t = context.t;
    html! {
        section.notice {
            h2 { (t.nothing) }
            @match (&found.missing, &found.unknown_places) {
                (Some(missing), _) => p { ((t.not_held)(missing)) },
                (None, Some(named)) => p { ((t.unknown_places)(named)) },
                (None, None) => {}
            }
            (help::ways(context, &found.help))
            h3 { (t.syntax_title) }
            (syntax(context))
        }
    }
}
