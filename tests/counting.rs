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

/// The figures of `reference/keywords.py`, which cuts with Python's jieba.
#[test]
fn keywords_and_collocates_are_those_of_a_reference_computation() {
    let desk = Desk::new();
    desk.index_folder(project("data").to_str().unwrap());
    let server = desk.serve();
    let table = std::fs::read_to_string(project("tests/cases/keywords.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split('\t').collect()).collect();
    let mut compared = 0;
    for asked in rows.chunk_by(|a, b| a[0] == b[0]) {
        let is_near = asked[0][0].starts_with("q=");
        let (path, names) = match is_near {
            true => ("collocates", ["together", "alone", "g2", "log_dice", "mi"]),
            false => ("keywords", ["target", "reference", "g2", "log_ratio", "deviation"]),
        };
        let address = asked[0][0].replace('"', "%22");
        let address = address.replace("改造", &encode("改造")).replace("养老", &encode("养老"));
        let answer = server.json(&format!("/api/v1/{path}?{address}&limit=10000"));
        let found: BTreeMap<&str, &Value> = answer["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["word"].as_str().unwrap(), row))
            .collect();
        for row in asked {
            for (name, wanted) in names.iter().zip(&row[2..]) {
                let wanted: f64 = wanted.parse().unwrap();
                let value = found[row[1]][*name].as_f64().unwrap();
                let differs = (value - wanted).abs();
                assert!(differs <= 1e-9 * wanted.abs().max(1.0), "{row:?}: {name} is {value}");
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

/// A sample that is drawn, filled in, read back and carried by the panel.
#[test]
fn a_sample_is_coded_and_its_estimate_travels() {
    let desk = Desk::new();
    desk.write("sets/老.txt", "# 说明\n养老\n老=老旧小区|老人\n-养老院\n");
    desk.index_folder(project("data").to_str().unwrap());
    let server = desk.serve();
    let set = format!("set={}", encode("老"));
    let panel = server.json(&format!("/api/v1/panel?{set}"));
    let sample = server.json(&format!("/api/v1/coding?{set}&each=12&seed=3"));
    assert_eq!(sample, server.json(&format!("/api/v1/coding?{set}&each=12&seed=3")));
    for word in sample["words"].as_array().unwrap() {
        let name = word["word"].as_str().unwrap();
        assert_eq!(word["hits"], panel["total"]["counts"][name], "{name}");
        assert!(word["rows"].as_array().unwrap().len() <= 12);
    }
    let csv = server.get(&format!("/api/v1/coding.csv?{set}&each=12&seed=3")).body;
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().unwrap().clone();
    let code = head.iter().position(|name| name == "code").unwrap();
    let mut filled = head.iter().collect::<Vec<_>>().join(",");
    filled.push('\n');
    for (at, row) in reader.records().enumerate() {
        let row = row.unwrap();
        let quoted = |(place, cell): (usize, &str)| match place == code {
            true => if at % 3 == 0 { "否" } else { "是" }.to_owned(),
            false => format!("\"{}\"", cell.replace('"', "\"\"")),
        };
        filled += &row.iter().enumerate().map(quoted).collect::<Vec<_>>().join(",");
        filled.push('\n');
    }
    let request = format!(
        "POST /api/v1/evaluation HTTP/1.1\r\nhost: {}\r\ncontent-type: text/csv\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{filled}",
        server.address(),
        filled.len()
    );
    let answer = crate::support::send(server.address(), request.as_bytes());
    let found: Value = serde_json::from_str(&answer.body).unwrap();
    let share = found["set"]["precision"].as_f64().unwrap();
    assert!(share > 0.4 && share < 0.9, "{found}");
    let carried = found["parameters"].as_str().unwrap();
    let panel = server.json(&format!("/api/v1/panel?{set}&{carried}"));
    assert_eq!(panel["precision"]["words"][0]["precision"], found["words"][0]["precision"]);
    assert!((panel["precision"]["set"]["precision"].as_f64().unwrap() - share).abs() < 1e-12);
    let cited = panel["address"].as_str().unwrap().to_owned();
    assert_eq!(server.json(&cited)["precision"], panel["precision"]);
    desk.write("sets/老.txt", "养老\n");
    let changed = server.get(&cited);
    assert_eq!(changed.status, 409, "{}", changed.body);
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
