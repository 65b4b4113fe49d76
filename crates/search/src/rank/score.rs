//! The score of a passage: BM25 over the query's words, as character strings, with the settings
//! that short passages ask for.

use suyan_corpus::Part;

use super::{Statistics, length_of};
use crate::matching::Closeness;
use crate::query::Conjunction;
use crate::{Error, Tier};

/// How soon more of the same word stops counting: low, since a passage is short.
const K1: f32 = 0.25;
/// How much length counts.
const B: f32 = 0.75;
/// Passages shorter than this many terms gain nothing by it: a heading or a salutation says less
/// than a sentence.
pub const SHORT: u32 = 30;
/// What a heading is worth beside a passage that says something.
const HEADING_WORTH: f32 = 0.5;
/// What an entry of the glossary is worth: it explains a word, where the reader looks for what
/// was done or promised.
const GLOSSARY_WORTH: f32 = 0.6;
/// Words that stand so many tokens apart gain half of what they gain side by side.
const HALF_GAP: f32 = 12.0;
/// What closeness adds at most, beside the words' own weight: in the query's order, and in
/// another.
const IN_ORDER: f32 = 1.2;
const IN_ANY_ORDER: f32 = 0.3;
/// The share of its score that a passage keeps which holds a word only across the borders of others,
/// so that it stands behind all that hold the word as itself: no two passages' scores for one word
/// are so far apart.
pub const ACROSS: f32 = 1e-3;

/// Tiers stand apart by more than any score.
const TIER_STEP: f32 = 1000.0;

/// Passages whose words' closeness is looked at, at the most, in all alternatives of a query together,
/// besides those that are exact: the best ones by their words. Those behind them are found and counted
/// all the same, and stand by their words alone.
const MOST_NEAR: usize = 4096;
/// Of every alternative of a query so many are looked at, however many alternatives there are.
const LEAST_NEAR: usize = 256;

/// How many passages of each of so many alternatives are looked at closely.
#[must_use]
pub fn most_near(alternatives: usize) -> usize {
    (MOST_NEAR / alternatives.max(1)).max(LEAST_NEAR)
}

/// Everything that a score needs to know of the query and the archive.
#[derive(Debug, Clone)]
pub struct Scorer {
    /// One weight per term.
    pub weights: Vec<f32>,
    /// All of them together.
    total: f32,
    norms: [f32; 256],
}

impl Scorer {
    /// No word adds more than this much of its weight to a score, however often it stands there
    /// (a little more, for rounding).
    pub const MOST_OF_WEIGHT: f32 = (1.0 + K1) * 1.0001;

    /// The scorer of a conjunction: rare words weigh most.
    ///
    /// # Errors
    /// Those of reading an index.
    pub fn of<S: Statistics + ?Sized>(
        statistics: &S,
        conjunction: &Conjunction,
    ) -> Result<Self, Error> {
        let passages = statistics.passages();
        let weight = |term| Ok(idf(passages, statistics.frequency_of_term(term)?));
        let weights: Result<Vec<f32>, Error> = conjunction.terms.iter().map(weight).collect();
        let mut weights = weights?;
        if weights.is_empty() {
            // A walk without words has one that stands everywhere.
            weights.push(idf(passages, passages));
        }
        Ok(Self::with_weights(statistics.mean_length(), weights))
    }

    /// The scorer of terms whose weights are known, in an archive of this mean length.
    #[must_use]
    pub fn with_weights(mean_length: f32, weights: Vec<f32>) -> Self {
        let (short, mut norms) = (SHORT as f32, [0.0; 256]);
        for (id, norm) in (0..=u8::MAX).zip(norms.iter_mut()) {
            let length = (length_of(id) as f32).max(short);
            *norm = K1 * (1.0 - B + B * length / mean_length.max(short));
        }
        let total = weights.iter().sum();
        Self { weights, total, norms }
    }

    /// What one term adds that stands `count` times in a passage whose length has this
    /// [`length_id`](super::length_id).
    #[inline]
    #[must_use]
    pub fn adds(&self, term: usize, count: u32, length: u8) -> f32 {
        let count = count as f32;
        self.weights[term] * count * (1.0 + K1) / (count + self.norms[usize::from(length)])
    }

    /// The share of its weight that a term adds which stands once in a passage of this length.
    #[inline]
    #[must_use]
    pub fn once(&self, length: u8) -> f32 {
        (1.0 + K1) / (1.0 + self.norms[usize::from(length)])
    }

    /// The score of a passage that holds every term so often, without closeness.
    #[inline]
    pub fn sum(&self, counts: impl Iterator<Item = u32>, length: u8, worth: f32) -> f32 {
        let adds = counts.enumerate().map(|(term, count)| self.adds(term, count, length));
        adds.sum::<f32>() * worth
    }

    /// The most that closeness adds (a little more, for rounding).
    #[inline]
    #[must_use]
    pub fn most_closeness(&self) -> f32 {
        self.total * IN_ORDER * 1.0001
    }

    /// What closeness adds: the more the closer, and more in the query's order.
    #[must_use]
    pub fn closeness(&self, found: Closeness) -> f32 {
        let near = 1.0 / (1.0 + found.gap as f32 / HALF_GAP);
        self.total * near * if found.ordered { IN_ORDER } else { IN_ANY_ORDER }
    }
}

/// What a passage is worth for what it is.
#[inline]
#[must_use]
pub fn worth(is_heading: bool, part: Part) -> f32 {
    match part {
        _ if is_heading => HEADING_WORTH,
        Part::Glossary => GLOSSARY_WORTH,
        _ => 1.0,
    }
}

/// How rare a word is that so many of the passages hold.
///
/// Such weights are summed and taken off again in many orders. In steps of so much no sum of them
/// below 1,000 is rounded, so that the order makes no difference.
#[must_use]
pub fn idf(passages: u64, frequency: u64) -> f32 {
    let (passages, frequency) = (passages as f32, (frequency as f32).min(passages as f32));
    let idf = (1.0 + (passages - frequency + 0.5) / (frequency + 0.5)).ln();
    // Nothing weighs nothing that is there.
    ((idf * IDF_STEPS).round() / IDF_STEPS).max(1.0 / IDF_STEPS)
}

/// See [`idf`].
const IDF_STEPS: f32 = 16_384.0;

/// Tier and score in one number: any passage of a better tier stands before all of a worse one.
#[inline]
#[must_use]
pub fn key(tier: Tier, score: f32) -> f32 {
    let step = match tier {
        Tier::Exact => 3.0,
        Tier::Near => 2.0,
        Tier::Words => 1.0,
        Tier::Some => 0.0,
    };
    step * TIER_STEP + score.clamp(0.0, TIER_STEP - 1.0)
}

/// The tier in a [`key`].
#[must_use]
pub fn tier_of(key: f32) -> Tier {
    match (key / TIER_STEP) as u8 {
        3.. => Tier::Exact,
        2 => Tier::Near,
        1 => Tier::Words,
        0 => Tier::Some,
    }
}

/// The score in a [`key`].
#[must_use]
pub fn score_of(key: f32) -> f32 {
    key % TIER_STEP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_orders_by_tier_and_then_by_score() {
        let keys = [
            key(Tier::Exact, 0.0),
            key(Tier::Near, 5_000.0),
            key(Tier::Near, 0.5),
            key(Tier::Words, 12.25),
            key(Tier::Some, 12.0),
        ];
        assert!(keys.is_sorted_by(|a, b| a > b), "{keys:?}");
        assert_eq!((tier_of(keys[3]), score_of(keys[3])), (Tier::Words, 12.25));
        assert_eq!(tier_of(keys[1]), Tier::Near);
    }

    #[test]
    fn weights_add_up_alike_in_any_order() {
        let weights: Vec<f32> = (1..200).map(|frequency| idf(10_000, frequency * 37)).collect();
        let forward: f32 = weights.iter().sum();
        let backward: f32 = weights.iter().rev().sum();
        assert_eq!(forward.to_bits(), backward.to_bits());
        assert!(idf(10, 10) > 0.0 && idf(10, 99) > 0.0);
    }

    #[test]
    fn short_passages_gain_nothing_by_being_shorter() {
        let scorer = Scorer::with_weights(60.0, vec![2.0]);
        let of = |length| scorer.adds(0, 1, super::super::length_id(length));
        assert_eq!(of(3), of(30));
        assert!(of(30) > of(60) && of(60) > of(400));
        assert!(scorer.adds(0, 1_000, 0) < 2.0 * Scorer::MOST_OF_WEIGHT);
        assert!(worth(true, Part::Tasks) < worth(false, Part::Glossary));
    }
}
