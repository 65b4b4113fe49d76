//! A query said back in its own language, and what decides whether two are the same.

use super::ast::{Conjunction, Term, TermRole};
use super::parse::{parse, quote};
use super::tree::{QueryNode, bare};
use super::{Query, multiply};

impl Query {
    /// The alternatives that a passage may match a part of.
    #[must_use]
    pub fn in_part(&self) -> &[Conjunction] {
        if self.loose.is_empty() { &self.alternatives } else { &self.loose }
    }

    /// The literal form: what was typed as one string and is read as words, in quotation marks.
    /// `None` where there is no such string, or where it cannot be written.
    #[must_use]
    pub fn literal(&self) -> Option<String> {
        let mut is_other = false;
        let tree = self.tree.map(&mut |node| match node {
            QueryNode::Text(chunk) if !chunk.is_literal() => {
                is_other = true;
                quote(&bare(&chunk.text), None).map(QueryNode::Quote)
            }
            QueryNode::Not(_) => Some(node.clone()),
            _ => None,
        });
        if is_other { tree.written_back() } else { None }
    }

    /// The query in the query language, with what holds for what in brackets. Read again, it is
    /// the same query: quotation marks typed strangely may not survive being written down, and
    /// then the query is said back as it was typed.
    #[must_use]
    pub fn written(&self) -> String {
        let written = self.tree.written();
        if written == self.typed {
            return written;
        }
        match parse(&written) {
            // A minus that opened nothing may do so where it now stands at the beginning: ）－3万.
            Ok(read) if read.signature() == self.signature() => read.tree.written(),
            _ => self.typed.clone(),
        }
    }

    /// Everything of a query that decides what it finds and in which order.
    #[must_use]
    pub fn signature(&self) -> String {
        signature(&self.alternatives)
    }
}

impl QueryNode {
    /// Written in the query language, where that is read as this very query. A minus behind a closing
    /// mark is text (`“养老”-3万`), and would exclude where it is written behind a blank.
    #[must_use]
    pub fn written_back(&self) -> Option<String> {
        let written = self.written();
        let own = multiply::alternatives(self).ok()?;
        let read = parse(&written).ok()?;
        (read.signature() == signature(&own)).then_some(written)
    }
}

fn signature(alternatives: &[Conjunction]) -> String {
    let alternatives: Vec<String> = alternatives.iter().map(conjunction).collect();
    alternatives.join("\n")
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
    #[must_use]
    pub fn signature(&self) -> String {
        let phrases: Vec<&str> = self.phrases.iter().map(|phrase| phrase.normal()).collect();
        let near = self.near.as_ref().map(|near| {
            let words: Vec<&str> = near.words.iter().map(|word| word.normal()).collect();
            (words, near.distance)
        });
        let role = match self.role {
            TermRole::Word => "word",
            TermRole::LeftOver(_) => "left over",
            TermRole::Filler => "filler",
        };
        let figure = self.figure.as_ref().map_or("", |figure| figure.written());
        format!("{phrases:?} {} {near:?} {figure} {} {role}", self.literal, self.quoted)
    }
}
