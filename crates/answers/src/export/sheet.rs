//! An export as XLSX, written with constant memory.

use std::fs::File;
use std::io::{Seek as _, SeekFrom};

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::columns::ExportCell;
use crate::problem::Problem;

/// The most rows that a sheet of the format has, but for the head.
pub const MOST_ROWS: u32 = 1_048_575;
/// The most characters that a cell of the format has.
const MOST_CHARACTERS: usize = 32_767;

/// A sheet that is being written.
pub struct SheetWriter {
    book: Workbook,
    rows: u32,
}

impl SheetWriter {
    /// An empty sheet with its head: columns by name and width.
    pub fn new(columns: &[(&str, f64)]) -> Result<Self, Problem> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory().map_err(broken)?;
        let bold = Format::new().set_bold();
        for (column, (_, wide)) in (0u16..).zip(columns) {
            sheet.set_column_width(column, *wide).map_err(broken)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(broken)?;
        for (column, (name, _)) in (0u16..).zip(columns) {
            sheet.write_string_with_format(0, column, *name, &bold).map_err(broken)?;
        }
        Ok(Self { book, rows: 0 })
    }

    /// Writes a row, of which a sheet holds [`MOST_ROWS`].
    pub fn row(&mut self, cells: &[ExportCell]) -> Result<(), Problem> {
        self.rows += 1;
        let sheet = self.book.worksheet_from_index(0).map_err(broken)?;
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                ExportCell::Empty => {}
                ExportCell::Number(number) => {
                    sheet.write_number(self.rows, column, *number as f64).map_err(broken)?;
                }
                ExportCell::Decimal(number) => {
                    sheet.write_number(self.rows, column, *number).map_err(broken)?;
                }
                ExportCell::Text(text) => {
                    sheet.write_string(self.rows, column, fitted(text)).map_err(broken)?;
                }
            }
        }
        Ok(())
    }

    /// The finished file, from its beginning.
    pub fn finish(mut self) -> Result<File, Problem> {
        let mut file = tempfile::tempfile().map_err(|error| broken(error.into()))?;
        self.book.save_to_writer(&mut file).map_err(broken)?;
        file.seek(SeekFrom::Start(0)).map_err(|error| broken(error.into()))?;
        Ok(file)
    }
}

/// A text that a cell can hold: what is longer is cut, and says so.
fn fitted(text: &str) -> String {
    if text.chars().nth(MOST_CHARACTERS).is_none() {
        return text.to_owned();
    }
    let note = "……（单元格放不下，全文见 link 一栏）";
    let room = MOST_CHARACTERS - note.chars().count();
    text.chars().take(room).chain(note.chars()).collect()
}

fn broken(error: XlsxError) -> Problem {
    tracing::error!(%error, "a sheet could not be written");
    Problem::internal()
}
