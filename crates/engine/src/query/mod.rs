//! What a user types becomes a [`Query`]: lexemes, then a tree, then alternatives.

pub mod ast;
mod lex;
mod parse;
mod read_as;
pub mod vocabulary;

pub use ast::{Conjunction, Near, Phrase, Query, Restriction, Term};
pub use parse::parse;
pub(crate) use read_as::read_as;
