//! Documents whose parsers may run away are read in processes of the program's own, which can be
//! ended: [`Pool`] is this side, [`serve()`] the other.
//!
//! A worker is the program itself, started with the argument [`COMMAND`]. It bounds its own
//! processor time and memory where the system knows such bounds, reads one document at a time and
//! is kept for the next, so that the usual file costs a few copies through a pipe. When it ends
//! within a document, that is a [`Reason`] in the account of this document alone.

mod bounds;
mod frame;
mod pool;
mod process;
mod serve;

pub use pool::Pool;
pub use serve::serve;

/// The argument with which the program is a worker.
pub const COMMAND: &str = "read-one";

use serde::{Deserialize, Serialize};
use suyan_corpus::extract::apart::JobInput;
use suyan_corpus::{Limits, Reason};

/// What goes in front of the bytes of a document.
#[derive(Debug, Serialize, Deserialize)]
struct MessageHead {
    what: JobInput,
    source: String,
    limits: Limits,
}

/// That a worker could not be had.
fn no_worker(error: impl ToString) -> Reason {
    Reason::NoWorker(error.to_string())
}
