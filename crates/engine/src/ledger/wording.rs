//! Whether a sentence holds words, told from its characters without normalising it, where that is
//! certain: reading the sentences of a frequent word is all that looking for it costs.

use std::sync::atomic::{AtomicU8, Ordering};

use memchr::memmem::Finder;
use suyan_analysis::{Class, Tokens};

use crate::query::{Conjunction, Query, Term};

/// A query of words of Han characters only. What is typed otherwise (numbers, Latin, distances,
/// what must not stand there) is looked at by [`crate::matching::text::match_text`] alone.
pub(super) struct Wording {
    /// Of each alternative, of each term, the strings of which any will do.
    alternatives: Vec<Vec<Vec<Finder<'static>>>>,
}

impl Wording {
    /// Of a query; `None` where it is not of that kind.
    pub(super) fn of(query: &Query) -> Option<Self> {
        let strings = |term: &Term| -> Option<Vec<Finder<'static>>> {
            let is_plain = |tokens: &Tokens| {
                let han = tokens.as_slice().iter().all(|token| token.class == Class::Character);
                han && !tokens.is_empty() && !tokens.opens_numeral()
            };
            let of_phrase = |tokens: &Tokens| {
                let normal = tokens.normal(0..tokens.len());
                is_plain(tokens).then(|| Finder::new(normal.as_bytes()).into_owned())
            };
            let phrases = term.phrases.iter().map(|phrase| of_phrase(&phrase.tokens));
            if term.near.is_some() || term.phrases.is_empty() { None } else { phrases.collect() }
        };
        let terms = |one: &Conjunction| -> Option<Vec<Vec<Finder<'static>>>> {
            let is_plain = one.excluded.is_empty() && !one.terms.is_empty();
            if is_plain { one.terms.iter().map(strings).collect() } else { None }
        };
        let alternatives = query.alternatives.iter().map(terms).collect::<Option<Vec<_>>>()?;
        Some(Self { alternatives })
    }

    /// Whether the sentence holds all words of an alternative; `None` where a character of it is
    /// normalised into another, and more than a look at them is needed.
    pub(super) fn is_in(&self, sentence: &str, squeezed: &mut String) -> Option<bool> {
        squeezed.clear();
        for c in sentence.chars() {
            match Sort::of(c) {
                Sort::Itself => squeezed.push(c),
                Sort::Nothing => {}
                Sort::Another => return None,
            }
        }
        let text = squeezed.as_bytes();
        let has = |strings: &Vec<Finder<'_>>| strings.iter().any(|one| one.find(text).is_some());
        Some(self.alternatives.iter().any(|terms| terms.iter().all(has)))
    }
}

/// What becomes of a character between two Han characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It stays as it is.
    Itself,
    /// It is passed over: blanks, quotation marks.
    Nothing,
    /// Anything else.
    Another,
}

/// Characters of the basic plane, as far as they were met: 0 where not yet.
static MET: [AtomicU8; 1 << 16] = [const { AtomicU8::new(0) }; 1 << 16];

impl Sort {
    fn of(c: char) -> Self {
        let Some(met) = MET.get(c as usize) else { return Self::Another };
        match met.load(Ordering::Relaxed) {
            1 => Self::Itself,
            2 => Self::Nothing,
            3 => Self::Another,
            _ => {
                let sort = Self::look(c);
                let number = match sort {
                    Self::Itself => 1,
                    Self::Nothing => 2,
                    Self::Another => 3,
                };
                met.store(number, Ordering::Relaxed);
                sort
            }
        }
    }

    /// By the one normalisation.
    fn look(c: char) -> Self {
        let tokens = Tokens::of(&format!("中{c}国"));
        let terms: Vec<&str> = (0..tokens.len()).map(|at| tokens.term(at)).collect();
        match terms.as_slice() {
            ["中", "国"] => Self::Nothing,
            ["中", own, "国"] if own.chars().eq([c]) => Self::Itself,
            _ => Self::Another,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tier;
    use crate::matching::text::match_text;
    use crate::query::parse;

    #[test]
    fn what_is_told_from_characters_is_what_the_normalised_text_tells() {
        let sentences = [
            "推动高质量发展，建设养老床位4200张。",
            "推动高质量“发 展”。",
            "推動高質量發展。",
            "加快发-展，完善养老服务。",
            "发\u{200b}展第三产业。",
            "养老床位达到３０００张，十五个街道。",
            "没有这些词。",
        ];
        let queries = [
            "发展",
            "养老 床位",
            "养老床位",
            "发展 OR 街道",
            "\"高质量发展\"",
            "建设 -养老",
            "三千",
        ];
        let mut squeezed = String::new();
        let mut told = 0;
        for query in queries {
            let query = parse(query).unwrap();
            let Some(wording) = Wording::of(&query) else { continue };
            for sentence in sentences {
                let found = match_text(&query, &Tokens::of(sentence));
                let is_in = found.is_some_and(|found| found.tier != Tier::Some);
                if let Some(quick) = wording.is_in(sentence, &mut squeezed) {
                    assert_eq!(quick, is_in, "{} {sentence}", query.typed);
                    told += 1;
                }
            }
        }
        assert!(told >= 15, "{told}");
    }
}
