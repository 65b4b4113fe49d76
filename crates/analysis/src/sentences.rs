//! Sentences, in which reports are counted and promises are given.

use std::ops::Range;

/// Whether a character ends a sentence: 。！？, full-width or not. ； does not.
#[must_use]
pub fn ends_sentence(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '!' | '?')
}

/// The sentences of a text as bytes, which joined are the text. A sentence ends in 。！？ with what
/// closes behind it, or with its passage.
#[must_use]
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if !ends_sentence(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((at, c)) = rest.next_if(|&(_, c)| {
            ends_sentence(c) || matches!(c, '”' | '’' | '」' | '）' | ')' | '"' | '*')
        }) {
            end = at + c.len_utf8();
        }
        ranges.push(start..end);
        start = end;
    }
    if start < text.len() {
        ranges.push(start..text.len());
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_joined_are_the_text() {
        let text = "建成绿道5公里；新增泊位20个。“能办的都办！”一家人说。余下的，明年再办";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        let wanted =
            ["建成绿道5公里；新增泊位20个。", "“能办的都办！”", "一家人说。", "余下的，明年再办"];
        assert_eq!(found, wanted);
        assert!(sentences("").is_empty());
    }
}
