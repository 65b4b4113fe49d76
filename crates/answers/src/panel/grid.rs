//! Rows of what the archive does not hold.

use std::collections::BTreeSet;

use suyan_search::Coverage;
use suyan_search::coverage::CoverageRow;

use super::rows::RowBuilder;
use super::{PanelRow, RowPlace, RowsBy};
use crate::problem::Problem;

impl RowBuilder<'_> {
    /// Adds a row for every place, year or both of which there ought to be a report and is none.
    pub(super) fn add_missing(&mut self, coverage: &Coverage) -> Result<(), Problem> {
        let has = |by: RowsBy| self.request.by.contains(&by);
        let (by_place, by_year) = (has(RowsBy::Place), has(RowsBy::Year));
        if has(RowsBy::Report) {
            return Ok(());
        }
        if by_place {
            return if self.is_rolled() {
                self.add_missing_rolled(coverage, by_year)
            } else {
                self.add_missing_places(coverage, by_year)
            };
        }
        let held: BTreeSet<i16> = coverage
            .places
            .iter()
            .flat_map(|row| row.report.iter().chain(&row.part))
            .copied()
            .collect();
        let unheld = coverage.years.iter().copied().filter(|year| !held.contains(year));
        for year in unheld.filter(|_| by_year).collect::<Vec<_>>() {
            if !self.rows.values().any(|row| row.year == Some(year)) {
                self.place_row(PanelRow { year: Some(year), ..PanelRow::default() })?;
            }
        }
        Ok(())
    }

    fn add_missing_places(&mut self, coverage: &Coverage, by_year: bool) -> Result<(), Problem> {
        for row in &coverage.places {
            if by_year {
                let lacking = row.none.iter().copied();
                for year in lacking.filter(|&year| self.is_asked(row, year)).collect::<Vec<_>>() {
                    let place = self.as_of(row, year);
                    self.add_missing_row(place, Some(year))?;
                }
            } else if row.report.is_empty() && row.part.is_empty() && !row.none.is_empty() {
                self.add_missing_row(of_coverage(row), None)?;
            }
        }
        Ok(())
    }

    /// Whether a year of a place was asked for: where no years were, those between its first report
    /// and its last.
    fn is_asked(&self, row: &CoverageRow, year: i16) -> bool {
        let held = || row.report.iter().chain(&row.part).copied();
        self.request.filters.years.is_some()
            || (held().min() < Some(year) && Some(year) < held().max())
    }

    /// The place of a row as it was in the year.
    fn as_of(&self, row: &CoverageRow, year: i16) -> RowPlace {
        match self.gazetteer.by_code(&row.code, Some(year)) {
            Some(division) => RowPlace::from(&self.gazetteer.place(division, Some(year))),
            None => of_coverage(row),
        }
    }

    fn add_missing_rolled(&mut self, coverage: &Coverage, by_year: bool) -> Result<(), Problem> {
        let mut held: BTreeSet<(String, Option<i16>)> = BTreeSet::new();
        let mut places: Vec<RowPlace> = Vec::new();
        for row in self.rows.values() {
            if let Some(place) = &row.place {
                held.insert((place.code.clone(), row.year));
                if !places.iter().any(|known| known.code == place.code) {
                    places.push(place.clone());
                }
            }
        }
        let known: BTreeSet<String> = places.iter().map(|place| place.code.clone()).collect();
        for row in &coverage.places {
            // What is there no more is what it became.
            let stands = self.gazetteer.by_code(&row.code, None).is_none_or(|it| it.to.is_none());
            let is_held = !row.report.is_empty() || !row.part.is_empty();
            if stands && !is_held && !known.contains(&row.code) && self.kept.is_none() {
                places.push(of_coverage(row));
            }
        }
        let all = self.request.filters.years.is_some() || self.kept.is_some();
        for place in places {
            let of_place = held.iter().filter(|(code, _)| *code == place.code);
            let (first, last) = of_place.fold((None, None), |(first, last), (_, year)| {
                let first = if first.is_none() { *year } else { first.min(*year) };
                (first, last.max(*year))
            });
            let is_asked = |year: &i16| all || (first < Some(*year) && Some(*year) < last);
            let years: Vec<Option<i16>> = match by_year {
                true => coverage.years.iter().copied().filter(is_asked).map(Some).collect(),
                false => vec![None],
            };
            for year in years {
                let is_due = year.is_none_or(|year| self.rolling.was_due(&place.code, year));
                if is_due && !held.contains(&(place.code.clone(), year)) {
                    self.add_missing_row(place.clone(), year)?;
                }
            }
        }
        Ok(())
    }

    fn add_missing_row(&mut self, place: RowPlace, year: Option<i16>) -> Result<(), Problem> {
        let level = Some(place.level);
        self.place_row(PanelRow { place: Some(place), year, level, ..PanelRow::default() })?;
        Ok(())
    }
}

fn of_coverage(row: &CoverageRow) -> RowPlace {
    RowPlace {
        code: row.code.clone(),
        name: row.name.clone(),
        path: row.path.clone(),
        level: row.level,
    }
}
