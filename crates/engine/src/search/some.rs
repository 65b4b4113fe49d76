//! Passages that hold a part of the words: what is shown when nothing holds all of them, and
//! behind those that do.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use tantivy::{DocId, TERMINATED};

use super::collect::Candidate;
use super::fewer::{Fewer, OneLess};
use super::score::{Scorer, idf, worth};
use crate::matching::cursor::Cursor;
use crate::matching::gate::Gate;
use crate::matching::sieve::{self, Sieve};
use crate::matching::walk::open_term;
use crate::query::{Conjunction, Query};
use crate::store::segment::PART;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::{Error, Filters, Tier, together};

/// The share of the words' weight that a passage must hold, words that the archive never has
/// left out.
const SHARE: f32 = 0.34;

/// What it takes to read one passage of a list, in nanoseconds, roughly.
const READ: u64 = 2;

/// Of the passages that hold the most weight, so many times as are wanted are looked at first.
const MANY: usize = 16;

/// A list so many times as long as all rarer ones is asked, not read.
const DEAR: u64 = 32;

/// Whether a query can be matched in part at all: by words, not by quoted strings alone.
pub(crate) fn is_divisible(query: &Query) -> bool {
    query.alternatives.iter().any(|a| a.terms.len() > 1 && a.terms.iter().any(|t| !t.quoted))
}

/// Which of the passages are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// Every one. Only those have scores that stand among the first ones; the others have
    /// [`UNSCORED`].
    All(First),
    /// So many with the best scores.
    Best(usize),
    /// Those of some reports.
    Of(&'a HashSet<u32>),
}

/// How many are to stand in their order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct First {
    pub passages: usize,
    pub reports: usize,
}

/// The score of a passage that is counted, and was not scored: it stands behind those that were.
pub(crate) const UNSCORED: f32 = 0.0;

/// The passages that hold enough of the words, in the order of segments and documents.
pub(crate) fn collect(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
    wanted: Wanted<'_>,
) -> Result<Vec<Candidate>, Error> {
    collect_and_count(snapshot, query, filters, wanted).map(|(found, _)| found)
}

/// The same; and for one list of words, all of whose passages are wanted, what is found with one
/// word less, where that was seen on the way.
pub(crate) fn collect_and_count(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
    wanted: Wanted<'_>,
) -> Result<(Vec<Candidate>, Option<Fewer>), Error> {
    let mut fewer = None;
    let divisible: Vec<&Conjunction> =
        query.alternatives.iter().filter(|a| a.terms.len() > 1).collect();
    let mut found = Vec::new();
    for conjunction in &divisible {
        let mut gate = Gate::of(snapshot, filters, &conjunction.restrictions);
        if let Wanted::Of(reports) = wanted {
            gate = gate.only(snapshot, reports);
        }
        let Some(mut search) = Search::open(snapshot, conjunction, &gate)? else { continue };
        match wanted {
            Wanted::All(first) => {
                // Which of several alternatives scores highest shows when all of them have.
                let first = (divisible.len() == 1).then_some(first);
                let (mut all, counted) = search.all(first)?;
                found.append(&mut all);
                fewer = counted.filter(|_| query.alternatives.len() == 1);
            }
            Wanted::Best(most) => found.append(&mut search.best(most)?),
            Wanted::Of(_) => found.append(&mut search.best(usize::MAX)?),
        }
    }
    found.sort_by(|a: &Candidate, b: &Candidate| {
        (a.segment, a.doc).cmp(&(b.segment, b.doc)).then(b.score.total_cmp(&a.score))
    });
    found.dedup_by_key(|candidate| (candidate.segment, candidate.doc));
    if let Wanted::Best(most) = wanted {
        let mut best = Best::of(most);
        found.into_iter().for_each(|candidate| best.push(candidate));
        found = best.finish();
        found.sort_unstable_by_key(|candidate| (candidate.segment, candidate.doc));
    }
    Ok((found, fewer))
}

/// Passages as they are found: the best.
struct Best {
    most: usize,
    held: Vec<Candidate>,
    /// No passage below this score is among the best.
    threshold: f32,
}

impl Best {
    fn of(most: usize) -> Self {
        Self { most: most.max(1), held: Vec::new(), threshold: f32::NEG_INFINITY }
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

/// What the sieve tells of a word in a passage.
#[derive(PartialEq)]
enum Told {
    /// It is not there.
    Missing,
    /// It is there.
    There,
    /// Only the word itself can tell.
    Open,
}

/// The words of one segment that are sifted by.
struct Sifted {
    /// So many of them, the rarest first.
    words: usize,
    /// For every word, by its rank, whether its bit is proof.
    surely: Vec<bool>,
}

impl Sifted {
    fn told(&self, bits: u16, rank: usize) -> Told {
        match rank < self.words {
            true if bits & sieve::bit(rank) == 0 => Told::Missing,
            // The last bit is shared, where there are so many words.
            true if self.surely[rank] && rank < sieve::BITS - 1 => Told::There,
            _ => Told::Open,
        }
    }
}

fn open_terms(
    snapshot: &Snapshot,
    segment: &SegmentView,
    conjunction: &Conjunction,
) -> Result<Vec<Cursor>, Error> {
    conjunction.terms.iter().map(|term| open_term(snapshot, segment, term)).collect()
}

/// A passage that holds enough of the words.
#[derive(Clone, Copy)]
struct Member {
    segment: u32,
    doc: DocId,
    /// The weight of the words that it may hold,
    weight: f32,
    /// and which they are, of those that were sifted by.
    bits: u16,
}

/// What is sought in every segment.
struct Search<'a> {
    snapshot: &'a Snapshot,
    conjunction: &'a Conjunction,
    gate: &'a Gate,
    /// The words in every segment.
    cursors: Vec<Vec<Cursor>>,
    scorer: Scorer,
    excluded: Excluded,
    /// The words that there are, the rarest first.
    order: Vec<usize>,
    /// The weight of all words.
    all: f32,
    /// The weight that a passage must hold.
    enough: f32,
}

impl<'a> Search<'a> {
    /// Opens all words; `None` where nothing can hold what must be held.
    fn open(
        snapshot: &'a Snapshot,
        conjunction: &'a Conjunction,
        gate: &'a Gate,
    ) -> Result<Option<Self>, Error> {
        let open = |segment| open_terms(snapshot, segment, conjunction);
        let cursors = snapshot.segments.iter().map(open).collect::<Result<Vec<_>, _>>()?;
        let weights: Vec<f32> = (0..conjunction.terms.len())
            .map(|term| {
                let frequency: u64 = cursors.iter().map(|terms| terms[term].frequency()).sum();
                if frequency == 0 { 0.0 } else { idf(snapshot.passage_count, frequency) }
            })
            .collect();
        // A string in quotation marks is never left out.
        let mut weighted = conjunction.terms.iter().zip(&weights);
        if weighted.any(|(term, &weight)| term.quoted && weight == 0.0) {
            return Ok(None);
        }
        let all: f32 = weights.iter().sum();
        let scorer = Scorer::with_weights(snapshot, weights);
        let excluded = Excluded::open(snapshot, conjunction)?;
        let mut order: Vec<usize> =
            (0..scorer.weights.len()).filter(|&term| scorer.weights[term] > 0.0).collect();
        order.sort_by(|&a, &b| scorer.weights[b].total_cmp(&scorer.weights[a]).then(a.cmp(&b)));
        let enough = SHARE * all;
        Ok(Some(Self {
            snapshot,
            conjunction,
            gate,
            cursors,
            scorer,
            excluded,
            order,
            all,
            enough,
        }))
    }

    /// The passages with the best scores.
    fn best(&mut self, most: usize) -> Result<Vec<Candidate>, Error> {
        let mut cursors = std::mem::take(&mut self.cursors);
        let reached = AtomicU32::new(0);
        let of_segment = |(at, terms): (usize, &mut Vec<Cursor>)| {
            self.best_of_segment(at, terms, most, &reached)
        };
        let mut found = Best::of(most);
        let work = self.work(&cursors);
        for of_segment in together::map(cursors.iter_mut().enumerate(), work, of_segment) {
            of_segment?.into_iter().for_each(|candidate| found.push(candidate));
        }
        Ok(found.finish())
    }

    /// What it takes to go through all segments, in nanoseconds, roughly.
    fn work(&self, cursors: &[Vec<Cursor>]) -> u64 {
        if self.gate.is_narrow() {
            return 0;
        }
        cursors.iter().flatten().map(Cursor::frequency).sum::<u64>() * READ
    }

    /// The same in one segment. What the passages of any segment have `reached`, the bits of a score
    /// below which none is among the best, holds for all.
    fn best_of_segment(
        &self,
        at: usize,
        terms: &mut [Cursor],
        most: usize,
        reached: &AtomicU32,
    ) -> Result<Vec<Candidate>, Error> {
        let mut found = Best::of(most);
        let segment = &self.snapshot.segments[at];
        let sifted = self.sifted(terms);
        let mut sieve = self.sieve(segment, terms, &sifted)?;
        let mut passing = Vec::new();
        for window in self.windows(segment) {
            // Scores are positive: their bits are in the order of the numbers.
            let before = reached.fetch_max(found.threshold.max(0.0).to_bits(), Relaxed);
            found.threshold = found.threshold.max(f32::from_bits(before));
            let least = self.enough.max(found.threshold / Scorer::MOST_OF_WEIGHT);
            let Some(least) = self.least(least, &sifted) else { break };
            sieve.pass(window, least, &mut passing);
            for &(doc, bits) in &passing {
                if !self.admits(segment, doc) {
                    continue;
                }
                let score = self.score(terms, (&sifted, bits), segment, doc, found.threshold);
                let Some(score) = score.filter(|_| !self.excluded.holds(at, doc)) else {
                    continue;
                };
                found.push(Candidate { segment: at as u32, doc, tier: Tier::Some, score });
            }
        }
        Ok(found.finish())
    }

    /// Every passage, of which the first ones are scored; all, where `first` is not given. And what
    /// is found with one word less, where that can be told.
    fn all(&mut self, first: Option<First>) -> Result<(Vec<Candidate>, Option<Fewer>), Error> {
        let mut cursors = std::mem::take(&mut self.cursors);
        let of_segment = |(at, terms): (usize, &mut Vec<Cursor>)| self.members(at, terms);
        let work = self.work(&cursors);
        let of_segments = together::map(cursors.iter_mut().enumerate(), work, of_segment);
        drop(cursors);
        let (mut members, mut counts) = (Vec::new(), OneLess::of(self.order.len()));
        for of_segment in of_segments {
            let (mut some, of_segment) = of_segment?;
            members.append(&mut some);
            counts.add(&of_segment);
        }
        let fewer =
            self.tells_fewer().then(|| counts.fewer(&self.order, self.scorer.weights.len()));
        let unscored = |member: &Member| Candidate {
            segment: member.segment,
            doc: member.doc,
            tier: Tier::Some,
            score: UNSCORED,
        };
        let mut candidates: Vec<Candidate> = members.iter().map(unscored).collect();
        let Some(first) = first else {
            self.rate(&mut candidates, &members, |_| true)?;
            return Ok((candidates, fewer));
        };
        // Those that look best are scored, then those that may still be among the first: no
        // passage scores more than its words may, however often they stand there.
        let heavy = self.heaviest(&members, first.passages.max(first.reports).saturating_mul(MANY));
        let guesses: Vec<f32> = heavy.iter().map(|&at| self.guess(&members[at])).collect();
        let likely = self.last_of(first, 2, &members, &heavy, &guesses);
        let mut is_rated = vec![false; members.len()];
        for (&at, &guess) in heavy.iter().zip(&guesses) {
            is_rated[at] = guess >= likely;
        }
        self.rate(&mut candidates, &members, |at| is_rated[at])?;
        let scores: Vec<f32> = heavy.iter().map(|&at| candidates[at].score).collect();
        let least = self.last_of(first, 1, &members, &heavy, &scores);
        let may_be = |at: usize| !is_rated[at] && self.bound(&members[at]) >= least;
        self.rate(&mut candidates, &members, may_be)?;
        Ok((candidates, fewer))
    }

    /// Whether whatever holds all words but one is among the members, and words are told apart.
    fn tells_fewer(&self) -> bool {
        let heaviest = self.order.first().map_or(0.0, |&term| self.scorer.weights[term]);
        !self.conjunction.terms.iter().any(|term| term.quoted)
            && self.order.len() > 1
            && self.order.len() < sieve::BITS
            && self.all - heaviest > self.enough * 1.001
    }

    /// The numbers of so many members, or some more, that hold the most weight.
    fn heaviest(&self, members: &[Member], many: usize) -> Vec<usize> {
        let level = |member: &Member| usize::from(self.units(member.weight));
        let mut of_level = [0usize; 256];
        members.iter().for_each(|member| of_level[level(member)] += 1);
        let mut sum = 0;
        let last = (0..of_level.len()).rev().find(|&level| {
            sum += of_level[level];
            sum >= many
        });
        let last = last.unwrap_or(0);
        (0..members.len()).filter(|&at| level(&members[at]) >= last).collect()
    }

    /// Of some members the value of the last of the first passages and reports, so many `times` as
    /// are wanted; above all where none are, below all where there are fewer.
    fn last_of(
        &self,
        first: First,
        times: usize,
        members: &[Member],
        some: &[usize],
        values: &[f32],
    ) -> f32 {
        let nth = |values: &mut [f32], wanted: usize| match wanted.saturating_mul(times) {
            0 => f32::INFINITY,
            wanted if wanted >= values.len() => f32::NEG_INFINITY,
            wanted => *values.select_nth_unstable_by(wanted - 1, |a, b| b.total_cmp(a)).1,
        };
        let mut of_report: Vec<f32> = Vec::new();
        let mut report = None;
        for (&at, &value) in some.iter().zip(values) {
            let of_member = self.snapshot.report_of(members[at].segment, members[at].doc);
            match of_report.last_mut() {
                Some(best) if report == Some(of_member) => *best = value.max(*best),
                _ => of_report.push(value),
            }
            report = Some(of_member);
        }
        let of_reports = nth(&mut of_report, first.reports);
        of_reports.min(nth(&mut values.to_vec(), first.passages))
    }

    /// Scores the members whose numbers are `chosen`.
    fn rate(
        &self,
        candidates: &mut [Candidate],
        members: &[Member],
        chosen: impl Fn(usize) -> bool,
    ) -> Result<(), Error> {
        let mut open: Option<(u32, Vec<Cursor>, Sifted)> = None;
        for (at, member) in members.iter().enumerate().filter(|(at, _)| chosen(*at)) {
            let segment = &self.snapshot.segments[member.segment as usize];
            let (_, terms, sifted) = match &mut open {
                Some(open) if open.0 == member.segment => open,
                other => {
                    let terms = open_terms(self.snapshot, segment, self.conjunction)?;
                    let sifted = self.sifted(&terms);
                    other.insert((member.segment, terms, sifted))
                }
            };
            let held = (&*sifted, member.bits);
            let score = self.score(terms, held, segment, member.doc, f32::NEG_INFINITY);
            candidates[at].score = score.unwrap_or(UNSCORED);
        }
        Ok(())
    }

    /// The passages of one segment that hold enough of the words, window by window: what the
    /// words' bits allow to hold enough is asked for words only where bits do not tell.
    fn members(&self, at: usize, terms: &mut [Cursor]) -> Result<(Vec<Member>, OneLess), Error> {
        let (mut members, mut counts) = (Vec::new(), OneLess::of(self.order.len()));
        let tells_fewer = self.tells_fewer();
        let segment = &self.snapshot.segments[at];
        let sifted = self.sifted(terms);
        let mut sieve = self.sieve(segment, terms, &sifted)?;
        let Some(least) = self.least(self.enough, &sifted) else {
            return Ok((members, counts));
        };
        let mut passing = Vec::new();
        for window in self.windows(segment) {
            sieve.pass(window, least, &mut passing);
            for &(doc, bits) in &passing {
                if !self.admits(segment, doc) {
                    continue;
                }
                let weight = self.weight_held(terms, (&sifted, bits), doc);
                let Some(weight) = weight.filter(|_| !self.excluded.holds(at, doc)) else {
                    continue;
                };
                members.push(Member { segment: at as u32, doc, weight, bits });
                if tells_fewer && let Some(missing) = self.missing(terms, (&sifted, bits), doc) {
                    counts.count(missing, segment.data.report_of[doc as usize]);
                }
            }
        }
        Ok((members, counts))
    }

    /// The weight of the words that a passage may hold, where it surely holds enough of it. Where
    /// words stand is looked at only where that matters.
    fn weight_held(
        &self,
        terms: &mut [Cursor],
        (sifted, bits): (&Sifted, u16),
        doc: DocId,
    ) -> Option<f32> {
        let (mut sure, mut open) = (0.0, 0.0);
        let mut is_open_quoted = false;
        for (rank, &term) in self.order.iter().enumerate() {
            let quoted = self.conjunction.terms[term].quoted;
            match sifted.told(bits, rank) {
                Told::Missing if quoted => return None,
                Told::Missing => {}
                Told::There => sure += self.scorer.weights[term],
                Told::Open => {
                    open += self.scorer.weights[term];
                    is_open_quoted |= quoted;
                }
            }
        }
        if sure >= self.enough && !is_open_quoted {
            return Some(sure + open);
        }
        for (rank, &term) in self.order.iter().enumerate() {
            let quoted = self.conjunction.terms[term].quoted;
            if sifted.told(bits, rank) != Told::Open || (sure >= self.enough && !quoted) {
                continue;
            }
            if sure + open < self.enough {
                return None;
            }
            open -= self.scorer.weights[term];
            if terms[term].holds(doc) {
                sure += self.scorer.weights[term];
            } else if quoted {
                return None;
            }
        }
        (sure >= self.enough).then_some(sure + open)
    }

    /// Which of the words, by its rank, a passage lacks: `Some(None)` where it has all of them,
    /// `None` where it lacks several.
    fn missing(
        &self,
        terms: &mut [Cursor],
        (sifted, bits): (&Sifted, u16),
        doc: DocId,
    ) -> Option<Option<usize>> {
        let mut missing = None;
        for (rank, &term) in self.order.iter().enumerate() {
            let is_there = match sifted.told(bits, rank) {
                Told::Missing => false,
                Told::There => true,
                Told::Open => terms[term].holds(doc),
            };
            if !is_there && missing.replace(rank).is_some() {
                return None;
            }
        }
        Some(missing)
    }

    /// No score is higher than this.
    fn bound(&self, member: &Member) -> f32 {
        let segment = &self.snapshot.segments[member.segment as usize];
        member.weight * Scorer::MOST_OF_WEIGHT * worth(segment, member.doc)
    }

    /// What a score is likely to be: every word once.
    fn guess(&self, member: &Member) -> f32 {
        let segment = &self.snapshot.segments[member.segment as usize];
        member.weight * self.scorer.once(segment, member.doc) * worth(segment, member.doc)
    }

    /// The sieve of the words that are sifted by.
    fn sieve(
        &self,
        segment: &SegmentView,
        terms: &[Cursor],
        sifted: &Sifted,
    ) -> Result<Sieve, Error> {
        let sources = self.order[..sifted.words].iter().map(|&term| {
            (&self.conjunction.terms[term], &terms[term], self.units(self.scorer.weights[term]))
        });
        Sieve::open(self.snapshot, segment, sources)
    }

    /// The least that a passage must weigh in the sieve, so that it can hold `weight` with the
    /// words that are not sifted by; `None` where no passage can.
    fn least(&self, weight: f32, sifted: &Sifted) -> Option<u8> {
        let others = &self.order[sifted.words..];
        let rest: f32 = others.iter().map(|&term| self.scorer.weights[term]).sum();
        let least = weight - rest;
        // Two units less, for rounding; but whoever passes holds something.
        (least <= self.all).then(|| self.units(least).saturating_sub(2).max(1))
    }

    /// A weight as the sieve takes it, rounded up: all words together have about 250 units.
    fn units(&self, weight: f32) -> u8 {
        // Such a cast ends at the bounds of its type.
        (weight / self.all * 250.0).ceil() as u8
    }

    /// The words, the rarest first, that are sifted by: so many that the others do not
    /// weigh enough by themselves, and those whose lists are not very much longer. To read a list
    /// costs less than to ask it for every passage that the rarer words let pass.
    fn sifted(&self, terms: &[Cursor]) -> Sifted {
        let (mut rest, mut before) = (self.all, 0);
        let is_asked = |&term: &usize| {
            let frequency = terms[term].frequency();
            let is_asked = rest < self.enough && frequency > before * DEAR;
            rest -= self.scorer.weights[term];
            before += frequency;
            is_asked
        };
        let words = self.order.iter().position(is_asked).unwrap_or(self.order.len());
        let surely = self.order.iter().map(|&term| terms[term].is_sure()).collect();
        Sifted { words, surely }
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

    /// The score of a passage that holds enough of the words, unless it is below `threshold`.
    fn score(
        &self,
        terms: &mut [Cursor],
        (sifted, bits): (&Sifted, u16),
        segment: &SegmentView,
        doc: DocId,
        threshold: f32,
    ) -> Option<f32> {
        let is_missing = |rank: usize| sifted.told(bits, rank) == Told::Missing;
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
