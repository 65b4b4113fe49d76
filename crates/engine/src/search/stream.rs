//! Queries of one word or none: every match is counted as it comes, and only those are scored that
//! may still be among the best.
//!
//! A frequent word stands in millions of passages, so that counting them is most of what its
//! search costs. Where the word is one posting list, it is read block by block.

use suyan_search::query::Query;
use suyan_search::{Error, Tier};
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED};

use super::best::{Best, BestReports, CountedOnly};
use super::collect::CommitAlternative;
use super::counts::{Counter, MatchCounts};
use super::score::{InSegment, ScoreTable, Scorer, key, score_of, tier_of, worth};
use crate::matching::conjunction::ConjunctionCursor;
use crate::store::lookup::{ListedTerm, Lookup};
use crate::store::segment::SegmentReport;
use crate::store::snapshot::SegmentView;

/// Whether a query's matches can be counted as they come, with no second look.
pub(crate) fn is_plain(query: &Query) -> bool {
    matches!(query.alternatives.as_slice(), [only] if only.terms.len() <= 1)
}

impl CommitAlternative<'_> {
    /// Counts every match, for a query that [`is_plain`]. Where order is by relevance, so many
    /// reports are `wanted`: the best key of each is counted, and the lowest of them given.
    pub(crate) fn stream_reports(
        &self,
        counts: &mut MatchCounts,
        wanted: Option<usize>,
    ) -> Result<f32, Error> {
        if self.across.is_none()
            && let Some(least) = self.by_tally(counts, wanted)?
        {
            return Ok(least);
        }
        let Some(wanted) = wanted else {
            self.stream(counts, &mut CountedOnly)?;
            return Ok(f32::NEG_INFINITY);
        };
        let mut best = BestReports::of(wanted);
        self.stream(counts, &mut best)?;
        Ok(best.finish())
    }

    /// Counts every match, for a query that [`is_plain`], and offers it for a place among the best.
    /// The best key of a report is counted where it is not below their threshold.
    pub(crate) fn stream(
        &self,
        counts: &mut MatchCounts,
        best: &mut impl Best,
    ) -> Result<(), Error> {
        let scorer = Scorer::of(self.snapshot, self.conjunction)?;
        let is_empty = self.conjunction.terms.is_empty() && self.conjunction.excluded.is_empty();
        let only = match self.conjunction.only_phrase() {
            Some(phrase) => Some(self.snapshot.lookup(&phrase.tokens)?),
            None => None,
        };
        let only = only.as_deref().and_then(Lookup::only);
        let scores = only.map(|_| scorer.table(0));
        for segment in &self.snapshot.segments {
            if is_empty {
                self.stream_all(segment, counts, best);
            } else if let (Some(listed), Some(scores)) = (only, &scores) {
                let Some(list) = block_list(segment, listed)? else { continue };
                self.stream_list(scores, list, segment, counts, best);
            } else {
                self.stream_walk(&scorer, segment, counts, best)?;
            }
        }
        Ok(())
    }

    /// Every passage that passes the filters.
    fn stream_all<B: Best>(&self, segment: &SegmentView, counts: &mut MatchCounts, best: &mut B) {
        let mut counter = Counter::new(counts.of(segment), segment, &self.doc_filter);
        let mut docs = Vec::new();
        for (report, row) in (segment.base..).zip(&segment.data.reports) {
            if !self.doc_filter.admits(report) {
                continue;
            }
            docs.clear();
            docs.extend(row.first..row.end);
            docs.iter().for_each(|&doc| counter.count(doc));
            let mut least = best.threshold();
            for &doc in &docs {
                let key = key(Tier::Exact, worth(segment, doc));
                if key >= least && self.admits_part(segment, doc) {
                    counter.offer(report, doc, key, best);
                    least = if B::EVERY { best.threshold() } else { key.next_up() };
                }
            }
        }
        let parts = counter.finish();
        counts.add_parts(&parts);
    }

    /// Every passage of one list: the reports that pass the filters one by one, where they are few.
    fn stream_list(
        &self,
        scores: &ScoreTable<'_>,
        mut list: BlockSegmentPostings,
        segment: &SegmentView,
        counts: &mut MatchCounts,
        best: &mut impl Best,
    ) {
        let mut counter = Counter::new(counts.of(segment), segment, &self.doc_filter);
        if !self.doc_filter.is_narrow() {
            while !list.docs().is_empty() {
                self.stream_block(scores, (list.docs(), list.freqs()), segment, &mut counter, best);
                list.advance();
            }
            let parts = counter.finish();
            counts.add_parts(&parts);
            return;
        }
        for (report, row) in (segment.base..).zip(&segment.data.reports) {
            if !self.doc_filter.admits(report) {
                continue;
            }
            each_block(&mut list, row, |docs, freqs| {
                self.stream_block(scores, (docs, freqs), segment, &mut counter, best);
            });
        }
        let parts = counter.finish();
        counts.add_parts(&parts);
    }

    /// Some passages of a list, and how often the word stands in each.
    #[inline]
    fn stream_block(
        &self,
        scores: &ScoreTable<'_>,
        (docs, freqs): (&[DocId], &[u32]),
        segment: &SegmentView,
        counter: &mut Counter<'_>,
        best: &mut impl Best,
    ) {
        let most = freqs.iter().copied().max().unwrap_or(0);
        if scores.most_of_any(most) < best.threshold() {
            counter.count_block(docs, best, |_, _, _, _| None);
            return;
        }
        counter.count_block(docs, best, |at, doc, bits, threshold| {
            let count = freqs[at];
            let may_be = scores.most(count, bits) >= threshold;
            let key = || match self.share(segment, doc) {
                1.0 => scores.key(count, bits, segment, doc),
                share => lowered(scores.key(count, bits, segment, doc), share),
            };
            may_be.then(key).filter(|&key| key >= threshold)
        });
    }

    /// Whatever a walk finds.
    fn stream_walk(
        &self,
        scorer: &Scorer,
        segment: &SegmentView,
        counts: &mut MatchCounts,
        best: &mut impl Best,
    ) -> Result<(), Error> {
        let mut walk =
            ConjunctionCursor::open(self.snapshot, segment, self.conjunction, &self.doc_filter)?;
        let mut counter = Counter::new(counts.of(segment), segment, &self.doc_filter);
        let mut doc = walk.seek(0);
        while doc != TERMINATED {
            counter.count(doc);
            if best.threshold() < f32::INFINITY {
                let key = self.key(&mut walk, scorer, segment, doc)?;
                if key >= best.threshold() {
                    let report = self.snapshot.report_of(segment.number as u32, doc);
                    counter.offer(report, doc, key, best);
                }
            }
            doc = walk.seek(doc + 1);
        }
        let parts = counter.finish();
        counts.add_parts(&parts);
        Ok(())
    }

    /// Tier and score of the match that a walk of a plain query is at.
    fn key(
        &self,
        walk: &mut ConjunctionCursor<'_>,
        scorer: &Scorer,
        segment: &SegmentView,
        doc: DocId,
    ) -> Result<f32, Error> {
        if self.conjunction.terms.is_empty() {
            return Ok(key(Tier::Exact, worth(segment, doc)));
        }
        let tier = if walk.is_exact()? { Tier::Exact } else { Tier::Near };
        Ok(key(tier, scorer.passage(walk, segment, doc) * self.share(segment, doc)))
    }
}

/// A key with so much of its score.
fn lowered(whole: f32, share: f32) -> f32 {
    key(tier_of(whole), score_of(whole) * share)
}

/// The list of a word in a segment, with counts; `None` where it has none.
pub(super) fn block_list(
    segment: &SegmentView,
    listed: &ListedTerm,
) -> Result<Option<BlockSegmentPostings>, Error> {
    let Some(info) = &listed.postings[segment.number] else { return Ok(None) };
    let option = IndexRecordOption::WithFreqs;
    let list = segment.postings.read_block_postings_from_terminfo(info, option);
    list.map(Some).map_err(Error::index("reading posting lists"))
}

/// Gives the passages of a report that a list holds, with their counts, block by block. Reports must
/// be asked for in their order.
pub(super) fn each_block(
    list: &mut BlockSegmentPostings,
    report: &SegmentReport,
    mut each: impl FnMut(&[DocId], &[u32]),
) {
    let mut from = list.seek(report.first);
    loop {
        let docs = list.docs();
        let from_here = from.min(docs.len());
        let to = from_here + docs[from_here..].partition_point(|&doc| doc < report.end);
        each(&docs[from_here..to], &list.freqs()[from_here..to]);
        if docs.is_empty() || to < docs.len() {
            return;
        }
        list.advance();
        from = 0;
    }
}
