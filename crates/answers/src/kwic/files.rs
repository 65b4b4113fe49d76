//! Concordances as files: a row for every line, with ids, a link, and a column to decide in.

use suyan_search::Backend;

use super::cut::each_line;
use super::survey::survey;
use super::{KwicRequest, Line};
use crate::export::{Addresses, Cell, Form, Out, to_rows};
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
    form: Form,
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

fn cells(line: &Line, addresses: Addresses<'_>) -> [Cell; COLUMNS.len()] {
    let Addresses { base, asked } = addresses;
    let report = &line.report;
    let place = report.place.as_ref();
    let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    let id = percent_encoding::utf8_percent_encode(&report.id, crate::params::PLAIN);
    [
        Cell::Text(report.id.clone()),
        Cell::Text(report.title.clone()),
        text(place.map(|place| place.code.clone())),
        text(place.map(|place| place.name.clone())),
        text(place.map(|place| place.path.join("/"))),
        text(report.level.map(|level| level.to_string())),
        report.year.and_then(|year| u64::try_from(year).ok()).map_or(Cell::Empty, Cell::Number),
        text(report.date.clone()),
        Cell::Text(report.kind.to_string()),
        Cell::Number(u64::from(line.ordinal)),
        Cell::Number(line.start as u64),
        Cell::Text(line.part.to_string()),
        Cell::Text(line.left.clone()),
        Cell::Text(line.found.clone()),
        Cell::Text(line.right.clone()),
        Cell::Empty,
        Cell::Text(format!("{base}/reports/{id}#p{}", line.ordinal)),
        Cell::Text(asked.to_owned()),
    ]
}
