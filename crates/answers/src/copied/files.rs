//! Shares of copied wording as a file: a row a report, with the keys that panels are merged by.

use suyan_corpus::places::short_name;

use super::{Copied, CopiedRow};
use crate::export::{Addresses, ExportCell, ExportForm, Out, to_rows};
use crate::problem::Problem;

/// The columns with their widths in a sheet.
const COLUMNS: [(&str, f64); 20] = [
    ("report_id", 18.0),
    ("title", 36.0),
    ("place_code", 12.0),
    ("place", 12.0),
    ("place_short", 10.0),
    ("place_path", 20.0),
    ("level", 12.0),
    ("year", 8.0),
    ("sentences", 10.0),
    ("letters", 10.0),
    ("copied", 8.0),
    ("elsewhere", 10.0),
    ("before", 8.0),
    ("share", 10.0),
    ("share_elsewhere", 14.0),
    ("share_before", 12.0),
    ("against", 10.0),
    ("link", 36.0),
    ("sentences_link", 44.0),
    ("asked", 36.0),
];

/// Writes all rows in this form.
pub(super) fn write(
    copied: &Copied,
    form: ExportForm,
    addresses: Addresses<'_>,
    out: &mut dyn Out,
) -> Result<(), Problem> {
    to_rows(form, &COLUMNS, out, |rows| {
        rows.begin(copied.rows.len() as u64);
        for row in &copied.rows {
            if rows.row(&cells(row, addresses)).is_break() {
                break;
            }
        }
        Ok(())
    })
}

fn cells(row: &CopiedRow, addresses: Addresses<'_>) -> [ExportCell; COLUMNS.len()] {
    let Addresses { base, asked } = addresses;
    let place = row.place.as_ref();
    let text = |text: Option<String>| text.map_or(ExportCell::Empty, ExportCell::Text);
    let share = |share: Option<f64>| share.map_or(ExportCell::Empty, ExportCell::Decimal);
    let id = percent_encoding::utf8_percent_encode(&row.report, crate::params::PLAIN);
    [
        ExportCell::Text(row.report.clone()),
        ExportCell::Text(row.title.clone()),
        text(place.map(|place| place.code.clone())),
        text(place.map(|place| place.name.clone())),
        text(place.and_then(|place| short_name(&place.name).into_iter().next())),
        text(place.map(|place| place.path.join("/"))),
        text(row.level.map(|level| level.to_string())),
        row.year
            .and_then(|year| u64::try_from(year).ok())
            .map_or(ExportCell::Empty, ExportCell::Number),
        ExportCell::Number(row.sentences),
        ExportCell::Number(row.letters),
        ExportCell::Number(row.copied),
        ExportCell::Number(row.elsewhere),
        row.before.map_or(ExportCell::Empty, ExportCell::Number),
        share(row.share),
        share(row.share_elsewhere),
        share(row.share_before),
        ExportCell::Number(row.against),
        ExportCell::Text(format!("{base}/reports/{id}")),
        ExportCell::Text(format!("{base}/copied?report={id}")),
        ExportCell::Text(asked.to_owned()),
    ]
}
