//! Words close together: the operator `"…"~n`, and how close the words of a query stand.

use tantivy::{DocId, TERMINATED};

use super::cursor::{Cursor, Stretch};

/// Occurrences of the words beyond this many are not looked at: a bound on a text that repeats.
const MOST_STEPS: usize = 20_000;

/// Passages in which words stand with at most `distance` tokens between one and the next.
pub(crate) struct NearCursor {
    words: Vec<Cursor>,
    distance: u32,
    found: Vec<Stretch>,
}

impl NearCursor {
    /// The words' cursors must all know positions.
    pub(crate) fn new(words: Vec<Cursor>, distance: u32) -> Self {
        let mut cursor = Self { words, distance, found: Vec::new() };
        cursor.settle(0);
        cursor
    }

    pub(crate) fn doc(&self) -> DocId {
        self.words.first().map_or(TERMINATED, Cursor::doc)
    }

    pub(crate) fn cost(&self) -> u64 {
        self.words.iter().map(Cursor::cost).min().unwrap_or(0)
    }

    pub(crate) fn stretches(&self) -> &[Stretch] {
        &self.found
    }

    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target { self.settle(target) } else { self.doc() }
    }

    fn settle(&mut self, mut target: DocId) -> DocId {
        loop {
            let mut doc = target;
            loop {
                let furthest = self.words.iter_mut().map(|w| w.seek(doc)).max();
                match furthest {
                    None | Some(TERMINATED) => {
                        self.words.iter_mut().for_each(|w| {
                            w.seek(TERMINATED);
                        });
                        return TERMINATED;
                    }
                    Some(furthest) if furthest == doc => break,
                    Some(furthest) => doc = furthest,
                }
            }
            let occurrences = self.words.iter_mut().map(|word| {
                let mut stretches = Vec::new();
                word.stretches(&mut stretches);
                stretches
            });
            self.found = chains(&occurrences.collect::<Vec<_>>(), self.distance);
            if !self.found.is_empty() {
                return doc;
            }
            target = doc + 1;
        }
    }
}

/// The stretches of words that stand in a chain: each word once, in any order, not overlapping,
/// at most `distance` tokens between one and the next.
pub(crate) fn chains(words: &[Vec<Stretch>], distance: u32) -> Vec<Stretch> {
    let mut all: Vec<(Stretch, usize)> = words
        .iter()
        .enumerate()
        .flat_map(|(word, stretches)| stretches.iter().map(move |&s| (s, word)))
        .collect();
    all.sort_unstable();
    let mut found = Vec::new();
    let mut steps = 0;
    let mut chain = Vec::with_capacity(words.len());
    for first in 0..all.len() {
        chain.clear();
        chain.push(first);
        if extend(&all, &mut chain, 1 << all[first].1, words.len(), distance, &mut steps) {
            found.extend(chain.iter().map(|&at| all[at].0));
        }
        if steps > MOST_STEPS {
            break;
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn extend(
    all: &[(Stretch, usize)],
    chain: &mut Vec<usize>,
    used: u64,
    words: usize,
    distance: u32,
    steps: &mut usize,
) -> bool {
    if chain.len() == words {
        return true;
    }
    let Some(&last) = chain.last() else { return false };
    let end = all[last].0.1;
    for (at, &((start, _), word)) in all.iter().enumerate().skip(last + 1) {
        *steps += 1;
        if start > end + distance || *steps > MOST_STEPS {
            return false;
        }
        if start < end || used & 1 << word != 0 {
            continue;
        }
        chain.push(at);
        if extend(all, chain, used | 1 << word, words, distance, steps) {
            return true;
        }
        chain.pop();
    }
    false
}

/// How close words stand at their closest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Closeness {
    /// Tokens of the shortest stretch that holds every word, less the words themselves.
    pub gap: u32,
    /// Whether the words stand in the query's order there.
    pub ordered: bool,
    /// Where that stretch begins.
    pub start: u32,
    /// And ends.
    pub end: u32,
}

/// The same where each word stands once, as it mostly does.
fn only_stretch(words: &[Vec<Stretch>], lengths: u32) -> Closeness {
    let start = words.iter().map(|word| word[0].0).min().unwrap_or(0);
    let end = words.iter().map(|word| word[0].1).max().unwrap_or(start);
    let ordered = words.windows(2).all(|two| two[0][0].1 <= two[1][0].0);
    Closeness { gap: (end - start).saturating_sub(lengths), ordered, start, end }
}

/// Where words stand, in the order of a text: room to work in.
pub(crate) type Occurrences = Vec<(Stretch, usize)>;

/// The closest that all of `words` come to one another; `None` where one has no place.
pub(crate) fn closeness(words: &[Vec<Stretch>], all: &mut Occurrences) -> Option<Closeness> {
    if words.iter().any(Vec::is_empty) {
        return None;
    }
    let lengths: u32 = words.iter().map(|w| w[0].1 - w[0].0).sum();
    if words.iter().all(|word| word.len() == 1) {
        return Some(only_stretch(words, lengths));
    }
    all.clear();
    for (word, stretches) in words.iter().enumerate() {
        all.extend(stretches.iter().map(|&stretch| (stretch, word)));
    }
    all.sort_unstable();
    // A window slides over all occurrences and is shortened from the left as long as it holds
    // every word.
    let mut inside = vec![0u32; words.len()];
    let (mut missing, mut left) = (words.len(), 0);
    let mut best: Option<Closeness> = None;
    for right in 0..all.len() {
        let word = all[right].1;
        missing -= usize::from(inside[word] == 0);
        inside[word] += 1;
        while missing == 0 {
            let window = &all[left..=right];
            let start = window[0].0.0;
            let end = window.iter().map(|(stretch, _)| stretch.1).max().unwrap_or(start);
            let gap = (end - start).saturating_sub(lengths);
            if best.is_none_or(|b| gap < b.gap || (gap == b.gap && !b.ordered)) {
                let ordered = is_ordered(window, words.len());
                if best.is_none_or(|b| gap < b.gap || ordered) {
                    best = Some(Closeness { gap, ordered, start, end });
                }
            }
            let out = all[left].1;
            inside[out] -= 1;
            missing += usize::from(inside[out] == 0);
            left += 1;
        }
    }
    best
}

/// Whether the words can be met in order within a window.
fn is_ordered(window: &[(Stretch, usize)], words: usize) -> bool {
    let (mut next, mut end) = (0, 0);
    for &((start, stop), word) in window {
        if word == next && start >= end {
            next += 1;
            end = stop;
        }
    }
    next == words
}

#[cfg(test)]
mod tests {
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
    fn closeness_is_the_shortest_window() {
        let found = closeness(&[vec![(0, 2), (20, 22)], vec![(10, 12), (24, 26)]], &mut Vec::new());
        assert_eq!(found.map(|c| (c.gap, c.ordered, c.start)), Some((2, true, 20)));
        let reversed = closeness(&[vec![(10, 12)], vec![(0, 2)]], &mut Vec::new());
        assert_eq!(reversed.map(|c| (c.gap, c.ordered)), Some((8, false)));
    }
}
