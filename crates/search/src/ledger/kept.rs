//! The promises of a report as an archive keeps them: without their sentences, which are in it.

use serde::{Deserialize, Serialize};
use suyan_corpus::Part;

use super::{ComponentDraft, DraftPromise, PromiseRecord};

/// A report of a component.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptReport {
    /// Its year.
    pub year: i16,
    /// What it promises, in reading order.
    pub promises: Vec<KeptPromise>,
}

/// A promise by where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptPromise {
    /// The number of its passage.
    pub ordinal: u32,
    /// Its number in the passage, from 1.
    pub sentence: u32,
    /// The part that it stands in, as a number among [`Part::ALL`].
    part: u8,
    /// What it says.
    pub record: PromiseRecord,
}

impl KeptReport {
    /// The reports of a component, in order.
    #[must_use]
    pub fn all_of(draft: &ComponentDraft) -> Vec<Self> {
        let number = |id: &str| draft.reports.iter().position(|report| report.id == id);
        let number = |id: &str| number(id).map(|at| at as u32);
        let promise = |DraftPromise { promise, outcomes }: &DraftPromise| KeptPromise {
            ordinal: promise.ordinal,
            sentence: promise.sentence,
            part: promise.part as u8,
            record: PromiseRecord::of(promise, outcomes, &number),
        };
        let report = |report: &super::DraftReport| Self {
            year: report.year,
            promises: report.promises.iter().map(promise).collect(),
        };
        draft.reports.iter().map(report).collect()
    }
}

impl KeptPromise {
    /// The part that it stands in.
    #[must_use]
    pub fn part(&self) -> Part {
        Part::ALL.get(usize::from(self.part)).copied().unwrap_or_default()
    }

    /// The year of the report that tells what became of an item, by its number.
    #[must_use]
    pub fn due(&self, item: usize, year: i16) -> i16 {
        let deadline = self.record.items.get(item).map_or(year, |item| item.deadline.year);
        deadline.max(year).saturating_add(1)
    }
}
