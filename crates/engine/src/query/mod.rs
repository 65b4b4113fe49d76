//! What a user types becomes a [`Query`]: lexemes, then a tree, then alternatives.

pub mod ast;
pub mod bounds;
mod lex;
mod multiply;
mod parse;
mod read_as;
pub(crate) mod tree;
pub mod vocabulary;

pub use ast::{Conjunction, Near, Phrase, Query, Restriction, Role, Term};
pub use bounds::TooComplex;
pub(crate) use parse::chunk;
pub use parse::parse;
pub(crate) use read_as::read_as;
