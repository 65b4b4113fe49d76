//! An index becomes JSON, CSV and pages over HTTP.
//!
//! One request flows like this: an address is read by [`params`] into a `SearchRequest`, a
//! [`gate`] lets it through to the backend on a thread that may block, and the **one** answer
//! value is rendered, as JSON by [`api`] or as a page by [`pages`]. Every page is the rendering
//! of a value that the API gives too, and every view is an address.
//!
//! Nothing here writes, and nothing here knows of files, tokenizers or tantivy: a backend is
//! whatever fulfils [`suyan_engine::Backend`].

mod api;
mod assets;
mod cite;
mod compare;
mod cursor;
mod error;
mod export;
mod gate;
mod metrics;
mod pages;
mod params;
mod router;
mod serve;
#[cfg(test)]
mod testing;
mod text;
mod trace;
mod turns;

pub use api::coverage::{CoverageRequest, coverage_request};
pub use api::search_answer_json;
pub use error::Failure;
pub use gate::Limits;
pub use params::search_request;
pub use router::router;
pub use serve::serve;

use std::sync::Arc;

use suyan_engine::Backend;

/// What every handler shares.
pub struct App {
    backend: Arc<dyn Backend>,
    gate: gate::Gate,
    metrics: metrics::Metrics,
}

impl App {
    /// The state of a server over this backend, with the usual limits.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>) -> Arc<Self> {
        Self::with_limits(backend, Limits::default())
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(backend: Arc<dyn Backend>, limits: Limits) -> Arc<Self> {
        Arc::new(Self {
            backend,
            gate: gate::Gate::new(limits),
            metrics: metrics::Metrics::default(),
        })
    }
}
