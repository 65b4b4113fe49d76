//! Where a phrase stands in a text: the scan that the index is an index of.

use std::ops::Range;

use crate::numbers::begins_numeral;
use crate::tokens::Tokens;

/// The stretches of `text`'s tokens that equal `phrase`, in order, overlapping ones included.
#[must_use]
pub fn find(text: &Tokens, phrase: &Tokens) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let length = phrase.len();
    if length == 0 || length > text.len() {
        return found;
    }
    // Equal tokens are equal strings, though not the other way round: 5 is in 15.
    let (string, sought) = (text.normal(0..text.len()).as_bytes(), phrase.normal(0..length));
    let finder = memchr::memmem::Finder::new(sought);
    let mut from = 0;
    while let Some(at) = finder.find(&string[from..]) {
        if let Some(first) = text.token_at(from + at)
            && first + length <= text.len()
            && (0..length).all(|k| text.term(first + k) == phrase.term(k))
            && (!phrase.opens_numeral() || begins_numeral(text, first))
        {
            found.push(first..first + length);
        }
        from += at + 1;
    }
    found
}

/// The stretches of `text`'s tokens in which `characters`, in normal form, stand one behind the
/// other without overlap, wherever they begin or end: 5 in 15 too.
#[must_use]
pub fn find_characters(text: &Tokens, characters: &str) -> Vec<Range<usize>> {
    let string = text.normal(0..text.len());
    let ends: Vec<usize> = (0..text.len()).map(|at| text.normal_end(at)).collect();
    let token_of = |byte: usize| ends.partition_point(|&end| end <= byte);
    let found = string.match_indices(characters).filter(|(_, found)| !found.is_empty());
    found.map(|(at, found)| token_of(at)..token_of(at + found.len() - 1) + 1).collect()
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
        assert_eq!(found("5G、15G与5G", "5G"), ["5G", "5G"]);
        assert_eq!(found("完成15%，增长5%", "5%"), ["5%"]);
        assert_eq!(found("⑵12345热线", "12345"), ["12345"]);
        assert_eq!(found("接入②12345热线，用PM2.5①", "2.51"), [""; 0]);
        assert_eq!(found("建成Wi‑Fi和WI—FI", "wi-fi"), ["Wi‑Fi", "WI—FI"]);
    }

    #[test]
    fn a_numeral_is_found_whole() {
        let text = Tokens::of("十五个、五个、第五个、二十五个");
        assert_eq!(find(&text, &Tokens::number("五个")), vec![4..6]);
        assert_eq!(find(&text, &Tokens::of("五个")).len(), 4);
    }
}
