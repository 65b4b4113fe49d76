//! One promise by its id: what its page and whoever notes something of it begin with.

use suyan_search::{Backend, PromiseStory};

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
