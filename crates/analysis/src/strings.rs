//! Strings of three to six characters that are terms of their own, since reports use them so
//! often: 高质量发展, 基础设施.
//!
//! Whether a passage holds a longer word is told by the positions of several pairs, passage for
//! passage. For the words that stand in the most passages, which are also those that are asked for
//! most, this is most of what a search costs; as a term of its own such a word is one posting
//! list. It changes nothing in what matches.
//!
//! The table, `data/strings.txt`, holds words and pairs of words in the order of the passages that
//! hold them, counted by `suyan-bench strings` in the reports that the project is measured by.

use std::sync::LazyLock;

use daachorse::CharwiseDoubleArrayAhoCorasick;

use crate::tokens::Tokens;

/// Strings in normal form, one a line.
pub(crate) const TABLE: &str = include_str!("../data/strings.txt");

/// The strings by their numbers.
static STRINGS: LazyLock<Vec<&str>> = LazyLock::new(|| TABLE.lines().collect());

static FINDER: LazyLock<CharwiseDoubleArrayAhoCorasick<u16>> = LazyLock::new(|| {
    CharwiseDoubleArrayAhoCorasick::new(STRINGS.iter()).expect("the strings differ from each other")
});

/// The string of a number that [`each`] gave.
#[must_use]
pub fn string(number: u16) -> &'static str {
    STRINGS[usize::from(number)]
}

/// Gives every string that stands in a text: its first token, and its number. They may overlap.
pub fn each(tokens: &Tokens, mut put: impl FnMut(usize, u16)) {
    let mut last = 0;
    for found in FINDER.find_overlapping_iter(tokens.normal(0..tokens.len())) {
        // They come in the order of their ends; every character of one is a token.
        while tokens.normal_end(last) < found.end() {
            last += 1;
        }
        let characters = string(found.value()).chars().count();
        put(last + 1 - characters, found.value());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_wherever_they_stand() {
        let text = "推动 高质量\n发展，2021年加强基础设施建设。";
        let tokens = Tokens::of(text);
        let mut found = Vec::new();
        each(&tokens, |at, number| found.push((at, string(number))));
        for expected in [(2, "高质量"), (2, "高质量发展"), (12, "基础设施"), (12, "基础设施建设")]
        {
            assert!(found.contains(&expected), "{expected:?} of {found:?}");
        }
        for (at, string) in found {
            let end = at + string.chars().count();
            assert_eq!(tokens.normal(at..end), string);
        }
    }

    #[test]
    fn the_table_is_in_normal_form() {
        let mut seen = std::collections::HashSet::new();
        for string in TABLE.lines() {
            assert_eq!(Tokens::of(string).len(), string.chars().count(), "{string}");
            assert_eq!(Tokens::of(string).normal(0..string.chars().count()), string);
            assert!((3..=6).contains(&string.chars().count()) && seen.insert(string), "{string}");
        }
    }
}
