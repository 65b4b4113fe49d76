//! The tier and score of one passage by its text.

use suyan_analysis::{Class, Tokens};

use super::{Outline, Rank};
use crate::Tier;
use crate::matching::{Occurrences, Stretch, closeness, find_loosely, find_term, is_near};
use crate::query::{Conjunction, Phrase, Term};
use crate::rank::Scorer;

/// What is told of a passage that holds all words of a conjunction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    /// Without a look at how close the words stand,
    pub far: Rank,
    /// and after it.
    pub close: Rank,
}

impl Measured {
    /// By the words, in the text that holds them.
    pub(super) fn of(
        conjunction: &Conjunction,
        scorer: &Scorer,
        outline: Outline,
        tokens: &Tokens,
    ) -> Self {
        let (terms, worth) = (&conjunction.terms, outline.worth());
        let tier = tier(conjunction, tokens);
        if terms.is_empty() {
            let score = Self::of_phrase(scorer, outline, 1);
            return Self { far: Rank { tier, score }, close: Rank { tier, score: worth } };
        }
        let counts = terms.iter().map(|term| count(term, tokens));
        let far = Rank { tier, score: scorer.sum(counts, outline.length, worth) };
        let mut close = far;
        if terms.len() > 1
            && let Some(words) = stretches(conjunction, tokens)
            && let Some(found) = closeness(&words, &mut Occurrences::new())
        {
            close.score += scorer.closeness(found) * worth;
            if tier != Tier::Exact && is_near(found.gap, words.len()) {
                close.tier = Tier::Near;
            }
        }
        Self { far, close }
    }

    /// The score of a passage that holds one phrase so often, and nothing else is sought.
    pub(super) fn of_phrase(scorer: &Scorer, outline: Outline, count: u32) -> f32 {
        scorer.sum([count].into_iter(), outline.length, outline.worth())
    }
}

/// The tier as far as it shows without a look at closeness. Whether words within a distance are also
/// one string is told where they are shown.
fn tier(conjunction: &Conjunction, tokens: &Tokens) -> Tier {
    let is_exact = match (&conjunction.whole, conjunction.terms.as_slice()) {
        (Some(whole), _) => !find_loosely(tokens, whole).is_empty(),
        (None, []) => true,
        (None, [only]) => is_literal(only, tokens),
        (None, _) => false,
    };
    match is_exact {
        true => Tier::Exact,
        false if conjunction.terms.len() == 1 => Tier::Near,
        false => Tier::Words,
    }
}

fn is_literal(term: &Term, tokens: &Tokens) -> bool {
    let stands = |phrase: &Phrase| !suyan_analysis::find(tokens, &phrase.tokens).is_empty();
    term.near.is_some()
        || term.figure.is_some()
        || term.phrases.len() == 1
        || term.phrases[..term.literal].iter().any(stands)
}

/// How often a term stands in a text, as scores count: a single character, a figure and words within
/// a distance once.
fn count(term: &Term, tokens: &Tokens) -> u32 {
    if term.near.is_some() || term.figure.is_some() {
        return 1;
    }
    let of = |phrase: &Phrase| {
        let many = suyan_analysis::find(tokens, &phrase.tokens).len() as u32;
        if is_character(phrase) { many.min(1) } else { many }
    };
    term.phrases.iter().map(of).sum()
}

fn is_character(phrase: &Phrase) -> bool {
    let of = phrase.tokens.as_slice();
    of.len() == 1 && matches!(of[0].class, Class::Character | Class::Latin)
}

/// Where each of the words stands; `None` where one does not.
fn stretches(conjunction: &Conjunction, tokens: &Tokens) -> Option<Vec<Vec<Stretch>>> {
    let words = conjunction.terms.iter().filter(|term| term.is_word());
    let of = |term: &Term| {
        let places = find_term(term, tokens);
        let stretches = places.iter().map(|at| (at.start as u32, at.end as u32));
        Some(stretches.collect::<Vec<_>>()).filter(|all| !all.is_empty())
    };
    words.map(of).collect()
}
