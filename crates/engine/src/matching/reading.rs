//! What posting lists do not tell of a passage, read in its text: where a single character stands,
//! and whether middle dots are all that parts the words of the whole query.
//!
//! A single character has no list of its own, only those of its pairs; to gather where a frequent
//! one stands costs more than to read the few texts in which somebody asks. Few passages have a
//! middle dot, and one bit of each tells.

use std::ops::Range;
use std::sync::Arc;

use suyan_analysis::Tokens;
use tantivy::DocId;

use super::text::{DOTS, find_loosely, find_term};
use crate::Error;
use crate::query::Conjunction;
use crate::store::passage_set::PassageSet;
use crate::store::snapshot::SegmentView;

/// The texts of one segment, for one conjunction.
pub(crate) struct Reading<'a> {
    segment: &'a SegmentView,
    conjunction: &'a Conjunction,
    /// The passages that hold a middle dot, once they were asked for.
    dots: Option<Vec<Arc<PassageSet>>>,
    /// The passage that was read last.
    doc: Option<DocId>,
    tokens: Tokens,
}

impl<'a> Reading<'a> {
    pub(crate) fn of(segment: &'a SegmentView, conjunction: &'a Conjunction) -> Self {
        Self { segment, conjunction, dots: None, doc: None, tokens: Tokens::default() }
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

    /// Whether a passage holds a middle dot.
    pub(crate) fn has_dot(&mut self, doc: DocId) -> Result<bool, Error> {
        let dots = match self.dots.take() {
            Some(dots) => dots,
            None => {
                let set = |dot: &char| self.segment.with_prefix(dot.encode_utf8(&mut [0; 4]));
                let sets = DOTS.iter().map(set).collect::<Result<_, _>>();
                sets.map_err(Error::index("reading posting lists"))?
            }
        };
        let dots = self.dots.insert(dots);
        Ok(dots.iter().any(|set| set.holds(doc)))
    }

    /// Whether the whole query stands in a passage but for middle dots in it.
    pub(crate) fn is_dotted(&mut self, doc: DocId) -> Result<bool, Error> {
        let Some(whole) = &self.conjunction.whole else { return Ok(false) };
        if !self.has_dot(doc)? {
            return Ok(false);
        }
        self.read(doc)?;
        Ok(!find_loosely(&self.tokens, whole).is_empty())
    }
}
