//! What the passages of a frequent word are, by report: kept, so that the same word with other
//! filters, in another order or on another page is answered without its lists.
//!
//! Readers search for a word and narrow: a year, a place, the newest first. The lists of a frequent
//! word are millions of passages, and each of these steps would read them again.

use quick_cache::Weighter;
use tantivy::postings::BlockSegmentPostings;

use super::counts::{Counts, byte_of};
use super::score::Ranks;
use crate::matching::gate::Gate;
use crate::store::segment::SegmentData;
use crate::store::snapshot::Snapshot;
use std::sync::Arc;

/// See the module. Removed reports are in it.
pub(crate) struct Tally {
    /// Per report its passages by part, a byte each,
    passages: Vec<u64>,
    /// and further ones of the reports whose bytes are full, by report.
    further: Vec<(u32, u64)>,
    /// Per report the rank of the highest key that its passages may have, whatever their part.
    pub highest: Vec<u16>,
    pub ranks: Ranks,
}

impl Tally {
    /// Puts together what was read of every segment, in their order.
    pub(crate) fn of(ranks: Ranks, segments: Vec<OfSegment>, reports: usize) -> Self {
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

    /// Counts what passes the gate.
    pub(crate) fn count(&self, gate: &Gate, counts: &mut Counts) {
        counts.add_bytes((0..).zip(self.passages.iter().copied()), gate);
        counts.add_bytes(self.further.iter().copied(), gate);
    }

    /// In bytes.
    fn size(&self) -> usize {
        size_of_val(&*self.passages)
            + size_of_val(&*self.further)
            + size_of_val(&*self.highest)
            + self.ranks.size()
    }
}

/// The same of one segment, by the numbers of its own reports.
pub(crate) struct OfSegment {
    passages: Vec<u64>,
    further: Vec<(u32, u64)>,
    highest: Vec<u16>,
}

impl OfSegment {
    /// Of a segment that does not hold the word.
    pub(crate) fn none(data: &SegmentData) -> Self {
        let reports = data.reports.len();
        Self { passages: vec![0; reports], further: Vec::new(), highest: vec![0; reports] }
    }

    /// Reads the list of the word.
    pub(crate) fn read(mut list: BlockSegmentPostings, data: &SegmentData, ranks: &Ranks) -> Self {
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

/// Weighs tallies by their bytes.
#[derive(Clone)]
pub(crate) struct BySize;

impl Weighter<String, Arc<Tally>> for BySize {
    fn weight(&self, word: &String, tally: &Arc<Tally>) -> u64 {
        (word.len() + tally.size() + 64) as u64
    }
}

/// Whether a word that so many passages hold is worth a tally: to count by it is a look at every
/// report.
pub(crate) fn is_worth(snapshot: &Snapshot, passages: u64) -> bool {
    passages >= snapshot.reports.len() as u64
}
