//! Workbooks: xlsx, xls, xlsb, ods. Every sheet is a table of reports, or one report line by line.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, Sheets, open_workbook_auto_from_rs};

use super::archive::{Package, package};
use super::sheet::{self, Sheet};
use super::{Extract, Extracted, Fit, Input, Limits, Sink, compound};

pub(super) struct Workbook;

impl Extract for Workbook {
    fn fit(&self, input: &Input<'_>) -> Fit {
        let sheet = package(input.bytes) == Some(Package::Sheet)
            || compound::kind(input.bytes) == Some(compound::Kind::Workbook);
        if sheet { Fit::Signature } else { Fit::No }
    }

    fn extract(&self, input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>) {
        // The reader of old binary sheets indexes into what it is given: a panic is a bad file.
        let read = catch_unwind(AssertUnwindSafe(|| sheets(input.bytes, limits)));
        let sheets = match read.unwrap_or_else(|_| Err("工作簿损坏".to_owned())) {
            Ok(sheets) => sheets,
            Err(reason) => return sink(Extracted::rejected(input.source, reason)),
        };
        let filled: Vec<_> = sheets.into_iter().filter(|(_, rows)| !rows.is_empty()).collect();
        if filled.is_empty() {
            return sink(Extracted::not_report(input.source, "空表"));
        }
        let several = filled.len() > 1;
        let tables = filled.iter().any(|(_, rows)| sheet::header(rows).is_some());
        for (name, rows) in filled {
            if tables && sheet::header(&rows).is_none() {
                let source = format!("{}#{name}", input.source);
                sink(Extracted::not_report(source, "这张表没有正文列"));
                continue;
            }
            let name = several.then_some(name.as_str());
            sheet::emit(Sheet { source: input.source, name, rows, first: 1 }, limits, sink);
        }
    }
}

type Rows = Vec<Vec<String>>;

fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<(String, Rows)>, String> {
    let mut book: Sheets<_> =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| "工作簿损坏或已加密")?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (first_row, _) = range.start().unwrap_or((0, 0));
        let (height, width) = range.get_size();
        if height > limits.members || height.saturating_mul(width) > 50_000_000 {
            return Err(format!("表 {name} 超过 {} 行的上限", limits.members));
        }
        // Rows above the first filled one count too, so that row numbers are the sheet's own.
        let mut rows: Rows = vec![Vec::new(); first_row as usize];
        rows.extend(range.rows().map(|row| row.iter().map(cell).collect()));
        while rows.last().is_some_and(|row| row.iter().all(|c| c.trim().is_empty())) {
            rows.pop();
        }
        sheets.push((name, rows));
    }
    Ok(sheets)
}

fn cell(data: &Data) -> String {
    match data {
        // Excel writes line ends and control characters of a cell as _x000D_.
        Data::String(text) => text.replace("_x000D_", "").replace("_x000a_", "\n"),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(_) | Data::Empty => String::new(),
        other => other.to_string(),
    }
}
