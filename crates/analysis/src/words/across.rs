//! Strings that stand across the border of words, as the segmenter cuts a text: 和服 in 和服务.

use std::ops::Range;

use super::jieba;
use crate::tokens::{TokenClass, Tokens};

/// Whether a string of two to four characters is a word of the dictionary.
#[must_use]
pub fn is_word(string: &str) -> bool {
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    (2..=4).contains(&string.chars().count())
        && string.chars().all(is_han)
        && jieba().cut(string, false).len() == 1
}

/// That a string stands across the border of words: 和服 in 和服务.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Across {
    /// The shortest string around it that shows it, where one of a few characters more does; and
    /// where it stands in that, in tokens.
    pub string: Option<(String, usize)>,
}

/// Characters on each side of a string that are cut into words with it.
const AROUND: usize = 8;
/// Characters that a string that shows a border has more, at the most.
const MOST_MORE: usize = 4;

/// Whether the tokens at `place` stand across the border of words, where the text is cut.
#[must_use]
pub fn across(text: &Tokens, place: &Range<usize>) -> Option<Across> {
    let list = text.as_slice();
    let is_character = |at: &usize| list[*at].class == TokenClass::Character;
    let before = place.start.saturating_sub(AROUND)..place.start;
    let behind = place.end..(place.end + AROUND).min(list.len());
    let from = before.rev().take_while(is_character).last().unwrap_or(place.start);
    let to = behind.take_while(is_character).last().map_or(place.end, |last| last + 1);
    let is_across =
        |run: Range<usize>| is_cut(text.normal(run.clone()), place.start - run.start, place.len());
    if !is_across(from..to) {
        return None;
    }
    let around = (1..=MOST_MORE).flat_map(|more| (0..=more).map(move |left| (left, more - left)));
    let mut around =
        around.filter(|(left, right)| place.start - from >= *left && to - place.end >= *right);
    let run = around
        .find(|(left, right)| is_across(place.start - left..place.end + right))
        .map(|(left, right)| (place.start - left..place.end + right, left));
    Some(Across { string: run.map(|(run, left)| (text.normal(run).to_owned(), left)) })
}

/// Whether the segmenter's words of a run go across a border of `length` characters from `start` on:
/// one of them ends inside it and another goes beyond, or one goes beyond on both sides.
fn is_cut(run: &str, start: usize, length: usize) -> bool {
    let end = start + length;
    let (mut at, mut begins, mut ends, mut parts) = (0, false, false, false);
    for token in jieba().cut(run, false) {
        begins |= at == start;
        at += token.word.chars().count();
        ends |= at == end;
        parts |= at > start && at < end;
    }
    !(begins && ends) && (parts || !(begins || ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_may_stand_across_the_border_of_words() {
        let seen = |text: &str, word: &str| {
            let tokens = Tokens::of(text);
            let place = crate::find(&tokens, &Tokens::of(word)).remove(0);
            across(&tokens, &place).map(|across| across.string)
        };
        let string = |text: &str, at| Some(Some((text.to_owned(), at)));
        assert_eq!(seen("经营和服务并重", "和服"), string("和服务", 0));
        assert_eq!(seen("民族和服饰展演", "和服"), string("和服饰", 0));
        assert_eq!(seen("和服租赁店开业", "和服"), None);
        // A longer word that begins or ends with it speaks of it.
        assert_eq!(seen("养老金上调", "养老"), None);
        assert!(is_word("和服") && !is_word("服务和服装") && !is_word("水环"));
    }
}
