//! A panel as XLSX, written with constant memory: the table, and the codebook on a sheet of its own.

use std::fs::File;

use rust_xlsxwriter::{Format, Workbook};

use super::{PanelTable, Value, broken, codebook_rows, too_large};
use crate::panel::Panel;
use crate::problem::Problem;

/// The most rows and columns of a sheet of the format.
const MOST_ROWS: usize = 1_048_575;
const MOST_COLUMNS: usize = 16_384;
/// The most characters that a cell of the format has.
const MOST_CHARACTERS: usize = 32_767;

/// Writes the workbook.
pub(super) fn write(panel: &Panel, table: &PanelTable<'_>) -> Result<File, Problem> {
    if table.len() > MOST_ROWS || table.fields().len() > MOST_COLUMNS {
        return Err(too_large("一张工作表"));
    }
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet_with_constant_memory().map_err(broken)?;
    sheet.set_name("panel").map_err(broken)?;
    sheet.set_freeze_panes(1, 0).map_err(broken)?;
    for (column, field) in (0u16..).zip(table.fields()) {
        sheet.write_string_with_format(0, column, fitted(&field.name), &bold).map_err(broken)?;
    }
    for row in 0..table.len() {
        let line = row as u32 + 1;
        for (column, value) in (0u16..).zip(table.values(row)) {
            match value {
                Value::None => continue,
                Value::Text(text) => sheet.write_string(line, column, fitted(&text)),
                Value::Int(number) => sheet.write_number(line, column, number as f64),
                Value::Real(number) => sheet.write_number(line, column, number),
            }
            .map_err(broken)?;
        }
    }
    let sheet = book.add_worksheet_with_constant_memory().map_err(broken)?;
    sheet.set_name("codebook").map_err(broken)?;
    sheet.set_column_width(0, 30).map_err(broken)?;
    sheet.set_column_width(1, 100).map_err(broken)?;
    for (row, (item, about)) in (0u32..).zip(codebook_rows(panel, table)) {
        sheet.write_string(row, 0, fitted(&item)).map_err(broken)?;
        sheet.write_string(row, 1, fitted(&about)).map_err(broken)?;
    }
    let mut file = tempfile::tempfile().map_err(broken)?;
    book.save_to_writer(&mut file).map_err(broken)?;
    Ok(file)
}

fn fitted(text: &str) -> String {
    text.chars().take(MOST_CHARACTERS).collect()
}
