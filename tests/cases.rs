//! Searches with a known answer, as data: a query, the only passage of a report, how it must be
//! found, and what is marked. All reports stand in one archive; a case looks at its own.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Desk, Server, project};

#[derive(Clone)]
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

/// Strings as people type them, each told by the tier of its row and no other, and marked so.
#[test]
fn what_is_asked_is_what_is_searched() {
    let desk = Desk::new();
    let cases = cases("asked.tsv");
    let mut texts: Vec<&str> = cases.iter().map(|case| case.text.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    let id = |text: &str| texts.iter().position(|other| *other == text).unwrap().to_string();
    let rows = texts.iter().map(|text| json!({"id": id(text), "text": text}).to_string());
    desk.write("a/asked.jsonl", rows.collect::<Vec<_>>().join("\n"));
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    let told = |case: &Case| {
        let passage = found(&server, case);
        let tier = passage.as_ref().map_or("none", |found| found["match"].as_str().unwrap());
        let fragments = passage.iter().flat_map(|found| found["snippet"].as_array().unwrap());
        let marked = fragments.filter(|fragment| fragment["match"] == true);
        let marks: Vec<String> =
            marked.map(|fragment| fragment["text"].as_str().unwrap().to_owned()).collect();
        // What holds a part of the words is shown behind the others, or not at all.
        let is_so = tier == case.least || (case.least == "some" && tier == "none");
        let is_marked = case.marks.is_empty() || marks == case.marks;
        (!is_so || !is_marked).then(|| format!("{} {}: {tier} {marks:?}", case.query, case.text))
    };
    let cases = cases.iter().map(|case| Case { id: id(&case.text), ..case.clone() });
    let wrong: Vec<String> = cases.filter_map(|case| told(&case)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A word stands before the same characters across the borders of other words, which are found as
/// well; pages go on where the one before ended.
#[test]
fn a_word_stands_before_what_crosses_its_borders() {
    const COPIES: usize = 8;
    let table = fs::read_to_string(project("tests/cases/borders.tsv")).unwrap();
    let desk = Desk::new();
    let mut rows = Vec::new();
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        rows.push(json!({"id": format!("{}-word", cells[0]), "year": 2001, "text": cells[1]}));
        for (at, text) in cells[2..].iter().enumerate() {
            rows.extend((0..COPIES).map(|copy| {
                let id = format!("{}-{at}-{copy}", cells[0]);
                json!({"id": id, "year": 2010 + copy, "text": format!("{text}甲{copy}号。")})
            }));
        }
    }
    let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    desk.write("a/borders.jsonl", rows.join("\n"));
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    let list = |word: &str, limit: usize, more: &str| {
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server.search(word, &format!("&limit={limit}{more}{cursor}"));
            for hit in page["hits"].as_array().unwrap() {
                assert_eq!(hit["passages"][0]["match"], "exact", "{word}: {hit}");
                ids.push(hit["report"]["id"].as_str().unwrap().to_owned());
            }
            let Some(next) = page["next"].as_str() else { return ids };
            cursor = format!("&cursor={next}");
        }
    };
    for word in table.lines().skip(1).filter_map(|row| row.split('\t').next()) {
        let all = list(word, 100, "");
        assert_eq!(all[0], format!("{word}-word"), "{word}");
        assert_eq!(all.len(), 1 + 3 * COPIES, "{word}");
        assert_eq!(list(word, 3, ""), all, "{word}");
        assert_eq!(list(word, 7, "&group=passage"), list(word, 100, "&group=passage"), "{word}");
    }
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
