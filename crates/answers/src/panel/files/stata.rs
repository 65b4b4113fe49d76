//! A panel as a data set of Stata, release 118 (Stata 14 and later), which holds Chinese.
//!
//! Names of variables have letters, digits and `_` only, 32 characters at the most; what a column
//! is called in full stands in its label (80 characters). How was counted is the data set's label;
//! the rest of the codebook is a file beside it. What is missing is `.`.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;

use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::dta_writer::DtaWriter;
use dta::stata::dta::header::Header;
use dta::stata::dta::long_string_table::LongStringTable;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::value::Value as Stored;
use dta::stata::dta::variable::Variable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::missing_value::MissingValue;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_long::StataLong;

use super::{FieldKind, PanelTable, Value, broken, too_large};
use crate::panel::Panel;
use crate::panel::codebook::Codebook;
use crate::problem::Problem;

/// The most variables of the release.
const MOST_VARIABLES: usize = 32_767;
/// The most bytes of a string that stands in its row.
const LONGEST_STRING: usize = 2_045;
/// The most characters of a label.
const LONGEST_LABEL: usize = 80;
/// The most characters of a name.
const LONGEST_NAME: usize = 32;
/// The largest number that fits a `long`.
const LARGEST: i64 = 2_147_483_620;

/// Writes the data set.
pub(super) fn write(panel: &Panel, table: &PanelTable<'_>) -> Result<File, Problem> {
    if table.fields().len() > MOST_VARIABLES {
        return Err(too_large("Stata 数据集"));
    }
    let types = types(table);
    let names = names(table);
    let file = tempfile::tempfile().map_err(broken)?;
    let out = BufWriter::new(file.try_clone().map_err(broken)?);
    let header = Header::builder(Release::V118, ByteOrder::LittleEndian);
    let header = header.dataset_label(label(panel)).build();
    let mut schema = Schema::builder();
    for ((field, name), kind) in table.fields().iter().zip(&names).zip(&types) {
        let format = match kind {
            VariableType::FixedString(bytes) => format!("%{}s", (*bytes).min(40)),
            VariableType::LongString => "%40s".to_owned(),
            VariableType::Double if field.kind == FieldKind::Real => "%10.0g".to_owned(),
            _ => "%12.0g".to_owned(),
        };
        let variable = Variable::builder(*kind, name.as_str()).format(format);
        schema = schema.add_variable(variable.label(field.label.as_str()));
    }
    let schema = schema.build().map_err(broken)?;
    let writer = DtaWriter::new().from_writer(out).write_header(header).map_err(broken)?;
    let schema = writer.write_schema(schema).map_err(broken)?;
    let mut records = schema.into_record_writer().map_err(broken)?;
    let mut long = LongStringTable::for_writing();
    for row in 0..table.len() {
        let values = table.values(row);
        let stored: Vec<Stored<'_>> = (1u32..)
            .zip(values.iter().zip(&types))
            .map(|(variable, (value, kind))| match (kind, value) {
                (VariableType::LongString, value) => {
                    let place = (variable, row as u64 + 1);
                    Stored::LongStringRef(long.get_or_insert(place.0, place.1, text(value)))
                }
                (VariableType::FixedString(_), value) => Stored::string(text(value)),
                (VariableType::Long, Value::Int(number)) => {
                    Stored::Long(StataLong::Present(*number as i32))
                }
                (VariableType::Long, _) => Stored::Long(StataLong::Missing(MissingValue::System)),
                (_, Value::Int(number)) => Stored::Double(StataDouble::Present(*number as f64)),
                (_, Value::Real(number)) => Stored::Double(StataDouble::Present(*number)),
                _ => Stored::Double(StataDouble::Missing(MissingValue::System)),
            })
            .collect();
        records.write_record(&stored).map_err(broken)?;
    }
    let mut strings = records.into_long_string_writer().map_err(broken)?;
    strings.write_long_string_table(&long).map_err(broken)?;
    let labels = strings.into_value_label_writer().map_err(broken)?;
    let out = labels.finish().map_err(broken)?;
    out.into_inner().map_err(broken)?;
    Ok(file)
}

/// How was counted, in the room that a data set's label has.
fn label(panel: &Panel) -> String {
    let how = Codebook::of(panel).lines().into_iter().next();
    how.map(|(_, formula)| formula.chars().take(LONGEST_LABEL).collect()).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        _ => "",
    }
}

/// How wide a column has to be.
fn types(table: &PanelTable<'_>) -> Vec<VariableType> {
    let mut types: Vec<VariableType> = table
        .fields()
        .iter()
        .map(|field| match field.kind {
            FieldKind::Text => VariableType::FixedString(1),
            FieldKind::Int => VariableType::Long,
            FieldKind::Real => VariableType::Double,
        })
        .collect();
    for row in 0..table.len() {
        for (kind, value) in types.iter_mut().zip(table.values(row)) {
            *kind = match (*kind, &value) {
                (VariableType::FixedString(_), Value::Text(text))
                    if text.len() > LONGEST_STRING =>
                {
                    VariableType::LongString
                }
                (VariableType::FixedString(wide), Value::Text(text)) => {
                    VariableType::FixedString(wide.max(text.len() as u16))
                }
                (VariableType::Long, Value::Int(number)) if number.abs() > LARGEST => {
                    VariableType::Double
                }
                (kind, _) => kind,
            };
        }
    }
    types
}

/// Words of Stata's own, none of which names a variable: its manual, section 11.3 of the user's guide.
const RESERVED: [&str; 20] = [
    "_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "byte", "double",
    "float", "if", "in", "int", "long", "strL", "using", "with",
];

fn is_reserved(name: &str) -> bool {
    let of_length = name
        .strip_prefix("str")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    of_length || RESERVED.contains(&name)
}

/// Names that Stata takes, each once.
pub(super) fn names(table: &PanelTable<'_>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name_of = |name: &str| {
        let mut valid: String =
            name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        if !valid.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            valid.insert(0, '_');
        }
        let valid: String = valid.chars().take(LONGEST_NAME).collect();
        if is_reserved(&valid) { valid + "_" } else { valid }
    };
    let mut names = Vec::new();
    for field in table.fields() {
        let base = name_of(&field.name);
        let mut name = base.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            let end = format!("_{number}");
            let room = LONGEST_NAME - end.len();
            name = base.chars().take(room).chain(end.chars()).collect();
            number += 1;
        }
        names.push(name);
    }
    names
}
