//! Walks through the passages of one segment that hold a phrase.
//!
//! Built on tantivy's postings directly: a phrase knows where it stands, how often, and can be
//! asked to go to a passage, all without a score of its own.

use std::sync::Arc;

use suyan_analysis::Tokens;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, TERMINATED};

use crate::Error;
use crate::query::Phrase;
use crate::store::lookup::Lookup;
use crate::store::passage_set::PassageSet;
use crate::store::segment::SegmentData;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::store::stored::Stored;

/// A stretch of tokens: from, to.
pub(crate) type Stretch = (u32, u32);

/// A walk through the passages that hold something, in document order.
pub(crate) enum Cursor {
    /// One posting list: a word of two characters, a number.
    Pair(Box<PairCursor>),
    /// Several lists whose positions must fit.
    Phrase(Box<PhraseCursor>),
    /// A set without positions: the passages that hold one character.
    Set(SetCursor),
    /// The same with positions, where they are asked for.
    Spread(Box<SpreadCursor>),
    /// Any of several.
    Any(Vec<Cursor>),
    /// Several within a distance.
    Near(Box<super::near::NearCursor>),
}

impl Cursor {
    /// The passages that hold `phrase`.
    pub(crate) fn open(
        snapshot: &Snapshot,
        segment: &SegmentView,
        phrase: &Phrase,
    ) -> Result<Self, Error> {
        let lookup = snapshot.lookup(&phrase.tokens)?;
        let length = phrase.tokens.len() as u32;
        Self::of(segment, &lookup, length).map_err(Error::index("reading posting lists"))
    }

    fn of(segment: &SegmentView, lookup: &Lookup, length: u32) -> std::io::Result<Self> {
        let (listed, open) = match lookup {
            Lookup::Prefix(prefix) => {
                return Ok(Self::Set(SetCursor::of(segment.with_prefix(prefix)?)));
            }
            Lookup::Lists { lists, open } => (lists, open),
        };
        // Nothing is read where one of the lists is missing.
        if listed.iter().any(|listed| listed.postings[segment.number].is_none()) {
            return Ok(Self::nothing());
        }
        let mut lists = Vec::with_capacity(listed.len());
        for listed in listed {
            let Some(info) = &listed.postings[segment.number] else { continue };
            lists.push(List::open(&segment.postings, info, listed.offset)?);
        }
        let open = match open {
            Some((offset, character)) => {
                Some((Open::new(segment, character.clone(), &lists)?, *offset))
            }
            None => None,
        };
        if lists.len() == 1
            && open.is_none()
            && let Some(list) = lists.pop_if(|list| list.offset == 0)
        {
            return Ok(Self::Pair(Box::new(PairCursor { list, length, positions: Vec::new() })));
        }
        if lists.is_empty() {
            return Ok(Self::nothing());
        }
        Ok(Self::Phrase(Box::new(PhraseCursor::new(lists, open, length))))
    }

    /// The same, with positions whatever the phrase is: those of a single character are gathered
    /// from every term that begins with it.
    pub(crate) fn open_with_positions(
        snapshot: &Snapshot,
        segment: &SegmentView,
        phrase: &Phrase,
    ) -> Result<Self, Error> {
        let reading = Error::index("reading posting lists");
        match &*snapshot.lookup(&phrase.tokens)? {
            Lookup::Prefix(prefix) => {
                let spread = SpreadCursor::open(&segment.postings, prefix).map_err(reading)?;
                Ok(Self::Spread(Box::new(spread)))
            }
            Lookup::Lists { .. } => Self::open(snapshot, segment, phrase),
        }
    }

    /// Holds nothing.
    pub(crate) fn nothing() -> Self {
        Self::Any(Vec::new())
    }

    /// The passage it stands at, [`TERMINATED`] behind the last. Before the first [`Self::seek`], and
    /// after [`Self::approach`], the passage may not hold it.
    #[inline]
    pub(crate) fn doc(&self) -> DocId {
        match self {
            Self::Pair(pair) => pair.list.postings.doc(),
            Self::Phrase(phrase) => phrase.doc(),
            Self::Set(set) => set.doc(),
            Self::Spread(spread) => spread.doc(),
            Self::Any(cursors) => cursors.iter().map(Self::doc).min().unwrap_or(TERMINATED),
            Self::Near(near) => near.doc(),
        }
    }

    /// Goes to the first passage at or behind `target`.
    #[inline]
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Phrase(phrase) => phrase.seek(target),
            Self::Any(cursors) => {
                cursors.iter_mut().map(|c| c.seek(target)).min().unwrap_or(TERMINATED)
            }
            other => other.approach(target),
        }
    }

    /// Goes to the first passage at or behind `target` that may hold it; [`Self::confirm`] tells
    /// whether it does. Positions, the dear part of a phrase, are not looked at.
    #[inline]
    pub(crate) fn approach(&mut self, target: DocId) -> DocId {
        match self {
            Self::Pair(pair) => pair.list.seek(target),
            Self::Phrase(phrase) => phrase.approach(target),
            Self::Set(set) => set.seek(target),
            Self::Spread(spread) => spread.seek(target),
            Self::Any(cursors) => {
                cursors.iter_mut().map(|c| c.approach(target)).min().unwrap_or(TERMINATED)
            }
            Self::Near(near) => near.seek(target),
        }
    }

    /// Whether the passage that it came near holds it.
    #[inline]
    pub(crate) fn confirm(&mut self) -> bool {
        match self {
            Self::Phrase(phrase) => phrase.confirm(),
            Self::Any(cursors) => {
                let doc = cursors.iter().map(Self::doc).min().unwrap_or(TERMINATED);
                let mut is_there = false;
                for cursor in cursors.iter_mut().filter(|c| c.doc() == doc) {
                    let holds = cursor.confirm();
                    if !holds {
                        // Whatever stands at the passage is counted.
                        cursor.approach(doc + 1);
                    }
                    is_there |= holds;
                }
                is_there
            }
            _ => true,
        }
    }

    /// Whether a passage, which must not stand before the one asked for last, holds it. Unlike
    /// [`Self::seek`], this looks for no other passage.
    #[inline]
    pub(crate) fn holds(&mut self, doc: DocId) -> bool {
        self.approach(doc) == doc && self.confirm()
    }

    /// How many passages it may stop at, at the most.
    pub(crate) fn cost(&self) -> u64 {
        match self {
            Self::Pair(pair) => pair.list.frequency(),
            Self::Phrase(phrase) => phrase.lists[0].frequency() * 3,
            Self::Set(set) => set.set.count(),
            Self::Spread(spread) => spread.places.len() as u64,
            Self::Any(cursors) => cursors.iter().map(Self::cost).sum(),
            Self::Near(near) => near.cost(),
        }
    }

    /// How often it stands in the passage it is at.
    #[inline]
    pub(crate) fn count(&self) -> u32 {
        match self {
            Self::Pair(pair) => pair.list.postings.term_freq(),
            Self::Phrase(phrase) => phrase.starts.len() as u32,
            Self::Set(_) => 1,
            Self::Spread(spread) => spread.positions().len() as u32,
            Self::Any(cursors) => {
                let doc = self.doc();
                cursors.iter().filter(|c| c.doc() == doc).map(Self::count).sum()
            }
            Self::Near(_) => 1,
        }
    }

    /// Where it stands in the passage it is at, appended to `out` in order. A [`SetCursor`] does
    /// not know.
    pub(crate) fn stretches(&mut self, out: &mut Vec<Stretch>) {
        match self {
            Self::Pair(pair) => {
                let PairCursor { list, length, positions } = pair.as_mut();
                list.positions(positions);
                out.extend(positions.iter().map(|&p| (p, p + *length)));
            }
            Self::Phrase(phrase) => {
                out.extend(phrase.starts.iter().map(|&p| (p, p + phrase.length)));
            }
            Self::Set(_) => {}
            Self::Spread(spread) => {
                out.extend(spread.positions().iter().map(|&(_, at)| (at, at + 1)));
            }
            Self::Any(cursors) => {
                let doc = cursors.iter().map(Self::doc).min().unwrap_or(TERMINATED);
                let before = out.len();
                for cursor in cursors.iter_mut().filter(|c| c.doc() == doc) {
                    cursor.stretches(out);
                }
                out[before..].sort_unstable();
            }
            Self::Near(near) => out.extend_from_slice(near.stretches()),
        }
    }

    /// Whether [`Self::stretches`] knows where it stands.
    pub(crate) fn has_positions(&self) -> bool {
        match self {
            Self::Set(_) => false,
            Self::Any(cursors) => cursors.iter().all(Self::has_positions),
            _ => true,
        }
    }

    /// Of a cursor over phrases, whether one of the first `literal` ones stands in the passage.
    pub(crate) fn is_literal(&self, literal: usize) -> bool {
        match self {
            Self::Any(cursors) => {
                let doc = self.doc();
                cursors.iter().take(literal).any(|c| c.doc() == doc)
            }
            _ => true,
        }
    }
}

/// One posting list that by itself is a phrase.
pub(crate) struct PairCursor {
    list: List,
    /// In tokens.
    length: u32,
    /// Where it stands in the passage it was asked for last.
    positions: Vec<u32>,
}

/// Posting lists whose positions, less their offsets, must meet.
pub(crate) struct PhraseCursor {
    /// The rarest first, which leads.
    lists: Vec<List>,
    /// The character at the end, where no list holds it, and where it stands in the phrase.
    open: Option<(Open, u32)>,
    length: u32,
    /// Whether the positions were looked at in the passage it is at,
    is_met: bool,
    /// and where the phrase begins there.
    starts: Vec<u32>,
    other: Vec<u32>,
}

/// One of the lists of a phrase.
struct List {
    postings: SegmentPostings,
    /// Where its term stands in the phrase, in tokens.
    offset: u32,
    info: TermInfo,
    /// What positions are read of: most lists are never asked for any.
    reader: Arc<InvertedIndexReader>,
    has_positions: bool,
}

impl List {
    fn open(
        reader: &Arc<InvertedIndexReader>,
        info: &TermInfo,
        offset: u32,
    ) -> std::io::Result<Self> {
        let postings = reader.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        let (info, reader) = (info.clone(), Arc::clone(reader));
        Ok(Self { postings, offset, info, reader, has_positions: false })
    }

    fn frequency(&self) -> u64 {
        u64::from(self.postings.doc_freq())
    }

    #[inline]
    fn doc(&self) -> DocId {
        self.postings.doc()
    }

    /// Goes to the first passage at or behind `target`.
    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        match self.postings.doc() {
            doc if doc < target => self.postings.seek(target),
            doc => doc,
        }
    }

    /// Where the term stands in the passage it is at; nowhere, where positions cannot be read.
    fn positions(&mut self, into: &mut Vec<u32>) {
        if !self.has_positions {
            self.has_positions = true;
            let option = IndexRecordOption::WithFreqsAndPositions;
            let doc = self.postings.doc();
            if let Ok(postings) = self.reader.read_postings_from_terminfo(&self.info, option) {
                self.postings = postings;
                self.seek(doc);
            }
        }
        self.postings.positions(into);
    }
}

impl PhraseCursor {
    fn new(mut lists: Vec<List>, open: Option<(Open, u32)>, length: u32) -> Self {
        lists.sort_by_key(|list| (list.frequency(), list.offset));
        let (starts, other) = (Vec::new(), Vec::new());
        let mut cursor = Self { lists, open, length, is_met: false, starts, other };
        cursor.align();
        cursor
    }

    fn doc(&self) -> DocId {
        self.lists[0].doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.approach(target);
        while self.doc() != TERMINATED && !self.confirm() {
            self.lists[0].postings.advance();
            self.align();
        }
        self.doc()
    }

    /// Goes to the first passage at or behind `target` with all pairs of the phrase.
    fn approach(&mut self, target: DocId) -> DocId {
        let lead = &mut self.lists[0];
        if lead.doc() < target {
            lead.seek(target);
            self.align();
        }
        self.doc()
    }

    /// Whether the passage it is at holds the phrase.
    fn confirm(&mut self) -> bool {
        if !self.is_met {
            self.is_met = true;
            if self.doc() == TERMINATED || !self.meet() {
                self.starts.clear();
            }
        }
        !self.starts.is_empty()
    }

    /// Goes on from where the lead stands to the next passage with all pairs.
    fn align(&mut self) {
        self.is_met = false;
        let Some((lead, others)) = self.lists.split_first_mut() else { return };
        'passages: loop {
            let doc = lead.doc();
            if doc == TERMINATED {
                return;
            }
            for list in others.iter_mut() {
                let found = list.seek(doc);
                if found > doc {
                    lead.seek(found);
                    continue 'passages;
                }
            }
            return;
        }
    }

    /// Whether the positions of all lists meet; leaves the beginnings in `starts`.
    fn meet(&mut self) -> bool {
        let Self { lists, open, starts, other, .. } = self;
        for (at, list) in lists.iter_mut().enumerate() {
            let into = if at == 0 { &mut *starts } else { &mut *other };
            list.positions(into);
            let offset = list.offset;
            if offset > 0 {
                into.retain_mut(|position| {
                    let fits = *position >= offset;
                    *position = position.wrapping_sub(offset);
                    fits
                });
            }
            if at > 0 {
                let mut from = 0;
                starts.retain(|start| {
                    while other.get(from).is_some_and(|position| position < start) {
                        from += 1;
                    }
                    other.get(from) == Some(start)
                });
            }
            if starts.is_empty() {
                return false;
            }
        }
        if let Some((open, offset)) = open {
            open.keep(lists[0].doc(), *offset, starts);
        }
        !starts.is_empty()
    }
}

/// A character that no list holds.
enum Open {
    /// Looked for in the texts: where few passages may hold the phrase.
    Text { stored: Arc<Stored>, character: String, tokens: Tokens },
    /// Looked up.
    Spread(SpreadCursor),
}

/// Where at most so many passages may hold a phrase, their texts are read: to gather where a
/// frequent character stands takes as long as to read some ten thousand texts.
const FEW_TEXTS: u64 = 5_000;

impl Open {
    fn new(segment: &SegmentView, character: String, lists: &[List]) -> std::io::Result<Self> {
        let fewest = lists.iter().map(List::frequency).min();
        if fewest.is_some_and(|fewest| fewest <= FEW_TEXTS) {
            let stored = Arc::clone(&segment.stored);
            return Ok(Self::Text { stored, character, tokens: Tokens::default() });
        }
        SpreadCursor::open(&segment.postings, &character).map(Self::Spread)
    }

    /// Keeps those starts in a passage behind which, `offset` tokens on, the character stands.
    fn keep(&mut self, doc: DocId, offset: u32, starts: &mut Vec<u32>) {
        match self {
            Self::Text { stored, character, tokens } => {
                // A passage that cannot be read is none that holds it.
                tokens.refill(&stored.text(doc).unwrap_or_default());
                let stands = |at: u32| {
                    (at as usize) < tokens.len() && tokens.term(at as usize) == character.as_str()
                };
                starts.retain(|start| stands(start + offset));
            }
            Self::Spread(spread) => {
                spread.seek(doc);
                let places = spread.positions();
                starts.retain(|start| places.binary_search(&(doc, start + offset)).is_ok());
            }
        }
    }
}

/// Where one character stands, whatever follows it: gathered from all terms that begin with it.
pub(crate) struct SpreadCursor {
    /// Passages and positions, in order.
    places: Vec<(DocId, u32)>,
    at: usize,
}

impl SpreadCursor {
    fn open(postings: &InvertedIndexReader, prefix: &str) -> std::io::Result<Self> {
        let mut places = Vec::new();
        let mut positions = Vec::new();
        let mut terms = postings.terms().range().ge(prefix.as_bytes()).into_stream()?;
        while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut list = postings.read_postings_from_terminfo(terms.value(), option)?;
            while list.doc() != TERMINATED {
                list.positions(&mut positions);
                places.extend(positions.iter().map(|&position| (list.doc(), position)));
                list.advance();
            }
        }
        places.sort_unstable();
        Ok(Self { places, at: 0 })
    }

    fn doc(&self) -> DocId {
        self.places.get(self.at).map_or(TERMINATED, |place| place.0)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            self.at += self.places[self.at..].partition_point(|place| place.0 < target);
        }
        self.doc()
    }

    /// The places in the passage it is at.
    fn positions(&self) -> &[(DocId, u32)] {
        let rest = &self.places[self.at..];
        let doc = self.doc();
        &rest[..rest.partition_point(|place| place.0 == doc)]
    }
}

/// A walk through a set of passages.
pub(crate) struct SetCursor {
    set: Arc<PassageSet>,
    at: DocId,
}

impl SetCursor {
    fn of(set: Arc<PassageSet>) -> Self {
        let mut cursor = Self { set, at: 0 };
        cursor.settle();
        cursor
    }

    /// Every passage of a segment.
    pub(crate) fn all(data: &SegmentData) -> Self {
        Self::of(Arc::new(PassageSet::all(data.parts.len())))
    }

    fn doc(&self) -> DocId {
        self.at
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.at < target {
            self.at = target;
            self.settle();
        }
        self.at
    }

    /// Goes on to the next bit that is set, where it stands or behind.
    fn settle(&mut self) {
        let mut word = self.at as usize / 64;
        let bits = self.set.bits();
        let mut rest = bits.get(word).map_or(0, |bits| bits & (u64::MAX << (self.at % 64)));
        while rest == 0 {
            word += 1;
            match bits.get(word) {
                Some(&bits) => rest = bits,
                None => {
                    self.at = TERMINATED;
                    return;
                }
            }
        }
        self.at = word as DocId * 64 + rest.trailing_zeros();
    }
}
