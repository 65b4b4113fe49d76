//! A panel as Parquet; the codebook is the file's metadata.

use std::fs::File;
use std::io::BufWriter;

use super::{Table, Value, broken, codebook_rows};
use crate::panel::Panel;
use crate::parquet::{Column, GROUP, Writer};
use crate::problem::Problem;

/// Writes the file.
pub(super) fn write(panel: &Panel, table: &Table<'_>) -> Result<File, Problem> {
    let file = tempfile::tempfile().map_err(broken)?;
    let column = |field: &super::Field| Column { name: field.name.clone(), kind: field.kind };
    let columns = table.fields().iter().map(column).collect();
    let out = BufWriter::new(file.try_clone().map_err(broken)?);
    let mut writer = Writer::new(out, "panel", columns)?;
    for from in (0..table.len()).step_by(GROUP) {
        let rows = from..(from + GROUP).min(table.len());
        let values = |field| rows.clone().map(|row| table.value(row, field)).collect();
        let columns: Vec<Vec<Value>> = table.fields().iter().map(values).collect();
        writer.group(&columns)?;
    }
    writer.finish(&codebook_rows(panel, table))?;
    Ok(file)
}
