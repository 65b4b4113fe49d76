//! Passages that hold a part of the words: what is shown when nothing holds all of them, and
//! behind those that do.
//!
//! Which of them count, [`suyan_search::rank::partial`] tells. Each passage is judged for itself: filters
//! change who is looked at, never the rule.
//!
//! What stands here is in a first order, by rarity and length alone, which takes no look at how
//! often a word stands where. The best are looked at again ([`super::feedback`]).

use std::collections::HashSet;
use std::ops::Range;

use suyan_search::query::{Conjunction, Query};
use suyan_search::rank::partial::{MOST_TOLD, WordWeights};
use suyan_search::{Error, Fewer, Filters, Sort, Tier};
use tantivy::DocId;

use super::best::{Best as _, Scored};
use super::collect::Candidate;
use super::counts::{BLOCK, Counter, MatchCounts, ReportMatches};
use super::fewer::OneLess;
use super::score::{InSegment, Scorer, key, score_of};
use super::{PassageOrder, Top};
use crate::matching::conjunction::{excluded, open_term};
use crate::matching::filter::DocFilter;
use crate::matching::partial::{PartialMatcher, PartialSum};
use crate::matching::rarity::frequency_if_any;
use crate::parallel;
use crate::store::passage_set::PassageSet;
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};

/// What it takes to read one passage of a list, in nanoseconds, roughly.
const READ: u64 = 2;

/// Which of the passages are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum WantedPassages<'a> {
    /// So many, the first by this order.
    First(usize, Sort),
    /// Those of some reports.
    Of(&'a HashSet<u32>),
}

impl WantedPassages<'_> {
    fn order(self) -> (usize, Sort) {
        match self {
            Self::First(most, sort) => (most, sort),
            Self::Of(_) => (usize::MAX, Sort::Relevance),
        }
    }
}

/// The passages that hold enough of the words, in the order of segments and documents.
pub(crate) fn collect(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
    wanted: WantedPassages<'_>,
) -> Result<Vec<Candidate>, Error> {
    Ok(count(snapshot, query, filters, wanted, &mut MatchCounts::new(snapshot))?.0)
}

/// Finds the best passages with a part of the words and counts all that hold enough of them, with
/// the best key of every report; tells for one list of words what is found with one word less,
/// where that was seen on the way.
pub(crate) fn count(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
    wanted: WantedPassages<'_>,
    counts: &mut MatchCounts,
) -> Result<(Vec<Candidate>, Option<Fewer>), Error> {
    let divisible: Vec<&Conjunction> =
        query.in_part().iter().filter(|alternative| alternative.terms.len() > 1).collect();
    let (most, sort) = wanted.order();
    let is_alone = divisible.len() == 1;
    let mut found = Vec::new();
    for conjunction in divisible {
        let mut doc_filter = DocFilter::of(snapshot, filters, &conjunction.restrictions);
        if let WantedPassages::Of(reports) = wanted {
            doc_filter = doc_filter.only(snapshot, reports);
        }
        let Some(search) = PartialSearch::of(snapshot, conjunction, &doc_filter)? else { continue };
        if is_alone {
            let (found, fewer) = search.run(most, sort, counts)?;
            // What is known of words must be of the query's own.
            let is_own = query.loose.is_empty() && query.alternatives.len() == 1;
            return Ok((found, fewer.filter(|_| is_own)));
        }
        let (mut some, _) = search.run(usize::MAX, sort, &mut MatchCounts::new(snapshot))?;
        found.append(&mut some);
    }
    // What several alternatives find is counted once, with the highest of its scores.
    found.sort_by(|a: &Candidate, b: &Candidate| {
        a.place().cmp(&b.place()).then(b.score.total_cmp(&a.score))
    });
    found.dedup_by_key(|candidate| candidate.place());
    counts.add_all(snapshot, &found);
    let mut top = Top::new(most, PassageOrder { snapshot, sort });
    found.iter().for_each(|one| top.offer(one.scored(snapshot)));
    Ok((in_order(top), None))
}

/// Those that are held, in the order of segments and documents.
fn in_order(top: Top<'_>) -> Vec<Candidate> {
    let candidate = |one: Scored| Candidate {
        segment: one.segment,
        doc: one.doc,
        tier: Tier::Some,
        score: score_of(one.key),
    };
    let mut found: Vec<Candidate> = top.into_sorted().into_iter().map(candidate).collect();
    found.sort_unstable_by_key(Candidate::place);
    found
}

/// What was found in one segment.
struct SegmentFound<'a> {
    top: Top<'a>,
    one_less: OneLess,
    /// Passages by part.
    parts: [u32; 8],
}

/// What is sought in every segment.
struct PartialSearch<'a> {
    snapshot: &'a Snapshot,
    conjunction: &'a Conjunction,
    doc_filter: &'a DocFilter,
    scorer: Scorer,
    /// Per segment the passages that an exclusion keeps out.
    excluded: Vec<PassageSet>,
    /// The words that there are, the rarest first, and what each adds to a sum.
    words: Vec<(usize, PartialSum)>,
    /// All of them together.
    all: PartialSum,
    /// Whether one of them stood in quotation marks.
    has_quoted: bool,
    /// The weight that a passage must hold.
    enough: u32,
    /// What one unit of weight is.
    unit: f32,
    /// How many passages the words stand in, each for itself.
    passages: u64,
}

impl<'a> PartialSearch<'a> {
    /// Weighs all words; `None` where nothing can hold what must be held.
    fn of(
        snapshot: &'a Snapshot,
        conjunction: &'a Conjunction,
        doc_filter: &'a DocFilter,
    ) -> Result<Option<Self>, Error> {
        let terms = &conjunction.terms;
        let frequencies = terms.iter().map(|term| frequency_if_any(snapshot, term));
        let frequencies = frequencies.collect::<Result<Vec<u64>, _>>()?;
        let weights = WordWeights::of(terms, &frequencies, snapshot.passage_count);
        let Some(WordWeights { words, enough, unit }) = weights else { return Ok(None) };
        let adds = |(at, units): (usize, u32)| (at, PartialSum::of_word(units));
        let words: Vec<(usize, PartialSum)> = words.into_iter().map(adds).collect();
        Ok(Some(Self {
            snapshot,
            conjunction,
            doc_filter,
            scorer: Scorer::with_weights(snapshot.mean_length, Vec::new()),
            excluded: excluded(snapshot, conjunction)?,
            all: words.iter().map(|(_, adds)| *adds).sum(),
            has_quoted: terms.iter().any(|term| term.quoted),
            words,
            enough,
            unit,
            passages: frequencies.iter().sum(),
        }))
    }

    /// Counts every passage; gives the first by an order. Tells besides what is found with one word
    /// less, where that can be told.
    fn run(
        &self,
        most: usize,
        sort: Sort,
        counts: &mut MatchCounts,
    ) -> Result<(Vec<Candidate>, Option<Fewer>), Error> {
        let top = || Top::new(most, PassageOrder { snapshot: self.snapshot, sort });
        let rows = counts.of_each(self.snapshot).into_iter().enumerate();
        let work = if self.doc_filter.is_narrow() { 0 } else { self.passages * READ };
        let of_segments = parallel::map(&self.snapshot.tuning, rows, work, |(at, rows)| {
            self.of_segment(at, rows, top())
        });
        let (mut first, mut one_less) = (top(), OneLess::of(self.words.len()));
        for of_segment in of_segments {
            let of_segment = of_segment?;
            of_segment.top.into_sorted().into_iter().for_each(|one| first.offer(one));
            one_less.add(&of_segment.one_less);
            counts.add_parts(&of_segment.parts);
        }
        let order: Vec<usize> = self.words.iter().map(|(term, _)| *term).collect();
        let fewer = || one_less.fewer(&order, self.conjunction.terms.len());
        let fewer = self.tells_fewer().then(fewer);
        Ok((in_order(first), fewer))
    }

    /// The passages of one segment that hold enough of the words, window by window. They are
    /// counted in the rows of the segment's reports.
    fn of_segment<'s>(
        &'s self,
        at: usize,
        rows: &mut [ReportMatches],
        top: Top<'s>,
    ) -> Result<SegmentFound<'s>, Error> {
        let segment = &self.snapshot.segments[at];
        let mut found =
            SegmentFound { top, one_less: OneLess::of(self.words.len()), parts: [0; 8] };
        let words = self.words.iter().map(|&(term, adds)| (&self.conjunction.terms[term], adds));
        let mut partial = PartialMatcher::open(self.snapshot, segment, words)?;
        let quoted = self.conjunction.terms.iter().filter(|term| term.quoted);
        let quoted = quoted.map(|term| open_term(self.snapshot, segment, term));
        let mut quoted = quoted.collect::<Result<Vec<_>, _>>()?;
        let mut counter = Counter::new(rows, segment, self.doc_filter);
        let tells_fewer = self.tells_fewer();
        let mut reports = segment.data.reports_in_order();
        let (mut passing, mut docs) = (Vec::new(), Vec::new());
        for window in self.windows(segment) {
            self.snapshot.watch.check()?;
            partial.pass(&window, self.enough, &mut passing);
            passing.retain(|&(doc, _)| {
                quoted.iter_mut().all(|word| word.holds(doc)) && !self.excluded[at].holds(doc)
            });
            for &(doc, sum) in passing.iter().filter(|_| tells_fewer) {
                if sum.words() + 1 >= self.all.words() && self.admits(segment, doc) {
                    found.one_less.count(self.missing(sum), reports.of(doc).0);
                }
            }
            for some in passing.chunks(BLOCK) {
                docs.clear();
                docs.extend(some.iter().map(|(doc, _)| *doc));
                counter.count_block(&docs, &mut found.top, |one, doc, bits, _| {
                    let weight = some[one].1.weight() as f32 * self.unit;
                    Some(key(Tier::Some, weight * self.scorer.in_part(segment, doc, bits)))
                });
            }
        }
        found.parts = counter.finish();
        Ok(found)
    }

    /// Whether whatever holds all words but one holds enough, and words are told apart.
    fn tells_fewer(&self) -> bool {
        let rarest = self.words.first().map_or(0, |(_, adds)| adds.weight());
        !self.has_quoted
            && (2..MOST_TOLD).contains(&self.words.len())
            && self.all.weight() - rarest >= self.enough
    }

    /// The rank of the one word that a passage lacks, if any.
    fn missing(&self, held: PartialSum) -> Option<usize> {
        let missing = self.all.weight() - held.weight();
        self.words.iter().position(|(_, adds)| adds.weight() == missing)
    }

    /// Stretches of passages that hold all that the filter admits: its reports where they are few.
    fn windows(&self, segment: &SegmentView) -> Box<dyn Iterator<Item = Range<DocId>>> {
        let data = &segment.data;
        let window = self.snapshot.tuning.partial_window;
        let step = window as usize;
        let cut = move |all: Range<DocId>| {
            all.clone().step_by(step).map(move |from| from..all.end.min(from + window))
        };
        if !self.doc_filter.is_narrow() {
            return Box::new(cut(0..data.parts.len() as DocId));
        }
        let rows = data.reports.iter().enumerate();
        let admitted = rows.filter(|(at, _)| self.doc_filter.admits(segment.base + *at as u32));
        let ranges: Vec<Range<DocId>> = admitted.map(|(_, row)| row.first..row.end).collect();
        Box::new(ranges.into_iter().flat_map(cut))
    }

    fn admits(&self, segment: &SegmentView, doc: DocId) -> bool {
        let data = &segment.data;
        self.doc_filter.admits(segment.base + data.report_of[doc as usize])
            && self.doc_filter.admits_part(data.parts[doc as usize] & PART)
    }
}
