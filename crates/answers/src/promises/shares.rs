//! Shares of verdicts, each with what it is a share of.

use serde::Serialize;
use suyan_promises::Verdict;
use suyan_search::ledger::ItemCount;

/// How many items have which verdict. A share is of those that a report was there to settle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Shares {
    /// Reported as done, or above what was promised.
    pub kept: u64,
    /// Some of it, told otherwise, or promised again.
    pub between: u64,
    /// Reported as not done.
    pub missed: u64,
    /// Not mentioned again.
    pub silent: u64,
    /// Mentioned, not settled: in no share.
    pub cannot_tell: u64,
    /// The report is missing: in no share.
    pub no_report: u64,
    /// Not due: in no share.
    pub not_due: u64,
}

impl Shares {
    /// Of the counts of a facet.
    #[must_use]
    pub fn of(counts: &[ItemCount<Verdict>]) -> Self {
        let mut shares = Self::default();
        counts.iter().for_each(|count| shares.add(count.value, count.items));
        shares
    }

    /// Counts items of a verdict.
    pub fn add(&mut self, verdict: Verdict, items: u64) {
        *match verdict {
            Verdict::Kept | Verdict::Exceeded => &mut self.kept,
            Verdict::Partly | Verdict::Postponed | Verdict::Restated => &mut self.between,
            Verdict::Missed => &mut self.missed,
            Verdict::NotMentioned => &mut self.silent,
            Verdict::CannotTell => &mut self.cannot_tell,
            Verdict::NoReport => &mut self.no_report,
            Verdict::NotDue => &mut self.not_due,
        } += items;
    }

    /// What shares are of: items that are due, whose report is there and settles them.
    #[must_use]
    pub fn denominator(&self) -> u64 {
        self.kept + self.between + self.missed + self.silent
    }

    /// All items.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.denominator() + self.cannot_tell + self.no_report + self.not_due
    }

    /// A part of the denominator in hundredths; `None` where there is none.
    #[must_use]
    pub fn percent(&self, part: u64) -> Option<u64> {
        let all = self.denominator();
        (all > 0).then(|| (part * 100 + all / 2) / all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_told_is_in_no_share() {
        let mut shares = Shares::default();
        Verdict::ALL.into_iter().for_each(|verdict| shares.add(verdict, 1));
        assert_eq!((shares.denominator(), shares.all()), (7, 10));
        assert_eq!(shares.percent(shares.kept), Some(29));
        assert_eq!(Shares::default().percent(0), None);
    }
}
