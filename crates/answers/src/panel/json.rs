//! A panel as the API answers it.

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};
use suyan_search::Backend;

use super::codebook::{Codebook, Remark};
use super::{Panel, PanelRequest, PanelRow, PanelShape, RowPlace, RowStatus, RowsBy};
use crate::json::print_at;
use crate::problem::Problem;

/// The most cells (rows times columns) of an answer in JSON; files take more.
pub const MOST_CELLS: usize = 2_000_000;

/// Counts and answers with JSON.
///
/// # Errors
/// As [`Panel::count`], and `too_many_cells` where a file is the way to take it.
pub fn panel_json(backend: &dyn Backend, request: PanelRequest) -> Result<Vec<u8>, Problem> {
    let panel = Panel::count(backend, request)?;
    if panel.rows.len() * panel.request.columns.len() > MOST_CELLS {
        return Err(Problem::new(
            "too_many_cells",
            format!("结果超过 {MOST_CELLS} 个单元格（行数乘列数），不宜放进一个 JSON"),
            "请改用 .csv、.jsonl、.dta 或 .parquet，或缩小范围",
        ));
    }
    print_at(backend, &PanelBody::of(&panel))
}

#[derive(Serialize)]
struct PanelBody<'a> {
    #[serde(flatten)]
    how: Codebook<'a>,
    words: Vec<PanelWord<'a>>,
    remarks: Vec<Remark>,
    years: &'a [i16],
    total: RowBody<'a>,
    left_out: Vec<LeftOutBody<'a>>,
    rows: PanelRows<'a>,
}

#[derive(Serialize)]
struct PanelWord<'a> {
    name: &'a str,
    strings: &'a [String],
    total: u64,
    /// How often it stands there literally, where words of the segmenter are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    literal: Option<u64>,
}

#[derive(Serialize)]
struct LeftOutBody<'a> {
    place: PlaceBody<'a>,
    years: &'a [i16],
}

#[derive(Serialize)]
pub(super) struct PlaceBody<'a> {
    code: &'a str,
    name: &'a str,
    path: &'a [String],
}

impl<'a> From<&'a RowPlace> for PlaceBody<'a> {
    fn from(place: &'a RowPlace) -> Self {
        Self { code: &place.code, name: &place.name, path: &place.path }
    }
}

impl<'a> PanelBody<'a> {
    fn of(panel: &'a Panel) -> Self {
        let columns = panel.request.columns.iter().zip(&panel.total.counts);
        let left_out = panel.left_out.iter();
        Self {
            how: Codebook::of(panel),
            words: columns
                .enumerate()
                .map(|(at, (column, &total))| PanelWord {
                    name: &column.name,
                    strings: &column.strings,
                    total,
                    literal: panel.literal.as_ref().and_then(|literal| literal.get(at).copied()),
                })
                .collect(),
            remarks: Remark::all(panel),
            years: &panel.years,
            total: RowBody { panel, row: &panel.total },
            left_out: left_out
                .map(|out| LeftOutBody { place: (&out.place).into(), years: &out.years })
                .collect(),
            rows: PanelRows(panel),
        }
    }
}

struct PanelRows<'a>(&'a Panel);

impl Serialize for PanelRows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let panel = self.0;
        let mut rows = serializer.serialize_seq(None)?;
        if panel.request.shape == PanelShape::Wide {
            let of_place = |a: &PanelRow, b: &PanelRow| {
                let key =
                    |row: &PanelRow| row.place.as_ref().map(|p| (p.code.clone(), p.name.clone()));
                key(a) == key(b)
            };
            for of_place in panel.rows.chunk_by(of_place) {
                rows.serialize_element(&WideBody { panel, rows: of_place })?;
            }
        } else {
            for row in &panel.rows {
                rows.serialize_element(&RowBody { panel, row })?;
            }
        }
        rows.end()
    }
}

/// A row; the total is one without a place.
pub(super) struct RowBody<'a> {
    pub panel: &'a Panel,
    pub row: &'a PanelRow,
}

impl Serialize for RowBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { panel, row } = *self;
        let is_total = std::ptr::eq(row, &raw const panel.total);
        let mut map = serializer.serialize_map(None)?;
        let by = panel.request.by.as_slice();
        let has = |any: &[RowsBy]| !is_total && by.iter().any(|by| any.contains(by));
        if has(&[RowsBy::Place, RowsBy::Report]) {
            map.serialize_entry("place", &row.place.as_ref().map(PlaceBody::from))?;
        }
        if has(&[RowsBy::Year, RowsBy::Report]) {
            map.serialize_entry("year", &row.year)?;
        }
        if has(&[RowsBy::Place, RowsBy::Level]) {
            map.serialize_entry("level", &row.level)?;
        }
        if has(&[RowsBy::Kind]) {
            map.serialize_entry("kind", &row.kind)?;
        }
        if has(&[RowsBy::Part]) {
            map.serialize_entry("part", &row.part)?;
        }
        if has(&[RowsBy::Report]) {
            map.serialize_entry("report", &row.report)?;
        }
        map.serialize_entry("status", row.status.as_str())?;
        map.serialize_entry("reports", &row.reports)?;
        let there = (row.status != RowStatus::Missing).then_some(row.size);
        map.serialize_entry("passages", &there.map(|size| size.passages))?;
        map.serialize_entry("sentences", &there.map(|size| size.sentences))?;
        map.serialize_entry("characters", &there.map(|size| size.characters))?;
        map.serialize_entry("words", &there.map(|size| size.words))?;
        if !panel.request.cut.stop.is_empty() {
            map.serialize_entry("stop_words", &there.map(|size| size.stopped))?;
        }
        map.serialize_entry("counts", &PanelCounts { panel, row, rates: false })?;
        map.serialize_entry("rates", &PanelCounts { panel, row, rates: true })?;
        if !is_total {
            map.serialize_entry("report_ids", &row.ids)?;
        }
        if has(&[RowsBy::Place, RowsBy::Report]) {
            let then: Vec<&str> = row.then.iter().map(|(code, _)| code.as_str()).collect();
            map.serialize_entry("codes_then", &then)?;
            map.serialize_entry("code_today", &row.today)?;
            let events = row.events.iter().map(|event| EventBody {
                year: event.year,
                code: &event.code,
                name: &event.name,
            });
            map.serialize_entry("events", &events.collect::<Vec<_>>())?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct EventBody<'a> {
    year: i16,
    code: &'a str,
    name: &'a str,
}

struct PanelCounts<'a> {
    panel: &'a Panel,
    row: &'a PanelRow,
    rates: bool,
}

impl Serialize for PanelCounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { panel, row, rates } = *self;
        let mut map = serializer.serialize_map(None)?;
        if rates && panel.request.per == super::Per::None {
            return map.end();
        }
        for (at, column) in panel.request.columns.iter().enumerate() {
            if rates {
                map.serialize_entry(&column.name, &panel.rate(row, at))?;
            } else {
                let count = row.counts.get(at).filter(|_| row.status != RowStatus::Missing);
                map.serialize_entry(&column.name, &count)?;
            }
        }
        map.end()
    }
}

/// All years of a place.
struct WideBody<'a> {
    panel: &'a Panel,
    rows: &'a [PanelRow],
}

impl Serialize for WideBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { panel, rows } = *self;
        let mut map = serializer.serialize_map(None)?;
        let place = rows.first().and_then(|row| row.place.as_ref());
        map.serialize_entry("place", &place.map(PlaceBody::from))?;
        map.serialize_entry("level", &place.map(|place| place.level))?;
        let years = |value: &dyn Fn(&PanelRow) -> serde_json::Value| {
            let of_year = |row: &PanelRow| {
                (row.year.map_or_else(|| "unknown".to_owned(), |year| year.to_string()), value(row))
            };
            rows.iter().map(of_year).collect::<serde_json::Map<_, _>>()
        };
        map.serialize_entry("status", &years(&|row| row.status.as_str().into()))?;
        map.serialize_entry("reports", &years(&|row| row.reports.into()))?;
        let all = |value: &dyn Fn(&PanelRow, usize) -> serde_json::Value| {
            let columns = panel.request.columns.iter().enumerate();
            let of_column = |(at, column): (usize, &super::PanelColumn)| {
                (column.name.clone(), years(&|row| value(row, at)).into())
            };
            columns.map(of_column).collect::<serde_json::Map<_, _>>()
        };
        map.serialize_entry("counts", &all(&|row, at| row.counts.get(at).copied().into()))?;
        if panel.request.per != super::Per::None {
            map.serialize_entry("rates", &all(&|row, at| panel.rate(row, at).into()))?;
        }
        map.end()
    }
}
