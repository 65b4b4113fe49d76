//! Result lists as files: CSV, JSON Lines and XLSX, complete and streamed.
//!
//! A list is read from the backend in batches and written row by row, so that memory stays small
//! however long the list is; XLSX, which cannot be read before its end, goes through a temporary
//! file.

mod columns;
mod sheet;

use std::io::Read as _;
use std::sync::Arc;

use suyan_engine::{Backend, Group, Hit, SearchRequest};

pub use columns::{COLUMNS, csv_text};

use crate::params::Params;
use crate::problem::Problem;

/// Hits that are read from the backend at once.
const BATCH: usize = 500;
/// Bytes that are sent at once.
const CHUNK: usize = 64 * 1024;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Comma-separated values with a byte order mark.
    Csv,
    /// A JSON object a line.
    JsonLines,
    /// A workbook.
    Xlsx,
}

/// The request whose whole list these parameters ask for: a page's cursor and size do not bind a
/// file.
///
/// # Errors
/// A value that is none.
pub fn export_request(params: &Params) -> Result<SearchRequest, Problem> {
    Ok(SearchRequest {
        limit: BATCH,
        facets: false,
        passages_per_report: 1,
        whole_passages: true,
        ..params.without("cursor").without("limit").search()?
    })
}

/// Takes bytes towards the client; `false` when it is gone.
pub type Send<'a> = &'a mut dyn FnMut(Vec<u8>) -> bool;

/// Writes the whole list of a request in this form.
///
/// # Errors
/// What the backend says, or a file that cannot be written; what was sent is then a part.
pub fn write(
    backend: &dyn Backend,
    request: SearchRequest,
    form: Form,
    send: Send<'_>,
) -> Result<(), Problem> {
    match form {
        Form::Csv => lines(backend, request, send, csv_head(), columns::csv_row),
        Form::JsonLines => lines(backend, request, send, Vec::new(), columns::json_row),
        Form::Xlsx => {
            let mut sheet = sheet::Sheet::new()?;
            each(backend, request, |hit| sheet.row(hit))?;
            let mut file = sheet.finish()?;
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = file.read(&mut chunk).map_err(|error| {
                    tracing::error!(%error, "the temporary file could not be read");
                    Problem::internal()
                })?;
                chunk.truncate(read);
                if read == 0 || !send(chunk) {
                    return Ok(());
                }
            }
        }
    }
}

/// The byte order mark, by which Excel knows UTF-8, and the names of the columns.
fn csv_head() -> Vec<u8> {
    format!("\u{feff}{}\r\n", COLUMNS.join(",")).into_bytes()
}

fn lines(
    backend: &dyn Backend,
    request: SearchRequest,
    send: Send<'_>,
    head: Vec<u8>,
    row: fn(&Hit, &mut Vec<u8>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut buffer = head;
    let mut there = true;
    each(backend, request, |hit| {
        row(hit, &mut buffer)?;
        if buffer.len() >= CHUNK {
            there = send(std::mem::take(&mut buffer));
        }
        Ok(there)
    })?;
    if there && !buffer.is_empty() {
        send(buffer);
    }
    Ok(())
}

/// Calls for every hit of the list, in order, until it says `false`. Hits of the weakest tier
/// that are not counted belong to the list as they do on the pages.
fn each(
    backend: &dyn Backend,
    mut request: SearchRequest,
    mut call: impl FnMut(&Hit) -> Result<bool, Problem>,
) -> Result<(), Problem> {
    debug_assert!(matches!(request.group, Group::Report | Group::Passage));
    loop {
        let hits = Arc::unwrap_or_clone(backend.search(&request)?).hits;
        for hit in &hits {
            if !call(hit)? {
                return Ok(());
            }
        }
        if hits.len() < request.limit {
            return Ok(());
        }
        request.offset += hits.len();
    }
}
