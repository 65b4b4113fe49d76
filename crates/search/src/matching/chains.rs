//! The operator `"…"~n`: words that follow one another within a distance, in any order.
//!
//! Whether some do is told exactly, and in time that grows with how often the words stand in a
//! text, not with the ways in which they may be strung together: from the left, every occurrence
//! learns of which words a chain may consist that ends at it, and from the right one that begins.

use std::cmp::Reverse;

use super::Stretch;
use crate::query::{Near, Phrase};

/// What chains consist of: so many kinds of words, each so many times. Made once for an operator.
///
/// A chain's words are a number whose digits are how often each kind is in it, so that a word that is
/// said twice is no second word to be told apart.
pub struct Chains {
    kinds: Vec<WordNeed>,
    /// How many such numbers there are.
    numbers: usize,
    distance: u32,
}

/// A word, and how often it is to be met.
struct WordNeed {
    times: usize,
    /// What one more of it adds to a number.
    step: usize,
    /// The numbers to which one more may be added.
    lacking: ChainNumbers,
}

impl Chains {
    /// The words of an operator that are different from one another, and the chains of all of them.
    #[must_use]
    pub fn of_words(near: &Near) -> (Vec<&Phrase>, Self) {
        let mut kinds: Vec<(&Phrase, usize)> = Vec::new();
        for word in &near.words {
            match kinds.iter_mut().find(|(kind, _)| kind.normal() == word.normal()) {
                Some((_, times)) => *times += 1,
                None => kinds.push((word, 1)),
            }
        }
        let (words, times): (Vec<_>, Vec<_>) = kinds.into_iter().unzip();
        (words, Self::of(&times, near.distance))
    }

    /// Chains of words that come so many times each, at most `distance` tokens between one and the
    /// next. All of them are no more than [`crate::query::bounds::MOST_NEAR`].
    #[must_use]
    pub fn of(times: &[usize], distance: u32) -> Self {
        let numbers = times.iter().map(|times| times + 1).product();
        let mut step = 1;
        let mut kinds = Vec::with_capacity(times.len());
        for &times in times {
            let mut lacking = ChainNumbers::none(numbers);
            (0..numbers)
                .filter(|number| number / step % (times + 1) < times)
                .for_each(|number| lacking.put(number));
            kinds.push(WordNeed { times, step, lacking });
            step *= times + 1;
        }
        Self { kinds, numbers, distance }
    }

    /// The stretches that stand in a chain: each word as often as it is to be met, in any order, not
    /// overlapping. `words` are the stretches of each kind.
    #[must_use]
    pub fn find(&self, words: &[Vec<Stretch>]) -> Vec<Stretch> {
        if words.iter().zip(&self.kinds).any(|(word, kind)| word.len() < kind.times) {
            return Vec::new();
        }
        if let ([one, other], [WordNeed { times: 1, .. }, WordNeed { times: 1, .. }]) =
            (words, &*self.kinds)
            && one.len() * other.len() <= FEW
        {
            return pairs(one, other, self.distance);
        }
        let occurrences = words.iter().enumerate();
        let mut all: Vec<(Stretch, usize)> = occurrences
            .flat_map(|(word, stretches)| stretches.iter().map(move |&stretch| (stretch, word)))
            .collect();
        all.sort_unstable();
        let every = self.numbers - 1;
        let ending = self.ways(&all);
        if !ending.iter().any(|ways| ways.holds(every)) {
            return Vec::new();
        }
        // Seen from the right, what ends begins.
        let last = all.iter().map(|(stretch, _)| stretch.1).max().unwrap_or(0);
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|&at| Reverse(all[at].0.1));
        let mirrored: Vec<(Stretch, usize)> = order
            .iter()
            .map(|&at| all[at])
            .map(|((start, end), word)| ((last - end, last - start), word))
            .collect();
        let beginning = self.ways(&mirrored);
        let mut found: Vec<Stretch> = order
            .iter()
            .zip(&beginning)
            .filter(|&(&at, beginning)| {
                let own = self.kinds[all[at].1].step;
                ending[at].each().any(|before| beginning.holds(every - before + own))
            })
            .map(|(&at, _)| all[at].0)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// For every occurrence, which stand in the order of their beginnings, the numbers of the chains
    /// that end at it.
    fn ways(&self, all: &[(Stretch, usize)]) -> Vec<ChainNumbers> {
        let mut by_end: Vec<usize> = (0..all.len()).collect();
        by_end.sort_by_key(|&at| all[at].0.1);
        let none = ChainNumbers::none(self.numbers);
        let mut before = ChainQueue { first: Vec::new(), last: Vec::new(), of_last: none };
        let (mut entered, mut left) = (0, 0);
        let mut found: Vec<ChainNumbers> = Vec::with_capacity(all.len());
        for &((start, _), word) in all {
            let end = |at: usize| by_end.get(at).map(|&at| all[at].0.1);
            while end(entered).is_some_and(|end| end <= start) {
                before.push(found[by_end[entered]].clone());
                entered += 1;
            }
            while left < entered
                && end(left).is_some_and(|end| end.saturating_add(self.distance) < start)
            {
                before.pop();
                left += 1;
            }
            let kind = &self.kinds[word];
            let mut ways = before.united().with(kind);
            ways.put(kind.step);
            found.push(ways);
        }
        found
    }
}

/// So few pairs of stretches are all looked at.
const FEW: usize = 1 << 10;

/// Chains of two words.
fn pairs(some: &[Stretch], others: &[Stretch], distance: u32) -> Vec<Stretch> {
    let follows = |one: &Stretch, other: &Stretch| {
        other.0.checked_sub(one.1).is_some_and(|between| between <= distance)
    };
    let is_near = |one: &Stretch, other: &Stretch| follows(one, other) || follows(other, one);
    let near = |these: &[Stretch], those: &[Stretch]| -> Vec<Stretch> {
        let of_those = |one: &&Stretch| those.iter().any(|other| is_near(one, other));
        these.iter().filter(of_those).copied().collect()
    };
    let mut found = near(some, others);
    if !found.is_empty() {
        found.append(&mut near(others, some));
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// Numbers of chains: a bit for each.
#[derive(Debug, Clone)]
struct ChainNumbers(Vec<u64>);

impl ChainNumbers {
    fn none(numbers: usize) -> Self {
        Self(vec![0; numbers.div_ceil(64)])
    }

    fn put(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    fn holds(&self, number: usize) -> bool {
        self.0[number / 64] & 1 << (number % 64) != 0
    }

    fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits |= other);
    }

    /// The numbers that one more of a kind may be added to, with it.
    fn with(&self, kind: &WordNeed) -> Self {
        let (whole, bits) = (kind.step / 64, kind.step % 64);
        let mut with = Self(vec![0; self.0.len()]);
        for (at, (own, lacking)) in self.0.iter().zip(&kind.lacking.0).enumerate() {
            let moved = own & lacking;
            if moved == 0 {
                continue;
            }
            with.0[at + whole] |= moved << bits;
            if bits > 0
                && let Some(next) = with.0.get_mut(at + whole + 1)
            {
                *next |= moved >> (64 - bits);
            }
        }
        with
    }

    fn each(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, &bits)| {
            (0..64).filter(move |bit| bits & 1 << bit != 0).map(move |bit| at * 64 + bit)
        })
    }
}

/// What of a queue is united: both ends are looked at again only when they are turned over.
struct ChainQueue {
    /// From the last to the first, each united with all before it.
    first: Vec<ChainNumbers>,
    last: Vec<ChainNumbers>,
    of_last: ChainNumbers,
}

impl ChainQueue {
    fn push(&mut self, ways: ChainNumbers) {
        self.of_last.add(&ways);
        self.last.push(ways);
    }

    fn pop(&mut self) {
        if self.first.is_empty() {
            let mut united = ChainNumbers(vec![0; self.of_last.0.len()]);
            while let Some(ways) = self.last.pop() {
                united.add(&ways);
                self.first.push(united.clone());
            }
            self.of_last.0.fill(0);
        }
        self.first.pop();
    }

    fn united(&self) -> ChainNumbers {
        let mut united = self.of_last.clone();
        if let Some(first) = self.first.last() {
            united.add(first);
        }
        united
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Chains of words of which each is another one, whatever stretches they have.
    fn chains(words: &[Vec<Stretch>], distance: u32) -> Vec<Stretch> {
        Chains::of(&vec![1; words.len()], distance).find(words)
    }

    #[test]
    fn chains_keep_the_distance() {
        assert_eq!(chains(&[vec![(0, 2)], vec![(3, 5)]], 1), [(0, 2), (3, 5)]);
        assert!(chains(&[vec![(0, 2)], vec![(4, 6)]], 1).is_empty());
        // Any order; an occurrence too far away does not spoil one that is near.
        assert_eq!(chains(&[vec![(9, 11)], vec![(0, 2), (6, 8)]], 1), [(6, 8), (9, 11)]);
        // One place cannot serve for two words.
        assert!(chains(&[vec![(0, 2)], vec![(0, 2)]], 9).is_empty());
    }

    #[test]
    fn a_text_that_repeats_hides_no_chain() {
        // The last word stands at the very end, behind thousands of chains that lack it.
        let mut words: Vec<Vec<Stretch>> = (0..7)
            .map(|word| (0..300).map(|at| (at * 8 + word, at * 8 + word + 1)).collect())
            .collect();
        words.push(vec![(2_400, 2_401)]);
        let found = chains(&words, 3);
        assert!(found.contains(&(2_400, 2_401)), "{found:?}");
        assert!(found.iter().all(|stretch| stretch.0 >= 2_370), "{found:?}");
    }

    /// Every chain there is, tried out.
    fn tried(words: &[Vec<Stretch>], distance: u32) -> Vec<Stretch> {
        fn go(
            words: &[Vec<Stretch>],
            distance: u32,
            chain: &mut Vec<(usize, Stretch)>,
            found: &mut Vec<Stretch>,
        ) {
            if chain.len() == words.len() {
                found.extend(chain.iter().map(|(_, stretch)| *stretch));
                return;
            }
            for (word, stretches) in words.iter().enumerate() {
                if chain.iter().any(|(used, _)| *used == word) {
                    continue;
                }
                for &stretch in stretches {
                    let fits = chain.last().is_none_or(|(_, (_, end))| {
                        stretch.0 >= *end && stretch.0 - end <= distance
                    });
                    if fits {
                        chain.push((word, stretch));
                        go(words, distance, chain, found);
                        chain.pop();
                    }
                }
            }
        }
        let mut found = Vec::new();
        go(words, distance, &mut Vec::new(), &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    proptest! {
        #[test]
        fn chains_are_those_that_are_found_by_trying(
            words in prop::collection::vec(
                prop::collection::btree_set((0u32..24, 1u32..4), 0..5),
                1..5,
            ),
            distance in 0u32..8,
        ) {
            let stretches = |word: &std::collections::BTreeSet<(u32, u32)>| {
                word.iter().map(|&(start, length)| (start, start + length)).collect::<Vec<_>>()
            };
            let words: Vec<Vec<Stretch>> = words.iter().map(stretches).collect();
            prop_assert_eq!(chains(&words, distance), tried(&words, distance));
        }

        #[test]
        fn a_word_that_is_said_again_is_met_again(
            words in prop::collection::vec(
                (prop::collection::btree_set((0u32..20, 1u32..3), 0..6), 1usize..4),
                1..4,
            ),
            distance in 0u32..8,
        ) {
            let stretches = |word: &std::collections::BTreeSet<(u32, u32)>| {
                word.iter().map(|&(start, length)| (start, start + length)).collect::<Vec<_>>()
            };
            let kinds: Vec<Vec<Stretch>> = words.iter().map(|word| stretches(&word.0)).collect();
            let times: Vec<usize> = words.iter().map(|word| word.1).collect();
            let again: Vec<Vec<Stretch>> = kinds
                .iter()
                .zip(&times)
                .flat_map(|(kind, &times)| std::iter::repeat_n(kind.clone(), times))
                .collect();
            let found = Chains::of(&times, distance).find(&kinds);
            prop_assert_eq!(&found, &chains(&again, distance));
        }
    }

    #[test]
    fn one_word_twelve_times_is_one_word() {
        let word: Vec<Stretch> = (0..40).map(|at| (at * 2, at * 2 + 1)).collect();
        assert_eq!(Chains::of(&[12], 1).find(std::slice::from_ref(&word)), word);
        assert!(Chains::of(&[12], 0).find(std::slice::from_ref(&word)).is_empty());
        assert!(Chains::of(&[12], 9).find(&[word[..11].to_vec()]).is_empty());
        assert_eq!(Chains::of(&[12], 9).numbers, 13);
    }

    #[test]
    fn as_many_words_as_a_query_may_have() {
        let words: Vec<Vec<Stretch>> = (0..crate::query::bounds::MOST_NEAR as u32)
            .rev()
            .map(|at| vec![(at * 3, at * 3 + 2)])
            .collect();
        assert_eq!(chains(&words, 1).len(), words.len());
        assert!(chains(&words, 0).is_empty());
    }
}
