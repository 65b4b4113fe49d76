//! All reports as a table: place, year, day, characters, and what of it is which part.

use std::cmp::Ordering;

use suyan_corpus::Part;
use suyan_search::{Backend, CountRequest, Filters, ReportHead};

use crate::params::Params;
use crate::problem::Problem;

/// A report as a row.
#[derive(Debug, Clone)]
pub struct ReportRow {
    /// The report.
    pub report: ReportHead,
    /// Its letters, digits and ideographs.
    pub characters: u64,
    /// Characters that say what was done.
    pub review: u64,
    /// Characters that say what is to be done.
    pub tasks: u64,
    /// Whether only a part of it is there.
    pub is_part: bool,
}

/// By what rows are in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// By the code of the place, then the year.
    Place,
    /// By year, then place.
    #[default]
    Year,
    /// By title.
    Title,
    /// By the day of delivery.
    Date,
    /// By kind, then year.
    Kind,
    /// By characters.
    Size,
}

impl RowOrder {
    /// Every order with its word in an address.
    pub const ALL: [(&'static str, Self); 6] = [
        ("place", Self::Place),
        ("year", Self::Year),
        ("title", Self::Title),
        ("date", Self::Date),
        ("kind", Self::Kind),
        ("size", Self::Size),
    ];

    fn compare(self, a: &ReportRow, b: &ReportRow) -> Ordering {
        let code = |row: &ReportRow| row.report.place.as_ref().map(|place| place.code.clone());
        let place = || code(a).cmp(&code(b));
        let year = || a.report.year.cmp(&b.report.year);
        match self {
            Self::Place => place().then_with(year),
            Self::Year => year().then_with(place),
            Self::Title => a.report.title.cmp(&b.report.title).then_with(year),
            Self::Date => a.report.date.cmp(&b.report.date).then_with(place),
            Self::Kind => a.report.kind.as_str().cmp(b.report.kind.as_str()).then_with(year),
            Self::Size => a.characters.cmp(&b.characters).then_with(place),
        }
        .then_with(|| a.report.id.cmp(&b.report.id))
    }
}

/// What table is asked for.
#[derive(Debug, Clone)]
pub struct ReportTable {
    filters: Filters,
    /// By what the table is in order.
    pub order: RowOrder,
    /// Whether the order is turned round.
    pub is_down: bool,
}

impl ReportTable {
    /// Reads the parameters: the filters, `sort`, and `dir`.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let filters = params.filters()?;
        let sort = params.one("sort");
        let order = match sort {
            None => RowOrder::default(),
            Some(word) => RowOrder::ALL
                .iter()
                .find(|(name, _)| *name == word)
                .map(|(_, order)| *order)
                .ok_or_else(|| {
                    let hint = "可用的值：place、year、title、date、kind、size";
                    Problem::new("bad_sort", "sort 没有这个值", hint)
                })?,
        };
        // Without a word the latest come first.
        let is_down = match params.one("dir") {
            None => sort.is_none(),
            Some(word) => word == "down",
        };
        Ok(Self { filters: Filters { parts: Vec::new(), ..filters }, order, is_down })
    }

    /// The rows in order.
    ///
    /// # Errors
    /// What the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Vec<ReportRow>, Problem> {
        let request = CountRequest {
            filters: self.filters.clone(),
            columns: Vec::new(),
            excluded: Vec::new(),
            way: suyan_search::CountWay::Literal,
            by_part: true,
            ..CountRequest::default()
        };
        let mut rows: Vec<ReportRow> = backend
            .count(&request)?
            .into_iter()
            .map(|counted| {
                let of = |wanted: &[Part]| {
                    let parts = counted.parts.iter();
                    let own = parts.filter(|p| p.part.is_some_and(|part| wanted.contains(&part)));
                    own.map(|part| part.size.characters).sum()
                };
                ReportRow {
                    characters: counted.parts.iter().map(|part| part.size.characters).sum(),
                    review: of(&[Part::Review]),
                    tasks: of(&[Part::Tasks, Part::Livelihood]),
                    is_part: counted.is_part,
                    report: counted.report,
                }
            })
            .collect();
        rows.sort_by(|a, b| self.order.compare(a, b));
        if self.is_down {
            rows.reverse();
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    #[test]
    fn every_report_is_a_row_in_the_order_that_is_asked_for() {
        let archive = Scan::archive();
        let ask = |pairs: &[(&'static str, &'static str)]| {
            let table = ReportTable::read(&Params::of(pairs.iter().copied())).unwrap();
            table.ask(&archive).unwrap()
        };
        let latest = ask(&[]);
        assert_eq!(latest.len(), archive.all().len());
        assert_eq!(latest[0].report.year, Some(2023));
        let sized = ask(&[("sort", "size")]);
        assert!(sized.is_sorted_by_key(|row| row.characters) && sized[1].review > 0);
        assert!(ReportTable::read(&Params::of([("sort", "x")])).is_err());
    }
}
