//! The precision of every word and of the list, from what was decided.

use serde::Serialize;

use super::coded::{Coded, CodedWord};
use crate::interval::{Estimate, FEWEST, Shown};
use crate::params::Params;

/// The precision of one word.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordPrecision {
    /// The word.
    pub word: String,
    /// How often it stands in all that was sampled from.
    pub hits: u64,
    /// Occurrences that were decided on.
    pub coded: u64,
    /// Occurrences that are what is meant.
    pub yes: u64,
    /// Occurrences that were drawn and left open.
    pub open: u64,
    /// The share that is meant; `None` where too few were decided on.
    #[serde(flatten)]
    pub estimate: Shown,
    /// The precision of the list without this word.
    pub without: Shown,
}

/// The precision of the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetPrecision {
    /// Hits of all words.
    pub hits: u64,
    /// Hits of the words of which some were decided on.
    pub hits_coded: u64,
    /// Occurrences that were decided on.
    pub coded: u64,
    /// Occurrences that are what is meant.
    pub yes: u64,
    /// The share of all hits that is meant, every word weighing as it is frequent.
    #[serde(flatten)]
    pub estimate: Shown,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Word by word.
    pub words: Vec<WordPrecision>,
    /// All together.
    pub set: SetPrecision,
    /// Under so many decisions no share is told.
    pub fewest: u64,
    /// What was decided as the parameters of a panel, which then carries the estimate.
    pub parameters: String,
}

impl Evaluation {
    /// Of what was decided.
    #[must_use]
    pub fn of(coded: &Coded) -> Self {
        let counts = |word: &CodedWord| (word.hits, word.yes, word.coded);
        let all: Vec<(u64, u64, u64)> = coded.words.iter().map(counts).collect();
        let words = coded.words.iter().enumerate().map(|(at, word)| {
            let mut others = all.clone();
            others.remove(at);
            WordPrecision {
                word: word.word.clone(),
                hits: word.hits,
                coded: word.coded,
                yes: word.yes,
                open: word.open,
                estimate: Estimate::of(word.yes, word.coded).into(),
                without: Estimate::of_all(&others).into(),
            }
        });
        let sum = |of: fn(&(u64, u64, u64)) -> u64| all.iter().map(of).sum();
        let decided = coded.words.iter().filter(|word| word.coded > 0);
        let parameters = decided.clone().fold(Params::default(), |params, word| {
            params.add("coded", &format!("{}:{}/{}", word.word, word.yes, word.coded))
        });
        Self {
            words: words.collect(),
            set: SetPrecision {
                hits: sum(|word| word.0),
                hits_coded: decided.map(|word| word.hits).sum(),
                coded: sum(|word| word.2),
                yes: sum(|word| word.1),
                estimate: Estimate::of_all(&all).into(),
            },
            fewest: FEWEST,
            parameters: parameters.at("").trim_start_matches('?').to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_means_something_else_is_told() {
        let mut coded = Coded::default();
        for at in 0..20 {
            coded.add("示范", 600, Some(at < 2));
            coded.add("广场", 200, Some(at < 18));
            coded.add("亮化", 4, (at < 3).then_some(true));
        }
        let found = Evaluation::of(&coded);
        let of = |word: &str| found.words.iter().find(|one| one.word == word).unwrap();
        assert!((of("示范").estimate.precision.unwrap() - 0.1).abs() < 1e-12);
        assert_eq!(of("亮化").estimate.why, Some("fewer_than_five"));
        assert_eq!((of("亮化").open, of("亮化").estimate.low), (17, None));
        let all = found.set.estimate.precision.unwrap();
        assert!((all - (60.0 + 180.0 + 4.0) / 804.0).abs() < 1e-12);
        assert!(of("示范").without.precision.unwrap() > 0.89);
        assert!(found.parameters.contains("coded=") && found.parameters.contains("2%2F20"));
    }
}
