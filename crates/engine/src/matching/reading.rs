//! What posting lists do not tell of a passage, read in its text: where a single character stands,
//! and whether middle dots are all that parts the words of the whole query.
//!
//! A single character has no list of its own, only those of its pairs; to gather where a frequent
//! one stands costs more than to read the few texts in which somebody asks. Where a dot parts the
//! query, its beginning stands right before the dot, and few passages hold that.

use std::ops::Range;

use suyan_analysis::Tokens;
use suyan_search::Error;
use suyan_search::matching::{DOTS, find_loosely, find_term};
use suyan_search::query::{Conjunction, Phrase};
use tantivy::DocId;

use super::cursor::Cursor;
use crate::store::snapshot::{SegmentView, Snapshot};

/// The texts of one segment, for one conjunction.
pub(crate) struct SegmentReading<'a> {
    snapshot: &'a Snapshot,
    segment: &'a SegmentView,
    conjunction: &'a Conjunction,
    /// The passages in which a dot may part the query, once they were asked for.
    dotted: Option<Dotted>,
    /// The passage that was read last.
    doc: Option<DocId>,
    tokens: Tokens,
}

/// The passages that hold a beginning of the query with a middle dot behind it, or a long one
/// without.
enum Dotted {
    /// Any may, since a beginning reads otherwise where it stands alone.
    Any,
    /// Those at which a cursor stops.
    Of(Cursor),
}

/// A beginning of so many tokens is as rare as a longer one: of those only this one is looked up.
const LONGEST_BEGINNING: usize = 12;

impl Dotted {
    fn open(snapshot: &Snapshot, segment: &SegmentView, whole: &Phrase) -> Result<Self, Error> {
        let tokens = &whole.tokens;
        let mut beginnings: Vec<(usize, String)> = Vec::new();
        for length in 1..tokens.len().min(LONGEST_BEGINNING) {
            let beginning = tokens.normal(0..length);
            beginnings.extend(DOTS.map(|dot| (length, format!("{beginning}{dot}"))));
        }
        if tokens.len() > LONGEST_BEGINNING {
            let beginning = tokens.normal(0..LONGEST_BEGINNING);
            beginnings.push((LONGEST_BEGINNING, beginning.to_owned()));
        }
        let mut cursors = Vec::new();
        for (length, text) in beginnings {
            let Some(phrase) = Phrase::of(&text) else { return Ok(Self::Any) };
            let dot = usize::from(length < LONGEST_BEGINNING);
            let same = |at| phrase.tokens.term(at) == tokens.term(at);
            if phrase.tokens.len() != length + dot || !(0..length).all(same) {
                return Ok(Self::Any);
            }
            match Cursor::open(snapshot, segment, &phrase)? {
                Cursor::Nothing => {}
                cursor => cursors.push(cursor),
            }
        }
        Ok(Self::Of(Cursor::any(cursors)))
    }
}

impl<'a> SegmentReading<'a> {
    pub(crate) fn of(
        snapshot: &'a Snapshot,
        segment: &'a SegmentView,
        conjunction: &'a Conjunction,
    ) -> Self {
        let tokens = Tokens::default();
        Self { snapshot, segment, conjunction, dotted: None, doc: None, tokens }
    }

    fn read(&mut self, doc: DocId) -> Result<(), Error> {
        if self.doc != Some(doc) {
            self.tokens.refill(&self.segment.stored.text(doc)?);
            self.doc = Some(doc);
        }
        Ok(())
    }

    /// Where a term, by its number, stands in a passage, in order.
    pub(crate) fn places(&mut self, term: usize, doc: DocId) -> Result<Vec<Range<usize>>, Error> {
        self.read(doc)?;
        let term = self.conjunction.terms.get(term);
        Ok(term.map(|term| find_term(term, &self.tokens)).unwrap_or_default())
    }

    /// Whether middle dots may part the whole query in a passage. Passages must be asked for in
    /// their order.
    pub(crate) fn may_be_dotted(&mut self, doc: DocId) -> Result<bool, Error> {
        let Some(whole) = &self.conjunction.whole else { return Ok(false) };
        let dotted = match self.dotted.take() {
            Some(dotted) => dotted,
            None => Dotted::open(self.snapshot, self.segment, whole)?,
        };
        Ok(match self.dotted.insert(dotted) {
            Dotted::Any => true,
            Dotted::Of(cursor) => cursor.holds(doc),
        })
    }

    /// Whether the whole query stands in a passage but for middle dots in it.
    pub(crate) fn is_dotted(&mut self, doc: DocId) -> Result<bool, Error> {
        let Some(whole) = &self.conjunction.whole else { return Ok(false) };
        if !self.may_be_dotted(doc)? {
            return Ok(false);
        }
        self.read(doc)?;
        Ok(!find_loosely(&self.tokens, whole).is_empty())
    }
}
