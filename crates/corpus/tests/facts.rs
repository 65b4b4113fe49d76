//! Openings of documents and what is read of them, as data: `cases/facts.txt`.

use std::collections::BTreeMap;

use suyan_corpus::{Facts, File, FileOutcome, Reader};

/// One case: its keys, and its text below `text`.
type Case = BTreeMap<String, String>;

fn cases() -> Vec<Case> {
    let file = include_str!("cases/facts.txt");
    let mut cases = Vec::new();
    for block in file.split("\n=== ").skip(1) {
        let (head, text) = block.split_once("\ntext:\n").expect("a case without text");
        let (name, keys) = head.split_once('\n').expect("a case without keys");
        let keys = keys.lines().filter_map(|line| line.split_once(':'));
        let mut case: Case =
            keys.map(|(key, value)| (key.to_owned(), value.trim().to_owned())).collect();
        case.insert("name".to_owned(), name.to_owned());
        case.insert("text".to_owned(), text.to_owned());
        cases.push(case);
    }
    cases
}

/// The facts by the cases' keys.
fn told(facts: &Facts) -> BTreeMap<&'static str, String> {
    let doubts: Vec<String> = facts
        .doubts
        .iter()
        .map(|d| serde_json::to_string(d).unwrap_or_default().trim_matches('"').to_owned())
        .collect();
    BTreeMap::from([
        ("place", facts.place.as_ref().map_or(String::new(), |p| p.code.clone())),
        ("year", facts.year.map_or(String::new(), |y| y.to_string())),
        ("date", facts.date.map_or(String::new(), |d| d.to_string())),
        ("kind", facts.kind.to_string()),
        ("speaker", facts.speaker.clone().unwrap_or_default()),
        ("session", facts.session.clone().unwrap_or_default()),
        ("doubts", doubts.join(",")),
    ])
}

#[test]
fn facts_are_read_as_the_cases_say() {
    let reader = Reader::default();
    let cases = cases();
    assert!(cases.len() > 10);
    for case in &cases {
        let name = &case["name"];
        let file = File { path: &case["path"], bytes: case["text"].as_bytes() };
        let mut outcomes = reader.read(file);
        assert_eq!(outcomes.len(), 1, "{name}");
        match (outcomes.remove(0), case.get("not_report")) {
            (FileOutcome::Report(report), None) => {
                for (key, value) in told(&report.facts) {
                    let Some(expected) = case.get(key) else { continue };
                    assert_eq!(&value, expected, "{name}, {key}: {:#?}", report.facts.evidence);
                }
            }
            (FileOutcome::NotReport { reason, .. }, Some(words)) => {
                assert!(reason.to_string().contains(words.as_str()), "{name}: {reason}");
            }
            (outcome, _) => panic!("{name}: {outcome:?}"),
        }
    }
}

#[test]
fn a_bare_row_is_a_report() {
    let row = "{\"id\": \"甲-1\", \"text\": \"实施架空线入地工程。\"}\n{\"id\": 7, \"text\": \"新建公园。\"}";
    let outcomes = Reader::default().read(File { path: "rows.jsonl", bytes: row.as_bytes() });
    let facts: Vec<_> = outcomes
        .iter()
        .map(|o| match o {
            FileOutcome::Report(r) => {
                (r.id.as_str(), r.facts.place.is_none(), r.facts.year, r.passages.len())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(facts, [("甲-1", true, None, 1), ("7", true, None, 1)]);
}

#[test]
fn the_same_text_in_two_encodings_has_one_id() {
    let text = "云和县人民政府工作报告\n——2020年1月3日在云和县第十届人民代表大会第一次会议上\n各位代表：\n过去一年，全县稳步发展。";
    let (gbk, _, _) = encoding_rs::GB18030.encode(text);
    let id = |bytes: &[u8]| match &Reader::default().read(File { path: "a.txt", bytes })[..] {
        [FileOutcome::Report(r)] => r.id.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(id(text.as_bytes()), id(&gbk));
}
