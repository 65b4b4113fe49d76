//! The reports of an archive that a reader should look at before trusting them.

use serde::Serialize;
use suyan_corpus::Doubtful;

use crate::ReportHead;

/// A page of the list of doubtful reports.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DoubtfulList {
    /// How many reports there are of those asked for.
    pub total: u64,
    /// How many are doubted by what, of all that pass the filters; one may be doubted by several.
    pub counts: Vec<DoubtCount>,
    /// This page, in the order of the list of reports.
    pub reports: Vec<DoubtfulReport>,
}

/// How many reports are doubted by this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DoubtCount {
    /// By what.
    pub doubt: Doubtful,
    /// How many.
    pub reports: u64,
}

/// A report that is doubtful.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoubtfulReport {
    /// The report without its text.
    #[serde(flatten)]
    pub head: ReportHead,
    /// By what, in the order of [`Doubtful::ALL`].
    pub doubts: Vec<Doubtful>,
}

impl DoubtfulList {
    /// The list of reports that come in its order, each with what it is doubted by; `by` asks for
    /// those that are doubted by one of these, all where it is empty.
    pub fn gather<H>(
        all: impl Iterator<Item = (H, Vec<Doubtful>)>,
        by: &[Doubtful],
        (limit, offset): (usize, usize),
        head: impl Fn(H) -> ReportHead,
    ) -> Self {
        let mut list = Self::default();
        let mut counts = vec![0u64; Doubtful::ALL.len()];
        for (report, doubts) in all {
            for doubt in &doubts {
                counts[*doubt as usize] += 1;
            }
            let wanted = !doubts.is_empty()
                && (by.is_empty() || by.iter().any(|doubt| doubts.contains(doubt)));
            if wanted {
                let at = list.total as usize;
                list.total += 1;
                if at >= offset && list.reports.len() < limit {
                    list.reports.push(DoubtfulReport { head: head(report), doubts });
                }
            }
        }
        let counted = Doubtful::ALL.iter().zip(counts).filter(|(_, reports)| *reports > 0);
        list.counts =
            counted.map(|(doubt, reports)| DoubtCount { doubt: *doubt, reports }).collect();
        list
    }
}
