//! What stands in the cells of a typed file, whatever its form.

use crate::problem::Problem;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// Whole numbers.
    Int,
    /// Numbers.
    Real,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// None is known.
    None,
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number.
    Real(f64),
}

/// Our own fault: details go to the log.
pub(crate) fn broken(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "the file of a panel could not be written");
    Problem::internal()
}
