//! What measures how much a word belongs to one part of a text.
//!
//! Of two texts with `c` and `d` words, a word stands `a` times in the first and `b` times in the
//! second:
//!
//! - **G²** (log-likelihood, Dunning 1993, in the two-cell form of Rayson and Garside 2000) is
//!   `2 (a ln(a/E₁) + b ln(b/E₂))` with `E₁ = c (a+b)/(c+d)` and `E₂ = d (a+b)/(c+d)`; a term with
//!   nought is nought. From 3.84 on, chance is unlikely at 5%, from 15.13 on at 0.01%.
//! - **Log ratio** (Hardie 2014) is `log₂ ((a/c) / (b/d))`: 1 is twice as often. For nought one half is
//!   taken.
//! - **logDice** (Rychlý 2008) of a word that stands `t` times near the `n` matches, and `w` times in
//!   all, is `14 + log₂ (2t / (n + w))`: at most 14, whatever the size of the archive.
//! - **MI** is `log₂ (t / E)`, `E` being how often the word would stand near by chance: `w` times the
//!   share of all words that stand near.

/// The log-likelihood of a word.
#[must_use]
pub fn g2([a, b]: [u64; 2], [c, d]: [u64; 2]) -> f64 {
    let (a, b, c, d) = (a as f64, b as f64, c as f64, d as f64);
    if c + d == 0.0 {
        return 0.0;
    }
    let term = |seen: f64, expected: f64| {
        if seen > 0.0 && expected > 0.0 { seen * (seen / expected).ln() } else { 0.0 }
    };
    2.0 * (term(a, c * (a + b) / (c + d)) + term(b, d * (a + b) / (c + d)))
}

/// How many times more often, as a power of two; `None` where one text has no words.
#[must_use]
pub fn log_ratio([a, b]: [u64; 2], [c, d]: [u64; 2]) -> Option<f64> {
    let seen = |count: u64| if count == 0 { 0.5 } else { count as f64 };
    (c > 0 && d > 0).then(|| ((seen(a) / c as f64) / (seen(b) / d as f64)).log2())
}

/// How closely a word and the matches belong together.
#[must_use]
pub fn log_dice(together: u64, matches: u64, word: u64) -> f64 {
    14.0 + (2.0 * together as f64 / (matches + word) as f64).log2()
}

/// How many times more often than by chance, as a power of two.
#[must_use]
pub fn mi(together: u64, word: u64, near: u64, all: u64) -> f64 {
    (together as f64 / (word as f64 * near as f64 / all as f64)).log2()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn figures_are_those_of_a_reference_computation() {
        // By hand: a, b, c, d, then G² and log ratio.
        let cases = [
            ([10, 10], [1_000, 1_000], 0.0, 0.0),
            ([20, 10], [1_000, 1_000], 3.398, 1.0),
            ([30, 5], [10_000, 40_000], 70.090, 4.585),
            ([0, 8], [500, 500], 11.090, -4.0),
        ];
        for (seen, sizes, likelihood, ratio) in cases {
            assert!((g2(seen, sizes) - likelihood).abs() < 0.002, "{seen:?} {}", g2(seen, sizes));
            assert!((log_ratio(seen, sizes).unwrap() - ratio).abs() < 0.002, "{seen:?}");
        }
        assert_eq!(g2([0, 0], [0, 0]), 0.0);
        assert_eq!(log_ratio([1, 1], [0, 5]), None);
        assert!((log_dice(8, 16, 16) - 13.0).abs() < 1e-9);
        assert!((mi(8, 16, 100, 1_600) - 3.0).abs() < 1e-9);
    }

    /// G² in the two-cell form of Rayson and Garside, `2 Σ O ln(O/E)`, log ratio, logDice and MI, each
    /// worked out by a few lines of another language from the formulas above.
    #[test]
    fn figures_at_the_borders_are_those_of_the_formulas() {
        for (seen, sizes, likelihood, ratio) in [
            // All of the words there are: 2 ln 2.
            ([1, 0], [1, 1], 1.386_294, 1.0),
            ([0, 1], [1, 1], 1.386_294, -1.0),
            // Nought is taken as one half, in either text.
            ([3, 0], [10, 30], 8.317_766, 4.169_925),
            // As often in texts of other sizes is less often.
            ([100, 100], [20_000, 10_000], 23.556_607, -1.0),
            ([7, 14], [1_000, 2_000], 0.0, 0.0),
            ([5_151, 210], [3_000_000, 2_000_000], 3_874.988_051, 4.031_429),
            ([80_018, 105_155], [20_000_000, 20_000_000], 3_422.874_104, -0.394_121),
            ([1, 1], [1, 1_000_000_000], 38.673_943, 29.897_353),
        ] {
            let found = (g2(seen, sizes), log_ratio(seen, sizes).unwrap());
            assert!((found.0 - likelihood).abs() < 1e-5, "G² of {seen:?} in {sizes:?}: {found:?}");
            assert!((found.1 - ratio).abs() < 1e-5, "log ratio of {seen:?}: {found:?}");
        }
        for (together, matches, word, dice) in [
            // Never apart is 14, whatever the size.
            (1, 1, 1, 14.0),
            (5_000_000, 5_000_000, 5_000_000, 14.0),
            (5, 10, 40, 11.678_072),
            (3, 7, 9, 12.584_963),
            (1, 1_000_000, 1_000_000, -5.931_569),
        ] {
            let found = log_dice(together, matches, word);
            assert!((found - dice).abs() < 1e-5, "logDice of {together}: {found}");
        }
        for (together, word, near, all, information) in [
            // As often as by chance, more often, less often.
            (1, 10, 100, 1_000, 0.0),
            (4, 4, 100, 400, 2.0),
            (6, 30, 500, 100_000, 5.321_928),
            (2, 1_000, 1_000, 10_000, -5.643_856),
        ] {
            let found = mi(together, word, near, all);
            assert!((found - information).abs() < 1e-5, "MI of {together}: {found}");
        }
    }

    #[test]
    fn of_a_text_without_words_nothing_is_told() {
        assert_eq!(g2([0, 0], [0, 0]), 0.0);
        assert_eq!(g2([5, 0], [10, 0]), 0.0, "there is nothing to compare with");
        assert_eq!(log_ratio([5, 0], [10, 0]), None);
        assert_eq!(log_ratio([0, 0], [10, 10]), Some(0.0), "as seldom in either");
    }

    proptest! {
        #[test]
        fn measures_obey_their_laws(a in 0..1_000u64, b in 0..1_000u64, c in 1_000..9_000u64, d in 1_000..9_000u64) {
            let likelihood = g2([a, b], [c, d]);
            prop_assert!(likelihood >= -1e-9, "never below nought: {likelihood}");
            prop_assert!((likelihood - g2([b, a], [d, c])).abs() < 1e-9, "whichever is called the first");
            // Twice of everything is twice the evidence and the same effect.
            prop_assert!((g2([2 * a, 2 * b], [2 * c, 2 * d]) - 2.0 * likelihood).abs() < 1e-6);
            let ratio = log_ratio([a, b], [c, d]).unwrap();
            prop_assert!((ratio + log_ratio([b, a], [d, c]).unwrap()).abs() < 1e-9);
            if a > 0 && b > 0 {
                prop_assert_eq!(ratio > 0.0, a * d > b * c, "above nought is more often");
                prop_assert!((log_ratio([2 * a, 2 * b], [2 * c, 2 * d]).unwrap() - ratio).abs() < 1e-9);
            }
        }
    }
}
