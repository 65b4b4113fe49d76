//! The places that the archive holds reports of, for completion.

use suyan_search::{PlaceEntry, places};

use crate::store::snapshot::Snapshot;

/// See [`places::complete`].
pub(crate) fn complete(snapshot: &Snapshot, query: &str, limit: usize) -> Vec<PlaceEntry> {
    let mut reports = vec![0; snapshot.places.len()];
    let rows = snapshot.reports.iter().zip(&snapshot.removed);
    for (row, _) in rows.filter(|(_, removed)| !**removed) {
        if let Some(at) = row.place {
            reports[at as usize] += 1;
        }
    }
    places::complete(snapshot.places.iter().zip(reports), query, limit)
}
