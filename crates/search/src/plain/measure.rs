//! The tier and score of one passage by its text.

use suyan_analysis::{TokenClass, Tokens, find};

use super::{FoundRank, PassageOutline};
use crate::Tier;
use crate::matching::{Occurrences, Stretch, closeness, find_loosely, find_term, is_near};
use crate::query::{Conjunction, Phrase, Term};
use crate::rank::Scorer;

/// How often the words of a conjunction stand in a passage that holds all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermCounts {
    /// By term and its phrases; a single character counts once. Nothing of figures and of words within
    /// a distance, which stand there once.
    pub phrases: Vec<Vec<u32>>,
    /// Whether the whole query stands there as one string, where there is one.
    pub whole: bool,
}

impl TermCounts {
    /// Of a text.
    #[must_use]
    pub fn of(conjunction: &Conjunction, text: &Tokens) -> Self {
        let of_term = |term: &Term| term.phrases.iter().map(|phrase| count(phrase, text)).collect();
        let whole = conjunction.whole.as_ref();
        Self {
            phrases: conjunction.terms.iter().map(of_term).collect(),
            whole: whole.is_some_and(|whole| !find_loosely(text, whole).is_empty()),
        }
    }

    /// How often the first phrase of the first term stands there.
    pub(super) fn first(&self) -> u32 {
        self.phrases.first().and_then(|term| term.first()).copied().unwrap_or(0)
    }

    /// Tier and score, but for how close the words stand.
    pub(super) fn rank(
        &self,
        conjunction: &Conjunction,
        scorer: &Scorer,
        outline: PassageOutline,
    ) -> FoundRank {
        let terms = conjunction.terms.iter().zip(&self.phrases);
        let of_term = |(term, phrases): (&Term, &Vec<u32>)| match is_counted(term) {
            true => phrases.iter().sum(),
            false => 1,
        };
        let score = match conjunction.terms.is_empty() {
            true => scorer.sum([1].into_iter(), outline.length, outline.worth()),
            false => scorer.sum(terms.map(of_term), outline.length, outline.worth()),
        };
        FoundRank { tier: self.tier(conjunction), score }
    }

    /// The tier as far as it shows without a look at closeness. Whether words within a distance are
    /// also one string is told where they are shown.
    fn tier(&self, conjunction: &Conjunction) -> Tier {
        let is_exact = match conjunction.terms.as_slice() {
            _ if conjunction.whole.is_some() => self.whole,
            [] => true,
            [only] => {
                let literal = || self.phrases[0][..only.literal].iter().any(|count| *count > 0);
                !is_counted(only) || only.phrases.len() == 1 || literal()
            }
            _ => false,
        };
        match is_exact {
            true => Tier::Exact,
            false if conjunction.terms.len() == 1 => Tier::Near,
            false => Tier::Words,
        }
    }
}

/// Whether scores take how often a term stands in a text.
fn is_counted(term: &Term) -> bool {
    term.near.is_none() && term.figure.is_none()
}

fn count(phrase: &Phrase, text: &Tokens) -> u32 {
    let many = find(text, &phrase.tokens).len() as u32;
    if is_character(phrase) { many.min(1) } else { many }
}

fn is_character(phrase: &Phrase) -> bool {
    let of = phrase.tokens.as_slice();
    of.len() == 1 && matches!(of[0].class, TokenClass::Character | TokenClass::Latin)
}

/// The rank of a passage after a look at how close the words stand in its text; `far` is the one
/// before.
pub(super) fn close(
    conjunction: &Conjunction,
    scorer: &Scorer,
    outline: PassageOutline,
    far: FoundRank,
    text: &Tokens,
) -> FoundRank {
    let mut close = far;
    if conjunction.terms.is_empty() {
        close.score = outline.worth();
    }
    if conjunction.terms.len() > 1
        && let Some(words) = stretches(conjunction, text)
        && let Some(found) = closeness(&words, &mut Occurrences::new())
    {
        close.score += scorer.closeness(found) * outline.worth();
        if far.tier != Tier::Exact && is_near(found.gap, words.len()) {
            close.tier = Tier::Near;
        }
    }
    close
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
