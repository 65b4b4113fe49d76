//! The years that a text speaks of, against a date that it cannot have been delivered on.
//!
//! A report names the year under review and the year of its tasks time and again. A misprinted or
//! mistaken day (2010年2月20日 above a report of 2003) names a year that the text hardly knows.

use std::collections::BTreeMap;

use super::year::years;

/// How often a text names each year.
#[derive(Debug, Default)]
pub(super) struct Talk {
    counts: BTreeMap<i16, u32>,
}

/// How often a year and the one before it are named at least, where a text is about them.
const SPOKEN: u32 = 3;

impl Talk {
    /// Counts the years of a flat text.
    pub(super) fn of(flat: &str) -> Self {
        let mut counts = BTreeMap::new();
        for (year, _, end) in years(flat) {
            if flat[end..].starts_with('年') {
                *counts.entry(year).or_default() += 1;
            }
        }
        Self { counts }
    }

    fn count(&self, year: i16) -> u32 {
        self.counts.get(&year).copied().unwrap_or(0)
    }

    /// How much speaks for a report of the year: that and the year under review.
    fn weight(&self, year: i16) -> u32 {
        self.count(year) + self.count(year - 1)
    }

    /// The year that labels name and the text is about, where the text hardly names that of the
    /// date or those beside it, but for the date itself. A label may be that of the year under
    /// review.
    pub(super) fn against(&self, date: i16, labels: &[i16]) -> Option<i16> {
        let near: u32 = (date - 1..=date + 1).map(|year| self.count(year)).sum();
        let near = near.saturating_sub(1);
        let years = labels.iter().flat_map(|label| [*label, *label + 1]);
        let best = years.max_by_key(|year| (self.weight(*year), -*year))?;
        let spoken = self.weight(best);
        (spoken >= SPOKEN && near * 2 < spoken && (best - date).abs() > 2).then_some(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_the_text_does_not_know() {
        let report = "(2010年2月20日)2002年回顾。2002年完成投资。2002年新建道路。\
                      2003年工作。2003年要做好。2003年确保。";
        let talk = Talk::of(report);
        assert_eq!(talk.against(2010, &[2003]), Some(2003));
        assert_eq!(talk.against(2010, &[2002]), Some(2003));
        // The text alone is no witness, nor is a label that the text does not know.
        assert_eq!(talk.against(2010, &[]), None);
        assert_eq!(talk.against(2010, &[1995]), None);
        assert_eq!(talk.against(2003, &[2003]), None);
        // Goals years ahead are no reason to doubt the date.
        let plan = "2021年1月10日。2025年目标。2025年建成。2025年达到。2020年完成。2021年安排。";
        assert_eq!(Talk::of(plan).against(2021, &[2025]), None);
        assert_eq!(Talk::of("今年各项工作顺利").against(2010, &[2003]), None);
    }
}
