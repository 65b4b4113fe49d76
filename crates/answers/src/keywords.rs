//! Words that one part of the archive uses more than another. What measures it stands in
//! [`crate::association`]; words around the matches of a query in [`crate::collocates`].

use serde::Serialize;
use suyan_search::{Backend, Filters, Vocabulary, VocabularyRequest, filter};

use crate::association::{g2, log_ratio};
use crate::json::print_at;
use crate::params::Params;
use crate::problem::Problem;

/// The usual least count of a word.
const USUAL_MIN: u32 = 5;
/// The most rows of a list, and the usual number.
pub const MOST_ROWS: u32 = 10_000;
const USUAL_ROWS: u32 = 100;
/// A request for keywords.
#[derive(Debug, Clone)]
pub struct KeywordsRequest {
    asked: VocabularyRequest,
    order: KeywordOrder,
    limit: usize,
}

/// By what rows are in order, the highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeywordOrder {
    /// By log-likelihood.
    G2,
    /// By log ratio.
    LogRatio,
    /// By logDice.
    LogDice,
    /// By mutual information.
    Mi,
    /// By how often it stands in the target, or near a match.
    Count,
}

/// A word and how much more it is used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Keyword {
    /// The word.
    pub word: String,
    /// How often the word stands in the target.
    pub target: u64,
    /// How often the word stands in the reference.
    pub reference: u64,
    /// How often the word stands in 10,000 words of the target.
    pub target_per_10k: Option<f64>,
    /// How often the word stands in 10,000 words of the reference.
    pub reference_per_10k: Option<f64>,
    /// Its log-likelihood.
    pub g2: f64,
    /// Its log ratio.
    pub log_ratio: Option<f64>,
    /// Reports of the target that hold it.
    pub reports: u32,
    /// Reports that hold it per 100 of the target: how widely it is spread.
    pub spread: Option<f64>,
    /// How unevenly it is spread over them: 0 is as even as can be, near 1 all of it stands in one
    /// ([`suyan_search::WordCounts::deviation`]).
    pub deviation: Option<f64>,
}

/// The keywords of a part.
#[derive(Debug, Clone, Serialize)]
pub struct Keywords {
    /// All words of the target.
    pub target_words: u64,
    /// All words of the reference.
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
        let owned: Vec<(&str, &str)> = params
            .pairs()
            .filter_map(|(name, value)| Some((name.strip_prefix("ref.")?, value)))
            .collect();
        if let Some((name, _)) = owned.iter().find(|(name, _)| filter::named(name).is_none()) {
            let known: Vec<String> = filter::names().map(|name| format!("ref.{name}")).collect();
            let hint = format!("可用 {}", known.join("、"));
            return Err(Problem::new("bad_ref", format!("没有 ref.{name} 这个条件"), hint));
        }
        let reference = match owned.as_slice() {
            [] => None,
            pairs => Some(Params::of(pairs.iter().copied()).filters()?),
        };
        let least = u64::from(least(params)?);
        let cut = crate::cut::read(params)?;
        let asked =
            VocabularyRequest { target: params.filters()?, reference, least, only: None, cut };
        if asked.reference.is_none() && asked.target == Filters::default() {
            let hint = "写作 part=tasks&ref.part=review，或 year=2020..&ref.year=2010..2019";
            return Err(Problem::new("no_target", "没有说明哪一部分与其余相比", hint));
        }
        Ok(Self {
            asked,
            order: order(params, &[KeywordOrder::G2, KeywordOrder::LogRatio, KeywordOrder::Count])?,
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
        let keyword = |(word, counts): (String, suyan_search::WordCounts)| {
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
                deviation: counts.deviation,
            }
        };
        let is_more = |row: &Keyword| {
            row.target_per_10k > row.reference_per_10k || row.reference_per_10k.is_none()
        };
        let mut rows: Vec<Keyword> = words.into_iter().map(keyword).filter(is_more).collect();
        let weight = |row: &Keyword| match self.order {
            KeywordOrder::LogRatio => row.log_ratio.unwrap_or(f64::INFINITY),
            KeywordOrder::Count => row.target as f64,
            _ => row.g2,
        };
        rows.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| a.word.cmp(&b.word)));
        let total = rows.len();
        rows.truncate(self.limit);
        Ok(Keywords { target_words, reference_words, target_reports, total, rows })
    }

    /// The keywords as JSON.
    ///
    /// # Errors
    /// What the backend says.
    pub fn json(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        print_at(backend, &self.ask(backend)?)
    }
}

pub(crate) fn least(params: &Params) -> Result<u32, Problem> {
    let hint = "min 是词在目标部分最少的次数，默认 5";
    Ok(params.count("min", "bad_min", hint)?.unwrap_or(USUAL_MIN).max(1))
}

pub(crate) fn rows(params: &Params) -> Result<usize, Problem> {
    let hint = "limit 是行数，1 至 10000，默认 100";
    let limit = params.count("limit", "bad_limit", hint)?.unwrap_or(USUAL_ROWS);
    if !(1..=MOST_ROWS).contains(&limit) {
        return Err(Problem::new("bad_limit", format!("limit 收到 {limit}"), hint));
    }
    Ok(limit as usize)
}

pub(crate) fn order(params: &Params, known: &[KeywordOrder]) -> Result<KeywordOrder, Problem> {
    let Some(word) = params.one("sort") else { return Ok(KeywordOrder::G2) };
    let order = match word {
        "g2" => Some(KeywordOrder::G2),
        "log_ratio" => Some(KeywordOrder::LogRatio),
        "log_dice" => Some(KeywordOrder::LogDice),
        "mi" => Some(KeywordOrder::Mi),
        "target" | "together" => Some(KeywordOrder::Count),
        _ => None,
    };
    order.filter(|order| known.contains(order)).ok_or_else(|| {
        let hint =
            "keywords 可用 g2、log_ratio、target；collocates 可用 g2、log_dice、mi、together";
        Problem::new("bad_sort", "sort 没有这个值", hint)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use suyan_analysis::segment::{each_word_within, is_listed};
    use suyan_corpus::Part;

    use super::*;
    use crate::testing::{Scan, report};

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
    fn every_dimension_may_restrict_the_reference() {
        for name in filter::names() {
            // No value that is one: of which parameter it is, the problem tells.
            let of_reference = format!("ref.{name}");
            let params = Params::of([("part", "tasks"), (of_reference.as_str(), "?")]);
            let code = KeywordsRequest::read(&params).err().map(|problem| problem.code);
            assert_ne!(code, Some("bad_ref"), "{name}");
        }
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
    }

    /// How often every word that is listed stands in these texts, and how many words there are: by a
    /// look at each.
    fn counted(texts: &[&str]) -> (BTreeMap<String, u64>, u64) {
        let (mut words, mut all) = (BTreeMap::new(), 0);
        for text in texts {
            let whole = 0..text.len();
            each_word_within(text, std::slice::from_ref(&whole), |_, word| {
                all += 1;
                if is_listed(word) {
                    *words.entry(word.to_owned()).or_default() += 1;
                }
            });
        }
        (words, all)
    }

    const TASKS: [&str; 3] = [
        "推进环保工程，环保工程有序推进，绿色发展。",
        "推进绿色发展，推进城市建设。",
        "绿色发展。",
    ];
    const REVIEW: [&str; 2] = ["完成城市建设投资，绿色发展。", "完成环保工程，城市建设。"];

    fn archive() -> Scan {
        let of = |at: usize| [(Part::Tasks, TASKS[at]), (Part::Review, REVIEW[at.min(1)])];
        Scan::of(vec![
            report("310104", 2020, &of(0)),
            report("310104", 2021, &of(1)),
            report("310106", 2021, &of(2)[..1]),
        ])
    }

    #[test]
    fn words_have_the_counts_and_measures_of_a_look_at_every_text() {
        let params = Params::of([("part", "tasks"), ("min", "1"), ("limit", "1000")]);
        let found = KeywordsRequest::read(&params).unwrap().ask(&archive()).unwrap();
        let ((target, target_words), (reference, reference_words)) =
            (counted(&TASKS), counted(&REVIEW));
        let sizes = [target_words, reference_words];
        assert_eq!([found.target_words, found.reference_words], sizes);
        assert_eq!(found.target_reports, 3);
        let per = |count: u64, words: u64| count as f64 * 10_000.0 / words as f64;
        let mut wanted = 0;
        for (word, &count) in &target {
            let other = reference.get(word).copied().unwrap_or(0);
            let row = found.rows.iter().find(|row| row.word == *word);
            if per(count, target_words) <= per(other, reference_words) {
                assert_eq!(row, None, "{word} is not used more");
                continue;
            }
            wanted += 1;
            let row = row.unwrap();
            assert_eq!((row.target, row.reference), (count, other), "{word}");
            assert!((row.g2 - g2([count, other], sizes)).abs() < 1e-9, "{row:?}");
            assert_eq!(row.log_ratio, log_ratio([count, other], sizes), "{row:?}");
            let holding = TASKS.iter().filter(|text| counted(&[text]).0.contains_key(word)).count();
            assert_eq!(row.reports as usize, holding, "{word}");
            assert!((row.spread.unwrap() - holding as f64 * 100.0 / 3.0).abs() < 1e-9, "{row:?}");
        }
        assert_eq!((found.total, found.rows.len()), (wanted, wanted));
        assert!(found.rows.is_sorted_by(|a, b| a.g2 >= b.g2), "{:?}", found.rows);
    }

    #[test]
    fn a_word_that_stands_as_often_as_the_least_is_told() {
        let ask = |more: &str| {
            let params = Params::read(Some(&format!("part=tasks{more}"))).unwrap();
            KeywordsRequest::read(&params).unwrap().ask(&archive()).unwrap()
        };
        let most = ask("&min=1&sort=target");
        let highest = most.rows[0].target;
        assert!(most.rows.is_sorted_by(|a, b| a.target >= b.target) && highest > 1);
        let least = |min: u64| ask(&format!("&min={min}")).rows;
        assert!(least(highest).iter().all(|row| row.target == highest));
        assert!(!least(highest).is_empty() && least(highest + 1).is_empty());
        // Nought is no bound: a word stands once at the least.
        assert_eq!(least(0), least(1));
        let cut = ask("&min=1&limit=1");
        assert_eq!((cut.rows.len(), cut.total), (1, most.total));
        let ratios = ask("&min=1&sort=log_ratio").rows;
        assert!(ratios.is_sorted_by(|a, b| a.log_ratio >= b.log_ratio), "{ratios:?}");
    }

    #[test]
    fn what_is_used_as_often_is_no_keyword() {
        let both = [(Part::Tasks, TASKS[0]), (Part::Review, TASKS[0])];
        let archive = Scan::of(vec![report("310104", 2020, &both)]);
        let ask = |more: &str| {
            let params = Params::read(Some(&format!("min=1&{more}"))).unwrap();
            KeywordsRequest::read(&params).unwrap().ask(&archive).unwrap()
        };
        let found = ask("part=tasks&ref.part=review");
        assert!(found.rows.is_empty() && found.target_words == found.reference_words, "{found:?}");
        assert!(found.target_words > 0);
    }

    #[test]
    fn nothing_to_compare_with_is_told_and_not_divided_by() {
        let found = keywords("part=tasks&ref.year=1999&min=1").unwrap();
        assert_eq!(found.reference_words, 0);
        assert!(!found.rows.is_empty());
        let is_bare = |row: &Keyword| row.reference_per_10k.is_none() && row.log_ratio.is_none();
        assert!(found.rows.iter().all(is_bare), "{:?}", found.rows);
        let none = keywords("year=1999&min=1").unwrap();
        assert!(none.rows.is_empty() && none.target_words == 0 && none.target_reports == 0);
    }
}
