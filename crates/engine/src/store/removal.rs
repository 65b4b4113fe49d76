//! The removal of a report from all segments but the one that holds its newest form.
//!
//! tantivy applies a removal to segments that were added before it. A segment that was written
//! beside the index, as ours are, may see removals that are older than itself: they must not reach
//! the reports that were put in the place of those removed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};

/// Which segment holds the newest form of a report that was put again, by a hash of its id. Kept for
/// as long as the writer lives, commits or not: a merge that was begun before a commit may look at
/// the removals after it.
#[derive(Debug, Clone, Default)]
pub(super) struct Homes(Arc<Mutex<HashMap<u64, SegmentId>>>);

impl Homes {
    pub(super) fn set(&self, report: u64, segment: SegmentId) {
        self.lock().insert(report, segment);
    }

    pub(super) fn forget(&self, report: u64) {
        self.lock().remove(&report);
    }

    fn is_home(&self, report: u64, segment: SegmentId) -> bool {
        self.lock().get(&report) == Some(&segment)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u64, SegmentId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The passages of a report, wherever it is not at home.
#[derive(Debug, Clone)]
pub(super) struct Removal {
    id: TermQuery,
    report: u64,
    homes: Homes,
}

impl Removal {
    /// The removal of the report whose passages hold the term `id`.
    pub(super) fn of(id: Term, report: u64, homes: &Homes) -> Self {
        Self { id: TermQuery::new(id, IndexRecordOption::Basic), report, homes: homes.clone() }
    }
}

impl Query for Removal {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let (report, homes) = (self.report, self.homes.clone());
        Ok(Box::new(RemovalWeight { id: self.id.weight(scoring)?, report, homes }))
    }
}

struct RemovalWeight {
    id: Box<dyn Weight>,
    report: u64,
    homes: Homes,
}

impl Weight for RemovalWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if self.homes.is_home(self.report, reader.segment_id()) {
            return Ok(Box::new(EmptyScorer));
        }
        self.id.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.id.explain(reader, doc)
    }
}
