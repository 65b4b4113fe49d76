//! Passages that hold a part of the words: what is shown when nothing holds all of them, and
//! behind those that do.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use tantivy::{DocId, TERMINATED};

use super::collect::Candidate;
use super::counts::{Counter, Counts, OfReport};
use super::fewer::{Fewer, OneLess};
use super::score::{Scorer, idf, worth};
use super::verdict::{Missing, Sifted, Told, Verdict, Verdicts, Weight};
use crate::matching::cursor::Cursor;
use crate::matching::gate::Gate;
use crate::matching::leads::Leads;
use crate::matching::rarity::frequency;
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

/// So many scored passages are held before those that cannot be among the first are left out.
const ROOM: usize = 2048;

/// A list so many times as long as all rarer ones is asked, not read.
const DEAR: u64 = 32;

/// Whether a query can be matched in part at all: by words, not by quoted strings alone.
pub(crate) fn is_divisible(query: &Query) -> bool {
    query.alternatives.iter().any(|a| a.terms.len() > 1 && a.terms.iter().any(|t| !t.quoted))
}

/// Which of the passages are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted<'a> {
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
    let mut found = Vec::new();
    for conjunction in divisible(query) {
        let mut gate = Gate::of(snapshot, filters, &conjunction.restrictions);
        if let Wanted::Of(reports) = wanted {
            gate = gate.only(snapshot, reports);
        }
        let Some(search) = Search::of(snapshot, conjunction, &gate)? else { continue };
        let most = match wanted {
            Wanted::Best(most) => most,
            Wanted::Of(_) => usize::MAX,
        };
        found.append(&mut search.best(most)?);
    }
    join(&mut found);
    if let Wanted::Best(most) = wanted {
        let mut best = Best::of(snapshot, most);
        found.into_iter().for_each(|candidate| best.push(candidate));
        found = best.finish();
        found.sort_unstable_by_key(Candidate::place);
    }
    Ok(found)
}

/// Counts all passages that hold enough of the words. Gives those that may stand among the `first`
/// with their scores, in the order of segments and documents; and for one list of words what is
/// found with one word less, where that was seen on the way.
pub(crate) fn count(
    snapshot: &Snapshot,
    query: &Query,
    filters: &Filters,
    first: First,
    counts: &mut Counts,
) -> Result<(Vec<Candidate>, Option<Fewer>), Error> {
    let divisible: Vec<&Conjunction> = divisible(query).collect();
    let mut found = Vec::new();
    for conjunction in &divisible {
        let gate = Gate::of(snapshot, filters, &conjunction.restrictions);
        let Some(search) = Search::of(snapshot, conjunction, &gate)? else { continue };
        if divisible.len() == 1 {
            let (found, fewer) = search.count(first, counts)?;
            return Ok((found, fewer.filter(|_| query.alternatives.len() == 1)));
        }
        // What several alternatives find is counted once, with the highest of its scores.
        found.append(&mut search.best(usize::MAX)?);
    }
    join(&mut found);
    counts.add_all(snapshot, &found);
    Ok((found, None))
}

fn divisible(query: &Query) -> impl Iterator<Item = &Conjunction> {
    query.alternatives.iter().filter(|alternative| alternative.terms.len() > 1)
}

/// Puts what several alternatives found into order, each passage once.
fn join(found: &mut Vec<Candidate>) {
    found.sort_by(|a: &Candidate, b: &Candidate| {
        (a.segment, a.doc).cmp(&(b.segment, b.doc)).then(b.score.total_cmp(&a.score))
    });
    found.dedup_by_key(|candidate| (candidate.segment, candidate.doc));
}

/// Passages as they are found: the best.
struct Best<'a> {
    snapshot: &'a Snapshot,
    most: usize,
    held: Vec<Candidate>,
    /// No passage below this score is among the best.
    threshold: f32,
}

impl<'a> Best<'a> {
    fn of(snapshot: &'a Snapshot, most: usize) -> Self {
        Self { snapshot, most: most.max(1), held: Vec::new(), threshold: f32::NEG_INFINITY }
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
        let snapshot = self.snapshot;
        let (_, last, _) = self.held.select_nth_unstable_by(self.most - 1, |a, b| {
            let by_score = b.score.total_cmp(&a.score);
            by_score.then_with(|| snapshot.passage_order(a.place(), b.place()))
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

/// The words of one segment, opened when they are asked: mostly bits tell enough.
struct Words<'a> {
    snapshot: &'a Snapshot,
    segment: &'a SegmentView,
    conjunction: &'a Conjunction,
    open: Option<Vec<Cursor>>,
}

impl Words<'_> {
    fn open(&mut self) -> Result<&mut [Cursor], Error> {
        let words = match self.open.take() {
            Some(words) => words,
            None => {
                let terms = self.conjunction.terms.iter();
                let open = terms.map(|term| open_term(self.snapshot, self.segment, term));
                open.collect::<Result<_, _>>()?
            }
        };
        Ok(self.open.insert(words))
    }
}

/// A passage that holds enough of the words, of a segment that is known.
#[derive(Clone, Copy)]
struct Member {
    doc: DocId,
    /// The weight of the words that it may hold,
    weight: f32,
    /// and which they are, of those that were sifted by.
    bits: u16,
    /// The weight in units.
    units: u8,
}

impl Member {
    fn scored(&self, segment: u32, score: f32) -> Candidate {
        Candidate { segment, doc: self.doc, tier: Tier::Some, score }
    }
}

/// Members of every segment with its number, in order.
fn in_segments(members: &[Vec<Member>]) -> impl Iterator<Item = (u32, &Member)> {
    (0u32..).zip(members).flat_map(|(at, of_segment)| of_segment.iter().map(move |one| (at, one)))
}

/// What was found in one segment.
struct OfSegment {
    members: Vec<Member>,
    one_less: OneLess,
    /// Passages by part.
    parts: [u32; 8],
}

/// Scores members, which come in the order of segments and documents.
struct Rater<'s, 'a> {
    search: &'s Search<'a>,
    /// The words of the segment that it is in, by its number.
    open: Option<(u32, Words<'s>, Sifted)>,
}

impl Rater<'_, '_> {
    /// The score of a member, unless it is below `threshold`.
    fn score(
        &mut self,
        number: u32,
        &Member { doc, bits, .. }: &Member,
        threshold: f32,
    ) -> Result<Option<f32>, Error> {
        let search = self.search;
        let segment = &search.snapshot.segments[number as usize];
        let (_, words, sifted) = match &mut self.open {
            Some(open) if open.0 == number => open,
            other => other.insert((number, search.words(segment), search.sifted(segment)?)),
        };
        Ok(search.score(words.open()?, (sifted, bits), segment, doc, threshold))
    }
}

/// What is sought in every segment.
struct Search<'a> {
    snapshot: &'a Snapshot,
    conjunction: &'a Conjunction,
    gate: &'a Gate,
    scorer: Scorer,
    excluded: Excluded,
    /// The words that there are, the rarest first.
    order: Vec<usize>,
    /// How many passages the words stand in, each for itself.
    passages: u64,
    /// The weight of all words.
    all: f32,
    /// The weight that a passage must hold.
    enough: f32,
}

impl<'a> Search<'a> {
    /// Weighs all words; `None` where nothing can hold what must be held.
    fn of(
        snapshot: &'a Snapshot,
        conjunction: &'a Conjunction,
        gate: &'a Gate,
    ) -> Result<Option<Self>, Error> {
        let frequencies = conjunction.terms.iter().map(|term| frequency(snapshot, term));
        let frequencies = frequencies.collect::<Result<Vec<u64>, _>>()?;
        let weight = |&frequency: &u64| match frequency {
            0 => 0.0,
            frequency => idf(snapshot.passage_count, frequency),
        };
        let weights: Vec<f32> = frequencies.iter().map(weight).collect();
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
            passages: frequencies.iter().sum(),
            scorer,
            excluded,
            order,
            all,
            enough,
        }))
    }

    /// The passages with the best scores.
    fn best(&self, most: usize) -> Result<Vec<Candidate>, Error> {
        let reached = AtomicU32::new(0);
        let of_segment = |at| self.best_of_segment(at, most, &reached);
        let mut found = Best::of(self.snapshot, most);
        let segments = 0..self.snapshot.segments.len();
        for of_segment in together::map(segments, self.work(), of_segment) {
            of_segment?.into_iter().for_each(|candidate| found.push(candidate));
        }
        Ok(found.finish())
    }

    /// What it takes to go through all segments, in nanoseconds, roughly.
    fn work(&self) -> u64 {
        if self.gate.is_narrow() { 0 } else { self.passages * READ }
    }

    /// The same in one segment. What the passages of any segment have `reached`, the bits of a score
    /// below which none is among the best, holds for all.
    fn best_of_segment(
        &self,
        at: usize,
        most: usize,
        reached: &AtomicU32,
    ) -> Result<Vec<Candidate>, Error> {
        let mut found = Best::of(self.snapshot, most);
        let segment = &self.snapshot.segments[at];
        let mut windows = self.windows(segment).peekable();
        if windows.peek().is_none() {
            return Ok(Vec::new());
        }
        let sifted = self.sifted(segment)?;
        let mut sieve = self.sieve(segment, &sifted)?;
        let mut words = self.words(segment);
        let mut passing = Vec::new();
        for window in windows {
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
                let terms = words.open()?;
                let score = self.score(terms, (&sifted, bits), segment, doc, found.threshold);
                let Some(score) = score.filter(|_| !self.excluded.holds(at, doc)) else {
                    continue;
                };
                found.push(Candidate { segment: at as u32, doc, tier: Tier::Some, score });
            }
        }
        Ok(found.finish())
    }

    /// Counts every passage, and scores those that may be among the first. Tells besides what is
    /// found with one word less, where that can be told.
    fn count(
        &self,
        first: First,
        counts: &mut Counts,
    ) -> Result<(Vec<Candidate>, Option<Fewer>), Error> {
        let rows = counts.of_each(self.snapshot).into_iter().enumerate();
        let of_segments = together::map(rows, self.work(), |(at, rows)| self.members(at, rows));
        let (mut members, mut one_less) = (Vec::new(), OneLess::of(self.order.len()));
        for of_segment in of_segments {
            let of_segment = of_segment?;
            members.push(of_segment.members);
            one_less.add(&of_segment.one_less);
            counts.add_parts(&of_segment.parts);
        }
        let fewer =
            self.tells_fewer().then(|| one_less.fewer(&self.order, self.scorer.weights.len()));
        let scored = self.first(first, &members)?;
        for one in &scored {
            counts.note(self.snapshot.report_of(one.segment, one.doc), one.key());
        }
        Ok((scored, fewer))
    }

    /// Scores the members, by segment, that may be among the first. Those that look best are scored,
    /// then those that may still be among the first: no passage scores more than its words may,
    /// however often they stand there.
    fn first(&self, first: First, members: &[Vec<Member>]) -> Result<Vec<Candidate>, Error> {
        let many = first.passages.max(first.reports).saturating_mul(MANY);
        let heavy = Self::heavy(members, many);
        let guess = |(segment, member): (u32, &Member)| {
            (member.units >= heavy).then(|| self.guess(segment, member))
        };
        let guesses = in_segments(members).filter_map(|one| Some((one.0, one.1.doc, guess(one)?)));
        let likely = self.last_of(first, 2, guesses);
        let is_likely = |one: &(u32, &Member)| guess(*one).is_some_and(|guess| guess >= likely);
        let mut rater = self.rater();
        let mut scored = Vec::new();
        for (segment, member) in in_segments(members).filter(is_likely) {
            let score = rater.score(segment, member, f32::NEG_INFINITY)?.unwrap_or(UNSCORED);
            scored.push(member.scored(segment, score));
        }
        let mut least = self.last_score(first, &mut scored);
        let mut rater = self.rater();
        let mut room = ROOM;
        for one @ (segment, member) in in_segments(members) {
            if member.weight * Scorer::MOST_OF_WEIGHT < least
                || self.bound(segment, member) < least
                || is_likely(&one)
            {
                continue;
            }
            let Some(score) = rater.score(segment, member, least)? else { continue };
            scored.push(member.scored(segment, score));
            if scored.len() > room {
                // Where words say little, each of the first ones is soon surpassed by others.
                least = self.last_score(first, &mut scored);
                scored.retain(|one| one.score >= least);
                room = scored.len().saturating_mul(2).max(ROOM);
            }
        }
        scored.sort_unstable_by_key(Candidate::place);
        Ok(scored)
    }

    /// The score of the last of the first passages and reports among those that are scored, which
    /// are put into the order of segments and documents.
    fn last_score(&self, first: First, scored: &mut [Candidate]) -> f32 {
        scored.sort_unstable_by_key(Candidate::place);
        self.last_of(first, 1, scored.iter().map(|one| (one.segment, one.doc, one.score)))
    }

    /// Whether whatever holds all words but one is among the members, and words are told apart.
    fn tells_fewer(&self) -> bool {
        let heaviest = self.order.first().map_or(0.0, |&term| self.scorer.weights[term]);
        !self.conjunction.terms.iter().any(|term| term.quoted)
            && self.order.len() > 1
            && self.order.len() < sieve::BITS
            && self.all - heaviest > self.enough * 1.001
    }

    /// The weight, in units, of the lightest of so many members that hold the most.
    fn heavy(members: &[Vec<Member>], many: usize) -> u8 {
        let mut of_units = [0usize; 256];
        members.iter().flatten().for_each(|one| of_units[usize::from(one.units)] += 1);
        let mut sum = 0;
        let last = (0..=u8::MAX).rev().find(|&units| {
            sum += of_units[usize::from(units)];
            sum >= many
        });
        last.unwrap_or(0)
    }

    /// Of passages with their values, in order, the value of the last of the first passages and
    /// reports, so many `times` as are wanted; above all where none are, below all where there are
    /// fewer.
    fn last_of(
        &self,
        first: First,
        times: usize,
        some: impl Iterator<Item = (u32, DocId, f32)>,
    ) -> f32 {
        let nth = |values: &mut [f32], wanted: usize| match wanted.saturating_mul(times) {
            0 => f32::INFINITY,
            wanted if wanted >= values.len() => f32::NEG_INFINITY,
            wanted => *values.select_nth_unstable_by(wanted - 1, |a, b| b.total_cmp(a)).1,
        };
        let (mut of_passage, mut of_report) = (Vec::new(), Vec::<f32>::new());
        let mut last = None;
        for (segment, doc, value) in some {
            of_passage.push(value);
            let report = self.snapshot.report_of(segment, doc);
            match of_report.last_mut() {
                Some(best) if last == Some(report) => *best = value.max(*best),
                _ => of_report.push(value),
            }
            last = Some(report);
        }
        nth(&mut of_report, first.reports).min(nth(&mut of_passage, first.passages))
    }

    fn rater(&self) -> Rater<'_, 'a> {
        Rater { search: self, open: None }
    }

    /// The passages of one segment that hold enough of the words, window by window: what the
    /// words' bits allow to hold enough is asked for words only where bits do not tell. They are
    /// counted in the rows of the segment's reports.
    fn members(&self, at: usize, rows: &mut [OfReport]) -> Result<OfSegment, Error> {
        let mut found = OfSegment {
            members: Vec::new(),
            one_less: OneLess::of(self.order.len()),
            parts: [0; 8],
        };
        let tells_fewer = self.tells_fewer();
        let segment = &self.snapshot.segments[at];
        let sifted = self.sifted(segment)?;
        let Some(least) = self.least(self.enough, &sifted) else { return Ok(found) };
        let mut sieve = self.sieve(segment, &sifted)?;
        let mut words = self.words(segment);
        let mut counter = Counter::new(rows, segment, self.gate);
        let mut reports = segment.data.reports_in_order();
        let mut verdicts = Verdicts::of(&sifted);
        let mut passing = Vec::new();
        for window in self.windows(segment) {
            sieve.pass(window, least, &mut passing);
            for &(doc, bits) in &passing {
                if !self.gate.admits_all() && !self.admits(segment, doc) {
                    continue;
                }
                let verdict = verdicts.of_bits(bits, || self.verdict(&sifted, bits));
                let (weight, units) = match verdict.weight {
                    Weight::TooLittle => continue,
                    Weight::Enough(weight, units) => (weight, units),
                    Weight::Open(sure, open) => {
                        let told = (&sifted, bits);
                        match self.weight_held(words.open()?, told, doc, (sure, open)) {
                            Some(weight) => (weight, self.units(weight)),
                            None => continue,
                        }
                    }
                };
                if self.excluded.holds(at, doc) {
                    continue;
                }
                found.members.push(Member { doc, weight, bits, units });
                counter.count(doc);
                if !tells_fewer {
                    continue;
                }
                let missing = match verdict.missing {
                    Missing::Several => continue,
                    Missing::One(rank) => Some(usize::from(rank)),
                    Missing::None => None,
                    Missing::Open => match self.missing(words.open()?, (&sifted, bits), doc) {
                        Some(missing) => missing,
                        None => continue,
                    },
                };
                found.one_less.count(missing, reports.of(doc).0);
            }
        }
        found.parts = counter.finish();
        Ok(found)
    }

    /// What bits alone tell.
    fn verdict(&self, sifted: &Sifted, bits: u16) -> Verdict {
        let (mut sure, mut open, mut missing) = (0.0, 0.0, Missing::None);
        let (mut lacks_quoted, mut is_open, mut is_open_quoted) = (false, false, false);
        for (rank, &term) in self.order.iter().enumerate() {
            let (weight, quoted) = (self.scorer.weights[term], self.conjunction.terms[term].quoted);
            match sifted.told(bits, rank) {
                Told::There => sure += weight,
                Told::Missing => {
                    lacks_quoted |= quoted;
                    missing = match missing {
                        Missing::None => Missing::One(rank as u8),
                        _ => Missing::Several,
                    };
                }
                Told::Open => {
                    open += weight;
                    is_open = true;
                    is_open_quoted |= quoted;
                }
            }
        }
        let weight = match () {
            () if lacks_quoted || sure + open < self.enough => Weight::TooLittle,
            () if sure >= self.enough && !is_open_quoted => {
                Weight::Enough(sure + open, self.units(sure + open))
            }
            () => Weight::Open(sure, open),
        };
        let missing = match missing {
            Missing::None | Missing::One(_) if is_open => Missing::Open,
            missing => missing,
        };
        Verdict { weight, missing }
    }

    /// The weight of the words that a passage may hold, where it surely holds enough of it: bits
    /// tell how much is `sure` and how much `open`. Where words stand is looked at only where that
    /// matters.
    fn weight_held(
        &self,
        terms: &mut [Cursor],
        (sifted, bits): (&Sifted, u16),
        doc: DocId,
        (mut sure, mut open): (f32, f32),
    ) -> Option<f32> {
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
    fn bound(&self, segment: u32, member: &Member) -> f32 {
        let segment = &self.snapshot.segments[segment as usize];
        member.weight * Scorer::MOST_OF_WEIGHT * worth(segment, member.doc)
    }

    /// What a score is likely to be: every word once.
    fn guess(&self, segment: u32, member: &Member) -> f32 {
        let segment = &self.snapshot.segments[segment as usize];
        member.weight * self.scorer.once(segment, member.doc) * worth(segment, member.doc)
    }

    /// The sieve of the words that are sifted by.
    fn sieve(&self, segment: &SegmentView, sifted: &Sifted) -> Result<Sieve, Error> {
        let words = self.order[..sifted.words].iter().zip(&sifted.leads);
        let sources = words.map(|(&term, leads)| {
            (&self.conjunction.terms[term], leads, self.units(self.scorer.weights[term]))
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
    fn sifted(&self, segment: &SegmentView) -> Result<Sifted, Error> {
        let lead = |&term: &usize| Leads::of(self.snapshot, segment, &self.conjunction.terms[term]);
        let leads = self.order.iter().map(lead).collect::<Result<Vec<_>, _>>()?;
        let (mut rest, mut before) = (self.all, 0);
        let is_asked = |(&term, leads): (&usize, &Leads)| {
            let is_asked = rest < self.enough && leads.frequency > before * DEAR;
            rest -= self.scorer.weights[term];
            before += leads.frequency;
            is_asked
        };
        let words = self.order.iter().zip(&leads).position(is_asked).unwrap_or(leads.len());
        Ok(Sifted { words, leads })
    }

    /// The words of a segment.
    fn words<'w>(&'w self, segment: &'w SegmentView) -> Words<'w> {
        let Self { snapshot, conjunction, .. } = *self;
        Words { snapshot, segment, conjunction, open: None }
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
        let (mut score, worth) = (0.0, worth(segment, doc));
        // The weight of those that were not asked yet.
        let mut left = weight;
        for (_, &term) in self.order.iter().enumerate().filter(|(rank, _)| !is_missing(*rank)) {
            let most = (score + left * Scorer::MOST_OF_WEIGHT) * worth;
            if weight < self.enough || most < threshold {
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
        let score = score * worth;
        (weight >= self.enough && score >= threshold).then_some(score)
    }
}
