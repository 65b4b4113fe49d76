//! `promises`: what reports promise and what later ones say of it, both sentences side by side.

use std::collections::HashMap;

use serde_json::{Value, json};
use suyan_answers::Problem;
use suyan_answers::promises::{find_promises, label, one_promise, promise_request};
use suyan_answers::quote::Quote;
use suyan_answers::report::head;
use suyan_answers::snapshot;
use suyan_search::ledger::{LaterYear, ShownItem, ShownTelling};
use suyan_search::{PromiseRequest, ReportHead, ShownPromise, filter};

use super::{
    A_QUOTE, ANSWER, CURSOR, Call, HEADING, KIND, LEFT_OUT, LEVEL, MOST_CHARACTERS, NEXT, PAGE,
    PART, PLACE, QUOTE, SNAPSHOT, Spec, YEAR,
};
use crate::arguments::{Argument, ArgumentType};
use crate::shape::{Gives, ShapeField};

const VERDICTS: &[&str] = &[
    "kept",
    "exceeded",
    "partly",
    "missed",
    "postponed",
    "restated",
    "not_mentioned",
    "cannot_tell",
    "no_report",
    "not_due",
];
/// Sentences of later reports that are shown of an item in a list.
const MOST_TELLINGS: usize = 2;
/// What a verdict is.
const NOTE: &str = "A verdict is a reading by rule of what later reports say, not a verification: \
    give it together with both sentences. not_mentioned: no later report mentions it; no_report: the \
    archive lacks the report that would tell.";

/// The tool.
pub const SPEC: Spec = Spec {
    name: "promises",
    title: "承诺与下文 Promises and what became of them",
    says: "Sentences in which a report promises something that can be checked, each with what later \
        reports of the same place say of it. A list by words, place, year and verdict \
        (q: 立体停车库, place: 枕江区, year: 2021, verdict: missed), or, with `promise`, one promise through \
        all later years. Verdicts: kept 做到, exceeded 超过, partly 部分, missed 未做到, postponed 推迟, \
        restated 改口径, not_mentioned 没有再提, cannot_tell 看不出, no_report 缺报告, not_due 未到期. \
        They are read by rule: always quote both sentences.",
    arguments: &[
        Argument::new(
            "promise",
            ArgumentType::Text,
            "The id of one promise, to follow it through the years.",
        ),
        Argument::new(
            "q",
            ArgumentType::Text,
            "Words that the promise's own sentence must hold: 养老床位",
        ),
        PLACE,
        YEAR,
        LEVEL,
        KIND,
        PART,
        Argument::new("report", ArgumentType::Text, "Of this report only, by its id."),
        Argument::new("verdict", ArgumentType::Words(VERDICTS), "What became of it."),
        Argument::new(
            "strength",
            ArgumentType::Words(STRENGTHS),
            "How firmly: guarantee 确保, do 完成, strive 力争, promote 推进, explore 探索.",
        ),
        Argument::new(
            "quantity",
            ArgumentType::Switch,
            "true: only items with a figure; false: only without.",
        ),
        Argument::new(
            "sort",
            ArgumentType::Word(&["order", "newest", "relevance"]),
            "The order; by year, place and reading order when left out.",
        ),
        Argument::new("limit", ArgumentType::Number(1, 50, Some(10)), "How many promises."),
        CURSOR,
        SNAPSHOT,
    ],
    gives: &[
        ANSWER,
        &[
            // Of a list.
            ShapeField::optional("total", Gives::Object(&[TOTAL]), "All that pass, exactly."),
            ShapeField::optional("verdicts", Gives::List(&Gives::Object(&[COUNTED])), "Of all."),
            ShapeField::optional("promises", Gives::List(&A_PROMISE), "A list's promises."),
            ShapeField { optional: true, ..NEXT },
            // Of one promise.
            ShapeField::optional("promise", A_PROMISE, "The one promise that was asked for."),
            ShapeField::optional("later", Gives::List(&Gives::Object(&[LATER])), "Year by year."),
            // Of both.
            LEFT_OUT,
            ShapeField::new("note", Gives::Text, "What a verdict is."),
            PAGE,
        ],
    ],
    example: r#"promises {"place": ["枕江区"], "year": 2021, "verdict": ["missed", "not_mentioned"]}"#,
    run,
};

const STRENGTHS: &[&str] = &["guarantee", "do", "strive", "promote", "explore"];
const TOTAL: &[ShapeField] =
    &[ShapeField::new("promises", Gives::Whole, ""), ShapeField::new("items", Gives::Whole, "")];
const COUNTED: &[ShapeField] = &[
    ShapeField::new("verdict", Gives::Word(VERDICTS), ""),
    ShapeField::new("label", Gives::Text, "The same in Chinese."),
    ShapeField::new("items", Gives::Whole, ""),
];
const A_PROMISE: Gives = Gives::Named("promise", &[QUOTE, PROMISE]);
const PROMISE: &[ShapeField] = &[
    ShapeField::new("id", Gives::Text, "Pass it as `promise` to follow it through the years."),
    ShapeField::new("sentence", Gives::Whole, "The number of the sentence in its passage."),
    HEADING,
    ShapeField::new("strength", Gives::Word(STRENGTHS), ""),
    ShapeField::new("deadline", Gives::Named("deadline", &[DEADLINE]), ""),
    ShapeField::new("items", Gives::List(&Gives::Object(&[ITEM])), "What can be checked in it."),
    ShapeField::new("all_items", Gives::Whole, "How many it has, also those that do not pass."),
];
const DEADLINE: &[ShapeField] = &[
    ShapeField::new("year", Gives::Whole, "The report's own where nothing else is said."),
    ShapeField::new("month", Gives::Maybe(&Gives::Whole), ""),
    ShapeField::new("text", Gives::Maybe(&Gives::Text), "As it is said."),
];
const ITEM: &[ShapeField] = &[
    ShapeField::new("item", Gives::Whole, "Its number."),
    ShapeField::new("words", Gives::Text, "The clause of the sentence."),
    ShapeField::new("indicator", Gives::Maybe(&Gives::Text), ""),
    ShapeField::new("quantity", A_FIGURE, ""),
    ShapeField::new("deadline", Gives::Named("deadline", &[DEADLINE]), ""),
    ShapeField::new("verdict", Gives::Word(VERDICTS), ""),
    ShapeField::new("label", Gives::Text, "The verdict in Chinese."),
    ShapeField::new("why", Gives::Text, "On what the verdict rests."),
    ShapeField::new("outcome_year", Gives::Maybe(&Gives::Whole), "Of the report that tells."),
    ShapeField::new("reported", A_FIGURE, ""),
    ShapeField::new("evidence", Gives::List(&A_QUOTE), "The sentences that tell of it."),
    ShapeField::new("closest", Gives::List(&A_QUOTE), "Where none tells, those that come closest."),
];
const A_FIGURE: Gives = Gives::Maybe(&Gives::Named("figure", &[FIGURE]));
const FIGURE: &[ShapeField] = &[
    ShapeField::new("text", Gives::Text, "As it is written."),
    ShapeField::new("value", Gives::Maybe(&Gives::Number), "In the plain unit: 5万 is 50000."),
    ShapeField::new("value2", Gives::Maybe(&Gives::Number), "The upper end of a range."),
    ShapeField::new("unit", Gives::Text, ""),
    ShapeField::new("qualifier", Gives::Word(&["=", ">=", "<=", ">", "<", "~"]), ""),
    ShapeField::new("kind", Gives::Text, "What is measured: money, area, count, …"),
    ShapeField::new(
        "measure",
        Gives::Word(&["level", "growth", "decline", "added", "total"]),
        "What the figure says of its matter.",
    ),
    ShapeField::new(
        "base",
        Gives::Maybe(&Gives::Number),
        "In the unit to which its kind is brought.",
    ),
    ShapeField::new("base_unit", Gives::Maybe(&Gives::Text), ""),
];
const LATER: &[ShapeField] = &[
    ShapeField::new("year", Gives::Whole, ""),
    ShapeField::new("report", Gives::Maybe(&Gives::Text), "Its id; null: the archive lacks it."),
    ShapeField::optional("missing", Gives::Text, "What it means that the report is lacking."),
    ShapeField::optional("whole", Gives::Switch, "Whether all of the report is there."),
    ShapeField::optional("items", Gives::List(&Gives::Object(&[TOLD])), ""),
];
const TOLD: &[ShapeField] = &[
    ShapeField::new("item", Gives::Whole, "The number of the item."),
    ShapeField::new("said", Gives::List(&Gives::Object(&[SAID])), "What the report says of it."),
];
const SAID: &[ShapeField] =
    &[ShapeField::new("figure", A_FIGURE, ""), ShapeField::new("quote", A_QUOTE, "")];

fn run(call: &Call<'_>) -> Result<Value, Problem> {
    if let Some(id) = call.params.one("promise") {
        // Whoever narrows what cannot be narrowed is told so.
        let others = |name: &&str| *name != "promise" && *name != snapshot::PARAMETER;
        if let Some(other) = call.params.pairs().map(|(name, _)| name).find(others) {
            let message = format!("argument {other} does not go with promise");
            let hint =
                "promise and snapshot alone follow one promise; leave out promise for a list";
            return Err(Problem::new("bad_argument", message, hint));
        }
        return story(call, id);
    }
    let request = promise_request(call.params)?;
    let found = find_promises(call.backend, &request)?;
    let mut heads = Heads::new(call);
    let mut promises = Vec::new();
    let mut room = MOST_CHARACTERS;
    for promise in &found.list.promises {
        let shown = heads.promise(promise)?;
        let length = characters(&shown);
        if length > room && !promises.is_empty() {
            break;
        }
        room = room.saturating_sub(length);
        promises.push(shown);
    }
    let (from, to) = (request.offset + 1, request.offset + promises.len());
    let cut = promises.len() < found.list.promises.len();
    let next =
        if cut { Some(suyan_answers::cursor::encode_promises(&request, to)) } else { found.next };
    let total = found.list.total;
    let left_out = next.is_some().then(|| {
        format!(
            "{} promises with {} items pass; these are {from} to {to}. Call again with cursor = next \
             for those that follow.",
            total.promises, total.items
        )
    });
    let verdicts = found.list.facets.verdict.iter();
    let verdicts: Vec<Value> = verdicts
        .map(|one| json!({"verdict": one.value, "label": label(one.value), "items": one.items}))
        .collect();
    call.answer(&json!({
        "total": total, "verdicts": verdicts, "promises": promises, "next": next,
        "left_out": left_out, "note": NOTE, "page": call.page(&page(call, &request)),
    }))
}

/// The page that shows the same list, at this snapshot.
fn page(call: &Call<'_>, request: &PromiseRequest) -> String {
    let own = ["q", "report", "verdict", "strength", "quantity", "sort"];
    let names: Vec<&str> = own.into_iter().chain(filter::names()).collect();
    let params = call.params.only(&names);
    let params = if request.query.is_empty() { params.without("q") } else { params };
    params.set(snapshot::PARAMETER, &call.backend.stats().snapshot).at("/promises")
}

/// One promise through the years.
fn story(call: &Call<'_>, id: &str) -> Result<Value, Problem> {
    let story = one_promise(call.backend, id)?;
    let mut heads = Heads::new(call);
    let promise = heads.promise(&story.promise)?;
    let mut later = Vec::new();
    let mut room = MOST_CHARACTERS.saturating_sub(characters(&promise));
    let mut left_out = None;
    for year in &story.later {
        let shown = heads.later(year)?;
        let length = characters(&shown);
        if length > room && !later.is_empty() {
            let shown = later.len();
            left_out = Some(format!(
                "{} later years; {shown} are shown, up to {}. The page of the promise has all.",
                story.later.len(),
                year.year - 1,
            ));
            break;
        }
        room = room.saturating_sub(length);
        later.push(shown);
    }
    let path = format!("/promises/{}", encoded(id));
    call.answer(&json!({
        "promise": promise, "later": later, "left_out": left_out, "note": NOTE,
        "page": call.page(&path),
    }))
}

fn encoded(id: &str) -> String {
    percent_encoding::utf8_percent_encode(id, suyan_answers::params::PLAIN).to_string()
}

/// The characters of all texts of a value.
fn characters(value: &Value) -> usize {
    match value {
        Value::Object(fields) => {
            let of = |(name, value): (&String, &Value)| match value {
                Value::String(text) if name == "text" => text.chars().count(),
                other => characters(other),
            };
            fields.iter().map(of).sum()
        }
        Value::Array(values) => values.iter().map(characters).sum(),
        _ => 0,
    }
}

/// Quotes sentences of later reports, of which only the ids are at hand.
struct Heads<'a, 'c> {
    call: &'a Call<'c>,
    known: HashMap<String, Option<ReportHead>>,
}

impl<'a, 'c> Heads<'a, 'c> {
    fn new(call: &'a Call<'c>) -> Self {
        Self { call, known: HashMap::new() }
    }

    fn promise(&mut self, promise: &ShownPromise) -> Result<Value, Problem> {
        self.known.insert(promise.report.id.clone(), Some(promise.report.clone()));
        let quote =
            self.call.quoting.quote(&promise.report, promise.ordinal, promise.part, &promise.text);
        let items = promise.items.iter().map(|item| self.item(item));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let mut shown = json!({
            "id": promise.id, "sentence": promise.sentence, "heading": promise.heading,
            "strength": promise.strength, "deadline": promise.deadline, "items": items,
            "all_items": promise.all_items,
        });
        merge(&mut shown, &quote)?;
        Ok(shown)
    }

    fn item(&mut self, item: &ShownItem) -> Result<Value, Problem> {
        let outcome = &item.outcome;
        if let Some(report) = &outcome.report {
            self.known.insert(report.id.clone(), Some(report.clone()));
        }
        let said = self.tellings(&outcome.evidence)?;
        // Where nothing settles it, what comes closest lets a reader judge.
        let closest =
            if said.is_empty() { self.tellings(&outcome.candidates)? } else { Vec::new() };
        Ok(json!({
            "item": item.item, "words": item.text, "indicator": item.indicator,
            "quantity": item.quantity, "deadline": item.deadline,
            "verdict": outcome.verdict, "label": label(outcome.verdict), "why": outcome.why,
            "outcome_year": outcome.year, "reported": outcome.reported,
            "evidence": said, "closest": closest,
        }))
    }

    fn later(&mut self, year: &LaterYear) -> Result<Value, Problem> {
        let Some(report) = &year.report else {
            return Ok(json!({
                "year": year.year, "report": null,
                "missing": "the archive holds no report of this year: not known, and not silence",
            }));
        };
        self.known.insert(report.id.clone(), Some(report.clone()));
        let mut items = Vec::new();
        for (number, said) in (1..).zip(&year.items) {
            let mut sentences = Vec::new();
            for said in said {
                if let Some(quote) = self.telling(&said.telling)? {
                    sentences.push(json!({"figure": said.figure, "quote": quote}));
                }
            }
            items.push(json!({"item": number, "said": sentences}));
        }
        Ok(json!({
            "year": year.year, "report": report.id, "whole": year.whole, "items": items,
        }))
    }

    fn tellings(&mut self, tellings: &[ShownTelling]) -> Result<Vec<Quote>, Problem> {
        let mut quotes = Vec::new();
        for telling in tellings.iter().take(MOST_TELLINGS) {
            quotes.extend(self.telling(telling)?);
        }
        Ok(quotes)
    }

    fn telling(&mut self, telling: &ShownTelling) -> Result<Option<Quote>, Problem> {
        if !self.known.contains_key(&telling.report) {
            let report = self.call.backend.report(&telling.report)?;
            let head = report.map(|report| head(&report.id, &report.facts));
            self.known.insert(telling.report.clone(), head);
        }
        let head = self.known.get(&telling.report).and_then(Option::as_ref);
        let quoting = self.call.quoting;
        Ok(head.map(|head| quoting.quote(head, telling.ordinal, telling.part, &telling.text)))
    }
}

/// Adds the fields of a quotation.
fn merge(into: &mut Value, quote: &Quote) -> Result<(), Problem> {
    let quote = serde_json::to_value(quote).map_err(|error| {
        tracing::error!(%error, "a quotation could not be made");
        Problem::internal()
    })?;
    if let (Value::Object(into), Value::Object(fields)) = (into, quote) {
        into.extend(fields);
    }
    Ok(())
}
