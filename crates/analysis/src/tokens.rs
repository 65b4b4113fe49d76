//! A text as the tokens that decide what matches: single characters, and whole numbers.
//!
//! Every token knows which bytes of the source it came from, so that what is marked is always the
//! source's own characters. The tokens of a piece of text are the piece of the tokens of the text,
//! unless the cut goes through a number, or beside a dash or zero that is what it is by its
//! neighbours: for these a piece has several [`Tokens::readings`]. That makes quoted search exact.
//!
//! What neighbours decide:
//!
//! - An enclosed or raised digit (`①`, `⒈`, `¹`, the 2 of `㎡`) is a number of its own: digits
//!   that come of a character that is no decimal digit join none beside them.
//! - All dashes between numbers or Latin letters are `-`, and so is a doubled one.
//! - Between Han digits `0`, `O` and their like are `〇`; before 年 too (`一九九0年`).

use std::ops::Range;

use crate::fold::{fold, fold_cluster, is_combining};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenClass {
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
    pub class: TokenClass,
    start: u32,
    end: u32,
    at: u32,
    len: u32,
}

/// The tokens of a text.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    text: String,
    normal: String,
    list: Vec<Token>,
    folded: Vec<Folded>,
    pub(crate) opens_numeral: bool,
}

/// A character of the normal form and the source bytes it came from.
#[derive(Debug, Clone, Copy)]
struct Folded {
    character: char,
    start: u32,
    end: u32,
}

/// What stands beside a piece of text, as far as it decides on the piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Neighbours {
    /// Nothing that does.
    Nothing,
    /// A number or Latin letter.
    Word,
    /// A Han digit.
    Numeral,
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
        self.read(source, [Neighbours::Nothing; 2]);
    }

    /// The tokens of `source` as a whole text, and those that it has as a piece of a longer one
    /// where its ends read otherwise: `—2035年` is the end of `2031—2035年` too.
    #[must_use]
    pub fn readings(source: &str) -> Vec<Self> {
        let whole = Self::of(source);
        let (Some(first), Some(last)) = (whole.list.first(), whole.list.last()) else {
            return vec![whole];
        };
        let beside = |token: &Token, character: Option<char>| match character {
            Some(c) if token.class == TokenClass::Mark && is_dash(c) => Neighbours::Word,
            Some(c) if is_round(c) && token.len as usize != whole.normal.len() => {
                Neighbours::Numeral
            }
            _ => Neighbours::Nothing,
        };
        let before = beside(first, whole.normal.chars().next());
        let after = beside(last, whole.normal.chars().next_back());
        let mut readings = vec![whole];
        for ends in [[before, Neighbours::Nothing], [Neighbours::Nothing, after], [before, after]] {
            let mut other = Self::default();
            other.read(source, ends);
            let is_same = |known: &Self| {
                known.len() == other.len()
                    && (0..other.len()).all(|at| known.term(at) == other.term(at))
            };
            if !readings.iter().any(is_same) {
                readings.push(other);
            }
        }
        readings
    }

    /// Whether these are to be found only where a whole numeral begins.
    #[must_use]
    pub fn opens_numeral(&self) -> bool {
        self.opens_numeral
    }

    fn read(&mut self, source: &str, beside: [Neighbours; 2]) {
        self.text.clear();
        self.text.push_str(source);
        self.normal.clear();
        self.list.clear();
        self.opens_numeral = false;
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
            let blank = blank.take();
            if (is_dash(first.character) || is_round(first.character))
                && let Some(length) = self.by_neighbours(source, &folded[at..], beside)
            {
                at += length;
                continue;
            }
            let class = class(first.character);
            // Most tokens are neither, and need no second look.
            if matches!(class, TokenClass::Character | TokenClass::Mark) {
                self.push(class, first);
                at += 1;
                continue;
            }
            if let Some(blank) = blank
                && matches!(self.list.last(), Some(t) if matches!(t.class, TokenClass::Latin | TokenClass::Number))
            {
                self.push(TokenClass::Blank, blank);
            }
            self.push(class, first);
            let length =
                if class == TokenClass::Number { number_length(source, &folded[at..]) } else { 1 };
            for &more in &folded[at + 1..at + length] {
                self.lengthen(more);
            }
            at += length;
        }
        self.folded = folded;
    }

    /// Reads a dash between words, or zeros between Han digits, at the beginning of `rest`, and
    /// gives how many characters they take; `None` where `rest` begins with neither.
    fn by_neighbours(
        &mut self,
        source: &str,
        rest: &[Folded],
        beside: [Neighbours; 2],
    ) -> Option<usize> {
        let first = *rest.first()?;
        if is_dash(first.character) {
            if !self.ends_with(beside[0], Neighbours::Word) {
                return None;
            }
            // 破折号 is two dashes that are one; of strokes every one counts.
            let is_more = |f: &&Folded| is_long_dash(f.character) && is_long_dash(first.character);
            let length = rest.iter().take_while(is_more).count().max(1);
            let is_before = match rest[length..].iter().find(|f| f.character != ' ') {
                Some(f) => matches!(class(f.character), TokenClass::Latin | TokenClass::Number),
                None => beside[1] == Neighbours::Word,
            };
            if !is_before {
                return None;
            }
            let end = rest[length - 1].end;
            self.push(TokenClass::Mark, Folded { character: '-', start: first.start, end });
            return Some(length);
        }
        if !is_round(first.character) || !self.ends_with(beside[0], Neighbours::Numeral) {
            return None;
        }
        let is_zero = |f: &&Folded| {
            f.character == ' '
                || (is_round(f.character) && (f.character != '0' || f.is_decimal(source)))
        };
        let length = rest.iter().take_while(is_zero).count();
        let is_before = match rest.get(length) {
            Some(f) => is_han_digit(f.character) || f.character == '年',
            None => beside[1] == Neighbours::Numeral,
        };
        if !is_before {
            return None;
        }
        for zero in rest[..length].iter().filter(|f| f.character != ' ') {
            self.push(TokenClass::Character, Folded { character: '〇', ..*zero });
        }
        Some(length)
    }

    /// Whether what was read so far ends with `sought`; `before` is what stands before the text.
    fn ends_with(&self, before: Neighbours, sought: Neighbours) -> bool {
        let Some(last) = self.list.last() else { return before == sought };
        match sought {
            Neighbours::Word => matches!(last.class, TokenClass::Latin | TokenClass::Number),
            Neighbours::Numeral => self.normal.ends_with(is_han_digit),
            Neighbours::Nothing => true,
        }
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
    fn push(&mut self, class: TokenClass, folded: Folded) {
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

    /// Whether a number stands apart from what is before it, though in normal form the two look like
    /// one: `2.5` and `1` in `PM2.5①`.
    pub(crate) fn stands_apart(&self, index: usize) -> bool {
        let before = &self.list[..index];
        let is_number = |back: usize| {
            before.len() >= back && before[before.len() - back].class == TokenClass::Number
        };
        let is_inner = |back: usize| {
            before.len() >= back && matches!(self.term(before.len() - back), "." | ",")
        };
        self.list[index].class == TokenClass::Number
            && (is_number(1) || is_inner(1) && is_number(2))
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

    /// How many letters, digits and ideographs the normal form has: the characters that a share of
    /// a text is told of.
    #[must_use]
    pub fn letters(&self) -> usize {
        let of_token = |at: usize| match self.list[at].class {
            TokenClass::Character => 1,
            // The times sign stands among the letters with accents.
            TokenClass::Latin => self.term(at).chars().filter(|c| c.is_alphanumeric()).count(),
            TokenClass::Number => self.term(at).bytes().filter(u8::is_ascii_digit).count(),
            TokenClass::Blank | TokenClass::Mark => 0,
        };
        (0..self.list.len()).map(of_token).sum()
    }

    /// The source.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The stretch of tokens that some bytes of the source became; empty where they are nothing.
    #[must_use]
    pub fn of_source(&self, bytes: Range<usize>) -> Range<usize> {
        let first = self.list.partition_point(|token| token.end as usize <= bytes.start);
        let behind = self.list.partition_point(|token| (token.start as usize) < bytes.end);
        first..behind.max(first)
    }

    /// The bytes of the source that a stretch of tokens came from, from the first to the last.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let (first, last) = (self.list[range.start], self.list[range.end - 1]);
        first.start as usize..last.end as usize
    }
}

impl Folded {
    /// Whether it comes of a decimal digit (Unicode's category Nd, as far as NFKC makes ASCII of
    /// it: full-width, mathematical and segmented digits), and not of an enclosed or raised one.
    fn is_decimal(&self, source: &str) -> bool {
        self.end - self.start == 1
            || source[self.start as usize..self.end as usize].chars().all(|c| {
                matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{1d7ce}'..='\u{1d7ff}'
                    | '\u{1ccf0}'..='\u{1ccf9}' | '\u{1fbf0}'..='\u{1fbf9}')
            })
    }
}

/// Dashes: Unicode's Pd as far as reports use it, the bullet, and the lines of tables that stand
/// for them.
fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{2e3a}'
                | '\u{2e3b}'
    )
}

/// Dashes that are typed twice for one.
fn is_long_dash(character: char) -> bool {
    matches!(character, '\u{2013}'..='\u{2015}' | '\u{2500}' | '\u{2501}')
}

/// What is typed for 〇: zero, and the letter O of the Latin, Greek and Cyrillic alphabets.
fn is_round(character: char) -> bool {
    matches!(character, '0' | 'o' | '\u{3bf}' | '\u{43e}')
}

fn is_han_digit(character: char) -> bool {
    "〇一二三四五六七八九".contains(character)
}

fn class(character: char) -> TokenClass {
    match character {
        '0'..='9' => TokenClass::Number,
        'a'..='z' | '\u{c0}'..='\u{24f}' => TokenClass::Latin,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇' => TokenClass::Character,
        // Asked before the tables of Unicode: most marks are among them.
        '\0'..='\x7f' | '、' | '。' | '《' | '》' => TokenClass::Mark,
        _ if character.is_alphanumeric() => TokenClass::Character,
        _ => TokenClass::Mark,
    }
}

/// How many characters the number at the beginning of `folded` has.
fn number_length(source: &str, folded: &[Folded]) -> usize {
    let is_digit = |f: &&Folded| f.character.is_ascii_digit();
    if !folded[0].is_decimal(source) {
        let start = folded[0].start;
        return folded.iter().take_while(|f| f.start == start).take_while(is_digit).count();
    }
    let digits = |from: usize| {
        folded[from..].iter().take_while(is_digit).take_while(|f| f.is_decimal(source)).count()
    };
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
mod tests;
