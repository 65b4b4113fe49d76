//! What the index decides of a passage, decided for one text: whether and how it matches, and the very
//! characters that do. Marks and snippets come from here.

use std::ops::Range;

use suyan_analysis::{TokenClass, Tokens, find};

use super::chains::Chains;
use super::closeness::closeness;
use crate::Tier;
use crate::query::{Conjunction, Phrase, Query, Term, TermRole};

/// How far the words of a query may stand apart, beyond their own length, and still be near:
/// so many tokens for every joint between two words.
pub const NEAR_GAP: u32 = 8;

/// How a text matches.
#[derive(Debug, Clone, PartialEq)]
pub struct TextMatch {
    /// How closely.
    pub tier: Tier,
    /// Byte ranges of the text, in order, not overlapping.
    pub marks: Vec<Range<usize>>,
    /// For every mark a number of the term it belongs to.
    pub terms: Vec<usize>,
}

/// Whether and how `text` matches `query`; restrictions are not looked at, nor is what is excluded
/// together with some. `Tier::Some` is given where only a part of the words is there.
#[must_use]
pub fn match_text(query: &Query, text: &Tokens) -> Option<TextMatch> {
    query
        .alternatives
        .iter()
        .filter_map(|alternative| match_conjunction(alternative, text))
        .min_by_key(|found| found.tier)
}

fn match_conjunction(conjunction: &Conjunction, text: &Tokens) -> Option<TextMatch> {
    if conjunction.excluded.iter().any(|inner| {
        !inner.knows_filters()
            && match_conjunction(inner, text).is_some_and(|m| m.tier != Tier::Some)
    }) {
        return None;
    }
    let places: Vec<Vec<Range<usize>>> =
        conjunction.terms.iter().map(|term| find_term(term, text)).collect();
    let missing = places.iter().filter(|places| places.is_empty()).count();
    if missing > 0 {
        let quoted_missing =
            conjunction.terms.iter().zip(&places).any(|(t, p)| t.quoted && p.is_empty());
        if quoted_missing || missing == places.len() {
            return None;
        }
        let alone = |(term, places): (&Term, Vec<Range<usize>>)| match &term.role {
            TermRole::LeftOver(alone) if places.is_empty() => find(text, &alone.tokens),
            _ => places,
        };
        let places: Vec<_> = conjunction.terms.iter().zip(places).map(alone).collect();
        return Some(marked(Tier::Some, conjunction, &[], &places, text));
    }
    let whole = conjunction.whole.as_ref().map(|whole| find_loosely(text, whole));
    let tier = tier(conjunction, text, &places, whole.as_deref());
    Some(marked(tier, conjunction, whole.as_deref().unwrap_or_default(), &places, text))
}

fn tier(
    conjunction: &Conjunction,
    text: &Tokens,
    places: &[Vec<Range<usize>>],
    whole: Option<&[Range<usize>]>,
) -> Tier {
    if let Some(whole) = whole
        && !whole.is_empty()
    {
        return Tier::Exact;
    }
    if let [term] = conjunction.terms.as_slice() {
        let literal = match &term.near {
            // It is the whole that must stand there, and does not.
            _ if whole.is_some() => false,
            _ if term.figure.is_some() => true,
            Some(near) => !find(text, &near.whole.tokens).is_empty(),
            None => term.phrases[..term.literal].iter().any(|p| !find(text, &p.tokens).is_empty()),
        };
        return if literal { Tier::Exact } else { Tier::Near };
    }
    if places.is_empty() {
        return Tier::Exact;
    }
    let words = conjunction.terms.iter().zip(places).filter(|(term, _)| term.is_word());
    let stretches: Vec<Vec<(u32, u32)>> = words
        .map(|(_, ranges)| ranges.iter().map(|r| (r.start as u32, r.end as u32)).collect())
        .collect();
    match closeness(&stretches, &mut Vec::new()) {
        Some(found) if is_near(found.gap, stretches.len()) => Tier::Near,
        _ => Tier::Words,
    }
}

/// Whether so large a gap between so many words is near.
#[must_use]
pub fn is_near(gap: u32, words: usize) -> bool {
    gap <= NEAR_GAP * (words.max(2) as u32 - 1)
}

/// Where a term stands in a text, in tokens.
#[must_use]
pub fn find_term(term: &Term, text: &Tokens) -> Vec<Range<usize>> {
    if let Some(near) = &term.near {
        let (words, chains) = Chains::of_words(near);
        let words: Vec<Vec<(u32, u32)>> = words
            .iter()
            .map(|w| {
                find(text, &w.tokens).into_iter().map(|r| (r.start as u32, r.end as u32)).collect()
            })
            .collect();
        return chains
            .find(&words)
            .into_iter()
            .map(|(from, to)| from as usize..to as usize)
            .collect();
    }
    if let Some(comparison) = &term.figure {
        // Lists of units lead to the texts: what they do not lead to is not found.
        let is_told = term.phrases.iter().any(|unit| !find(text, &unit.tokens).is_empty());
        let figures = if is_told { comparison.find(text.text()) } else { Vec::new() };
        let places = figures.into_iter().map(|bytes| text.of_source(bytes));
        return places.filter(|tokens| !tokens.is_empty()).collect();
    }
    let mut places: Vec<Range<usize>> =
        term.phrases.iter().flat_map(|phrase| find(text, &phrase.tokens)).collect();
    places.sort_by_key(|range| (range.start, range.end));
    places
}

/// Middle dots, which set off the parts of a slogan or a name and which nobody types.
pub const DOTS: [char; 4] = ['·', '•', '・', '‧'];

/// Where the whole query stands as one string; a middle dot in the text is nothing here.
#[must_use]
pub fn find_loosely(text: &Tokens, phrase: &Phrase) -> Vec<Range<usize>> {
    let strict = find(text, &phrase.tokens);
    let is_dot = |at: usize| {
        text.as_slice()[at].class == TokenClass::Mark && text.term(at).starts_with(DOTS)
    };
    if !strict.is_empty() || !(0..text.len()).any(is_dot) {
        return strict;
    }
    let mut found = Vec::new();
    for start in 0..text.len() {
        let (mut at, mut matched) = (start, 0);
        while matched < phrase.tokens.len() && at < text.len() {
            if text.term(at) == phrase.tokens.term(matched) {
                matched += 1;
            } else if matched == 0 || !is_dot(at) {
                break;
            }
            at += 1;
        }
        if matched == phrase.tokens.len() {
            found.push(start..at);
        }
    }
    found
}

/// The stretches of a match that hold what was typed: what joins its parts in the text and was not
/// typed, the dot of 一核·两翼 and the hyphen of Wi-Fi, is not of it. A word that is written in
/// another way, a number in other digits, is all of it.
fn typed_of(range: &Range<usize>, typed: &Phrase, text: &Tokens) -> Vec<Range<usize>> {
    let length = typed.tokens.len();
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut matched = 0;
    for at in range.clone() {
        if matched < length && text.term(at) == typed.tokens.term(matched) {
            matched += 1;
            match pieces.last_mut() {
                Some(last) if last.end == at => last.end += 1,
                _ => pieces.push(at..at + 1),
            }
        } else if !matches!(text.as_slice()[at].class, TokenClass::Mark | TokenClass::Blank) {
            return vec![range.clone()];
        }
    }
    if matched == length { pieces } else { vec![range.clone()] }
}

/// Puts marks together: the whole query where it stands, and the words elsewhere. Marks that
/// overlap become one; marks that only touch stay two.
fn marked(
    tier: Tier,
    conjunction: &Conjunction,
    whole: &[Range<usize>],
    places: &[Vec<Range<usize>>],
    text: &Tokens,
) -> TextMatch {
    let mut all: Vec<(Range<usize>, usize)> = Vec::new();
    if let Some(typed) = &conjunction.whole {
        let pieces = whole.iter().flat_map(|range| typed_of(range, typed, text));
        all.extend(pieces.map(|range| (range, usize::MAX)));
    }
    for (number, (term, ranges)) in conjunction.terms.iter().zip(places).enumerate() {
        // Where the whole stands, a single character of it elsewhere says nothing.
        let is_noise = !whole.is_empty() && matches!(term.role, TermRole::Filler);
        for range in ranges.iter().filter(|_| !is_noise) {
            match term.phrases.as_slice() {
                // Of several that were typed, whichever stands there stands as it was typed.
                [typed, _, ..] if term.literal == 1 => {
                    let pieces = typed_of(range, typed, text);
                    all.extend(pieces.into_iter().map(|range| (range, number)));
                }
                _ => all.push((range.clone(), number)),
            }
        }
    }
    all.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let (mut marks, mut terms): (Vec<Range<usize>>, Vec<usize>) = (Vec::new(), Vec::new());
    for (range, term) in all {
        let source = text.source(range);
        match marks.last_mut() {
            Some(last) if source.start < last.end => last.end = last.end.max(source.end),
            _ => {
                marks.push(source);
                terms.push(term);
            }
        }
    }
    TextMatch { tier, marks, terms }
}
