//! `/coding`: a sample of what a list of words counts, each to be decided on, and what comes of it.
//!
//! Decisions are in the reader's browser until they are sent, and are answered, not kept: the page
//! works without a script as one long form; with one, it remembers what was decided, and gives and
//! takes it as a file.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use maud::{Markup, html};
use suyan_answers::Shown;
use suyan_answers::coding::sample::{SampledLine, SampledWord};
use suyan_answers::coding::{
    Coded, CodingRequest, Evaluation, Reliability, ReliabilityRequest, Sample,
};
use suyan_answers::{Params, Problem};

use super::{field, filters, language, titled, tools, with_filters};
use crate::App;
use crate::pages::layout::page;
use crate::pages::{Context, PageFailure};
use crate::text::number;

/// Answers the request for a sample.
pub async fn coding(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let title = context.t.counting.coding;
    if context.params.one("words").is_none() && context.params.one("set").is_none() {
        return Ok(page(&context, &titled(&context, title), "coding", &head(&context)));
    }
    let request = match CodingRequest::read(&context.params) {
        Ok(request) => request,
        Err(problem) => return Err(PageFailure::of(context)(problem)),
    };
    match app.ask(move |backend| request.ask(backend)).await {
        Ok(sample) => {
            let main = html! { (head(&context)) (view(&context, &sample)) };
            Ok(page(&context, &titled(&context, title), "coding", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

/// Answers what was decided.
pub async fn evaluated(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, PageFailure> {
    let context = Context::of(&app, query.as_deref());
    let title = context.t.counting.coding;
    let asked = posted(body)
        .and_then(|coded| Ok((Evaluation::of(&coded), ReliabilityRequest::read(&context.params)?)));
    let (evaluation, request) = match asked {
        Ok(asked) => asked,
        Err(problem) => return Err(PageFailure::of(context)(problem)),
    };
    match app.ask(move |backend| request.ask(backend)).await {
        Ok(reliability) => {
            let main = html! {
                h1 { (title) }
                (tools(&context))
                (results(&context, &evaluation))
                (halves(&context, &reliability))
            };
            Ok(page(&context, &titled(&context, title), "coding", &main))
        }
        Err(failure) => Err(PageFailure::of(context)(failure)),
    }
}

/// Reads the form: of every word its name and hits, of every line what was decided.
fn posted(body: Result<Bytes, BytesRejection>) -> Result<Coded, Problem> {
    let hint = "请从判读页的表单提交，或把 CSV 交给 /api/v1/evaluation";
    let bad = || Problem::new("bad_coding", "表单读不懂", hint);
    let body = body.map_err(|_| Problem::new("body_too_long", "表单过长", "请减少每词的处数"))?;
    let form = Params::read(Some(std::str::from_utf8(&body).map_err(|_| bad())?))?;
    let mut coded = Coded::default();
    for at in 0.. {
        let name = format!("w{at}");
        let Some(word) = form.one(&name) else { break };
        let count = |name: &str| {
            let value =
                form.one(&format!("{name}{at}")).and_then(|count| count.parse::<u64>().ok());
            value.ok_or_else(bad)
        };
        let (hits, lines) = (count("h")?, count("n")?);
        // No sample has more.
        for line in 0..lines.min(u64::from(suyan_answers::coding::sample::MOST_EACH)) {
            let decided = match form.one(&format!("c{at}.{line}")) {
                None => None,
                Some("yes") => Some(true),
                Some("no") => Some(false),
                Some(_) => return Err(bad()),
            };
            coded.add(word, hits, decided);
        }
    }
    if coded.words.is_empty() {
        return Err(bad());
    }
    Ok(coded)
}

fn head(context: &Context) -> Markup {
    let t = &context.t.counting;
    let words: Vec<&str> = context.params.all("words").collect();
    html! {
        h1 { (t.coding) }
        (tools(context))
        p.quiet { (t.coding_intro) }
        form.workbench action="/coding" method="get" {
            label.strings { span { (t.words) } textarea name="words" rows="6" placeholder=(t.words_hint) spellcheck="false" { (words.join("\n")) } }
            div.options {
                (field(context, "set", t.set, "text"))
                (filters(context, ""))
                (field(context, "each", t.each, "number"))
                (field(context, "seed", t.seed, "number"))
                (language(context))
                button type="submit" { (t.draw) }
            }
        }
    }
}

fn view(context: &Context, sample: &Sample) -> Markup {
    let t = &context.t.counting;
    let kept = context.params.without("lang");
    html! {
        p.coding-files {
            a href=(kept.at("/api/v1/coding.csv")) download="" { "CSV" } " · "
            a href=(kept.at("/api/v1/coding.xlsx")) download="" { "XLSX" } " · "
            a href=(kept.at("/api/v1/coding")) { "JSON" }
            span.only-script {
                " · " button type="button" data-coding="save" data-source=(kept.at("/api/v1/coding.csv")) { (t.save_coded) }
                " · " label { (t.read_coded) " " input type="file" accept=".csv,text/csv" data-coding="load"; }
                " · " output data-coding="count" {}
            }
        }
        form.coding action=(context.params.at("/coding")) method="post" {
            @for (at, word) in sample.words.iter().enumerate() { (sampled(context, at, word)) }
            button type="submit" { (t.evaluate) }
        }
    }
}

fn sampled(context: &Context, at: usize, word: &SampledWord) -> Markup {
    let t = &context.t.counting;
    html! {
        section {
            h2 { (word.word) " " span.count { (number(word.hits)) } }
            input type="hidden" name={ "w" (at) } value=(word.word);
            input type="hidden" name={ "h" (at) } value=(word.hits);
            input type="hidden" name={ "n" (at) } value=(word.rows.len());
            @if word.rows.is_empty() { p.quiet { (t.none_drawn) } }
            ol.sample {
                @for (nth, line) in word.rows.iter().enumerate() {
                    (sampled_line(context, word, &format!("c{at}.{nth}"), line))
                }
            }
        }
    }
}

fn sampled_line(context: &Context, word: &SampledWord, name: &str, line: &SampledLine) -> Markup {
    let t = &context.t.counting;
    let report = &line.report;
    let place = report.place.as_ref().map_or(context.t.place_unknown, |place| place.name.as_str());
    html! {
        li data-word=(word.word) data-report=(report.id) data-ordinal=(line.ordinal) data-start=(line.start) {
            span.choice role="radiogroup" aria-label=(format!("{}：{}", word.word, t.is_meant)) {
                label { input type="radio" name=(name) value="yes"; (t.yes) }
                label { input type="radio" name=(name) value="no"; (t.no) }
            }
            span.line { (line.left) mark { (line.found) } (line.right) }
            a.quiet href=(context.report(&report.id, Some(line.ordinal))) title=(report.title) {
                (place) @if let Some(year) = report.year { " " (year) }
            }
        }
    }
}

fn share(context: &Context, shown: &Shown) -> Markup {
    match (shown.precision, shown.low, shown.high) {
        (Some(share), Some(low), Some(high)) => html! {
            (format!("{share:.2}")) " " span.quiet { (format!("[{low:.2}, {high:.2}]")) }
        },
        _ => html! { span.quiet { (context.t.counting.too_few) } },
    }
}

fn results(context: &Context, found: &Evaluation) -> Markup {
    let t = &context.t.counting;
    let panel = format!(
        "{}&{}",
        with_filters(&context.params, &["words", "set", "lang"]).at("/panel"),
        found.parameters
    );
    html! {
        section {
            h2 { (t.precision) }
            p.quiet { (t.precision_said) }
            div.scroll { table.counts {
                thead { tr {
                    th scope="col" { (t.word) } th scope="col" { (t.hits) } th scope="col" { (t.decided) }
                    th scope="col" { (t.meant) } th scope="col" { (t.precision) } th scope="col" { (t.without_it) }
                } }
                tbody {
                    @for word in &found.words { tr {
                        th scope="row" { (word.word) } td { (number(word.hits)) } td { (word.coded) }
                        td { (word.yes) } td { (share(context, &word.estimate)) } td { (share(context, &word.without)) }
                    } }
                    tr.all {
                        th scope="row" { (t.total) } td { (number(found.set.hits)) } td { (found.set.coded) }
                        td { (found.set.yes) } td { (share(context, &found.set.estimate)) } td {}
                    }
                }
            } }
            p {
                a href=(panel) { (t.panel_with) } " · "
                a href=(context.params.at("/coding")) { (t.back_to_sample) }
            }
        }
    }
}

fn halves(context: &Context, found: &Reliability) -> Markup {
    let t = &context.t.counting;
    let two =
        |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |value| format!("{value:.2}"));
    html! {
        section {
            h2 { (t.split_half) }
            p.quiet { (t.split_half_said) }
            @if let Some(split) = &found.split_half {
                p { "r = " (two(split.r)) " · " (t.full_length) " " (two(split.reliability)) }
                @for half in &split.halves { p.quiet { (half.join("、")) } }
            }
            div.scroll { table.counts {
                thead { tr {
                    th scope="col" { (t.word) } th scope="col" { (t.hits) } th scope="col" { "%" }
                    th scope="col" { (t.r_without) }
                } }
                tbody { @for word in &found.without { tr {
                    th scope="row" { (word.word) } td { (number(word.hits)) } td { (two(word.share)) } td { (two(word.r)) }
                } } }
            } }
        }
    }
}
