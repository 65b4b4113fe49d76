//! What a score must know of the whole archive: how many passages there are, how long they are, and
//! how many hold what is sought.

use suyan_analysis::grams::{Gram, GramLookup, phrase_lookup};

use crate::Error;
use crate::query::{Phrase, Term};

/// See the module. Passages of reports that were removed do not count, however they are kept.
pub trait Statistics {
    /// How many passages there are.
    fn passages(&self) -> u64;

    /// Their mean length in terms of [`suyan_analysis::grams`]; 1 where there are none.
    fn mean_length(&self) -> f32;

    /// How many passages hold a term of [`suyan_analysis::grams`].
    ///
    /// # Errors
    /// Those of reading an index.
    fn frequency(&self, term: &str) -> Result<u64, Error>;

    /// How many passages hold a character.
    ///
    /// # Errors
    /// Those of reading an index.
    fn holding_character(&self, character: &str) -> Result<u64, Error>;

    /// How often a character stands in passages, each of its neighbours in a passage counted once.
    ///
    /// # Errors
    /// Those of reading an index.
    fn frequency_of_character(&self, character: char) -> Result<u64, Error>;

    /// How many passages hold two characters side by side.
    ///
    /// # Errors
    /// Those of reading an index.
    fn frequency_of_pair(&self, left: char, right: char) -> Result<u64, Error> {
        let mut term = String::with_capacity(8);
        Gram::Pair(left, right).write(&mut term);
        self.frequency(&term)
    }

    /// How many passages may hold a string: those that hold the rarest of the terms that prove it.
    ///
    /// # Errors
    /// Those of reading an index.
    fn frequency_of_phrase(&self, phrase: &Phrase) -> Result<u64, Error> {
        let mut failed = None;
        let mut frequency = |term: &str| {
            self.frequency(term).unwrap_or_else(|error| {
                failed = Some(error);
                0
            })
        };
        let least = match phrase_lookup(&phrase.tokens, &mut frequency) {
            GramLookup::Prefix(character) => self.holding_character(&character)?,
            GramLookup::Terms { terms, .. } => {
                terms.iter().map(|(_, term)| frequency(term)).min().unwrap_or(0)
            }
        };
        failed.map_or(Ok(least), Err)
    }

    /// How many passages may hold a term of a query.
    ///
    /// # Errors
    /// Those of reading an index.
    fn frequency_of_term(&self, term: &Term) -> Result<u64, Error> {
        if let Some(near) = &term.near {
            let words = near.words.iter().map(|word| self.frequency_of_phrase(word));
            return words.reduce(|a, b| Ok(a?.min(b?))).unwrap_or(Ok(0));
        }
        term.phrases.iter().map(|phrase| self.frequency_of_phrase(phrase)).sum()
    }
}
