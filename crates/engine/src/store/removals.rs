//! The passages of one segment whose reports were removed, and how many of them hold a term.
//!
//! A removed report stays in the lists of its segment until a merge. What is said of an archive,
//! above all how rare a word is, must not depend on that: the removed ones are counted off.

use std::ops::Range;

use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, InvertedIndexReader, SegmentReader};

use super::segment::SegmentReport;

/// See the module.
#[derive(Debug)]
pub(crate) struct Removals {
    /// The passages of one or several removed reports each, in order.
    ranges: Vec<Range<DocId>>,
}

impl Removals {
    /// Those of the reports of a segment, which are in document order.
    pub(super) fn of(reader: &SegmentReader, reports: &[SegmentReport]) -> Self {
        let mut ranges: Vec<Range<DocId>> = Vec::new();
        for row in reports.iter().filter(|row| reader.is_deleted(row.first)) {
            match ranges.last_mut() {
                Some(last) if last.end == row.first => last.end = row.end,
                _ => ranges.push(row.first..row.end),
            }
        }
        Self { ranges }
    }

    /// The passages.
    pub(super) fn ranges(&self) -> &[Range<DocId>] {
        &self.ranges
    }

    /// How many passages hold a term and were not removed. Costs a step to each range, through one
    /// list.
    pub(super) fn living(
        &self,
        postings: &InvertedIndexReader,
        info: &TermInfo,
    ) -> std::io::Result<u64> {
        let all = u64::from(info.doc_freq);
        if self.ranges.is_empty() {
            return Ok(all);
        }
        let mut list =
            postings.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut removed = 0;
        for range in &self.ranges {
            let mut from = list.seek(range.start);
            loop {
                let docs = list.docs();
                let here = &docs[from.min(docs.len())..];
                let within = here.partition_point(|&doc| doc < range.end);
                removed += within as u64;
                if docs.is_empty() || within < here.len() {
                    break;
                }
                list.advance();
                from = 0;
            }
            if list.docs().is_empty() {
                break;
            }
        }
        Ok(all.saturating_sub(removed))
    }
}
