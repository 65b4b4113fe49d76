//! Outcomes: the evidence, the verdict, silence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use suyan_promises::{Outcome, PreparedReport, outcome_with};

use super::{Models, share};
use crate::common::{Archive, of_type, plain, text};
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
    table: BTreeMap<(String, String), usize>,
}

pub fn run(archive: &Archive, marks: &[Value], models: &Models, held_out: bool, show: bool) {
    let (mut all, mut sure) = (Tally::default(), Tally::default());
    for mark in of_type(marks, "outcome") {
        let Some(outcome) = judged(archive, mark, models, held_out) else {
            println!("  no report for {}", text(mark, "clause"));
            continue;
        };
        count(&mut all, mark, &outcome, show);
        if mark["doubt"] != true {
            count(&mut sure, mark, &outcome, false);
        }
    }
    print(&all, "outcomes, all");
    print(&sure, "outcomes, without the doubtful");
    confusion(&all);
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
    *tally.table.entry((marked.to_owned(), read.to_owned())).or_default() += 1;
    let evidence: BTreeSet<String> = mark["evidence"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(plain)
        .collect();
    let same = |text: &str| {
        let text = plain(text);
        evidence.iter().any(|sentence| {
            *sentence == text || sentence.contains(&text) || text.contains(sentence.as_str())
        })
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
        println!(
            "  {} | {} | marked {marked}, read {read}: {} | evidence shown {shown:?}",
            text(mark, "place"),
            text(mark, "clause"),
            outcome.reason.words()
        );
        for candidate in outcome.candidates.iter().take(2) {
            let head: String = candidate.text.chars().take(110).collect();
            println!("      {:.2} {:?} {head}", candidate.score, candidate.part);
        }
        if shown != Some(0) {
            for sentence in evidence.iter().take(1) {
                println!("      marked: {}", sentence.chars().take(110).collect::<String>());
            }
        }
    }
}

fn print(tally: &Tally, name: &str) {
    let silence =
        2.0 * tally.silent_right as f64 / (tally.silent + tally.silent_called).max(1) as f64;
    println!(
        "{name}: verdict right {}; evidence among five {}, first {}",
        share(tally.right, tally.all),
        share(tally.shown, tally.told),
        share(tally.first, tally.told)
    );
    println!(
        "  of what was kept called so {}; of what was not kept called so {}; silence F1 {silence:.3} (precision {}, recall {})",
        share(tally.kept_called, tally.kept),
        share(tally.not_kept_called, tally.not_kept),
        share(tally.silent_right, tally.silent_called),
        share(tally.silent_right, tally.silent)
    );
}

fn confusion(tally: &Tally) {
    let names = [
        "kept",
        "partly",
        "missed",
        "postponed",
        "restated",
        "not_mentioned",
        "cannot_tell",
        "no_report",
        "not_due",
    ];
    println!("marked \\ read: {}", names.join(" "));
    for marked in &names[..7] {
        let row = names.iter().map(|read| {
            let count = tally
                .table
                .get(&((*marked).to_owned(), (*read).to_owned()))
                .copied()
                .unwrap_or_default();
            format!("{count:>width$}", width = read.len())
        });
        println!("{marked:>13}: {}", row.collect::<Vec<_>>().join(" "));
    }
}
