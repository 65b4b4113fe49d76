//! Rows of any list as a file in any form.

use std::io::Read as _;
use std::ops::ControlFlow;

use super::columns::ExportCell;
use super::comma::CsvLines;
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
    match form {
        ExportForm::Csv => comma(columns, out, scan),
        ExportForm::JsonLines => json_lines(columns, out, scan),
        ExportForm::Xlsx => workbook(columns, out, scan),
    }
}

fn comma(
    columns: &[(&str, f64)],
    out: &mut dyn Out,
    scan: impl FnOnce(&mut dyn RowSink) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut lines = CsvLines::new(true);
    lines.row(columns.iter().map(|(name, _)| name))?;
    let mut rows = CsvRows { out, lines, broken: None };
    scan(&mut rows)?;
    let CsvRows { out, lines, broken } = rows;
    end(out, broken, lines.rest()?)
}

/// Sends what is left, where nothing went wrong.
fn end(out: &mut dyn Out, broken: Option<Problem>, rest: Vec<u8>) -> Result<(), Problem> {
    if let Some(problem) = broken {
        return Err(problem);
    }
    if !rest.is_empty() {
        // Whoever is gone needs no end.
        let _ = out.send(rest);
    }
    Ok(())
}

/// Rows that are lines of comma-separated values.
struct CsvRows<'a> {
    out: &'a mut dyn Out,
    lines: CsvLines,
    broken: Option<Problem>,
}

impl RowSink for CsvRows<'_> {
    fn begin(&mut self, rows: u64) {
        self.out.begin(rows);
    }

    fn row(&mut self, cells: &[ExportCell]) -> ControlFlow<()> {
        self.out.goes_on();
        let written = self.lines.row(cells.iter().map(|cell| cell.plain().into_owned()));
        match written.and_then(|()| self.lines.chunk()) {
            Ok(None) => ControlFlow::Continue(()),
            Ok(Some(chunk)) => self.out.send(chunk),
            Err(problem) => {
                self.broken = Some(problem);
                ControlFlow::Break(())
            }
        }
    }
}

fn json_lines(
    columns: &[(&str, f64)],
    out: &mut dyn Out,
    scan: impl FnOnce(&mut dyn RowSink) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut lines = JsonRows { names: &names, out, buffer: Vec::new(), broken: None };
    scan(&mut lines)?;
    let JsonRows { out, buffer, broken, .. } = lines;
    end(out, broken, buffer)
}

/// Rows that are objects of JSON, one a line.
struct JsonRows<'a> {
    names: &'a [&'a str],
    out: &'a mut dyn Out,
    buffer: Vec<u8>,
    broken: Option<Problem>,
}

impl JsonRows<'_> {
    fn line(&mut self, cells: &[ExportCell]) -> Result<(), Problem> {
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

impl RowSink for JsonRows<'_> {
    fn begin(&mut self, rows: u64) {
        self.out.begin(rows);
    }

    fn row(&mut self, cells: &[ExportCell]) -> ControlFlow<()> {
        self.out.goes_on();
        if let Err(problem) = self.line(cells) {
            self.broken = Some(problem);
            return ControlFlow::Break(());
        }
        if self.buffer.len() < CHUNK {
            return ControlFlow::Continue(());
        }
        self.out.send(std::mem::take(&mut self.buffer))
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
