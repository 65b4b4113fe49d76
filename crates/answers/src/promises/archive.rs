//! The shares of verdicts over the whole archive, by year and by level.

use std::collections::BTreeMap;

use suyan_corpus::Level;
use suyan_promises::Verdict;
use suyan_search::{Backend, Filters};

use super::shares::Shares;
use crate::problem::Problem;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchiveShares {
    /// Of everything.
    pub all: Shares,
    /// By the year of the promise, the latest first.
    pub years: Vec<(i16, Shares)>,
    /// By the level of the place, the highest first.
    pub levels: Vec<(Level, Shares)>,
}

/// The shares of reports that pass the filters.
///
/// # Errors
/// What the backend says.
pub fn archive_shares(backend: &dyn Backend, filters: &Filters) -> Result<ArchiveShares, Problem> {
    let (mut years, mut levels) = (BTreeMap::new(), BTreeMap::new());
    let mut all = Shares::default();
    for counts in backend.promise_shares(filters)? {
        let year: &mut Shares = years.entry(counts.year).or_default();
        let level: &mut Shares = levels.entry(counts.level).or_default();
        for (verdict, items) in Verdict::ALL.into_iter().zip(counts.verdicts) {
            for shares in [&mut all, &mut *year, &mut *level] {
                shares.add(verdict, items);
            }
        }
    }
    let years = years.into_iter().rev().collect();
    Ok(ArchiveShares { all, years, levels: levels.into_iter().collect() })
}
