//! Tests: what holds of scores whatever the archive, and values worked out by hand.

use proptest::prelude::*;
use suyan_analysis::Tokens;
use suyan_corpus::Part;

use super::feedback;
use super::pairs::{Bm25, CharacterPair, RankedText, SoughtPairs, pair};
use super::partial::{MOST_TOLD, MOST_WEIGHT, WordWeights};
use super::score::{idf, most_near, worth};
use super::{Scorer, Statistics, key, length_id, length_of, score_of, tier_of};
use crate::Tier;
use crate::matching::Closeness;
use crate::plain::{GramCounts, GramTally};
use crate::query::{Phrase, parse};

const TIERS: [Tier; 4] = [Tier::Exact, Tier::Near, Tier::Words, Tier::Some];

fn counts(texts: &[String]) -> GramCounts {
    let mut tally = GramTally::default();
    texts.iter().for_each(|text| tally.add(&Tokens::of(text)));
    GramCounts::default().after(&tally)
}

fn closeness(gap: u32, ordered: bool) -> Closeness {
    Closeness { gap, ordered, start: 0, end: 0 }
}

#[test]
fn rarity_by_hand() {
    // ln(1 + (N - n + 0.5) / (n + 0.5)), in steps of 1/16384.
    let cases: [(u64, u64, f64); 6] = [
        (1_000, 10, (1.0 + 990.5 / 10.5_f64).ln()),
        (1_000, 1_000, (1.0 + 0.5 / 1_000.5_f64).ln()),
        (1_000, 0, (1.0 + 1_000.5 / 0.5_f64).ln()),
        (1, 1, (1.0 + 0.5 / 1.5_f64).ln()),
        (0, 0, 2f64.ln()),
        // More than there are is all of them.
        (10, 99, (1.0 + 0.5 / 10.5_f64).ln()),
    ];
    for (passages, frequency, wanted) in cases {
        let is = f64::from(idf(passages, frequency));
        assert!((is - wanted).abs() <= 0.5 / 16_384.0 + 1e-6, "{passages} {frequency}: {is}");
        assert_eq!((is * 16_384.0).fract(), 0.0);
    }
    assert_eq!(idf(u64::MAX, u64::MAX), 1.0 / 16_384.0);
    assert!(idf(u64::MAX, 0).is_finite());
}

#[test]
fn a_score_by_hand() {
    // A passage of the mean length: the norm is K1 = 0.25, and a count c adds 1.25 c / (c + 0.25).
    let scorer = Scorer::with_weights(60.0, vec![2.0, 4.0]);
    let length = length_id(60);
    assert_eq!(length_of(length), 60);
    assert!((scorer.adds(0, 1, length) - 2.0).abs() < 1e-6);
    assert!((scorer.adds(1, 3, length) - 4.0 * 3.75 / 3.25).abs() < 1e-5);
    assert_eq!(scorer.adds(1, 0, length), 0.0);
    assert!((scorer.once(length) - 1.0).abs() < 1e-6);
    // Twice as long: the norm is 0.25 (0.25 + 0.75 · 2) = 0.4375.
    assert!((scorer.adds(0, 1, length_id(120)) - 2.0 * 1.25 / 1.4375).abs() < 1e-2);
    let half = worth(true, Part::Tasks);
    assert_eq!(half, 0.5);
    assert!((scorer.sum([1, 1].into_iter(), length, half) - 3.0).abs() < 1e-5);
    // Side by side in order six gain 1.2 times what they weigh; twelve tokens apart half of it.
    assert!((scorer.closeness(closeness(0, true)) - 7.2).abs() < 1e-5);
    assert!((scorer.closeness(closeness(12, true)) - 3.6).abs() < 1e-5);
    assert!((scorer.closeness(closeness(0, false)) - 1.8).abs() < 1e-5);
}

#[test]
fn fewer_are_looked_at_of_each_of_many_alternatives() {
    let cases = [(0, 4_096), (1, 4_096), (2, 2_048), (16, 256), (17, 256), (64, 256)];
    for (alternatives, wanted) in cases {
        assert_eq!(most_near(alternatives), wanted, "{alternatives}");
    }
}

proptest! {
    #[test]
    fn a_rarer_word_never_weighs_less(
        passages in 0u64..5_000_000,
        one in 0u64..5_000_000,
        other in 0u64..5_000_000,
    ) {
        let (rare, frequent) = (one.min(other), one.max(other));
        prop_assert!(idf(passages, rare) >= idf(passages, frequent));
        prop_assert!(idf(passages, frequent) > 0.0);
    }

    #[test]
    fn more_of_a_word_never_counts_less_and_never_too_much(
        mean in prop_oneof![Just(0.0f32), 1.0f32..5_000.0],
        weight in 0.0001f32..20.0,
        count in any::<u32>(),
        length in any::<u8>(),
    ) {
        let scorer = Scorer::with_weights(mean, vec![weight]);
        let adds = scorer.adds(0, count, length);
        prop_assert!(adds.is_finite() && adds >= 0.0);
        prop_assert!(adds <= weight * Scorer::MOST_OF_WEIGHT);
        // But for what single precision rounds.
        let more = scorer.adds(0, count.saturating_add(1), length);
        prop_assert!(more >= adds * (1.0 - 1e-6));
        let longer = scorer.adds(0, count, length.saturating_add(1));
        prop_assert!(longer <= adds * (1.0 + 1e-6));
        let once = scorer.adds(0, 1, length);
        prop_assert!((scorer.once(length) * weight - once).abs() <= 1e-5 * weight);
    }

    #[test]
    fn words_that_stand_closer_never_count_less(gap in any::<u32>(), weight in 0.001f32..50.0) {
        let scorer = Scorer::with_weights(60.0, vec![weight]);
        for ordered in [true, false] {
            let far = scorer.closeness(closeness(gap, ordered));
            let closer = scorer.closeness(closeness(gap / 2, ordered));
            prop_assert!(far >= 0.0 && closer >= far && closer <= scorer.most_closeness());
        }
        let of = |ordered| scorer.closeness(closeness(gap, ordered));
        prop_assert!(of(true) >= of(false));
    }

    #[test]
    fn a_key_is_its_tier_and_then_its_score(
        one in (0usize..4, 0.0f32..999.0),
        other in (0usize..4, 0.0f32..999.0),
    ) {
        let of = |(tier, score): (usize, f32)| key(TIERS[tier], score);
        prop_assert_eq!(tier_of(of(one)), TIERS[one.0]);
        prop_assert!((score_of(of(one)) - one.1).abs() < 1e-3);
        if one.0 != other.0 {
            prop_assert_eq!(of(one) > of(other), TIERS[one.0] < TIERS[other.0]);
        } else if one.1 >= other.1 {
            prop_assert!(of(one) >= of(other));
        }
        // No score lifts a passage into another tier.
        prop_assert_eq!(tier_of(key(TIERS[one.0], other.1 * 1e30)), TIERS[one.0]);
        prop_assert_eq!(tier_of(key(TIERS[one.0], -other.1)), TIERS[one.0]);
    }

    #[test]
    fn the_words_of_a_passage_tell_which_it_lacks(
        frequencies in prop::collection::vec(0u64..2_000, 1..40),
        passages in 2_000u64..100_000,
    ) {
        let text: Vec<String> =
            (0..frequencies.len()).map(|at| format!("\u{7532}{at}")).collect();
        let terms: Vec<_> = text
            .iter()
            .filter_map(|word| crate::query::chunk(word)?.terms.first().cloned())
            .collect();
        prop_assert_eq!(terms.len(), frequencies.len());
        let weights = WordWeights::of(&terms, &frequencies, passages);
        let there = frequencies.iter().filter(|&&frequency| frequency > 0).count();
        prop_assert_eq!(weights.is_some(), there > 0);
        let Some(weights) = weights else { return Ok(()) };
        prop_assert!(there < MOST_TOLD && weights.words.len() == there);
        // No two weigh the same, the rarest the most; all together fit.
        prop_assert!(weights.words.is_sorted_by(|a, b| a.1 > b.1), "{:?}", weights);
        let of_words = weights.words.iter().map(|(at, _)| frequencies[*at]);
        prop_assert!(of_words.is_sorted() && weights.words.iter().all(|(at, _)| frequencies[*at] > 0));
        let sum: u64 = weights.words.iter().map(|(_, units)| u64::from(*units)).sum();
        prop_assert!(sum <= u64::from(MOST_WEIGHT));
        // Whatever holds the rarest word counts.
        prop_assert!(weights.words[0].1 >= weights.enough && weights.enough > 0);
    }

    #[test]
    fn pairs_are_scored_as_bm25_says(
        weights in prop::collection::vec(0.1f32..5.0, 1..6),
        pairs in prop::collection::vec(0usize..8, 0..30),
        length in 0.1f32..4.0,
        k1 in 0.1f32..3.0,
        b in 0.0f32..1.0,
    ) {
        let of = |number: usize| pair('\u{7532}', char::from_u32(0x4e00 + number as u32).unwrap_or('x'));
        let sought = SoughtPairs::of((0..).map(of).zip(weights.iter().copied()).collect());
        let text: Vec<CharacterPair> = pairs.iter().map(|&number| of(number)).collect();
        let (score, held) = sought.score(&text, length, Bm25 { k1, b });
        let (mut should, mut holds) = (0.0f64, 0.0f64);
        for (number, weight) in weights.iter().map(|&weight| f64::from(weight)).enumerate() {
            let count = pairs.iter().filter(|&&one| one == number).count() as f64;
            let (k1, b, length) = (f64::from(k1), f64::from(b), f64::from(length));
            should += weight * count * (1.0 + k1) / (count + k1 * (1.0 - b + b * length));
            holds += if count > 0.0 { weight } else { 0.0 };
        }
        prop_assert!((f64::from(score) - should).abs() < 1e-3, "{} {}", score, should);
        prop_assert!((f64::from(held) - holds).abs() < 1e-3);
        prop_assert!(held <= sought.weight() * 1.000_1);
    }

    #[test]
    fn a_string_may_be_held_by_no_fewer_passages_than_hold_it(
        texts in prop::collection::vec("[甲乙丙十五12，]{0,10}", 0..8),
        string in "[甲乙丙十五12]{1,4}",
    ) {
        let statistics = counts(&texts);
        let phrase = Phrase::of(&string).expect("a phrase");
        let holds = |text: &&String| !suyan_analysis::find(&Tokens::of(text), &phrase.tokens).is_empty();
        let should = texts.iter().filter(holds).count() as u64;
        let is = statistics.frequency_of_phrase(&phrase).expect("a count");
        prop_assert!(is >= should && is <= texts.len() as u64, "{} {}", is, should);
        let is_ideographs = string.chars().all(|c| "甲乙丙".contains(c));
        if is_ideographs && string.chars().count() <= 2 {
            prop_assert_eq!(is, should, "{}", string);
        }
        // In whatever order they come.
        let backward: Vec<String> = texts.iter().rev().cloned().collect();
        prop_assert_eq!(counts(&backward), statistics);
    }

    #[test]
    fn a_second_look_hangs_on_texts_and_not_on_their_order(
        texts in prop::collection::vec("[养老床位新增市今年了多少12，]{4,30}", 3..12),
        turn in 0usize..12,
    ) {
        let statistics = counts(&texts);
        let query = parse("今年新增了多少养老床位").expect("a query");
        let question = feedback::question(&query);
        prop_assert!(question.is_some());
        let scores = |texts: &[String]| {
            let read: Vec<RankedText> =
                texts.iter().map(|text| RankedText::of(&Tokens::of(text))).collect();
            feedback::scores(&statistics, &query, question, &read).expect("scores")
        };
        let is = scores(&texts);
        prop_assert!(is.iter().all(|score| score.is_finite() && *score >= 0.0), "{:?}", is);
        let (mut turned, mut should) = (texts.clone(), is);
        turned.rotate_left(turn % texts.len());
        should.rotate_left(turn % texts.len());
        for (is, should) in scores(&turned).iter().zip(&should) {
            prop_assert!((is - should).abs() < 1e-4, "{} {}", is, should);
        }
    }
}

#[test]
fn no_text_at_all_has_no_scores() {
    let query = parse("今年新增了多少养老床位").expect("a query");
    let statistics = counts(&[]);
    let question = feedback::question(&query);
    let none = feedback::scores(&statistics, &query, question, &[]).expect("scores");
    assert!(none.is_empty());
    let empty = [RankedText::of(&Tokens::of("")), RankedText::of(&Tokens::of("，"))];
    let scores = feedback::scores(&statistics, &query, question, &empty).expect("scores");
    assert_eq!(scores, [0.0, 0.0]);
    assert_eq!(statistics.mean_length(), 1.0);
}
