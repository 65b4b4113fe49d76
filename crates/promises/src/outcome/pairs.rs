//! What is compared of two texts: pairs of neighbouring characters, and where an account has each.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// The pairs of characters of an account: numbered from 0, each with the lines in which it stands.
#[derive(Default)]
pub(super) struct PairIndex {
    numbers: FxHashMap<u32, u32>,
    /// Where the lines of each pair begin in `lines`; behind the last, where they end.
    starts: Vec<u32>,
    lines: Vec<u32>,
}

/// The number of a pair that an account does not hold.
pub(super) const NOWHERE: u32 = u32::MAX;

impl PairIndex {
    /// The index of lines, whose pairs get their numbers.
    pub(super) fn of<'l>(lines: impl Iterator<Item = &'l mut Vec<TextPair>>) -> Self {
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let mut all: Vec<(u32, u32)> = Vec::new();
        for (pairs, at) in lines.zip(0..) {
            for pair in pairs {
                let next = numbers.len() as u32;
                pair.number = *numbers.entry(pair.key).or_insert(next);
                all.push((pair.number, at));
            }
        }
        let mut starts = vec![0u32; numbers.len() + 1];
        let mut last = vec![NOWHERE; numbers.len()];
        for (number, line) in &all {
            if last[*number as usize] != *line {
                last[*number as usize] = *line;
                starts[*number as usize + 1] += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut into = vec![0u32; starts.last().copied().unwrap_or_default() as usize];
        last.fill(NOWHERE);
        for (number, line) in all {
            let number = number as usize;
            if last[number] != line {
                last[number] = line;
                into[next[number] as usize] = line;
                next[number] += 1;
            }
        }
        Self { numbers, starts, lines: into }
    }

    /// The number of a pair, [`NOWHERE`] where the account does not hold it.
    pub(super) fn number(&self, key: u32) -> u32 {
        self.numbers.get(&key).copied().unwrap_or(NOWHERE)
    }

    /// How many pairs there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The lines in which a pair stands, in order.
    pub(super) fn lines(&self, number: u32) -> &[u32] {
        let at = number as usize;
        match self.starts.get(at).zip(self.starts.get(at + 1)) {
            Some((start, end)) => &self.lines[*start as usize..*end as usize],
            None => &[],
        }
    }
}

/// The pairs of a text.
pub(super) fn pairs_of(text: &str) -> Vec<TextPair> {
    let mut all = Vec::new();
    pairs(&canonical(text), |pair| all.push(pair));
    all
}

/// Two neighbouring letters of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextPair {
    pub(super) key: u32,
    /// Its number in the account that is asked, [`NOWHERE`] outside of one.
    pub(super) number: u32,
    /// The place of the first letter among the letters of the clause, marks and digits counted.
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
pub(super) fn pairs(text: &str, mut put: impl FnMut(TextPair)) {
    let mut last: Option<char> = None;
    let letters = text.chars().filter(|c| !matches!(c, '*' | '“' | '”' | ' '));
    for (at, c) in letters.enumerate() {
        let c = c.to_ascii_lowercase();
        let is_letter = crate::features::is_letter(c);
        if let Some(first) = last.filter(|_| is_letter) {
            let key = key(first, c);
            let is_word = WORDS.contains(&key);
            put(TextPair { key, number: NOWHERE, at: at as u32 - 1, is_word });
        }
        last = is_letter.then_some(c);
    }
}
