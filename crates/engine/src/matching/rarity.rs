//! How many passages hold a word, by the dictionaries alone: an upper bound, which scores are made
//! of and which tells what to begin with.

use crate::Error;
use crate::query::{Phrase, Term};
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

/// The same for a string: those that hold the rarest of its terms.
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
