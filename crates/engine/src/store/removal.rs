//! The removal of a report from all segments but those that hold a newer form of it.
//!
//! tantivy applies a removal to segments that were added before it, and when it comes to it: at a
//! commit, or when segments are merged. A segment that was written beside the index, as ours are, may
//! see removals that are older than itself: they must not reach the reports that were put in the place
//! of those removed. A merge may look at a removal again when the report has been put once more, and
//! must not take away the form that the last commit holds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};

/// Where the forms of reports are that were put again. Kept for as long as the writer lives, commits
/// or not: a merge that was begun before a commit may look at the removals after it.
#[derive(Debug, Clone, Default)]
pub(super) struct Homes(Arc<Mutex<NumberedRemovals>>);

/// All removals are numbered, in the order in which they come.
#[derive(Debug, Default)]
struct NumberedRemovals {
    last: u64,
    /// By a hash of its id the segments that a report was put into again, each with the number of the
    /// removal that went before it.
    homes: HashMap<u64, Vec<(u64, SegmentId)>>,
}

impl Homes {
    /// The removal of a report by its id, which spares what is put after it.
    pub(super) fn removal(&self, id: Term, report: u64) -> Removal {
        let mut numbered = self.lock();
        numbered.last += 1;
        let id = TermQuery::new(id, IndexRecordOption::Basic);
        Removal { id, report, number: numbered.last, homes: self.clone() }
    }

    fn is_newer(&self, report: u64, segment: SegmentId, removal: u64) -> bool {
        let numbered = self.lock();
        let mut homes = numbered.homes.get(&report).into_iter().flatten();
        homes.any(|(number, home)| *number >= removal && *home == segment)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, NumberedRemovals> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The passages of a report, wherever they are older than the removal.
#[derive(Debug, Clone)]
pub(super) struct Removal {
    id: TermQuery,
    report: u64,
    number: u64,
    homes: Homes,
}

impl Removal {
    /// The removal, of a report whose newest form is in this segment.
    pub(super) fn sparing(self, segment: SegmentId) -> Self {
        let home = (self.number, segment);
        self.homes.lock().homes.entry(self.report).or_default().push(home);
        self
    }
}

impl Query for Removal {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let (report, number, homes) = (self.report, self.number, self.homes.clone());
        Ok(Box::new(RemovalWeight { id: self.id.weight(scoring)?, report, number, homes }))
    }
}

struct RemovalWeight {
    id: Box<dyn Weight>,
    report: u64,
    number: u64,
    homes: Homes,
}

impl Weight for RemovalWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if self.homes.is_newer(self.report, reader.segment_id(), self.number) {
            return Ok(Box::new(EmptyScorer));
        }
        self.id.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.id.explain(reader, doc)
    }
}
