//! Tests: documents become passages and reports, or nothing; what was committed is remembered.

use suyan_corpus::Part;
use suyan_search::plain::PassageOutline;

use super::*;

#[test]
fn a_passage_is_read_whole_or_not_at_all() {
    let good = json!({
        "report": "r", "ordinal": 3, "part": Part::Tasks as u8, "is_heading": true,
        "heading": ["一、任务", "（一）养老"], "text": "养老\u{1f3e0}",
    });
    let read = passage(&good).expect("a passage");
    assert_eq!((read.ordinal, read.part, read.is_heading), (3, Part::Tasks, true));
    assert_eq!((read.heading.len(), read.text.as_str()), (2, "养老\u{1f3e0}"));
    let bare = json!({"ordinal": 1, "part": 0, "text": ""});
    let read = passage(&bare).expect("a passage");
    assert!(read.heading.is_empty() && !read.is_heading && read.text.is_empty());
    for (name, value) in [
        ("ordinal", json!(null)),
        ("ordinal", json!(-1)),
        ("ordinal", json!(1u64 << 32)),
        ("part", json!(Part::ALL.len())),
        ("part", json!("tasks")),
        ("text", json!(null)),
    ] {
        let mut bad = good.clone();
        bad[name] = value.clone();
        assert_eq!(passage(&bad), None, "{name} {value}");
    }
}

#[test]
fn a_report_is_read_whole_or_not_at_all() {
    let outline = [PassageOutline { part: Part::Review, is_heading: false, length: 17 }];
    let good = json!({
        "report": "r", FROM: 4, "facts": Facts { title: "报告".to_owned(), ..Facts::default() },
        "outline": outline::write(&outline), "characters": 120, "digest": "ff",
    });
    let read = row(&good).expect("a report");
    assert_eq!((read.entry.id.as_str(), read.born, read.digest), ("r", 4, 255));
    assert_eq!((read.entry.facts.title.as_str(), read.entry.characters), ("报告", 120));
    assert_eq!(read.entry.passages, outline);
    for name in ["report", FROM, "facts", "characters", "digest"] {
        let mut bad = good.clone();
        bad[name] = Value::Null;
        assert!(row(&bad).is_none(), "{name}");
    }
    for (name, value) in [("outline", "0"), ("outline", "x00"), ("digest", "xyz")] {
        let mut bad = good.clone();
        bad[name] = json!(value);
        assert!(row(&bad).is_none(), "{name} {value}");
    }
}

#[test]
fn ids_of_passages_are_short_and_none_is_another_ones() {
    let long = "r".repeat(4_000);
    let ids: Vec<String> = [("a", 1, 1), ("a", 1, 11), ("a", 11, 1), ("b", 1, 1), (&long, 1, 1)]
        .iter()
        .map(|(id, born, ordinal)| passage_id(&handle(id), *born, *ordinal))
        .collect();
    let unique: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    assert!(ids.iter().all(|id| id.len() < 60), "{ids:?}");
    assert_eq!(handle("a"), handle("a"));
}

#[test]
fn the_last_commits_are_remembered() {
    let contents = |at: u64| Arc::new(Contents::new("f", std::iter::once(("r", at))));
    let mut past = Past::default();
    let many = Past::REMEMBERED as u64 + 4;
    (0..many).for_each(|at| past.add(contents(at)));
    for at in 0..many {
        let known = past.of(&contents(at).snapshot).is_some();
        assert_eq!(known, at >= 4, "{at}");
    }
    assert!(past.of("").is_none());
}
