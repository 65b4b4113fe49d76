//! Tests: what AND, OR, NOT, distances, brackets and filters find of a small archive is what each of
//! them says, passage by passage.

use std::collections::BTreeSet;

use proptest::prelude::*;
use suyan_corpus::{Facts, Kind, Part, Passage, Report};

use crate::conformance::Scan;
use crate::plain::rank;
use crate::query::parse;
use crate::{Backend, SearchRequest, Sort, Tier};

/// Words of the dictionary, none of which is in another one.
const WORDS: [&str; 4] = ["养老", "水库", "农业", "公园"];
const YEARS: [i16; 3] = [2019, 2020, 2021];
const KINDS: [(Kind, &str); 2] = [(Kind::WorkReport, "报告"), (Kind::Plan, "规划")];
const PARTS: [(Part, &str); 3] =
    [(Part::Tasks, "任务"), (Part::Review, "回顾"), (Part::Other, "其他")];

/// What is asked, by itself.
#[derive(Debug, Clone)]
enum AskTree {
    Word(usize),
    Quote(usize),
    Near(usize, usize, u32),
    Years(i16, i16),
    Kind(usize),
    Part(usize),
    Not(Box<AskTree>),
    All(Vec<AskTree>),
    Any(Vec<AskTree>),
}

/// A passage with what filters look at.
struct Text<'a> {
    text: &'a str,
    year: i16,
    kind: Kind,
    part: Part,
}

impl AskTree {
    /// Written down with every bracket.
    fn written(&self) -> String {
        let joined = |all: &[Self], joint: &str| {
            let all: Vec<String> = all.iter().map(Self::written).collect();
            format!("({})", all.join(joint))
        };
        match self {
            Self::Word(word) => WORDS[*word].to_owned(),
            Self::Quote(word) => format!("\"{}\"", WORDS[*word]),
            Self::Near(one, other, distance) => {
                format!("\"{} {}\"~{distance}", WORDS[*one], WORDS[*other])
            }
            Self::Years(first, last) => format!("年:{first}..{last}"),
            Self::Kind(kind) => format!("类型:{}", KINDS[*kind].1),
            Self::Part(part) => format!("部分:{}", PARTS[*part].1),
            Self::Not(inner) => format!("-({})", inner.written()),
            Self::All(all) => joined(all, " "),
            Self::Any(all) => joined(all, " OR "),
        }
    }

    /// Whether a passage is asked for, told without the query language.
    fn holds(&self, one: &Text<'_>) -> bool {
        match self {
            Self::Word(word) | Self::Quote(word) => one.text.contains(WORDS[*word]),
            Self::Near(left, right, distance) => are_near(one.text, (*left, *right), *distance),
            Self::Years(first, last) => (*first..=*last).contains(&one.year),
            Self::Kind(kind) => one.kind == KINDS[*kind].0,
            Self::Part(part) => one.part == PARTS[*part].0,
            Self::Not(inner) => !inner.holds(one),
            Self::All(all) => all.iter().all(|ask| ask.holds(one)),
            Self::Any(all) => all.iter().any(|ask| ask.holds(one)),
        }
    }
}

/// Whether two words, or one twice, stand with so few characters between them, in any order.
fn are_near(text: &str, (one, other): (usize, usize), distance: u32) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let places = |word: usize| -> Vec<usize> {
        let word: Vec<char> = WORDS[word].chars().collect();
        let is_at = |at: &usize| characters[*at..].starts_with(&word);
        (0..characters.len()).filter(is_at).collect()
    };
    let follows = |a: usize, b: usize| a + 2 <= b && b - (a + 2) <= distance as usize;
    let (ones, others) = (places(one), places(other));
    ones.iter().any(|&a| others.iter().any(|&b| follows(a, b) || follows(b, a)))
}

fn asks() -> impl Strategy<Value = AskTree> {
    let leaf = prop_oneof![
        6 => (0..WORDS.len()).prop_map(AskTree::Word),
        1 => (0..WORDS.len()).prop_map(AskTree::Quote),
        1 => (0..WORDS.len(), 0..WORDS.len(), 0u32..4).prop_map(|(a, b, n)| AskTree::Near(a, b, n)),
        1 => (0..YEARS.len(), 0..YEARS.len())
            .prop_map(|(a, b)| AskTree::Years(YEARS[a.min(b)], YEARS[a.max(b)])),
        1 => (0..KINDS.len()).prop_map(AskTree::Kind),
        1 => (0..PARTS.len()).prop_map(AskTree::Part),
    ];
    leaf.prop_recursive(4, 14, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|ask| AskTree::Not(Box::new(ask))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(AskTree::All),
            prop::collection::vec(inner, 2..4).prop_map(AskTree::Any),
        ]
    })
}

/// Reports of one year and kind each, with passages of every part: words with fillers between.
fn reports() -> impl Strategy<Value = Vec<Report>> {
    let piece = (0..WORDS.len(), 0usize..4).prop_map(|(word, fillers)| {
        let fillers = "丁".repeat(fillers);
        format!("{}{fillers}", WORDS[word])
    });
    let text =
        prop::collection::vec(piece, 0..4).prop_map(|pieces| format!("甲{}", pieces.concat()));
    let passage = (text, 0..PARTS.len());
    let report = (prop::collection::vec(passage, 1..4), 0..YEARS.len(), 0..KINDS.len());
    prop::collection::vec(report, 1..5)
        .prop_map(|rows| (0..).zip(rows).map(|(number, row)| report_of(number, row)).collect())
}

fn report_of(
    number: usize,
    (passages, year, kind): (Vec<(String, usize)>, usize, usize),
) -> Report {
    let passage = |(ordinal, (text, part)): (u32, (String, usize))| Passage {
        ordinal,
        part: PARTS[part].0,
        heading: Vec::new(),
        is_heading: false,
        text,
    };
    Report {
        id: format!("r{number}"),
        facts: Facts {
            title: format!("第{number}份"),
            year: Some(YEARS[year]),
            kind: KINDS[kind].0,
            ..Facts::default()
        },
        passages: (1..).zip(passages).map(passage).collect(),
    }
}

type Places = BTreeSet<(String, u32)>;

/// The passages that a query finds, all words of it.
fn found(scan: &Scan, query: &str) -> Places {
    let request = SearchRequest { limit: 1_000, sort: Sort::Newest, ..SearchRequest::default() };
    let query = parse(query).expect("within the bounds");
    let ranking = rank(scan, &query, &request, false).expect("a ranking");
    let found = ranking.found.iter().filter(|_| !ranking.is_partial);
    found.map(|one| (scan.all()[one.report].id.clone(), one.ordinal)).collect()
}

/// The same by a look at every passage.
fn looked_up(reports: &[Report], ask: &AskTree) -> Places {
    let places = reports.iter().flat_map(|report| {
        let (year, kind) = (report.facts.year.unwrap_or_default(), report.facts.kind);
        let passages = report.passages.iter().filter(move |passage| {
            ask.holds(&Text { text: &passage.text, year, kind, part: passage.part })
        });
        passages.map(|passage| (report.id.clone(), passage.ordinal))
    });
    places.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_query_finds_what_its_operators_say(ask in asks(), reports in reports()) {
        let query = ask.written();
        // What is beyond a bound is refused, which is told elsewhere.
        prop_assume!(parse(&query).is_ok());
        let scan = Scan::new(reports.clone());
        prop_assert_eq!(found(&scan, &query), looked_up(&reports, &ask), "{}", &query);
        let said = parse(&query).map(|query| query.written()).unwrap_or_default();
        prop_assert_eq!(found(&scan, &said), looked_up(&reports, &ask), "{} said as {}", query, said);
        prop_assert_eq!(found(&scan.with_lists(), &said), looked_up(&reports, &ask));
    }
}

/// What is excluded may have exceptions of its own, and these may be filters.
#[test]
fn what_is_excluded_has_exceptions() {
    let row = |text: &str, part| (text.to_owned(), part);
    let reports = vec![
        report_of(0, (vec![row("养老", 0), row("养老水库", 0)], 0, 0)),
        report_of(1, (vec![row("养老水库", 0), row("养老水库公园", 1)], 1, 1)),
    ];
    let scan = Scan::new(reports);
    let cases: [(&str, &[(&str, u32)]); 8] = [
        ("养老 -(水库 -公园)", &[("r0", 1), ("r1", 2)]),
        ("养老 -(水库 -年:2020)", &[("r0", 1), ("r1", 1), ("r1", 2)]),
        ("养老 -(水库 -部分:回顾)", &[("r0", 1), ("r1", 2)]),
        ("-(-年:2020)", &[("r1", 1), ("r1", 2)]),
        ("-(-(养老 年:2019))", &[("r0", 1), ("r0", 2)]),
        ("养老 -(年:2020 -(水库 部分:任务))", &[("r0", 1), ("r0", 2), ("r1", 1)]),
        ("养老 -(水库 -(年:2020 -公园))", &[("r0", 1), ("r1", 1)]),
        ("养老 -(水库 OR -类型:规划)", &[]),
    ];
    for (query, wanted) in cases {
        let wanted: Places = wanted.iter().map(|(id, at)| ((*id).to_owned(), *at)).collect();
        assert_eq!(found(&scan, query), wanted, "{query}");
    }
}

/// A hit that is found though what it holds is excluded elsewhere is shown with its marks.
#[test]
fn an_exception_is_shown_with_its_marks() {
    let reports = vec![report_of(0, (vec![("养老水库".to_owned(), 0)], 1, 0))];
    let scan = Scan::new(reports);
    let request = SearchRequest {
        query: "养老 -(水库 -年:2020)".to_owned(),
        limit: 10,
        passages_per_report: 1,
        ..SearchRequest::default()
    };
    let answer = scan.search(&request).expect("an answer");
    let passage = &answer.hits[0].passages[0];
    assert_eq!(passage.tier, Tier::Exact);
    let marked: Vec<&str> =
        passage.snippet.iter().filter(|one| one.matched).map(|one| one.text.as_str()).collect();
    assert_eq!(marked, ["养老"]);
}
