//! One promise through the years.

use serde::Serialize;
use suyan_engine::ledger::LaterYear;
use suyan_engine::{Backend, PromiseStory, ShownPromise};

use super::list::NOTE;
use crate::json::print_at;
use crate::notes::Book;
use crate::problem::Problem;

/// The promise of this id, with what every later report of its place says of each item.
///
/// # Errors
/// `not_found`, or what the backend says.
pub fn one_promise(backend: &dyn Backend, id: &str) -> Result<PromiseStory, Problem> {
    let story = backend.promise(id)?;
    story.ok_or_else(|| {
        let shown: String = id.chars().take(60).collect();
        Problem::not_found(
            format!("没有编号为“{shown}”的承诺"),
            "编号写作 报告编号:段号:句号，见 /api/v1/promises 的 id",
        )
    })
}

/// The same as JSON, with what a person notes of it.
///
/// # Errors
/// As [`one_promise`].
pub fn promise_json(backend: &dyn Backend, id: &str, notes: &Book) -> Result<Vec<u8>, Problem> {
    let PromiseStory { mut promise, later } = one_promise(backend, id)?;
    notes.mark(&mut promise);
    print_at(backend, &Body { promise: &promise, later: &later, note: NOTE })
}

#[derive(Debug, Serialize)]
struct Body<'a> {
    #[serde(flatten)]
    promise: &'a ShownPromise,
    later: &'a [LaterYear],
    note: &'static str,
}
