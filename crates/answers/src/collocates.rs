//! Words that stand around the matches of a query. What measures it stands in
//! [`crate::association`].
//!
//! Of the passages that match, the clauses around a match are cut into words, each once, on every
//! core; how often those words stand anywhere, the index knows.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use suyan_analysis::segment::{each_word_within, is_listed};
use suyan_search::{
    Backend, Error, Filters, Group, MarkedList, MarkedOrder, MarkedPassage, SearchRequest, Sort,
    VocabularyRequest, WordCounts,
};

use crate::association::{g2, log_dice, mi};
use crate::json::print_at;
use crate::keywords::{KeywordOrder, least, order, rows};
use crate::params::Params;
use crate::problem::Problem;

/// The widest window around a match, in characters, and the usual one.
pub const WIDEST: u32 = 200;
const USUAL_WINDOW: u32 = 20;

/// A request for collocates.
#[derive(Debug, Clone)]
pub struct CollocatesRequest {
    search: SearchRequest,
    window: usize,
    min: u64,
    order: KeywordOrder,
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
    /// Its log-likelihood.
    pub g2: f64,
    /// Its logDice.
    pub log_dice: f64,
    /// Its mutual information.
    pub mi: f64,
    /// Reports in which it stands near a match.
    pub reports: u32,
}

/// The collocates of a query.
#[derive(Debug, Clone, Serialize)]
pub struct Collocates {
    /// How many matches there are.
    pub matches: u64,
    /// How many words stand near the matches.
    pub near_words: u64,
    /// How many words the reports have that pass the filters.
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
        suyan_search::query::parse(&search.query)?;
        let hint = "window 是每边的字数，1 至 200，默认 20";
        let window = params.count("window", "bad_window", hint)?.unwrap_or(USUAL_WINDOW);
        if !(1..=WIDEST).contains(&window) {
            return Err(Problem::new("bad_window", format!("window 收到 {window}"), hint));
        }
        let known =
            [KeywordOrder::G2, KeywordOrder::LogDice, KeywordOrder::Mi, KeywordOrder::Count];
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
    /// `timed_out` where more passages match than can be cut into words in time, and what else the
    /// backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Collocates, Problem> {
        let near = Mutex::new(NearWords::default());
        let passages = AtomicUsize::new(0);
        let looked = backend.marked(&self.search, MarkedOrder::Year, &mut |list| {
            passages.store(list.passages(), Relaxed);
            list.each(&|first, of_reports| {
                let found = NearWords::of(list, first, of_reports, self.window);
                near.lock().unwrap_or_else(PoisonError::into_inner).add(found);
                Ok(())
            })
        });
        if matches!(looked, Err(Error::TimedOut)) {
            return Err(too_frequent(passages.into_inner()));
        }
        looked?;
        let NearWords { matches, near_words, mut words } =
            near.into_inner().unwrap_or_else(PoisonError::into_inner);
        words.retain(|_, (together, _)| *together >= self.min);
        let all = backend.vocabulary(&VocabularyRequest {
            target: self.search.filters.clone(),
            // A place that is none.
            reference: Some(Filters { places: vec!["-".to_owned()], ..Filters::default() }),
            least: 1,
            only: Some(words.keys().cloned().collect()),
            ..VocabularyRequest::default()
        })?;
        let outside = all.target_words.saturating_sub(near_words);
        let row = |(word, counts): (String, WordCounts)| {
            let (together, reports) = words.get(&word).copied().unwrap_or_default();
            // A query with filters in it finds no more than stands there.
            let count = counts.target.max(together);
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
        let is_more = |row: &Collocate| row.mi > 0.0;
        let mut rows: Vec<Collocate> = all.words.into_iter().map(row).filter(is_more).collect();
        let weight = |row: &Collocate| match self.order {
            KeywordOrder::LogDice => row.log_dice,
            KeywordOrder::Mi => row.mi,
            KeywordOrder::Count => row.together as f64,
            _ => row.g2,
        };
        rows.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| a.word.cmp(&b.word)));
        let total = rows.len();
        rows.truncate(self.limit);
        Ok(Collocates { matches, near_words, words: all.target_words, total, rows })
    }

    /// The collocates as JSON.
    ///
    /// # Errors
    /// What the backend says.
    pub fn json(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        print_at(backend, &self.ask(backend)?)
    }
}

/// More passages match than could be looked at.
fn too_frequent(passages: usize) -> Problem {
    Problem::new(
        "timed_out",
        match passages {
            0 => "检索超时，已中止".to_owned(),
            _ => format!("有 {passages} 段符合，在时限内切不完词"),
        },
        "请用 year、place、part、kind 缩小范围，分几次统计；或缩小 window",
    )
}

/// Words near matches: how often, and in how many reports.
#[derive(Default)]
struct NearWords {
    matches: u64,
    near_words: u64,
    words: HashMap<String, (u64, u32)>,
}

impl NearWords {
    /// Of passages of whole reports, the first of which has this number in the list.
    fn of(list: &dyn MarkedList, first: usize, passages: &[MarkedPassage], window: usize) -> Self {
        let mut near = Self::default();
        // With the report that held the word last.
        let mut words: HashMap<&str, (u64, u32, u32)> = HashMap::new();
        for (at, MarkedPassage { text, marks, .. }) in passages.iter().enumerate() {
            let report = list.report_of(first + at);
            near.matches += marks.len() as u64;
            let windows: Vec<Range<usize>> =
                marks.iter().map(|mark| around(text, mark, window)).collect();
            each_word_within(text, &windows, |range, word| {
                let touches =
                    |mark: &Range<usize>| mark.start < range.end && range.start < mark.end;
                if marks.iter().any(touches) {
                    return;
                }
                near.near_words += 1;
                if is_listed(word) {
                    let (many, reports, last) = words.entry(word).or_insert((0, 0, u32::MAX));
                    *many += 1;
                    if *last != report {
                        (*reports, *last) = (*reports + 1, report);
                    }
                }
            });
        }
        let owned = |(word, (many, reports, _)): (&str, _)| (word.to_owned(), (many, reports));
        near.words = words.into_iter().map(owned).collect();
        near
    }

    fn add(&mut self, other: Self) {
        self.matches += other.matches;
        self.near_words += other.near_words;
        for (word, (many, reports)) in other.words {
            let sum = self.words.entry(word).or_default();
            *sum = (sum.0 + many, sum.1 + reports);
        }
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
    use std::collections::BTreeMap;

    use suyan_corpus::Part;

    use super::*;
    use crate::testing::{Scan, report};

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
        for (query, code) in
            [("q=", "no_query"), ("q=a&window=0", "bad_window"), ("q=a&sort=log_ratio", "bad_sort")]
        {
            let params = Params::read(Some(query)).unwrap();
            let refused = CollocatesRequest::read(&params).err().map(|problem| problem.code);
            assert_eq!(refused, Some(code), "{query}");
        }
    }

    /// Words near a match by a look at every text: those of the clauses of so many characters around
    /// each match, each word once, the match itself left out.
    fn counted(texts: &[&str], node: &str, window: usize) -> (u64, u64, BTreeMap<String, u64>) {
        let (mut matches, mut near, mut words) = (0, 0, BTreeMap::new());
        for text in texts {
            let marks: Vec<Range<usize>> =
                text.match_indices(node).map(|(at, found)| at..at + found.len()).collect();
            matches += marks.len() as u64;
            let at = |place: usize| text[..place].chars().count();
            let is_near = |range: &Range<usize>| {
                marks.iter().any(|mark| {
                    at(range.end) > at(mark.start).saturating_sub(window)
                        && at(range.start) < at(mark.end) + window
                })
            };
            let is_match = |range: &Range<usize>| {
                marks.iter().any(|m| m.start < range.end && range.start < m.end)
            };
            let whole = 0..text.len();
            each_word_within(text, std::slice::from_ref(&whole), |range, word| {
                if is_near(&range) && !is_match(&range) {
                    near += 1;
                    if is_listed(word) {
                        *words.entry(word.to_owned()).or_default() += 1;
                    }
                }
            });
        }
        (matches, near, words)
    }

    #[test]
    fn words_near_a_match_are_those_of_a_look_at_every_text() {
        const TEXTS: [&str; 3] = [
            "推进环保工程，改善环境质量；环保工程继续推进，治理大气污染。",
            "推进城市建设。",
            "加大环保投入，推进污染治理。",
        ];
        let archive = Scan::of(vec![
            report("310104", 2020, &[(Part::Tasks, TEXTS[0]), (Part::Tasks, TEXTS[1])]),
            report("310106", 2020, &[(Part::Tasks, TEXTS[2])]),
        ]);
        for (window, order) in [(30, "g2"), (30, "log_dice"), (30, "mi"), (30, "together")] {
            let query = format!("q=\"环保\"&window={window}&min=1&limit=1000&sort={order}");
            let params = Params::read(Some(&query)).unwrap();
            let found = CollocatesRequest::read(&params).unwrap().ask(&archive).unwrap();
            let (matches, near, words) = counted(&TEXTS, "环保", window);
            assert_eq!((found.matches, found.near_words), (matches, near));
            assert_eq!(found.total, found.rows.len());
            for row in &found.rows {
                assert_eq!(words.get(&row.word), Some(&row.together), "{row:?}");
                let alone: u64 = counted_everywhere(&TEXTS, &row.word);
                assert_eq!(row.alone, alone, "{row:?}");
                let outside = found.words - near;
                let likelihood = g2([row.together, alone - row.together], [near, outside]);
                assert!((row.g2 - likelihood).abs() < 1e-9, "{row:?}");
                assert!((row.log_dice - log_dice(row.together, matches, alone)).abs() < 1e-9);
                assert!((row.mi - mi(row.together, alone, near, found.words)).abs() < 1e-9);
                assert!(row.mi > 0.0, "what stands there as by chance is none: {row:?}");
            }
            let weight = |row: &Collocate| match order {
                "g2" => row.g2,
                "log_dice" => row.log_dice,
                "mi" => row.mi,
                _ => row.together as f64,
            };
            assert!(found.rows.is_sorted_by(|a, b| weight(a) >= weight(b)), "{order}");
        }
    }

    fn counted_everywhere(texts: &[&str], wanted: &str) -> u64 {
        let mut many = 0;
        for text in texts {
            let whole = 0..text.len();
            each_word_within(text, std::slice::from_ref(&whole), |_, word| {
                many += u64::from(word == wanted);
            });
        }
        many
    }

    #[test]
    fn a_window_has_so_many_characters_on_each_side() {
        let text = "一二三𠀀五六七八九";
        let start = text.find('五').unwrap();
        let mark = start..start + "五".len();
        for (window, stretch) in [(1, "𠀀五六"), (2, "三𠀀五六七"), (4, text), (200, text)]
        {
            assert_eq!(&text[around(text, &mark, window)], stretch, "{window}");
        }
        assert_eq!(around("五", &(0..3), 1), 0..3);
    }

    #[test]
    fn a_match_that_is_too_frequent_is_refused_with_what_there_is() {
        let known = too_frequent(12_345);
        assert_eq!(known.code, "timed_out");
        assert!(known.message.contains("12345") && known.hint.contains("window"), "{known:?}");
        assert!(!too_frequent(0).message.contains('0'), "nothing is said of what is not known");
    }
}
