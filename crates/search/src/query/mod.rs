//! What a user types becomes a [`Query`]: lexemes, then a tree, then alternatives.

pub mod ast;
pub mod bounds;
mod lex;
mod multiply;
mod parse;
mod read_as;
pub mod tree;

pub use crate::filter::Restriction;
pub use ast::{Conjunction, Near, Phrase, Query, Role, Term};
pub use bounds::TooComplex;
pub use parse::{chunk, parse};
pub use read_as::read_as;
