//! A report as one that tells what became of promises: its sentences, their figures, and where each
//! pair of characters stands.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};
use suyan_analysis::quantity::{Quantity, quantities};
use suyan_corpus::report::Doubt;
use suyan_corpus::{Part, Report};

use crate::promise::Figure;

/// A report made ready to be asked about many items. Made once for a report; borrows its text.
pub struct Account<'a> {
    /// The report's id.
    pub report: &'a str,
    /// Its year: what it tells of is the year before.
    pub year: i16,
    /// Whether it is there whole, so that silence means something.
    pub whole: bool,
    pub(super) lines: Vec<Line<'a>>,
    /// The lines in which each pair of characters stands.
    pub(super) having: FxHashMap<u32, Vec<u32>>,
}

/// A sentence of fewer characters is short.
const SHORT: usize = 9;

/// A sentence of an account, with what is compared of it.
pub(super) struct Line<'a> {
    /// Its pairs, clause by clause.
    pub(super) pairs: Vec<Pair>,
    /// Its clauses: their bytes, and where their pairs end.
    pub(super) clauses: Vec<(Range<usize>, usize)>,
    figures: OnceLock<Figures>,
    says: OnceLock<Says>,
    ahead: bool,
    pub(super) ordinal: u32,
    pub(super) sentence: u32,
    pub(super) part: Part,
    pub(super) text: &'a str,
    pub(super) is_heading: bool,
    pub(super) figured: bool,
    /// Whether it is of hardly any characters.
    pub(super) is_short: bool,
}

impl<'a> Account<'a> {
    /// The account that a report gives; `None` where its year is not known.
    #[must_use]
    pub fn of(report: &'a Report) -> Option<Self> {
        let year = report.facts.year?;
        let mut account = Self {
            report: &report.id,
            year,
            whole: is_whole(report),
            lines: Vec::new(),
            having: FxHashMap::default(),
        };
        for passage in report.passages.iter().filter(|passage| passage.part != Part::Glossary) {
            for (range, sentence) in crate::clauses::sentences(&passage.text).into_iter().zip(1..) {
                let text = passage.text[range].trim();
                if text.is_empty() || passage.part == Part::Other && is_title(text) {
                    continue;
                }
                let (clauses, pairs) = cut(text);
                account.push(Line {
                    pairs,
                    clauses,
                    figures: OnceLock::new(),
                    says: OnceLock::new(),
                    ahead: matches!(passage.part, Part::Other | Part::Situation)
                        && super::words::looks_ahead(text),
                    ordinal: passage.ordinal,
                    sentence,
                    part: passage.part,
                    text,
                    is_heading: passage.is_heading,
                    is_short: text.chars().nth(SHORT - 1).is_none(),
                    figured: text.contains(|c: char| {
                        c.is_numeric() || "一二三四五六七八九十两半翻平".contains(c)
                    }),
                });
            }
        }
        Some(account)
    }

    fn push(&mut self, line: Line<'a>) {
        let number = self.lines.len() as u32;
        for pair in &line.pairs {
            let lines = self.having.entry(pair.key).or_default();
            if lines.last() != Some(&number) {
                lines.push(number);
            }
        }
        self.lines.push(line);
    }

    /// In how many sentences a pair stands.
    pub(super) fn count(&self, pair: u32) -> usize {
        self.having.get(&pair).map_or(0, Vec::len)
    }

    /// How many sentences it has.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }
}

/// The figures of a sentence, each with the pairs of the words that it is said of.
#[derive(Default)]
pub(super) struct Figures {
    pub(super) all: Vec<Quantity>,
    pub(super) said: Vec<Vec<Pair>>,
    /// Each as it is kept, with its value in the unit of comparison.
    pub(super) figures: Vec<(Figure, Option<(f64, String)>)>,
}

/// What the words of a sentence say.
pub(super) struct Says {
    /// A claim about all promises of a kind.
    pub(super) umbrella: bool,
    /// Of each clause, whether something is done.
    pub(super) done: Vec<bool>,
}

impl Line<'_> {
    /// The figures, read when they are first asked for.
    pub(super) fn figures(&self) -> &Figures {
        self.figures.get_or_init(|| {
            if !self.figured {
                return Figures::default();
            }
            let all = quantities(self.text);
            let said =
                (0..all.len()).map(|at| pairs_of(&crate::said::of(self.text, &all, at))).collect();
            let kept = |quantity| {
                let figure = Figure::of(quantity, self.text);
                let base = figure.base();
                (figure, base)
            };
            let figures = all.iter().map(kept).collect();
            Figures { all, said, figures }
        })
    }

    /// What its words say, found when it is first asked for.
    pub(super) fn says(&self) -> &Says {
        self.says.get_or_init(|| Says {
            umbrella: super::words::is_umbrella(self.text),
            done: self
                .clauses
                .iter()
                .map(|(range, _)| super::words::is_done(&self.text[range.clone()]))
                .collect(),
        })
    }

    /// Whether the sentence is of the report's review of the past. Parts may be wrong, and where
    /// none is known the words decide.
    pub(super) fn reviews(&self) -> bool {
        match self.part {
            Part::Review => true,
            Part::Other | Part::Situation => !self.ahead,
            _ => false,
        }
    }
}

/// Lines that name the document, its day and its speaker.
fn is_title(text: &str) -> bool {
    ["次会议", "代表大会", "工作报告", "各位代表"].iter().any(|word| text.contains(word))
        && text.chars().count() < 80
}

/// A review of so many bytes says what was done, one shorter is a summary or a fragment;
const LEAST_REVIEW: usize = 600;
/// and so many bytes a report has at the least.
const LEAST_REPORT: usize = 3_000;

/// A report is whole where nothing says that it was cut off and it holds a review.
fn is_whole(report: &Report) -> bool {
    let cut = report.facts.doubts.contains(&Doubt::Truncated);
    let reviewed: usize = report
        .passages
        .iter()
        .filter(|passage| passage.part == Part::Review)
        .map(|passage| passage.text.len())
        .sum();
    let long: usize = report.passages.iter().map(|passage| passage.text.len()).sum();
    !cut && reviewed > LEAST_REVIEW && long > LEAST_REPORT
}

/// The clauses of a sentence with where their pairs end, and all the pairs.
fn cut(text: &str) -> (Vec<(Range<usize>, usize)>, Vec<Pair>) {
    let (mut clauses, mut all) = (Vec::new(), Vec::new());
    for range in crate::clauses::clauses(text) {
        pairs(&canonical(&text[range.clone()]), |pair| all.push(pair));
        clauses.push((range, all.len()));
    }
    (clauses, all)
}

/// The pairs of a text.
pub(super) fn pairs_of(text: &str) -> Vec<Pair> {
    let mut all = Vec::new();
    pairs(&canonical(text), |pair| all.push(pair));
    all
}

/// Two neighbouring letters of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) key: u32,
    /// The number of the first letter among the letters of the clause, marks and digits counted.
    pub(super) at: u32,
    /// Whether the two are a word of their own.
    pub(super) is_word: bool,
}

/// Words of two characters, as keys of pairs.
static WORDS: LazyLock<FxHashSet<u32>> = LazyLock::new(|| {
    let lines = include_str!("../../data/words.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut letters = line.chars();
            Some(key(letters.next()?, letters.next()?))
        })
        .collect()
});

/// Ways of saying one thing, the longest first.
static ALIASES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines =
        include_str!("../../data/aliases.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut all: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once('\t')).collect();
    all.sort_by_key(|(said, _)| std::cmp::Reverse(said.len()));
    all
});

/// Finds the aliases in one pass over a text.
static FINDER: LazyLock<Option<daachorse::CharwiseDoubleArrayAhoCorasick<usize>>> =
    LazyLock::new(|| {
        let words: Vec<&str> = ALIASES.iter().map(|(said, _)| *said).collect();
        daachorse::CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(daachorse::MatchKind::LeftmostLongest)
            .build(words)
            .ok()
    });

/// The key of a pair.
pub(super) fn key(a: char, b: char) -> u32 {
    (a as u32) << 16 ^ (b as u32)
}

/// A text with its aliases brought to one way of saying.
pub(super) fn canonical(text: &str) -> Cow<'_, str> {
    let Some(finder) = FINDER.as_ref() else { return Cow::Borrowed(text) };
    let (mut out, mut last) = (String::new(), 0);
    for found in finder.leftmost_find_iter(text) {
        out.push_str(&text[last..found.start()]);
        out.push_str(ALIASES[found.value()].1);
        last = found.end();
    }
    if last == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[last..]);
    Cow::Owned(out)
}

/// The pairs of neighbouring letters of a canonical text; digits are no letters, since figures are
/// what changes from a promise to its account.
fn pairs(text: &str, mut put: impl FnMut(Pair)) {
    let mut last: Option<char> = None;
    let letters = text.chars().filter(|c| !matches!(c, '*' | '“' | '”' | ' '));
    for (at, c) in letters.enumerate() {
        let c = c.to_ascii_lowercase();
        let is_letter = crate::features::is_letter(c);
        if let Some(first) = last.filter(|_| is_letter) {
            let key = key(first, c);
            put(Pair { key, at: at as u32 - 1, is_word: WORDS.contains(&key) });
        }
        last = is_letter.then_some(c);
    }
}
