//! Words that one part of the archive uses more than another, and words that stand around the
//! matches of a query. What measures it stands in [`crate::association`].

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use serde::Serialize;
use suyan_analysis::segment::each_word;
use suyan_engine::{
    Backend, Filters, Group, Hit, SearchRequest, Sink, Sort, Vocabulary, VocabularyRequest,
};

use crate::association::{g2, log_dice, log_ratio, mi};
use crate::json::print_at;
use crate::params::Params;
use crate::problem::Problem;

/// The usual least count of a word.
const USUAL_MIN: u32 = 5;
/// The most rows of a list, and the usual number.
pub const MOST_ROWS: u32 = 10_000;
const USUAL_ROWS: u32 = 100;
/// The widest window around a match, in characters, and the usual one.
pub const WIDEST: u32 = 200;
const USUAL_WINDOW: u32 = 20;

/// A request for keywords.
#[derive(Debug, Clone)]
pub struct KeywordsRequest {
    asked: VocabularyRequest,
    min: u64,
    order: Order,
    limit: usize,
}

/// By what rows are in order, the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    G2,
    LogRatio,
    LogDice,
    Mi,
    Count,
}

/// A word and how much more it is used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Keyword {
    /// The word.
    pub word: String,
    /// How often it stands in the target,
    pub target: u64,
    /// and in the reference,
    pub reference: u64,
    /// and per 10,000 words of each.
    pub target_per_10k: Option<f64>,
    /// The same of the reference.
    pub reference_per_10k: Option<f64>,
    /// Its log-likelihood,
    pub g2: f64,
    /// and log ratio.
    pub log_ratio: Option<f64>,
    /// Reports of the target that hold it.
    pub reports: u32,
    /// The same per 100 of them: how widely it is spread.
    pub spread: Option<f64>,
}

/// The keywords of a part.
#[derive(Debug, Clone, Serialize)]
pub struct Keywords {
    /// All words of the target,
    pub target_words: u64,
    /// and of the reference.
    pub reference_words: u64,
    /// Reports of the target.
    pub target_reports: u32,
    /// How many words are used more in the target, listed or not.
    pub total: usize,
    /// The words.
    pub rows: Vec<Keyword>,
}

impl KeywordsRequest {
    /// Reads the parameters: the filters, and those of the reference with `ref.` before them.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let names = ["place", "lineage", "level", "year", "kind", "part"];
        let owned: Vec<(&str, &str)> = params
            .pairs()
            .filter_map(|(name, value)| Some((name.strip_prefix("ref.")?, value)))
            .collect();
        if let Some((name, _)) = owned.iter().find(|(name, _)| !names.contains(name)) {
            let hint = "可用 ref.place、ref.level、ref.year、ref.kind、ref.part、ref.lineage";
            return Err(Problem::new("bad_ref", format!("没有 ref.{name} 这个条件"), hint));
        }
        let reference = match owned.as_slice() {
            [] => None,
            pairs => Some(Params::of(pairs.iter().copied()).filters()?),
        };
        let asked = VocabularyRequest { target: params.filters()?, reference };
        if asked.reference.is_none() && asked.target == Filters::default() {
            let hint = "写作 part=tasks&ref.part=review，或 year=2020..&ref.year=2010..2019";
            return Err(Problem::new("no_target", "没有说明哪一部分与其余相比", hint));
        }
        Ok(Self {
            asked,
            min: u64::from(least(params)?),
            order: order(params, &[Order::G2, Order::LogRatio, Order::Count])?,
            limit: rows(params)?,
        })
    }

    /// The keywords.
    ///
    /// # Errors
    /// What the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Keywords, Problem> {
        let Vocabulary { words, target_words, reference_words, target_reports } =
            backend.vocabulary(&self.asked)?;
        let sizes = [target_words, reference_words];
        let per = |count: u64, of: u64| (of > 0).then(|| count as f64 * 10_000.0 / of as f64);
        let keyword = |(word, counts): (String, suyan_engine::WordCounts)| {
            let seen = [counts.target, counts.reference];
            Keyword {
                word,
                target: counts.target,
                reference: counts.reference,
                target_per_10k: per(counts.target, target_words),
                reference_per_10k: per(counts.reference, reference_words),
                g2: g2(seen, sizes),
                log_ratio: log_ratio(seen, sizes),
                reports: counts.reports,
                spread: (target_reports > 0)
                    .then(|| f64::from(counts.reports) * 100.0 / f64::from(target_reports)),
            }
        };
        let is_more = |row: &Keyword| {
            row.target_per_10k > row.reference_per_10k || row.reference_per_10k.is_none()
        };
        let often = words.into_iter().filter(|(_, counts)| counts.target >= self.min);
        let mut rows: Vec<Keyword> = often.map(keyword).filter(is_more).collect();
        let weight = |row: &Keyword| match self.order {
            Order::LogRatio => row.log_ratio.unwrap_or(f64::INFINITY),
            Order::Count => row.target as f64,
            _ => row.g2,
        };
        rows.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| a.word.cmp(&b.word)));
        let total = rows.len();
        rows.truncate(self.limit);
        Ok(Keywords { target_words, reference_words, target_reports, total, rows })
    }

    /// The same as JSON.
    ///
    /// # Errors
    /// What the backend says.
    pub fn json(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        print_at(backend, &self.ask(backend)?)
    }
}

fn least(params: &Params) -> Result<u32, Problem> {
    let hint = "min 是词在目标部分最少的次数，默认 5";
    Ok(params.count("min", "bad_min", hint)?.unwrap_or(USUAL_MIN).max(1))
}

fn rows(params: &Params) -> Result<usize, Problem> {
    let hint = "limit 是行数，1 至 10000，默认 100";
    let limit = params.count("limit", "bad_limit", hint)?.unwrap_or(USUAL_ROWS);
    if !(1..=MOST_ROWS).contains(&limit) {
        return Err(Problem::new("bad_limit", format!("limit 收到 {limit}"), hint));
    }
    Ok(limit as usize)
}

fn order(params: &Params, known: &[Order]) -> Result<Order, Problem> {
    let Some(word) = params.one("sort") else { return Ok(Order::G2) };
    let order = match word {
        "g2" => Some(Order::G2),
        "log_ratio" => Some(Order::LogRatio),
        "log_dice" => Some(Order::LogDice),
        "mi" => Some(Order::Mi),
        "target" | "together" => Some(Order::Count),
        _ => None,
    };
    order.filter(|order| known.contains(order)).ok_or_else(|| {
        let hint =
            "keywords 可用 g2、log_ratio、target；collocates 可用 g2、log_dice、mi、together";
        Problem::new("bad_sort", "sort 没有这个值", hint)
    })
}

/// A request for collocates.
#[derive(Debug, Clone)]
pub struct CollocatesRequest {
    search: SearchRequest,
    window: usize,
    min: u64,
    order: Order,
    limit: usize,
}

/// A word near the matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Collocate {
    /// The word.
    pub word: String,
    /// How often it stands near a match.
    pub together: u64,
    /// How often it stands anywhere in the reports that pass the filters.
    pub alone: u64,
    /// Its log-likelihood,
    pub g2: f64,
    /// logDice
    pub log_dice: f64,
    /// and mutual information.
    pub mi: f64,
    /// Reports in which it stands near a match.
    pub reports: u32,
}

/// The collocates of a query.
#[derive(Debug, Clone, Serialize)]
pub struct Collocates {
    /// How many matches there are.
    pub matches: u64,
    /// All words near them,
    pub near_words: u64,
    /// and all words of the reports that pass the filters.
    pub words: u64,
    /// How many words stand near often enough, listed or not.
    pub total: usize,
    /// The words.
    pub rows: Vec<Collocate>,
}

impl CollocatesRequest {
    /// Reads the parameters.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let plain = params.without("sort").without("cursor").without("limit").without("group");
        let search = SearchRequest {
            sort: Sort::Oldest,
            group: Group::Passage,
            facets: false,
            passages_per_report: 1,
            whole_passages: true,
            ..plain.search()?
        };
        if search.query.trim().is_empty() {
            return Err(Problem::new("no_query", "没有检索式 q", "写作 q=营商环境"));
        }
        suyan_engine::query::parse(&search.query)?;
        let hint = "window 是每边的字数，1 至 200，默认 20";
        let window = params.count("window", "bad_window", hint)?.unwrap_or(USUAL_WINDOW);
        if !(1..=WIDEST).contains(&window) {
            return Err(Problem::new("bad_window", format!("window 收到 {window}"), hint));
        }
        let known = [Order::G2, Order::LogDice, Order::Mi, Order::Count];
        Ok(Self {
            search,
            window: window as usize,
            min: u64::from(least(params)?),
            order: order(params, &known)?,
            limit: rows(params)?,
        })
    }

    /// The collocates.
    ///
    /// # Errors
    /// What the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Collocates, Problem> {
        let mut near = Near { window: self.window, ..Near::default() };
        backend.scan(&self.search, &mut near)?;
        let target = self.search.filters.clone();
        let reference = Some(Filters { places: vec!["-".to_owned()], ..Filters::default() });
        let all = backend.vocabulary(&VocabularyRequest { target, reference })?;
        let alone: HashMap<&str, u64> =
            all.words.iter().map(|(word, counts)| (word.as_str(), counts.target)).collect();
        let Near { matches, near_words, words, .. } = near;
        let outside = all.target_words.saturating_sub(near_words);
        let row = |(word, (together, reports, _)): (String, (u64, u32, String))| {
            let count = alone.get(word.as_str()).copied().unwrap_or(together).max(together);
            Collocate {
                together,
                alone: count,
                g2: g2([together, count - together], [near_words, outside]),
                log_dice: log_dice(together, matches, count),
                mi: mi(together, count, near_words, all.target_words),
                reports,
                word,
            }
        };
        let often = words.into_iter().filter(|(_, (together, ..))| *together >= self.min);
        let is_more = |row: &Collocate| row.mi > 0.0;
        let mut rows: Vec<Collocate> = often.map(row).filter(is_more).collect();
        let weight = |row: &Collocate| match self.order {
            Order::LogDice => row.log_dice,
            Order::Mi => row.mi,
            Order::Count => row.together as f64,
            _ => row.g2,
        };
        rows.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| a.word.cmp(&b.word)));
        let total = rows.len();
        rows.truncate(self.limit);
        Ok(Collocates { matches, near_words, words: all.target_words, total, rows })
    }

    /// The same as JSON.
    ///
    /// # Errors
    /// What the backend says.
    pub fn json(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        print_at(backend, &self.ask(backend)?)
    }
}

/// Words near matches as they come: how often, in how many reports, and in which last.
#[derive(Default)]
struct Near {
    window: usize,
    matches: u64,
    near_words: u64,
    words: HashMap<String, (u64, u32, String)>,
}

impl Sink for Near {
    fn begin(&mut self, _hits: u64) {}

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        for passage in &hit.passages {
            let text: String = passage.snippet.iter().map(|piece| piece.text.as_str()).collect();
            let mut marks = Vec::new();
            let mut at = 0;
            for piece in &passage.snippet {
                let end = at + piece.text.len();
                if piece.matched {
                    marks.push(at..end);
                }
                at = end;
            }
            self.matches += marks.len() as u64;
            let windows: Vec<Range<usize>> =
                marks.iter().map(|mark| around(&text, mark, self.window)).collect();
            let mut at = 0;
            each_word(&text, |word| {
                let range = at..at + word.len();
                at = range.end;
                let lies_in =
                    |outer: &Range<usize>| outer.start <= range.start && range.end <= outer.end;
                let touches =
                    |mark: &Range<usize>| mark.start < range.end && range.start < mark.end;
                if !windows.iter().any(lies_in) || marks.iter().any(touches) {
                    return;
                }
                self.near_words += 1;
                if word.chars().any(char::is_alphabetic) {
                    let counts = self.words.entry(word.to_owned()).or_default();
                    counts.0 += 1;
                    if counts.2 != hit.report.id {
                        counts.1 += 1;
                        counts.2.clone_from(&hit.report.id);
                    }
                }
            });
        }
        ControlFlow::Continue(())
    }
}

/// A mark with so many characters before and behind it.
fn around(text: &str, mark: &Range<usize>, window: usize) -> Range<usize> {
    let before = text[..mark.start].char_indices().nth_back(window - 1).map_or(0, |(at, _)| at);
    let behind = text[mark.end..].char_indices().nth(window);
    before..behind.map_or(text.len(), |(at, _)| mark.end + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    fn keywords(query: &str) -> Result<Keywords, &'static str> {
        let params = Params::read(Some(query)).unwrap();
        let request = KeywordsRequest::read(&params).map_err(|problem| problem.code)?;
        request.ask(&Scan::archive()).map_err(|problem| problem.code)
    }

    #[test]
    fn words_of_a_part_stand_before_those_of_another() {
        let found = keywords("part=tasks&ref.part=review&min=1").unwrap();
        let of = |word: &str| found.rows.iter().find(|row| row.word == word);
        let built = of("实施").unwrap();
        assert!(built.target > 0 && built.reference == 0 && built.g2 > 0.0);
        assert!(of("完成").is_none(), "{:?}", found.rows);
        let rest = keywords("part=tasks&min=1").unwrap();
        assert!(rest.reference_words > found.reference_words);
    }

    #[test]
    fn words_near_a_match_are_counted_once() {
        let params = Params::read(Some("q=架空线&window=4&min=1")).unwrap();
        let found = CollocatesRequest::read(&params).unwrap().ask(&Scan::archive()).unwrap();
        let row = found.rows.iter().find(|row| row.word.contains("公里")).unwrap();
        assert!(row.together > 0 && row.together <= row.alone, "{row:?}");
        assert!(found.near_words < found.words);
    }

    #[test]
    fn bad_values_have_their_codes() {
        for (query, code) in [
            ("", "no_target"),
            ("part=tasks&ref.x=1", "bad_ref"),
            ("part=tasks&sort=mi", "bad_sort"),
            ("part=tasks&min=x", "bad_min"),
            ("part=tasks&limit=0", "bad_limit"),
            ("part=tasks&ref.year=x", "bad_year"),
        ] {
            assert_eq!(keywords(query).err(), Some(code), "{query}");
        }
        for (query, code) in
            [("q=", "no_query"), ("q=a&window=0", "bad_window"), ("q=a&sort=log_ratio", "bad_sort")]
        {
            let params = Params::read(Some(query)).unwrap();
            let refused = CollocatesRequest::read(&params).err().map(|problem| problem.code);
            assert_eq!(refused, Some(code), "{query}");
        }
    }
}
