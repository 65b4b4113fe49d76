//! Why a report is or is not found, as far as that is told from outside.

use super::Backend;
use crate::explain::{ExplainVerdict, Explanation};
use crate::{Error, ReportHead, SearchRequest};

/// What can be told from outside: whether the report is there, and whether it was found.
pub(super) fn explain<B: Backend + ?Sized>(
    backend: &B,
    request: &SearchRequest,
    id: &str,
) -> Result<Explanation, Error> {
    let Some(report) = backend.report(id)? else { return Ok(Explanation::absent()) };
    let all = SearchRequest { limit: 100, offset: 0, places_only: true, ..request.clone() };
    let answer = backend.search(&all)?;
    let at = answer.hits.iter().position(|hit| hit.report.id == id);
    Ok(Explanation {
        verdict: if at.is_some() { ExplainVerdict::Found } else { ExplainVerdict::WordsMissing },
        report: Some(ReportHead::of(id, &report.facts)),
        rank: at.map(|at| at as u64 + 1),
        total: answer.total,
        matching_passages: at.map_or(0, |at| answer.hits[at].matching_passages),
        ..Explanation::absent()
    })
}
