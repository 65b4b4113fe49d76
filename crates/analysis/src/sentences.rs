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
    let (mut start, mut from) = (0, 0);
    // Texts are long and their ends few, so that bytes are looked at and not characters.
    while let Some(at) = text.as_bytes()[from..].iter().position(|byte| may_end(*byte)) {
        from += at;
        let mut rest = text[from..].chars();
        let Some(first) = rest.next() else { break };
        from += first.len_utf8();
        if !ends_sentence(first) {
            continue;
        }
        let closes =
            |c: &char| ends_sentence(*c) || matches!(c, '”' | '’' | '」' | '）' | ')' | '"' | '*');
        from += rest.take_while(closes).map(char::len_utf8).sum::<usize>();
        ranges.push(start..from);
        start = from;
    }
    if start < text.len() {
        ranges.push(start..text.len());
    }
    ranges
}

/// Whether a character that begins with this byte may end a sentence.
fn may_end(byte: u8) -> bool {
    // 。 begins with the first, ！ and ？ with the second.
    matches!(byte, 0xe3 | 0xef | b'!' | b'?')
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

    #[test]
    fn every_end_is_one() {
        let text = "好。好！好？好!好?）好、（好）！？”好";
        let lengths: Vec<usize> =
            sentences(text).into_iter().map(|range| text[range].chars().count()).collect();
        assert_eq!(lengths, [2, 2, 2, 2, 3, 8, 1]);
        for end in ['。', '！', '？', '!', '?'] {
            assert!(ends_sentence(end));
            assert!(may_end(end.to_string().as_bytes()[0]), "{end}");
        }
    }
}
