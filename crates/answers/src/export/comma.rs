//! Comma-separated values as RFC 4180 has them, in chunks. Commas, quotation marks and line ends are
//! the crate `csv`'s; here is what spreadsheet programs do with what stands between them.

use std::borrow::Cow;

use csv::{Terminator, Writer, WriterBuilder};

use super::CHUNK;
use crate::cells::broken;
use crate::problem::Problem;

/// What a text begins with that a spreadsheet program takes for a formula.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A text that would be taken for a formula, with an apostrophe before it: a report must not be able
/// to run anything on a reader's machine.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    match text.starts_with(FORMULA) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// The text that [`guarded`] was given.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(text)
}

/// The lines of a file.
pub(crate) struct CsvLines {
    writer: Writer<Vec<u8>>,
}

impl CsvLines {
    /// A file without lines, with a byte order mark where one is wanted.
    pub(crate) fn new(mark: bool) -> Self {
        Self { writer: writer(if mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() }) }
    }

    /// The next line.
    pub(crate) fn row<C: AsRef<[u8]>>(
        &mut self,
        cells: impl IntoIterator<Item = C>,
    ) -> Result<(), Problem> {
        self.writer.write_record(cells).map_err(broken)
    }

    /// What is to be sent, once there is enough of it.
    pub(crate) fn chunk(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        if self.writer.get_ref().len() < CHUNK {
            return Ok(None);
        }
        std::mem::replace(self, Self::new(false)).rest().map(Some)
    }

    /// What was not sent yet.
    pub(crate) fn rest(self) -> Result<Vec<u8>, Problem> {
        self.writer.into_inner().map_err(broken)
    }
}

fn writer(begun: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(begun)
}
