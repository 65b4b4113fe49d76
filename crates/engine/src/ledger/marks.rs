//! What the ledger tells of a passage in short: a mark beside a hit. It comes out of the columns,
//! which are in memory, and reads nothing.

use suyan_promises::Verdict;
use suyan_search::ledger::PromiseMark;

use crate::store::snapshot::Snapshot;

/// So many promises of a passage have a mark.
const MOST_MARKS: usize = 2;

/// Marks of the promises of a passage: where there are more than have a mark, those go ahead whose
/// sentence is `wanted`, by its number less one. A ledger that cannot be read marks nothing: a search needs
/// none, and whoever asks the ledger itself is told.
pub(crate) fn marks(
    snapshot: &Snapshot,
    report: u32,
    ordinal: u32,
    wanted: impl FnOnce() -> Vec<bool>,
) -> Vec<PromiseMark> {
    let Ok(ledger) = snapshot.ledger() else { return Vec::new() };
    let Ok(Some((_, local, read))) = ledger.of_report(report) else { return Vec::new() };
    let own = read.promises_of(local);
    let rows = &read.promises[own.clone()];
    let first = rows.partition_point(|row| row.ordinal < ordinal);
    let of_passage = rows[first..].iter().take_while(|row| row.ordinal == ordinal);
    let mut all: Vec<_> = (own.start + first..).zip(of_passage).collect();
    if all.len() > MOST_MARKS {
        let wanted = wanted();
        let is_wanted =
            |sentence: u32| wanted.get(sentence.saturating_sub(1) as usize) == Some(&true);
        all.sort_by_key(|(_, row)| !is_wanted(row.sentence));
        all.truncate(MOST_MARKS);
        all.sort_by_key(|(promise, _)| *promise);
    }
    let id = &snapshot.reports[report as usize].id;
    all.into_iter()
        .map(|(promise, row)| {
            let mut verdicts: Vec<Verdict> = Vec::new();
            for item in &read.items[read.items_of(promise)] {
                let verdict = Verdict::ALL[item.verdict(ledger.newest)];
                if !verdicts.contains(&verdict) {
                    verdicts.push(verdict);
                }
            }
            PromiseMark { id: format!("{id}:{ordinal}:{}", row.sentence), verdicts }
        })
        .collect()
}
