//! A panel as a file: CSV, JSON Lines, XLSX, Stata and Parquet, with the same columns in each, and
//! its codebook beside or inside it.
//!
//! A panel is counted before its file begins, and is of one commit; what is written of it needs no
//! index any more.

mod parquet;
mod sheet;
mod stata;
mod table;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use crate::cells::broken;
pub use crate::cells::{FieldKind, Value};
pub use table::{PanelTable, TableField};

use super::codebook::Codebook;
use super::json::RowBody;
use super::{Panel, PanelShape};
use crate::export::{CsvLines, Out, guarded};
use crate::json::print;
use crate::problem::Problem;

/// Bytes that are sent at once.
const CHUNK: usize = 64 * 1024;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelForm {
    /// Comma-separated values, with a byte order mark or without.
    Csv {
        /// Whether the mark stands before it: Excel needs it, some readers stumble over it.
        mark: bool,
    },
    /// The codebook of these as comma-separated values.
    Codebook {
        /// Whether the mark stands before it.
        mark: bool,
    },
    /// A JSON object a line.
    JsonLines,
    /// A workbook, the codebook on its second sheet.
    Xlsx,
    /// A data set of Stata, release 118; the codebook is in its labels.
    Stata,
    /// A Parquet file; the codebook is in its metadata.
    Parquet,
}

/// Writes a panel in this form.
///
/// # Errors
/// A table that the form cannot hold, or a file that cannot be written.
pub fn write(panel: &Panel, form: PanelForm, out: &mut dyn Out) -> Result<(), Problem> {
    let table = PanelTable::of(panel);
    match form {
        PanelForm::Csv { mark } => csv(&table, mark, out),
        PanelForm::Codebook { mark } => codebook(panel, &table, mark, out),
        PanelForm::JsonLines if panel.request.shape == PanelShape::Long => json_lines(panel, out),
        PanelForm::JsonLines => wide_lines(&table, out),
        PanelForm::Xlsx => send(sheet::write(panel, &table)?, table.len(), out),
        PanelForm::Stata => send(stata::write(panel, &table)?, table.len(), out),
        PanelForm::Parquet => send(parquet::write(panel, &table)?, table.len(), out),
    }
}

fn csv(table: &PanelTable<'_>, mark: bool, out: &mut dyn Out) -> Result<(), Problem> {
    out.begin(table.len() as u64);
    let mut lines = CsvLines::new(mark);
    lines.row(table.fields().iter().map(|field| guarded(&field.name).into_owned()))?;
    for row in 0..table.len() {
        lines.row(table.values(row).iter().map(plain))?;
        if let Some(chunk) = lines.chunk()?
            && out.send(chunk).is_break()
        {
            return Ok(());
        }
    }
    let _ = out.send(lines.rest()?);
    Ok(())
}

/// A value as it stands between commas.
fn plain(value: &Value) -> String {
    match value {
        Value::None => String::new(),
        Value::Text(text) => guarded(text).into_owned(),
        Value::Int(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
    }
}

fn codebook(
    panel: &Panel,
    table: &PanelTable<'_>,
    mark: bool,
    out: &mut dyn Out,
) -> Result<(), Problem> {
    let rows = codebook_rows(panel, table);
    out.begin(rows.len() as u64);
    let mut lines = CsvLines::new(mark);
    lines.row(["item", "value"])?;
    for (item, value) in rows {
        lines.row([guarded(&item).as_ref(), guarded(&value).as_ref()])?;
    }
    let _ = out.send(lines.rest()?);
    Ok(())
}

/// What a codebook says: how was counted, then what every column is.
fn codebook_rows(panel: &Panel, table: &PanelTable<'_>) -> Vec<(String, String)> {
    let how = Codebook::of(panel).lines().into_iter();
    let how = how.map(|(name, value)| (name.to_owned(), value));
    let left_out = panel.left_out.iter().map(|out| {
        let years: Vec<String> = out.years.iter().map(i16::to_string).collect();
        let name = format!("未列入 {} {}", out.place.code, out.place.path.join(""));
        (name, format!("缺 {}", years.join("、")))
    });
    let fields = table.fields().iter();
    let fields = fields.map(|field| (format!("列 {}", field.name), field.about.clone()));
    how.chain(fields).chain(left_out).collect()
}

fn json_lines(panel: &Panel, out: &mut dyn Out) -> Result<(), Problem> {
    out.begin(panel.rows.len() as u64);
    let mut buffer = Vec::new();
    for row in &panel.rows {
        buffer.extend(print(&RowBody { panel, row })?);
        buffer.push(b'\n');
        if buffer.len() > CHUNK && out.send(std::mem::take(&mut buffer)).is_break() {
            return Ok(());
        }
    }
    let _ = out.send(buffer);
    Ok(())
}

fn wide_lines(table: &PanelTable<'_>, out: &mut dyn Out) -> Result<(), Problem> {
    out.begin(table.len() as u64);
    let mut buffer = Vec::new();
    for row in 0..table.len() {
        let values = table.fields().iter().zip(table.values(row)).map(|(field, value)| {
            let value = match value {
                Value::None => serde_json::Value::Null,
                Value::Text(text) => text.into(),
                Value::Int(number) => number.into(),
                Value::Real(number) => number.into(),
            };
            (field.name.clone(), value)
        });
        buffer.extend(print(&values.collect::<serde_json::Map<_, _>>())?);
        buffer.push(b'\n');
        if buffer.len() > CHUNK && out.send(std::mem::take(&mut buffer)).is_break() {
            return Ok(());
        }
    }
    let _ = out.send(buffer);
    Ok(())
}

/// Sends a finished file.
fn send(mut file: File, rows: usize, out: &mut dyn Out) -> Result<(), Problem> {
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    out.begin(rows as u64);
    loop {
        let mut chunk = vec![0; CHUNK];
        let read = file.read(&mut chunk).map_err(broken)?;
        chunk.truncate(read);
        if read == 0 || out.send(chunk).is_break() {
            return Ok(());
        }
    }
}

/// A table that a form has no room for.
fn too_large(what: &str) -> Problem {
    Problem::new(
        "too_many_rows",
        format!("{what}放不下这张表"),
        "请缩小范围，或改用 CSV、JSON Lines",
    )
}
