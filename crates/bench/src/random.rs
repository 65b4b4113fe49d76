//! A seeded generator, so that every draw can be made again: SplitMix64 (Steele, Lea and Flood,
//! 2014). Not for secrets.

/// A stream of numbers that its seed determines.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A stream from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0. The bias of the remainder is below 2⁻³² here.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// One of the items, `None` where there is none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { items.get(self.below(items.len())) }
    }

    /// `count` different numbers below `bound`, in rising order; all of them where there are fewer.
    pub fn choose(&mut self, count: usize, bound: usize) -> Vec<usize> {
        let mut chosen = std::collections::BTreeSet::new();
        while chosen.len() < count.min(bound) {
            chosen.insert(self.below(bound));
        }
        chosen.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers that the reference implementation gives for the seed 1234567.
    #[test]
    fn it_is_splitmix64() {
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(
            first,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn numbers_keep_within_their_bounds_and_reach_them() {
        let mut random = Random::new(5);
        let drawn: Vec<usize> = (0..1_000).map(|_| random.between(3, 6)).collect();
        for number in 3..=6 {
            let share = drawn.iter().filter(|one| **one == number).count();
            assert!((150..350).contains(&share), "{number}: {share} of 1000");
        }
        assert!(drawn.iter().all(|one| (3..=6).contains(one)));
        assert_eq!((0..20).map(|_| random.below(1)).sum::<usize>(), 0);
    }

    #[test]
    fn what_is_chosen_is_different_and_in_order() {
        let mut random = Random::new(9);
        for (count, bound, wanted) in [(3, 10, 3), (10, 10, 10), (20, 4, 4), (0, 5, 0), (2, 0, 0)] {
            let chosen = random.choose(count, bound);
            assert_eq!(chosen.len(), wanted, "{count} of {bound}");
            assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]), "{chosen:?}");
            assert!(chosen.iter().all(|one| *one < bound), "{chosen:?}");
        }
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.pick(&["only"]), Some(&"only"));
    }
}
