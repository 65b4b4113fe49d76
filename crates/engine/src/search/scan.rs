//! The whole list of a request, hit by hit, from one commit: matched once, shown in batches.

use suyan_search::query::{Query, parse};
use suyan_search::{Error, Filters, Group, ListSink, SearchRequest};
use tantivy::DocId;

use super::collect::CommitAlternative;
use super::{hits, match_all, order_by_borders, passages, reports};
use crate::parallel::Running;
use crate::store::snapshot::Snapshot;

/// Hits that are shown at once.
const BATCH: usize = 500;
/// More hits than an archive can have, and few enough that sums of it do not overflow.
const EVERY: usize = u32::MAX as usize;

/// Gives every hit of the list to the sink, in order, until it has enough.
pub(crate) fn scan(
    snapshot: &Snapshot,
    request: &SearchRequest,
    sink: &mut dyn ListSink,
) -> Result<(), Error> {
    let request = SearchRequest { offset: 0, limit: EVERY, facets: false, ..request.clone() };
    let query = parse(&request.query)?;
    let running = Running::begin();
    let mut alternatives = CommitAlternative::all(snapshot, &query, &request.filters);
    order_by_borders(snapshot, &query, &mut alternatives, &request, None)?;
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

/// Where the passages are that a search finds with all words, best first: report, segment and
/// document.
pub(crate) fn places(
    snapshot: &Snapshot,
    query: &Query,
    text: &str,
    filters: &Filters,
) -> Result<Vec<(u32, u32, DocId)>, Error> {
    let request = SearchRequest {
        query: text.to_owned(),
        filters: filters.clone(),
        group: Group::Passage,
        limit: EVERY,
        places_only: true,
        ..SearchRequest::default()
    };
    let mut alternatives = CommitAlternative::all(snapshot, query, filters);
    order_by_borders(snapshot, query, &mut alternatives, &request, None)?;
    let found = match_all(snapshot, query, &alternatives, &request)?;
    snapshot.watch.check()?;
    if found.is_partial {
        return Ok(Vec::new());
    }
    let chosen = passages(snapshot, &request, &found).into_iter();
    let place = |one: hits::ChosenHit| one.passage.map(|(segment, doc)| (one.report, segment, doc));
    Ok(chosen.filter_map(place).collect())
}
