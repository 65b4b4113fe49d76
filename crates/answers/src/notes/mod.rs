//! What a reader notes of promises: verdicts that a person confirms or overrules, with the reason.
//!
//! Reading never writes. A [`Journal`] is a store of its own beside the index, opened only by an
//! option; its lines ([`Change`]) are only ever added to, each with the old value, the day, the
//! reason and the evidence. What they are of is told by words, place and year ([`Anchor`]), so that
//! a matter is found again ([`Book`]) when reports are read better and passages are numbered
//! otherwise. What a person says stands beside what the rules read, and never in its place.

mod anchor;
mod book;
mod change;
mod decide;
mod file;
mod find;
mod journal;
mod list;

pub use anchor::{Anchor, letters};
pub use book::{Book, NotedItem};
pub use change::{Change, Cited, DECIDABLE, RuleReading};
pub use decide::{Decision, decide, decision};
pub use file::{CHANGE_COLUMNS, add_changes, read_changes, write_changes};
pub use find::found_again;
pub use journal::{Journal, JournalError};
pub use list::{change_json, matters_json, page};
