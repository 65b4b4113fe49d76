//! What a request adds to the segmenter, and what it leaves out of its words.
//!
//! A passage is cut anew where it holds one of the words that were added; every other is cut as the
//! index has it. To add a word also makes the dictionary's total larger, which could only move a cut
//! elsewhere whose two ways are as likely to a millionth.

use std::collections::HashSet;
use std::sync::Arc;

use suyan_analysis::segment::{Segmenter, UserWord, is_listed};
use suyan_analysis::{Tokens, find};

use crate::query::Phrase;

/// Words of the user, beside those of the segmenter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Cut {
    /// Words that are added to the dictionary, in this order.
    pub user: Vec<UserWord>,
    /// Words that do not count among the words of a text.
    pub stop: Vec<String>,
}

/// A [`Cut`] that is ready to cut.
pub struct Cutter {
    segmenter: Arc<Segmenter>,
    /// The words that were added: where one of them stands is cut anew.
    pub added: Vec<Phrase>,
    stop: HashSet<String>,
    /// Marks, of which each is a word wherever it stands.
    marks: HashSet<char>,
    /// Other stop words that no list of words has: numbers, and marks that join letters.
    unlisted: Vec<String>,
}

impl Cutter {
    /// Of the words of a request.
    #[must_use]
    pub fn of(cut: &Cut) -> Self {
        let added = cut.user.iter().filter_map(|one| Phrase::of(&one.word)).collect();
        let (mut marks, mut unlisted) = (HashSet::new(), Vec::new());
        for word in cut.stop.iter().filter(|word| !is_listed(word)) {
            let mut characters = word.chars();
            match (characters.next(), characters.next()) {
                (Some(mark), None) if is_alone(mark) => {
                    marks.insert(mark);
                }
                _ => unlisted.push(word.clone()),
            }
        }
        let stop = cut.stop.iter().cloned().collect();
        Self { segmenter: Segmenter::of(&cut.user), added, stop, marks, unlisted }
    }

    /// Whether a text is cut anew.
    #[must_use]
    pub fn is_cut_anew(&self, text: &Tokens) -> bool {
        self.added.iter().any(|word| !find(text, &word.tokens).is_empty())
    }

    /// Gives the words of a text in order.
    pub fn each_word<'t>(&self, text: &'t str, is_anew: bool, put: impl FnMut(&'t str)) {
        match is_anew {
            true => self.segmenter.each_word(text, put),
            false => suyan_analysis::segment::each_word(text, put),
        }
    }

    /// How many words a text has, and how many of them are stop words.
    #[must_use]
    pub fn count(&self, text: &str, is_anew: bool) -> (u64, u64) {
        let (mut words, mut stopped) = (0, 0);
        self.each_word(text, is_anew, |word| {
            words += 1;
            stopped += u64::from(self.stop.contains(word));
        });
        (words, stopped)
    }

    /// The stop words that lists of words have.
    pub fn listed(&self) -> impl Iterator<Item = &str> {
        self.stop.iter().map(String::as_str).filter(|word| is_listed(word))
    }

    /// Whether there are stop words that only texts tell of.
    #[must_use]
    pub fn reads_texts(&self) -> bool {
        !self.marks.is_empty() || !self.unlisted.is_empty()
    }

    /// How often the stop words that lists do not have stand in a text that is cut as it always is.
    #[must_use]
    pub fn unlisted(&self, text: &str) -> u64 {
        if self.unlisted.iter().any(|word| text.contains(word)) {
            let mut stopped = 0;
            self.each_word(text, false, |word| {
                stopped += u64::from(!is_listed(word) && self.stop.contains(word));
            });
            return stopped;
        }
        text.chars().filter(|mark| self.marks.contains(mark)).count() as u64
    }
}

/// Whether a character is a word of its own wherever it stands: the segmenter joins ideographs,
/// Latin letters, digits and a few marks.
fn is_alone(character: char) -> bool {
    !character.is_alphanumeric()
        && !matches!(character, '+' | '#' | '&' | '.' | '_' | '%' | '-' | '\r' | '\n')
}
