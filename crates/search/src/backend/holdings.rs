//! What an archive holds, by reading it.

use super::Backend;
use crate::trend::Holdings;
use crate::{Error, SearchRequest};

/// What is held, by reading every report that passes the filters of the
/// request; filters inside the query do not narrow them.
///
/// # Errors
/// What the backend says.
pub(super) fn holdings<B: Backend + ?Sized>(
    backend: &B,
    request: &SearchRequest,
) -> Result<Holdings, Error> {
    let mut holdings = Holdings::default();
    let mut offset = 0;
    loop {
        let page = backend.reports(&request.filters, 100, offset)?;
        offset += page.reports.len();
        for head in &page.reports {
            let Some(report) = backend.report(&head.id)? else { continue };
            let size: usize = report.passages.iter().map(|p| p.text.chars().count()).sum();
            let code = head.place.as_ref().map(|place| place.code.as_str());
            holdings.add(head.year, code, size as u64);
        }
        if page.reports.is_empty() || offset as u64 >= page.total {
            return Ok(holdings);
        }
    }
}
