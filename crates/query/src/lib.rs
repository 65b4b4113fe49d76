//! Answers over HTTP: routes, JSON, files, pages, assets. axum lives here.
//!
//! One request flows like this: [`suyan_answers`] reads its parameters into a request, a [`gate`]
//! lets it through to the backend on a thread that may block, and the **one** answer value is
//! rendered, as JSON by [`api`] or as a page by [`pages`]. Every page is the rendering of a value
//! that the API gives too, and every view is an address.
//!
//! Nothing here writes to the archive; a reader's [`Notes`] are a store of their own. Nothing here knows of files, tokenizers or tantivy: a backend is
//! whatever fulfils [`suyan_search::Backend`].

mod address;
mod api;
mod assets;
mod error;
mod export;
mod gate;
mod metrics;
mod notes;
mod pages;
mod router;
mod scheduler;
mod serve;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod text;

pub use address::{Hosts, PublicUrl};
pub use error::Failure;
pub use gate::RequestLimits;
pub use notes::Notes;
pub use router::router;
pub use serve::serve;

use std::sync::Arc;

use suyan_search::Backend;

/// What every handler shares.
pub struct App {
    backend: Arc<dyn Backend>,
    gate: gate::RequestGate,
    metrics: metrics::Metrics,
    public: Option<PublicUrl>,
    hosts: Hosts,
    notes: Option<Arc<Notes>>,
}

/// How a server is run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Bounds on what requests may cost.
    pub limits: RequestLimits,
    /// The address that readers know.
    pub public: Option<PublicUrl>,
    /// Which names are answered; [`serve()`] takes them from its listener.
    pub hosts: Hosts,
    /// The reader's own journal, where there is one. Only for a server on loopback.
    pub notes: Option<Arc<Notes>>,
}

impl App {
    /// The state of a server over this backend, with the usual settings.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>) -> Arc<Self> {
        Self::with(backend, Settings::default())
    }

    /// The state of a server over this backend.
    #[must_use]
    pub fn with(backend: Arc<dyn Backend>, settings: Settings) -> Arc<Self> {
        let Settings { limits, public, hosts, notes } = settings;
        let (gate, metrics) = (gate::RequestGate::new(limits), metrics::Metrics::default());
        Arc::new(Self { backend, gate, metrics, public, hosts, notes })
    }
}
