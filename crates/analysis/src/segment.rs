//! A text cut into words as jieba does by default: its own dictionary, exact mode, the hidden
//! Markov model for what the dictionary lacks. What published work counts by.
//!
//! Not the words of a query ([`crate::words`]), whose dictionary has terms of the trade besides:
//! here a cut has to be the one that others get.

mod user;

use std::ops::Range;
use std::sync::OnceLock;

use jieba_rs::Jieba;

pub use user::{Segmenter, UserWord};

/// What cuts, as a table names it that was counted with it.
pub const SEGMENTER: &str =
    "jieba (exact mode, HMM on; jieba-rs 0.11, cut as Python's jieba 0.42.1)";
/// The dictionary that it cuts by.
pub const DICTIONARY: &str = "jieba dict.txt, 349,046 words";

fn default_dictionary() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(|| {
        let mut jieba = Jieba::new();
        // The one word of Python's dictionary that this one lacks.
        jieba.add_word("B超", Some(3), Some("n"));
        jieba
    })
}

/// Gives the words of a text in order, which joined are the text: marks and blanks are words too.
pub fn each_word<'t>(text: &'t str, mut put: impl FnMut(&'t str)) {
    cut_by(default_dictionary(), text, &mut put);
}

fn cut_by<'t>(jieba: &Jieba, text: &'t str, put: &mut impl FnMut(&'t str)) {
    for token in jieba.cut(text, true) {
        if is_joined(token.word) && !jieba.has_word(token.word) {
            each_part(token.word, put);
        } else {
            put(token.word);
        }
    }
}

/// Whether a word is letters and digits with joints between them, which the library keeps together
/// and Python's does not: `GB-2312`.
fn is_joined(word: &str) -> bool {
    word.is_ascii() && word.bytes().any(|byte| matches!(byte, b'.' | b'_' | b'-'))
}

/// Cuts a joined word as Python's expression `[a-zA-Z0-9]+(?:\.\d+)?%?` does.
fn each_part<'t>(word: &'t str, put: &mut impl FnMut(&'t str)) {
    let bytes = word.as_bytes();
    let run = |from: usize, is_of: fn(&u8) -> bool| {
        from + bytes[from..].iter().take_while(|byte| is_of(byte)).count()
    };
    let (mut at, mut gap) = (0, 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        if gap < at {
            put(&word[gap..at]);
        }
        let mut end = run(at, u8::is_ascii_alphanumeric);
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        if bytes.get(end) == Some(&b'.') && is_digit(end + 1) {
            end = run(end + 1, u8::is_ascii_digit);
        }
        if bytes.get(end) == Some(&b'%') {
            end += 1;
        }
        put(&word[at..end]);
        (at, gap) = (end, end);
    }
    if gap < bytes.len() {
        put(&word[gap..]);
    }
}

/// The longest word that is listed, in bytes: longer ones are addresses and the like.
const LONGEST_LISTED: usize = 255;

/// Whether a word is one that lists of words have: it has a letter.
#[must_use]
pub fn is_listed(word: &str) -> bool {
    word.len() <= LONGEST_LISTED && word.chars().any(char::is_alphabetic)
}

/// Gives the words that lie in any of the stretches, with their bytes, in order: the same that
/// [`each_word`] gives there, cutting no more of the text than the clauses that hold them. The
/// stretches begin and end between characters, in order.
pub fn each_word_within<'t>(
    text: &'t str,
    stretches: &[Range<usize>],
    mut put: impl FnMut(Range<usize>, &'t str),
) {
    let mut done = 0;
    for stretch in stretches {
        let from = text[..stretch.start].rfind(ENDS).map_or(0, |at| at).max(done);
        let to = text[stretch.end..].find(ENDS).map_or(text.len(), |at| stretch.end + at);
        if to <= from {
            continue;
        }
        let mut at = from;
        each_word(&text[from..to], |word| {
            let range = at..at + word.len();
            at = range.end;
            let is_within = |one: &Range<usize>| one.start <= range.start && range.end <= one.end;
            if stretches.iter().any(is_within) {
                put(range, word);
            }
        });
        done = to;
    }
}

/// Marks that no word has in it: a text cut at them is cut as it is in one piece.
const ENDS: [char; 8] = ['。', '，', '、', '；', '：', '！', '？', '“'];

/// How many words a text has.
#[must_use]
pub fn count_words(text: &str) -> usize {
    let mut words = 0;
    each_word(text, |_| words += 1);
    words
}

/// Whether the dictionary has a word. One that it lacks is mostly cut to pieces, and counted by
/// words it stands nowhere.
#[must_use]
pub fn is_known(word: &str) -> bool {
    default_dictionary().has_word(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_default_dictionary() {
        let mut words = Vec::new();
        each_word("优化营商环境，建成PM2.5监测站12个。", |word| words.push(word));
        assert_eq!(words.concat(), "优化营商环境，建成PM2.5监测站12个。");
        assert!(words.contains(&"环境") && !words.contains(&"营商环境"), "{words:?}");
        assert!(is_known("环境") && !is_known("营商环境"));
        assert_eq!(count_words(""), 0);
    }

    #[test]
    fn words_of_a_stretch_are_those_of_the_text() {
        let text = "优化营商环境，建成PM2.5监测站12个；推进“一网统管”，\r\n实施GB-2312标准。新增3.5万、4万人";
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (first, &from) in ends.iter().enumerate() {
            for width in [1, 4, 9, 30] {
                let to = ends[(first + width).min(ends.len() - 1)];
                let next = ends[(first + 2 * width).min(ends.len() - 1)];
                let stretches = [from..to, to..next];
                let (mut wanted, mut at) = (Vec::new(), 0);
                each_word(text, |word| {
                    let range = at..at + word.len();
                    at = range.end;
                    let is_in =
                        |one: &Range<usize>| one.start <= range.start && range.end <= one.end;
                    if stretches.iter().any(is_in) {
                        wanted.push((range, word));
                    }
                });
                let mut found = Vec::new();
                each_word_within(text, &stretches, |range, word| found.push((range, word)));
                assert_eq!(found, wanted, "{stretches:?}");
            }
        }
    }

    #[test]
    fn joined_words_are_cut_as_others_cut_them() {
        let cut = |text: &'static str| {
            let mut words = Vec::new();
            each_word(text, |word| words.push(word));
            words
        };
        assert_eq!(cut("PM2.5"), ["PM2.5"]);
        assert_eq!(cut("GB-2312"), ["GB", "-", "2312"]);
        assert_eq!(cut("v1.2.3%"), ["v1.2", ".", "3%"]);
        assert_eq!(cut("做B超"), ["做", "B超"]);
    }
}
