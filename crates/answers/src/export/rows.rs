//! Rows of any list as a file in any form.

use std::io::Read as _;
use std::ops::ControlFlow;

use super::columns::{ExportCell, csv_cells};
use super::sheet::{MOST_ROWS, SheetWriter};
use super::{CHUNK, ExportForm, Out};
use crate::json::print;
use crate::problem::Problem;

/// Takes the rows of a list.
pub trait RowSink {
    /// There will be so many.
    fn begin(&mut self, rows: u64);
    /// The next row; whether more are wanted.
    fn row(&mut self, cells: &[ExportCell]) -> ControlFlow<()>;
}

/// Writes the rows that `scan` gives as a file of these columns, each with its width in a sheet.
///
/// # Errors
/// What `scan` says, a list that the form cannot hold, or a file that cannot be written; what was
/// sent by then is only a part.
pub fn to_rows(
    form: ExportForm,
    columns: &[(&str, f64)],
    out: &mut dyn Out,
    scan: impl FnOnce(&mut dyn RowSink) -> Result<(), Problem>,
) -> Result<(), Problem> {
    if form == ExportForm::Xlsx {
        return workbook(columns, out, scan);
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let head = match form {
        ExportForm::JsonLines => Vec::new(),
        _ => format!("\u{feff}{}\r\n", names.join(",")).into_bytes(),
    };
    let mut lines = TextLines { form, names: &names, out, buffer: head, broken: None };
    scan(&mut lines)?;
    let TextLines { out, buffer, broken, .. } = lines;
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
struct TextLines<'a> {
    form: ExportForm,
    names: &'a [&'a str],
    out: &'a mut dyn Out,
    buffer: Vec<u8>,
    broken: Option<Problem>,
}

impl TextLines<'_> {
    fn json(&mut self, cells: &[ExportCell]) -> Result<(), Problem> {
        for (at, (name, cell)) in self.names.iter().zip(cells).enumerate() {
            self.buffer.push(if at == 0 { b'{' } else { b',' });
            self.buffer.extend(print(name)?);
            self.buffer.push(b':');
            self.buffer.extend(match cell {
                ExportCell::Empty => b"null".to_vec(),
                ExportCell::Number(number) => print(number)?,
                ExportCell::Decimal(number) => print(number)?,
                ExportCell::Text(text) => print(text)?,
            });
        }
        self.buffer.extend(b"}\n");
        Ok(())
    }
}

impl RowSink for TextLines<'_> {
    fn begin(&mut self, rows: u64) {
        self.out.begin(rows);
    }

    fn row(&mut self, cells: &[ExportCell]) -> ControlFlow<()> {
        self.out.goes_on();
        if self.form == ExportForm::JsonLines {
            if let Err(problem) = self.json(cells) {
                self.broken = Some(problem);
                return ControlFlow::Break(());
            }
        } else {
            csv_cells(cells, &mut self.buffer);
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
    columns: &[(&str, f64)],
    out: &mut dyn Out,
    scan: impl FnOnce(&mut dyn RowSink) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut rows = SheetRows { out, sheet: SheetWriter::new(columns)?, rows: 0, broken: None };
    scan(&mut rows)?;
    if let Some(problem) = rows.broken {
        return Err(problem);
    }
    let SheetRows { out, sheet, rows, .. } = rows;
    let mut file = sheet.finish()?;
    out.begin(rows);
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
struct SheetRows<'a> {
    out: &'a mut dyn Out,
    sheet: SheetWriter,
    rows: u64,
    broken: Option<Problem>,
}

impl RowSink for SheetRows<'_> {
    fn begin(&mut self, rows: u64) {
        self.rows = rows;
        if rows > u64::from(MOST_ROWS) {
            self.broken = Some(Problem::new(
                "too_many_rows",
                format!("结果有 {rows} 行，一张工作表最多 {MOST_ROWS} 行"),
                "请缩小检索范围，或改用 CSV、JSON Lines",
            ));
        }
    }

    fn row(&mut self, cells: &[ExportCell]) -> ControlFlow<()> {
        self.out.goes_on();
        if self.broken.is_none() {
            self.broken = self.sheet.row(cells).err();
        }
        if self.broken.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
