//! The whole list of a request, hit by hit, from one commit: matched once, shown in batches.

use super::collect::Alternative;
use super::{hits, match_all, passages, reports};
use crate::backend::Sink;
use crate::query::parse;
use crate::store::snapshot::Snapshot;
use crate::together::Running;
use crate::{Error, Group, SearchRequest};

/// Hits that are shown at once.
const BATCH: usize = 500;
/// More hits than an archive can have, and few enough that sums of it do not overflow.
const EVERY: usize = u32::MAX as usize;

/// Gives every hit of the list to the sink, in order, until it has enough.
pub(crate) fn scan(
    snapshot: &Snapshot,
    request: &SearchRequest,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let request = SearchRequest { offset: 0, limit: EVERY, facets: false, ..request.clone() };
    let query = parse(&request.query)?;
    let alternatives = Alternative::all(snapshot, &query, &request.filters);
    let running = Running::begin();
    let found = match_all(snapshot, &query, &alternatives, &request)?;
    let chosen = match request.group {
        Group::Report => reports(snapshot, &request, &found),
        Group::Passage => passages(snapshot, &request, &found),
    };
    // From here on it goes as slowly as whoever takes the hits.
    drop(running);
    snapshot.watch.check()?;
    sink.begin(chosen.len() as u64);
    for batch in chosen.chunks(BATCH) {
        let shown = hits::show(snapshot, &query, &alternatives, &request, &found, batch)?;
        snapshot.watch.check()?;
        if shown.iter().any(|hit| sink.hit(hit).is_break()) {
            return Ok(());
        }
    }
    Ok(())
}
