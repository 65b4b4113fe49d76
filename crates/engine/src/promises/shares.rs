//! Verdicts by year and level: one pass over the columns.

use std::collections::BTreeMap;

use suyan_corpus::Level;
use suyan_promises::Verdict;
use suyan_search::ledger::VerdictCounts;
use suyan_search::{Error, Filters};

use crate::matching::filter::DocFilter;
use crate::store::snapshot::Snapshot;

/// The counts of all reports that pass the filters, by year and level.
pub(crate) fn shares(snapshot: &Snapshot, filters: &Filters) -> Result<Vec<VerdictCounts>, Error> {
    let ledger = snapshot.ledger()?;
    let doc_filter = DocFilter::of(snapshot, filters, &[]);
    let mut counts: BTreeMap<(i16, Level), [u64; Verdict::ALL.len()]> = BTreeMap::new();
    for (at, &report) in ledger.in_order.iter().enumerate() {
        if at % 64 == 0 {
            snapshot.watch.check()?;
        }
        let row = &snapshot.reports[report as usize];
        let (Some(year), Some(place)) = (row.year, snapshot.place(report)) else { continue };
        if !doc_filter.admits(report) {
            continue;
        }
        let Some((_, local, read)) = ledger.of_report(report)? else { continue };
        let of_kind = counts.entry((year, place.level)).or_default();
        for promise in read.promises_of(local) {
            if !doc_filter.admits_part(read.promises[promise].part) {
                continue;
            }
            for item in &read.items[read.items_of(promise)] {
                of_kind[item.verdict(ledger.newest)] += 1;
            }
        }
    }
    let counts = counts.into_iter();
    Ok(counts.map(|((year, level), verdicts)| VerdictCounts { year, level, verdicts }).collect())
}
