//! What a user types becomes a [`Query`]: lexemes, then a tree, then alternatives.

#[cfg(test)]
mod algebra;
pub mod ast;
pub mod bounds;
mod lex;
mod multiply;
mod parse;
pub mod tree;
mod written;

pub use crate::filter::Restriction;
pub use ast::{Conjunction, Near, Phrase, Term, TermRole};
pub use bounds::TooComplex;
pub use parse::{chunk, parse};

use tree::QueryNode;

/// A query. No alternative: it matches nothing; one without terms matches every passage that
/// passes its filters.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// A passage matches when it matches one of these.
    pub alternatives: Vec<Conjunction>,
    /// What a passage may match a part of: single characters are left out where there are words
    /// enough, and are else taken wherever they stand. Empty where that is [`Self::alternatives`].
    pub loose: Vec<Conjunction>,
    /// The query before OR was multiplied out.
    pub tree: QueryNode,
    /// As it was typed.
    pub typed: String,
}
