//! Every way of searching finds the same: each is gone on one small archive, with thresholds so
//! low or so high that it is taken, and held against a look at every text.
//!
//! In archives that tests can afford no way but the plain one would ever be gone.

use proptest::prelude::*;
use suyan_analysis::Tokens;
use suyan_corpus::{Facts, Kind, Part, Passage, Report};

use crate::matching::text::match_text;
use crate::query::{Restriction, parse};
use crate::tuning::Tuning;
use crate::{
    Deadline, Error, Filters, Group, Index, SearchAnswer, SearchRequest, Sort, Tier, Writer,
    WriterOptions,
};

/// No threshold is ever reached.
const PLAIN: Tuning = Tuning {
    large_segment: usize::MAX,
    many_ahead: u64::MAX,
    texts_of_window: u32::MAX,
    window: 1 << 16,
    at_once: u64::MAX,
    few: u64::MAX,
    many: u64::MAX,
    narrow: usize::MAX,
    worth_tally: u64::MAX,
    sieve_window: 1 << 13,
    pace: 512,
    worth_sharing: u64::MAX,
};

/// Every way that differs from the plain one, by name.
const WAYS: [(&str, Tuning); 11] = [
    ("as measured", Tuning::MEASURED),
    ("lists ahead", Tuning { large_segment: 0, many_ahead: 0, ..PLAIN }),
    ("the best as they come", Tuning { few: 0, ..PLAIN }),
    ("closeness afterwards", Tuning { at_once: 0, ..PLAIN }),
    ("closeness afterwards, of the best", Tuning { at_once: 0, many: 0, ..PLAIN }),
    ("characters gathered", Tuning { texts_of_window: 0, window: 7, ..PLAIN }),
    ("characters read, then gathered", Tuning { texts_of_window: 2, window: 16, ..PLAIN }),
    ("report by report", Tuning { narrow: 0, ..PLAIN }),
    ("tallies", Tuning { worth_tally: 0, ..PLAIN }),
    ("small windows", Tuning { sieve_window: 5, ..PLAIN }),
    (
        "everything, shared out",
        Tuning {
            large_segment: 0,
            many_ahead: 0,
            texts_of_window: 0,
            window: 3,
            at_once: 0,
            few: 0,
            many: 0,
            narrow: 8,
            worth_tally: 0,
            sieve_window: 3,
            pace: 1,
            worth_sharing: 0,
        },
    ),
];

/// Words, the first of them in nearly every passage.
const WORDS: [&str; 16] = [
    "发展", "建设", "的", "养老", "床位", "投资", "道路", "水库", "12", "12亿元", "农业", "创新",
    "环境", "是", "托育", "PM2.5",
];

/// A stream of numbers that its seed determines (a linear congruential generator of Knuth's).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound as u64) as usize
    }

    /// One of the words, the first ones by far the most often.
    fn word(&mut self) -> &'static str {
        let bound = 1 + self.below(WORDS.len());
        WORDS[self.below(bound)]
    }
}

fn reports(seed: u64) -> Vec<Report> {
    let mut dice = Dice(seed);
    let passage = |dice: &mut Dice, ordinal: u32| {
        let words = 1 + dice.below(14);
        let joints = ["", "", "，", "和", " "];
        let text: String =
            (0..words).map(|_| dice.word().to_owned() + joints[dice.below(joints.len())]).collect();
        let part = Part::ALL[dice.below(Part::ALL.len())];
        Passage { ordinal, part, heading: Vec::new(), is_heading: dice.below(9) == 0, text }
    };
    let report = |number: usize| {
        let passages = 1 + dice.below(24);
        Report {
            id: format!("r{number:03}"),
            facts: Facts {
                title: format!("第{number}份"),
                year: Some(2000 + dice.below(9) as i16),
                kind: [Kind::WorkReport, Kind::Plan][dice.below(2)],
                ..Facts::default()
            },
            passages: (0..passages).map(|at| passage(&mut dice, at as u32 + 1)).collect(),
        }
    };
    (0..60).map(report).collect()
}

struct Archive {
    _folder: tempfile::TempDir,
    index: Index,
    reports: Vec<Report>,
}

/// An archive of several segments.
fn archive(seed: u64) -> Archive {
    let folder = tempfile::tempdir().unwrap();
    let options = WriterOptions { threads: 1, memory: 50_000_000 };
    let reports = reports(seed);
    let mut writer = Writer::open(folder.path(), options).unwrap();
    for some in reports.chunks(23) {
        some.iter().for_each(|report| writer.put(report).unwrap());
        writer.commit(b"").unwrap();
    }
    writer.finish().unwrap();
    Archive { index: Index::open(folder.path()).unwrap(), _folder: folder, reports }
}

fn query(dice: &mut Dice) -> String {
    let mut words = |many: usize, between: &str| -> String {
        (0..many).map(|_| dice.word()).collect::<Vec<_>>().join(between)
    };
    let one = words(1, "");
    let (two, three, or) = (words(2, " "), words(3, " "), words(2, " OR "));
    let (row, near) = (words(3, ""), words(2, " "));
    match dice.below(14) {
        0 => one,
        1 => two,
        2 => three,
        3 => row,
        4 => format!("\"{row}\""),
        5 => format!("\"{near}\"~{}", dice.below(6)),
        6 => format!("{three} OR {one}"),
        7 => format!("({two} OR {three}) {one}"),
        8 => format!("{two} -{}", dice.word()),
        9 => format!("{two} -({or} {one})"),
        10 => format!("{one} 年:{}", 2000 + dice.below(10)),
        11 => format!("{or} 部分:任务"),
        12 => format!("\"{near}\"~{} {one}", dice.below(4)),
        _ => format!("{three} {row} 类型:规划"),
    }
}

fn request(query: &str, dice: &mut Dice) -> SearchRequest {
    let years = (dice.below(3) == 0).then(|| (2000, 2000 + dice.below(9) as i16));
    let parts = if dice.below(4) == 0 { vec![Part::Tasks, Part::Review] } else { Vec::new() };
    SearchRequest {
        query: query.to_owned(),
        filters: Filters { years, parts, ..Filters::default() },
        sort: [Sort::Relevance, Sort::Relevance, Sort::Newest, Sort::Oldest][dice.below(4)],
        group: [Group::Report, Group::Passage][dice.below(2)],
        limit: [1, 10, 1_000][dice.below(3)],
        offset: [0, 0, 3][dice.below(3)],
        facets: true,
        passages_per_report: 3,
        ..SearchRequest::default()
    }
}

/// Which passages match, told by their texts alone: their reports, numbers and tiers.
fn naive(reports: &[Report], request: &SearchRequest) -> Vec<(String, u32, Tier)> {
    let query = parse(&request.query).unwrap();
    let mut found = Vec::new();
    for report in reports {
        for passage in &report.passages {
            let text = Tokens::of(&passage.text);
            let passes = |restrictions: &[Restriction]| {
                restrictions.iter().all(|restriction| passes(restriction, report, passage))
            };
            let filters = &request.filters;
            let is_in = filters.years.is_none_or(|(from, to)| {
                report.facts.year.is_some_and(|y| (from..=to).contains(&y))
            }) && (filters.parts.is_empty() || filters.parts.contains(&passage.part));
            let alternatives = query.alternatives.iter().filter(|a| passes(&a.restrictions));
            let of = |alternative: &crate::query::Conjunction| {
                let mut one = parse("").unwrap();
                one.alternatives = vec![alternative.clone()];
                match_text(&one, &text).map(|matched| matched.tier)
            };
            let tier = alternatives.filter_map(of).min().filter(|tier| *tier < Tier::Some);
            if let Some(tier) = tier.filter(|_| is_in) {
                found.push((report.id.clone(), passage.ordinal, tier));
            }
        }
    }
    found
}

fn passes(restriction: &Restriction, report: &Report, passage: &Passage) -> bool {
    match restriction {
        Restriction::Years(from, to) => {
            report.facts.year.is_some_and(|year| (*from..=*to).contains(&year))
        }
        Restriction::Part(part) => passage.part == *part,
        Restriction::Kind(kind) => report.facts.kind == *kind,
        Restriction::Level(_) | Restriction::Place(_) => false,
    }
}

/// What of an answer must be the same: everything.
fn said(answer: &SearchAnswer) -> String {
    format!("{answer:#?}")
}

fn check(archive: &Archive, request: &SearchRequest) -> Result<(), TestCaseError> {
    let plain = archive.index.tuned(PLAIN).search_anew(request).unwrap();
    for (name, tuning) in WAYS {
        let other = archive.index.tuned(tuning).search_anew(request).unwrap();
        prop_assert_eq!(said(&plain), said(&other), "{}: {:?}", name, request);
    }
    let naive = naive(&archive.reports, request);
    if naive.is_empty() {
        return Ok(());
    }
    prop_assert_eq!(plain.total.passages, naive.len() as u64, "{:?}", request);
    let mut reports: Vec<&str> = naive.iter().map(|(id, ..)| id.as_str()).collect();
    reports.dedup();
    prop_assert_eq!(plain.total.reports, reports.len() as u64, "{:?}", request);
    // Those behind them hold a part of the words.
    let whole = plain.hits.iter().filter(|hit| reports.contains(&hit.report.id.as_str()));
    for (hit, passage) in whole.flat_map(|hit| hit.passages.iter().map(move |p| (hit, p))) {
        let of_passage = |(id, ordinal, _): &&(String, u32, Tier)| {
            *id == hit.report.id && *ordinal == passage.ordinal
        };
        let tier = naive.iter().find(of_passage).map_or(Tier::Some, |one| one.2);
        prop_assert_eq!(passage.tier, tier, "{:?} {:?}", request, passage);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn every_way_finds_what_a_look_at_every_text_finds(seed: u64) {
        let archive = archive(seed);
        let mut dice = Dice(!seed);
        for _ in 0..150 {
            let query = query(&mut dice);
            let request = request(&query, &mut dice);
            check(&archive, &request)?;
        }
    }
}

#[test]
fn reports_that_another_alternative_found_are_asked_for_in_their_order() {
    // The walk of the first alternative has ended before the reports of the second are shown.
    let archive = archive(3);
    for query in ["床位 投资 托育 OR 发展", "托育 农业 PM2.5 OR 建设", "水库 是 托育 12亿元 OR 的"]
    {
        let request = request(query, &mut Dice(5));
        let request = SearchRequest { group: Group::Report, limit: 1_000, offset: 0, ..request };
        check(&archive, &request).unwrap();
    }
}

#[test]
fn work_that_ends_early_is_an_error_and_no_shorter_answer() {
    let archive = archive(11);
    let mut dice = Dice(4);
    for _ in 0..12 {
        let request = request(&query(&mut dice), &mut dice);
        for (name, tuning) in WAYS {
            let index = archive.index.tuned(Tuning { pace: 1, ..tuning });
            let whole = index.search_anew(&request).unwrap();
            let (mut looks, mut is_done) = (0, false);
            while !is_done {
                let index = index.until(Deadline::after_looks(looks));
                is_done = match index.search_anew(&request) {
                    Ok(answer) => {
                        assert_eq!(answer, whole, "{name} {looks} {request:?}");
                        true
                    }
                    Err(error) => {
                        assert!(matches!(error, Error::TimedOut), "{name} {looks}: {error}");
                        false
                    }
                };
                looks = looks * 2 + 1;
            }
            assert!(looks > 1, "nothing looked at the deadline of {request:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let archive = archive(1);
    let snapshot = archive.index.snapshot();
    let segment = &snapshot.segments[0];
    let mut character = crate::matching::character::Character::of(&snapshot, segment, "的");
    assert!(character.places(0).len() < 100 && snapshot.watch.check().is_ok());
    // A passage that is not there cannot be read.
    assert!(character.places(1 << 20).is_empty());
    assert!(matches!(snapshot.watch.check(), Err(Error::Index { .. })));
}
