//! Counts of reports become rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use suyan_corpus::Gazetteer;
use suyan_corpus::{Kind, Level, Part};
use suyan_search::coverage::{Coverage, CoverageEntry};
use suyan_search::{Backend, CountRequest, CountWay, PartCounts, ReportCounts};

use super::places::{Now, Rolling, refuse_ambiguous};
use super::{LeftOut, Lineage, Panel, PanelRequest, PanelRow, RowPlace, RowStatus, RowsBy};
use crate::problem::Problem;

/// The most cells (rows times columns) of a panel: some two hundred megabytes.
pub const MOST_CELLS: usize = 25_000_000;

/// What a row is told apart by; what is not known comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowKey {
    Place(Level, String, String),
    Year(i16),
    Level(Level),
    Kind(Kind),
    Part(Part),
    Report(Option<i16>, String, String),
    Unknown,
}

/// See [`Panel::count`].
pub(super) fn count(backend: &dyn Backend, request: PanelRequest) -> Result<Panel, Problem> {
    let request = request.with_sets(backend)?;
    let own = backend.divisions();
    let gazetteer = own.as_deref().unwrap_or_else(|| Gazetteer::builtin());
    let filters = &request.filters;
    refuse_ambiguous(&filters.places, filters.years, gazetteer)?;
    let mut counted = backend.count(&request.counts())?;
    // An engine gives them as they came to lie there, which is another order in every index.
    counted.sort_unstable_by(|a, b| a.report.id.cmp(&b.report.id));
    let entries = counted.iter().map(|report| CoverageEntry {
        id: &report.report.id,
        place: report.place.as_ref(),
        year: report.report.year,
        is_part: report.is_part,
    });
    let is_expected = !filters.places.is_empty() || !filters.levels.is_empty();
    let coverage = Coverage::gather(entries, filters, is_expected, gazetteer);
    let mut table = RowBuilder {
        request: &request,
        rolling: Rolling::of(gazetteer),
        gazetteer,
        rows: BTreeMap::new(),
        total: PanelRow { counts: vec![0; request.columns.len()], ..PanelRow::default() },
        kept: None,
    };
    let left_out = table.balance(&counted, &coverage);
    for report in &counted {
        table.add(report)?;
    }
    table.add_missing(&coverage)?;
    let RowBuilder { rows, total, .. } = table;
    let rows = rows.into_values().collect();
    let literal = literal_totals(backend, &request)?;
    let snapshot = backend.stats().snapshot;
    Ok(Panel { rows, total, years: coverage.years, left_out, snapshot, literal, request })
}

/// What stands there literally, where words of the segmenter are counted: of a word that it does
/// not know it counts none.
fn literal_totals(
    backend: &dyn Backend,
    request: &PanelRequest,
) -> Result<Option<Vec<u64>>, Problem> {
    if request.way != CountWay::Words {
        return Ok(None);
    }
    let counts = CountRequest { way: CountWay::Substring, by_part: false, ..request.counts() };
    let mut totals = vec![0; request.columns.len()];
    for report in backend.count(&counts)? {
        for &(column, count) in report.parts.iter().flat_map(|part| &part.counts) {
            totals[column as usize] += u64::from(count);
        }
    }
    Ok(Some(totals))
}

/// Rows in the making.
pub(super) struct RowBuilder<'a> {
    pub request: &'a PanelRequest,
    pub rolling: Rolling<'a>,
    pub gazetteer: &'a Gazetteer,
    pub rows: BTreeMap<Vec<RowKey>, PanelRow>,
    total: PanelRow,
    /// The codes of places that a balanced panel keeps.
    pub kept: Option<BTreeSet<String>>,
}

impl RowBuilder<'_> {
    /// Whether places count as what they are today.
    pub(super) fn is_rolled(&self) -> bool {
        self.request.lineage != Lineage::AsWas
    }

    /// Finds the places that have a report of every year, and gives those that have not.
    fn balance(&mut self, counted: &[ReportCounts], coverage: &Coverage) -> Vec<LeftOut> {
        if self.request.lineage != Lineage::Balanced {
            return Vec::new();
        }
        let mut held: HashMap<String, (RowPlace, BTreeSet<i16>)> = HashMap::new();
        for report in counted {
            if let (Some(place), Some(year)) = (&report.place, report.report.year) {
                let now = self.rolling.now(place, Some(year)).place.clone();
                let of_place = held.entry(now.code.clone()).or_insert((now, BTreeSet::new()));
                of_place.1.insert(year);
            }
        }
        let mut left_out = Vec::new();
        let mut kept = BTreeSet::new();
        for (code, (place, years)) in held {
            let lacking: Vec<i16> =
                coverage.years.iter().copied().filter(|year| !years.contains(year)).collect();
            if lacking.is_empty() {
                kept.insert(code);
            } else {
                left_out.push(LeftOut { place, years: lacking });
            }
        }
        left_out
            .sort_by(|a, b| (a.place.level, &a.place.code).cmp(&(b.place.level, &b.place.code)));
        self.kept = Some(kept);
        left_out
    }

    /// Takes up a report.
    fn add(&mut self, counted: &ReportCounts) -> Result<(), Problem> {
        let now = counted.place.as_ref();
        let now = now.map(|place| self.rolling.now(place, counted.report.year).clone());
        if let Some(kept) = &self.kept {
            let is_kept = now.as_ref().is_some_and(|now| kept.contains(&now.place.code));
            if !is_kept || counted.report.year.is_none() {
                return Ok(());
            }
        }
        let place = if self.is_rolled() {
            now.as_ref().map(|now| now.place.clone())
        } else {
            counted.place.as_ref().map(RowPlace::from)
        };
        self.total.reports += 1;
        let status = if counted.is_part { RowStatus::Part } else { RowStatus::Whole };
        self.total.status = self.total.status.max(status);
        let none = [PartCounts::default()];
        // A report of which no passage passes is there all the same.
        let parts = match counted.parts.as_slice() {
            [] if self.request.by.contains(&RowsBy::Part) => &[],
            [] => none.as_slice(),
            parts => parts,
        };
        for part in parts {
            self.total.size += part.size;
            part.counts.iter().for_each(|&(column, count)| {
                self.total.counts[column as usize] += u64::from(count);
            });
            self.add_part(counted, part, place.as_ref(), now.as_ref(), status)?;
        }
        Ok(())
    }

    fn add_part(
        &mut self,
        counted: &ReportCounts,
        part: &PartCounts,
        place: Option<&RowPlace>,
        now: Option<&Now>,
        status: RowStatus,
    ) -> Result<(), Problem> {
        let row = self.row(place, counted, part.part)?;
        row.reports += 1;
        row.size += part.size;
        row.status = row.status.max(status);
        row.ids.push(counted.report.id.clone());
        for &(column, count) in &part.counts {
            row.counts[column as usize] += u64::from(count);
        }
        if let Some(place) = &counted.place {
            row.then.insert((place.code.clone(), place.level));
        }
        if let Some(now) = now {
            row.events.extend(now.events.iter().cloned());
            row.today = Some(now.place.code.clone());
        }
        Ok(())
    }

    /// The row that a report belongs to.
    fn row(
        &mut self,
        place: Option<&RowPlace>,
        counted: &ReportCounts,
        part: Option<Part>,
    ) -> Result<&mut PanelRow, Problem> {
        let report = &counted.report;
        let has = |by: RowsBy| self.request.by.contains(&by);
        let row = PanelRow {
            place: place.filter(|_| has(RowsBy::Place) || has(RowsBy::Report)).cloned(),
            year: report.year.filter(|_| has(RowsBy::Year) || has(RowsBy::Report)),
            level: place
                .map(|place| place.level)
                .filter(|_| has(RowsBy::Place) || has(RowsBy::Level)),
            kind: has(RowsBy::Kind).then_some(report.kind),
            part,
            report: has(RowsBy::Report).then(|| report.clone()),
            counts: vec![0; self.request.columns.len()],
            ..PanelRow::default()
        };
        self.place_row(row)
    }

    /// Puts a row where it belongs, or gives the one that is there.
    pub(super) fn place_row(&mut self, row: PanelRow) -> Result<&mut PanelRow, Problem> {
        let key = self.request.by.iter().map(|by| key(*by, &row)).collect::<Vec<_>>();
        let columns = self.request.columns.len();
        if (self.rows.len() + 1) * columns > MOST_CELLS {
            return Err(Problem::new(
                "too_many_cells",
                format!("结果超过 {MOST_CELLS} 个单元格（行数乘列数）"),
                "请缩小地区或年度的范围，减少词语，或用更粗的 by",
            ));
        }
        Ok(self.rows.entry(key).or_insert(row))
    }
}

fn key(by: RowsBy, row: &PanelRow) -> RowKey {
    let known = match by {
        RowsBy::Place => row
            .place
            .as_ref()
            .map(|place| RowKey::Place(place.level, place.code.clone(), place.name.clone())),
        RowsBy::Year => row.year.map(RowKey::Year),
        RowsBy::Level => row.level.map(RowKey::Level),
        RowsBy::Kind => row.kind.map(RowKey::Kind),
        RowsBy::Part => row.part.map(RowKey::Part),
        RowsBy::Report => row.report.as_ref().map(|report| {
            let code = report.place.as_ref().map(|place| place.code.clone());
            RowKey::Report(report.year, code.unwrap_or_default(), report.id.clone())
        }),
    };
    known.unwrap_or(RowKey::Unknown)
}
