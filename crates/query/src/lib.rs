//! Answers over HTTP: routes, JSON, files, pages, assets. axum lives here.
//!
//! One request flows like this: [`suyan_answers`] reads its parameters into a request, a [`gate`]
//! lets it through to the backend on a thread that may block, and the **one** answer value is
//! rendered, as JSON by [`api`] or as a page by [`pages`]. Every page is the rendering of a value
//! that the API gives too, and every view is an address.
//!
//! Nothing here writes, and nothing here knows of files, tokenizers or tantivy: a backend is
//! whatever fulfils [`suyan_engine::Backend`].

mod api;
mod assets;
mod error;
mod export;
mod gate;
mod metrics;
mod pages;
mod router;
mod serve;
#[cfg(test)]
mod testing;
mod text;
mod turns;

pub use error::Failure;
pub use gate::Limits;
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
