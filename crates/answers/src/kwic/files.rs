//! Concordances as files: a row for every line, with ids, a link, and a column to decide in.

use suyan_search::Backend;

use super::cut::each_line;
use super::survey::survey;
use super::{KwicLine, KwicRequest};
use crate::export::{Addresses, ExportCell, ExportForm, Out, to_rows};
use crate::problem::Problem;

/// The columns with their widths in a sheet; `code` is empty, for whoever reads and decides.
const COLUMNS: [(&str, f64); 18] = [
    ("report_id", 18.0),
    ("title", 36.0),
    ("place_code", 12.0),
    ("place", 12.0),
    ("place_path", 20.0),
    ("level", 12.0),
    ("year", 8.0),
    ("date", 12.0),
    ("kind", 12.0),
    ("ordinal", 8.0),
    ("start", 8.0),
    ("part", 10.0),
    ("left", 44.0),
    ("match", 16.0),
    ("right", 44.0),
    ("code", 8.0),
    ("link", 36.0),
    ("asked", 36.0),
];

/// Writes all lines in this form.
pub(super) fn write(
    request: &KwicRequest,
    backend: &dyn Backend,
    form: ExportForm,
    addresses: Addresses<'_>,
    out: &mut dyn Out,
) -> Result<(), Problem> {
    to_rows(form, &COLUMNS, out, |rows| {
        request.with_list(backend, &mut |list| {
            let surveyed = survey(request, list)?;
            rows.begin(surveyed.listed());
            let all = 0..surveyed.listed();
            each_line(request, list, &surveyed, all, &mut |line| rows.row(&cells(&line, addresses)))
        })
    })
}

fn cells(line: &KwicLine, addresses: Addresses<'_>) -> [ExportCell; COLUMNS.len()] {
    let Addresses { base, asked } = addresses;
    let report = &line.report;
    let place = report.place.as_ref();
    let text = |text: Option<String>| text.map_or(ExportCell::Empty, ExportCell::Text);
    let id = percent_encoding::utf8_percent_encode(&report.id, crate::params::PLAIN);
    [
        ExportCell::Text(report.id.clone()),
        ExportCell::Text(report.title.clone()),
        text(place.map(|place| place.code.clone())),
        text(place.map(|place| place.name.clone())),
        text(place.map(|place| place.path.join("/"))),
        text(report.level.map(|level| level.to_string())),
        report
            .year
            .and_then(|year| u64::try_from(year).ok())
            .map_or(ExportCell::Empty, ExportCell::Number),
        text(report.date.clone()),
        ExportCell::Text(report.kind.to_string()),
        ExportCell::Number(u64::from(line.ordinal)),
        ExportCell::Number(line.start as u64),
        ExportCell::Text(line.part.to_string()),
        ExportCell::Text(line.left.clone()),
        ExportCell::Text(line.found.clone()),
        ExportCell::Text(line.right.clone()),
        ExportCell::Empty,
        ExportCell::Text(format!("{base}/reports/{id}#p{}", line.ordinal)),
        ExportCell::Text(asked.to_owned()),
    ]
}
