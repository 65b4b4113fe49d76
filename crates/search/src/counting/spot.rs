//! Which occurrences in one text count: for whoever shows what was counted, or decides on it.

use std::ops::Range;

use suyan_analysis::Tokens;

use super::patterns::{PatternRole, Patterns};
use super::sweep::Occurrence;
use super::{CountRequest, CountWay};

/// Finds in a text what a count by [`CountWay::Literal`] of the same columns and exclusions counts.
#[derive(Debug)]
pub struct Spotter {
    patterns: Patterns,
}

impl Spotter {
    /// Of these columns, within none of the `excluded`.
    #[must_use]
    pub fn of(columns: Vec<Vec<String>>, excluded: Vec<String>) -> Self {
        let way = CountWay::Literal;
        let request = CountRequest { columns, excluded, way, ..CountRequest::default() };
        Self { patterns: Patterns::of(&request) }
    }

    /// Gives every occurrence that counts, from the left, with the columns it counts for and its
    /// bytes in the text.
    pub fn each(&self, text: &str, mut put: impl FnMut(&[u32], Range<usize>)) {
        let tokens = Tokens::of(text);
        let mut found: Vec<Occurrence> = Vec::new();
        self.patterns.look(0, &tokens, &mut found);
        self.patterns.leave_excluded(&mut found);
        let mut free = 0;
        for occurrence in &found {
            let PatternRole::Counted(columns) = &self.patterns.roles[occurrence.string as usize]
            else {
                continue;
            };
            if occurrence.start < free {
                continue;
            }
            free = occurrence.end();
            put(columns, tokens.source(occurrence.start as usize..occurrence.end() as usize));
        }
    }
}
