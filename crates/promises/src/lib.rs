//! A report becomes its promises, and a promise and later reports become an outcome with its
//! evidence.
//!
//! [`promises`] reads a report sentence by sentence: is it a promise, which clauses of it can be
//! checked, how firmly and until when. [`PreparedReport`] is a report as one that tells what became of
//! promises; [`mod@outcome`] weighs what the accounts of later years say of an item and judges by rule.
//! [`targets`] are the growth targets of a report.
//!
//! Pure: nothing here knows of indexes, HTTP or files.

mod adverbs;
pub mod clauses;
mod deadline;
mod extract;
mod features;
mod items;
mod model;
pub mod outcome;
mod promise;
pub mod said;
mod strength;
pub mod targets;

pub use extract::{items_of, promises, promises_with};
pub use model::{Marked, Model, train};
pub use outcome::{
    Matcher, Outcome, PreparedReport, Telling, ToldSentence, Verdict, VerdictReason, outcome,
    outcome_with, told,
};
pub use promise::{Item, KeptFigure, Promise, PromiseDeadline, Strength};

/// Sentences and clauses as bytes of their text.
pub use clauses::sentences;
