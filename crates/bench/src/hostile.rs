//! Queries that are made to cost: what the dearest of them takes, in processor time.
//!
//! Drawn with a seed from the grammar of the query language and from the archive's own texts:
//! brackets in brackets, ORs that multiply, exclusions, distances, filters again and again, long
//! texts without a blank, one character a thousand times. Each is answered as the API answers it,
//! ways on and JSON included, and timed by what the process's threads used of the processor.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use suyan_engine::Index;
use suyan_search::{Backend, Filters, Group, SearchRequest, Sort};

use crate::memory;
use crate::random::Random;
use crate::results::Results;

/// The longest query that a server takes, in characters.
const LONGEST: usize = 2_000;
/// Reports whose texts words are drawn from.
const REPORTS: usize = 300;
/// The dearest queries that are printed.
const WORST: usize = 12;
/// Characters that stand nearly everywhere.
const FREQUENT: [&str; 14] = [
    "的", "是", "和", "在", "一", "年", "发展", "建设", "工作", "经济", "5%", "2020年", "不", "，",
];

/// What one query took.
struct Took {
    milliseconds: f64,
    query: String,
    is_refused: bool,
}

/// Asks so many hostile queries, prints the dearest, and gives figures.
pub fn run(index: &Path, queries: usize, seed: u64) -> Result<Results> {
    let index = Index::open(index).context("open the index")?;
    let mut random = Random::new(seed);
    let texts = texts(&index, &mut random)?;
    let mut took = Vec::with_capacity(queries);
    for number in 0..queries {
        let query = Draw { texts: &texts, random: &mut random }.query();
        let request = request(query, &mut random);
        let before = memory::processor("self");
        let answer = suyan_answers::search_json(&index, &request);
        let milliseconds = (memory::processor("self") - before) * 1e3;
        let is_refused = match answer {
            Ok(_) => false,
            Err(failure) if failure.code == "query_too_complex" => true,
            Err(failure) => anyhow::bail!("{failure} for {}", request.query),
        };
        took.push(Took { milliseconds, query: request.query, is_refused });
        if (number + 1) % 10_000 == 0 {
            eprintln!("{} queries", number + 1);
        }
    }
    took.sort_by(|a, b| b.milliseconds.total_cmp(&a.milliseconds));
    for one in took.iter().take(WORST) {
        let start: String = one.query.chars().take(100).collect();
        println!("{:9.1} ms  {} characters: {start}", one.milliseconds, one.query.chars().count());
    }
    Ok(figures(&took))
}

fn figures(took: &[Took]) -> Results {
    let mut results = Results::default();
    let at =
        |share: f64| took.get((took.len() as f64 * share) as usize).map_or(0.0, |t| t.milliseconds);
    results.put("hostile.queries", took.len() as f64);
    results.put("hostile.refused", took.iter().filter(|one| one.is_refused).count() as f64);
    results.put("hostile.cpu-ms-max", at(0.0));
    results.put("hostile.cpu-ms-p99.9", at(0.001));
    results.put("hostile.cpu-ms-p99", at(0.01));
    results.put("hostile.cpu-ms-p50", at(0.5));
    let sum: f64 = took.iter().map(|one| one.milliseconds).sum();
    results.put("hostile.cpu-ms-mean", sum / took.len().max(1) as f64);
    results.put("hostile.peak-rss-mb", memory::peak("self") / 1e6);
    results.put("hostile.own-memory-mb", memory::own("self") / 1e6);
    results
}

/// A request as a page or a program would make it, in one of the orders and groups.
fn request(query: String, random: &mut Random) -> SearchRequest {
    let sort = [Sort::Relevance, Sort::Relevance, Sort::Newest, Sort::Oldest][random.below(4)];
    let group = [Group::Report, Group::Report, Group::Passage][random.below(3)];
    let limit = [10, 10, 10, 100][random.below(4)];
    let synonyms = random.below(8) == 0;
    SearchRequest {
        query,
        sort,
        group,
        limit,
        synonyms,
        facets: true,
        passages_per_report: 3,
        ..SearchRequest::default()
    }
}

/// The texts of some reports, each without its line ends.
fn texts(index: &Index, random: &mut Random) -> Result<Vec<Vec<char>>> {
    let all = index.reports(&Filters::default(), usize::MAX, 0)?.reports;
    ensure!(!all.is_empty(), "the index has no report");
    let mut texts = Vec::new();
    for at in random.choose(REPORTS, all.len()) {
        if let Some(report) = index.report(&all[at].id)? {
            texts.push(report.passages.iter().flat_map(|passage| passage.text.chars()).collect());
        }
    }
    texts.retain(|text: &Vec<char>| text.len() > 100);
    ensure!(!texts.is_empty(), "the index has no text");
    Ok(texts)
}

/// Draws one query.
struct Draw<'a> {
    texts: &'a [Vec<char>],
    random: &'a mut Random,
}

impl Draw<'_> {
    fn query(&mut self) -> String {
        // Most are of some length, some of all that is allowed.
        let length = match self.random.below(4) {
            0 => LONGEST,
            _ => 1 << self.random.between(2, 10),
        };
        let query = match self.random.below(10) {
            0 => self.many(length, |draw| draw.word() + " "),
            1 => self.bracketed(length),
            2 => self.excluded(length),
            3 => self.many(length, |draw| draw.near() + [" ", " OR "][draw.random.below(2)]),
            4 => self.many(length, |draw| draw.filter() + " "),
            5 => self.stretch(length),
            6 => self.repeated(length),
            7 => self.junk(length),
            8 => self.many(length, |draw| draw.word() + " OR "),
            _ => self.many(length, |draw| {
                let part = draw.part();
                part + [" ", " OR ", " ("][draw.random.below(3)]
            }),
        };
        query.chars().take(LONGEST.min(length)).collect()
    }

    fn many(&mut self, length: usize, mut one: impl FnMut(&mut Self) -> String) -> String {
        let (mut query, mut so_far) = (String::new(), 0);
        while so_far < length {
            let part = one(self);
            so_far += part.chars().count().max(1);
            query.push_str(&part);
        }
        query
    }

    /// So many characters of a report, as they stand.
    fn stretch(&mut self, length: usize) -> String {
        let text = &self.texts[self.random.below(self.texts.len())];
        let from = self.random.below(text.len().saturating_sub(length).max(1));
        text[from..].iter().take(length).filter(|c| !c.is_whitespace()).collect()
    }

    fn word(&mut self) -> String {
        match self.random.below(4) {
            0 => FREQUENT[self.random.below(FREQUENT.len())].to_owned(),
            _ => {
                let length = self.random.between(1, 6);
                self.stretch(length)
            }
        }
    }

    fn near(&mut self) -> String {
        let words = self.random.between(2, 9);
        let words: Vec<String> = (0..words).map(|_| self.word()).collect();
        let distance = [0, 1, 5, 50, 9_999][self.random.below(5)];
        format!("\"{}\"~{distance}", words.join(" "))
    }

    fn filter(&mut self) -> String {
        let year = self.random.between(2000, 2025);
        let filter = match self.random.below(5) {
            0 => format!("年:{year}"),
            1 => format!("年:{year}.."),
            2 => format!("地区:{}", self.word()),
            3 => ["层级:区县", "类型:规划"][self.random.below(2)].to_owned(),
            _ => ["部分:任务", "部分:回顾", "part:self"][self.random.below(3)].to_owned(),
        };
        match self.random.below(4) {
            0 => format!("-{filter}"),
            1 => format!("{filter} OR {}", self.word()),
            _ => filter,
        }
    }

    fn part(&mut self) -> String {
        match self.random.below(7) {
            0 => format!("\"{}\"", self.stretch(8)),
            1 => self.near(),
            2 => self.filter(),
            3 => format!("-{}", self.word()),
            4 => format!("-({} {})", self.word(), self.word()),
            5 => format!("({} {}|{} {})", self.word(), self.word(), self.word(), self.word()),
            _ => self.word(),
        }
    }

    /// Brackets with ORs of several words, which multiply, and words behind them.
    fn bracketed(&mut self, length: usize) -> String {
        let brackets = self.random.between(1, 12);
        let mut query = String::new();
        for _ in 0..brackets {
            let sides = self.random.between(2, 4);
            let sides: Vec<String> =
                (0..sides).map(|_| format!("{} {}", self.word(), self.part())).collect();
            query += &format!("({}) ", sides.join("|"));
        }
        if self.random.below(4) == 0 {
            query = format!("{}{query}", "(".repeat(self.random.between(1, 70)));
        }
        let rest = length.saturating_sub(query.chars().count());
        query + &self.many(rest, |draw| draw.word() + " ")
    }

    fn excluded(&mut self, length: usize) -> String {
        let first = self.word();
        let many = self.many(length, |draw| match draw.random.below(3) {
            0 => format!(" -({} {}|{} {})", draw.word(), draw.word(), draw.word(), draw.word()),
            1 => format!(" -{} {}", draw.word(), draw.word()),
            _ => format!(" -{}", draw.word()),
        });
        first + &many
    }

    /// One word again and again: with and without blanks, quoted, within a distance.
    fn repeated(&mut self, length: usize) -> String {
        let word = self.word();
        let times = length / word.chars().count().max(1);
        match self.random.below(5) {
            0 => word.repeat(times),
            1 => format!("\"{}\"", word.repeat(times.saturating_sub(1))),
            2 => format!("{word} ").repeat(times / 2),
            3 => format!("\"{}\"~5", format!("{word} ").repeat(self.random.between(2, 12))),
            _ => format!("{word} OR ").repeat(times / 3),
        }
    }

    /// Any characters, and whatever the grammar knows.
    fn junk(&mut self, length: usize) -> String {
        const OPERATORS: [&str; 14] =
            ["(", ")", "（", "）", " OR ", "|", " -", "\"", "“", "”", "~5", "年:", "地区:", " "];
        self.many(length, |draw| match draw.random.below(3) {
            0 => OPERATORS[draw.random.below(OPERATORS.len())].to_owned(),
            1 => draw.word(),
            _ => char::from_u32(draw.random.below(0x3_0000) as u32)
                .map(String::from)
                .unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_as_long_as_they_may_be_and_the_same_for_a_seed() {
        let texts = vec!["全市新增养老床位三百张，完成年度目标。".repeat(20).chars().collect()];
        let draw = |seed: u64| -> Vec<String> {
            let mut random = Random::new(seed);
            (0..200).map(|_| Draw { texts: &texts, random: &mut random }.query()).collect()
        };
        let queries = draw(7);
        assert!(queries.iter().all(|query| query.chars().count() <= LONGEST));
        assert!(queries.iter().any(|query| query.chars().count() == LONGEST));
        assert!(queries.iter().any(|query| query.contains("\"~")));
        assert_eq!(queries, draw(7));
        assert_ne!(queries, draw(8));
    }
}
