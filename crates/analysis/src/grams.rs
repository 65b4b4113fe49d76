//! The terms that an index keeps of a text, and the terms that prove a phrase.
//!
//! Every token gives one term at its own position: two neighbouring characters as a pair, so that
//! a word of two characters is one posting list and longer ones need few. Numbers are vast in
//! number and stand alone; the characters beside them are paired with a mark for «a number». So:
//!
//! | text | terms at positions 0, 1, … |
//! | --- | --- |
//! | `增长12.5%` | `增长`, `长#`, `12.5` and `#%`, `%$` |
//!
//! A term that begins with a character stands wherever that character does, which is what a query
//! of one character looks up.

use crate::tokens::{Class, Tokens};

/// Stands for the end of the text in the pair of the last character.
const END: char = '\u{0}';
/// Stands for any number in the pairs of its neighbours.
const NUMBER: char = '\u{1}';
/// Begins the term of a number.
const DIGITS: char = '\u{2}';

/// Gives every term of a text with its position.
pub fn text_grams(tokens: &Tokens, mut put: impl FnMut(usize, &str)) {
    let list = tokens.as_slice();
    let mut term = String::with_capacity(16);
    for (at, token) in list.iter().enumerate() {
        let next = list.get(at + 1);
        term.clear();
        if token.class == Class::Number {
            term.push(DIGITS);
            term.push_str(tokens.term(at));
            put(at, &term);
            if next.is_some() {
                term.clear();
                term.push(NUMBER);
                term.push_str(tokens.term(at + 1));
                put(at, &term);
            }
            continue;
        }
        term.push_str(tokens.term(at));
        match next {
            None => term.push(END),
            Some(next) if next.class == Class::Number => term.push(NUMBER),
            Some(_) => term.push_str(tokens.term(at + 1)),
        }
        put(at, &term);
    }
}

/// What an index looks up for a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Lookup {
    /// All of these terms, each so many positions behind the phrase's first token.
    Terms(Vec<(u32, String)>),
    /// Any term with this prefix: the phrase is a single character.
    Prefix(String),
}

/// The terms that together prove that a phrase stands in a text: every token is covered, and every
/// two neighbours are held together by a term or by their positions.
///
/// `rare` tells how rare a term is (its document frequency, say); where the choice is free, the
/// rarer term is taken, since the rarest leads.
#[must_use]
pub fn phrase_lookup(tokens: &Tokens, mut rare: impl FnMut(&str) -> u64) -> Lookup {
    let list = tokens.as_slice();
    if list.len() == 1 && list[0].class != Class::Number {
        return Lookup::Prefix(tokens.term(0).to_owned());
    }
    let is_number = |at: usize| list[at].class == Class::Number;
    let pair = |at: usize| match (is_number(at), is_number(at + 1)) {
        (true, _) => format!("{NUMBER}{}", tokens.term(at + 1)),
        (false, true) => format!("{}{NUMBER}", tokens.term(at)),
        (false, false) => format!("{}{}", tokens.term(at), tokens.term(at + 1)),
    };
    let mut terms: Vec<(u32, String)> = Vec::with_capacity(list.len());
    for at in (0..list.len()).filter(|&at| is_number(at)) {
        terms.push((at as u32, format!("{DIGITS}{}", tokens.term(at))));
    }
    // Runs of characters between numbers are covered by pairs; numbers cover themselves.
    let mut at = 0;
    while at < list.len() {
        if is_number(at) {
            at += 1;
            continue;
        }
        let run_end = (at..list.len()).find(|&i| is_number(i)).unwrap_or(list.len());
        let length = run_end - at;
        if length == 1 {
            let neighbour = if at > 0 { at - 1 } else { at };
            terms.push((neighbour as u32, pair(neighbour)));
        } else {
            cover_run(at, run_end, &pair, &mut rare, &mut terms);
        }
        at = run_end;
    }
    terms.sort();
    Lookup::Terms(terms)
}

/// Covers the run of characters `from..to` (two or more) with as few pairs as cover it, and with
/// the rarest pair of the run besides, which leads the intersection.
fn cover_run(
    from: usize,
    to: usize,
    pair: &impl Fn(usize) -> String,
    rare: &mut impl FnMut(&str) -> u64,
    terms: &mut Vec<(u32, String)>,
) {
    let mut chosen: Vec<usize> = (from..to - 1).step_by(2).collect();
    if (to - from) % 2 == 1 {
        chosen.push(to - 2);
    }
    if to - from > 3
        && let Some(rarest) = (from..to - 1).min_by_key(|&at| (rare(&pair(at)), at))
        && !chosen.contains(&rarest)
    {
        chosen.push(rarest);
    }
    terms.extend(chosen.into_iter().map(|at| (at as u32, pair(at))));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(text: &str) -> Vec<(usize, String)> {
        let mut out = Vec::new();
        text_grams(&Tokens::of(text), |at, term| out.push((at, term.to_owned())));
        out
    }

    #[test]
    fn every_term_of_a_lookup_stands_in_the_text() {
        let text = "实施35公里架空线入地工程,PM2.5下降5%,1:1配套";
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
                    Lookup::Prefix(prefix) => {
                        assert!(all.iter().any(|(p, t)| *p == offset && t.starts_with(&prefix)));
                    }
                    Lookup::Terms(terms) => {
                        assert!(!terms.is_empty());
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
