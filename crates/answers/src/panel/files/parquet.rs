//! A panel as Parquet; the codebook is the file's metadata.

use std::fs::File;
use std::io::BufWriter;

use super::{PanelTable, Value, broken, codebook_rows};
use crate::panel::Panel;
use crate::parquet::{GROUP, ParquetColumn, ParquetWriter};
use crate::problem::Problem;

/// Writes the file.
pub(super) fn write(panel: &Panel, table: &PanelTable<'_>) -> Result<File, Problem> {
    let file = tempfile::tempfile().map_err(broken)?;
    let column =
        |field: &super::TableField| ParquetColumn { name: field.name.clone(), kind: field.kind };
    let columns = table.fields().iter().map(column).collect();
    let out = BufWriter::new(file.try_clone().map_err(broken)?);
    let mut writer = ParquetWriter::new(out, "panel", columns)?;
    for from in (0..table.len()).step_by(GROUP) {
        let rows = from..(from + GROUP).min(table.len());
        let values = |field| rows.clone().map(|row| table.value(row, field)).collect();
        let columns: Vec<Vec<Value>> = table.fields().iter().map(values).collect();
        writer.group(&columns)?;
    }
    writer.finish(&codebook_rows(panel, table))?;
    Ok(file)
}
