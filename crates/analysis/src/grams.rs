//! The terms that an index keeps of a text, and the terms that prove a phrase.
//!
//! Every token gives a term at its own position: two neighbouring characters as a pair, so that a
//! word of two characters is one posting list and longer ones need few. Numbers are vast in
//! number, and punctuation stands beside every character there is: both stand alone, and the
//! characters beside them are paired with a mark for «a number» or «punctuation». So:
//!
//! | text | terms at positions 0, 1, … |
//! | --- | --- |
//! | `增长12.5%，` | `增长`, `长#`, `12.5` and `#.`, `%`, `，` |
//!
//! Besides, some longer strings are terms of their own ([`strings`]), at the position of their
//! first character.
//!
//! Where a whole numeral in Han characters begins, a mark and its first character are a term more
//! ([`numeral_gram`]), so that 五个 may be looked for without 十五个.
//!
//! A term that begins with a character stands wherever that character does, which is what a query
//! of one character looks up.

use std::ops::Range;

use crate::numbers::{begins_numeral, is_numeral};
use crate::strings;
use crate::tokens::{TokenClass, Tokens};

/// Stands for the end of the text in the pair of the last character.
const END: char = '\u{0}';
/// Stands for any number in the pairs of its neighbours.
const NUMBER: char = '\u{1}';
/// Begins the term of a number.
const DIGITS: char = '\u{2}';
/// Stands for any punctuation, and the blank between Latin words, in the pairs of its neighbours.
const MARK: char = '\u{3}';

/// Begins the term of a string.
const STRING: char = '\u{4}';
/// Stands before the first character of a numeral.
const NUMERAL: char = '\u{5}';

/// One term of a text, before it is written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gram<'a> {
    /// Two neighbouring characters, or one beside a number, punctuation or the end of the text.
    Pair(char, char),
    /// Punctuation.
    Mark(char),
    /// A whole number.
    Number(&'a str),
    /// One of the [`strings`]; [`text_grams`] does not give it.
    String(&'a str),
}

impl Gram<'_> {
    /// What terms are sorted by so that they stand in the order of their bytes.
    #[must_use]
    pub fn order(&self) -> (char, char, &str) {
        match self {
            Self::Pair(first, second) => (*first, *second, ""),
            Self::Mark(mark) => (*mark, END, ""),
            Self::Number(digits) => (DIGITS, END, digits),
            Self::String(string) => (STRING, END, string),
        }
    }

    /// Appends the term as an index keeps it.
    pub fn write(self, out: &mut String) {
        match self {
            Self::Pair(first, second) => {
                out.push(first);
                out.push(second);
            }
            Self::Mark(mark) => {
                out.push(mark);
                out.push(END);
            }
            Self::Number(digits) => {
                out.push(DIGITS);
                out.push_str(digits);
            }
            Self::String(string) => {
                out.push(STRING);
                out.push_str(string);
            }
        }
    }
}

/// Gives every term of a text with its position, but for the [`strings`].
pub fn text_grams<'a>(tokens: &'a Tokens, mut put: impl FnMut(usize, Gram<'a>)) {
    let list = tokens.as_slice();
    let mut next = list.first().map(|_| leading(tokens, 0));
    for (at, token) in list.iter().enumerate() {
        let first = next.unwrap_or(END);
        next = list.get(at + 1).map(|_| leading(tokens, at + 1));
        match token.class {
            TokenClass::Number => {
                put(at, Gram::Number(tokens.term(at)));
                if let Some(second) = next {
                    put(at, Gram::Pair(NUMBER, second));
                }
            }
            TokenClass::Mark | TokenClass::Blank => put(at, Gram::Mark(first_of(tokens, at))),
            TokenClass::Character | TokenClass::Latin => {
                put(at, Gram::Pair(first, next.unwrap_or(END)))
            }
        }
    }
}

/// Whether a character begins a term that is longer than two: a number, or one of the [`strings`].
#[must_use]
pub fn is_long(first: char) -> bool {
    matches!(first, DIGITS | STRING)
}

/// The length of a text in terms, as scores take it: without the [`strings`] and the beginnings of
/// numerals, since what they are made of is counted.
#[must_use]
pub fn length(tokens: &Tokens) -> u32 {
    let mut length = 0;
    text_grams(tokens, |_, _| length += 1);
    length
}

/// The term of a whole numeral in Han characters that begins at a token, if one does. `first` is
/// the first character of the token's term.
#[must_use]
pub fn numeral_gram(tokens: &Tokens, at: usize, first: char) -> Option<Gram<'static>> {
    let begins = is_numeral(first) && begins_numeral(tokens, at);
    begins.then_some(Gram::Pair(NUMERAL, first))
}

/// What stands for a token in a pair.
fn leading(tokens: &Tokens, at: usize) -> char {
    match tokens.as_slice()[at].class {
        TokenClass::Number => NUMBER,
        TokenClass::Mark | TokenClass::Blank => MARK,
        TokenClass::Character | TokenClass::Latin => first_of(tokens, at),
    }
}

fn first_of(tokens: &Tokens, at: usize) -> char {
    tokens.term(at).chars().next().unwrap_or(END)
}

/// What an index looks up for a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GramLookup {
    /// All of these.
    Terms {
        /// Terms, each so many positions behind the phrase's first token.
        terms: Vec<(u32, String)>,
        /// A prefix: any term that begins so, at this position. Needed where a phrase ends with
        /// one character behind punctuation, which says nothing of what follows.
        open: Option<(u32, String)>,
    },
    /// Any term with this prefix: the phrase is a single character.
    Prefix(String),
}

/// The terms that together prove that a phrase stands in a text: every token is covered, and every
/// two neighbours are held together by a term or by their positions.
///
/// `rare` tells how rare a term is (its document frequency, say); where the choice is free, the
/// rarer term is taken, since the rarest leads.
#[must_use]
pub fn phrase_lookup(tokens: &Tokens, mut rare: impl FnMut(&str) -> u64) -> GramLookup {
    let list = tokens.as_slice();
    let is_character =
        |at: usize| matches!(list[at].class, TokenClass::Character | TokenClass::Latin);
    if list.len() == 1 && is_character(0) {
        return GramLookup::Prefix(tokens.term(0).to_owned());
    }
    let pair = |at: usize| written(Gram::Pair(leading(tokens, at), leading(tokens, at + 1)));
    let strings = strings_of(tokens);
    let mut terms: Vec<(u32, String)> = Vec::with_capacity(list.len());
    let mut open = None;
    let mut at = 0;
    while at < list.len() {
        // Numbers and punctuation cover themselves; runs of characters between are covered by
        // pairs.
        if !is_character(at) {
            let alone = match list[at].class {
                TokenClass::Number => Gram::Number(tokens.term(at)),
                _ => Gram::Mark(first_of(tokens, at)),
            };
            terms.push((at as u32, written(alone)));
            at += 1;
            continue;
        }
        let run_end = (at..list.len()).find(|&i| !is_character(i)).unwrap_or(list.len());
        if run_end - at > 1 {
            cover_run(at..run_end, &strings, &pair, &mut rare, &mut terms);
        } else if run_end < list.len() {
            terms.push((at as u32, pair(at)));
        } else if list[at - 1].class == TokenClass::Number {
            terms.push((at as u32 - 1, pair(at - 1)));
        } else {
            open = Some((at as u32, tokens.term(at).to_owned()));
        }
        at = run_end;
    }
    if tokens.opens_numeral() {
        terms.push((0, written(Gram::Pair(NUMERAL, first_of(tokens, 0)))));
    }
    terms.sort();
    GramLookup::Terms { terms, open }
}

fn written(gram: Gram<'_>) -> String {
    let mut term = String::new();
    gram.write(&mut term);
    term
}

/// The strings that a phrase is covered by: from the left, the longest at every place. Each with
/// its first token.
fn strings_of(tokens: &Tokens) -> Vec<(usize, &'static str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    strings::each(tokens, |at, number| found.push((at, strings::string(number))));
    found.sort_unstable_by_key(|&(at, string)| (at, std::cmp::Reverse(string.len())));
    let mut end = 0;
    found.retain(|&(at, string)| {
        let is_kept = at >= end;
        if is_kept {
            end = at + string.chars().count();
        }
        is_kept
    });
    found
}

/// Covers a run of characters (two or more) with its strings and, between them, with as few pairs
/// as cover it; and with the rarest pair of the run besides, where that is the rarest of all: it
/// leads the intersection.
fn cover_run(
    run: Range<usize>,
    strings: &[(usize, &'static str)],
    pair: &impl Fn(usize) -> String,
    rare: &mut impl FnMut(&str) -> u64,
    terms: &mut Vec<(u32, String)>,
) {
    let (from, to) = (run.start, run.end);
    let mut pairs: Vec<usize> = Vec::new();
    let mut rarest_string = u64::MAX;
    let mut at = from;
    while at < to {
        let next = strings.iter().find(|&&(start, _)| (at..to).contains(&start));
        let gap_end = next.map_or(to, |&(start, _)| start);
        while at + 1 < gap_end {
            pairs.push(at);
            at += 2;
        }
        if at < gap_end {
            // One is left: the last of the run, or one before a string.
            pairs.push(if at > from { at - 1 } else { at });
        }
        if let Some(&(start, string)) = next {
            let term = written(Gram::String(string));
            rarest_string = rarest_string.min(rare(&term));
            terms.push((start as u32, term));
            at = start + string.chars().count();
        } else {
            at = to;
        }
    }
    if to - from > 3
        && let Some((rarity, rarest)) = (from..to - 1).map(|at| (rare(&pair(at)), at)).min()
        && rarity < rarest_string
        && !pairs.contains(&rarest)
    {
        pairs.push(rarest);
    }
    terms.extend(pairs.into_iter().map(|at| (at as u32, pair(at))));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(text: &str) -> Vec<(usize, String)> {
        let mut out = Vec::new();
        let tokens = Tokens::of(text);
        text_grams(&tokens, |at, gram| out.push((at, written(gram))));
        strings::each(&tokens, |at, number| {
            out.push((at, written(Gram::String(strings::string(number)))));
        });
        out
    }

    fn lookup(text: &str) -> Vec<(u32, String)> {
        match phrase_lookup(&Tokens::of(text), |term| 100 - term.len() as u64) {
            GramLookup::Terms { terms, .. } => terms,
            GramLookup::Prefix(prefix) => panic!("{prefix}"),
        }
    }

    #[test]
    fn a_frequent_string_is_one_term() {
        assert_eq!(lookup("高质量发展"), [(0, "\u{4}高质量发展".to_owned())]);
        let longer = lookup("某某某高质量发展的");
        assert!(longer.contains(&(3, "\u{4}高质量发展".to_owned())), "{longer:?}");
        assert!(longer.contains(&(0, "某某".to_owned())), "{longer:?}");
        assert!(longer.contains(&(1, "某某".to_owned())), "{longer:?}");
        assert!(longer.contains(&(7, "展的".to_owned())), "{longer:?}");
    }

    #[test]
    fn every_term_of_a_lookup_stands_in_the_text() {
        let text = "实施35公里架空线入地工程,PM2.5下降5%,1:1配套;推进高质量发展和基础设施建设";
        let all = grams(text);
        let whole = Tokens::of(text);
        let bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        for (i, &start) in bounds.iter().enumerate() {
            for &end in &bounds[i + 1..] {
                let phrase = Tokens::of(&text[start..end]);
                let Some(offset) = (0..whole.len()).find(|&o| {
                    o + phrase.len() <= whole.len()
                        && (0..phrase.len()).all(|k| whole.term(o + k) == phrase.term(k))
                }) else {
                    continue;
                };
                match phrase_lookup(&phrase, |t| t.len() as u64) {
                    GramLookup::Prefix(prefix) => {
                        assert!(all.iter().any(|(p, t)| *p == offset && t.starts_with(&prefix)));
                    }
                    GramLookup::Terms { terms, open } => {
                        assert!(!terms.is_empty());
                        if let Some((delta, prefix)) = open {
                            let place = offset + delta as usize;
                            assert!(all.iter().any(|(p, t)| *p == place && t.starts_with(&prefix)));
                        }
                        for (delta, term) in terms {
                            let expected = (offset + delta as usize, term);
                            assert!(
                                all.contains(&expected),
                                "{expected:?} of {:?}",
                                &text[start..end]
                            );
                        }
                    }
                }
            }
        }
    }
}
