//! The journal as JSON.

use serde::Serialize;
use suyan_search::Backend;

use super::{Anchor, Book, Change, NotedItem};
use crate::json::{print, print_at};
use crate::params::Params;
use crate::problem::Problem;

/// So many matters are given where nothing else is asked for.
const USUAL: usize = 20;
/// What the words of a person are, wherever they are given to a program.
const NOTE: &str =
    "noted 是本机读者写下的核定，不是按规则读出的结果，两者并列；旧值都在 changes 里";

#[derive(Serialize)]
struct NotesBody<'a> {
    total: usize,
    notes: Vec<MatterJson<'a>>,
    next: Option<String>,
    /// What a program sends back as `x-suyan-token` to write.
    token: &'a str,
    note: &'static str,
}

#[derive(Serialize)]
struct MatterJson<'a> {
    matter: u64,
    anchor: &'a Anchor,
    verdict: Option<&'static str>,
    changes: &'a [Change],
}

impl<'a> From<&'a NotedItem> for MatterJson<'a> {
    fn from(matter: &'a NotedItem) -> Self {
        Self {
            matter: matter.id(),
            anchor: matter.anchor(),
            verdict: matter.verdict().map(suyan_promises::Verdict::as_str),
            changes: &matter.changes,
        }
    }
}

/// A page of matters, those that were changed last first: the parameters are `matter`, `limit` and
/// `cursor`. `token` is what a program writes with.
///
/// # Errors
/// A value that is none, or a matter that is not there.
pub fn matters_json(
    backend: &dyn Backend,
    book: &Book,
    params: &Params,
    token: &str,
) -> Result<Vec<u8>, Problem> {
    let (page, next) = page(book, params)?;
    let total = book.matters().len();
    let notes = page.into_iter().map(MatterJson::from).collect();
    print_at(backend, &NotesBody { total, notes, next, token, note: NOTE })
}

/// A page of matters, and the cursor of the next one.
///
/// # Errors
/// As [`matters_json`].
pub fn page<'a>(
    book: &'a Book,
    params: &Params,
) -> Result<(Vec<&'a NotedItem>, Option<String>), Problem> {
    let number = |name: &str| params.one(name).map(str::parse::<u64>).transpose();
    let unknown = || Problem::not_found("没有这一条核定", "编号见 /api/v1/notes 的 matter");
    if let Some(wanted) = number("matter").map_err(|_| unknown())? {
        return Ok((vec![book.matter(wanted).ok_or_else(unknown)?], None));
    }
    let bad_cursor =
        |_| Problem::new("bad_cursor", "cursor 不属于这个列表", "请原样使用上一页给出的 next");
    let before = number("cursor").map_err(bad_cursor)?.unwrap_or(u64::MAX);
    let limit = params.limit(USUAL)?;
    let all = book.matters();
    let mut rest = all.into_iter().filter(|matter| matter.last().number < before);
    let page: Vec<&NotedItem> = rest.by_ref().take(limit).collect();
    let next = rest.next().and(page.last()).map(|matter| matter.last().number.to_string());
    Ok((page, next))
}

/// One line as JSON.
///
/// # Errors
/// `internal` where it cannot be printed.
pub fn change_json(change: &Change) -> Result<Vec<u8>, Problem> {
    print(change)
}
