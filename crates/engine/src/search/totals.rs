//! How many match, where nothing else is asked.

use suyan_search::{Error, Total};
use tantivy::{DocId, TERMINATED};

use super::collect::CommitAlternative;
use crate::matching::conjunction::ConjunctionCursor;
use crate::store::segment::ReportsOfDocs;
use crate::store::snapshot::SegmentView;

impl CommitAlternative<'_> {
    /// How many reports and passages match.
    pub(crate) fn count(&self) -> Result<Total, Error> {
        let mut total = Total::default();
        for segment in &self.snapshot.segments {
            let mut tally = InOrder::of(segment);
            self.tell(segment, |doc| tally.add(doc))?;
            total += tally.total;
        }
        Ok(total)
    }

    /// Tells the matches of a segment in their order.
    fn tell(&self, segment: &SegmentView, mut each: impl FnMut(DocId)) -> Result<(), Error> {
        let Self { snapshot, conjunction, doc_filter, .. } = self;
        let mut walk =
            ConjunctionCursor::open_to_count(snapshot, segment, conjunction, doc_filter)?;
        let mut doc = walk.seek(0);
        while doc != TERMINATED {
            each(doc);
            doc = walk.seek(doc + 1);
        }
        Ok(())
    }
}

/// Counts passages of one segment that come in their order.
struct InOrder<'a> {
    reports: ReportsOfDocs<'a>,
    /// The document behind the last of the report that was counted.
    end: DocId,
    total: Total,
}

impl<'a> InOrder<'a> {
    fn of(segment: &'a SegmentView) -> Self {
        let reports = segment.data.reports_in_order();
        Self { reports, end: 0, total: Total::default() }
    }

    fn add(&mut self, doc: DocId) {
        self.total.passages += 1;
        if doc >= self.end {
            self.end = self.reports.of(doc).1;
            self.total.reports += 1;
        }
    }
}

/// How many reports and passages match any of several alternatives.
pub(crate) fn count_any(alternatives: &[CommitAlternative<'_>]) -> Result<Total, Error> {
    let Some(first) = alternatives.first() else { return Ok(Total::default()) };
    let of_segment = |segment: &SegmentView| -> Result<Total, Error> {
        let mut bits = vec![0u64; segment.data.parts.len() / 64 + 1];
        for alternative in alternatives {
            alternative.tell(segment, |doc| bits[doc as usize / 64] |= 1 << (doc % 64))?;
        }
        let mut tally = InOrder::of(segment);
        for (at, mut word) in (0..).zip(bits) {
            while word != 0 {
                tally.add(at * 64 + word.trailing_zeros());
                word &= word - 1;
            }
        }
        Ok(tally.total)
    };
    let mut total = Total::default();
    for of_segment in first.snapshot.segments.iter().map(of_segment) {
        total += of_segment?;
    }
    Ok(total)
}
