//! How close the words of a query stand to one another in a text.

use super::Stretch;

/// How close words stand at their closest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closeness {
    /// Tokens of the shortest stretch that holds every word, less the words themselves.
    pub gap: u32,
    /// Whether the words stand in the query's order there.
    pub ordered: bool,
    /// Where that stretch begins.
    pub start: u32,
    /// And ends.
    pub end: u32,
}

/// How close words stand of which each stands once, as it mostly does.
fn only_stretch(words: &[Vec<Stretch>], lengths: u32) -> Closeness {
    let start = words.iter().map(|word| word[0].0).min().unwrap_or(0);
    let end = words.iter().map(|word| word[0].1).max().unwrap_or(start);
    let ordered = words.windows(2).all(|two| two[0][0].1 <= two[1][0].0);
    Closeness { gap: (end - start).saturating_sub(lengths), ordered, start, end }
}

/// Where words stand, in the order of a text: room to work in.
pub type Occurrences = Vec<(Stretch, usize)>;

/// The closest that all of `words` come to one another; `None` where one has no place. `all` is room
/// to work in.
#[must_use]
pub fn closeness(words: &[Vec<Stretch>], all: &mut Occurrences) -> Option<Closeness> {
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
    fn closeness_is_the_shortest_window() {
        let found = closeness(&[vec![(0, 2), (20, 22)], vec![(10, 12), (24, 26)]], &mut Vec::new());
        assert_eq!(found.map(|c| (c.gap, c.ordered, c.start)), Some((2, true, 20)));
        let reversed = closeness(&[vec![(10, 12)], vec![(0, 2)]], &mut Vec::new());
        assert_eq!(reversed.map(|c| (c.gap, c.ordered)), Some((8, false)));
    }
}
