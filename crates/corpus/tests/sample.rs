//! The sample archive says what its tables say that it says: every document is read with the
//! place, year and kind that it was written with, and every promise of `promises.csv` stands in
//! the report that made it and its outcome in the report that told it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use suyan_corpus::places::Gazetteer;
use suyan_corpus::{File, FileOutcome, Kind, Part, Reader, Report};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

/// The invented documents, read as the indexer reads them.
fn reports() -> Vec<Report> {
    let places = std::fs::read_to_string(folder().join("places.csv")).unwrap();
    let reader = Reader::with_gazetteer(Arc::new(Gazetteer::with_extra(&places).unwrap()));
    let mut reports = Vec::new();
    let mut files: Vec<_> = walkdir::WalkDir::new(folder().join("云泽市"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let below = path.strip_prefix(folder()).unwrap().to_str().unwrap();
        for outcome in reader.read(File { path: below, bytes: &bytes }) {
            match outcome {
                FileOutcome::Report(report) => reports.push(*report),
                other => panic!("{below} is no report: {other:?}"),
            }
        }
    }
    reports
}

fn by_place_and_year(reports: Vec<Report>) -> BTreeMap<(String, i16), Report> {
    let work = reports.into_iter().filter(|report| report.facts.kind == Kind::WorkReport);
    work.map(|report| {
        let place = report.facts.place.as_ref().map_or(String::new(), |place| place.name.clone());
        ((place, report.facts.year.unwrap_or(0)), report)
    })
    .collect()
}

/// The passages that hold the words.
fn parts(report: &Report, words: &str) -> Vec<Part> {
    report.passages.iter().filter(|p| p.text.contains(words)).map(|p| p.part).collect()
}

#[test]
fn every_document_has_its_place_year_and_kind() {
    let reports = reports();
    assert_eq!(reports.len(), 22);
    let kinds = |kind| reports.iter().filter(|report| report.facts.kind == kind).count();
    assert_eq!((kinds(Kind::WorkReport), kinds(Kind::Communique), kinds(Kind::Plan)), (20, 1, 1));
    let found = by_place_and_year(reports);
    let keys: Vec<_> = found.keys().map(|(place, year)| (place.as_str(), *year)).collect();
    let all = |place, years: std::ops::RangeInclusive<i16>| years.map(move |year| (place, year));
    let mut expected: Vec<_> = all("云泽市", 2020..=2024)
        .chain(all("枕江区", 2020..=2024))
        .chain(all("澄浦区", 2020..=2024))
        .chain(all("岫山县", 2020..=2021))
        .chain(all("岫山区", 2022..=2024))
        .collect();
    expected.sort_unstable();
    assert_eq!(keys, expected);
    for ((place, year), report) in &found {
        assert!(report.facts.date.is_some(), "no date: {place} {year}");
        let path = &report.facts.place.as_ref().unwrap().path;
        assert_eq!(path[..2], ["澜江省", "云泽市"], "{place} {year}");
        for page in ["浏览次数", "ICP备", "当前位置", "扫一扫"] {
            assert_eq!(parts(report, page), [], "{page} of the page is left: {place} {year}");
        }
    }
}

#[test]
fn every_promise_stands_where_the_table_says() {
    let found = by_place_and_year(reports());
    let mut wrong = Vec::new();
    let mut table = csv::Reader::from_path(folder().join("promises.csv")).unwrap();
    for row in table.deserialize() {
        let row: Promise = row.unwrap();
        let made = parts(&found[&(row.district.clone(), row.announced)], &row.words);
        let ahead = |part: &Part| matches!(part, Part::Tasks | Part::Livelihood | Part::Targets);
        if !made.iter().any(ahead) {
            wrong.push(format!("{} promised in {made:?}: {}", row.no, row.words));
        }
        let Some(later) = row.later else { continue };
        // The county became a district, which tells the outcome under its new name.
        let teller = ["岫山区", &row.district].into_iter().find_map(|place| {
            let renamed = row.district == "岫山县" || row.district == place;
            found.get(&(place.to_owned(), later)).filter(|_| renamed)
        });
        let told = parts(teller.unwrap(), &row.later_words);
        // A change is announced among the tasks as often as it is confessed in the review.
        let is_told = told.contains(&Part::Review) || row.fate == "changed" && !told.is_empty();
        if !is_told {
            wrong.push(format!("{} told in {told:?}: {}", row.no, row.later_words));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(serde::Deserialize)]
struct Promise {
    no: u32,
    district: String,
    announced: i16,
    words: String,
    fate: String,
    later: Option<i16>,
    later_words: String,
}
