//! Everything that matches a query, with tiers and scores.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use suyan_search::matching::{Occurrences, Stretch, closeness, is_near};
use suyan_search::query::{Conjunction, Query, Term};
use suyan_search::rank::feedback::{ENOUGH, LOOKED_AT};
use suyan_search::rank::score::{ACROSS, most_near};
use suyan_search::{Error, Filters, Group, Tier};
use tantivy::{DocId, TERMINATED};

use super::across::AcrossBySegment;
use super::best::{Best as _, BestReports, Scored};

use super::score::{InSegment, Scorer, key, worth};
use crate::matching::conjunction::ConjunctionCursor;
use crate::matching::filter::DocFilter;
use crate::parallel;
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::tuning::Tuning;

/// What it takes to ask all words for one passage, and to look how close they stand there, in
/// nanoseconds, roughly.
const WALK: u64 = 40;
const LOOK: u64 = 400;

/// Where the words of a passage stand: room to work in.
type MatchRoom = (Vec<Vec<Stretch>>, Occurrences);

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

    /// The passage with its report and key.
    pub(crate) fn scored(&self, snapshot: &Snapshot) -> Scored {
        let &Self { segment, doc, .. } = self;
        Scored { segment, doc, report: snapshot.report_of(segment, doc), key: self.key() }
    }

    /// Where it stands: its segment and document.
    pub(crate) fn place(&self) -> (u32, DocId) {
        (self.segment, self.doc)
    }
}

/// How far to look beyond what is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Whether order is by relevance: by date, words are not asked how close they stand.
    pub is_ranked: bool,
    /// How many hits are wanted.
    pub wanted: usize,
    /// What a hit is of.
    pub group: Group,
    /// Whether a second look may follow, which takes the scores of more than are wanted.
    pub second_look: bool,
}

/// The best keys so far, so that whoever cannot reach them is not looked at closely.
struct Reached<'a> {
    best: BestReports,
    group: Group,
    /// The bits of the lowest of the best keys in any segment.
    anywhere: &'a AtomicU32,
}

impl<'a> Reached<'a> {
    fn of(effort: Effort, anywhere: &'a AtomicU32) -> Self {
        // Where so many are exact, no second look follows.
        let best = BestReports::of(effort.wanted.max(ENOUGH));
        Self { best, group: effort.group, anywhere }
    }

    /// Whether a passage with this key, or a lower one, may be among the best.
    fn may_be(&self, key: f32) -> bool {
        key >= self.best.threshold() && key.to_bits() >= self.anywhere.load(Relaxed)
    }

    /// Takes note of the key of a passage; they come in the order of documents.
    fn take(&mut self, report: u32, doc: DocId, key: f32) {
        let hit = match self.group {
            Group::Report => report,
            Group::Passage => doc,
        };
        self.best.take(hit, key);
        // Keys are positive: their bits are in the order of the numbers.
        let reached = self.best.threshold().max(0.0).to_bits();
        if reached > self.anywhere.load(Relaxed) {
            self.anywhere.fetch_max(reached, Relaxed);
        }
    }
}

/// One alternative of a query over one commit, its filters looked up once.
pub(crate) struct CommitAlternative<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) conjunction: &'a Conjunction,
    pub(super) doc_filter: DocFilter,
    /// The passages in which the word stands only across the borders of others.
    pub(super) across: Option<Arc<AcrossBySegment>>,
    /// How many of its passages are looked at closely.
    most_near: usize,
}

impl<'a> CommitAlternative<'a> {
    /// The alternatives of a query.
    pub(crate) fn all(snapshot: &'a Snapshot, query: &'a Query, filters: &Filters) -> Vec<Self> {
        let of = |conjunction: &'a Conjunction| Self {
            snapshot,
            conjunction,
            doc_filter: DocFilter::of(snapshot, filters, &conjunction.restrictions),
            across: None,
            most_near: most_near(query.alternatives.len()),
        };
        query.alternatives.iter().map(of).collect()
    }

    /// The walk through every segment.
    fn walks(&self) -> Result<Vec<ConjunctionCursor<'a>>, Error> {
        let Self { snapshot, conjunction, doc_filter, .. } = self;
        snapshot
            .segments
            .iter()
            .map(|s| ConjunctionCursor::open(snapshot, s, conjunction, doc_filter))
            .collect()
    }

    /// Whether the part that a passage stands in passes the filters.
    pub(super) fn admits_part(&self, segment: &SegmentView, doc: DocId) -> bool {
        self.doc_filter.admits_part(segment.data.parts[doc as usize] & PART)
    }

    /// The share of its score that a passage keeps: what holds a word only across the borders of
    /// others keeps so little that it stands behind all that hold the word as itself.
    #[inline]
    pub(super) fn share(&self, segment: &SegmentView, doc: DocId) -> f32 {
        match &self.across {
            Some(across) if across.holds(segment.number, doc) => ACROSS,
            _ => 1.0,
        }
    }

    /// Every match, in the order of segments and documents.
    fn collect(&self, effort: Effort) -> Result<Vec<Candidate>, Error> {
        let Tuning { at_once: most_at_once, few, many, .. } = self.snapshot.tuning;
        let most_at_once = most_at_once.min(self.most_near as u64);
        let mut walks = self.walks()?;
        let scorer = Scorer::of(self.snapshot, self.conjunction)?;
        let stops: u64 = walks.iter().map(ConjunctionCursor::cost).sum();
        let is_close_sought = self.conjunction.terms.len() > 1 && effort.is_ranked;
        // So few matches there can be that all of them will be looked at.
        let reads_texts = walks.iter().any(ConjunctionCursor::reads_texts);
        let at_once = is_close_sought && !reads_texts && stops <= most_at_once;
        let offsets = if at_once { self.offsets() } else { None };
        let is_chosen = match at_once {
            true => stops > few,
            false => is_close_sought && stops > many,
        };
        let anywhere = AtomicU32::new(0);
        let of_segment =
            |(at, walk): (usize, &mut ConjunctionCursor<'_>)| -> Result<Vec<Candidate>, Error> {
                let segment = &self.snapshot.segments[at];
                let (mut found, mut room) = (Vec::new(), MatchRoom::default());
                let mut reached = Reached::of(effort, &anywhere);
                let mut reports = segment.data.reports_in_order();
                let mut doc = walk.seek(0);
                while doc != TERMINATED {
                    let score = scorer.passage(walk, segment, doc);
                    let mut candidate =
                        Candidate { segment: at as u32, doc, tier: Tier::Words, score };
                    let most = || key(Tier::Exact, scorer.most_with_closeness(score, segment, doc));
                    if !is_chosen || reached.may_be(most()) {
                        let is_looked_at = at_once
                            && self.look_closely(walk, &scorer, &mut candidate, &mut room)?;
                        candidate.tier = match &offsets {
                            Some(offsets) if is_looked_at && stand_in_a_row(&room.0, offsets) => {
                                Tier::Exact
                            }
                            Some(_) if is_looked_at && !walk.may_be_dotted()? => candidate.tier,
                            _ => tier(walk)?.min(candidate.tier),
                        };
                        if is_chosen {
                            let mut looked_at = candidate;
                            if !at_once && candidate.tier == Tier::Exact {
                                // What a look will add later; few come so far.
                                self.look_closely(walk, &scorer, &mut looked_at, &mut room)?;
                            }
                            let key = looked_at.key();
                            reached.take(reports.of(doc).0, doc, key);
                        }
                    }
                    found.push(candidate);
                    doc = walk.seek(doc + 1);
                }
                Ok(found)
            };
        let walks = walks.iter_mut().enumerate();
        let found = parallel::map(&self.snapshot.tuning, walks, stops * WALK, of_segment);
        let mut found = found.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
        if is_close_sought && !at_once {
            match reads_texts {
                true => self.look_into_texts(&scorer, effort, &mut found)?,
                false => self.look_close(&scorer, effort, &mut found, 0.0)?,
            }
        }
        Ok(found)
    }

    /// Looks closely where a look reads the passage's text, so that few should be looked at: a look
    /// lowers no key, so the keys that there are tell whom to leave out. A second look takes the
    /// best, and needs no others.
    fn look_into_texts(
        &self,
        scorer: &Scorer,
        effort: Effort,
        found: &mut [Candidate],
    ) -> Result<(), Error> {
        let least = if effort.second_look { LOOKED_AT } else { ENOUGH };
        let effort = Effort { wanted: effort.wanted.max(least), second_look: false, ..effort };
        let anywhere = AtomicU32::new(0);
        let mut reached = Reached::of(effort, &anywhere);
        for one in found.iter() {
            reached.take(self.snapshot.report_of(one.segment, one.doc), one.doc, one.key());
        }
        let reached = reached.best.finish().max(0.0);
        self.look_close(scorer, effort, found, reached)
    }

    /// Tells which of the best candidates hold the words close together, and scores closeness.
    fn look_close(
        &self,
        scorer: &Scorer,
        effort: Effort,
        found: &mut [Candidate],
        reached: f32,
    ) -> Result<(), Error> {
        let anywhere = AtomicU32::new(reached.to_bits());
        let near = found.len().min(self.most_near) as u64;
        // By their words alone: which of those far behind were asked whether they are exact hangs on
        // the order in which threads came to them.
        let by_words = |one: &Candidate| key(Tier::Words, one.score);
        let mut least = f32::NEG_INFINITY;
        if found.len() > self.most_near {
            let mut keys: Vec<f32> = found.iter().map(by_words).collect();
            least = *keys.select_nth_unstable_by(self.most_near - 1, |a, b| b.total_cmp(a)).1;
        }
        let is_sought = |one: &&mut Candidate| by_words(one) >= least || one.tier == Tier::Exact;
        // The best tier that closeness may lead to, or what a second look does not follow.
        let highest = if effort.second_look { Tier::Exact } else { Tier::Near };
        let of_segment = |found: &mut [Candidate]| -> Result<(), Error> {
            let segment = &self.snapshot.segments[found[0].segment as usize];
            let mut walk = ConjunctionCursor::open(
                self.snapshot,
                segment,
                self.conjunction,
                &self.doc_filter,
            )?;
            let mut room = MatchRoom::default();
            let mut reached = Reached::of(effort, &anywhere);
            let mut reports = segment.data.reports_in_order();
            for candidate in found.iter_mut().filter(is_sought) {
                let most = scorer.most_with_closeness(candidate.score, segment, candidate.doc);
                if !reached.may_be(key(candidate.tier.min(highest), most)) {
                    continue;
                }
                if walk.seek(candidate.doc) == candidate.doc {
                    self.look_closely(&mut walk, scorer, candidate, &mut room)?;
                }
                reached.take(reports.of(candidate.doc).0, candidate.doc, candidate.key());
            }
            Ok(())
        };
        let segments: Vec<&mut [Candidate]> =
            found.chunk_by_mut(|a, b| a.segment == b.segment).collect();
        parallel::map(&self.snapshot.tuning, segments.into_iter(), near * LOOK, of_segment)
            .into_iter()
            .collect()
    }

    /// Where each word stands in the whole query as one string, where that is the words and nothing
    /// else: then it stands wherever they do in a row, and need not be looked for by itself.
    fn offsets(&self) -> Option<Vec<u32>> {
        let whole = &self.conjunction.whole.as_ref()?.tokens;
        let mut offsets = Vec::with_capacity(self.conjunction.terms.len());
        let mut at = 0;
        if !self.conjunction.terms.iter().all(Term::is_word) {
            return None;
        }
        for term in &self.conjunction.terms {
            let [phrase] = term.phrases.as_slice() else { return None };
            let tokens = &phrase.tokens;
            let is_here = term.literal == 1
                && term.near.is_none()
                && at + tokens.len() <= whole.len()
                && (0..tokens.len()).all(|token| tokens.term(token) == whole.term(at + token));
            if !is_here {
                return None;
            }
            offsets.push(at as u32);
            at += tokens.len();
        }
        (at == whole.len()).then_some(offsets)
    }

    /// Looks closely at the one passage that a walk is at; tells whether places of all words are
    /// known.
    fn look_closely(
        &self,
        walk: &mut ConjunctionCursor<'_>,
        scorer: &Scorer,
        candidate: &mut Candidate,
        (stretches, occurrences): &mut MatchRoom,
    ) -> Result<bool, Error> {
        if !walk.stretches(stretches)? {
            return Ok(false);
        }
        let Some(close) = closeness(stretches, occurrences) else { return Ok(false) };
        let segment = &self.snapshot.segments[candidate.segment as usize];
        candidate.score += scorer.closeness(close) * worth(segment, candidate.doc);
        if candidate.tier != Tier::Exact && is_near(close.gap, stretches.len()) {
            candidate.tier = Tier::Near;
        }
        Ok(true)
    }

    /// The matches within some reports, which stand in the order of segments and documents.
    fn within(&self, reports: &[u32], mut each: impl FnMut(usize, Candidate)) -> Result<(), Error> {
        let mut walks = self.walks()?;
        let scorer = Scorer::of(self.snapshot, self.conjunction)?;
        let mut room = MatchRoom::default();
        for (at, &report) in reports.iter().enumerate() {
            let number = self.snapshot.segment_of[report as usize];
            let segment = &self.snapshot.segments[number as usize];
            let walk = &mut walks[number as usize];
            let row = &self.snapshot.reports[report as usize];
            let mut doc = walk.seek(row.first);
            while doc < row.end {
                let mut candidate =
                    Candidate { segment: number, doc, tier: tier(walk)?, score: 0.0 };
                if self.conjunction.terms.is_empty() {
                    (candidate.tier, candidate.score) = (Tier::Exact, worth(segment, doc));
                } else {
                    candidate.score = scorer.passage(walk, segment, doc) * self.share(segment, doc);
                }
                if self.conjunction.terms.len() > 1 {
                    self.look_closely(walk, &scorer, &mut candidate, &mut room)?;
                }
                each(at, candidate);
                doc = walk.seek(doc + 1);
            }
        }
        Ok(())
    }
}

/// Whether words stand somewhere each at its offset from the first.
fn stand_in_a_row(words: &[Vec<Stretch>], offsets: &[u32]) -> bool {
    let Some((first, others)) = words.split_first() else { return false };
    let stands = |word: &Vec<Stretch>, at: u32| word.binary_search_by_key(&at, |s| s.0).is_ok();
    let is_start = |start: u32| {
        let mut others = others.iter().zip(&offsets[1..]);
        others.all(|(word, offset)| stands(word, start + offset))
    };
    first.iter().any(|&(start, _)| is_start(start))
}

/// The tier of the match that a walk is at, as far as it shows without a look at closeness.
fn tier(walk: &mut ConjunctionCursor<'_>) -> Result<Tier, Error> {
    Ok(match walk.is_exact()? {
        true => Tier::Exact,
        false if walk.terms.len() == 1 => Tier::Near,
        false => Tier::Words,
    })
}

/// Every match of a query, in the order of segments and documents.
pub(crate) fn collect(
    alternatives: &[CommitAlternative<'_>],
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
    alternatives: &[CommitAlternative<'_>],
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
