//! An alternative of a query: a list of things that must all be there.
//!
//! OR is multiplied out when a query is read, so that matching, tiers and marks only ever look at
//! plain lists of terms.

use suyan_analysis::Tokens;
use suyan_analysis::quantity::FigureComparison;

use crate::filter::Restriction;

/// What must all be so.
#[derive(Debug, Clone, Default)]
pub struct Conjunction {
    /// What must stand in the passage.
    pub terms: Vec<Term>,
    /// What must not match.
    pub excluded: Vec<Conjunction>,
    /// What the report and the passage must be.
    pub restrictions: Vec<Restriction>,
    /// The whole query as one string, which makes a match exact; none where the one term already
    /// is that string, or where there is no such string.
    pub whole: Option<Phrase>,
    /// What [`Self::whole`] is made of: everything typed that is text, particles included.
    pub(super) pieces: TypedPieces,
}

impl Conjunction {
    /// Whether all of it was typed as one string, without blanks, operators or OR.
    #[must_use]
    pub fn is_one_string(&self) -> bool {
        self.pieces.texts.len() == 1 && !self.pieces.is_several
    }

    /// Whether it, or what it excludes at whatever depth, knows of filters, so that a text alone does
    /// not tell whether it matches.
    #[must_use]
    pub fn knows_filters(&self) -> bool {
        !self.restrictions.is_empty() || self.excluded.iter().any(Self::knows_filters)
    }
}

impl Conjunction {
    /// What holds one term.
    #[must_use]
    pub fn of_term(term: Term) -> Self {
        Self { terms: vec![term], ..Self::default() }
    }

    /// What holds a phrase, as it is.
    #[must_use]
    pub fn of_phrase(phrase: Phrase) -> Self {
        Self::of_term(Term::of(phrase.normal().to_owned(), phrase, true))
    }

    /// The one phrase that makes a passage match, and makes the match exact, where that is all
    /// there is to it.
    #[must_use]
    pub fn only_phrase(&self) -> Option<&Phrase> {
        let [term] = self.terms.as_slice() else { return None };
        let [phrase] = term.phrases.as_slice() else { return None };
        let is_all = self.whole.is_none() && self.excluded.is_empty() && term.near.is_none();
        let is_all = is_all && term.figure.is_none();
        (is_all && term.literal == 1).then_some(phrase)
    }
}

/// The text of a conjunction in the order in which it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedPieces {
    pub texts: Vec<String>,
    /// Whether a part of it has several readings (OR, `~`), so that there is no one string.
    pub is_several: bool,
}

/// One thing that must stand in a passage.
#[derive(Debug, Clone)]
pub struct Term {
    /// As it is shown to people.
    pub label: String,
    /// Any of these will do; the first ones are literal.
    pub phrases: Vec<Phrase>,
    /// How many of [`Self::phrases`] are what was typed; the others are ways of writing it.
    pub literal: usize,
    /// For `"…"~n`: the words that must stand close, instead of phrases.
    pub near: Option<Near>,
    /// For `>=500台`: what a figure must be; the phrases are the units that it may be told in.
    pub figure: Option<FigureComparison>,
    /// Whether it stood in quotation marks, or is a figure: a passage must hold it in any case.
    pub quoted: bool,
    /// What it does in the query.
    pub role: TermRole,
}

/// What a term does in a query, and how it is told; see [`suyan_analysis::words`].
#[derive(Debug, Clone)]
pub enum TermRole {
    /// It is looked for.
    Word,
    /// A character left over between words: its phrases are this one beside its neighbours.
    LeftOver(Phrase),
    /// A character of grammar, which may stand anywhere: closeness does not look at it.
    Filler,
}

impl Term {
    /// One phrase as it was typed.
    pub(super) fn of(label: String, phrase: Phrase, quoted: bool) -> Self {
        let (near, figure, role) = (None, None, TermRole::Word);
        Self { label, phrases: vec![phrase], literal: 1, near, figure, quoted, role }
    }

    /// A figure that fulfils a comparison.
    pub(super) fn of_figure(comparison: &FigureComparison) -> Self {
        let phrases: Vec<Phrase> = comparison.words().into_iter().filter_map(Phrase::of).collect();
        Self {
            label: comparison.written().to_owned(),
            literal: phrases.len(),
            phrases,
            near: None,
            figure: Some(comparison.clone()),
            quoted: true,
            role: TermRole::Word,
        }
    }

    /// Whether it is looked for by itself, and close to the others.
    #[must_use]
    pub fn is_word(&self) -> bool {
        matches!(self.role, TermRole::Word)
    }
}

/// Words within a distance of one another.
#[derive(Debug, Clone)]
pub struct Near {
    /// The words.
    pub words: Vec<Phrase>,
    /// The words as one string, which makes a match exact.
    pub whole: Phrase,
    /// At most so many tokens between one and the next.
    pub distance: u32,
}

/// A string to be found as it is, after normalisation.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Its tokens; at least one.
    pub tokens: Tokens,
}

impl Phrase {
    /// The phrase that `text` is; `None` where nothing of it is left after normalisation.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let tokens = Tokens::of(text);
        (!tokens.is_empty()).then_some(Self { tokens })
    }

    /// Another way of writing a word: where it is a number in Han characters, it is sought as one.
    #[must_use]
    pub fn other_way(text: &str) -> Option<Self> {
        let tokens = Tokens::number(text);
        (!tokens.is_empty()).then_some(Self { tokens })
    }

    /// What `text` may be as a piece of a longer text: most often one phrase.
    #[must_use]
    pub fn readings(text: &str) -> Vec<Self> {
        let readings = Tokens::readings(text).into_iter();
        readings.filter(|tokens| !tokens.is_empty()).map(|tokens| Self { tokens }).collect()
    }

    /// The phrase in normal form.
    #[must_use]
    pub fn normal(&self) -> &str {
        self.tokens.normal(0..self.tokens.len())
    }
}
