//! The operator `"…"~n`: words that follow one another within a distance, in any order.
//!
//! Whether some do is told exactly, and in time that grows with how often the words stand in a
//! text, not with the ways in which they may be strung together: from the left, every occurrence
//! learns with which words a chain may end at it, and from the right with which one may begin.

use std::cmp::Reverse;

use super::cursor::Stretch;

/// The stretches of words that stand in a chain: each word once, in any order, not overlapping,
/// at most `distance` tokens between one and the next.
///
/// There are no more than [`crate::query::bounds::MOST_NEAR`] words.
pub(crate) fn chains(words: &[Vec<Stretch>], distance: u32) -> Vec<Stretch> {
    if words.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let occurrences = words.iter().enumerate();
    let mut all: Vec<(Stretch, usize)> = occurrences
        .flat_map(|(word, stretches)| stretches.iter().map(move |&stretch| (stretch, word)))
        .collect();
    all.sort_unstable();
    let every: usize = (1 << words.len()) - 1;
    let ending = ways(&all, words.len(), distance);
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
    let beginning = ways(&mirrored, words.len(), distance);
    let mut found: Vec<Stretch> = order
        .iter()
        .zip(&beginning)
        .filter(|&(&at, beginning)| {
            let own = 1 << all[at].1;
            ending[at].each().any(|before| beginning.holds(every & !before | own))
        })
        .map(|(&at, _)| all[at].0)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Sets of words, each a number with a bit for every word: a bit for every set.
#[derive(Debug, Clone)]
struct Ways(Vec<u64>);

impl Ways {
    fn none(words: usize) -> Self {
        Self(vec![0; (1usize << words).div_ceil(64)])
    }

    fn holds(&self, set: usize) -> bool {
        self.0[set / 64] & 1 << (set % 64) != 0
    }

    fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits |= other);
    }

    /// The sets that lack a word, with it.
    fn with(&self, word: usize) -> Self {
        /// By word the sets that lack it, of those that one number tells of.
        const LACKING: [u64; 6] = [
            0x5555_5555_5555_5555,
            0x3333_3333_3333_3333,
            0x0f0f_0f0f_0f0f_0f0f,
            0x00ff_00ff_00ff_00ff,
            0x0000_ffff_0000_ffff,
            0x0000_0000_ffff_ffff,
        ];
        let mut with = Self(vec![0; self.0.len()]);
        for (at, &bits) in self.0.iter().enumerate() {
            match LACKING.get(word) {
                Some(lacking) => with.0[at] = (bits & lacking) << (1u32 << word),
                None if at & 1 << (word - 6) == 0 => with.0[at | 1 << (word - 6)] = bits,
                None => {}
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
struct Queue {
    /// From the last to the first, each united with all before it.
    first: Vec<Ways>,
    last: Vec<Ways>,
    of_last: Ways,
}

impl Queue {
    fn push(&mut self, ways: Ways) {
        self.of_last.add(&ways);
        self.last.push(ways);
    }

    fn pop(&mut self) {
        if self.first.is_empty() {
            let mut united = Ways(vec![0; self.of_last.0.len()]);
            while let Some(ways) = self.last.pop() {
                united.add(&ways);
                self.first.push(united.clone());
            }
            self.of_last.0.fill(0);
        }
        self.first.pop();
    }

    fn united(&self) -> Ways {
        let mut united = self.of_last.clone();
        if let Some(first) = self.first.last() {
            united.add(first);
        }
        united
    }
}

/// For every occurrence, which stand in the order of their beginnings, the sets of words that a
/// chain may consist of which ends at it.
fn ways(all: &[(Stretch, usize)], words: usize, distance: u32) -> Vec<Ways> {
    let mut by_end: Vec<usize> = (0..all.len()).collect();
    by_end.sort_by_key(|&at| all[at].0.1);
    let none = Ways::none(words);
    let mut before = Queue { first: Vec::new(), last: Vec::new(), of_last: none };
    let (mut entered, mut left) = (0, 0);
    let mut found: Vec<Ways> = Vec::with_capacity(all.len());
    for &((start, _), word) in all {
        let end = |at: usize| by_end.get(at).map(|&at| all[at].0.1);
        while end(entered).is_some_and(|end| end <= start) {
            before.push(found[by_end[entered]].clone());
            entered += 1;
        }
        while left < entered && end(left).is_some_and(|end| end.saturating_add(distance) < start) {
            before.pop();
            left += 1;
        }
        let mut ways = before.united().with(word);
        let alone = 1usize << word;
        ways.0[alone / 64] |= 1 << (alone % 64);
        found.push(ways);
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
