//! Passages that hold a part of the words: which of them count, and their first score.
//!
//! A passage counts whose words are, together, at least a quarter as rare as the rarest word of the
//! query that the archive has; rarity is measured as BM25 measures it, and adds up. So whatever
//! holds the rarest word counts, and so does what holds others that say as much; what shares
//! nothing with the query but a word of every report does not.

use suyan_analysis::Tokens;

use super::score::idf;
use crate::matching::find_term;
use crate::query::{Conjunction, Query, Term};

/// The share of the rarest word's weight that the words of a passage must have.
const SHARE: f32 = 0.25;

/// No more words of a conjunction are weighed.
pub const MOST_WORDS: usize = (1 << 11) - 1;
/// All words of a conjunction together weigh no more units.
pub const MOST_WEIGHT: u32 = u32::MAX >> 11;

/// Of fewer words it is told apart which of them a passage lacks.
pub const MOST_TOLD: usize = 64;

/// Whether a query can be matched in part at all: by words, not by quoted strings alone.
#[must_use]
pub fn is_divisible(query: &Query) -> bool {
    query.in_part().iter().any(|a| a.terms.len() > 1 && a.terms.iter().any(|t| !t.quoted))
}

/// What the words of a conjunction weigh, in whole units, which add up to the same in any order.
#[derive(Debug, Clone)]
pub struct WordWeights {
    /// The numbers of the words that there are, the rarest first, each with its units.
    pub words: Vec<(usize, u32)>,
    /// The units that a passage must hold.
    pub enough: u32,
    /// What one unit weighs.
    pub unit: f32,
}

impl WordWeights {
    /// Of terms that so many of the passages hold; `None` where nothing can hold what must be held.
    #[must_use]
    pub fn of(terms: &[Term], frequencies: &[u64], passages: u64) -> Option<Self> {
        // A string in quotation marks is never left out.
        if terms.iter().zip(frequencies).any(|(term, &found)| term.quoted && found == 0) {
            return None;
        }
        let mut order: Vec<usize> = (0..terms.len()).filter(|&at| frequencies[at] > 0).collect();
        order.sort_by_key(|&at| (frequencies[at], at));
        order.truncate(MOST_WORDS);
        let rarity = |at: usize| idf(passages, frequencies[at]);
        let rarest = order.first().map(|&at| rarity(at))?;
        // A few units more or less tell words apart that weigh the same, so that weight tells which
        // of them is missing.
        let apart = usize::from(order.len() < MOST_TOLD);
        let room = MOST_WEIGHT - (apart * order.len() * order.len()) as u32;
        let unit = rarest * order.len() as f32 / room as f32;
        let units = |weight: f32| (weight / unit) as u32;
        let of = |(rank, at): (usize, usize)| {
            (at, units(rarity(at)) + (apart * (order.len() - rank)) as u32)
        };
        let words = order.iter().copied().enumerate().map(of).collect();
        Some(Self { words, enough: units(rarest * SHARE).max(1), unit })
    }

    /// The units of the words that a text holds, where they are enough, and nothing is lacking that
    /// stood in quotation marks.
    #[must_use]
    pub fn held(&self, conjunction: &Conjunction, text: &Tokens) -> Option<u32> {
        let holds = |term: &Term| !find_term(term, text).is_empty();
        let held = self.words.iter().filter(|(at, _)| holds(&conjunction.terms[*at]));
        let units: u32 = held.map(|(_, units)| units).sum();
        let quoted = || conjunction.terms.iter().filter(|term| term.quoted).all(holds);
        (units >= self.enough && quoted()).then_some(units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_passage_must_hold_a_quarter_of_what_the_rarest_word_says() {
        let query = parse("养老 床位 发展").expect("a query");
        let terms = &query.in_part()[0].terms;
        let weights = WordWeights::of(terms, &[90, 3, 800], 1_000).expect("weights");
        assert_eq!(weights.words.iter().map(|one| one.0).collect::<Vec<_>>(), [1, 0, 2]);
        let units: Vec<u32> = weights.words.iter().map(|one| one.1).collect();
        assert!(units[1] >= weights.enough && units[2] < weights.enough, "{weights:?}");
        assert!(units.iter().sum::<u32>() <= MOST_WEIGHT);
        let nowhere = WordWeights::of(terms, &[0, 0, 0], 1_000);
        assert!(nowhere.is_none());
        let quoted = parse("\"养老\" 床位").expect("a query");
        assert!(WordWeights::of(&quoted.in_part()[0].terms, &[0, 3], 1_000).is_none());
        assert!(is_divisible(&query) && !is_divisible(&parse("\"养老\"").expect("a query")));
    }
}
