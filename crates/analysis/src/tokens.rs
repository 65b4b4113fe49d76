//! A text as the tokens that decide what matches: single characters, and whole numbers.
//!
//! Every token knows which bytes of the source it came from, so that what is marked is always the
//! source's own characters. The tokens of a piece of text are the piece of the tokens of the text,
//! unless the cut goes through a number: that is what makes quoted search exact.

use std::ops::Range;

use crate::fold::{fold, fold_cluster, is_combining};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// An ideograph, or a letter of any script but Latin.
    Character,
    /// One Latin letter.
    Latin,
    /// A whole number: digits with inner `.` or commas between thousands.
    Number,
    /// The blank between two Latin letters or digits; anywhere else a blank is nothing.
    Blank,
    /// Punctuation and symbols.
    Mark,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub class: Class,
    start: u32,
    end: u32,
    at: u32,
    len: u32,
}

/// The tokens of a text.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    normal: String,
    list: Vec<Token>,
    folded: Vec<Folded>,
}

/// A character of the normal form and the source bytes it came from.
#[derive(Debug, Clone, Copy)]
struct Folded {
    character: char,
    start: u32,
    end: u32,
}

impl Tokens {
    /// The tokens of `source`.
    #[must_use]
    pub fn of(source: &str) -> Self {
        let mut tokens = Self::default();
        tokens.refill(source);
        tokens
    }

    /// Makes these the tokens of `source`, in the memory already held.
    pub fn refill(&mut self, source: &str) {
        self.normal.clear();
        self.list.clear();
        self.fold(source);
        let folded = std::mem::take(&mut self.folded);
        self.normal.reserve(source.len());
        self.list.reserve(folded.len());
        let mut at = 0;
        let mut blank: Option<Folded> = None;
        while at < folded.len() {
            let first = folded[at];
            if first.character == ' ' {
                blank = Some(first);
                at += 1;
                continue;
            }
            let class = class(first.character);
            let blank = blank.take();
            // Most tokens are neither, and need no second look.
            if matches!(class, Class::Character | Class::Mark) {
                self.push(class, first);
                at += 1;
                continue;
            }
            if let Some(blank) = blank
                && matches!(self.list.last(), Some(t) if matches!(t.class, Class::Latin | Class::Number))
            {
                self.push(Class::Blank, blank);
            }
            self.push(class, first);
            let length = if class == Class::Number { number_length(&folded[at..]) } else { 1 };
            for &more in &folded[at + 1..at + length] {
                self.lengthen(more);
            }
            at += length;
        }
        self.folded = folded;
    }

    fn fold(&mut self, source: &str) {
        self.folded.clear();
        self.folded.reserve(source.len() / 3);
        let mut characters = source.char_indices();
        let mut next = characters.next();
        while let Some((start, character)) = next {
            next = characters.next();
            let is_cluster =
                next.is_some_and(|(_, next)| is_combining(next)) && !character.is_ascii_control();
            while is_cluster && next.is_some_and(|(_, next)| is_combining(next)) {
                next = characters.next();
            }
            let end = next.map_or(source.len(), |(end, _)| end);
            let (from, to) = (start as u32, end as u32);
            let folded = &mut self.folded;
            let mut put = |character| folded.push(Folded { character, start: from, end: to });
            if is_cluster {
                fold_cluster(&source[start..end], &mut put);
            } else {
                fold(character, &mut put);
            }
        }
    }

    /// A further token of one character.
    fn push(&mut self, class: Class, folded: Folded) {
        let at = self.normal.len() as u32;
        self.normal.push(folded.character);
        let len = self.normal.len() as u32 - at;
        self.list.push(Token { class, start: folded.start, end: folded.end, at, len });
    }

    /// A further character of the last token.
    fn lengthen(&mut self, folded: Folded) {
        let before = self.normal.len() as u32;
        self.normal.push(folded.character);
        if let Some(last) = self.list.last_mut() {
            last.end = folded.end;
            last.len += self.normal.len() as u32 - before;
        }
    }

    /// How many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The tokens in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Token] {
        &self.list
    }

    /// The normal form of token `index`.
    #[must_use]
    pub fn term(&self, index: usize) -> &str {
        let token = self.list[index];
        &self.normal[token.at as usize..(token.at + token.len) as usize]
    }

    /// Where the normal form of token `index` ends, in bytes of the whole.
    pub(crate) fn normal_end(&self, index: usize) -> usize {
        let token = self.list[index];
        (token.at + token.len) as usize
    }

    /// The token whose normal form begins at byte `at` of the whole normal form.
    pub(crate) fn token_at(&self, at: usize) -> Option<usize> {
        self.list.binary_search_by_key(&at, |token| token.at as usize).ok()
    }

    /// The normal form of a stretch of tokens.
    #[must_use]
    pub fn normal(&self, range: Range<usize>) -> &str {
        match (self.list.get(range.start), range.end.checked_sub(1).and_then(|i| self.list.get(i)))
        {
            (Some(first), Some(last)) if range.start < range.end => {
                &self.normal[first.at as usize..(last.at + last.len) as usize]
            }
            _ => "",
        }
    }

    /// The bytes of the source that a stretch of tokens came from, from the first to the last.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let (first, last) = (self.list[range.start], self.list[range.end - 1]);
        first.start as usize..last.end as usize
    }
}

fn class(character: char) -> Class {
    match character {
        '0'..='9' => Class::Number,
        'a'..='z' | '\u{c0}'..='\u{24f}' => Class::Latin,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇' => Class::Character,
        // Asked before the tables of Unicode: most marks are among them.
        '\0'..='\x7f' | '、' | '。' | '《' | '》' => Class::Mark,
        _ if character.is_alphanumeric() => Class::Character,
        _ => Class::Mark,
    }
}

/// How many characters the number at the beginning of `folded` has.
fn number_length(folded: &[Folded]) -> usize {
    let digits =
        |from: usize| folded[from..].iter().take_while(|f| f.character.is_ascii_digit()).count();
    let character = |at: usize| folded.get(at).map(|f| f.character);
    let mut length = digits(0);
    if length <= 3 {
        while character(length) == Some(',') && digits(length + 1) == 3 {
            length += 4;
        }
    }
    while character(length) == Some('.') && length + 1 < folded.len() && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    length
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(text: &str) -> Vec<String> {
        let tokens = Tokens::of(text);
        (0..tokens.len()).map(|i| tokens.term(i).to_owned()).collect()
    }

    #[test]
    fn numbers_are_whole() {
        assert_eq!(terms("增长12.5%"), ["增", "长", "12.5", "%"]);
        assert_eq!(terms("1,234.5亿"), ["1,234.5", "亿"]);
        assert_eq!(terms("2020,2021年"), ["2020", ",", "2021", "年"]);
        assert_eq!(terms("15G、5."), ["15", "g", "、", "5", "."]);
        assert_eq!(terms("2015.12.31"), ["2015.12.31"]);
        assert_eq!(terms("1,2345"), ["1", ",", "2345"]);
        assert_eq!(terms("1:1"), ["1", ":", "1"]);
    }

    #[test]
    fn blanks_count_only_between_latin_letters_and_digits() {
        assert_eq!(terms("架空 线\n入地"), ["架", "空", "线", "入", "地"]);
        assert_eq!(terms("GDP  5 个"), ["g", "d", "p", " ", "5", "个"]);
        assert_eq!(terms("“A” “B”"), ["a", " ", "b"]);
    }

    #[test]
    fn sources_are_the_texts_own_bytes() {
        let text = "在“十四五”期间ＰＭ２．５";
        let tokens = Tokens::of(text);
        assert_eq!(&text[tokens.source(1..4)], "十四五");
        assert_eq!(&text[tokens.source(6..9)], "ＰＭ２．５");
    }

    proptest! {
        #[test]
        fn tokens_slice_the_text_in_order(text in "\\PC*") {
            let tokens = Tokens::of(&text);
            let mut last = 0;
            for i in 0..tokens.len() {
                let source = tokens.source(i..i + 1);
                prop_assert!(text.get(source.clone()).is_some());
                prop_assert!(source.start >= last || tokens.source(i - 1..i) == source);
                last = source.start;
                prop_assert!(!tokens.term(i).is_empty());
            }
        }

        #[test]
        fn the_normal_form_is_its_own_normal_form(text in "[一-龥〇零a-zA-Z0-9.,，。“” ]{0,40}") {
            let once = Tokens::of(&text);
            let twice = Tokens::of(once.normal(0..once.len()));
            prop_assert_eq!(once.normal(0..once.len()), twice.normal(0..twice.len()));
        }
    }
}
