//! Passages that hold a part of the words: what is shown when nothing holds all of them, and
//! behind those that do.

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

/// The passages that hold enough of the words, in the order of segments and documents.
pub(crate) fn collect(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
) -> Result<Vec<Candidate>, Error> {
    let mut found = Vec::new();
    for conjunction in query.alternatives.iter().filter(|a| a.terms.len() > 1) {
        collect_one(snapshot, conjunction, filters, &mut found)?;
    }
    found.sort_by(|a: &Candidate, b: &Candidate| {
        (a.segment, a.doc).cmp(&(b.segment, b.doc)).then(b.score.total_cmp(&a.score))
    });
    found.dedup_by_key(|candidate| (candidate.segment, candidate.doc));
    Ok(found)
}

fn collect_one(
    snapshot: &Snapshot,
    conjunction: &Conjunction,
    filters: &Filters,
    found: &mut Vec<Candidate>,
) -> Result<(), Error> {
    let gate = Gate::of(snapshot, filters, &conjunction.restrictions);
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
    let enough = SHARE * weights.iter().sum::<f32>();
    let scorer = Scorer::with_weights(snapshot, weights);
    let quoted: Vec<bool> = conjunction.terms.iter().map(|term| term.quoted).collect();
    let excluded = Excluded::open(snapshot, conjunction)?;
    for (at, mut terms) in cursors.into_iter().enumerate() {
        let mut pass = Pass { snapshot, at, gate: &gate, scorer: &scorer, quoted: &quoted, enough };
        let excluded = &excluded;
        pass.run(&mut terms, |doc, score| {
            if !excluded.holds(at, doc) {
                found.push(Candidate { segment: at as u32, doc, tier: Tier::Some, score });
            }
        });
    }
    Ok(())
}

/// The passages that an exclusion keeps out, per segment.
struct Excluded(Vec<std::collections::HashSet<DocId>>);

impl Excluded {
    fn open(snapshot: &Snapshot, conjunction: &Conjunction) -> Result<Self, Error> {
        let mut sets = vec![std::collections::HashSet::new(); snapshot.segments.len()];
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
    enough: f32,
}

impl Pass<'_> {
    /// Only the rarest words lead: a passage without any of them cannot hold enough weight, so
    /// the frequent ones are merely asked.
    fn run(&mut self, terms: &mut [Cursor], mut each: impl FnMut(DocId, f32)) {
        let segment = &self.snapshot.segments[self.at];
        let weights = &self.scorer.weights;
        let mut order: Vec<usize> = (0..terms.len()).filter(|&t| weights[t] > 0.0).collect();
        order.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]).then(a.cmp(&b)));
        let mut rest: f32 = order.iter().map(|&t| weights[t]).sum();
        let mut leads = 0;
        while leads < order.len() && rest >= self.enough {
            rest -= weights[order[leads]];
            leads += 1;
        }
        let mut target = 0;
        loop {
            let doc = order[..leads].iter().map(|&t| terms[t].seek(target)).min();
            let Some(doc) = doc.filter(|&doc| doc != TERMINATED) else { return };
            target = doc + 1;
            let report = segment.base + segment.data.report_of[doc as usize];
            if !self.gate.admits(report)
                || !self.gate.admits_part(segment.data.parts[doc as usize] & PART)
            {
                continue;
            }
            let (mut weight, mut score) = (0.0, 0.0);
            let mut has_quoted = true;
            for &term in &order {
                if terms[term].seek(doc) == doc {
                    weight += weights[term];
                    score += self.scorer.term(term, terms[term].count(), segment, doc);
                } else if self.quoted[term] {
                    has_quoted = false;
                    break;
                }
            }
            if has_quoted && weight >= self.enough {
                each(doc, score * worth(segment, doc));
            }
        }
    }
}
