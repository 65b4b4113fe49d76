//! Whether the parts that a report was cut into can be those of a work report.

use std::collections::BTreeMap;

use crate::text::han;
use crate::{Part, Passage};

/// From how many Han characters on a work report is taken for a whole one.
const WHOLE: usize = 5000;
/// The least share of what is to be done in a whole report, in hundredths: tasks and livelihood.
const LEAST_AHEAD: usize = 15;
/// The least share of review, in hundredths.
const LEAST_REVIEW: usize = 10;

/// How many Han characters every part has.
#[must_use]
pub fn shares(passages: &[Passage]) -> BTreeMap<Part, usize> {
    let mut shares = BTreeMap::new();
    for passage in passages {
        *shares.entry(passage.part).or_default() += han(&passage.text);
    }
    shares
}

/// Whether a work report is long enough to be whole and yet has hardly any review, or hardly any
/// tasks: then its parts were told wrongly, or it is no report of the usual kind.
#[must_use]
pub fn implausible(passages: &[Passage]) -> bool {
    lacks(passages, WHOLE)
}

/// Whether a report of so many Han characters has hardly any review, or hardly any tasks.
pub(super) fn lacks(passages: &[Passage], whole: usize) -> bool {
    let shares = shares(passages);
    let all: usize = shares.values().sum();
    let review = shares.get(&Part::Review).copied().unwrap_or(0);
    all >= whole && (ahead(&shares) * 100 < all * LEAST_AHEAD || review * 100 < all * LEAST_REVIEW)
}

/// Whether a report is too short to be whole, or has its share of tasks.
pub(super) fn has_tasks(passages: &[Passage]) -> bool {
    let shares = shares(passages);
    let all: usize = shares.values().sum();
    all < WHOLE || ahead(&shares) * 100 >= all * LEAST_AHEAD
}

fn ahead(shares: &BTreeMap<Part, usize>) -> usize {
    [Part::Tasks, Part::Livelihood].iter().filter_map(|part| shares.get(part)).sum()
}
