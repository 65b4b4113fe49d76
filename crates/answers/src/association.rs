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
}
