//! Result lists as files: CSV, JSON Lines and XLSX, complete and streamed.
//!
//! A list is of one commit ([`Backend::scan`]) and written row by row, so that memory stays small
//! however long it is; XLSX, which cannot be read before its end, goes through a temporary file.
//! How many rows there will be is told before the first.

mod columns;
mod comma;
mod rows;
mod sheet;
#[cfg(test)]
pub(crate) mod tests;

use std::ops::ControlFlow;

use suyan_search::{Backend, Hit, ListSink, SearchRequest};

pub use columns::{COLUMNS, ExportCell};
pub(crate) use comma::CsvLines;
pub use comma::{guarded, unguarded};
pub use rows::{RowSink, to_rows};

use crate::params::Params;
use crate::problem::Problem;
use crate::snapshot::PARAMETER;

/// Bytes that are sent at once.
const CHUNK: usize = 64 * 1024;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportForm {
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
    suyan_search::query::parse(&request.query)?;
    Ok(request)
}

/// Where a file goes.
pub trait Out {
    /// The file will have so many rows.
    fn begin(&mut self, rows: u64);
    /// The next bytes; whether more are wanted.
    fn send(&mut self, bytes: Vec<u8>) -> ControlFlow<()>;
    /// Another row was made: the work goes on.
    fn goes_on(&mut self) {}
}

/// The address of the page that lists the rows of a file, at the present snapshot of the archive:
/// query, filters and state, so that a file says by itself what it is.
#[must_use]
pub fn asked(backend: &dyn Backend, params: &Params, base: &str, page: &str) -> String {
    let own = params.without("cursor").without("limit").without("lang");
    let own = own.set(PARAMETER, &backend.stats().snapshot);
    format!("{base}{}", own.at(page))
}

/// What the rows of a file say of where they are: links begin with `base`, and `asked` is the address
/// that gives the file's rows again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Addresses<'a> {
    /// Where the pages are.
    pub base: &'a str,
    /// See [`asked`].
    pub asked: &'a str,
}

/// Writes the whole list of a request in this form.
///
/// # Errors
/// What the backend says, a list that the form cannot hold, or a file that cannot be written; what
/// was sent by then is only a part.
pub fn write(
    backend: &dyn Backend,
    request: &SearchRequest,
    form: ExportForm,
    addresses: Addresses<'_>,
    out: &mut dyn Out,
) -> Result<(), Problem> {
    let columns = COLUMNS.map(|name| (name, columns::width(name)));
    to_rows(form, &columns, out, |rows| {
        backend.scan(request, &mut Hits { rows, addresses })?;
        Ok(())
    })
}

/// Gives every hit as a row.
struct Hits<'a> {
    rows: &'a mut dyn RowSink,
    addresses: Addresses<'a>,
}

impl ListSink for Hits<'_> {
    fn begin(&mut self, hits: u64) {
        self.rows.begin(hits);
    }

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        self.rows.row(&columns::cells(hit, self.addresses))
    }
}
