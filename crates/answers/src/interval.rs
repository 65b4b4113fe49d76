//! Shares with their intervals.

use serde::Serialize;

/// Under so many decisions no share is told.
pub const FEWEST: u64 = 5;
/// The quantile of the normal distribution for 95%.
const Z: f64 = 1.959_963_984_540_054;

/// A share that was estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The share.
    pub precision: f64,
    /// The lower end of the share's interval at 95% (Wilson 1927).
    pub low: f64,
    /// The upper end of the share's interval at 95% (Wilson 1927).
    pub high: f64,
}

impl Estimate {
    /// The share of `yes` among `coded`; `None` under [`FEWEST`].
    #[must_use]
    pub fn of(yes: u64, coded: u64) -> Option<Self> {
        (coded >= FEWEST).then(|| Self::wilson(yes as f64 / coded as f64, coded as f64))
    }

    /// The share in all hits of words that were sampled one by one, each word weighing as it is
    /// frequent: of every word its hits, `yes` and `coded`. `None` where fewer than [`FEWEST`] were
    /// decided on.
    ///
    /// The interval is Wilson's with as many decisions as a sample of all hits would have needed to
    /// be as sure; the spread within a word is told with one yes and one no more than there were, so
    /// that a word without a no is not taken for certain.
    #[must_use]
    pub fn of_all(words: &[(u64, u64, u64)]) -> Option<Self> {
        let coded: u64 = words.iter().map(|(_, _, coded)| coded).sum();
        let hits: f64 = words.iter().filter(|word| word.2 > 0).map(|word| word.0 as f64).sum();
        if coded < FEWEST || hits == 0.0 {
            return None;
        }
        let (mut share, mut variance) = (0.0, 0.0);
        for &(of_word, yes, coded) in words.iter().filter(|word| word.2 > 0) {
            let (weight, yes, coded) = (of_word as f64 / hits, yes as f64, coded as f64);
            share += weight * yes / coded;
            let spread = (yes + 1.0) / (coded + 2.0);
            variance += weight * weight * spread * (1.0 - spread) / coded;
        }
        let share = share.clamp(0.0, 1.0);
        let even = share * (1.0 - share);
        let as_many = if even > 0.0 { even / variance } else { coded as f64 };
        Some(Self::wilson(share, as_many.min(coded as f64)))
    }

    fn wilson(share: f64, many: f64) -> Self {
        let square = Z * Z;
        let below = 1.0 + square / many;
        let middle = (share + square / (2.0 * many)) / below;
        let half = Z / below * (share * (1.0 - share) / many + square / (4.0 * many * many)).sqrt();
        Self { precision: share, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
    }
}

/// An estimate as it is shown: three numbers, or three times null with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shown {
    /// [`Estimate::precision`].
    pub precision: Option<f64>,
    /// [`Estimate::low`].
    pub low: Option<f64>,
    /// [`Estimate::high`].
    pub high: Option<f64>,
    /// Why there is none: `fewer_than_five`.
    pub why: Option<&'static str>,
}

impl From<Option<Estimate>> for Shown {
    fn from(estimate: Option<Estimate>) -> Self {
        Self {
            precision: estimate.map(|one| one.precision),
            low: estimate.map(|one| one.low),
            high: estimate.map(|one| one.high),
            why: estimate.is_none().then_some("fewer_than_five"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_the_textbook() {
        // R: prop.test(yes, coded, correct = FALSE)$conf.int
        for (yes, coded, low, high) in [
            (18, 20, 0.698_966, 0.972_139),
            (0, 10, 0.0, 0.277_533),
            (10, 10, 0.722_467, 1.0),
            (50, 100, 0.403_832, 0.596_168),
        ] {
            let found = Estimate::of(yes, coded).unwrap();
            assert!((found.low - low).abs() < 1e-5, "{yes}/{coded}: {found:?}");
            assert!((found.high - high).abs() < 1e-5, "{yes}/{coded}: {found:?}");
        }
        assert_eq!(Estimate::of(4, 4), None);
    }

    #[test]
    fn words_weigh_as_they_are_frequent() {
        // 900 hits of which nine in ten are meant, 100 of which one in ten is.
        let all = Estimate::of_all(&[(900, 18, 20), (100, 2, 20), (7, 0, 0)]).unwrap();
        assert!((all.precision - 0.82).abs() < 1e-12);
        assert!(all.low < 0.82 && 0.82 < all.high && all.low > 0.5, "{all:?}");
        let certain = Estimate::of_all(&[(10, 10, 10)]).unwrap();
        assert!(certain.precision > 0.999 && certain.low < 0.75);
        assert_eq!(Estimate::of_all(&[(10, 2, 2), (10, 1, 2)]), None);
    }
}
