//! The glossary of a report: 名词解释 as terms that can be explained where they stand.

use suyan_corpus::{Part, Passage};

use crate::pages::marked::GlossaryTerm;

/// A term is at least and at most so many characters long.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=24;

/// So many entries are read: a text that is all glossary must not make a page slow.
const MOST: usize = 400;

/// The terms that the report's glossary explains: `1. 一网统管：……`.
pub fn terms(passages: &[Passage]) -> Vec<GlossaryTerm> {
    let glossary = passages.iter().filter(|p| p.part == Part::Glossary && !p.is_heading);
    let mut terms: Vec<GlossaryTerm> = Vec::new();
    for passage in glossary.take(MOST) {
        let Some((word, meaning)) = split(&passage.text) else { continue };
        if !terms.iter().any(|term| term.word == word) {
            terms.push(GlossaryTerm {
                word: word.to_owned(),
                meaning: meaning.to_owned(),
                ordinal: passage.ordinal,
            });
        }
    }
    terms
}

fn split(text: &str) -> Option<(&str, &str)> {
    let (word, meaning) = text.split_once(['：', ':'])?;
    let counting = |c: char| {
        c.is_whitespace()
            || c.is_ascii_digit()
            || matches!(c, '.' | '．' | '、' | '(' | ')' | '（' | '）' | '[' | ']' | '〔' | '〕')
            || ('①'..='⑳').contains(&c)
            || ('０'..='９').contains(&c)
    };
    let quotes = ['“', '”', '"', '「', '」', '《', '》', '*', ' ', '\u{3000}'];
    let word = word.trim_start_matches(counting).trim_matches(quotes);
    let meaning = meaning.trim();
    let fits = LENGTH.contains(&word.chars().count())
        && !word.contains(['，', '。', '；', '？'])
        && !meaning.is_empty();
    fits.then_some((word, meaning))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn entries_are_read() {
        let cases = [
            ("1. 一网统管：以一个平台管理", Some(("一网统管", "以一个平台管理"))),
            ("①“双碳”：碳达峰、碳中和", Some(("双碳", "碳达峰、碳中和"))),
            ("（12）TOD模式: 以公共交通为导向", Some(("TOD模式", "以公共交通为导向"))),
            ("名词解释", None),
            ("各位代表，现在报告：如下", None),
            ("空：", None),
        ];
        for (text, term) in cases {
            assert_eq!(split(text), term, "{text}");
        }
    }
}
