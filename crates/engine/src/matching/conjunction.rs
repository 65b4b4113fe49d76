//! The passages of one segment that match a conjunction, in document order.

use suyan_search::deadline::Pace;
use suyan_search::matching::Stretch;
use suyan_search::query::{Conjunction, Phrase, Term};
use suyan_search::{Error, Filters};
use tantivy::{DocId, TERMINATED};

use super::blocks::Both;
use super::cursor::{Cursor, SetCursor};
use super::figure::FigureCursor;
use super::filter::DocFilter;
use super::near::NearCursor;
use super::reading::SegmentReading;
use super::term_plan::TermPlan;
use crate::store::passage_set::PassageSet;
use crate::store::segment::{PART, ReportsOfDocs};
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::tuning::Tuning;

/// See the module.
pub(crate) struct ConjunctionCursor<'a> {
    segment: &'a SegmentView,
    /// One per term of the conjunction, in its order.
    pub terms: Vec<Cursor>,
    /// How many phrases of each term are literal.
    literal: Vec<usize>,
    /// The terms whose closeness counts.
    words: Vec<usize>,
    /// The terms from the rarest to the most frequent.
    order: Vec<usize>,
    /// Goes ahead, where the two rarest terms have each a list that leads it: most passages of the
    /// rarest lack the other, and terms need not be asked for those. Else the rarest term does.
    ahead: Option<Box<Both>>,
    /// The whole query as one string, which only a match asks for.
    whole: Option<WholeQuery<'a>>,
    /// The texts, for what lists do not tell of a match.
    reading: Option<SegmentReading<'a>>,
    excluded: Vec<ConjunctionCursor<'a>>,
    doc_filter: DocFilter,
    reports: ReportsOfDocs<'a>,
    doc: DocId,
    pace: Pace,
}

/// The whole query as one string in one segment.
enum WholeQuery<'a> {
    Unopened(&'a Snapshot, &'a Phrase),
    Open(Cursor),
}

impl<'a> ConjunctionCursor<'a> {
    /// Opens the walk; call [`Self::seek`] to begin.
    pub(crate) fn open(
        snapshot: &'a Snapshot,
        segment: &'a SegmentView,
        conjunction: &'a Conjunction,
        doc_filter: &DocFilter,
    ) -> Result<Self, Error> {
        let mut walk = Self::open_to_count(snapshot, segment, conjunction, doc_filter)?;
        walk.whole = conjunction.whole.as_ref().map(|whole| WholeQuery::Unopened(snapshot, whole));
        walk.reading = Some(SegmentReading::of(snapshot, segment, conjunction));
        Ok(walk)
    }

    /// Opens a walk where nobody asks whether a match [`Self::is_exact`].
    pub(crate) fn open_to_count(
        snapshot: &Snapshot,
        segment: &'a SegmentView,
        conjunction: &Conjunction,
        doc_filter: &DocFilter,
    ) -> Result<Self, Error> {
        let mut is_nowhere = false;
        for term in &conjunction.terms {
            is_nowhere = is_nowhere || TermPlan::are_none(snapshot, segment, term)?;
        }
        let mut ahead = match is_nowhere {
            true => None,
            false => ahead(snapshot, segment, &conjunction.terms)?,
        };
        is_nowhere |= ahead.as_mut().is_some_and(|ahead| ahead.seek(0) == TERMINATED);
        // Nothing else is read where that tells that nothing is there.
        let open = |term| match is_nowhere {
            true => Ok(Cursor::Nothing),
            false => open_term(snapshot, segment, term),
        };
        let terms = conjunction.terms.iter().map(open).collect::<Result<Vec<_>, _>>()?;
        let mut order: Vec<usize> = (0..terms.len()).collect();
        order.sort_by_key(|&at| terms[at].cost());
        let excluded = conjunction
            .excluded
            .iter()
            .map(|inner| {
                let doc_filter = DocFilter::of(snapshot, &Filters::default(), &inner.restrictions);
                Self::open_to_count(snapshot, segment, inner, &doc_filter)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let literal = conjunction.terms.iter().map(|term| term.literal).collect();
        let is_word = |at: &usize| conjunction.terms[*at].is_word();
        let words = (0..conjunction.terms.len()).filter(is_word).collect();
        let mut walk = Self {
            segment,
            terms,
            literal,
            words,
            order,
            ahead: ahead.filter(|_| !is_nowhere),
            whole: None,
            reading: None,
            excluded,
            doc_filter: doc_filter.clone(),
            reports: segment.data.reports_in_order(),
            doc: 0,
            pace: snapshot.pace(),
        };
        if walk.order.is_empty() {
            walk.terms.push(Cursor::Set(SetCursor::all(&segment.data)));
            walk.literal.push(1);
            walk.order.push(0);
        }
        Ok(walk)
    }

    /// How many passages it may stop at, at the most.
    pub(crate) fn cost(&self) -> u64 {
        self.terms[self.order[0]].cost()
    }

    /// Goes to the first match at or behind `target`.
    pub(crate) fn seek(&mut self, mut target: DocId) -> DocId {
        let data = &self.segment.data;
        let reports = data.reports.len() as u32;
        'passages: loop {
            let doc = match &mut self.ahead {
                Some(ahead) => ahead.seek(target),
                None => self.terms[self.order[0]].approach(target),
            };
            if doc == TERMINATED || self.pace.is_over() {
                self.doc = TERMINATED;
                return TERMINATED;
            }
            let base = self.segment.base;
            if !self.doc_filter.admits_all()
                && let report = self.reports.of(doc).0
                && !self.doc_filter.admits(base + report)
            {
                match self.doc_filter.next(base + report + 1, base + reports) {
                    Some(next) => target = data.reports[(next - base) as usize].first,
                    None => target = TERMINATED,
                }
                continue;
            }
            if !self.doc_filter.admits_every_part()
                && !self.doc_filter.admits_part(data.parts[doc as usize] & PART)
            {
                target = doc + 1;
                continue;
            }
            for &at in &self.order[usize::from(self.ahead.is_none())..] {
                let found = self.terms[at].approach(doc);
                if found > doc {
                    target = found;
                    continue 'passages;
                }
            }
            if !self.order.iter().all(|&at| self.terms[at].confirm()) {
                target = doc + 1;
                continue;
            }
            if self.excluded.iter_mut().any(|inner| inner.reach(doc)) {
                target = doc + 1;
                continue;
            }
            self.doc = doc;
            return doc;
        }
    }

    fn reach(&mut self, doc: DocId) -> bool {
        if self.doc < doc || (doc == 0 && self.doc == 0) {
            self.seek(doc);
        }
        self.doc == doc
    }

    /// Whether the passage it is at holds the whole query as one string.
    pub(crate) fn is_exact(&mut self) -> Result<bool, Error> {
        if let Some(WholeQuery::Unopened(snapshot, phrase)) = self.whole {
            self.whole = Some(WholeQuery::Open(Cursor::open(snapshot, self.segment, phrase)?));
        }
        match (&mut self.whole, &mut self.reading) {
            (Some(WholeQuery::Open(whole)), Some(reading)) => {
                Ok(whole.holds(self.doc) || reading.is_dotted(self.doc)?)
            }
            _ => Ok(self.terms.len() == 1 && self.terms[0].is_literal(self.literal[0])),
        }
    }

    /// Whether middle dots may be all that parts the whole query in the passage it is at.
    pub(crate) fn may_be_dotted(&mut self) -> Result<bool, Error> {
        self.reading.as_mut().map_or(Ok(false), |reading| reading.may_be_dotted(self.doc))
    }

    /// Whether [`Self::stretches`] reads the texts of passages.
    pub(crate) fn reads_texts(&self) -> bool {
        self.reading.is_some() && !self.words.iter().all(|&word| self.terms[word].has_positions())
    }

    /// Where each of the words stands in the passage it is at, into `out`; tells whether all do.
    pub(crate) fn stretches(&mut self, out: &mut Vec<Vec<Stretch>>) -> Result<bool, Error> {
        let Self { terms, words, reading, doc, .. } = self;
        out.resize_with(words.len(), Vec::new);
        for (&word, stretches) in words.iter().zip(out) {
            stretches.clear();
            if terms[word].has_positions() {
                terms[word].stretches(stretches);
            } else if let Some(reading) = reading {
                let places = reading.places(word, *doc)?;
                stretches.extend(places.iter().map(|at| (at.start as u32, at.end as u32)));
            }
            if stretches.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Per segment the passages that the exclusions of a conjunction keep out.
pub(crate) fn excluded(
    snapshot: &Snapshot,
    conjunction: &Conjunction,
) -> Result<Vec<PassageSet>, Error> {
    let has_any = !conjunction.excluded.is_empty();
    let many = |segment: &SegmentView| if has_any { segment.data.parts.len() } else { 0 };
    let passages = snapshot.segments.iter().map(many);
    let mut sets: Vec<PassageSet> = passages.map(PassageSet::none).collect();
    for inner in &conjunction.excluded {
        let doc_filter = DocFilter::of(snapshot, &Filters::default(), &inner.restrictions);
        for (segment, set) in snapshot.segments.iter().zip(&mut sets) {
            let mut walk = ConjunctionCursor::open_to_count(snapshot, segment, inner, &doc_filter)?;
            let mut doc = walk.seek(0);
            while doc != TERMINATED {
                set.add(doc);
                doc = walk.seek(doc + 1);
            }
        }
        snapshot.watch.check()?;
    }
    Ok(sets)
}

/// What goes ahead of terms: the lists that lead the two rarest.
fn ahead(
    snapshot: &Snapshot,
    segment: &SegmentView,
    terms: &[Term],
) -> Result<Option<Box<Both>>, Error> {
    let Tuning { large_segment, many_ahead, .. } = snapshot.tuning;
    if terms.len() < 2 || segment.data.parts.len() < large_segment {
        return Ok(None);
    }
    let lead = |term| TermPlan::of(snapshot, segment, term);
    let mut leads = terms.iter().map(lead).collect::<Result<Vec<_>, _>>()?;
    leads.sort_by_key(|lead| lead.cost);
    let [first, second, ..] = leads.as_slice() else { return Ok(None) };
    match (first.only(), second.only()) {
        (Some(rarer), Some(other)) if first.frequency >= many_ahead => {
            Ok(Some(Box::new(Both::open(segment, rarer, other)?)))
        }
        _ => Ok(None),
    }
}

/// The cursor of one term.
pub(crate) fn open_term(
    snapshot: &Snapshot,
    segment: &SegmentView,
    term: &Term,
) -> Result<Cursor, Error> {
    let open = |phrase| Cursor::open(snapshot, segment, phrase);
    if let Some(near) = &term.near {
        return Ok(Cursor::Near(Box::new(NearCursor::open(snapshot, segment, near)?)));
    }
    if term.figure.is_some() {
        return Ok(Cursor::Figure(Box::new(FigureCursor::open(snapshot, segment, term)?)));
    }
    match term.phrases.as_slice() {
        [phrase] => open(phrase),
        phrases => phrases.iter().map(open).collect::<Result<_, _>>().map(Cursor::any),
    }
}
