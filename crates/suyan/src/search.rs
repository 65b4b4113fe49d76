//! `suyan search`: the same search in the terminal.

use std::io::{IsTerminal, Write};

use suyan_corpus::Part;
use suyan_engine::{Backend, Fragment, Hit, Index, PassageHit, SearchAnswer, Tier};

use crate::args::Search;
use crate::exit::{self, Exit, Failed};

/// Searches and prints.
pub fn run(args: &Search) -> Result<Exit, Failed> {
    let request = request(args)?;
    let index = Index::open(&args.index).map_err(|error| exit::engine(&error))?;
    let printed = if args.json {
        let mut json = suyan_query::search_answer_json(&index, &request)
            .map_err(|failure| Failed::new(failure.message))?;
        json.push(b'\n');
        json
    } else {
        let answer = index.search(&request).map_err(|error| exit::engine(&error))?;
        let is_terminal = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        words(&answer, is_terminal).into_bytes()
    };
    // A closed pipe is the reader's choice.
    drop(std::io::stdout().write_all(&printed));
    Ok(Exit::Done)
}

/// The request as the API would read it from an address.
fn request(args: &Search) -> Result<suyan_engine::SearchRequest, Failed> {
    let limit = args.limit.to_string();
    let mut pairs = vec![("q", args.query.as_str()), ("limit", limit.as_str())];
    pairs.extend(args.place.iter().map(|place| ("place", place.as_str())));
    pairs.extend(args.year.iter().map(|year| ("year", year.as_str())));
    pairs.extend(args.part.iter().map(|part| ("part", part.as_str())));
    suyan_query::search_request(pairs)
        .map_err(|failure| Failed::usage(format!("{}。{}", failure.message, failure.hint)))
}

/// The answer for people, in lines.
fn words(answer: &SearchAnswer, colour: bool) -> String {
    let mut lines = Vec::new();
    if answer.hits.is_empty() {
        lines.push("没有找到。可以少写几个词，或去掉限定。".to_owned());
    } else {
        let total = answer.total;
        lines.push(format!("共 {} 份报告、{} 段。", total.reports, total.passages));
    }
    for (hit, number) in answer.hits.iter().zip(1..) {
        lines.push(String::new());
        lines.push(head(hit, number));
        lines.extend(hit.passages.iter().map(|passage| line(passage, colour)));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn head(hit: &Hit, number: usize) -> String {
    let report = &hit.report;
    let place =
        report.place.as_ref().map_or("地区不详".to_owned(), |place| place.path.join(" › "));
    let year = report.year.map_or("年度不详".to_owned(), |year| year.to_string());
    let (title, id, count) = (&report.title, &report.id, hit.matching_passages);
    format!("{number}. {place} {year} 《{title}》 {count} 段，编号 {id}")
}

fn line(passage: &PassageHit, colour: bool) -> String {
    let mark = |fragment: &Fragment| match (fragment.matched, colour) {
        (true, true) => format!("\x1b[1;31m{}\x1b[0m", fragment.text),
        _ => fragment.text.clone(),
    };
    let text: String = passage.snippet.iter().map(mark).collect();
    let part = part(passage.part);
    format!("   第 {} 段（{part}，{}）：{}", passage.ordinal, tier(passage.tier), text.trim())
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Review => "工作回顾",
        Part::Situation => "形势",
        Part::Targets => "目标",
        Part::Tasks => "任务",
        Part::Livelihood => "民生实事",
        Part::SelfGovernment => "自身建设",
        Part::Glossary => "名词解释",
        Part::Other => "其他",
    }
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Exact => "原文",
        Tier::Near => "相近",
        Tier::Words => "全部词",
        Tier::Some => "部分词",
    }
}
