//! How many passages hold a word, by the dictionaries alone: an upper bound, which scores are made
//! of and which tells what to begin with.

use suyan_search::Error;
use suyan_search::query::{Phrase, Term};
use tantivy::TERMINATED;

use super::conjunction::open_term;
use crate::store::lookup::Lookup;
use crate::store::snapshot::Snapshot;

/// How many passages of the commit may hold a word, those of removed reports left out.
pub(crate) fn frequency(snapshot: &Snapshot, term: &Term) -> Result<u64, Error> {
    if let Some(near) = &term.near {
        let words = near.words.iter().map(|word| of_phrase(snapshot, word));
        return words.reduce(|a, b| Ok(a?.min(b?))).unwrap_or(Ok(0));
    }
    term.phrases.iter().map(|phrase| of_phrase(snapshot, phrase)).sum()
}

/// The same, and nothing where no passage holds the word: lists may meet in passages that do not.
pub(crate) fn frequency_if_any(snapshot: &Snapshot, term: &Term) -> Result<u64, Error> {
    let frequency = frequency(snapshot, term)?;
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

/// How many passages hold a string, by the dictionaries: those that hold the rarest of its terms.
fn of_phrase(snapshot: &Snapshot, phrase: &Phrase) -> Result<u64, Error> {
    match &*snapshot.lookup(&phrase.tokens)? {
        Lookup::Lists { lists, .. } => {
            Ok(lists.iter().map(|list| list.frequency).min().unwrap_or(0))
        }
        Lookup::Prefix(prefix) => {
            let sets = snapshot.segments.iter().map(|segment| segment.with_prefix(prefix));
            let counts = sets.map(|set| set.map(|set| set.count()));
            counts.sum::<std::io::Result<u64>>().map_err(Error::index("reading posting lists"))
        }
    }
}
