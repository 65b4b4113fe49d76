//! What the passages of a frequent word are, by report: kept, so that the same word with other
//! filters, in another order or on another page is answered without its lists.
//!
//! Readers search for a word and narrow: a year, a place, the newest first. The lists of a frequent
//! word are hundreds of thousands of passages, and each of these steps would read them again.

use std::ops::RangeInclusive;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use suyan_search::Error;
use tantivy::postings::BlockSegmentPostings;

use super::collect::CommitAlternative;
use super::counts::{MatchCounts, byte_of};
use super::score::{InSegment, Ranks, ScoreTable, Scorer};
use super::stream::{block_list, each_block};
use crate::matching::filter::DocFilter;
use crate::parallel;
use crate::store::lookup::{self, ListedTerm};
use crate::store::segment::SegmentData;
use crate::store::snapshot::{SegmentView, Snapshot};

/// What it takes to count one passage of a list, in nanoseconds, roughly.
const COUNT: u64 = 5;

/// See the module. Removed reports are in it.
struct KeptReportCounts {
    /// Per report its passages by part, a byte each.
    passages: Vec<u64>,
    /// Further passages of the reports whose bytes are full, by report.
    further: Vec<(u32, u64)>,
    /// Per report the rank of the highest key that its passages may have, whatever their part.
    highest: Vec<u16>,
    ranks: Ranks,
}

impl KeptReportCounts {
    /// Puts together what was read of every segment, in their order.
    fn of(ranks: Ranks, segments: Vec<SegmentTallies>, reports: usize) -> Self {
        let (mut passages, mut highest) =
            (Vec::with_capacity(reports), Vec::with_capacity(reports));
        let mut further = Vec::new();
        for mut one in segments {
            let base = passages.len() as u32;
            further.extend(one.further.iter().map(|&(row, bytes)| (base + row, bytes)));
            passages.append(&mut one.passages);
            highest.append(&mut one.highest);
        }
        Self { passages, further, highest, ranks }
    }

    /// Counts what passes the filter.
    fn count(&self, doc_filter: &DocFilter, counts: &mut MatchCounts) {
        counts.add_bytes((0..).zip(self.passages.iter().copied()), doc_filter);
        counts.add_bytes(self.further.iter().copied(), doc_filter);
    }

    /// In bytes.
    fn size(&self) -> usize {
        size_of_val(&*self.passages)
            + size_of_val(&*self.further)
            + size_of_val(&*self.highest)
            + self.ranks.size()
    }
}

/// The counts of one segment, by the numbers of its own reports.
struct SegmentTallies {
    passages: Vec<u64>,
    further: Vec<(u32, u64)>,
    highest: Vec<u16>,
}

impl SegmentTallies {
    /// Of a segment that does not hold the word.
    fn none(data: &SegmentData) -> Self {
        let reports = data.reports.len();
        Self { passages: vec![0; reports], further: Vec::new(), highest: vec![0; reports] }
    }

    /// Reads the list of the word.
    fn read(mut list: BlockSegmentPostings, data: &SegmentData, ranks: &Ranks) -> Self {
        let mut tally = Self::none(data);
        let mut reports = data.reports_in_order();
        let mut end = 0;
        while !list.docs().is_empty() {
            let (mut bytes, mut highest) = (0, 0);
            for (&doc, &count) in list.docs().iter().zip(list.freqs()) {
                if doc >= end {
                    tally.put(reports.row(), bytes, highest);
                    (bytes, highest) = (0, 0);
                    end = reports.of(doc).1;
                }
                let bits = data.parts[doc as usize];
                bytes += byte_of(bits);
                highest = highest.max(ranks.of(count, bits));
            }
            tally.put(reports.row(), bytes, highest);
            list.advance();
        }
        tally
    }

    /// Puts down what a block of passages, 128 at the most, holds of a report.
    #[inline]
    fn put(&mut self, row: u32, bytes: u64, highest: u16) {
        if bytes == 0 {
            return;
        }
        let of_report = &mut self.passages[row as usize];
        let before = of_report.to_le_bytes();
        let fits = before.iter().zip(bytes.to_le_bytes()).all(|(&a, b)| a.checked_add(b).is_some());
        if fits {
            *of_report += bytes;
        } else {
            self.further.push((row, std::mem::replace(of_report, bytes)));
        }
        let before = &mut self.highest[row as usize];
        *before = highest.max(*before);
    }
}

/// What is kept of tallies, in bytes: those of a hundred words of a nation's archive, and what one
/// takes there.
const MOST_TALLIES: u64 = 64 << 20;
const USUAL_TALLY: u64 = 600 << 10;

/// The tallies of a commit.
struct Tallies(Cache<String, Arc<KeptReportCounts>, TallyWeigher>);

impl Default for Tallies {
    fn default() -> Self {
        let usual = (MOST_TALLIES / USUAL_TALLY) as usize;
        Self(Cache::with_weighter(usual, MOST_TALLIES, TallyWeigher))
    }
}

/// Weighs tallies by their bytes.
#[derive(Clone)]
struct TallyWeigher;

impl Weighter<String, Arc<KeptReportCounts>> for TallyWeigher {
    fn weight(&self, word: &String, tally: &Arc<KeptReportCounts>) -> u64 {
        (word.len() + tally.size() + 64) as u64
    }
}

impl CommitAlternative<'_> {
    /// Does what [`Self::stream_reports`] does by a tally: `None` where there is none, since the
    /// word is rare, or is more than one list.
    pub(super) fn by_tally(
        &self,
        counts: &mut MatchCounts,
        wanted: Option<usize>,
    ) -> Result<Option<f32>, Error> {
        let Some(phrase) = self.conjunction.only_phrase() else { return Ok(None) };
        let lookup = self.snapshot.lookup(&phrase.tokens)?;
        let Some(listed) = lookup.only() else { return Ok(None) };
        // What the best passage may score is known of all parts together.
        let is_ordered = wanted.is_none() || self.doc_filter.admits_every_part();
        if !is_ordered || !is_worth(self.snapshot, listed.frequency) {
            return Ok(None);
        }
        let scorer = Scorer::of(self.snapshot, self.conjunction)?;
        let scores = scorer.table(0);
        let tallies = self.snapshot.caches.of::<Tallies>();
        let tally = match self.doc_filter.is_narrow() {
            // To skip from one of few reports to the next costs less than to read the lists.
            true => match tallies.0.get(&*lookup::key(&phrase.tokens)) {
                Some(tally) => tally,
                None => return Ok(None),
            },
            false => tallies.0.get_or_insert_with(&*lookup::key(&phrase.tokens), || {
                self.tally(listed, &scores).map(Arc::new)
            })?,
        };
        tally.count(&self.doc_filter, counts);
        match wanted {
            Some(wanted) => self.best_of(&tally, (listed, &scores), wanted, counts).map(Some),
            None => Ok(Some(f32::NEG_INFINITY)),
        }
    }

    /// Reads the lists of a word for its tally.
    fn tally(
        &self,
        listed: &ListedTerm,
        scores: &ScoreTable<'_>,
    ) -> Result<KeptReportCounts, Error> {
        let ranks = scores.ranks();
        let of_segment = |segment: &SegmentView| {
            Ok(match block_list(segment, listed)? {
                Some(list) => SegmentTallies::read(list, &segment.data, &ranks),
                None => SegmentTallies::none(&segment.data),
            })
        };
        let segments = self.snapshot.segments.iter();
        let read =
            parallel::map(&self.snapshot.tuning, segments, listed.frequency * COUNT, of_segment);
        let read = read.into_iter().collect::<Result<Vec<_>, Error>>()?;
        Ok(KeptReportCounts::of(ranks, read, self.snapshot.reports.len()))
    }

    /// Counts the best keys of the best `wanted` reports, of those that were counted, and gives the
    /// lowest of them. Scored are those that look best, then those that may still be among them.
    fn best_of(
        &self,
        tally: &KeptReportCounts,
        word: (&ListedTerm, &ScoreTable<'_>),
        wanted: usize,
        counts: &mut MatchCounts,
    ) -> Result<f32, Error> {
        let mut of_rank = vec![0; tally.ranks.len()];
        for (row, &rank) in counts.reports.iter().zip(&tally.highest) {
            of_rank[usize::from(rank)] += usize::from(row.passages > 0);
        }
        let mut many = 0;
        let is_reached = |at: &usize| {
            many += of_rank[*at];
            many >= wanted
        };
        let likely = (0..of_rank.len()).rev().find(is_reached).unwrap_or(0) as u16;
        let mut keys = self.rate(tally, word, likely..=u16::MAX, counts)?;
        if keys.len() < wanted {
            return Ok(f32::NEG_INFINITY);
        }
        let last = |keys: &mut Vec<f32>| match wanted.checked_sub(1) {
            Some(at) => *keys.select_nth_unstable_by(at, |a, b| b.total_cmp(a)).1,
            None => f32::INFINITY,
        };
        let least = last(&mut keys);
        let may_be = |rank: &u16| tally.ranks.key(*rank).0 >= least;
        if let Some(lowest) = (1..likely).find(may_be) {
            keys.extend(self.rate(tally, word, lowest..=likely - 1, counts)?);
        }
        Ok(last(&mut keys))
    }

    /// Counts the best keys of the reports that were counted and are of some ranks, and gives them.
    fn rate(
        &self,
        tally: &KeptReportCounts,
        (listed, scores): (&ListedTerm, &ScoreTable<'_>),
        ranks: RangeInclusive<u16>,
        counts: &mut MatchCounts,
    ) -> Result<Vec<f32>, Error> {
        let mut keys = Vec::new();
        let mut open = Vec::new();
        for (report, &rank) in tally.highest.iter().enumerate() {
            if !ranks.contains(&rank) || counts.reports[report].passages == 0 {
                continue;
            }
            match tally.ranks.key(rank) {
                (key, true) => {
                    counts.note(report as u32, key);
                    keys.push(key);
                }
                _ => open.push(report as u32),
            }
        }
        let number = |report: &u32| self.snapshot.segment_of[*report as usize] as usize;
        for reports in open.chunk_by(|a, b| number(a) == number(b)) {
            let segment = &self.snapshot.segments[number(&reports[0])];
            let Some(mut list) = block_list(segment, listed)? else { continue };
            for &report in reports {
                let mut best = f32::NEG_INFINITY;
                let row = &self.snapshot.reports[report as usize];
                each_block(&mut list, row, |docs, freqs| {
                    for (&doc, &count) in docs.iter().zip(freqs) {
                        let bits = segment.data.parts[doc as usize];
                        best = best.max(scores.key(count, bits, segment, doc));
                    }
                });
                counts.note(report, best);
                keys.push(best);
            }
        }
        Ok(keys)
    }
}

/// Whether a word that so many passages hold is worth a tally: to count by it is a look at every
/// report.
fn is_worth(snapshot: &Snapshot, passages: u64) -> bool {
    passages >= (snapshot.reports.len() as u64).saturating_mul(snapshot.tuning.worth_tally)
}
