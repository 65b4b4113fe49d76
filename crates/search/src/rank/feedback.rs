//! A second look at the passages that words found first: by how much of the query they say,
//! character by character ([`super::wording`]), and of a question by what the best of them have in
//! common.
//!
//! A question is worded unlike its answer: 有多少人 asks, 12人 answers. But where the passages that
//! its words find first hold most of it, they speak of the same thing, so the character pairs that
//! they share say which of the others speak of it too (feedback as Rocchio and RM3 have it). Where
//! they hold little of it, they are about anything, and what they share misleads: so feedback counts
//! by how much of the question they hold. A passage that holds a figure where a figure is asked for
//! gains by it.
//!
//! Precise queries never come here: whatever is found as one string or close together often enough.
//! Tiers stay as they are, and so does what matches; within `near`, where closeness tells most, only
//! what truly is a question is ordered anew.

use rustc_hash::FxHashMap;

use super::Statistics;
use super::asks::Asks;
use super::pairs::{Bm25, CharacterPair, RankedText, Rarities, SoughtPairs, Weighted};
use super::wording::Wording;
use crate::query::{Conjunction, Query};
use crate::{Error, Tier};

/// A query of so many words, typed as one string, is a question.
const MANY_WORDS: usize = 3;
/// So many passages found close together, or as one string, need no second look.
pub const ENOUGH: usize = 10;
/// Passages that are looked at again: the best by the words.
pub const LOOKED_AT: usize = 40;
/// The first of them, which say what is sought.
const TEACHERS: usize = 15;
/// Pairs that are learned.
const LEARNED: usize = 40;
/// Pairs whose frequency is asked for, before the best are taken.
const ASKED: usize = 120;
/// The share of what was learned in the score, where teachers hold all of the question; at most;
/// and how soon it falls where they hold less.
const SHARE: f32 = 2.5;
const MOST_SHARE: f32 = 0.8;
const FALL: i32 = 3;
/// What a figure adds where a figure is asked for, or a date where a time is.
const ANSWER: f32 = 0.15;
/// That a learned pair is there at all tells nearly everything, how often almost nothing.
const OF_LEARNED: Bm25 = Bm25 { k1: 0.2, b: 0.75 };

/// The one conjunction of a query that is a question, or long like one.
#[must_use]
pub fn question(query: &Query) -> Option<&Conjunction> {
    let [only] = query.alternatives.as_slice() else { return None };
    let words = only.terms.iter().filter(|term| term.is_word()).count();
    let is_plain = !only.terms.iter().any(|term| term.quoted);
    (words >= MANY_WORDS && is_plain && only.is_one_string()).then_some(only)
}

/// Whether so few passages, each by its tier, stand so high that the order of the others matters.
pub fn is_wanted(question: &Conjunction, tiers: impl Iterator<Item = Tier>) -> bool {
    let settled = settled(Some(question));
    tiers.filter(|tier| *tier <= settled).take(ENOUGH).count() < ENOUGH
}

/// The last of the tiers whose order stays as it is; without a question, of words that were not
/// typed as one.
#[must_use]
pub fn settled(question: Option<&Conjunction>) -> Tier {
    if question.map_or(Asks::Nothing, asks) == Asks::Nothing { Tier::Near } else { Tier::Exact }
}

fn asks(question: &Conjunction) -> Asks {
    question.whole.as_ref().map_or(Asks::Nothing, |whole| Asks::of(whole.normal()))
}

/// The new scores of the best passages, from 0 to a little above 1. Only of a question is learned.
///
/// # Errors
/// Those of reading an index.
pub fn scores(
    statistics: &dyn Statistics,
    query: &Query,
    question: Option<&Conjunction>,
    texts: &[RankedText],
) -> Result<Vec<f32>, Error> {
    let mut rarities = Rarities::of(statistics);
    let wording = Wording::of(query, &mut rarities)?;
    let score = |text: &RankedText| wording.score(text, text.length / statistics.mean_length());
    let (first, held): (Vec<f32>, Vec<f32>) = texts.iter().map(score).unzip();
    let mut scores = relative(first.clone());
    let Some(asks) = question.map(asks) else { return Ok(scores) };
    texts.iter().for_each(|text| rarities.learn_numbers(text));
    let teachers = teachers(&first);
    let held = teachers.iter().map(|&at| held[at]).sum::<f32>() / teachers.len() as f32;
    let share = (SHARE * held.powi(FALL)).min(MOST_SHARE);
    let learned = SoughtPairs::of(learn(&mut rarities, texts, &first, &teachers)?);
    let mean = texts.iter().map(|text| text.length).sum::<f32>() / texts.len() as f32;
    let second = |text: &RankedText| learned.score(&text.pairs, text.length / mean, OF_LEARNED).0;
    let second = relative(texts.iter().map(second).collect());
    for ((score, second), text) in scores.iter_mut().zip(second).zip(texts) {
        let is_answer = asks.is_answered(text.numbers.len(), text.of_time);
        *score += share * (second - *score) + if is_answer { ANSWER } else { 0.0 };
    }
    Ok(scores)
}

/// Scores beside the highest of them.
fn relative(mut scores: Vec<f32>) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    scores.iter_mut().for_each(|score| *score /= highest);
    scores
}

/// The first passages by their scores.
fn teachers(scores: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order.truncate(TEACHERS);
    order
}

/// What they have in common, by weight.
fn learn(
    rarities: &mut Rarities<'_>,
    texts: &[RankedText],
    scores: &[f32],
    teachers: &[usize],
) -> Result<Vec<Weighted>, Error> {
    let total: f32 = teachers.iter().map(|&at| scores[at]).sum::<f32>().max(f32::MIN_POSITIVE);
    let pairs: usize = teachers.iter().map(|&at| texts[at].pairs.len()).sum();
    let mut mass: FxHashMap<CharacterPair, f32> =
        FxHashMap::with_capacity_and_hasher(pairs, Default::default());
    for &at in teachers {
        let share = scores[at] / total / texts[at].length;
        for pair in &texts[at].pairs {
            *mass.entry(*pair).or_default() += share;
        }
    }
    let mut pairs: Vec<Weighted> = mass.into_iter().collect();
    strongest(&mut pairs, ASKED);
    rarities.weigh(&mut pairs)?;
    strongest(&mut pairs, LEARNED);
    // Rarity counts twice: in what is learned, and again in what it is worth.
    rarities.weigh(&mut pairs)?;
    Ok(pairs)
}

fn strongest(pairs: &mut Vec<Weighted>, most: usize) {
    let stronger = |a: &Weighted, b: &Weighted| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if pairs.len() > most {
        pairs.select_nth_unstable_by(most - 1, stronger);
        pairs.truncate(most);
    }
    pairs.sort_unstable_by(stronger);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_question_is_typed_as_one_string_of_several_words() {
        assert!(question(&parse("临江市去年新增了多少养老床位").unwrap()).is_some());
        assert!(question(&parse("养老 床位 托育").unwrap()).is_none());
        assert!(question(&parse("\"新增养老床位\"").unwrap()).is_none());
        assert!(question(&parse("养老床位").unwrap()).is_none());
    }

    #[test]
    fn only_questions_reorder_what_stands_close() {
        let found = [Tier::Near; 20];
        for (text, wanted) in [("临江市新增了多少养老床位", true), ("临江市新增养老床位", false)]
        {
            let query = parse(text).unwrap();
            let question = question(&query).expect("a question");
            assert_eq!(is_wanted(question, found.into_iter()), wanted, "{text}");
        }
    }
}
