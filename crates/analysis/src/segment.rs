//! A text cut into words as jieba does by default: its own dictionary, exact mode, the hidden
//! Markov model for what the dictionary lacks. What published work counts by.
//!
//! Not the words of a query ([`crate::words`]), whose dictionary has terms of the trade besides:
//! here a cut has to be the one that others get.

use std::sync::OnceLock;

use tantivy_jieba::jieba_rs::Jieba;

/// What cuts, as a table names it that was counted with it.
pub const SEGMENTER: &str =
    "jieba (exact mode, HMM on; jieba-rs 0.11, cut as Python's jieba 0.42.1)";
/// The dictionary that it cuts by.
pub const DICTIONARY: &str = "jieba dict.txt, 349,046 words";

fn jieba() -> &'static Jieba {
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
    let jieba = jieba();
    for token in jieba.cut(text, true) {
        if is_joined(token.word) && !jieba.has_word(token.word) {
            each_part(token.word, &mut put);
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
    jieba().has_word(word)
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
