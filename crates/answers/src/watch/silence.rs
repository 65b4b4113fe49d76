//! The promises that a new report passes over.

use std::ops::ControlFlow;

use suyan_promises::Verdict;
use suyan_search::{
    Backend, Filters, PromiseRequest, PromiseSink, ReportHead, SearchRequest, ShownPromise,
};

use crate::problem::Problem;

/// The promises of the matter that this report would have told of and does not mention.
///
/// # Errors
/// What the backend says.
pub fn promises(
    backend: &dyn Backend,
    request: &SearchRequest,
    head: &ReportHead,
) -> Result<Vec<ShownPromise>, Problem> {
    let (Some(place), Some(level), Some(year)) = (&head.place, head.level, head.year) else {
        return Ok(Vec::new());
    };
    let filters = Filters {
        places: vec![place.code.clone()],
        lineage: true,
        levels: vec![level],
        years: Some((i16::MIN, year - 1)),
        twins: false,
        ..request.filters.clone()
    };
    let request = PromiseRequest {
        query: request.query.clone(),
        filters,
        verdicts: vec![Verdict::NotMentioned],
        ..PromiseRequest::default()
    };
    let mut passed_over = PassedOver { report: &head.id, promises: Vec::new() };
    backend.scan_promises(&request, &mut passed_over)?;
    Ok(passed_over.promises)
}

struct PassedOver<'a> {
    report: &'a str,
    promises: Vec<ShownPromise>,
}

impl PromiseSink for PassedOver<'_> {
    fn begin(&mut self, _promises: u64, _items: u64) {}

    fn promise(&mut self, promise: &ShownPromise) -> ControlFlow<()> {
        let mut told = promise.items.iter().filter_map(|item| item.outcome.report.as_ref());
        if told.any(|report| report.id == self.report) {
            self.promises.push(promise.clone());
        }
        ControlFlow::Continue(())
    }
}
