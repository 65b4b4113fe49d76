//! Walks through the passages of one segment that hold a phrase.
//!
//! Built on tantivy's postings directly: a phrase knows where it stands, how often, and can be
//! asked to go to a passage, all without a score of its own.

use std::sync::Arc;

use suyan_search::Error;
use suyan_search::matching::Stretch;
use suyan_search::query::Phrase;
use tantivy::postings::TermInfo;
use tantivy::{DocId, TERMINATED};

use super::any::AnyCursor;
use super::character::{Character, CharacterCursor};
use super::phrase::{PhraseCursor, PhraseList};
use crate::store::lookup::{ListedTerm, Lookup};
use crate::store::passage_set::PassageSet;
use crate::store::segment::SegmentData;
use crate::store::snapshot::{SegmentView, Snapshot};

/// A walk through the passages that hold something, in document order.
pub(crate) enum Cursor {
    /// One posting list: a word of two characters, a number.
    Pair(Box<PairCursor>),
    /// Several lists whose positions must fit.
    Phrase(Box<PhraseCursor>),
    /// A set without positions: the passages that hold one character.
    Set(SetCursor),
    /// The passages that hold one character, with positions, where they are asked for.
    Character(Box<CharacterCursor>),
    /// Any of several.
    Any(Box<AnyCursor>),
    /// No passage.
    Nothing,
    /// Several within a distance.
    Near(Box<super::near::NearCursor>),
    /// A figure of some size.
    Figure(Box<super::figure::FigureCursor>),
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
        Self::of(snapshot, segment, &lookup, length).map_err(Error::index("reading posting lists"))
    }

    fn of(
        snapshot: &Snapshot,
        segment: &SegmentView,
        lookup: &Lookup,
        length: u32,
    ) -> std::io::Result<Self> {
        let (listed, open) = match lookup {
            Lookup::Prefix(prefix) => {
                return Ok(Self::Set(SetCursor::of(segment.with_prefix(prefix)?)));
            }
            Lookup::Lists { lists, open } => (lists, open),
        };
        // Nothing is read where one of the lists is missing.
        let of_segment = |listed| listed_in(segment, listed);
        let Some(terms) = listed.iter().map(of_segment).collect::<Option<Vec<_>>>() else {
            return Ok(Self::Nothing);
        };
        let mut lists =
            PhraseList::open_all(&segment.postings, terms.into_iter(), &snapshot.watch)?;
        if lists.len() == 1
            && open.is_none()
            && let Some(list) = lists.pop_if(|list| list.is_all())
        {
            return Ok(Self::Pair(Box::new(PairCursor { list, length, positions: Vec::new() })));
        }
        if lists.is_empty() {
            return Ok(Self::Nothing);
        }
        let open = open
            .as_ref()
            .map(|(offset, character)| (Character::of(snapshot, segment, character), *offset));
        Ok(Self::Phrase(Box::new(PhraseCursor::new(lists, open, length, snapshot.pace()))))
    }

    /// The passages that hold `phrase`, with positions whatever it is, a single character too.
    pub(crate) fn open_with_positions(
        snapshot: &Snapshot,
        segment: &SegmentView,
        phrase: &Phrase,
    ) -> Result<Self, Error> {
        let reading = Error::index("reading posting lists");
        match &*snapshot.lookup(&phrase.tokens)? {
            Lookup::Prefix(prefix) => {
                let cursor = CharacterCursor::open(snapshot, segment, prefix).map_err(reading)?;
                Ok(Self::Character(Box::new(cursor)))
            }
            Lookup::Lists { .. } => Self::open(snapshot, segment, phrase),
        }
    }

    /// The passages that hold any of these.
    pub(crate) fn any(cursors: Vec<Self>) -> Self {
        Self::Any(Box::new(AnyCursor::new(cursors)))
    }

    /// The passage it stands at, [`TERMINATED`] behind the last. Before the first [`Self::seek`], and
    /// after [`Self::approach`], the passage may not hold it.
    #[inline]
    pub(crate) fn doc(&self) -> DocId {
        match self {
            Self::Pair(pair) => pair.list.doc(),
            Self::Phrase(phrase) => phrase.doc(),
            Self::Set(set) => set.doc(),
            Self::Character(character) => character.doc(),
            Self::Any(any) => any.doc(),
            Self::Nothing => TERMINATED,
            Self::Near(near) => near.doc(),
            Self::Figure(figure) => figure.doc(),
        }
    }

    /// Goes to the first passage at or behind `target`.
    #[inline]
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Phrase(phrase) => phrase.seek(target),
            Self::Any(any) => any.seek(target),
            Self::Near(near) => near.seek(target),
            Self::Figure(figure) => figure.seek(target),
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
            Self::Character(character) => character.seek(target),
            Self::Any(any) => any.approach(target),
            Self::Nothing => TERMINATED,
            Self::Near(near) => near.approach(target),
            Self::Figure(figure) => figure.approach(target),
        }
    }

    /// Whether the passage that it came near holds it.
    #[inline]
    pub(crate) fn confirm(&mut self) -> bool {
        match self {
            Self::Phrase(phrase) => phrase.confirm(),
            Self::Any(any) => any.confirm(),
            Self::Near(near) => near.confirm(),
            Self::Figure(figure) => figure.confirm(),
            Self::Nothing => false,
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
            Self::Phrase(phrase) => phrase.cost(),
            Self::Set(set) => set.cost(),
            Self::Character(character) => character.cost(),
            Self::Any(any) => any.cost(),
            Self::Nothing => 0,
            Self::Near(near) => near.cost(),
            Self::Figure(figure) => figure.cost(),
        }
    }

    /// How often it stands in the passage it is at.
    #[inline]
    pub(crate) fn count(&self) -> u32 {
        match self {
            Self::Pair(pair) => pair.list.count(),
            Self::Phrase(phrase) => phrase.stretches().len() as u32,
            Self::Set(_) | Self::Character(_) => 1,
            Self::Any(any) => any.count(),
            Self::Nothing => 0,
            Self::Near(_) | Self::Figure(_) => 1,
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
            Self::Phrase(phrase) => out.extend(phrase.stretches()),
            Self::Set(_) | Self::Nothing => {}
            Self::Character(character) => out.extend(character.stretches()),
            Self::Any(any) => any.stretches(out),
            Self::Near(near) => out.extend_from_slice(near.stretches()),
            Self::Figure(figure) => out.extend_from_slice(figure.stretches()),
        }
    }

    /// Whether [`Self::stretches`] knows where it stands.
    pub(crate) fn has_positions(&self) -> bool {
        match self {
            Self::Set(_) => false,
            Self::Any(any) => any.has_positions(),
            _ => true,
        }
    }

    /// Of a cursor over phrases, whether one of the first `literal` ones stands in the passage.
    pub(crate) fn is_literal(&self, literal: usize) -> bool {
        match self {
            Self::Any(any) => any.is_literal(literal),
            _ => true,
        }
    }
}

/// The list of a term in a segment, and where the term stands in its string.
fn listed_in<'l>(segment: &SegmentView, listed: &'l ListedTerm) -> Option<(&'l TermInfo, u32)> {
    listed.postings[segment.number].as_ref().map(|info| (info, listed.offset))
}

/// One posting list that by itself is a phrase.
pub(crate) struct PairCursor {
    list: PhraseList,
    /// In tokens.
    length: u32,
    /// Where it stands in the passage it was asked for last.
    positions: Vec<u32>,
}

/// A walk through a set of passages.
pub(crate) struct SetCursor {
    set: Arc<PassageSet>,
    at: DocId,
}

impl SetCursor {
    pub(super) fn of(set: Arc<PassageSet>) -> Self {
        let mut cursor = Self { set, at: 0 };
        cursor.settle();
        cursor
    }

    /// Every passage of a segment.
    pub(crate) fn all(data: &SegmentData) -> Self {
        Self::of(Arc::new(PassageSet::all(data.parts.len())))
    }

    pub(super) fn doc(&self) -> DocId {
        self.at
    }

    /// How many passages there are.
    pub(super) fn cost(&self) -> u64 {
        self.set.count()
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
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
