//! What one report promises against what a later one says of it: the ledger's own reading, held to
//! the one later report.

use suyan_search::{Backend, PromiseRequest, ReportHead, ShownPromise};

use crate::problem::Problem;

/// So many promises of a report are shown at most; more has none.
pub const MOST_PROMISES: usize = 1_000;

/// The promises of the one report, each item with the sentences of the other that tell of it. A
/// verdict that rests on another report than these two is kept: it is said of which.
///
/// # Errors
/// What the backend says.
pub fn promised(
    backend: &dyn Backend,
    of: &ReportHead,
    later: &ReportHead,
) -> Result<Vec<ShownPromise>, Problem> {
    let report = Some(of.id.clone());
    let request = PromiseRequest { report, limit: MOST_PROMISES, ..PromiseRequest::default() };
    let mut promises = backend.promises(&request)?.promises;
    for item in promises.iter_mut().flat_map(|promise| &mut promise.items) {
        item.outcome.evidence.retain(|telling| telling.report == later.id);
    }
    Ok(promises)
}
