//! One promise through the years.

use serde::Serialize;
use suyan_search::ledger::LaterYear;
use suyan_search::{Backend, PromiseStory, ShownPromise};

use super::list::NOTE;
use crate::json::print_at;
use crate::notes::Book;
use crate::problem::Problem;
use crate::story::one_promise;

/// One promise as JSON, with what a person notes of it.
///
/// # Errors
/// As [`one_promise`].
pub fn promise_json(backend: &dyn Backend, id: &str, notes: &Book) -> Result<Vec<u8>, Problem> {
    let PromiseStory { mut promise, later } = one_promise(backend, id)?;
    notes.mark(&mut promise);
    print_at(backend, &PromiseBody { promise: &promise, later: &later, note: NOTE })
}

#[derive(Debug, Serialize)]
struct PromiseBody<'a> {
    #[serde(flatten)]
    promise: &'a ShownPromise,
    later: &'a [LaterYear],
    note: &'static str,
}
