//! Searches with a known answer, as data: a query, the only passage of a report, how it must be
//! found, and what is marked. All reports stand in one archive; a case looks at its own.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Desk, Server, project};

struct Case {
    id: String,
    query: String,
    text: String,
    least: String,
    marks: Vec<String>,
}

fn cases(file: &str) -> Vec<Case> {
    let table = fs::read_to_string(project("tests/cases").join(file)).unwrap();
    let rows = table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|row| Case {
        id: row[0].to_owned(),
        query: row[1].to_owned(),
        text: row[2].to_owned(),
        least: row[3].to_owned(),
        marks: row[4].split(';').filter(|m| !m.is_empty()).map(str::to_owned).collect(),
    })
    .collect()
}

/// How the query finds the report of the case, by the case's own passage alone.
fn found(server: &Server, case: &Case) -> Option<Value> {
    let mut cursor = String::new();
    loop {
        let answer = server.search(&case.query, &format!("&limit=100{cursor}"));
        let hits = answer["hits"].as_array().unwrap();
        if let Some(hit) = hits.iter().find(|hit| hit["report"]["id"] == *case.id) {
            return Some(hit["passages"][0].clone());
        }
        cursor = format!("&cursor={}", answer["next"].as_str()?);
    }
}

/// What is wrong with a case, if anything.
fn verdict(server: &Server, case: &Case) -> Option<String> {
    const TIERS: [&str; 4] = ["exact", "near", "words", "some"];
    let Some(passage) = found(server, case) else {
        return (case.least != "none").then(|| "not found".to_owned());
    };
    let tier = passage["match"].as_str().unwrap();
    let rank = |tier: &str| TIERS.iter().position(|t| *t == tier);
    // In an archive of one passage, something that matches in part would be shown, so "none" and
    // the weakest tier are told apart by the passage alone.
    if case.least == "none" || rank(tier) > rank(&case.least) {
        return Some(format!("found as {tier}, wanted {}", case.least));
    }
    let fragments = passage["snippet"].as_array().unwrap();
    let joined: String = fragments.iter().map(|f| f["text"].as_str().unwrap()).collect();
    // Cleaning may have taken out what cannot be seen.
    if !case.text.replace('\u{200b}', "").contains(joined.trim()) {
        return Some(format!("the snippet {joined:?} is not of the text"));
    }
    let marked = fragments.iter().filter(|f| f["match"] == true);
    let marked: Vec<&str> = marked.map(|f| f["text"].as_str().unwrap()).collect();
    if !case.marks.is_empty() && marked != case.marks {
        return Some(format!("marked {marked:?}, wanted {:?}", case.marks));
    }
    None
}

#[test]
fn every_case_is_found_as_it_must_be() {
    // The cases that the field gave us, and those of our own.
    check("search.tsv");
    check("more.tsv");
}

fn check(file: &str) {
    let desk = Desk::new();
    let cases = cases(file);
    let rows = cases.iter().map(|case| json!({"id": case.id, "text": case.text}).to_string());
    desk.write("a/cases.jsonl", rows.collect::<Vec<_>>().join("\n"));
    let run = desk.index("a", &[]).expect(0);
    assert_eq!(run.figure("indexed"), cases.len() as u64);
    let server = desk.serve();
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(format!("{} {}: {}", case.id, case.query, verdict(&server, case)?)))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} cases of {file}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}
