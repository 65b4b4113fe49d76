//! Sentences and their clauses. A sentence ends in 。！？ or with its passage; ； does not end one.
//! A clause ends in ，；： too: the unit that is judged and that becomes an item.

use std::ops::Range;

use suyan_analysis::quantity::Quantity;

pub use suyan_analysis::sentences;

use crate::promise::{PromiseDeadline, Strength};

/// What was read of one clause.
pub(crate) struct Clause<'a> {
    pub(crate) range: Range<usize>,
    pub(crate) strength: Strength,
    pub(crate) deadline: PromiseDeadline,
    pub(crate) figures: Vec<&'a Quantity>,
    /// Whether it is checkable without a figure.
    pub(crate) checkable: bool,
}

/// The clauses of a sentence as bytes, without the marks that end them; none is empty. Marks within
/// brackets and book titles end none.
#[must_use]
pub fn clauses(sentence: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    for (at, c) in sentence.char_indices() {
        match c {
            '（' | '《' | '(' => depth += 1,
            '）' | '》' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = matches!(c, '，' | '；' | '：' | '。' | '！' | '？' | ';' | '!' | '?')
            || c == ',' && !is_grouping(sentence, at)
            || c == ':' && !sentence[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        if ends && (depth == 0 || c == '。') {
            push(sentence, start..at, &mut ranges);
            start = at + c.len_utf8();
            depth = 0;
        }
    }
    push(sentence, start..sentence.len(), &mut ranges);
    ranges
}

fn is_grouping(text: &str, comma: usize) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    text[..comma].ends_with(digit) && text[comma + 1..].starts_with(digit)
}

fn push(text: &str, range: Range<usize>, into: &mut Vec<Range<usize>>) {
    let marks = |c: char| c.is_whitespace() || "*#>—-”’」\"".contains(c);
    let words = text[range.clone()].trim_start_matches(marks);
    let start = range.end - words.len();
    let words = words.trim_end_matches(|c: char| c.is_whitespace() || c == '*');
    if !words.is_empty() {
        into.push(start..start + words.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_joined_are_the_text() {
        for text in ["", "一。二！”三", "（一。）二；三", "没有句号", "真的？！是。"]
        {
            let joined: String = sentences(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(joined, text);
        }
        assert_eq!(sentences("修路；架桥。通车").len(), 2);
    }

    #[test]
    fn clauses_are_not_cut_in_numbers_brackets_and_titles() {
        let text = "新增床位3,500张，制定《乡，镇办法》；完成（含东，西）两片：**开工。";
        let words: Vec<&str> = clauses(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(
            words,
            ["新增床位3,500张", "制定《乡，镇办法》", "完成（含东，西）两片", "开工"]
        );
    }
}
