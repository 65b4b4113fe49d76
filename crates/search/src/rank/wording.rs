//! What a query says, character by character, and how much of it a passage says: BM25 over the
//! pairs of its words, the pairs where two words meet, and its single characters.
//!
//! Who asks words things otherwise than who writes: 房子 asks, 房屋 answers, and no word of the one
//! need stand in the other. Characters are what they share. Words alone find names best, characters
//! alone find the matter best; the settings are those with which questions about news and lay
//! questions about statutes both gain over either.

use suyan_analysis::find;

use super::pairs::{Bm25, CharacterPair, RankedText, Rarities, SoughtPairs, Weighted};
use crate::Error;
use crate::query::{Phrase, Query};

/// What a pair counts that stands where two words meet, beside one inside a word.
const BETWEEN: f32 = 0.5;
/// What a character counts, beside a pair inside a word.
const CHARACTER: f32 = 0.85;
/// Rarity tells more than BM25 takes it for.
const RARITY: f32 = 1.15;
/// A pair that stands there at all tells nearly everything; a character tells more the oftener it
/// comes.
const OF_PAIRS: Bm25 = Bm25 { k1: 0.5, b: 0.8 };
const OF_CHARACTERS: Bm25 = Bm25 { k1: 2.0, b: 0.8 };

/// See the module.
pub(super) struct Wording {
    pairs: SoughtPairs,
    characters: SoughtPairs,
}

impl Wording {
    /// The wording of a query, particles and what is excluded left out.
    pub(super) fn of(query: &Query, rarities: &mut Rarities<'_>) -> Result<Self, Error> {
        let (mut pairs, mut characters) = (Vec::new(), Vec::new());
        for conjunction in &query.alternatives {
            let mut words = Vec::new();
            for term in &conjunction.terms {
                // Ways to write a word are the same word again.
                let near = term.near.as_ref().map_or(&[][..], |near| &near.words);
                words.extend(term.phrases[..term.literal].iter().chain(near));
            }
            for text in words.iter().map(|word| RankedText::of(&word.tokens)) {
                rarities.learn_numbers(&text);
                pairs.extend(text.pairs.into_iter().map(|pair| (pair, 1.0)));
                characters.extend(text.characters.into_iter().map(|one| (one, CHARACTER)));
            }
            if let Some(whole) = &conjunction.whole {
                pairs.extend(between(whole, &words).into_iter().map(|pair| (pair, BETWEEN)));
            }
        }
        Ok(Self { pairs: weigh(pairs, rarities)?, characters: weigh(characters, rarities)? })
    }

    /// The score of a text whose length is so many times the mean, and the share of the wording that
    /// it holds.
    pub(super) fn score(&self, text: &RankedText, length: f32) -> (f32, f32) {
        let (of_pairs, pairs) = self.pairs.score(&text.pairs, length, OF_PAIRS);
        let (of_characters, characters) =
            self.characters.score(&text.characters, length, OF_CHARACTERS);
        let all = (self.pairs.weight() + self.characters.weight()).max(f32::MIN_POSITIVE);
        (of_pairs + of_characters, (pairs + characters) / all)
    }
}

/// The pairs of a string that stand where two of its words meet.
fn between(whole: &Phrase, words: &[&Phrase]) -> Vec<CharacterPair> {
    /// Of a token: in no word, inside one, at its end.
    #[derive(Clone, Copy, PartialEq)]
    enum Of {
        None,
        Inside,
        End,
    }
    let mut of = vec![Of::None; whole.tokens.len()];
    for range in words.iter().flat_map(|word| find(&whole.tokens, &word.tokens)) {
        let end = range.end;
        of[range.start..end].fill(Of::Inside);
        of[end - 1] = Of::End;
    }
    let meet = |at: &usize| of[*at] == Of::End && of[at + 1] != Of::None;
    let pair = |at: usize| {
        let two = [whole.tokens.term(at), whole.tokens.term(at + 1)].concat();
        let two = Phrase::of(&two).map(|two| RankedText::of(&two.tokens).pairs);
        two.and_then(|pairs| <[CharacterPair; 1]>::try_from(pairs).ok()).map(|[only]| only)
    };
    (0..of.len().saturating_sub(1)).filter(meet).filter_map(pair).collect()
}

/// Each pair once, by its highest weight, times its rarity.
fn weigh(mut pairs: Vec<Weighted>, rarities: &mut Rarities<'_>) -> Result<SoughtPairs, Error> {
    pairs.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    pairs.dedup_by_key(|(pair, _)| *pair);
    for (pair, weight) in &mut pairs {
        *weight *= rarities.rarity(*pair)?.powf(RARITY);
    }
    Ok(SoughtPairs::of(pairs))
}

#[cfg(test)]
mod tests {
    use super::super::pairs::pair;
    use super::*;
    use crate::query::parse;

    #[test]
    fn words_meet_where_nothing_stands_between_them() {
        let query = parse("养老床位的补贴").unwrap();
        let conjunction = &query.alternatives[0];
        let words: Vec<&Phrase> = conjunction.terms.iter().map(|term| &term.phrases[0]).collect();
        let whole = conjunction.whole.as_ref().expect("several words");
        assert_eq!(between(whole, &words), [pair('老', '床')]);
    }
}
