//! `/search`: what was found, how the query was read, and how to go on.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use suyan_corpus::Part;
use suyan_search::{
    Fragment, Group, Hit, PassageHit, ReportHead, SearchAnswer, SearchRequest, Sort, Tier, Total,
    Trend,
};

use super::chips;
use super::home::examples;
use super::layout::{PageHead, feed, page_of};
use super::listed::{self, ListPage};
use super::promises::marks;
use super::{Context, PageFailure};
use super::{facets, help, title, trace, trend};
use crate::App;
use suyan_answers::cursor;
use suyan_answers::examples::{Example, archive_examples};
use suyan_answers::find::{FindAnswer, find, literal_total};
use suyan_answers::meant::Meant;
use suyan_answers::params::{self, Params, USUAL_HITS};

/// Answers the request.
pub async fn search(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    if let Some(address) = years_of_form(&context.params, "/search") {
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
        let is_empty = found.answer.hits.is_empty();
        let examples = if is_empty { archive_examples(backend)? } else { Vec::new() };
        Ok((found, trend, literal, examples))
    });
    match asked.await {
        Ok((found, trend, literal, examples)) => {
            let took = begun.elapsed().as_secs_f64() * 1e3;
            let read = how_read(&context, &found.answer, literal, "/search");
            let seen = SearchPage { found, trend, examples };
            let main = view(&context, &request, &seen, &read, took);
            Ok(page_of(&context, head_of(&context, &seen), &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

/// Everything that the page shows.
struct SearchPage {
    found: FindAnswer,
    trend: Trend,
    /// What could be asked instead, where nothing was found.
    examples: Vec<Example>,
}

/// What the page says of itself.
fn head_of(context: &Context, seen: &SearchPage) -> PageHead {
    let t = context.t;
    let lead = if context.params.one("q").is_none() { t.all_reports } else { "" };
    let title = chips::title(context, lead);
    let total = seen.found.answer.total;
    let about = format!("{title}{}{}", t.room.colon, (t.found)(total.reports, total.passages));
    PageHead {
        title,
        about: Some(about),
        class: "results",
        feed: Some(feed(context, "/search.atom")),
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
pub fn years_of_form(params: &Params, path: &str) -> Option<String> {
    let (from, to) = (params.one("from"), params.one("to"));
    if from.is_none() && to.is_none() {
        return None;
    }
    let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
    let year = if from == to { from.to_owned() } else { format!("{from}..{to}") };
    Some(params.without("from").without("to").set("year", &year).at(path))
}

fn view(
    context: &Context,
    request: &SearchRequest,
    seen: &SearchPage,
    read: &Markup,
    took: f64,
) -> Markup {
    let found = &seen.found;
    let answer = &found.answer;
    let has_words = !answer.read_as.words.is_empty();
    html! {
        div.with-side {
            (facets::side(context, request, &answer.facets))
            div.list {
                p.to-filters { a href="#filters" { (context.t.filters) } }
                (head(context, request, answer, read, took))
                (chips::chips(context, "/search", &chips::labels(context)))
                @if let Some(meant) = &found.meant { (named(context, meant)) }
                (trend::glance(context, &seen.trend))
                @if answer.hits.is_empty() {
                    (nothing(context, found, &seen.examples))
                } @else {
                    @if !found.help.is_empty() { aside.notice aria-label=(context.t.room.ways_on) { h2.hidden { (context.t.room.ways_on) } (help::ways(context, &found.help)) } }
                    ol.hits #results tabindex="-1" start=(request.offset + 1) {
                        @for hit in &answer.hits { (hit_view(context, hit, has_words)) }
                    }
                    (pages(context, request, found))
                    (listed::exports(context, "/api/v1/search", "export"))
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
            h1.total title=((t.took)(took)) {
                @if all { ((t.found_all)(total.reports)) }
                @else { ((t.found)(total.reports, total.passages)) }
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

fn hit_view(context: &Context, hit: &Hit, has_words: bool) -> Markup {
    let t = context.t;
    let report = &hit.report;
    let shown = hit.passages.len() as u64;
    html! {
        li.hit {
            h2 {
                (title::link(context, report, hit.passages.first().map(|p| p.ordinal)))
                " " span.beside { (beside(context, report)) span.count { ((t.matching)(hit.matching_passages)) } }
            }
            @for passage in &hit.passages { (passage_view(context, report, passage, has_words)) }
            @if hit.matching_passages > shown {
                p.more { a href=(format!("{}#matches", context.report(&report.id, None))) { (t.all_matches_of) } }
            }
        }
    }
}

/// What its name does not say: the place's own page, and the day.
fn beside(context: &Context, report: &ReportHead) -> Markup {
    html! {
        @match &report.place {
            Some(place) => a.place href=(place_page(context, &place.code)) { (place.path.join(" › ")) },
            None => span.unknown { (context.t.place_unknown) },
        }
        @if report.year.is_none() { span.unknown { (context.t.year_unknown) } }
        @if let Some(date) = &report.date { time datetime=(date) { (date) } }
    }
}

/// The address of a place's page.
pub fn place_page(context: &Context, code: &str) -> String {
    let code = percent_encoding::utf8_percent_encode(code, params::PLAIN);
    context.plain(&format!("/places/{code}"))
}

/// Place, year, date and kind of a report.
pub fn meta(context: &Context, report: &ReportHead) -> Markup {
    let t = context.t;
    html! {
        span.place {
            @match &report.place {
                Some(place) => {
                    a href=(place_page(context, &place.code)) { (place.path.join(" › ")) }
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

fn passage_view(
    context: &Context,
    report: &ReportHead,
    passage: &PassageHit,
    has_words: bool,
) -> Markup {
    let t = context.t;
    // A long list says each thing once and short.
    let brief = context.params.limit(USUAL_HITS).is_ok_and(|limit| passages_of_each(limit) == 1);
    let means = (!brief).then(|| (t.tier_means)(passage.tier));
    let tier = html! {
        @if has_words { span.tier title=[means] { ((t.tier_word)(passage.tier)) } }
        @if let Some(way) = trace::way(context, report, passage.ordinal, passage.part) { (way) }
        (marks(context, &passage.promises))
    };
    html! {
                div.snippet.{ "part-" (passage.part.as_str()) } {
    (where_line(context, report, passage.ordinal, passage.part, &passage.heading, &tier))
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
            @if let Some(last) = heading.last() { span.path title=(heading.join(" › ")) { (last) } }
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

fn pages(context: &Context, request: &SearchRequest, found: &FindAnswer) -> Markup {
    let (offset, limit) = (request.offset, request.limit);
    let page = ListPage { path: "/search", offset, limit, next: found.next.as_deref() };
    listed::pages(context, &page, |offset| cursor::encode(request, offset))
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
                    (title::link(context, report, None))
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
                    " · " a href=(place_page(context, &place.code)) {
                        ((t.page_of)(&place.name))
                    }
                }
            }
        }
    }
}

fn nothing(context: &Context, found: &FindAnswer, some: &[Example]) -> Markup {
    let t = context.t;
    html! {
        section.notice #results tabindex="-1" {
            h2 { (t.nothing) }
            @match (&found.missing, &found.unknown_places) {
                (Some(missing), _) => p { ((t.not_held)(missing)) },
                (None, Some(named)) => p { ((t.unknown_places)(named)) },
                (None, None) => {}
            }
            (help::ways(context, &found.help))
            details {
                summary { (t.syntax_title) }
                (examples(context, some))
            }
        }
    }
}
