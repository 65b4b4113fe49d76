//! How a query was understood, told to the person who typed it.

use super::ast::{Conjunction, Query, Term};
use super::parse::parse;
use crate::ReadAs;

/// The query in the query language (read again, it is the same query), the words that decide, and
/// those that were left out because they say too little.
pub(crate) fn read_as(query: &Query) -> ReadAs {
    let mut words: Vec<String> = Vec::new();
    for term in query.alternatives.iter().flat_map(|a| &a.terms) {
        if !words.contains(&term.label) {
            words.push(term.label.clone());
        }
    }
    let mut ignored: Vec<String> = Vec::new();
    let mut chunks = Vec::new();
    query.tree.chunks(&mut chunks);
    for word in chunks.iter().flat_map(|chunk| &chunk.weak) {
        if !ignored.contains(word) {
            ignored.push(word.clone());
        }
    }
    ReadAs { text: query.written(), words, ignored, ..ReadAs::default() }
}

impl Query {
    /// The query in the query language, with what holds for what in brackets. Read again, it is
    /// the same query: quotation marks typed strangely may not survive being written down, and
    /// then the query is said back as it was typed.
    #[must_use]
    pub fn written(&self) -> String {
        let written = self.tree.written();
        if written == self.typed {
            return written;
        }
        let is_same = parse(&written).is_ok_and(|read| read.signature() == self.signature());
        if is_same { written } else { self.typed.clone() }
    }

    /// Everything of a query that decides what it finds and in which order.
    #[must_use]
    pub fn signature(&self) -> String {
        let alternatives: Vec<String> = self.alternatives.iter().map(conjunction).collect();
        alternatives.join("\n")
    }
}

fn conjunction(conjunction: &Conjunction) -> String {
    let terms: Vec<String> = conjunction.terms.iter().map(Term::signature).collect();
    let excluded: Vec<String> = conjunction.excluded.iter().map(self::conjunction).collect();
    let whole = conjunction.whole.as_ref().map(|whole| whole.normal());
    let (one, filters) = (conjunction.is_one_string(), &conjunction.restrictions);
    format!("{terms:?} -{excluded:?} {filters:?} {whole:?} {one}")
}

impl Term {
    /// Everything of a term that decides where it stands.
    pub(crate) fn signature(&self) -> String {
        let phrases: Vec<&str> = self.phrases.iter().map(|phrase| phrase.normal()).collect();
        let near = self.near.as_ref().map(|near| {
            let words: Vec<&str> = near.words.iter().map(|word| word.normal()).collect();
            (words, near.distance)
        });
        format!("{phrases:?} {} {near:?} {}", self.literal, self.quoted)
    }
}
