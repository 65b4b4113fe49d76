//! How words that are being typed go on: what is offered begins so, is there, stands in as many
//! passages as is said, and hangs on what the archive holds and not on how it came about.

use std::collections::HashSet;

use suyan_analysis::Tokens;
use suyan_corpus::{Facts, Part, Passage, Report};
use suyan_engine::{Index, IndexWriter, WriterOptions};
use suyan_search::conformance::Dice;
use suyan_search::{Backend, Completion, SearchRequest};

const OPTIONS: WriterOptions = WriterOptions { threads: 1, memory: 50_000_000 };
/// What sentences are made of; the first ones stand in most of them.
const CLAUSES: [&str; 12] = [
    "推动高质量发展",
    "发展养老服务",
    "养老服务设施建设",
    "新增养老床位500张",
    "完善养老保险制度",
    "改造老旧小区12个",
    "老旧小区加装电梯",
    "加强生态环境保护",
    "生态环境质量持续改善",
    "建成ＰＭ2.5监测站",
    "推进“一网统管”",
    "的确凉布料出口",
];

fn report(number: usize) -> Report {
    let mut dice = Dice::new(number as u64);
    let mut text = || {
        let clauses = 1 + dice.below(3);
        let clause = |_| {
            let bound = 1 + dice.below(CLAUSES.len());
            CLAUSES[dice.below(bound)]
        };
        (0..clauses).map(clause).collect::<Vec<_>>().join("，") + "。"
    };
    let passage = |ordinal| Passage {
        ordinal,
        part: Part::Tasks,
        heading: Vec::new(),
        is_heading: false,
        text: text(),
    };
    let facts = Facts {
        year: Some(2015 + (number % 9) as i16),
        title: "报告".to_owned(),
        ..Facts::default()
    };
    Report { id: format!("r{number}"), facts, passages: (1..=4).map(passage).collect() }
}

struct Archive {
    _folder: tempfile::TempDir,
    index: Index,
}

/// Puts these reports, so many for a commit, and then removes those.
fn archive(put: &[usize], at_once: usize, removed: &[usize]) -> Archive {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    for some in put.chunks(at_once) {
        some.iter().for_each(|&number| writer.put(&report(number)).expect("put"));
        writer.commit(b"").expect("commit");
    }
    removed.iter().for_each(|number| writer.remove(&format!("r{number}")).expect("remove"));
    writer.commit(b"").expect("commit");
    writer.finish().expect("finish");
    Archive { index: Index::open(folder.path()).expect("open"), _folder: folder }
}

fn complete(archive: &Archive, typed: &str, limit: usize) -> Vec<Completion> {
    archive.index.complete(typed, limit).expect("completions")
}

fn normal(text: &str) -> String {
    let tokens = Tokens::of(text);
    tokens.normal(0..tokens.len()).to_owned()
}

/// Passages that hold a string, by a search for it.
fn holding(archive: &Archive, string: &str) -> u64 {
    let query = format!("\"{string}\"");
    let request = SearchRequest { query, limit: 1, ..SearchRequest::default() };
    archive.index.search(&request).expect("an answer").total.passages
}

const TYPED: [&str; 17] = [
    "养",
    "养老",
    "养老服",
    "养老服务",
    "老旧",
    "发展养",
    "高质量",
    "生态环境",
    "pm",
    "ＰＭ2",
    "新增养老",
    "老旧小区加",
    "一网",
    "“一网",
    "推动 养老",
    "的确",
    "加装电梯",
];

#[test]
fn what_is_offered_begins_as_typed_and_is_there_so_often() {
    let all: Vec<usize> = (0..120).collect();
    let archive = archive(&all, 37, &[3, 50, 77, 119]);
    let mut offered = 0;
    for typed in TYPED {
        let found = complete(&archive, typed, 8);
        let mut seen = HashSet::new();
        for one in &found {
            assert!(seen.insert(&one.text), "{typed}: {found:?}");
            assert_ne!(one.text, typed);
            assert!(normal(&one.text).starts_with(&normal(typed)), "{typed}: {}", one.text);
            assert!(!one.is_estimate, "{typed}: {one:?} is counted in a small archive");
            // Of two texts side by side, both are sought.
            if !one.text.contains([' ', '“']) {
                assert_eq!(one.passages, holding(&archive, &one.text), "{typed}: {}", one.text);
            }
            offered += 1;
        }
        let in_order = |pair: &[Completion]| {
            (!pair[0].is_concept, std::cmp::Reverse(pair[0].passages))
                <= (!pair[1].is_concept, std::cmp::Reverse(pair[1].passages))
        };
        assert!(found.windows(2).all(in_order), "{typed}: {found:?}");
    }
    assert!(offered > 25, "{offered}");
}

#[test]
fn no_more_are_offered_than_asked_for_and_the_most_frequent_stay() {
    let all: Vec<usize> = (0..120).collect();
    let archive = archive(&all, 120, &[]);
    for typed in ["养", "老旧", "发展"] {
        let many = complete(&archive, typed, 20);
        for limit in 0..=many.len() {
            let few = complete(&archive, typed, limit);
            assert!(few.len() <= limit, "{typed} {limit}: {few:?}");
        }
        let first = complete(&archive, typed, 1);
        let most = many.iter().map(|one| one.passages).max();
        assert!(
            first.first().is_none_or(|one| one.is_concept || Some(one.passages) == most),
            "{typed}: {first:?} of {many:?}"
        );
    }
}

#[test]
fn how_an_archive_came_about_does_not_show() {
    let all: Vec<usize> = (0..90).collect();
    let backward: Vec<usize> = (0..120).rev().collect();
    let one = archive(&all, 90, &[]);
    let other = archive(&backward, 11, &(90..120).collect::<Vec<_>>());
    for typed in TYPED {
        assert_eq!(complete(&one, typed, 8), complete(&other, typed, 8), "{typed}");
    }
}

#[test]
fn a_phrase_of_one_report_is_found_in_its_passages() {
    // Too rare to be in a sample of phrases: it stands once.
    let archive = archive(&(0..40).collect::<Vec<_>>(), 40, &[]);
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    let mut rare = report(7);
    rare.passages[1].text = "海绵城市示范区通过验收。".to_owned();
    writer.put(&rare).expect("put");
    writer.put(&report(8)).expect("put");
    writer.commit(b"").expect("commit");
    writer.finish().expect("finish");
    let with = Archive { index: Index::open(folder.path()).expect("open"), _folder: folder };
    let texts: Vec<String> =
        complete(&with, "海绵城市", 8).into_iter().map(|one| one.text).collect();
    assert!(texts.iter().any(|text| text.starts_with("海绵城市示范")), "{texts:?}");
    let absent: Vec<Completion> =
        complete(&archive, "海绵城市", 8).into_iter().filter(|one| !one.is_concept).collect();
    assert_eq!(absent, []);
}

#[test]
fn odd_input_is_completed_by_nothing_and_breaks_nothing() {
    let archive = archive(&(0..20).collect::<Vec<_>>(), 20, &[]);
    let long = "养".repeat(200);
    for typed in [
        "",
        " ",
        "\u{3000}",
        "\"",
        "“”",
        "(",
        "OR",
        "-",
        "~5",
        "年:",
        "\u{0}",
        "\u{200d}\u{fe0f}",
        "😀",
        "𠮷",
        "的",
        "了的是",
        "养老\n服务",
        "养老\u{301}",
        &long,
    ] {
        let found = complete(&archive, typed, 8);
        assert!(found.iter().all(|one| one.passages > 0), "{typed:?}: {found:?}");
    }
    assert_eq!(complete(&archive, &long, 8), []);
    assert_eq!(complete(&archive, "养老", 0), []);
}
