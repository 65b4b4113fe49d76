//! Result lists as files: CSV, JSON Lines and XLSX, complete and streamed.
//!
//! A list is of one commit ([`Backend::scan`]) and written row by row, so that memory stays small
//! however long it is; XLSX, which cannot be read before its end, goes through a temporary file.
//! How many rows there will be is told before the first.

mod columns;
mod sheet;

use std::io::Read as _;
use std::ops::ControlFlow;

use suyan_engine::{Backend, Hit, SearchRequest, Sink};

pub use columns::{COLUMNS, csv_text};

use crate::params::Params;
use crate::problem::Problem;

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
    let request = SearchRequest {
        facets: false,
        passages_per_report: 1,
        whole_passages: true,
        ..params.without("cursor").without("limit").search()?
    };
    // A query that is refused is refused before the file begins.
    suyan_engine::query::parse(&request.query)?;
    Ok(request)
}

/// Where a file goes.
pub trait Out {
    /// The file will have so many rows.
    fn begin(&mut self, rows: u64);
    /// The next bytes; whether more are wanted.
    fn send(&mut self, bytes: Vec<u8>) -> ControlFlow<()>;
}

/// Writes the whole list of a request in this form; `base` is the address that links begin with.
///
/// # Errors
/// What the backend says, a list that the form cannot hold, or a file that cannot be written; what
/// was sent by then is only a part.
pub fn write(
    backend: &dyn Backend,
    request: &SearchRequest,
    form: Form,
    base: &str,
    out: &mut dyn Out,
) -> Result<(), Problem> {
    match form {
        Form::Csv => lines(backend, request, base, out, csv_head(), columns::csv_row),
        Form::JsonLines => lines(backend, request, base, out, Vec::new(), columns::json_row),
        Form::Xlsx => workbook(backend, request, base, out),
    }
}

/// The byte order mark, by which Excel knows UTF-8, and the names of the columns.
fn csv_head() -> Vec<u8> {
    format!("\u{feff}{}\r\n", COLUMNS.join(",")).into_bytes()
}

/// Appends a hit as a line.
type Line = fn(&Hit, &str, &mut Vec<u8>) -> Result<(), Problem>;

fn lines(
    backend: &dyn Backend,
    request: &SearchRequest,
    base: &str,
    out: &mut dyn Out,
    head: Vec<u8>,
    line: Line,
) -> Result<(), Problem> {
    let mut rows = Lines { out, base, line, buffer: head, broken: None };
    backend.scan(request, &mut rows)?;
    let Lines { out, buffer, broken, .. } = rows;
    if let Some(problem) = broken {
        return Err(problem);
    }
    if !buffer.is_empty() {
        // Whoever is gone needs no end.
        let _ = out.send(buffer);
    }
    Ok(())
}

/// Rows that are lines of text.
struct Lines<'a> {
    out: &'a mut dyn Out,
    base: &'a str,
    line: Line,
    buffer: Vec<u8>,
    broken: Option<Problem>,
}

impl Sink for Lines<'_> {
    fn begin(&mut self, hits: u64) {
        self.out.begin(hits);
    }

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        if let Err(problem) = (self.line)(hit, self.base, &mut self.buffer) {
            self.broken = Some(problem);
            return ControlFlow::Break(());
        }
        if self.buffer.len() < CHUNK {
            return ControlFlow::Continue(());
        }
        let sent = self.out.send(std::mem::take(&mut self.buffer));
        if sent.is_break() {
            self.buffer.clear();
        }
        sent
    }
}

fn workbook(
    backend: &dyn Backend,
    request: &SearchRequest,
    base: &str,
    out: &mut dyn Out,
) -> Result<(), Problem> {
    let mut rows = Rows { sheet: sheet::Sheet::new(base)?, hits: 0, broken: None };
    backend.scan(request, &mut rows)?;
    if let Some(problem) = rows.broken {
        return Err(problem);
    }
    let mut file = rows.sheet.finish()?;
    out.begin(rows.hits);
    loop {
        let mut chunk = vec![0; CHUNK];
        let read = file.read(&mut chunk).map_err(|error| {
            tracing::error!(%error, "the temporary file could not be read");
            Problem::internal()
        })?;
        chunk.truncate(read);
        if read == 0 || out.send(chunk).is_break() {
            return Ok(());
        }
    }
}

/// Rows of a sheet.
struct Rows {
    sheet: sheet::Sheet,
    hits: u64,
    broken: Option<Problem>,
}

impl Sink for Rows {
    fn begin(&mut self, hits: u64) {
        self.hits = hits;
        if hits > u64::from(sheet::MOST_ROWS) {
            self.broken = Some(Problem::new(
                "too_many_rows",
                format!("结果有 {hits} 行，一张工作表最多 {} 行", sheet::MOST_ROWS),
                "请缩小检索范围，或改用 CSV、JSON Lines",
            ));
        }
    }

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        if self.broken.is_none() {
            self.broken = self.sheet.row(hit).err();
        }
        if self.broken.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
