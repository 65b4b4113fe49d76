//! What any of several alternatives matches, each passage once.

use std::cmp::Ordering;

use super::collect::{Alternative, Candidate, Effort, InOrder};
use crate::store::snapshot::SegmentView;
use crate::{Error, Total};

/// How many reports and passages match any of several alternatives.
pub(crate) fn count_any(alternatives: &[Alternative<'_>]) -> Result<Total, Error> {
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

/// Every match of a query, in the order of segments and documents.
pub(crate) fn collect(
    alternatives: &[Alternative<'_>],
    effort: Effort,
) -> Result<Vec<Candidate>, Error> {
    let mut all: Vec<Candidate> = Vec::new();
    for alternative in alternatives {
        let found = alternative.collect(effort)?;
        all = if all.is_empty() { found } else { merge(&all, &found) };
    }
    Ok(all)
}

/// Both lists as one in the same order; a passage that stands in both, as the better of the two.
/// Put together two by two, lists stay as short as the archive.
fn merge(some: &[Candidate], others: &[Candidate]) -> Vec<Candidate> {
    let mut all = Vec::with_capacity(some.len().max(others.len()));
    let (mut some, mut others) = (some.iter().peekable(), others.iter().peekable());
    while let (Some(one), Some(other)) = (some.peek(), others.peek()) {
        let (one, other) = (**one, **other);
        let order = one.place().cmp(&other.place());
        all.push(match order {
            Ordering::Less => one,
            Ordering::Greater => other,
            // The first of equals is that of the first alternative.
            Ordering::Equal if other.key() > one.key() => other,
            Ordering::Equal => one,
        });
        some.next_if(|_| order.is_le());
        others.next_if(|_| order.is_ge());
    }
    all.extend(some.chain(others));
    all
}

/// The matches within each of some reports, best first: every one of them looked at closely.
pub(crate) fn within(
    alternatives: &[Alternative<'_>],
    reports: &[u32],
) -> Result<Vec<Vec<Candidate>>, Error> {
    let mut within = vec![Vec::new(); reports.len()];
    // Walks only go forward.
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_unstable_by_key(|&at| reports[at]);
    let in_order: Vec<u32> = order.iter().map(|&at| reports[at]).collect();
    for alternative in alternatives {
        alternative.within(&in_order, |at, candidate| within[order[at]].push(candidate))?;
    }
    for found in &mut within {
        found.sort_by(|a, b| b.key().total_cmp(&a.key()).then(a.doc.cmp(&b.doc)));
        let mut seen = std::collections::HashSet::new();
        found.retain(|candidate| seen.insert(candidate.doc));
    }
    Ok(within)
}
