//! Places through time: which division had which name, code and parents in which year, and what
//! became of it.
//!
//! A place is a unit *at a time*. 襄樊市 and 襄阳市 are two rows with one code, 崇明县 and 崇明区
//! two rows with two codes; successors and predecessors are data, not string replacement. The
//! table is built by `examples/build_gazetteer.rs` from the sources that `data/README.md` names,
//! and is read once per process.
//!
//! In the year of a change both rows hold: the report of January was given by the old division,
//! a text of December may be the new one's. Where one has to be chosen it is the old one, since
//! reports are given at the beginning of a year.
//!
//! Which place a report is of is not decided here, but in the metadata rules.

mod lineage;
mod mentions;
mod names;
mod resolve;
mod spelling;
mod table;
mod townships;

pub use lineage::{CodeYears, Today};
pub use mentions::PlaceMention;
pub use names::{NameWording, short_name};
pub use resolve::Resolution;
pub use spelling::{NameFit, Spellings, matches_name};
pub use table::TableError;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::{Level, Place};

/// The code of the nation.
pub const NATION: &str = "100000";

/// One row of the gazetteer: a code and a name that stood together for a span of years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// GB/T 2260 code, or a user's own.
    pub code: Cow<'static, str>,
    /// The full name.
    pub name: Cow<'static, str>,
    /// Its level.
    pub level: Level,
    /// The first year; `None` where it is older than the records (1981).
    pub from: Option<i16>,
    /// The last year, that of the change; `None` where it still stands.
    pub to: Option<i16>,
    /// Code or name of the parent, where the code does not tell it.
    pub parent: Option<Cow<'static, str>>,
    /// Codes that took over its whole area when it ended.
    pub next: Vec<Cow<'static, str>>,
    /// Codes that got some of its area while it went on, with the year.
    pub ceded: Vec<(Cow<'static, str>, i16)>,
}

impl Division {
    /// Whether it stood at some time of the year.
    #[must_use]
    pub fn stood(&self, year: i16) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }

    /// Whether it stood at some time of the year, or at most so many years away.
    #[must_use]
    pub fn stood_near(&self, year: i16, by: i16) -> bool {
        self.from.is_none_or(|from| from <= year.saturating_add(by))
            && self.to.is_none_or(|to| year.saturating_sub(by) <= to)
    }

    /// The year of its time that is nearest to the one wished for: that year itself where it
    /// stood then, and without a wish its last.
    fn nearest_year(&self, year: Option<i16>) -> i16 {
        let year = year.or(self.to).unwrap_or(i16::MAX);
        let year = self.from.map_or(year, |from| year.max(from));
        self.to.map_or(year, |to| year.min(to))
    }
}

/// Position of a division in [`Gazetteer::divisions`].
type DivisionIndex = u32;

/// All divisions known, by code and by name.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    divisions: Vec<Division>,
    /// Rows of a code, earliest first.
    by_code: HashMap<Cow<'static, str>, Vec<DivisionIndex>>,
    /// Rows of a name with how sure it is.
    by_name: HashMap<Cow<'static, str>, Vec<(DivisionIndex, NameWording)>>,
    /// Built when first asked for.
    scanner: OnceLock<mentions::Scanner>,
    /// Built when first asked for.
    predecessors: OnceLock<lineage::Predecessors>,
}

impl Gazetteer {
    /// The divisions of China since 1981, read once per process.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Gazetteer> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            let mut gazetteer = Self {
                by_code: HashMap::with_capacity(1 << 13),
                by_name: HashMap::with_capacity(1 << 14),
                ..Self::default()
            };
            for (division, names) in table::builtin() {
                gazetteer.add(division, &names);
            }
            // A test reads them: they are ours, and no error is possible here.
            for (division, names) in table::extra(table::UNCODED, &gazetteer).unwrap_or_default() {
                gazetteer.add(division, &names);
            }
            gazetteer
        })
    }

    /// The built-in divisions and those of a user's table (`places.csv`), for development zones,
    /// invented places and whatever else the built-in table lacks.
    ///
    /// Columns, in any order, by name in English or Chinese: `code`/代码, `name`/名称,
    /// `level`/层级, `parent`/上级 (code or name), `from`/起始年, `to`/终止年, `short`/简称
    /// (several separated by `;`), `next`/后继 (codes separated by `;`). Only `code` and `name`
    /// must be there. A row that is known already (its code, name and years) only adds its short
    /// names.
    ///
    /// # Errors
    /// The table cannot be read: the line, the reason and what to do.
    pub fn with_extra(csv: &str) -> Result<Self, TableError> {
        let mut gazetteer = Self::builtin().clone();
        gazetteer.add_table(csv)?;
        Ok(gazetteer)
    }

    /// Adds the divisions of one more user's table, all or none.
    ///
    /// # Errors
    /// As [`Gazetteer::with_extra`].
    pub fn add_table(&mut self, csv: &str) -> Result<(), TableError> {
        let extra = table::extra(csv, self)?;
        self.scanner = OnceLock::new();
        self.predecessors = OnceLock::new();
        for (division, short) in extra {
            match self.known(&division) {
                Some(index) => self.add_names(index, short.into_iter()),
                None => self.add(division, &short),
            }
        }
        Ok(())
    }

    /// The row of this code, name and time.
    fn known(&self, division: &Division) -> Option<DivisionIndex> {
        let rows = self.by_code.get(&division.code)?;
        let key = |row: &Division| (row.from, row.to);
        let is_it = |row: &Division| row.name == division.name && key(row) == key(division);
        rows.iter().copied().find(|&index| is_it(self.get(index)))
    }

    fn add_names(&mut self, index: DivisionIndex, names: impl Iterator<Item = String>) {
        for name in names {
            let rows = self.by_name.entry(Cow::Owned(name)).or_default();
            if !rows.iter().any(|&(row, _)| row == index) {
                rows.push((index, NameWording::Short));
            }
        }
    }

    fn add(&mut self, division: Division, more_names: &[String]) {
        let index = DivisionIndex::try_from(self.divisions.len()).unwrap_or(DivisionIndex::MAX);
        self.by_name.entry(division.name.clone()).or_default().push((index, NameWording::Full));
        for (name, wording) in names::shorts(&division.name) {
            self.by_name.entry(Cow::Owned(name)).or_default().push((index, wording));
        }
        self.add_names(index, more_names.iter().cloned());
        let rows = self.by_code.entry(division.code.clone()).or_default();
        rows.push(index);
        self.divisions.push(division);
        // Only a user's table can be out of order.
        let from = |index: &DivisionIndex| self.divisions[*index as usize].from;
        if !rows.is_sorted_by_key(from) {
            rows.sort_by_key(from);
        }
    }

    fn get(&self, index: DivisionIndex) -> &Division {
        &self.divisions[index as usize]
    }

    /// Every row.
    #[must_use]
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// The rows of a code, earliest first.
    pub fn rows(&self, code: &str) -> impl DoubleEndedIterator<Item = &Division> {
        self.by_code.get(code).into_iter().flatten().map(|&index| self.get(index))
    }

    /// What the code meant in the year; without a year, its latest row. In the year of a change
    /// the row that ended then. Nine or twelve digits are a township, whatever the year.
    #[must_use]
    pub fn by_code(&self, code: &str, year: Option<i16>) -> Option<&Division> {
        let mut rows = self.rows(code).filter(|row| year.is_none_or(|year| row.stood(year)));
        let row = if year.is_some() { rows.next() } else { rows.next_back() };
        row.or_else(|| townships::by_code(code))
    }

    /// All divisions of this full or short name that stood in the year; without a year, at any
    /// time. Best first: full names before short ones, higher levels before lower ones, and then
    /// the later row without a year, the earlier one with a year.
    ///
    /// 全国, 国务院 and 中华人民共和国 are the nation. Townships and streets, which are known as of
    /// 2023, are given where no division above them has the name at any time.
    #[must_use]
    pub fn find(&self, name: &str, year: Option<i16>) -> Vec<&Division> {
        self.candidates(name, year).into_iter().map(|(division, _)| division).collect()
    }

    /// [`Gazetteer::find`], with how sure each name is.
    #[must_use]
    pub fn candidates(&self, name: &str, year: Option<i16>) -> Vec<(&Division, NameWording)> {
        let name = name.trim();
        let rows = self.by_name.get(name).into_iter().flatten();
        let mut found: Vec<(&Division, NameWording)> = rows
            .map(|&(index, wording)| (self.get(index), wording))
            .filter(|(division, _)| year.is_none_or(|year| division.stood(year)))
            .collect();
        found.sort_by_key(|(division, wording)| {
            let to = division.to.unwrap_or(i16::MAX);
            (*wording, division.level, if year.is_some() { to } else { -to })
        });
        found.dedup_by(|later, earlier| std::ptr::eq(later.0, earlier.0));
        if !self.by_name.contains_key(name) {
            found.extend(townships::find(name).into_iter().map(|one| (one, NameWording::Full)));
        }
        found
    }

    /// The division above this one in the year; `None` above provinces, the nation and places of
    /// a user's table that name no parent.
    #[must_use]
    pub fn parent(&self, division: &Division, year: i16) -> Option<&Division> {
        if let Some(parent) = &division.parent {
            let above = |found: &&Division| found.level < division.level;
            return self
                .row_for(parent, division, year)
                .or_else(|| self.find(parent, Some(year)).into_iter().find(above))
                .or_else(|| self.find(parent, None).into_iter().find(above))
                .or_else(|| self.rows(parent).next_back());
        }
        let code = &division.code;
        let above: &[usize] = match division.level {
            Level::Nation | Level::Province => &[],
            Level::Prefecture => &[2],
            Level::County => &[4, 2],
            Level::Township => return self.county_of(division, year),
        };
        above
            .iter()
            .filter_map(|&digits| code.get(..digits))
            .find_map(|digits| self.row_for(&format!("{digits:0<6}"), division, year))
    }

    /// The row of `code` that stood in the year. A division that began with the year has the
    /// later one of two.
    fn row_for(&self, code: &str, below: &Division, year: i16) -> Option<&Division> {
        let mut rows = self.rows(code).filter(|row| row.stood(year));
        if below.from == Some(year) { rows.next_back() } else { rows.next() }
    }

    /// The division as of the year: code, name and path then. Without a year, or with one in
    /// which it did not stand, as of the nearest year of its time.
    #[must_use]
    pub fn place(&self, division: &Division, year: Option<i16>) -> Place {
        let year = division.nearest_year(year);
        let mut line = vec![division];
        // A user's table may name parents in a circle.
        while let Some(parent) = line.last().and_then(|last| self.parent(last, year)) {
            if line.len() > 4 || line.iter().any(|known| std::ptr::eq(*known, parent)) {
                break;
            }
            line.push(parent);
        }
        line.reverse();
        Place {
            code: division.code.to_string(),
            name: division.name.to_string(),
            level: division.level,
            path: line.iter().map(|above| above.name.to_string()).collect(),
            codes: line.iter().map(|above| above.code.to_string()).collect(),
        }
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
