//! Measures place, level, year, date and kind against a table of labels.
//!
//! `cargo run --release -p suyan-corpus --example check_labels -- ARCHIVE LABELS [--all]`
//!
//! LABELS is tab-separated with a header: file, place, level, year, date, kind. Prints the share
//! that is right by field, and what is wrong (the first 25 of each field, or all).

#![allow(clippy::print_stdout, reason = "a program, not the library")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use suyan_corpus::{File, FileOutcome, Reader, Report};

/// One field's tally.
#[derive(Default)]
struct Tally {
    asked: usize,
    right: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, file: &str, expected: &str, got: &str) {
        self.asked += 1;
        if expected == got {
            self.right += 1;
        } else {
            self.wrong.push(format!("{file}: expected {expected}, got {got}"));
        }
    }
}

fn compare(tallies: &mut BTreeMap<&'static str, Tally>, row: &[&str], report: &Report) {
    let facts = &report.facts;
    let place = facts.place.as_ref();
    let got: [(&'static str, usize, String); 5] = [
        ("place", 1, place.map_or(String::new(), |p| p.name.clone())),
        ("level", 2, place.map_or(String::new(), |p| p.level.to_string())),
        ("year", 3, facts.year.map_or(String::new(), |y| y.to_string())),
        ("date", 4, facts.date.map_or(String::new(), |d| d.to_string())),
        ("kind", 5, facts.kind.to_string()),
    ];
    for (field, column, value) in got {
        let expected = match row.get(column).copied().unwrap_or_default() {
            "other" => "其他",
            expected => expected,
        };
        if !(expected.is_empty() && field == "date") {
            tallies.entry(field).or_default().count(row[0], expected, &value);
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [archive, labels, ..] = args.as_slice() else {
        return Err("usage: check_labels ARCHIVE LABELS [--all]".into());
    };
    let shown = if args.iter().any(|a| a == "--all") { usize::MAX } else { 25 };
    let labels = std::fs::read_to_string(labels)?;
    let reader = Reader::default();
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    let (mut bytes_read, mut seconds) = (0, 0.0);
    for line in labels.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let bytes = std::fs::read(Path::new(archive).join(row[0]))?;
        bytes_read += bytes.len();
        let start = Instant::now();
        let outcomes = reader.read(File { path: row[0], bytes: &bytes });
        seconds += start.elapsed().as_secs_f64();
        let served = tallies.entry("served").or_default();
        match outcomes.as_slice() {
            [FileOutcome::Report(report)] => {
                served.count(row[0], "", "");
                compare(&mut tallies, &row, report);
            }
            other => {
                let got = other.iter().map(|o| match o {
                    FileOutcome::NotReport { reason, .. }
                    | FileOutcome::Rejected { reason, .. } => reason.to_string(),
                    FileOutcome::Report(_) => "a report of several".to_owned(),
                });
                served.count(row[0], "one report", &got.collect::<Vec<_>>().join("; "));
            }
        }
    }
    for (field, tally) in &tallies {
        for wrong in tally.wrong.iter().take(shown) {
            println!("{field}  {wrong}");
        }
    }
    for (field, tally) in &tallies {
        let share = 100.0 * tally.right as f64 / tally.asked.max(1) as f64;
        println!("{field:8} {:5} of {:5}  {share:6.2}%", tally.right, tally.asked);
    }
    println!("{:.1} MB/s on one thread", bytes_read as f64 / 1e6 / seconds);
    Ok(())
}
