//! Everything that matches a query, with tiers and scores.

use tantivy::{DocId, TERMINATED};

use super::counts::{Counts, Run};
use super::score::{Scorer, key, worth};
use crate::matching::cursor::{Stretch, pair_list};
use crate::matching::gate::Gate;
use crate::matching::near::{Occurrences, closeness};
use crate::matching::text::is_near;
use crate::matching::walk::Walk;
use crate::query::{Conjunction, Query};
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::{Error, Filters, Tier, Total, together};

/// Passages whose words' closeness is looked at, at the most: the best ones by their words.
const MOST_NEAR: usize = 4096;

/// What it takes to ask all words for one passage, and to look how close they stand there, in
/// nanoseconds, roughly.
const WALK: u64 = 40;
const LOOK: u64 = 400;

/// Where the words of a passage stand: room to work in.
type Room = (Vec<Vec<Stretch>>, Occurrences);

/// A passage that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub segment: u32,
    pub doc: DocId,
    pub tier: Tier,
    pub score: f32,
}

impl Candidate {
    pub(crate) fn key(&self) -> f32 {
        key(self.tier, self.score)
    }
}

/// How far to look beyond what is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Whether order matters: without, words are not asked how close they stand.
    pub ranked: bool,
    /// Whether closeness is looked at even where enough passages are exact.
    pub thorough: bool,
    /// How many passages are wanted.
    pub wanted: usize,
}

/// One alternative of a query over one commit, its filters looked up once.
pub(crate) struct Alternative<'a> {
    snapshot: &'a Snapshot,
    conjunction: &'a Conjunction,
    gate: Gate,
}

impl<'a> Alternative<'a> {
    /// The alternatives of a query.
    pub(crate) fn all(snapshot: &'a Snapshot, query: &'a Query, filters: &Filters) -> Vec<Self> {
        let of = |conjunction: &'a Conjunction| Self {
            snapshot,
            conjunction,
            gate: Gate::of(snapshot, filters, &conjunction.restrictions),
        };
        query.alternatives.iter().map(of).collect()
    }

    /// The walk through every segment.
    fn walks(&self) -> Result<Vec<Walk<'a>>, Error> {
        let Self { snapshot, conjunction, gate } = self;
        snapshot.segments.iter().map(|s| Walk::open(snapshot, s, conjunction, gate)).collect()
    }

    /// Counts every match as it comes, for a query that [`is_plain`], and offers it for a place
    /// among the best passages.
    pub(crate) fn stream(
        &self,
        counts: &mut Counts,
        mut offer: impl FnMut(u32, DocId, f32),
    ) -> Result<(), Error> {
        let mut walks = self.walks()?;
        let scorer = Scorer::of(self.snapshot, &walks);
        for (at, walk) in walks.iter_mut().enumerate() {
            let segment = &self.snapshot.segments[at];
            let mut offer = |doc, key| offer(at as u32, doc, key);
            if self.stream_all(segment, counts, &mut offer)
                || self.stream_pair(&scorer, segment, counts, &mut offer)?
            {
                continue;
            }
            let mut doc = walk.seek(0);
            while doc != TERMINATED {
                let key = self.key(walk, &scorer, segment, doc);
                counts.add(segment, doc, key);
                offer(doc, key);
                doc = walk.seek(doc + 1);
            }
        }
        Ok(())
    }

    /// Tier and score of the match that a walk of a plain query is at.
    fn key(&self, walk: &mut Walk<'_>, scorer: &Scorer, segment: &SegmentView, doc: DocId) -> f32 {
        if self.conjunction.terms.is_empty() {
            return key(Tier::Exact, worth(segment, doc));
        }
        let tier = if walk.is_exact() { Tier::Exact } else { Tier::Near };
        key(tier, scorer.passage(walk, segment, doc))
    }

    /// [`Self::stream`] where every passage matches that passes the filters, report by report. Tells
    /// whether that is so.
    fn stream_all(
        &self,
        segment: &SegmentView,
        counts: &mut Counts,
        offer: &mut impl FnMut(DocId, f32),
    ) -> bool {
        if !self.conjunction.terms.is_empty() || !self.conjunction.excluded.is_empty() {
            return false;
        }
        let mut parts = [0; 16];
        for (report, row) in (segment.base..).zip(&segment.data.reports) {
            if !self.gate.admits(report) {
                continue;
            }
            let mut run = Run::EMPTY;
            for doc in row.first..row.end {
                let part = segment.data.parts[doc as usize] & PART;
                if self.gate.admits_part(part) {
                    let key = key(Tier::Exact, worth(segment, doc));
                    run.add(part, key);
                    parts[usize::from(part)] += 1;
                    offer(doc, key);
                }
            }
            counts.add_run(report, &run);
        }
        counts.add_parts(&parts);
        true
    }

    /// [`Self::stream`] for one word that is a single posting list, block by block and report by
    /// report: frequent words are mostly such, and their counting is most of what a search costs.
    /// Tells whether it is one.
    fn stream_pair(
        &self,
        scorer: &Scorer,
        segment: &SegmentView,
        counts: &mut Counts,
        offer: &mut impl FnMut(DocId, f32),
    ) -> Result<bool, Error> {
        let Some(phrase) = self.conjunction.only_phrase().filter(|_| !self.gate.is_narrow()) else {
            return Ok(false);
        };
        let Some(mut list) = pair_list(segment, phrase)? else {
            return Ok(false);
        };
        let data = &segment.data;
        let scores = scorer.table(0);
        let mut ends = data.ends.iter().copied();
        let (mut report, mut end, mut is_admitted) = (segment.base.wrapping_sub(1), 0, false);
        let (mut run, mut parts) = (Run::EMPTY, [0; 16]);
        loop {
            let docs = list.docs();
            if docs.is_empty() {
                counts.add_run(report, &run);
                counts.add_parts(&parts);
                return Ok(true);
            }
            for (&doc, &count) in docs.iter().zip(list.freqs()) {
                if doc >= end {
                    counts.add_run(report, &run);
                    run = Run::EMPTY;
                    while doc >= end {
                        // The last report ends with the segment.
                        end = ends.next().unwrap_or(DocId::MAX);
                        report = report.wrapping_add(1);
                    }
                    is_admitted = self.gate.admits(report);
                }
                let part = data.parts[doc as usize] & PART;
                if is_admitted && self.gate.admits_part(part) {
                    let key =
                        key(Tier::Exact, scores.of(count, segment, doc) * worth(segment, doc));
                    run.add(part, key);
                    parts[usize::from(part)] += 1;
                    offer(doc, key);
                }
            }
            list.advance();
        }
    }

    /// How many reports and passages match.
    pub(crate) fn count(&self) -> Result<Total, Error> {
        let Self { snapshot, conjunction, gate } = self;
        let mut total = Total::default();
        for segment in &snapshot.segments {
            let mut walk = Walk::open_to_count(snapshot, segment, conjunction, gate)?;
            let mut end = 0;
            let mut doc = walk.seek(0);
            while doc != TERMINATED {
                total.passages += 1;
                if doc >= end {
                    let report = segment.data.report_of[doc as usize];
                    end = segment.data.reports[report as usize].end;
                    total.reports += 1;
                }
                doc = walk.seek(doc + 1);
            }
        }
        Ok(total)
    }

    /// Every match, in the order of segments and documents.
    fn collect(&self, effort: Effort) -> Result<Vec<Candidate>, Error> {
        let mut walks = self.walks()?;
        let scorer = Scorer::of(self.snapshot, &walks);
        let stops: u64 = walks.iter().map(Walk::cost).sum();
        let is_close_sought = self.conjunction.terms.len() > 1 && effort.ranked;
        // So few matches there can be that all of them will be looked at.
        let at_once = is_close_sought && effort.thorough && stops <= MOST_NEAR as u64;
        let of_segment = |(at, walk): (usize, &mut Walk<'_>)| {
            let segment = &self.snapshot.segments[at];
            let (mut found, mut room) = (Vec::new(), Room::default());
            let mut doc = walk.seek(0);
            while doc != TERMINATED {
                let tier = tier(walk);
                let score = scorer.passage(walk, segment, doc);
                let mut candidate = Candidate { segment: at as u32, doc, tier, score };
                if at_once {
                    self.look_closely(walk, &scorer, &mut candidate, &mut room);
                }
                found.push(candidate);
                doc = walk.seek(doc + 1);
            }
            found
        };
        let walks = walks.iter_mut().enumerate();
        let mut found = together::map(walks, stops * WALK, of_segment).concat();
        let exact = found.iter().filter(|candidate| candidate.tier == Tier::Exact).count();
        let is_enough = exact >= effort.wanted && !effort.thorough;
        if is_close_sought && !at_once && !is_enough {
            self.look_close(&scorer, &mut found)?;
        }
        Ok(found)
    }

    /// Tells which of the best candidates hold the words close together, and scores closeness.
    fn look_close(&self, scorer: &Scorer, found: &mut [Candidate]) -> Result<(), Error> {
        let near = found.len().min(MOST_NEAR) as u64;
        let mut least = f32::NEG_INFINITY;
        if found.len() > MOST_NEAR {
            let mut keys: Vec<f32> = found.iter().map(Candidate::key).collect();
            least = *keys.select_nth_unstable_by(MOST_NEAR - 1, |a, b| b.total_cmp(a)).1;
        }
        let of_segment = |found: &mut [Candidate]| -> Result<(), Error> {
            let segment = &self.snapshot.segments[found[0].segment as usize];
            let mut walk = Walk::open(self.snapshot, segment, self.conjunction, &self.gate)?;
            let mut room = Room::default();
            for candidate in found.iter_mut().filter(|candidate| candidate.key() >= least) {
                if walk.seek(candidate.doc) == candidate.doc {
                    self.look_closely(&mut walk, scorer, candidate, &mut room);
                }
            }
            Ok(())
        };
        let segments: Vec<&mut [Candidate]> =
            found.chunk_by_mut(|a, b| a.segment == b.segment).collect();
        together::map(segments.into_iter(), near * LOOK, of_segment).into_iter().collect()
    }

    /// The same for the one passage that a walk is at.
    fn look_closely(
        &self,
        walk: &mut Walk<'_>,
        scorer: &Scorer,
        candidate: &mut Candidate,
        (stretches, occurrences): &mut Room,
    ) {
        if !walk.stretches(stretches) {
            return;
        }
        let Some(close) = closeness(stretches, occurrences) else { return };
        let segment = &self.snapshot.segments[candidate.segment as usize];
        candidate.score += scorer.closeness(close) * worth(segment, candidate.doc);
        if candidate.tier != Tier::Exact && is_near(close.gap, stretches.len()) {
            candidate.tier = Tier::Near;
        }
    }

    /// The matches within some reports, which stand in the order of segments and documents.
    fn within(&self, reports: &[u32], mut each: impl FnMut(usize, Candidate)) -> Result<(), Error> {
        let mut walks = self.walks()?;
        let scorer = Scorer::of(self.snapshot, &walks);
        let mut room = Room::default();
        for (at, &report) in reports.iter().enumerate() {
            let number = self.snapshot.segment_of[report as usize];
            let segment = &self.snapshot.segments[number as usize];
            let walk = &mut walks[number as usize];
            let row = &self.snapshot.reports[report as usize];
            let mut doc = walk.seek(row.first);
            while doc < row.end {
                let mut candidate =
                    Candidate { segment: number, doc, tier: tier(walk), score: 0.0 };
                if self.conjunction.terms.is_empty() {
                    (candidate.tier, candidate.score) = (Tier::Exact, worth(segment, doc));
                } else {
                    candidate.score = scorer.passage(walk, segment, doc);
                }
                if self.conjunction.terms.len() > 1 {
                    self.look_closely(walk, &scorer, &mut candidate, &mut room);
                }
                each(at, candidate);
                doc = walk.seek(doc + 1);
            }
        }
        Ok(())
    }
}

/// The tier of the match that a walk is at, as far as it shows without a look at closeness.
fn tier(walk: &mut Walk<'_>) -> Tier {
    match walk.is_exact() {
        true => Tier::Exact,
        false if walk.terms.len() == 1 => Tier::Near,
        false => Tier::Words,
    }
}

/// Whether a query's matches can be counted as they come, with no second look.
pub(crate) fn is_plain(query: &Query) -> bool {
    matches!(query.alternatives.as_slice(), [only] if only.terms.len() <= 1)
}

/// Every match of a query, in the order of segments and documents.
pub(crate) fn collect(
    alternatives: &[Alternative<'_>],
    effort: Effort,
) -> Result<Vec<Candidate>, Error> {
    let mut all: Vec<Candidate> = Vec::new();
    for alternative in alternatives {
        let mut found = alternative.collect(effort)?;
        if all.is_empty() {
            all = found;
        } else {
            all.append(&mut found);
        }
    }
    if alternatives.len() > 1 {
        all.sort_by(|a, b| {
            (a.segment, a.doc).cmp(&(b.segment, b.doc)).then(b.key().total_cmp(&a.key()))
        });
        all.dedup_by_key(|candidate| (candidate.segment, candidate.doc));
    }
    Ok(all)
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
