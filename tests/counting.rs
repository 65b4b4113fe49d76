//! Panels beside a scan: every cell is counted again by reading every passage, with the
//! normalisation of [`crate::normaliser`] and nothing of the engine.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::Value;

use crate::archive::{folder, served};
use crate::normaliser::{Normal, Normaliser};
use crate::support::{Desk, Server, encode, project};
use crate::truth::is_whole;

/// A report with its passages in normal form, each whole and by sentences.
struct Read {
    head: Value,
    texts: Vec<(Normal, Vec<Normal>)>,
}

/// One report in so many.
fn read(server: &Server, every: usize) -> Vec<Read> {
    let normaliser = Normaliser::new();
    let ends = ['。', '！', '？', '!', '?'];
    let normals = |text: &str| {
        let sentences = text.split(ends).map(|sentence| normaliser.normal(sentence)).collect();
        (normaliser.normal(text), sentences)
    };
    let texts =
        |passages: Vec<(u64, String)>| passages.iter().map(|(_, text)| normals(text)).collect();
    served(server)
        .into_iter()
        .step_by(every)
        .map(|report| Read { head: report.head, texts: texts(report.passages) })
        .collect()
}

fn ask(server: &Server, words: &[&str], more: &str) -> Value {
    let words: String = words.iter().map(|word| format!("words={}&", encode(word))).collect();
    server.json(&format!("/api/v1/panel?{words}{more}"))
}

/// The counts of every report, by its id.
fn by_report(answer: &Value) -> BTreeMap<String, &Value> {
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| (row["report"]["id"].as_str().unwrap().to_owned(), &row["counts"])).collect()
}

/// Occurrences of each word in a text: the longest first, from the left, none overlapping.
fn longest_first(text: &Normal, words: &[Normal], automaton: &AhoCorasick, counts: &mut [u64]) {
    let mut found: Vec<(usize, usize, usize)> = automaton
        .find_overlapping_iter(&text.text)
        .map(|hit| (hit.start(), usize::MAX - hit.end(), hit.pattern().as_usize()))
        .filter(|(start, _, word)| is_whole(text, *start, &words[*word]))
        .collect();
    found.sort_unstable();
    let mut free = 0;
    for (start, back, word) in found {
        if start >= free {
            counts[word] += 1;
            free = usize::MAX - back;
        }
    }
}

fn compare_with_a_scan(server: &Server, reports: &[Read], words: &[&str]) {
    let normaliser = Normaliser::new();
    let normals: Vec<Normal> = words.iter().map(|word| normaliser.normal(word)).collect();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(normals.iter().map(|word| &word.text))
        .unwrap();
    let literal = ask(server, words, "by=report");
    let substring = ask(server, words, "by=report&count=substring");
    let sentences = ask(server, words, "by=report&count=sentences");
    let passages = ask(server, words, "by=report&count=passages");
    let holding = ask(server, words, "by=report&count=reports");
    let answers = [literal, substring, sentences, passages, holding];
    let by_id: Vec<_> = answers.iter().map(by_report).collect();
    for report in reports {
        let id = report.head["id"].as_str().unwrap();
        let mut wanted = vec![vec![0u64; words.len()]; 5];
        for (normal, sentences) in &report.texts {
            longest_first(normal, &normals, &automaton, &mut wanted[0]);
            for (at, word) in normals.iter().enumerate() {
                wanted[1][at] += normal.text.matches(&word.text).count() as u64;
                let whole = |text: &Normal| {
                    let found = text.text.match_indices(&word.text);
                    found.filter(|(at, _)| is_whole(text, *at, word)).count() as u64
                };
                wanted[3][at] += u64::from(whole(normal) > 0);
                wanted[4][at] = wanted[4][at].max(u64::from(whole(normal) > 0));
                let holding = sentences.iter().filter(|sentence| whole(sentence) > 0);
                wanted[2][at] += holding.count() as u64;
            }
        }
        for (way, (wanted, found)) in wanted.iter().zip(&by_id).enumerate() {
            for (word, wanted) in words.iter().zip(wanted) {
                assert_eq!(found[id][*word], *wanted, "{word} in {id}, way {way}");
            }
        }
    }
}

#[test]
fn every_way_of_counting_equals_a_scan() {
    let desk = Desk::new();
    desk.index_folder(project("data").to_str().unwrap());
    let server = desk.serve();
    let reports = read(&server, 1);
    let words = [
        "养老",
        "养老服务",
        "服务",
        "水",
        "云泽",
        "改造",
        "老旧小区",
        "小区改造",
        "2021年",
        "20",
        "5",
        "、",
        "工作",
        "工作任务",
        "任务",
        "PM2.5",
        "5G",
        "一网统管",
        "平方米",
        "发展",
        "高质量发展",
    ];
    compare_with_a_scan(&server, &reports, &words);
}

#[test]
fn missing_is_not_nought_and_a_part_is_marked() {
    let desk = Desk::new();
    desk.index_folder(project("data").to_str().unwrap());
    let server = desk.serve();
    let answer = ask(&server, &["发展"], &format!("place={}&year=2018..2021", encode("枕江区")));
    let status: Vec<(i64, &str, bool)> = answer["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let is_null = row["counts"]["发展"].is_null();
            (row["year"].as_i64().unwrap(), row["status"].as_str().unwrap(), is_null)
        })
        .collect();
    let wanted = [
        (2018, "missing", true),
        (2019, "missing", true),
        (2020, "whole", false),
        (2021, "whole", false),
    ];
    assert_eq!(status, wanted);
}

#[test]
fn places_through_time_hold_the_same_in_all() {
    let desk = Desk::new();
    desk.index_folder(project("data").to_str().unwrap());
    let server = desk.serve();
    let words = ["发展", "项目", "群众"];
    let was = ask(&server, &words, "");
    let rolled = ask(&server, &words, "lineage=rolled");
    for field in ["reports", "passages", "sentences", "characters", "words", "counts"] {
        assert_eq!(was["total"][field], rolled["total"][field], "{field}");
    }
    let balanced = ask(&server, &words, "lineage=balanced&level=county&year=2020..2024");
    let rows = balanced["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["status"] != "missing"));
}

#[test]
fn a_cell_opens_the_passages_that_it_counts() {
    let desk = Desk::new();
    desk.index_folder(project("data").to_str().unwrap());
    let server = desk.serve();
    let words = ["养老", "改造"];
    let answer = ask(&server, &words, "count=passages");
    let mut looked = 0;
    for row in answer["rows"].as_array().unwrap().iter().filter(|row| row["status"] != "missing") {
        for word in words {
            let (code, year) = (&row["place"]["code"], &row["year"]);
            let filters = format!(
                "&group=passage&limit=1&place={}&level={}&year={year}",
                code.as_str().unwrap(),
                row["level"].as_str().unwrap()
            );
            let found = server.search(&format!("\"{word}\""), &filters);
            assert_eq!(found["total"]["passages"], row["counts"][word], "{word} {code} {year}");
            looked += 1;
        }
    }
    assert!(looked > 20);
}

/// Words of studies (`SUYAN_SHARED`), one in ten, in reports of a real archive (`SUYAN_ARCHIVE`), one
/// in ten: a scan of all takes hours.
#[test]
fn words_of_studies_in_real_reports_equal_a_scan() {
    let (Some(archive), Some(shared)) = (folder("SUYAN_ARCHIVE"), folder("SUYAN_SHARED")) else {
        return;
    };
    let table = std::fs::read_to_string(shared.join("wordlists.tsv")).unwrap();
    let mut words: Vec<&str> =
        table.lines().skip(1).filter_map(|line| line.split('\t').nth(2)).collect();
    words.sort_unstable();
    words.dedup();
    let desk = Desk::new();
    desk.index_folder(archive.to_str().unwrap());
    let server = desk.serve();
    let few: Vec<&str> = words.iter().copied().step_by(10).collect();
    compare_with_a_scan(&server, &read(&server, 10), &few);
}
