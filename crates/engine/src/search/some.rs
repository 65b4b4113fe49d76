//! Passages that hold a part of the words: what is shown when nothing holds all of them, and
//! behind those that do.

use std::collections::HashSet;
use std::ops::Range;

use tantivy::{DocId, TERMINATED};

use super::collect::Candidate;
use super::score::{Scorer, idf, worth};
use crate::matching::cursor::Cursor;
use crate::matching::gate::Gate;
use crate::matching::sieve::{self, Sieve};
use crate::matching::walk::open_term;
use crate::query::{Conjunction, Query};
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::{Error, Filters, Tier};

/// The share of the words' weight that a passage must hold, words that the archive never has
/// left out.
const SHARE: f32 = 0.34;

/// A list so many times as long as all rarer ones is asked, not read.
const DEAR: u64 = 32;

/// Whether a query can be matched in part at all: by words, not by quoted strings alone.
pub(crate) fn is_divisible(query: &Query) -> bool {
    query.alternatives.iter().any(|a| a.terms.len() > 1 && a.terms.iter().any(|t| !t.quoted))
}

/// Which of the passages are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// Every one.
    All,
    /// So many with the best scores.
    Best(usize),
    /// Those of some reports.
    Of(&'a HashSet<u32>),
}

/// The passages that hold enough of the words, in the order of segments and documents.
pub(crate) fn collect(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
    wanted: Wanted<'_>,
) -> Result<Vec<Candidate>, Error> {
    let mut found = Best::of(wanted);
    for conjunction in query.alternatives.iter().filter(|a| a.terms.len() > 1) {
        let mut gate = Gate::of(snapshot, filters, &conjunction.restrictions);
        if let Wanted::Of(reports) = wanted {
            gate = gate.only(snapshot, reports);
        }
        collect_one(snapshot, conjunction, &gate, &mut found)?;
    }
    let mut found = found.finish();
    found.sort_by(|a: &Candidate, b: &Candidate| {
        (a.segment, a.doc).cmp(&(b.segment, b.doc)).then(b.score.total_cmp(&a.score))
    });
    found.dedup_by_key(|candidate| (candidate.segment, candidate.doc));
    Ok(found)
}

/// Passages as they are found: all of them, or the best.
struct Best {
    most: usize,
    held: Vec<Candidate>,
    /// No passage below this score is among the best.
    threshold: f32,
}

impl Best {
    fn of(wanted: Wanted<'_>) -> Self {
        let most = match wanted {
            Wanted::Best(most) => most.max(1),
            Wanted::All | Wanted::Of(_) => usize::MAX,
        };
        Self { most, held: Vec::new(), threshold: f32::NEG_INFINITY }
    }

    fn push(&mut self, candidate: Candidate) {
        if candidate.score < self.threshold {
            return;
        }
        self.held.push(candidate);
        if self.held.len() >= self.most.saturating_mul(2) {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        if self.held.len() <= self.most {
            return;
        }
        let (_, last, _) = self.held.select_nth_unstable_by(self.most - 1, |a, b| {
            b.score.total_cmp(&a.score).then((a.segment, a.doc).cmp(&(b.segment, b.doc)))
        });
        self.threshold = last.score;
        self.held.truncate(self.most);
    }

    fn finish(mut self) -> Vec<Candidate> {
        self.shrink();
        self.held
    }
}

fn collect_one(
    snapshot: &Snapshot,
    conjunction: &Conjunction,
    gate: &Gate,
    found: &mut Best,
) -> Result<(), Error> {
    let mut cursors = Vec::with_capacity(snapshot.segments.len());
    for segment in &snapshot.segments {
        let terms = conjunction
            .terms
            .iter()
            .map(|term| open_term(segment, term))
            .collect::<Result<Vec<Cursor>, _>>()?;
        cursors.push(terms);
    }
    let weights: Vec<f32> = (0..conjunction.terms.len())
        .map(|term| {
            let frequency: u64 = cursors.iter().map(|terms| terms[term].frequency()).sum();
            if frequency == 0 { 0.0 } else { idf(snapshot.passage_count, frequency) }
        })
        .collect();
    // A string in quotation marks is never left out.
    if conjunction.terms.iter().zip(&weights).any(|(term, &weight)| term.quoted && weight == 0.0) {
        return Ok(());
    }
    let all: f32 = weights.iter().sum();
    let enough = SHARE * all;
    let scorer = Scorer::with_weights(snapshot, weights);
    let excluded = Excluded::open(snapshot, conjunction)?;
    // The rarest first.
    let mut order: Vec<usize> =
        (0..scorer.weights.len()).filter(|&term| scorer.weights[term] > 0.0).collect();
    order.sort_by(|&a, &b| scorer.weights[b].total_cmp(&scorer.weights[a]).then(a.cmp(&b)));
    let search = Search { snapshot, conjunction, gate, scorer, order, all, enough };
    for (at, mut terms) in cursors.into_iter().enumerate() {
        search.run(at, &mut terms, &excluded, found)?;
    }
    Ok(())
}

/// The passages that an exclusion keeps out, per segment.
struct Excluded(Vec<HashSet<DocId>>);

impl Excluded {
    fn open(snapshot: &Snapshot, conjunction: &Conjunction) -> Result<Self, Error> {
        let mut sets = vec![HashSet::new(); snapshot.segments.len()];
        for inner in &conjunction.excluded {
            let gate = Gate::of(snapshot, &Filters::default(), &inner.restrictions);
            for (segment, set) in snapshot.segments.iter().zip(&mut sets) {
                let mut walk = crate::matching::walk::Walk::open(snapshot, segment, inner, &gate)?;
                let mut doc = walk.seek(0);
                while doc != TERMINATED {
                    set.insert(doc);
                    doc = walk.seek(doc + 1);
                }
            }
        }
        Ok(Self(sets))
    }

    fn holds(&self, segment: usize, doc: DocId) -> bool {
        self.0[segment].contains(&doc)
    }
}

/// What is sought in every segment.
struct Search<'a> {
    snapshot: &'a Snapshot,
    conjunction: &'a Conjunction,
    gate: &'a Gate,
    scorer: Scorer,
    /// The words that there are, the rarest first.
    order: Vec<usize>,
    /// The weight of all words.
    all: f32,
    /// The weight that a passage must hold.
    enough: f32,
}

impl Search<'_> {
    /// Goes through one segment, window by window: what the words' bits allow to hold enough is
    /// asked for the words themselves.
    fn run(
        &self,
        at: usize,
        terms: &mut [Cursor],
        excluded: &Excluded,
        found: &mut Best,
    ) -> Result<(), Error> {
        let segment = &self.snapshot.segments[at];
        let sifted = self.sifted(terms);
        let (sources, others) = self.order.split_at(sifted);
        let rest: f32 = others.iter().map(|&term| self.scorer.weights[term]).sum();
        let sources = sources.iter().map(|&term| {
            (&self.conjunction.terms[term], &terms[term], self.units(self.scorer.weights[term]))
        });
        let mut sieve = Sieve::open(segment, sources)?;
        let mut passing = Vec::new();
        for window in self.windows(segment) {
            let least = self.enough.max(found.threshold / Scorer::MOST_OF_WEIGHT) - rest;
            if least > self.all {
                break;
            }
            // Two units less, for rounding; but whoever passes holds something.
            let least = self.units(least).saturating_sub(2).max(1);
            sieve.pass(window, least, &mut passing);
            for &(doc, bits) in &passing {
                if !self.admits(segment, doc) {
                    continue;
                }
                let score = self.score(terms, (sifted, bits), segment, doc, found.threshold);
                let Some(score) = score.filter(|_| !excluded.holds(at, doc)) else { continue };
                found.push(Candidate { segment: at as u32, doc, tier: Tier::Some, score });
            }
        }
        Ok(())
    }

    /// A weight as the sieve takes it, rounded up: all words together have about 250 units.
    fn units(&self, weight: f32) -> u8 {
        // Such a cast ends at the bounds of its type.
        (weight / self.all * 250.0).ceil() as u8
    }

    /// How many of the words, the rarest first, are sifted by: so many that the others do not
    /// weigh enough by themselves, and those whose lists are not very much longer. To read a list
    /// costs less than to ask it for every passage that the rarer words let pass.
    fn sifted(&self, terms: &[Cursor]) -> usize {
        let (mut rest, mut before) = (self.all, 0);
        let is_asked = |&term: &usize| {
            let frequency = terms[term].frequency();
            let is_asked = rest < self.enough && frequency > before * DEAR;
            rest -= self.scorer.weights[term];
            before += frequency;
            is_asked
        };
        self.order.iter().position(is_asked).unwrap_or(self.order.len())
    }

    /// Stretches of passages that hold all that the gate admits: its reports where they are few.
    fn windows(&self, segment: &SegmentView) -> Box<dyn Iterator<Item = Range<DocId>>> {
        let data = &segment.data;
        if !self.gate.is_narrow() {
            let end = data.parts.len() as DocId;
            let step = sieve::WINDOW;
            return Box::new(
                (0..end).step_by(step as usize).map(move |from| from..(from + step).min(end)),
            );
        }
        let rows = data.reports.iter().enumerate();
        let admitted = rows.filter(|(at, _)| self.gate.admits(segment.base + *at as u32));
        let ranges: Vec<Range<DocId>> = admitted.map(|(_, row)| row.first..row.end).collect();
        Box::new(ranges.into_iter())
    }

    fn admits(&self, segment: &SegmentView, doc: DocId) -> bool {
        let data = &segment.data;
        self.gate.admits(segment.base + data.report_of[doc as usize])
            && self.gate.admits_part(data.parts[doc as usize] & PART)
    }

    /// The score of a passage that holds enough of the words, unless it is below `threshold`. Of
    /// the words that were sifted by, so many, the bits tell those that it may hold.
    fn score(
        &self,
        terms: &mut [Cursor],
        (sifted, bits): (usize, u16),
        segment: &SegmentView,
        doc: DocId,
        threshold: f32,
    ) -> Option<f32> {
        let is_missing = |rank: usize| rank < sifted && bits & sieve::bit(rank) == 0;
        // What the passage may hold: everything, less what is not there.
        let mut weight = self.all;
        for (_, &term) in self.order.iter().enumerate().filter(|(rank, _)| is_missing(*rank)) {
            weight -= self.scorer.weights[term];
            if self.conjunction.terms[term].quoted {
                return None;
            }
        }
        let mut score = 0.0;
        // The weight of those that were not asked yet.
        let mut left = weight;
        for (_, &term) in self.order.iter().enumerate().filter(|(rank, _)| !is_missing(*rank)) {
            if weight < self.enough || score + left * Scorer::MOST_OF_WEIGHT < threshold {
                return None;
            }
            left -= self.scorer.weights[term];
            if terms[term].holds(doc) {
                score += self.scorer.term(term, terms[term].count(), segment, doc);
                continue;
            }
            weight -= self.scorer.weights[term];
            if self.conjunction.terms[term].quoted {
                return None;
            }
        }
        let score = score * worth(segment, doc);
        (weight >= self.enough && score >= threshold).then_some(score)
    }
}
