//! Outcomes: the evidence, the verdict, silence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use suyan_promises::{Outcome, PreparedReport, Verdict, outcome_with};

use crate::Figure;
use crate::common::{Archive, of_type, plain, text};
use crate::models::Models;
use crate::pairing::{item_of, read_files};

#[derive(Default)]
struct Tally {
    all: usize,
    right: usize,
    told: usize,
    shown: usize,
    first: usize,
    kept: usize,
    kept_called: usize,
    not_kept: usize,
    not_kept_called: usize,
    silent: usize,
    silent_called: usize,
    silent_right: usize,
    table: BTreeMap<(String, &'static str), usize>,
}

pub fn figures(
    archive: &Archive,
    marks: &[Value],
    models: &Models,
    held_out: bool,
    show: bool,
) -> Vec<Figure> {
    let (mut all, mut sure) = (Tally::default(), Tally::default());
    for mark in of_type(marks, "outcome") {
        let Some(outcome) = judged(archive, mark, models, held_out) else {
            eprintln!("  no report for {}", text(mark, "clause"));
            continue;
        };
        count(&mut all, mark, &outcome, show);
        if mark["doubt"] != true {
            count(&mut sure, mark, &outcome, false);
        }
    }
    confusion(&all);
    vec![
        Figure::share("outcomes judged as marked", all.right, all.all),
        Figure::share("the same without the doubtful: outcomes", sure.right, sure.all),
        Figure::share("evidence among the five closest", all.shown, all.told),
        Figure::share("the same without the doubtful: evidence", sure.shown, sure.told),
        Figure::share("evidence is the closest", all.first, all.told),
        Figure::share("what was kept is called so", all.kept_called, all.kept),
        Figure::share(
            "what was not kept is not called so",
            all.not_kept - all.not_kept_called,
            all.not_kept,
        ),
        Figure::share(
            "the same without the doubtful: not kept",
            sure.not_kept - sure.not_kept_called,
            sure.not_kept,
        ),
        Figure::f1("silence, F1", all.silent_right, all.silent, all.silent_called),
    ]
}

fn judged(archive: &Archive, mark: &Value, models: &Models, held_out: bool) -> Option<Outcome> {
    let from = text(mark, "from_file");
    let own = PreparedReport::of(archive.report(from)?)?;
    let mut item = item_of(mark, own.year, models.model(from, held_out))?;
    let files = read_files(mark);
    let accounts: Vec<PreparedReport<'_>> =
        files.iter().filter_map(|file| PreparedReport::of(archive.report(file)?)).collect();
    let later: Vec<&PreparedReport<'_>> = accounts.iter().collect();
    // The marks are judged by the files that they name.
    if files.len() == 1 {
        item.deadline.year = later.first()?.year - 1;
    }
    let newest = later.iter().map(|account| account.year).max()?;
    let matcher = models.matcher(from, held_out);
    Some(outcome_with(&item, text(mark, "commitment"), &own, &later, newest, matcher))
}

/// The verdicts by groups, with kept and exceeded as one.
fn group(verdict: &str) -> &str {
    match verdict {
        "exceeded" => "kept",
        "restated_in_other_terms" => "restated",
        other => other,
    }
}

fn count(tally: &mut Tally, mark: &Value, outcome: &Outcome, show: bool) {
    let marked = group(text(mark, "verdict"));
    let read = group(outcome.verdict.as_str());
    tally.all += 1;
    tally.right += usize::from(marked == read);
    *tally.table.entry((marked.to_owned(), read)).or_default() += 1;
    let evidence: BTreeSet<String> = mark["evidence"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(plain)
        .collect();
    let same = |text: &str| {
        let text = plain(text);
        evidence.iter().any(|sentence| sentence.contains(&text) || text.contains(sentence.as_str()))
    };
    let shown = outcome.candidates.iter().take(5).position(|candidate| same(&candidate.text));
    if !evidence.is_empty() {
        tally.told += 1;
        tally.shown += usize::from(shown.is_some());
        tally.first += usize::from(shown == Some(0));
    }
    if marked == "kept" {
        tally.kept += 1;
        tally.kept_called += usize::from(read == "kept");
    } else {
        tally.not_kept += 1;
        tally.not_kept_called += usize::from(read == "kept");
    }
    tally.silent += usize::from(marked == "not_mentioned");
    tally.silent_called += usize::from(read == "not_mentioned");
    tally.silent_right += usize::from(marked == "not_mentioned" && read == "not_mentioned");
    if show && (marked != read || !evidence.is_empty() && shown.is_none()) {
        tell(mark, outcome, shown, evidence.first());
    }
}

/// What is read otherwise than it is marked.
fn tell(mark: &Value, outcome: &Outcome, shown: Option<usize>, evidence: Option<&String>) {
    let head = |text: &str| text.chars().take(110).collect::<String>();
    eprintln!(
        "  {} | {} | marked {}, read {}: {} | evidence shown {shown:?}",
        text(mark, "place"),
        text(mark, "clause"),
        text(mark, "verdict"),
        outcome.verdict.as_str(),
        outcome.reason.words()
    );
    for candidate in outcome.candidates.iter().take(2) {
        eprintln!("      {:.2} {:?} {}", candidate.score, candidate.part, head(&candidate.text));
    }
    if let Some(sentence) = evidence.filter(|_| shown != Some(0)) {
        eprintln!("      marked: {}", head(sentence));
    }
}

/// What is marked by what is read.
fn confusion(tally: &Tally) {
    let names: Vec<&str> = Verdict::ALL
        .iter()
        .map(|verdict| verdict.as_str())
        .filter(|name| *name != "exceeded")
        .collect();
    eprintln!("marked \\ read: {}", names.join(" "));
    for marked in &names[..7] {
        let row = names.iter().map(|read| {
            let count =
                tally.table.get(&((*marked).to_owned(), *read)).copied().unwrap_or_default();
            format!("{count:>width$}", width = read.len())
        });
        eprintln!("{marked:>13}: {}", row.collect::<Vec<_>>().join(" "));
    }
}
