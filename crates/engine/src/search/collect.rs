//! Everything that matches a query, with tiers and scores.

use tantivy::{DocId, TERMINATED};

use super::score::{Scorer, key, worth};
use crate::matching::gate::Gate;
use crate::matching::text::is_near;
use crate::matching::walk::Walk;
use crate::query::{Conjunction, Query};
use crate::store::snapshot::Snapshot;
use crate::{Error, Filters, Tier};

/// Passages whose words' closeness is looked at, at the most: the best ones by their words.
const MOST_NEAR: usize = 4096;

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

/// Whether a query's matches can be counted as they come, with no second look.
pub(crate) fn is_plain(query: &Query) -> bool {
    matches!(query.alternatives.as_slice(), [only] if only.terms.len() <= 1)
}

/// Gives every match of a plain query ([`is_plain`]) as it comes.
pub(crate) fn stream(
    snapshot: &Snapshot,
    conjunction: &Conjunction,
    filters: &Filters,
    mut each: impl FnMut(u32, DocId, f32),
) -> Result<(), Error> {
    let gate = Gate::of(snapshot, filters, &conjunction.restrictions);
    let mut walks = open(snapshot, conjunction, &gate)?;
    let scorer = Scorer::of(snapshot, &walks);
    let is_everything = conjunction.terms.is_empty();
    for (at, walk) in walks.iter_mut().enumerate() {
        let segment = &snapshot.segments[at];
        let mut doc = walk.seek(0);
        while doc != TERMINATED {
            let key = if is_everything {
                key(Tier::Exact, worth(segment, doc))
            } else {
                let tier = if walk.is_exact() { Tier::Exact } else { Tier::Near };
                key(tier, scorer.passage(walk, segment, doc))
            };
            each(at as u32, doc, key);
            doc = walk.seek(doc + 1);
        }
    }
    Ok(())
}

/// Every match of a query, in the order of segments and documents.
pub(crate) fn collect(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
    effort: Effort,
) -> Result<Vec<Candidate>, Error> {
    let mut all: Vec<Candidate> = Vec::new();
    for conjunction in &query.alternatives {
        let mut found = collect_one(snapshot, conjunction, filters, effort)?;
        if all.is_empty() {
            all = found;
        } else {
            all.append(&mut found);
        }
    }
    if query.alternatives.len() > 1 {
        all.sort_by(|a, b| {
            (a.segment, a.doc).cmp(&(b.segment, b.doc)).then(b.key().total_cmp(&a.key()))
        });
        all.dedup_by_key(|candidate| (candidate.segment, candidate.doc));
    }
    Ok(all)
}

fn collect_one(
    snapshot: &Snapshot,
    conjunction: &Conjunction,
    filters: &Filters,
    effort: Effort,
) -> Result<Vec<Candidate>, Error> {
    let gate = Gate::of(snapshot, filters, &conjunction.restrictions);
    let mut walks = open(snapshot, conjunction, &gate)?;
    let scorer = Scorer::of(snapshot, &walks);
    let mut found = Vec::new();
    let mut exact = 0;
    for (at, walk) in walks.iter_mut().enumerate() {
        let segment = &snapshot.segments[at];
        let mut doc = walk.seek(0);
        while doc != TERMINATED {
            let tier = match walk.is_exact() {
                true => Tier::Exact,
                false if walk.terms.len() == 1 => Tier::Near,
                false => Tier::Words,
            };
            exact += usize::from(tier == Tier::Exact);
            let score = scorer.passage(walk, segment, doc);
            found.push(Candidate { segment: at as u32, doc, tier, score });
            doc = walk.seek(doc + 1);
        }
    }
    let is_enough = exact >= effort.wanted && !effort.thorough;
    if conjunction.terms.len() > 1 && effort.ranked && !is_enough {
        look_close(snapshot, conjunction, &gate, &scorer, &mut found)?;
    }
    Ok(found)
}

fn open<'a>(
    snapshot: &'a Snapshot,
    conjunction: &Conjunction,
    gate: &Gate,
) -> Result<Vec<Walk<'a>>, Error> {
    snapshot.segments.iter().map(|s| Walk::open(snapshot, s, conjunction, gate)).collect()
}

/// Tells which of the best candidates hold the words close together, and scores closeness.
fn look_close(
    snapshot: &Snapshot,
    conjunction: &Conjunction,
    gate: &Gate,
    scorer: &Scorer,
    found: &mut [Candidate],
) -> Result<(), Error> {
    let mut chosen: Vec<usize> = (0..found.len()).collect();
    if chosen.len() > MOST_NEAR {
        let better =
            |a: &usize, b: &usize| found[*b].key().total_cmp(&found[*a].key()).then(a.cmp(b));
        chosen.select_nth_unstable_by(MOST_NEAR, better);
        chosen.truncate(MOST_NEAR);
        chosen.sort_unstable();
    }
    let mut walks = open(snapshot, conjunction, gate)?;
    for at in chosen {
        let candidate = &mut found[at];
        let walk = &mut walks[candidate.segment as usize];
        if walk.seek(candidate.doc) != candidate.doc {
            continue;
        }
        let Some(stretches) = walk.stretches() else { continue };
        if let Some(close) = crate::matching::near::closeness(&stretches) {
            let segment = &snapshot.segments[candidate.segment as usize];
            candidate.score += scorer.closeness(close) * worth(segment, candidate.doc);
            if candidate.tier != Tier::Exact && is_near(close.gap, stretches.len()) {
                candidate.tier = Tier::Near;
            }
        }
    }
    Ok(())
}

/// The matches within one report, best first: every one of them looked at closely.
pub(crate) fn within_report(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
    report: u32,
) -> Result<Vec<Candidate>, Error> {
    let segment_number = snapshot.segment_of[report as usize];
    let segment = &snapshot.segments[segment_number as usize];
    let row = &snapshot.reports[report as usize];
    let mut found: Vec<Candidate> = Vec::new();
    for conjunction in &query.alternatives {
        let gate = Gate::of(snapshot, filters, &conjunction.restrictions);
        let mut walk = Walk::open(snapshot, segment, conjunction, &gate)?;
        let scorer = Scorer::of(snapshot, std::slice::from_ref(&walk));
        let mut doc = walk.seek(row.first);
        while doc < row.end {
            let mut score = scorer.passage(&walk, segment, doc);
            let mut tier = match walk.is_exact() {
                true => Tier::Exact,
                false if walk.terms.len() == 1 => Tier::Near,
                false => Tier::Words,
            };
            if conjunction.terms.len() > 1
                && let Some(stretches) = walk.stretches()
                && let Some(close) = crate::matching::near::closeness(&stretches)
            {
                score += scorer.closeness(close) * worth(segment, doc);
                if tier == Tier::Words && is_near(close.gap, stretches.len()) {
                    tier = Tier::Near;
                }
            }
            if conjunction.terms.is_empty() {
                (tier, score) = (Tier::Exact, worth(segment, doc));
            }
            found.push(Candidate { segment: segment_number, doc, tier, score });
            doc = walk.seek(doc + 1);
        }
    }
    found.sort_by(|a, b| b.key().total_cmp(&a.key()).then(a.doc.cmp(&b.doc)));
    let mut seen = std::collections::HashSet::new();
    found.retain(|candidate| seen.insert(candidate.doc));
    Ok(found)
}
