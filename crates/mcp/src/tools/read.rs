//! `read`: a stretch of a report, passage by passage.

use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::Value;
use suyan_answers::Problem;
use suyan_answers::quote::Quote;
use suyan_answers::report::{head, no_report};
use suyan_corpus::Passage;
use suyan_search::{FullReport, ReportHead};

use super::{
    ANSWER, Call, HEADING, KINDS, LEFT_OUT, LEVELS, MOST_CHARACTERS, QUOTE, SNAPSHOT, Spec, WHOLE,
};
use crate::arguments::{Argument, ArgumentType};
use crate::shape::{Gives, ShapeField};

/// Passages of one answer, unless asked otherwise.
const USUAL: u32 = 30;
/// Headings of an outline.
const MOST_HEADINGS: usize = 120;

/// The tool.
pub const SPEC: Spec = Spec {
    name: "read",
    title: "读报告 Read a report",
    says: "Passages of one report in order, verbatim, each with its number, part, citation and \
        permalink. Without `from` also the outline of the report: its headings with the passages where \
        they stand (二、今年主要任务). Use it to read what stands around a passage that `search` found \
        before quoting it: whether a figure is a plan (完成30公里 under 今年任务) or a result (under 工作回顾).",
    arguments: &[
        Argument::required(
            "report",
            ArgumentType::Text,
            "The id of the report (`report` of a search result), or its permalink.",
        ),
        Argument::new(
            "from",
            ArgumentType::Number(1, 1_000_000, None),
            "The first passage; 1 when left out.",
        ),
        Argument::new(
            "to",
            ArgumentType::Number(1, 1_000_000, None),
            "The last passage; 30 passages when left out.",
        ),
        SNAPSHOT,
    ],
    gives: &[
        ANSWER,
        &[
            ShapeField::new("report", Gives::Object(&[REPORT]), ""),
            ShapeField::new("source", Gives::Maybe(&Gives::Text), "The file that it came from."),
            ShapeField::new("citation", Gives::Text, "GB/T 7714-2015, of the report."),
            ShapeField::new("permalink", Gives::Text, "Its page."),
            ShapeField::new("passages", Gives::List(&Gives::Object(&[QUOTE, READ])), "In order."),
            ShapeField::new("of", Gives::Whole, "How many passages the report has."),
            ShapeField::new(
                "next",
                Gives::Maybe(&Gives::Whole),
                "The passage that follows; `from` of the next call.",
            ),
            LEFT_OUT,
            ShapeField::optional(
                "outline",
                Gives::List(&Gives::Object(&[OUTLINE])),
                "Its headings.",
            ),
        ],
    ],
    example: r#"read {"report": "68fcf9b8c9fc0d9e", "from": 16, "to": 20}"#,
    run,
};

const REPORT: &[ShapeField] = &[
    ShapeField::new("id", Gives::Text, ""),
    ShapeField::new("title", Gives::Text, ""),
    ShapeField::new("place", Gives::Maybe(&Gives::Object(&[PLACE])), "null: unknown."),
    ShapeField::new("level", Gives::Maybe(&Gives::Word(LEVELS)), ""),
    ShapeField::new("year", Gives::Maybe(&Gives::Whole), "The year whose work it sets out."),
    ShapeField::new("date", Gives::Maybe(&Gives::Text), "The day of delivery."),
    ShapeField::new("kind", Gives::Word(KINDS), ""),
];
const PLACE: &[ShapeField] = &[
    ShapeField::new("code", Gives::Text, "GB/T 2260, as of the report's year."),
    ShapeField::new("name", Gives::Text, "Its name then."),
    ShapeField::new("path", Gives::List(&Gives::Text), "Names from the province down."),
];
const READ: &[ShapeField] = &[
    HEADING,
    ShapeField::new("is_heading", Gives::Switch, "Whether it is a heading itself."),
    WHOLE,
];
const OUTLINE: &[ShapeField] = &[
    ShapeField::new("passage", Gives::Whole, ""),
    ShapeField::new("depth", Gives::Whole, "How many headings stand above it."),
    ShapeField::new("text", Gives::Text, ""),
];

#[derive(Debug, Serialize)]
struct ReadAnswer {
    report: ReportHead,
    source: Option<String>,
    citation: String,
    permalink: String,
    passages: Vec<ReadReport>,
    /// How many there are.
    of: usize,
    /// The passage that follows.
    next: Option<u32>,
    left_out: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outline: Option<Vec<ReadHeading>>,
}

#[derive(Debug, Serialize)]
struct ReadReport {
    #[serde(flatten)]
    quote: Quote,
    heading: Vec<String>,
    is_heading: bool,
    /// Whether `text` is all of the passage.
    whole: bool,
}

#[derive(Debug, Serialize)]
struct ReadHeading {
    passage: u32,
    /// How many headings stand above it.
    depth: usize,
    text: String,
}

fn run(call: &Call<'_>) -> Result<Value, Problem> {
    let given = call.params.one("report").unwrap_or_default();
    let (id, stretch) = stretch_of_uri(given);
    let number = |name| call.params.count(name, "bad_argument", "");
    let asked = number("from")?;
    let from = asked.or(stretch.map(|(from, _)| from)).unwrap_or(1);
    let to = number("to")?.or_else(|| stretch.filter(|_| asked.is_none()).map(|(_, to)| to));
    let to = to.unwrap_or_else(|| from.saturating_add(USUAL - 1));
    let report = call.backend.report(&id)?.ok_or_else(|| no_report(&id))?;
    let last = report.passages.last().map_or(0, |passage| passage.ordinal);
    if from > to || from > last {
        let message =
            format!("no passages from {from} to {to}: the report has passages 1 to {last}");
        return Err(Problem::new("bad_argument", message, "from must not be after to"));
    }
    let outline = (asked.is_none() && stretch.is_none()).then(|| outline(&report));
    let head = head(&report.id, &report.facts);
    let mut answer = ReadAnswer {
        source: report.facts.sources.first().cloned(),
        citation: call.quoting.citation(&head, None),
        permalink: call.quoting.report(&report.id),
        passages: Vec::new(),
        of: report.passages.len(),
        next: None,
        left_out: None,
        outline,
        report: head,
    };
    let mut room = MOST_CHARACTERS;
    let wanted = report.passages.iter().filter(|one| (from..=to).contains(&one.ordinal));
    for passage in wanted {
        let length = passage.text.chars().count();
        if length > room && !answer.passages.is_empty() {
            answer.next = Some(passage.ordinal);
            break;
        }
        answer.passages.push(read(call, &answer.report, passage));
        room = room.saturating_sub(length);
    }
    if answer.next.is_none() {
        answer.next = report.passages.iter().map(|one| one.ordinal).find(|at| *at > to);
    }
    answer.left_out = left_out(&answer, to);
    call.answer(&answer)
}

fn read(call: &Call<'_>, head: &ReportHead, passage: &Passage) -> ReadReport {
    let text = passage.text.as_str();
    let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
    ReadReport {
        quote: call.quoting.quote(head, passage.ordinal, passage.part, &text[..end]),
        heading: passage.heading.clone(),
        is_heading: passage.is_heading,
        whole: end == text.len(),
    }
}

fn left_out(answer: &ReadAnswer, to: u32) -> Option<String> {
    let cut = answer.passages.iter().find(|read| !read.whole);
    if let Some(cut) = cut {
        let at = cut.quote.passage;
        return Some(format!(
            "passage {at} is longer than one answer holds and is cut after {MOST_CHARACTERS} characters; \
             its page has all of it"
        ));
    }
    let next = answer.next?;
    let why = if next <= to { "one answer holds no more" } else { "the report goes on" };
    Some(format!("{why}: call again with from = {next}; it has {} passages", answer.of))
}

/// The headings of a report.
fn outline(report: &FullReport) -> Vec<ReadHeading> {
    let headings = report.passages.iter().filter(|passage| passage.is_heading);
    let heading = |passage: &Passage| ReadHeading {
        passage: passage.ordinal,
        depth: passage.heading.len(),
        text: passage.text.chars().take(100).collect(),
    };
    headings.take(MOST_HEADINGS).map(heading).collect()
}

/// The report that an id, a permalink or the address of a resource names, and the stretch of
/// passages where it names one: `…/reports/ID#p12`, `suyan://reports/ID/passages/12-15`.
pub(crate) fn stretch_of_uri(given: &str) -> (String, Option<(u32, u32)>) {
    let Some((before, rest)) = given.split_once("/reports/") else {
        return (given.to_owned(), None);
    };
    if !before.contains(":/") && !before.is_empty() {
        return (given.to_owned(), None);
    }
    let (rest, anchor) = rest.split_once('#').unwrap_or((rest, ""));
    let rest = rest.split_once('?').map_or(rest, |(path, _)| path);
    let (id, passages) = rest.split_once("/passages/").unwrap_or((rest, ""));
    let (from, to) = passages.split_once('-').unwrap_or((passages, passages));
    let span = from.parse().ok().zip(to.parse().ok());
    let anchor = anchor.strip_prefix('p').and_then(|at| at.parse().ok()).map(|at| (at, at));
    (percent_decode_str(id).decode_utf8_lossy().into_owned(), span.or(anchor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_named_by_its_id_or_by_an_address() {
        let cases = [
            ("68fc", ("68fc", None)),
            ("odd/1 <b>", ("odd/1 <b>", None)),
            ("http://127.0.0.1:8080/reports/68fc#p12", ("68fc", Some((12, 12)))),
            ("https://a.cn/suyan/reports/68fc?q=x", ("68fc", None)),
            ("/reports/odd%2F1%20%3Cb%3E", ("odd/1 <b>", None)),
            ("suyan://reports/68fc/passages/3-9", ("68fc", Some((3, 9)))),
            ("a/reports/b", ("a/reports/b", None)),
        ];
        for (given, (id, stretch)) in cases {
            assert_eq!(stretch_of_uri(given), (id.to_owned(), stretch), "{given}");
        }
    }
}
