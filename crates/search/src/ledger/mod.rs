//! The ledger of promises: what may be asked of it, what it answers, and which reports tell of which.
//!
//! Reports become promises, and promises outcomes, in `suyan_promises`; an engine keeps them.

mod draft;
mod kept;
mod later;
mod list;
mod noted;
mod record;
mod request;
mod shown;
mod sources;
#[cfg(test)]
mod tests;

pub use draft::{ComponentDraft, DraftPromise, DraftReport, KeptComponent};
pub use kept::{KeptPromise, KeptReport};
pub use later::later_years;
pub use list::{
    ItemCount, PlaceItems, PromiseFacets, PromiseList, PromiseMark, PromiseTotal, VerdictCounts,
};
pub use noted::Noted;
pub use record::{
    ItemRecord, OutcomeRecord, ProgressRecord, PromiseRecord, SentenceWords, TellingRecord, Why,
};
pub use request::{PromiseRequest, PromiseSink, PromiseSort};
pub use shown::{
    LaterYear, PromiseStory, SaidFigure, ShownFigure, ShownItem, ShownOutcome, ShownProgress,
    ShownPromise, ShownTelling,
};
pub use sources::{Related, SourceReport, related, tellers};
