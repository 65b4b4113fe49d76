//! Where a phrase stands in a text: the scan that the index is an index of.

use std::ops::Range;

use crate::tokens::Tokens;

/// The stretches of `text`'s tokens that equal `phrase`, in order, overlapping ones included.
#[must_use]
pub fn find(text: &Tokens, phrase: &Tokens) -> Vec<Range<usize>> {
    let length = phrase.len();
    if length == 0 || length > text.len() {
        return Vec::new();
    }
    (0..=text.len() - length)
        .filter(|&at| (0..length).all(|k| text.term(at + k) == phrase.term(k)))
        .map(|at| at..at + length)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, phrase: &str) -> Vec<String> {
        let tokens = Tokens::of(text);
        find(&tokens, &Tokens::of(phrase))
            .into_iter()
            .map(|range| text[tokens.source(range)].to_owned())
            .collect()
    }

    #[test]
    fn finds_as_a_reader_would_after_normalisation() {
        assert_eq!(found("编制“十四五”规划", "十四五规划"), ["十四五”规划"]);
        assert_eq!(found("建成15G基站", "5G"), [""; 0]);
        assert_eq!(found("加強與臺灣的交流", "台湾"), ["臺灣"]);
        assert_eq!(found("哈哈哈", "哈哈"), ["哈哈", "哈哈"]);
    }
}
