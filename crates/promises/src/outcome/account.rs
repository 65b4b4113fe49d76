//! A report as one that tells what became of promises: its sentences, their figures, and where each
//! pair of characters stands.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use suyan_analysis::quantity::{Quantity, quantities};
use suyan_corpus::report::Doubt;
use suyan_corpus::{Part, Report};

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

/// A sentence of an account.
pub(super) struct Line<'a> {
    pub(super) ordinal: u32,
    pub(super) sentence: u32,
    pub(super) part: Part,
    pub(super) text: &'a str,
    pub(super) is_heading: bool,
    pub(super) figured: bool,
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
                account.push(Line {
                    ordinal: passage.ordinal,
                    sentence,
                    part: passage.part,
                    text,
                    is_heading: passage.is_heading,
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
        let having = &mut self.having;
        pairs(&canonical(line.text), |pair| {
            let lines = having.entry(pair.key).or_default();
            if lines.last() != Some(&number) {
                lines.push(number);
            }
        });
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

impl Line<'_> {
    pub(super) fn quantities(&self) -> Vec<Quantity> {
        if self.figured { quantities(self.text) } else { Vec::new() }
    }

    /// Whether the sentence is of the report's review of the past. Parts may be wrong, and where
    /// none is known the words decide.
    pub(super) fn reviews(&self) -> bool {
        match self.part {
            Part::Review => true,
            Part::Other | Part::Situation => !super::words::looks_ahead(self.text),
            _ => false,
        }
    }
}

/// Lines that name the document, its day and its speaker.
fn is_title(text: &str) -> bool {
    ["次会议", "代表大会", "工作报告", "各位代表"].iter().any(|word| text.contains(word))
        && text.chars().count() < 80
}

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
    !cut && reviewed > 1_500 && long > 9_000
}

/// Two neighbouring letters of a text.
pub(super) struct Pair {
    pub(super) key: u32,
    /// The number of the first letter among the letters of the text, marks and digits counted.
    pub(super) at: usize,
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

fn key(a: char, b: char) -> u32 {
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
pub(super) fn pairs(text: &str, mut put: impl FnMut(Pair)) {
    let mut last: Option<char> = None;
    let letters = text.chars().filter(|c| !matches!(c, '*' | '“' | '”' | ' '));
    for (at, c) in letters.enumerate() {
        let c = c.to_ascii_lowercase();
        let is_letter = c.is_alphabetic() && !('Ａ'..='ｚ').contains(&c);
        if let Some(first) = last.filter(|_| is_letter) {
            let key = key(first, c);
            put(Pair { key, at: at - 1, is_word: WORDS.contains(&key) });
        }
        last = is_letter.then_some(c);
    }
}
