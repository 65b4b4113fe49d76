//! Which passages may hold enough of several terms, each of some weight, found a term at a time.
//!
//! Posting lists are read block by block into one small integer per passage, a sum of weights: to
//! ask every list for every passage costs ten times as much. A phrase counts wherever its rarest
//! pair stands, so what passes here only may hold it; what has no bit does not.

use std::ops::Range;

use tantivy::DocId;

use super::blocks::Blocks;
use super::cursor::Cursor;
use super::leads::Leads;
use super::walk::open_term;
use crate::Error;
use crate::query::Term;
use crate::store::snapshot::{SegmentView, Snapshot};

/// Bits there are; the terms beyond share the last.
pub(crate) const BITS: usize = 16;
/// Passages of one window: their bits stay in the processor's first cache.
pub(crate) const WINDOW: DocId = 1 << 13;

/// The bit of a term, by its number.
pub(crate) fn bit(term: usize) -> u16 {
    1 << term.min(BITS - 1)
}

/// Terms of one segment, in the order of their bits.
pub(crate) struct Sieve {
    terms: Vec<(Vec<Source>, u8)>,
    /// Of the passages of a window: the weights of the terms that each may hold, together, and below
    /// them the bits that say which they are. In one number, since most of the time goes into this.
    cells: Vec<u32>,
}

/// Where the weights stand in a cell, above the bits.
const WEIGHT: u32 = BITS as u32;

/// Where a term may stand, read forward.
enum Source {
    List(Box<Blocks>),
    /// What is no posting list: a single character, words within a distance.
    Walk(Cursor),
}

impl Sieve {
    /// The sieve of terms with what leads them, and their weights.
    pub(crate) fn open<'t>(
        snapshot: &Snapshot,
        segment: &SegmentView,
        terms: impl Iterator<Item = (&'t Term, &'t Leads, u8)>,
    ) -> Result<Self, Error> {
        let open = |(term, leads, weight)| Ok((sources(snapshot, segment, term, leads)?, weight));
        let terms = terms.map(open).collect::<Result<_, Error>>()?;
        Ok(Self { terms, cells: Vec::new() })
    }

    /// The passages of a window whose terms weigh `least` or more, with the bits of the terms that
    /// they may hold. Windows must be given in their order.
    pub(crate) fn pass(
        &mut self,
        window: Range<DocId>,
        least: u8,
        passing: &mut Vec<(DocId, u16)>,
    ) {
        /// Passages that are looked at together: most weigh too little.
        const TOGETHER: usize = 32;
        self.read(&window);
        passing.clear();
        let least = u32::from(least) << WEIGHT;
        for (first, some) in (window.start..).step_by(TOGETHER).zip(self.cells.chunks(TOGETHER)) {
            if some.iter().fold(false, |any, &cell| any | (cell >= least)) {
                let cells = (first..).zip(some).filter(|(_, cell)| **cell >= least);
                passing.extend(cells.map(|(doc, &cell)| (doc, cell as u16)));
            }
        }
    }

    fn read(&mut self, window: &Range<DocId>) {
        self.cells.clear();
        self.cells.resize(window.len(), 0);
        let Self { terms, cells } = self;
        for (number, (sources, weight)) in terms.iter_mut().enumerate() {
            let (bit, weight) = (u32::from(bit(number)), u32::from(*weight));
            if let [Source::List(list)] = sources.as_mut_slice()
                && number < BITS - 1
            {
                // Nothing else sets the bit.
                let add = weight << WEIGHT | bit;
                list.read(window, &mut |doc| cells[(doc - window.start) as usize] += add);
                continue;
            }
            let mut mark = |doc: DocId| {
                let cell = &mut cells[(doc - window.start) as usize];
                let sum = ((*cell >> WEIGHT) + weight).min(u32::from(u16::MAX));
                *cell = sum << WEIGHT | *cell & u32::from(u16::MAX) | bit;
            };
            for source in sources {
                match source {
                    Source::List(list) => list.read(window, &mut mark),
                    Source::Walk(cursor) => {
                        let mut doc = cursor.seek(window.start);
                        while doc < window.end {
                            mark(doc);
                            doc = cursor.seek(doc + 1);
                        }
                    }
                }
            }
        }
    }
}

fn sources(
    snapshot: &Snapshot,
    segment: &SegmentView,
    term: &Term,
    leads: &Leads,
) -> Result<Vec<Source>, Error> {
    let Some(lists) = &leads.lists else {
        return Ok(vec![Source::Walk(open_term(snapshot, segment, term)?)]);
    };
    let open = |info| Ok(Source::List(Box::new(Blocks::open(segment, info)?)));
    lists.iter().map(open).collect()
}
