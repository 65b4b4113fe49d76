//! The way from a matter to the promise that it is of, as the archive is now.

use std::ops::ControlFlow;

use suyan_search::{Backend, Filters, PromiseRequest, PromiseSink, ShownPromise};

use super::{Book, NotedItem};
use crate::problem::Problem;

/// The id of the promise and the number of the item that a matter is of now; `None` where no report
/// of its place and year says it any more. Its own report is looked at first, then all of its place
/// and year.
///
/// # Errors
/// What the backend says.
pub fn found_again(
    backend: &dyn Backend,
    book: &Book,
    matter: &NotedItem,
) -> Result<Option<(String, u32)>, Problem> {
    let anchor = matter.anchor();
    let of_report =
        PromiseRequest { report: Some(anchor.report().to_owned()), ..PromiseRequest::default() };
    let filters = Filters {
        places: anchor.place_code.iter().cloned().collect(),
        years: anchor.year.map(|year| (year, year)),
        ..Filters::default()
    };
    let of_place = PromiseRequest { filters, ..PromiseRequest::default() };
    let is_told = anchor.place_code.is_some() && anchor.year.is_some();
    for request in std::iter::once(of_report).chain(is_told.then_some(of_place)) {
        let mut look = ItemFinder { book, matter: matter.id(), found: None };
        backend.scan_promises(&request, &mut look)?;
        if look.found.is_some() {
            return Ok(look.found);
        }
    }
    Ok(None)
}

/// Looks for the item of a matter.
struct ItemFinder<'a> {
    book: &'a Book,
    matter: u64,
    found: Option<(String, u32)>,
}

impl PromiseSink for ItemFinder<'_> {
    fn begin(&mut self, _: u64, _: u64) {}

    fn promise(&mut self, promise: &ShownPromise) -> ControlFlow<()> {
        let is_it = |item: &&suyan_search::ledger::ShownItem| {
            let matter = self.book.of_item(promise, item);
            matter.is_some_and(|matter| matter.id() == self.matter)
        };
        match promise.items.iter().find(is_it) {
            Some(item) => {
                self.found = Some((promise.id.clone(), item.item));
                ControlFlow::Break(())
            }
            None => ControlFlow::Continue(()),
        }
    }
}
