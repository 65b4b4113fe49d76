//! How many passages hold each term of [`suyan_analysis::grams`]: what scores know of an archive, in
//! one sorted list.

use rustc_hash::FxHashMap;
use suyan_analysis::grams::{self, numeral_gram, text_grams};
use suyan_analysis::{TokenClass, Tokens, strings};

use crate::Error;
use crate::rank::Statistics;

/// A term as a number: two characters, whose order is that of the numbers, or the hash of a longer
/// one.
pub type GramNumber = u64;

/// Set in the hash of a number or a longer string; no two characters are so large.
const IS_HASH: GramNumber = 1 << 63;
/// Stands before a character that is sought alone.
const ALONE: char = '\u{6}';

fn pair(first: char, second: char) -> GramNumber {
    GramNumber::from(first) << 32 | GramNumber::from(second)
}

fn hashed(term: &str) -> GramNumber {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&blake3::hash(term.as_bytes()).as_bytes()[..8]);
    GramNumber::from_le_bytes(bytes) | IS_HASH
}

/// The number of a term as an index keeps it.
fn of_term(term: &str) -> GramNumber {
    let mut characters = term.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some(first), Some(second), None) if !grams::is_long(first) => pair(first, second),
        _ => hashed(term),
    }
}

/// Gives the terms of a text, each once, and its length.
fn of_text(tokens: &Tokens, all: &mut Vec<GramNumber>) -> u64 {
    let mut term = String::new();
    let mut length = 0;
    all.clear();
    text_grams(tokens, |at, gram| {
        length += 1;
        term.clear();
        gram.write(&mut term);
        all.push(of_term(&term));
        if let grams::Gram::Pair(first, _) = gram
            && let Some(numeral) = numeral_gram(tokens, at, first)
        {
            term.clear();
            numeral.write(&mut term);
            all.push(of_term(&term));
        }
        if matches!(tokens.as_slice()[at].class, TokenClass::Character | TokenClass::Latin) {
            all.extend(tokens.term(at).chars().next().map(|only| pair(ALONE, only)));
        }
    });
    strings::each(tokens, |_, number| {
        term.clear();
        grams::Gram::String(strings::string(number)).write(&mut term);
        all.push(of_term(&term));
    });
    all.sort_unstable();
    all.dedup();
    length
}

/// What passages that come and go make of [`GramCounts`].
#[derive(Debug, Clone, Default)]
pub struct GramTally {
    grams: FxHashMap<GramNumber, i64>,
    passages: i64,
    length: i64,
    room: Vec<GramNumber>,
}

impl GramTally {
    /// Takes up a text.
    pub fn add(&mut self, text: &Tokens) {
        self.count(text, 1);
    }

    /// Takes a text away.
    pub fn remove(&mut self, text: &Tokens) {
        self.count(text, -1);
    }

    /// Takes up what another one has.
    pub fn append(&mut self, other: &Self) {
        self.passages += other.passages;
        self.length += other.length;
        for (&gram, by) in &other.grams {
            *self.grams.entry(gram).or_default() += by;
        }
    }

    fn count(&mut self, text: &Tokens, by: i64) {
        let length = of_text(text, &mut self.room);
        self.passages += by;
        self.length += by * length as i64;
        for &gram in &self.room {
            *self.grams.entry(gram).or_default() += by;
        }
    }
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GramCounts {
    /// Every term with how many passages hold it, in the order of their numbers.
    pub grams: Vec<(GramNumber, u32)>,
    /// How many passages there are.
    pub passages: u64,
    /// Their lengths together.
    pub length: u64,
}

impl GramCounts {
    /// After what came and went.
    #[must_use]
    pub fn after(&self, tally: &GramTally) -> Self {
        let mut more: Vec<(GramNumber, i64)> =
            tally.grams.iter().map(|(&gram, &by)| (gram, by)).filter(|(_, by)| *by != 0).collect();
        more.sort_unstable();
        let mut grams = Vec::with_capacity(self.grams.len() + more.len());
        let mut put = |gram: GramNumber, count: i64| {
            if let Some(count) = u32::try_from(count).ok().filter(|count| *count > 0) {
                grams.push((gram, count));
            }
        };
        let (mut known, mut more) = (self.grams.iter().peekable(), more.into_iter().peekable());
        loop {
            match (known.peek(), more.peek()) {
                (None, None) => break,
                (Some(&&(gram, count)), Some(&(other, by))) if gram == other => {
                    put(gram, i64::from(count) + by);
                    known.next();
                    more.next();
                }
                (Some(&&(gram, count)), other) if other.is_none_or(|&(other, _)| gram < other) => {
                    put(gram, i64::from(count));
                    known.next();
                }
                (_, Some(&(gram, by))) => {
                    put(gram, by);
                    more.next();
                }
                (Some(_), None) => break,
            }
        }
        Self {
            grams,
            passages: self.passages.saturating_add_signed(tally.passages),
            length: self.length.saturating_add_signed(tally.length),
        }
    }

    fn of(&self, gram: GramNumber) -> u64 {
        let at = self.grams.binary_search_by_key(&gram, |one| one.0);
        at.map_or(0, |at| u64::from(self.grams[at].1))
    }
}

impl Statistics for GramCounts {
    fn passages(&self) -> u64 {
        self.passages
    }

    fn mean_length(&self) -> f32 {
        match self.passages {
            0 => 1.0,
            passages => (self.length as f32 / passages as f32).max(1.0),
        }
    }

    fn frequency(&self, term: &str) -> Result<u64, Error> {
        Ok(self.of(of_term(term)))
    }

    fn holding_character(&self, character: &str) -> Result<u64, Error> {
        Ok(character.chars().next().map_or(0, |only| self.of(pair(ALONE, only))))
    }

    fn frequency_of_character(&self, character: char) -> Result<u64, Error> {
        let from = self.grams.partition_point(|one| one.0 < pair(character, '\0'));
        let of =
            self.grams[from..].iter().take_while(|one| one.0 >> 32 == GramNumber::from(character));
        Ok(of.map(|one| u64::from(one.1)).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(texts: &[&str]) -> GramCounts {
        let mut tally = GramTally::default();
        texts.iter().for_each(|text| tally.add(&Tokens::of(text)));
        GramCounts::default().after(&tally)
    }

    #[test]
    fn passages_are_counted_by_what_they_hold() {
        let counts = counts(&["新增养老床位12张，养老。", "养老服务；十五个。", "高质量发展"]);
        let of = |term: &str| counts.frequency(term).expect("a count");
        assert_eq!((of("养老"), of("位\u{1}"), of("\u{2}12"), of("\u{4}高质量")), (2, 1, 1, 1));
        assert_eq!((of("\u{5}十"), of("\u{5}五"), of("不在")), (1, 0, 0));
        let character = |one| counts.frequency_of_character(one).expect("a count");
        // 养老床 and 养老。, 养老服.
        assert_eq!((character('老'), character('养')), (3, 2));
        assert_eq!(counts.holding_character("老").expect("a count"), 2);
        assert_eq!(counts.passages, 3);
    }

    #[test]
    fn what_goes_is_as_if_it_had_never_come() {
        let (first, second) = ("新增养老床位12张。", "推进高质量发展，增长5.5%。");
        let both = counts(&[first, second]);
        let mut tally = GramTally::default();
        tally.remove(&Tokens::of(second));
        assert_eq!(both.after(&tally), counts(&[first]));
        let mut again = GramTally::default();
        again.add(&Tokens::of(second));
        tally.append(&again);
        assert_eq!(both.after(&tally), both);
    }
}
