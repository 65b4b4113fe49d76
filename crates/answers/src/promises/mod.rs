//! What reports promise, and what became of it: a list with totals and facets, one promise through
//! the years, and all that pass as a file.
//!
//! A verdict is a reading by rule. Whoever shows one shows both sentences with it.

mod archive;
mod list;
mod measures;
mod one;
mod params;
mod path;
mod place;
mod rows;
mod shares;

pub use crate::story::one_promise;
pub use crate::verdicts::{label, strength, verdict};
pub use archive::{ArchiveShares, archive_shares};
pub use list::{FoundPromises, NO_LEDGER, find_promises, promises_json};
pub use measures::{Changed, changed};
pub use one::promise_json;
pub use params::promise_request;
pub use path::{Path, PathPoint, path};
pub use place::{MatterSeries, PlacePromises, PromiseYear, PromisedItem, place_promises};
pub use rows::{PROMISE_COLUMNS, promise_export_request, write_promises};
pub use shares::Shares;
