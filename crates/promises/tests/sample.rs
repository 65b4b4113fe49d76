//! The sample archive, whose promises and fates are known: `data/promises.csv`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use suyan_corpus::{File, FileOutcome as Read, Gazetteer, Reader, Report};
use suyan_promises::{PreparedReport, Promise, outcome, promises};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the sample archive") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|ext| ext == "md" || ext == "txt" || ext == "jsonl")
        {
            into.push(path);
        }
    }
}

fn reports() -> Vec<Report> {
    let places = std::fs::read_to_string(folder().join("places.csv")).expect("the table of places");
    let reader = Reader::with_gazetteer(Arc::new(Gazetteer::with_extra(&places).expect("a table")));
    let mut paths = Vec::new();
    files(&folder().join("云泽市"), &mut paths);
    paths.sort();
    let mut reports = Vec::new();
    for path in paths {
        let bytes = std::fs::read(&path).expect("a file");
        let name = path.strip_prefix(folder()).expect("below").to_string_lossy().into_owned();
        for outcome in reader.read(File { path: &name, bytes: &bytes }) {
            if let Read::Report(report) = outcome {
                reports.push(*report);
            }
        }
    }
    reports.retain(|report| report.facts.kind == suyan_corpus::Kind::WorkReport);
    reports
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// 岫山县 is 岫山区 from 2022 on.
fn is_of(report: &Report, place: &str) -> bool {
    let name = report.facts.place.as_ref().map_or("", |place| place.name.as_str());
    name == place || name.starts_with("岫山") && place.starts_with("岫山")
}

#[derive(Default, Debug)]
struct Tally {
    all: usize,
    found: usize,
    kept: usize,
    kept_called: usize,
    not_kept: usize,
    not_kept_called: usize,
    told: BTreeMap<(String, String), usize>,
}

#[test]
fn the_promises_of_the_sample_archive_have_their_fates() {
    let reports = reports();
    let accounts: Vec<PreparedReport<'_>> = reports.iter().filter_map(PreparedReport::of).collect();
    let mut tally = Tally::default();
    let mut table = csv::Reader::from_path(folder().join("promises.csv")).expect("the table");
    for row in table.records().map(|row| row.expect("a row")) {
        let (place, year, words, fate) =
            (&row[1], row[2].parse::<i16>().expect("a year"), &row[3], &row[4]);
        let own = reports
            .iter()
            .position(|r| is_of(r, place) && r.facts.year == Some(year))
            .expect("a report");
        tally.all += 1;
        let Some((promise, item)) = find(&reports[own], words) else { continue };
        tally.found += 1;
        let own_account =
            accounts.iter().find(|a| *a.report == *reports[own].id).expect("an account");
        let later: Vec<&PreparedReport<'_>> = accounts
            .iter()
            .filter(|a| reports.iter().any(|r| *r.id == *a.report && is_of(r, place)))
            .collect();
        let told = outcome(&promise.items[item], &promise.text, own_account, &later, 2024);
        let verdict = told.verdict.as_str();
        let called = matches!(verdict, "kept" | "exceeded");
        *tally.told.entry((fate.to_owned(), verdict.to_owned())).or_default() += 1;
        match fate {
            "kept" => {
                tally.kept += 1;
                tally.kept_called += usize::from(called);
            }
            "missed" | "silent" | "dropped" | "open" => {
                tally.not_kept += 1;
                tally.not_kept_called += usize::from(called);
                if called {
                    eprintln!(
                        "{place} {year} {words}: {fate}, read {verdict} by {:?}",
                        told.evidence.first().map(|e| &e.text)
                    );
                }
            }
            // What was changed was kept in another way, or not: neither is counted.
            _ => {}
        }
    }
    eprintln!("{tally:#?}");
    assert!(tally.found * 100 >= tally.all * 85, "{tally:?}");
    assert!(tally.kept_called * 10 >= tally.kept * 6, "{tally:?}");
    assert!(tally.not_kept_called <= 1, "{tally:?}");
}

/// The promise and the item that hold these words.
fn find(report: &Report, words: &str) -> Option<(Promise, usize)> {
    let wanted = plain(words);
    let promise = promises(report).into_iter().find(|p| plain(&p.text).contains(&wanted))?;
    let overlap = |at: usize| {
        let text = plain(promise.items[at].text(&promise.text));
        if text.contains(&wanted) || wanted.contains(&text) {
            text.len().min(wanted.len())
        } else {
            0
        }
    };
    let best = (0..promise.items.len()).max_by_key(|at| overlap(*at))?;
    Some((promise, best))
}
