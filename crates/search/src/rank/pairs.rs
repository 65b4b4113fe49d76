//! Passages as pairs of characters and single ones, and BM25 over them: what a second look goes by.
//! Pairs and not words, since they need no segmenter and measured better.

use rustc_hash::{FxHashMap, FxHasher};
use suyan_analysis::Tokens;
use suyan_analysis::grams::{self, Gram};

use super::Statistics;
use super::score::idf;
use crate::Error;

/// Two neighbouring characters in one number; one character, in the lower half; or the hash of a
/// number that stands in a text.
pub type CharacterPair = u64;

/// A pair and what it counts.
pub type Weighted = (CharacterPair, f32);

/// Set in the pair that is a number's hash; no character is so large.
const IS_NUMBER: CharacterPair = 1 << 63;

/// The pair of two characters.
pub fn pair(left: char, right: char) -> CharacterPair {
    CharacterPair::from(left) << 32 | CharacterPair::from(right)
}

/// The pair that a number is.
pub fn number(digits: &str) -> CharacterPair {
    use std::hash::{Hash, Hasher};
    let mut hasher = FxHasher::default();
    digits.hash(&mut hasher);
    hasher.finish() | IS_NUMBER
}

/// What is looked at of a passage.
#[derive(Debug, Clone)]
pub struct RankedText {
    /// Its pairs as they come.
    pub pairs: Vec<CharacterPair>,
    /// Its ideographs.
    pub characters: Vec<CharacterPair>,
    /// In tokens.
    pub length: f32,
    /// Its numbers.
    pub numbers: Vec<String>,
    /// How many of them say a year, a month or a day.
    pub of_time: usize,
}

impl RankedText {
    /// Pairs of letters or ideographs, and numbers.
    pub fn of(tokens: &Tokens) -> Self {
        let mut text = Self {
            pairs: Vec::with_capacity(tokens.len()),
            characters: Vec::with_capacity(tokens.len()),
            length: tokens.len().max(1) as f32,
            numbers: Vec::new(),
            of_time: 0,
        };
        grams::text_grams(tokens, |at, gram| match gram {
            Gram::Number(digits) => {
                text.numbers.push(digits.to_owned());
                let unit = (at + 1 < tokens.len()).then(|| tokens.term(at + 1));
                text.of_time += usize::from(matches!(unit, Some("年" | "月" | "日")));
                text.pairs.push(number(digits));
            }
            Gram::Pair(left, right) => {
                if is_ideograph(left) {
                    text.characters.push(CharacterPair::from(left));
                }
                if is_said(left) && is_said(right) {
                    text.pairs.push(pair(left, right));
                }
            }
            Gram::Mark(_) | Gram::String(_) => {}
        });
        text
    }
}

fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}')
}

/// Whether a character is an ideograph or a letter, the former asked first: they are nearly all.
fn is_said(character: char) -> bool {
    is_ideograph(character) || character.is_alphanumeric()
}

/// How BM25 weighs how often a pair stands in a passage, and how long the passage is.
#[derive(Debug, Clone, Copy)]
pub struct Bm25 {
    /// How soon more of the same stops counting.
    pub k1: f32,
    /// How much length counts.
    pub b: f32,
}

/// Weighted pairs, and where each of them stands among them.
pub struct SoughtPairs {
    weighted: Vec<Weighted>,
    places: FxHashMap<CharacterPair, usize>,
    /// Bits of the pairs that there are: most pairs of a text are not sought.
    bits: [u64; 64],
}

impl SoughtPairs {
    /// Of these, each once.
    #[must_use]
    pub fn of(weighted: Vec<Weighted>) -> Self {
        let places = weighted.iter().enumerate().map(|(at, (pair, _))| (*pair, at)).collect();
        let mut bits = [0; 64];
        for (pair, _) in &weighted {
            let (word, bit) = Self::bit(*pair);
            bits[word] |= bit;
        }
        Self { weighted, places, bits }
    }

    /// The weight of all of them.
    pub fn weight(&self) -> f32 {
        self.weighted.iter().map(|(_, weight)| weight).sum()
    }

    /// BM25 over the pairs of a text whose length is so many times the mean; and the weight of those
    /// that are there.
    pub fn score(&self, pairs: &[CharacterPair], length: f32, Bm25 { k1, b }: Bm25) -> (f32, f32) {
        let mut counts = vec![0f32; self.weighted.len()];
        for at in pairs.iter().filter_map(|pair| self.place(*pair)) {
            counts[at] += 1.0;
        }
        let norm = k1 * (1.0 - b + b * length);
        let (mut score, mut held) = (0.0, 0.0);
        for ((_, weight), count) in self.weighted.iter().zip(counts) {
            if count > 0.0 {
                score += weight * count * (1.0 + k1) / (count + norm);
                held += weight;
            }
        }
        (score, held)
    }

    #[inline]
    fn place(&self, pair: CharacterPair) -> Option<usize> {
        let (word, bit) = Self::bit(pair);
        if self.bits[word] & bit == 0 {
            return None;
        }
        self.places.get(&pair).copied()
    }

    /// The bit of a pair, and the word that it stands in.
    #[inline]
    fn bit(pair: CharacterPair) -> (usize, u64) {
        let hash = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52;
        ((hash >> 6) as usize, 1 << (hash & 63))
    }
}

/// How rare pairs are in the archive, each asked for once.
pub struct Rarities<'a> {
    statistics: &'a dyn Statistics,
    known: FxHashMap<CharacterPair, f32>,
    /// The numbers behind pairs that are hashes.
    numbers: FxHashMap<CharacterPair, String>,
}

impl<'a> Rarities<'a> {
    /// Of an archive.
    #[must_use]
    pub fn of(statistics: &'a dyn Statistics) -> Self {
        Self { statistics, known: FxHashMap::default(), numbers: FxHashMap::default() }
    }

    /// Takes note of the numbers of a text, whose pairs may be asked for.
    pub fn learn_numbers(&mut self, text: &RankedText) {
        let numbers = text.numbers.iter();
        self.numbers.extend(numbers.map(|digits| (number(digits), digits.clone())));
    }

    /// How rare a pair is, as BM25 takes it.
    pub fn rarity(&mut self, pair: CharacterPair) -> Result<f32, Error> {
        if let Some(&rarity) = self.known.get(&pair) {
            return Ok(rarity);
        }
        let rarity = idf(self.statistics.passages(), self.frequency(pair)?);
        self.known.insert(pair, rarity);
        Ok(rarity)
    }

    fn frequency(&self, pair: CharacterPair) -> Result<u64, Error> {
        let character = |bits: CharacterPair| u32::try_from(bits).ok().and_then(char::from_u32);
        match (character(pair >> 32), character(pair & 0xffff_ffff)) {
            (Some('\0'), Some(only)) => self.statistics.frequency_of_character(only),
            (Some(left), Some(right)) => self.statistics.frequency_of_pair(left, right),
            _ => {
                let mut term = String::new();
                if let Some(digits) = self.numbers.get(&pair) {
                    Gram::Number(digits).write(&mut term);
                }
                self.statistics.frequency(&term)
            }
        }
    }

    /// Multiplies each weight by the pair's rarity.
    pub fn weigh(&mut self, pairs: &mut [Weighted]) -> Result<(), Error> {
        for (pair, weight) in pairs {
            *weight *= self.rarity(*pair)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_of_letters_and_numbers() {
        let text = RankedText::of(&Tokens::of("新增床位，2021年新增2个。"));
        let count = |pair: CharacterPair| text.pairs.iter().filter(|one| **one == pair).count();
        assert_eq!(count(pair('新', '增')), 2);
        assert_eq!(count(number("2")), 1);
        assert_eq!(count(pair('位', '，')), 0);
        assert_eq!(
            text.characters.iter().filter(|one| **one == CharacterPair::from('增')).count(),
            2
        );
        assert_eq!(text.characters.len(), 8);
        assert_eq!(
            (text.numbers.as_slice(), text.of_time),
            (&["2021", "2"].map(str::to_owned)[..], 1)
        );
    }

    #[test]
    fn what_is_held_is_weighed() {
        let sought = SoughtPairs::of(vec![(pair('新', '增'), 2.0), (pair('床', '位'), 1.0)]);
        let bm25 = Bm25 { k1: 1.0, b: 0.5 };
        let (once, held) = sought.score(&[pair('新', '增')], 1.0, bm25);
        assert_eq!((once, held, sought.weight()), (2.0, 2.0, 3.0));
        let (twice, held) = sought.score(&[pair('新', '增'); 2], 1.0, bm25);
        assert!(twice > once && held == 2.0);
        assert!(sought.score(&[pair('新', '增')], 2.0, bm25).0 < once);
    }
}
