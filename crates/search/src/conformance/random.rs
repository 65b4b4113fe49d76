//! Small archives and requests that a seed determines: every word in many places, every operator.

use suyan_corpus::{Facts, Kind, Part, Passage, Report};

use crate::{Filters, Group, SearchRequest, Sort};

/// Words, the first of them in nearly every passage.
pub const WORDS: [&str; 16] = [
    "发展", "建设", "的", "养老", "床位", "投资", "道路", "水库", "12", "12亿元", "农业", "创新",
    "环境", "是", "托育", "PM2.5",
];

/// A stream of numbers that its seed determines (a linear congruential generator of Knuth's).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// A stream of its own for every seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below the bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound as u64) as usize
    }

    /// One of the words, the first ones by far the most often.
    pub fn word(&mut self) -> &'static str {
        let bound = 1 + self.below(WORDS.len());
        WORDS[self.below(bound)]
    }
}

/// Sixty reports of a few passages each, without places.
#[must_use]
pub fn random_reports(seed: u64) -> Vec<Report> {
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

/// A query of every form that the language has.
#[must_use]
pub fn random_query(dice: &mut Dice) -> String {
    let mut words = |many: usize, between: &str| -> String {
        (0..many).map(|_| dice.word()).collect::<Vec<_>>().join(between)
    };
    let one = words(1, "");
    let (two, three, or) = (words(2, " "), words(3, " "), words(2, " OR "));
    let (row, near) = (words(3, ""), words(2, " "));
    match dice.below(17) {
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
        13 => format!("{one} >=12亿元"),
        14 => format!("(<=1200000000元 OR {or}) {one}"),
        15 => format!("{two} -(>1亿元)"),
        _ => format!("{three} {row} 类型:规划"),
    }
}

/// Asks it with filters, in an order, of a page.
#[must_use]
pub fn random_request(query: &str, dice: &mut Dice) -> SearchRequest {
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
