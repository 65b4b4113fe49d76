//! Stata data sets (dta) of every release: a report per row, the columns by their names.
//!
//! Before release 118 strings have no encoding, and in Chinese data sets they are GBK; releases
//! since are called UTF-8 and not always are. So strings are read byte by byte and decoded as
//! files are.

use std::collections::HashMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::value::Value;
use encoding_rs::X_USER_DEFINED;

use super::sheet::{self, Sheet};
use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input};
use crate::decode;
use crate::reason::{Damage, Reason};

pub(super) struct Stata;

impl Extract for Stata {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        let old = matches!(input.bytes, [102..=116, 1 | 2, 1, 0, ..]);
        let new = input.bytes.starts_with(b"<stata_dta>");
        if new || (old && input.extension() == "dta") {
            FormatFit::Signature
        } else {
            FormatFit::No
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        let read = catch_unwind(AssertUnwindSafe(|| rows(input.bytes, budget)));
        match read.unwrap_or(Err(Reason::Damaged(Damage::Stata))) {
            Ok(rows) => {
                sheet::emit(Sheet::records(input.source, rows, budget), sink);
            }
            Err(reason) => sink(Extracted::rejected(input.source, reason)),
        }
    }
}

/// A cell: its text, or the long string that it refers to.
enum StataCell {
    Text(String),
    Long((u32, u64)),
}

fn rows(bytes: &[u8], budget: &Budget<'_>) -> Result<Vec<Vec<String>>, Reason> {
    let broken = |_| Reason::Damaged(Damage::Stata);
    let reader = DtaReader::new().encoding(X_USER_DEFINED).from_reader(Cursor::new(bytes));
    let schema = reader.read_header().map_err(broken)?.read_schema().map_err(broken)?;
    let mut characteristics = schema;
    characteristics.skip_to_end().map_err(broken)?;
    let mut records = characteristics.into_record_reader().map_err(broken)?;
    let names: Vec<String> = records.schema().variables().iter().map(|v| text(v.name())).collect();
    let mut cells: Vec<Vec<StataCell>> = Vec::new();
    while let Some(record) = records.read_record().map_err(broken)? {
        budget.rows(1)?;
        budget.cells(record.values().len())?;
        cells.push(record.values().iter().map(cell).collect());
    }
    let mut long: HashMap<(u32, u64), String> = HashMap::new();
    let mut strings = records.into_long_string_reader().map_err(broken)?;
    while let Some(string) = strings.read_long_string().map_err(broken)? {
        long.insert((string.variable(), string.observation()), bytes_text(string.data()));
    }
    let mut rows = vec![names];
    rows.extend(cells.into_iter().map(|row| {
        let row = row.into_iter().map(|cell| match cell {
            StataCell::Text(text) => text,
            StataCell::Long(key) => long.get(&key).cloned().unwrap_or_default(),
        });
        row.collect()
    }));
    Ok(rows)
}

fn cell(value: &Value<'_>) -> StataCell {
    StataCell::Text(match value {
        Value::String(string) => text(string),
        Value::LongStringRef(reference) => {
            return StataCell::Long((reference.variable(), reference.observation()));
        }
        Value::Byte(n) => number(n.present().map(f64::from)),
        Value::Int(n) => number(n.present().map(f64::from)),
        Value::Long(n) => number(n.present().map(f64::from)),
        Value::Float(n) => number(n.present().map(f64::from)),
        Value::Double(n) => number(n.present()),
    })
}

fn number(number: Option<f64>) -> String {
    number.map_or_else(String::new, |n| n.to_string())
}

/// A string that was read byte by byte, decoded.
fn text(raw: &str) -> String {
    let (bytes, _, _) = X_USER_DEFINED.encode(raw);
    bytes_text(&bytes)
}

fn bytes_text(bytes: &[u8]) -> String {
    decode::decode(bytes, None).text.trim_end_matches('\0').to_owned()
}
