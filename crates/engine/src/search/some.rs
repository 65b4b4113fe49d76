//! Passages that hold a part of the words: what is shown when nothing holds all of them, and
//! behind those that do.

use std::collections::HashSet;

use tantivy::{DocId, TERMINATED};

use super::collect::Candidate;
use super::score::{Scorer, idf, worth};
use crate::matching::cursor::Cursor;
use crate::matching::gate::Gate;
use crate::matching::walk::open_term;
use crate::query::{Conjunction, Query};
use crate::store::segment::PART;
use crate::store::snapshot::Snapshot;
use crate::{Error, Filters, Tier};

/// The share of the words' weight that a passage must hold, words that the archive never has
/// left out.
const SHARE: f32 = 0.34;

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
            .map(|term| open_term(snapshot, segment, term))
            .collect::<Result<Vec<Cursor>, _>>()?;
        cursors.push(terms);
    }
    let weights: Vec<f32> = (0..conjunction.terms.len())
        .map(|term| {
            let frequency: u64 = cursors.iter().map(|terms| terms[term].frequency()).sum();
            if frequency == 0 { 0.0 } else { idf(snapshot.passage_count, frequency) }
        })
        .collect();
    let all: f32 = weights.iter().sum();
    let enough = SHARE * all;
    let scorer = Scorer::with_weights(snapshot, weights);
    let quoted: Vec<bool> = conjunction.terms.iter().map(|term| term.quoted).collect();
    let excluded = Excluded::open(snapshot, conjunction)?;
    for (at, mut terms) in cursors.into_iter().enumerate() {
        let pass = Pass { snapshot, at, gate, scorer: &scorer, quoted: &quoted, all, enough };
        pass.run(&mut terms, &excluded, found);
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

/// One pass through one segment.
struct Pass<'a> {
    snapshot: &'a Snapshot,
    at: usize,
    gate: &'a Gate,
    scorer: &'a Scorer,
    quoted: &'a [bool],
    /// The weight of all words.
    all: f32,
    /// The weight that a passage must hold.
    enough: f32,
}

impl Pass<'_> {
    /// Only the rarest words lead: a passage without any of them cannot hold enough weight, nor,
    /// once the best are known, a score that is among them. The frequent ones are merely asked.
    fn run(&self, terms: &mut [Cursor], excluded: &Excluded, found: &mut Best) {
        let segment = &self.snapshot.segments[self.at];
        let reports = segment.data.reports.len() as u32;
        let weights = &self.scorer.weights;
        let mut order: Vec<usize> = (0..terms.len()).filter(|&t| weights[t] > 0.0).collect();
        order.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]).then(a.cmp(&b)));
        let mut leads = self.leads(&order, found.threshold);
        let mut target = 0;
        loop {
            let doc = order[..leads].iter().map(|&t| terms[t].seek(target)).min();
            let Some(doc) = doc.filter(|&doc| doc != TERMINATED) else { return };
            target = doc + 1;
            let report = segment.base + segment.data.report_of[doc as usize];
            if !self.gate.admits(report) {
                match self.gate.next(report + 1, segment.base + reports) {
                    Some(next) => {
                        target = segment.data.reports[(next - segment.base) as usize].first;
                    }
                    None => return,
                }
                continue;
            }
            if !self.gate.admits_part(segment.data.parts[doc as usize] & PART) {
                continue;
            }
            let Some(score) = self.score(terms, &order, doc) else { continue };
            if score >= found.threshold && !excluded.holds(self.at, doc) {
                let before = found.threshold;
                let segment = self.at as u32;
                found.push(Candidate { segment, doc, tier: Tier::Some, score });
                if found.threshold > before {
                    leads = self.leads(&order, found.threshold);
                }
            }
        }
    }

    /// How many of the words, the rarest first, lead.
    fn leads(&self, order: &[usize], threshold: f32) -> usize {
        let weights = &self.scorer.weights;
        let (mut rest, mut leads) = (self.all, 0);
        while leads < order.len()
            && rest >= self.enough
            && rest * Scorer::MOST_OF_WEIGHT >= threshold
        {
            rest -= weights[order[leads]];
            leads += 1;
        }
        leads
    }

    /// The score of a passage that holds enough of the words.
    fn score(&self, terms: &mut [Cursor], order: &[usize], doc: DocId) -> Option<f32> {
        let segment = &self.snapshot.segments[self.at];
        let weights = &self.scorer.weights;
        // What the passage may hold: everything, less what was looked for and is not there.
        let (mut weight, mut score) = (self.all, 0.0);
        for &term in order {
            if terms[term].seek(doc) == doc {
                score += self.scorer.term(term, terms[term].count(), segment, doc);
                continue;
            }
            weight -= weights[term];
            if weight < self.enough || self.quoted[term] {
                return None;
            }
        }
        Some(score * worth(segment, doc))
    }
}
