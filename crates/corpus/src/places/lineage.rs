//! What a division became, and what it was.
//!
//! A successor took over the whole area, or a share of it when the old division was divided up.
//! Areas that moved while the old division went on ([`Division::ceded`]) make no successor.

//!
//! Codes were given again at times (511400 was 涪陵市 for two years and is 眉山市 now): the links go
//! from row to row, by code and year.

use std::collections::{BTreeSet, HashMap};

use super::{Division, DivisionIndex, Gazetteer};

/// For each row the rows that became it.
pub(super) type Predecessors = HashMap<DivisionIndex, Vec<DivisionIndex>>;

/// A code with the years in which it was held by a division or one of its forerunners.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeYears {
    /// The code.
    pub code: String,
    /// The first year; `None` where it is older than the records.
    pub from: Option<i16>,
    /// The last year, that of the change; `None` where it still stands.
    pub to: Option<i16>,
}

impl CodeYears {
    /// Whether the code was held at some time of the year.
    #[must_use]
    pub fn in_year(&self, year: i16) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

/// What became of a place until today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today<'g> {
    /// What stands now in its stead: itself where nothing changed, and its own last row where it
    /// ended in several, or in none that is known.
    pub division: &'g Division,
    /// The changes on the way: the year, and the row that ended.
    pub events: Vec<(i16, &'g Division)>,
    /// Whether the area was shared out among several, so that none stands in its stead.
    pub is_split: bool,
}

impl Gazetteer {
    /// What became of the place that had the code in the year: 闸北区 of 2010 is 静安区. `None` for
    /// codes that are not known. In the year of a change it is the old one that is asked about.
    #[must_use]
    pub fn today(&self, code: &str, year: Option<i16>) -> Option<Today<'_>> {
        let mut row = self.by_code(code, year).or_else(|| self.by_code(code, None))?;
        let mut events: Vec<(i16, &Division)> = Vec::new();
        let mut is_split = false;
        while let Some(end) = row.to {
            let renamed = self.rows(&row.code).find(|later| later.from == Some(end));
            let later = match row.next.as_slice() {
                [] => renamed,
                [only] => self.heir(only, end).map(|index| self.get(index)),
                [..] => {
                    is_split = true;
                    None
                }
            };
            events.push((end, row));
            // A user's table may lead in a circle.
            let is_new =
                |later: &&Division| !events.iter().any(|(_, known)| std::ptr::eq(*known, *later));
            match later.filter(is_new) {
                Some(later) => row = later,
                None => break,
            }
        }
        Some(Today { division: row, events, is_split })
    }

    /// The rows that became what this code is now or was last, with the year: 静安区's are 闸北区,
    /// 2015. A new name for the same code is not counted here, see [`Gazetteer::rows`].
    #[must_use]
    pub fn predecessors(&self, code: &str) -> Vec<(&Division, i16)> {
        let mut found = Vec::new();
        for row in self.last_rows(code) {
            let before = self.predecessor_table().get(&row).into_iter().flatten();
            let before = before.map(|&index| self.get(index)).filter(|row| row.code != code);
            found.extend(before.filter_map(|row| row.to.map(|year| (row, year))));
        }
        found
    }

    /// What this code became, with the year: 闸北区's are 静安区, 2015. Empty while it stands.
    #[must_use]
    pub fn successors(&self, code: &str) -> Vec<(&Division, i16)> {
        let Some(last) = self.rows(code).next_back() else { return Vec::new() };
        let Some(year) = last.to else { return Vec::new() };
        let next = last.next.iter().filter(|next| *next != &last.code);
        next.filter_map(|next| Some((self.get(self.heir(next, year)?), year))).collect()
    }

    /// The code itself and everything that became it, directly or through others, with the years
    /// of each: the set that a filter with `lineage=true` takes.
    #[must_use]
    pub fn lineage(&self, code: &str) -> Vec<CodeYears> {
        let mut open = self.last_rows(code);
        let mut seen: BTreeSet<DivisionIndex> = open.iter().copied().collect();
        while let Some(row) = open.pop() {
            for &before in self.predecessor_table().get(&row).into_iter().flatten() {
                if seen.insert(before) {
                    open.push(before);
                }
            }
        }
        let mut held: Vec<CodeYears> = Vec::new();
        for row in seen.into_iter().map(|index| self.get(index)) {
            match held.last_mut() {
                // Renamed: one code, one span.
                Some(last) if last.code == row.code && last.to == row.from => last.to = row.to,
                _ => {
                    held.push(CodeYears { code: row.code.to_string(), from: row.from, to: row.to })
                }
            }
        }
        held
    }

    /// What this code became, directly or through others, each from the year behind the change on:
    /// the report of that year itself was still the old one's. The code itself is not among them.
    #[must_use]
    pub fn heirs(&self, code: &str) -> Vec<CodeYears> {
        let mut held: Vec<CodeYears> = Vec::new();
        let mut open: Vec<String> = vec![code.to_owned()];
        while let Some(code) = open.pop() {
            for (row, year) in self.successors(&code) {
                if held.iter().any(|known| known.code == *row.code) {
                    continue;
                }
                let to = self.rows(&row.code).next_back().and_then(|last| last.to);
                let from = Some(year.saturating_add(1));
                held.push(CodeYears { code: row.code.to_string(), from, to });
                open.push(row.code.to_string());
            }
        }
        held
    }

    /// What the division was or became in a year in which it did not stand itself: the row of its
    /// code then, else the one predecessor or heir. `None` where there was none, or several.
    #[must_use]
    pub fn as_of<'g>(&'g self, division: &'g Division, year: Option<i16>) -> Option<&'g Division> {
        let Some(year) = year.filter(|year| !division.stood(*year)) else { return Some(division) };
        if let Some(row) = self.rows(&division.code).find(|row| row.stood(year)) {
            return Some(row);
        }
        let before = self.lineage(&division.code);
        let after = self.heirs(&division.code);
        let held = before.iter().chain(&after).filter(|held| held.in_year(year));
        let mut rows = held
            .filter_map(|held| self.by_code(&held.code, Some(year)))
            .filter(|row| row.stood(year) && row.level == division.level)
            .fuse();
        match (rows.next(), rows.next()) {
            (Some(row), None) => Some(row),
            _ => None,
        }
    }

    /// Whether the division, or what it became, has the code now.
    pub(crate) fn became(&self, division: &Division, code: &str) -> bool {
        self.heirs(&division.code).iter().any(|held| held.code == code)
    }

    /// The latest row of a code and those that it only renamed.
    fn last_rows(&self, code: &str) -> Vec<DivisionIndex> {
        let Some((&last, earlier)) = self.by_code.get(code).and_then(|rows| rows.split_last())
        else {
            return Vec::new();
        };
        let mut rows = vec![last];
        for &row in earlier.iter().rev() {
            let later = rows.last().and_then(|&later| self.get(later).from);
            if later.is_none() || self.get(row).to != later {
                break;
            }
            rows.push(row);
        }
        rows
    }

    /// The row of a code that took over in the year: the latest that stood then.
    fn heir(&self, code: &str, year: i16) -> Option<DivisionIndex> {
        let rows = self.by_code.get(code)?;
        rows.iter().rfind(|&&row| self.get(row).stood(year)).copied()
    }

    fn predecessor_table(&self) -> &Predecessors {
        self.predecessors.get_or_init(|| {
            let mut table = Predecessors::new();
            for (index, row) in (0..).zip(self.divisions()) {
                let Some(year) = row.to else { continue };
                for heir in row.next.iter().filter_map(|next| self.heir(next, year)) {
                    if heir != index {
                        table.entry(heir).or_default().push(index);
                    }
                }
            }
            table
        })
    }
}
