//! Where a query matches in one report, passage by passage.

use suyan_analysis::Tokens;
use suyan_search::matching::match_text;
use suyan_search::query::parse;
use suyan_search::{Error, Filters, PassageMarks};

use super::collect::{self, CommitAlternative};
use crate::store::snapshot::Snapshot;

/// The passages of a report, by its id, that match, with their marks. Where none holds all words,
/// those that hold a part.
pub(crate) fn marks(
    snapshot: &Snapshot,
    id: &str,
    query: &str,
) -> Result<Vec<PassageMarks>, Error> {
    let query = parse(query)?;
    let Some(report) = snapshot.find(id) else { return Ok(Vec::new()) };
    if query.alternatives.iter().all(|a| a.terms.is_empty()) {
        return Ok(Vec::new());
    }
    let alternatives = CommitAlternative::all(snapshot, &query, &Filters::default());
    let found = collect::within(&alternatives, &[report])?.pop().unwrap_or_default();
    let row = &snapshot.reports[report as usize];
    let segment = snapshot.segment_of[report as usize];
    let mut marked = Vec::new();
    let mut tokens = Tokens::default();
    for doc in row.first..row.end {
        if !found.is_empty() && !found.iter().any(|candidate| candidate.doc == doc) {
            continue;
        }
        snapshot.watch.check()?;
        let passage = snapshot.passage(segment, doc)?;
        tokens.refill(&passage.text);
        if let Some(matched) = match_text(&query, &tokens) {
            marked.push(PassageMarks {
                ordinal: passage.ordinal,
                part: passage.part,
                tier: matched.tier,
                marks: matched.marks,
            });
        }
    }
    Ok(marked)
}
