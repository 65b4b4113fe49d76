//! The archive on an OpenSearch cluster: the second engine, for what one machine does not hold.
//!
//! The only crate that names the cluster's client. Reports become documents of three indexes
//! ([`mod@format`]); whoever writes ([`mod@write`]) makes commits of them, whoever reads ([`cluster`]) sees
//! one. The cluster gives candidates by our own tokens; which of them match, how, and what is shown
//! of them, `suyan_search` decides on their text, as it does for every engine.

mod client;
mod cluster;
mod commit;
#[cfg(test)]
mod fake;
mod find;
mod format;
mod ledger;
mod lock;
mod plan;
mod settings;
mod store;
mod view;
mod write;

pub use cluster::Cluster;
pub use settings::{ClusterSettings, USUAL_NAME, Unusable};
pub use write::ClusterWriter;
