//! What a division became, and what it was.
//!
//! A successor took over the whole area, or a share of it when the old division was divided up.
//! Areas that moved while the old division went on ([`Division::ceded`]) make no successor.

use std::collections::{BTreeSet, HashMap};

use super::{Division, Gazetteer, Index};

/// For each code the rows that became it.
pub(super) type Predecessors = HashMap<String, Vec<Index>>;

/// A code with the years in which it was held.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    /// The code.
    pub code: String,
    /// The first year; `None` where it is older than the records.
    pub from: Option<i16>,
    /// The last year, that of the change; `None` where it still stands.
    pub to: Option<i16>,
}

impl Gazetteer {
    /// The rows that became this code, with the year: 静安区's are 闸北区, 2015. A new name for
    /// the same code is not counted here, see [`Gazetteer::rows`].
    #[must_use]
    pub fn predecessors(&self, code: &str) -> Vec<(&Division, i16)> {
        let rows = self.predecessor_table().get(code).into_iter().flatten();
        rows.map(|&index| self.get(index))
            .filter_map(|row| row.to.map(|year| (row, year)))
            .collect()
    }

    /// What this code became, with the year: 闸北区's are 静安区, 2015. Empty while it stands.
    #[must_use]
    pub fn successors(&self, code: &str) -> Vec<(&Division, i16)> {
        let mut found = Vec::new();
        for row in self.rows(code) {
            let Some(year) = row.to else { continue };
            for next in row.next.iter().filter(|next| *next != &row.code) {
                found.extend(self.first_row_after(next, year).map(|next| (next, year)));
            }
        }
        found
    }

    /// The code itself and everything that became it, directly or through others, with the years
    /// of each: the set that a filter with `lineage=true` takes.
    #[must_use]
    pub fn lineage(&self, code: &str) -> Vec<Held> {
        let mut seen = BTreeSet::from([code.to_owned()]);
        let mut open = vec![code.to_owned()];
        while let Some(code) = open.pop() {
            for (row, _) in self.predecessors(&code) {
                if seen.insert(row.code.to_string()) {
                    open.push(row.code.to_string());
                }
            }
        }
        seen.into_iter().map(|code| self.held(code)).collect()
    }

    fn held(&self, code: String) -> Held {
        let from = self.rows(&code).next().and_then(|row| row.from);
        let to = self.rows(&code).next_back().and_then(|row| row.to);
        Held { code, from, to }
    }

    /// The row of a code that began in the year or stood on through it.
    fn first_row_after(&self, code: &str, year: i16) -> Option<&Division> {
        self.rows(code).rfind(|row| row.stood(year))
    }

    fn predecessor_table(&self) -> &Predecessors {
        self.predecessors.get_or_init(|| {
            let mut table = Predecessors::new();
            for (index, row) in (0..).zip(self.divisions()) {
                for next in row.next.iter().filter(|next| *next != &row.code) {
                    table.entry(next.to_string()).or_default().push(index);
                }
            }
            table
        })
    }
}
