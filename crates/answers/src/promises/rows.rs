//! All promises that pass as a file: one row an item.

use std::ops::ControlFlow;

use suyan_search::ledger::{ShownFigure, ShownItem};
use suyan_search::{Backend, PromiseRequest, PromiseSink, ShownPromise};

use super::params::promise_request;
use crate::export::{Addresses, ExportCell, ExportForm, Out, RowSink, to_rows};
use crate::notes::Book;
use crate::params::{PLAIN, Params};
use crate::problem::Problem;

/// The names of the columns and how wide they are in a sheet. They are described in the API's
/// description under `PromiseRow`.
pub const PROMISE_COLUMNS: [(&str, f64); 44] = [
    ("promise_id", 24.0),
    ("item", 6.0),
    ("report_id", 18.0),
    ("title", 36.0),
    ("place_code", 10.0),
    ("place", 12.0),
    ("place_path", 20.0),
    ("level", 10.0),
    ("year", 8.0),
    ("date", 12.0),
    ("kind", 12.0),
    ("ordinal", 8.0),
    ("sentence", 8.0),
    ("part", 10.0),
    ("heading", 30.0),
    ("text", 80.0),
    ("strength", 10.0),
    ("deadline_year", 8.0),
    ("deadline_text", 12.0),
    ("item_text", 50.0),
    ("indicator", 20.0),
    ("quantity_text", 14.0),
    ("value", 12.0),
    ("value2", 12.0),
    ("unit", 8.0),
    ("qualifier", 8.0),
    ("verdict", 14.0),
    ("why", 40.0),
    ("outcome_year", 8.0),
    ("outcome_report_id", 18.0),
    ("reported_text", 14.0),
    ("reported_value", 12.0),
    ("reported_unit", 8.0),
    ("reported_qualifier", 8.0),
    ("evidence_ordinal", 8.0),
    ("evidence_sentence", 8.0),
    ("evidence_text", 80.0),
    ("link", 40.0),
    ("noted_verdict", 14.0),
    ("noted_by", 12.0),
    ("noted_day", 12.0),
    ("noted_reason", 40.0),
    ("noted_evidence", 60.0),
    ("asked", 40.0),
];

/// The request whose whole list these parameters ask for: a page's cursor and size do not bind a
/// file.
///
/// # Errors
/// A value that is none.
pub fn promise_export_request(params: &Params) -> Result<PromiseRequest, Problem> {
    let request = promise_request(&params.without("cursor").without("limit"))?;
    // A query that is refused is refused before the file begins.
    suyan_search::query::parse(&request.query)?;
    Ok(PromiseRequest { facets: false, candidates: false, ..request })
}

/// Writes the whole list of a request in this form.
///
/// # Errors
/// What the backend says, a list that the form cannot hold, or a file that cannot be written; what
/// was sent by then is only a part.
pub fn write_promises(
    backend: &dyn Backend,
    request: &PromiseRequest,
    notes: &Book,
    form: ExportForm,
    addresses: Addresses<'_>,
    out: &mut dyn Out,
) -> Result<(), Problem> {
    to_rows(form, &PROMISE_COLUMNS, out, |rows| {
        backend.scan_promises(request, &mut ItemRows { rows, notes, addresses })?;
        Ok(())
    })
}

/// Gives every item as a row.
struct ItemRows<'a> {
    rows: &'a mut dyn RowSink,
    notes: &'a Book,
    addresses: Addresses<'a>,
}

impl PromiseSink for ItemRows<'_> {
    fn begin(&mut self, _: u64, items: u64) {
        self.rows.begin(items);
    }

    fn promise(&mut self, promise: &ShownPromise) -> ControlFlow<()> {
        let marked = (!self.notes.is_empty()).then(|| {
            let mut marked = promise.clone();
            self.notes.mark(&mut marked);
            marked
        });
        let promise = marked.as_ref().unwrap_or(promise);
        for item in &promise.items {
            self.rows.row(&cells(promise, item, self.addresses))?;
        }
        ControlFlow::Continue(())
    }
}

/// The values of a row in the order of [`PROMISE_COLUMNS`].
fn cells(
    promise: &ShownPromise,
    item: &ShownItem,
    addresses: Addresses<'_>,
) -> [ExportCell; PROMISE_COLUMNS.len()] {
    let Addresses { base, asked } = addresses;
    let report = &promise.report;
    let place = report.place.as_ref();
    let outcome = &item.outcome;
    let evidence = outcome.evidence.first();
    let id = percent_encoding::utf8_percent_encode(&promise.id, PLAIN);
    let (text, number) = (ExportCell::text, ExportCell::number);
    let year = |year: Option<i16>| number(year.and_then(|year| u64::try_from(year).ok()));
    let figure = |figure: &Option<ShownFigure>| Figured::of(figure.as_ref());
    let (promised, reported) = (figure(&item.quantity), figure(&outcome.reported));
    let noted = item.noted.as_ref();
    let noted_evidence = noted.map(|noted| noted.evidence.join("\n"));
    let path = place.map(|place| place.path.join("/"));
    let heading = promise.heading.join(" › ");
    [
        text(Some(&promise.id)),
        number(Some(item.item.into())),
        text(Some(&report.id)),
        text(Some(&report.title)),
        text(place.map(|place| place.code.as_str())),
        text(place.map(|place| place.name.as_str())),
        text(path.as_deref()),
        text(report.level.map(suyan_corpus::Level::as_str)),
        year(report.year),
        text(report.date.as_deref()),
        text(Some(report.kind.as_str())),
        number(Some(promise.ordinal.into())),
        number(Some(promise.sentence.into())),
        text(Some(promise.part.as_str())),
        text(Some(&heading)),
        text(Some(&promise.text)),
        text(Some(promise.strength.as_str())),
        year(Some(item.deadline.year)),
        text(item.deadline.text.as_deref()),
        text(Some(&item.text)),
        text(item.indicator.as_deref()),
        promised.text,
        promised.value,
        promised.value2,
        promised.unit,
        promised.qualifier,
        text(Some(outcome.verdict.as_str())),
        text(Some(&outcome.why)),
        year(outcome.year),
        text(outcome.report.as_ref().map(|report| report.id.as_str())),
        reported.text,
        reported.value,
        reported.unit,
        reported.qualifier,
        number(evidence.map(|telling| telling.ordinal.into())),
        number(evidence.map(|telling| telling.sentence.into())),
        text(evidence.map(|telling| telling.text.as_str())),
        text(Some(&format!("{base}/promises/{id}"))),
        text(noted.map(|noted| noted.verdict.as_str())),
        text(noted.and_then(|noted| noted.by.as_deref())),
        text(noted.map(|noted| noted.day.as_str())),
        text(noted.map(|noted| noted.note.as_str()).filter(|note| !note.is_empty())),
        text(noted_evidence.as_deref().filter(|words| !words.is_empty())),
        text(Some(asked)),
    ]
}

/// The cells of a figure.
struct Figured {
    text: ExportCell,
    value: ExportCell,
    value2: ExportCell,
    unit: ExportCell,
    qualifier: ExportCell,
}

impl Figured {
    fn of(figure: Option<&ShownFigure>) -> Self {
        let figure = figure.map(|shown| &shown.figure);
        let decimal = |value: Option<f64>| value.map_or(ExportCell::Empty, ExportCell::Decimal);
        Self {
            text: ExportCell::text(figure.map(|one| one.text.as_str())),
            value: decimal(figure.and_then(|one| one.value)),
            value2: decimal(figure.and_then(|one| one.value2)),
            unit: ExportCell::text(figure.map(|one| one.unit.as_str())),
            qualifier: ExportCell::text(figure.map(|one| one.qualifier.as_str())),
        }
    }
}
