//! What is written to a cluster: its fields, and the terms of a text.

pub(crate) mod counts;
pub(crate) mod outline;
pub(crate) mod schema;
mod terms;

pub(crate) use terms::{characters, occurrences, pairs, phrase};

/// What this program writes and reads: a hash of all sources that fold, cut and write.
pub(crate) fn fingerprint() -> String {
    concat!("suyan-cluster-1/", env!("SUYAN_FORMAT")).to_owned()
}
