//! An export as XLSX, written with constant memory.

use std::fs::File;
use std::io::{Seek as _, SeekFrom};

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use suyan_engine::Hit;

use super::columns::{COLUMNS, Cell, Row};
use crate::problem::Problem;

/// The most rows that a sheet of the format has, but for the head.
pub const MOST_ROWS: u32 = 1_048_575;
/// The most characters that a cell of the format has.
const MOST_CHARACTERS: usize = 32_767;

/// A sheet that is being written.
pub struct Sheet {
    book: Workbook,
    rows: u32,
    base: String,
}

impl Sheet {
    /// An empty sheet with its head, for rows whose links begin with `base`.
    pub fn new(base: &str) -> Result<Self, Problem> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory().map_err(broken)?;
        let bold = Format::new().set_bold();
        for (column, name) in (0u16..).zip(COLUMNS) {
            let wide = match name {
                "text" => 80.0,
                "title" | "heading" => 36.0,
                _ => 12.0,
            };
            sheet.set_column_width(column, wide).map_err(broken)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(broken)?;
        for (column, name) in (0u16..).zip(COLUMNS) {
            sheet.write_string_with_format(0, column, name, &bold).map_err(broken)?;
        }
        Ok(Self { book, rows: 0, base: base.to_owned() })
    }

    /// Writes a row, of which a sheet holds [`MOST_ROWS`].
    pub fn row(&mut self, hit: &Hit) -> Result<(), Problem> {
        self.rows += 1;
        let sheet = self.book.worksheet_from_index(0).map_err(broken)?;
        for (column, cell) in (0u16..).zip(Row::new(hit, &self.base).cells()) {
            match cell {
                Cell::Empty => {}
                Cell::Number(number) => {
                    sheet.write_number(self.rows, column, number as f64).map_err(broken)?;
                }
                Cell::Text(text) => {
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
fn fitted(text: String) -> String {
    if text.chars().nth(MOST_CHARACTERS).is_none() {
        return text;
    }
    let note = "……（单元格放不下，全文见 link 一栏）";
    let room = MOST_CHARACTERS - note.chars().count();
    text.chars().take(room).chain(note.chars()).collect()
}

fn broken(error: XlsxError) -> Problem {
    tracing::error!(%error, "a sheet could not be written");
    Problem::internal()
}
