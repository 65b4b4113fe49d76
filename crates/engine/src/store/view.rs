//! A commit as one request sees it.

use std::ops::Deref;
use std::sync::Arc;

use suyan_search::deadline::{Deadline, Pace, Watch};

use super::caches::Caches;
use super::snapshot::CommitView;
use crate::tuning::Tuning;

/// What is in view, for one request: the same from its beginning to its end.
pub(crate) struct Snapshot {
    commit: Arc<CommitView>,
    /// How long the request is worked on.
    pub watch: Arc<Watch>,
    /// By what it chooses among ways that find the same.
    pub tuning: Tuning,
    /// What is kept for the request alone.
    pub of_request: Caches,
}

impl Snapshot {
    pub(crate) fn of(commit: Arc<CommitView>, deadline: Deadline, tuning: Tuning) -> Self {
        let watch = Arc::new(Watch::of(deadline));
        Self { commit, watch, tuning, of_request: Caches::default() }
    }

    /// What is in view, for work that outlives the request.
    pub(crate) fn commit(&self) -> &Arc<CommitView> {
        &self.commit
    }

    /// Steps of one loop of the request.
    pub(crate) fn pace(&self) -> Pace {
        Pace::of(&self.watch, self.tuning.pace)
    }
}

impl Deref for Snapshot {
    type Target = CommitView;

    fn deref(&self) -> &CommitView {
        &self.commit
    }
}
