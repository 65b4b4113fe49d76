//! How many passages hold a word, by the dictionaries alone: an upper bound, which scores are made
//! of and which tells what to begin with.

use suyan_search::Error;
use suyan_search::query::{Phrase, Term};
use suyan_search::rank::Statistics;
use tantivy::TERMINATED;

use super::conjunction::open_term;
use crate::store::lookup::Lookup;
use crate::store::snapshot::Snapshot;

/// Those of removed reports are left out.
impl Statistics for Snapshot {
    fn passages(&self) -> u64 {
        self.passage_count
    }

    fn mean_length(&self) -> f32 {
        self.mean_length
    }

    fn frequency(&self, term: &str) -> Result<u64, Error> {
        (**self).frequency(term)
    }

    fn holding_character(&self, character: &str) -> Result<u64, Error> {
        let sets = self.segments.iter().map(|segment| segment.with_prefix(character));
        let counts = sets.map(|set| set.map(|set| set.count()));
        counts.sum::<std::io::Result<u64>>().map_err(Error::index("reading posting lists"))
    }

    fn frequency_of_character(&self, character: char) -> Result<u64, Error> {
        (**self).frequency_of_character(character)
    }

    fn frequency_of_pair(&self, left: char, right: char) -> Result<u64, Error> {
        (**self).frequency_of_pair(left, right)
    }

    fn frequency_of_phrase(&self, phrase: &Phrase) -> Result<u64, Error> {
        match &*self.lookup(&phrase.tokens)? {
            Lookup::Lists { lists, .. } => {
                Ok(lists.iter().map(|list| list.frequency).min().unwrap_or(0))
            }
            Lookup::Prefix(character) => self.holding_character(character),
        }
    }
}

/// How many passages of the commit may hold a word, and nothing where none does: lists may meet in
/// passages that do not.
pub(crate) fn frequency_if_any(snapshot: &Snapshot, term: &Term) -> Result<u64, Error> {
    let frequency = snapshot.frequency_of_term(term)?;
    Ok(if frequency > 0 && stands(snapshot, term)? { frequency } else { 0 })
}

/// Whether any passage of a report that was not removed holds a word.
fn stands(snapshot: &Snapshot, term: &Term) -> Result<bool, Error> {
    for segment in &snapshot.segments {
        let mut cursor = open_term(snapshot, segment, term)?;
        let mut reports = segment.data.reports_in_order();
        let mut doc = cursor.seek(0);
        while doc != TERMINATED {
            let (row, end) = reports.of(doc);
            if !snapshot.removed[(segment.base + row) as usize] {
                return Ok(true);
            }
            doc = cursor.seek(end);
        }
    }
    Ok(false)
}
