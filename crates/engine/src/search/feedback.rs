//! A second look at the passages that a question found, by what the best of them have in common.
//!
//! A question is worded unlike its answer: 有多少人 asks, 12人 answers. But the passages that its
//! words find first mostly speak of the same thing, so the character pairs that they share say
//! which of the others speak of it too (feedback as Rocchio and RM3 have it). Pairs and not words,
//! since they need no segmenter and measured as well. A passage that holds a figure where a figure
//! is asked for gains by it.
//!
//! Over 300 news questions nDCG@10 is 0.73 without the second look and 0.785 with it, and as much
//! on either half of them. That a pair is there at all tells nearly everything, how often almost
//! nothing: hence the low [`K1`].
//!
//! Precise queries never come here: words with blanks between them, and whatever is found as one
//! string or close together often enough. Tiers stay as they are, and so does what matches; within
//! `near`, where closeness tells most, only what truly is a question is ordered anew.

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use suyan_analysis::Tokens;
use suyan_analysis::grams::{self, Gram};

use super::asks::Asks;
use super::collect::Candidate;
use super::score::idf;
use crate::query::{Conjunction, Query};
use crate::store::snapshot::Snapshot;
use crate::{Error, Tier, together};

/// A query of so many words, typed as one string, is a question.
const MANY_WORDS: usize = 3;
/// So many passages found close together, or as one string, need no second look.
pub(super) const ENOUGH: usize = 10;
/// Passages that are looked at again: the best by the words.
pub(crate) const LOOKED_AT: usize = 40;
/// So many are read by one thread at a time.
const READ_TOGETHER: usize = 5;
/// What it takes to read one, in nanoseconds, roughly.
const READ: u64 = 10_000;
/// The first of them, which say what is sought.
const TEACHERS: usize = 15;
/// Pairs that are learned.
const LEARNED: usize = 60;
/// Pairs whose frequency is asked for, before the best are taken.
const ASKED: usize = 120;
/// What the question's own pairs count beside its words.
const OWN_PAIRS: f32 = 0.3;
/// The share of the second look in the score.
const SHARE: f32 = 0.7;
/// What a figure adds where a figure is asked for, or a date where a time is.
const ANSWER: f32 = 0.15;
/// As in the score by words, for pairs.
const K1: f32 = 0.2;
const B: f32 = 0.75;

/// The one conjunction of a query that is a question, or long like one.
pub(crate) fn question(query: &Query) -> Option<&Conjunction> {
    let [only] = query.alternatives.as_slice() else { return None };
    let words = only.terms.iter().filter(|term| !term.quoted).count();
    (words >= MANY_WORDS && words == only.terms.len() && only.is_one_string()).then_some(only)
}

/// Whether so few passages stand so high that the order of the others matters.
pub(crate) fn is_wanted(question: &Conjunction, found: &[Candidate]) -> bool {
    let settled = settled(asks(question));
    found.iter().filter(|candidate| candidate.tier <= settled).take(ENOUGH).count() < ENOUGH
}

fn asks(question: &Conjunction) -> Asks {
    question.whole.as_ref().map_or(Asks::Nothing, |whole| Asks::of(whole.normal()))
}

/// The last of the tiers whose order stays as it is.
fn settled(asks: Asks) -> Tier {
    if asks == Asks::Nothing { Tier::Near } else { Tier::Exact }
}

/// Scores the best of all candidates again; `found` hold all words, `weaker` a part (or any) of
/// them. Those looked at stay above those not looked at.
pub(crate) fn look_again(
    snapshot: &Snapshot,
    question: &Conjunction,
    found: &mut [Candidate],
    weaker: &mut [Candidate],
) -> Result<(), Error> {
    let pool = pool(snapshot, found, weaker);
    let Some(ceiling) = pool.first().map(|best| best.score).filter(|_| pool.len() > 2) else {
        return Ok(());
    };
    let asks = asks(question);
    let mixed = look(snapshot, question, asks, &pool)?;
    let settled = settled(asks);
    for (one, mixed) in pool.iter().zip(mixed) {
        let list = if one.is_weaker { &mut *weaker } else { &mut *found };
        if list[one.at].tier > settled {
            list[one.at].score = ceiling * (1.0 + mixed);
        }
    }
    Ok(())
}

/// The new scores of a pool, from 0 to a little above 1.
fn look(
    snapshot: &Snapshot,
    question: &Conjunction,
    asks: Asks,
    pool: &[Seen],
) -> Result<Vec<f32>, Error> {
    let mut frequencies =
        Frequencies { snapshot, known: FxHashMap::default(), numbers: FxHashMap::default() };
    let read = |some: &[Seen]| -> Result<Vec<Text>, Error> {
        let mut tokens = Tokens::default();
        let mut text = |one: &Seen| {
            tokens.refill(&snapshot.text(one.segment, one.doc)?);
            Ok(Text::of(&tokens))
        };
        some.iter().map(&mut text).collect()
    };
    let read = together::map(pool.chunks(READ_TOGETHER), pool.len() as u64 * READ, read);
    let texts = read.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
    let mean = texts.iter().map(|text| text.length).sum::<f32>() / texts.len() as f32;
    let whole = question.whole.as_ref().map(|whole| Text::of(&whole.tokens));
    for text in texts.iter().chain(&whole) {
        let numbers = text.numbers.iter();
        frequencies.numbers.extend(numbers.map(|digits| (number(digits), digits.clone())));
    }
    let mut own: Vec<Pair> = whole.map(|whole| whole.pairs).unwrap_or_default();
    own.sort_unstable();
    own.dedup();
    let mut own: Vec<Weighted> = own.into_iter().map(|pair| (pair, OWN_PAIRS)).collect();
    frequencies.weigh(&mut own)?;
    let own = Sought::of(own);
    let scores = pool.iter().zip(&texts);
    let first: Vec<f32> = scores.map(|(one, text)| one.score + text.score(&own, mean)).collect();
    let learned = Sought::of(learn(&mut frequencies, &texts, &first)?);
    let second: Vec<f32> = texts.iter().map(|text| text.score(&learned, mean)).collect();
    let highest = |scores: &[f32]| scores.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let (most_first, most_second) = (highest(&first), highest(&second));
    let mixed = texts.iter().zip(first).zip(second).map(|((text, first), second)| {
        let answer = if asks.is_answered(text.numbers.len(), text.of_time) { ANSWER } else { 0.0 };
        (1.0 - SHARE) * first / most_first + SHARE * second / most_second + answer
    });
    Ok(mixed.collect())
}

/// A candidate that is looked at again, and where it stands.
struct Seen {
    segment: u32,
    doc: u32,
    score: f32,
    is_weaker: bool,
    at: usize,
}

/// The best of all candidates, best first; one that stands in both lists is taken from the first.
fn pool(snapshot: &Snapshot, found: &[Candidate], weaker: &[Candidate]) -> Vec<Seen> {
    let held = if weaker.is_empty() { &[][..] } else { found };
    let known: FxHashSet<(u32, u32)> = held.iter().map(|one| (one.segment, one.doc)).collect();
    let seen = |is_weaker: bool| {
        move |(at, one): (usize, &Candidate)| Seen {
            segment: one.segment,
            doc: one.doc,
            score: one.score,
            is_weaker,
            at,
        }
    };
    let others = weaker
        .iter()
        .enumerate()
        .filter(|(_, one)| !known.contains(&(one.segment, one.doc)))
        .map(seen(true));
    let mut pool: Vec<Seen> = found.iter().enumerate().map(seen(false)).chain(others).collect();
    let better = |a: &Seen, b: &Seen| {
        let by_score = b.score.total_cmp(&a.score);
        by_score.then_with(|| snapshot.passage_order((a.segment, a.doc), (b.segment, b.doc)))
    };
    if pool.len() > LOOKED_AT {
        pool.select_nth_unstable_by(LOOKED_AT - 1, better);
        pool.truncate(LOOKED_AT);
    }
    pool.sort_unstable_by(better);
    pool
}

/// Two neighbouring characters in one number, or the hash of a number that stands in a text.
type Pair = u64;
/// A pair and what it counts.
type Weighted = (Pair, f32);

/// Set in the pair that is a number's hash; no character is so large.
const IS_NUMBER: Pair = 1 << 63;

/// The pair that a number is.
fn number(digits: &str) -> Pair {
    hash(digits) | IS_NUMBER
}

/// What is looked at of a passage.
#[derive(Clone)]
struct Text {
    /// Its pairs as they come.
    pairs: Vec<Pair>,
    /// In tokens.
    length: f32,
    /// Its numbers.
    numbers: Vec<String>,
    /// How many of them say a year, a month or a day.
    of_time: usize,
}

impl Text {
    /// Pairs of letters or ideographs, and numbers.
    fn of(tokens: &Tokens) -> Self {
        let length = tokens.len().max(1) as f32;
        let pairs = Vec::with_capacity(tokens.len());
        let mut text = Self { pairs, length, numbers: Vec::new(), of_time: 0 };
        grams::text_grams(tokens, |at, gram| match gram {
            Gram::Number(digits) => {
                text.numbers.push(digits.to_owned());
                let unit = (at + 1 < tokens.len()).then(|| tokens.term(at + 1));
                text.of_time += usize::from(matches!(unit, Some("年" | "月" | "日")));
                text.pairs.push(number(digits));
            }
            Gram::Pair(left, right) if is_said(left) && is_said(right) => {
                text.pairs.push(Pair::from(left) << 32 | Pair::from(right));
            }
            Gram::Pair(..) | Gram::Mark(_) | Gram::String(_) => {}
        });
        text
    }

    /// BM25 over weighted pairs.
    fn score(&self, sought: &Sought, mean: f32) -> f32 {
        let mut counts = vec![0f32; sought.weighted.len()];
        for at in self.pairs.iter().filter_map(|pair| sought.place(*pair)) {
            counts[at] += 1.0;
        }
        let norm = K1 * (1.0 - B + B * self.length / mean);
        let add = |((_, weight), count): (&Weighted, f32)| match count {
            0.0 => 0.0,
            count => weight * count * (1.0 + K1) / (count + norm),
        };
        sought.weighted.iter().zip(counts).map(add).sum()
    }
}

/// Weighted pairs, and where each of them stands among them.
struct Sought {
    weighted: Vec<Weighted>,
    places: FxHashMap<Pair, usize>,
    /// Bits of the pairs that there are: most pairs of a text are not sought.
    bits: [u64; 64],
}

impl Sought {
    fn of(weighted: Vec<Weighted>) -> Self {
        let places = weighted.iter().enumerate().map(|(at, (pair, _))| (*pair, at)).collect();
        let mut bits = [0; 64];
        for (pair, _) in &weighted {
            let (word, bit) = Self::bit(*pair);
            bits[word] |= bit;
        }
        Self { weighted, places, bits }
    }

    #[inline]
    fn place(&self, pair: Pair) -> Option<usize> {
        let (word, bit) = Self::bit(pair);
        if self.bits[word] & bit == 0 {
            return None;
        }
        self.places.get(&pair).copied()
    }

    /// The bit of a pair, and the word that it stands in.
    #[inline]
    fn bit(pair: Pair) -> (usize, u64) {
        let hash = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52;
        ((hash >> 6) as usize, 1 << (hash & 63))
    }
}

/// Whether a character is an ideograph or a letter, the former asked first: they are nearly all.
fn is_said(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}') || character.is_alphanumeric()
}

fn hash(number: &str) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = FxHasher::default();
    number.hash(&mut hasher);
    hasher.finish()
}

/// What the first passages have in common, by weight.
fn learn(
    frequencies: &mut Frequencies<'_>,
    texts: &[Text],
    scores: &[f32],
) -> Result<Vec<Weighted>, Error> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order.truncate(TEACHERS);
    let total: f32 = order.iter().map(|&at| scores[at]).sum::<f32>().max(f32::MIN_POSITIVE);
    let pairs: usize = order.iter().map(|&at| texts[at].pairs.len()).sum();
    let mut mass: FxHashMap<Pair, f32> =
        FxHashMap::with_capacity_and_hasher(pairs, Default::default());
    for &at in &order {
        let share = scores[at] / total / texts[at].length;
        for pair in &texts[at].pairs {
            *mass.entry(*pair).or_default() += share;
        }
    }
    let mut pairs: Vec<Weighted> = mass.into_iter().collect();
    strongest(&mut pairs, ASKED);
    frequencies.weigh(&mut pairs)?;
    strongest(&mut pairs, LEARNED);
    // Rarity counts twice: in what is learned, and again in what it is worth.
    frequencies.weigh(&mut pairs)?;
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

/// How rare pairs are in the archive, each asked for once.
struct Frequencies<'a> {
    snapshot: &'a Snapshot,
    known: FxHashMap<Pair, f32>,
    /// The numbers behind pairs that are hashes.
    numbers: FxHashMap<Pair, String>,
}

impl Frequencies<'_> {
    /// Multiplies each weight by the pair's rarity.
    fn weigh(&mut self, pairs: &mut [Weighted]) -> Result<(), Error> {
        for (pair, weight) in pairs {
            let rarity = match self.known.get(pair) {
                Some(&rarity) => rarity,
                None => self.ask(*pair)?,
            };
            *weight *= rarity;
        }
        Ok(())
    }

    fn ask(&mut self, pair: Pair) -> Result<f32, Error> {
        let character = |bits: Pair| u32::try_from(bits).ok().and_then(char::from_u32);
        let frequency = match (character(pair >> 32), character(pair & 0xffff_ffff)) {
            (Some(left), Some(right)) => self.snapshot.frequency_of_pair(left, right)?,
            _ => {
                let mut term = String::new();
                if let Some(digits) = self.numbers.get(&pair) {
                    Gram::Number(digits).write(&mut term);
                }
                self.snapshot.frequency(&term)?
            }
        };
        let rarity = idf(self.snapshot.passage_count, frequency);
        self.known.insert(pair, rarity);
        Ok(rarity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_question_is_typed_as_one_string_of_several_words() {
        assert!(question(&parse("临江市去年新增了多少养老床位")).is_some());
        assert!(question(&parse("养老 床位 托育")).is_none());
        assert!(question(&parse("\"新增养老床位\"")).is_none());
        assert!(question(&parse("养老床位")).is_none());
    }

    #[test]
    fn pairs_are_of_letters_and_numbers() {
        let text = Text::of(&Tokens::of("新增床位，2021年新增2个。"));
        let count = |pair: Pair| text.pairs.iter().filter(|one| **one == pair).count();
        assert_eq!(count(Pair::from('新') << 32 | Pair::from('增')), 2);
        assert_eq!(count(number("2")), 1);
        assert_eq!(count(Pair::from('位') << 32 | Pair::from('，')), 0);
        assert_eq!(
            (text.numbers.as_slice(), text.of_time),
            (&["2021", "2"].map(str::to_owned)[..], 1)
        );
    }

    #[test]
    fn only_questions_reorder_what_stands_close() {
        let near = |score| Candidate { segment: 0, doc: score as u32, tier: Tier::Near, score };
        let found: Vec<Candidate> = (0..20u8).map(|score| near(f32::from(score))).collect();
        for (text, wanted) in [("临江市新增了多少养老床位", true), ("临江市新增养老床位", false)]
        {
            let query = parse(text);
            let question = question(&query).expect("a question");
            assert_eq!(is_wanted(question, &found), wanted, "{text}");
        }
    }
}
