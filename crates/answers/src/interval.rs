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
    /// be as sure; how sure is told with one yes and one no more than there were of every word, so that
    /// a word without a no is not taken for certain, and a seldom one takes nothing from the others.
    #[must_use]
    pub fn of_all(words: &[(u64, u64, u64)]) -> Option<Self> {
        let coded: u64 = words.iter().map(|(_, _, coded)| coded).sum();
        let hits: f64 = words.iter().filter(|word| word.2 > 0).map(|word| word.0 as f64).sum();
        if coded < FEWEST || hits == 0.0 {
            return None;
        }
        let (mut share, mut likely, mut variance) = (0.0, 0.0, 0.0);
        for &(of_word, yes, coded) in words.iter().filter(|word| word.2 > 0) {
            let (weight, yes, coded) = (of_word as f64 / hits, yes as f64, coded as f64);
            share += weight * yes / coded;
            let of_one = (yes + 1.0) / (coded + 2.0);
            likely += weight * of_one;
            variance += weight * weight * of_one * (1.0 - of_one) / coded;
        }
        let as_many = likely * (1.0 - likely) / variance;
        Some(Self::wilson(share.clamp(0.0, 1.0), as_many.min(coded as f64)))
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
    use proptest::prelude::*;

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

    /// Wilson's interval at 95%, z = 1.959964, worked out by another program from the formula
    /// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`.
    #[test]
    fn intervals_are_those_of_the_formula_at_its_borders() {
        for (yes, coded, low, high) in [
            (0, 5, 0.0, 0.434_482),
            (1, 5, 0.036_224, 0.624_465),
            (5, 5, 0.565_518, 1.0),
            (3, 6, 0.187_616, 0.812_384),
            (7, 20, 0.181_192, 0.567_146),
            (24, 60, 0.285_695, 0.526_339),
            (95, 100, 0.888_250, 0.978_456),
            (500, 1_000, 0.469_070, 0.530_930),
            (1, 100_000, 0.000_002, 0.000_057),
        ] {
            let found = Estimate::of(yes, coded).unwrap();
            assert_eq!(found.precision, yes as f64 / coded as f64);
            assert!((found.low - low).abs() < 1e-6, "{yes}/{coded}: {found:?}");
            assert!((found.high - high).abs() < 1e-6, "{yes}/{coded}: {found:?}");
        }
        assert_eq!((Estimate::of(4, 4), Estimate::of(0, 0)), (None, None));
    }

    #[test]
    fn a_seldom_word_does_not_make_a_frequent_one_uncertain() {
        let alone = Estimate::of_all(&[(1_000, 10, 10)]).unwrap();
        // One more word, a thousandth of all hits, of which nothing is meant.
        let both = Estimate::of_all(&[(1_000, 10, 10), (1, 0, 10)]).unwrap();
        assert!((both.precision - 1_000.0 / 1_001.0).abs() < 1e-12);
        assert!((both.low - alone.low).abs() < 0.01, "{alone:?} {both:?}");
        // The same the other way round.
        let none = Estimate::of_all(&[(1_000, 0, 10), (1, 10, 10)]).unwrap();
        assert!((none.high - (1.0 - both.low)).abs() < 1e-9, "{none:?}");
    }

    #[test]
    fn words_that_are_one_are_told_as_one() {
        // Of words that are as frequent, and of which as much is meant, a sample is one of both.
        let two = Estimate::of_all(&[(50, 10, 20), (50, 10, 20)]).unwrap();
        let one = Estimate::of(20, 40).unwrap();
        assert!((two.precision - one.precision).abs() < 1e-12);
        assert!((two.low - one.low).abs() < 0.01 && (two.high - one.high).abs() < 0.01, "{two:?}");
        assert_eq!(Estimate::of_all(&[]), None);
        assert_eq!(Estimate::of_all(&[(0, 5, 5)]), None, "what stands nowhere weighs nothing");
        assert_eq!(Estimate::of_all(&[(90, 0, 0), (10, 2, 4)]), None, "four decisions are too few");
        assert!(Estimate::of_all(&[(90, 0, 0), (10, 2, 5)]).is_some());
    }

    #[test]
    fn what_is_not_told_says_why() {
        let told = Shown::from(Estimate::of(5, 10));
        assert_eq!((told.precision, told.why), (Some(0.5), None));
        let shown = Shown { precision: None, low: None, high: None, why: Some("fewer_than_five") };
        assert_eq!(Shown::from(Estimate::of(3, 4)), shown);
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share(yes in 0..400u64, no in 0..400u64) {
            let Some(found) = Estimate::of(yes, yes + no) else { return Ok(()) };
            prop_assert!(0.0 <= found.low && found.high <= 1.0);
            prop_assert!(found.low - 1e-12 <= found.precision && found.precision <= found.high + 1e-12);
            let other = Estimate::of(no, yes + no).unwrap();
            prop_assert!((found.low - (1.0 - other.high)).abs() < 1e-9, "yes and no mirror each other");
            let surer = Estimate::of(yes * 4, (yes + no) * 4).unwrap();
            prop_assert!(surer.high - surer.low < found.high - found.low, "more decisions, narrower");
            let of_one = Estimate::of_all(&[(77, yes, yes + no)]).unwrap();
            prop_assert!((of_one.low - found.low).abs() < 1e-9, "a list of one word is that word");
        }
    }
}
