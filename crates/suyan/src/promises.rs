//! `suyan promises`: promises and what became of them, in the terminal.

use suyan_answers::Problem;
use suyan_answers::export::{Addresses, ExportForm, asked};
use suyan_answers::notes::Book;
use suyan_answers::promises::{
    FoundPromises, find_promises, promise_export_request, promise_request, promises_json,
    write_promises,
};
use suyan_answers::{Params, promises};
use suyan_corpus::text::visible;
use suyan_search::ShownPromise;
use suyan_search::ledger::{ShownItem, ShownOutcome};

use crate::args::PromisesArgs;
use crate::exit::{Exit, Failed};
use crate::out::{self, Stdout};

/// Finds and prints.
pub fn run(args: &PromisesArgs) -> Result<Exit, Failed> {
    let params = params(args);
    let usage = |problem: Problem| Failed::usage(said(&problem));
    let request = promise_request(&params).map_err(usage)?;
    let export = promise_export_request(&params).map_err(usage)?;
    let archive = args.archive.open()?;
    let failed = |problem: Problem| Failed::new(said(&problem));
    // A journal is opened by a server or by `suyan notes`.
    let notes = Book::default();
    if args.csv {
        let mut out = Stdout::default();
        let asked = asked(&*archive, &params, "", "/promises");
        let addresses = Addresses { base: "", asked: &asked };
        let written =
            write_promises(&*archive, &export, &notes, ExportForm::Csv, addresses, &mut out)
                .map_err(failed);
        out.finish().and(written)?;
        return Ok(Exit::Done);
    }
    let printed = if args.json {
        let mut json = promises_json(&*archive, &request, &notes).map_err(failed)?;
        json.push(b'\n');
        json
    } else {
        words(&find_promises(&*archive, &request).map_err(failed)?).into_bytes()
    };
    out::print(&printed)?;
    Ok(Exit::Done)
}

fn said(problem: &Problem) -> String {
    format!("{}。{}", problem.message, problem.hint)
}

/// The parameters as an address would have them.
fn params(args: &PromisesArgs) -> Params {
    let limit = args.limit.to_string();
    let mut pairs = vec![("limit", limit.as_str())];
    pairs.extend(args.query.iter().map(|query| ("q", query.as_str())));
    pairs.extend(args.of.pairs());
    pairs.extend(args.verdict.iter().map(|verdict| ("verdict", verdict.as_str())));
    pairs.extend(args.strength.iter().map(|strength| ("strength", strength.as_str())));
    Params::of(pairs)
}

/// The list for people, in lines: each promise with what is said of it.
fn words(found: &FoundPromises) -> String {
    let list = &found.list;
    let mut lines = Vec::new();
    if !list.kept {
        lines.push(format!("{}。", promises::NO_LEDGER));
    } else if list.promises.is_empty() {
        lines.push("没有找到这样的承诺。".to_owned());
    } else {
        lines.push(format!("共 {} 条承诺、{} 项。", list.total.promises, list.total.items));
        let counts = list.facets.verdict.iter();
        let counts: Vec<String> =
            counts.map(|one| format!("{} {}", promises::label(one.value), one.items)).collect();
        lines.push(format!("按规则读出的结果（不是核实）：{}", counts.join("，")));
    }
    for (at, promise) in list.promises.iter().enumerate() {
        lines.push(String::new());
        lines.push(visible(&head(promise, at + 1)).into_owned());
        lines.push(format!("   {}", visible(&promise.text)));
        for item in &promise.items {
            lines.extend(outcome(item).iter().map(|line| visible(line).into_owned()));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn head(promise: &ShownPromise, number: usize) -> String {
    let report = &promise.report;
    let place =
        report.place.as_ref().map_or("地区不详".to_owned(), |place| place.path.join(" › "));
    let year = report.year.map_or("年度不详".to_owned(), |year| year.to_string());
    format!("{number}. {place} {year} 编号 {}", promise.id)
}

/// What became of an item: the verdict never without the sentence that it was read from.
fn outcome(item: &ShownItem) -> Vec<String> {
    let ShownOutcome { verdict, why, evidence, .. } = &item.outcome;
    let mut lines = vec![format!("   · {} —— {}：{why}", item.text, promises::label(*verdict))];
    let sentences = evidence.iter().take(2);
    lines.extend(sentences.map(|telling| {
        let year = telling.year.map_or(String::new(), |year| year.to_string());
        format!("     {year} 第{}段：{}", telling.ordinal, telling.text)
    }));
    lines
}
