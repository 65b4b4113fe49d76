//! What the dictionaries of a commit know of a string, looked up once for all segments.
//!
//! Every segment has a dictionary of its own, a search opens its words several times, and the next
//! search often the same.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use quick_cache::Weighter;
use rustc_hash::FxHashMap;
use suyan_analysis::Tokens;
use suyan_analysis::grams::{self, phrase_lookup};
use suyan_search::Error;
use tantivy::postings::TermInfo;

use super::snapshot::{CommitView, SegmentView};

/// What to look up for a string.
pub(crate) enum Lookup {
    /// The posting lists that together prove it.
    Lists {
        lists: Vec<ListedTerm>,
        /// A character at the end that no list holds, and where it stands.
        open: Option<(u32, String)>,
    },
    /// Any term with this prefix: the string is a single character.
    Prefix(String),
}

/// A term of a string, and its posting lists.
pub(crate) struct ListedTerm {
    /// Where it stands in the string, in tokens.
    pub offset: u32,
    /// How many passages hold it, those of removed reports left out.
    pub frequency: u64,
    /// Per segment where its postings are; `None` where the segment has none.
    pub postings: Box<[Option<TermInfo>]>,
}

impl Lookup {
    /// Looks up a string. Of the terms that may prove it, the rarest of the whole commit are taken,
    /// so that a score does not depend on how segments were cut.
    pub(super) fn of(snapshot: &CommitView, tokens: &Tokens) -> io::Result<Self> {
        let mut known: FxHashMap<String, Everywhere> = FxHashMap::default();
        let mut failed = None;
        let looked_up = phrase_lookup(tokens, |term| {
            // A string that repeats itself asks for the same terms again and again.
            if let Some((_, frequency)) = known.get(term) {
                return *frequency;
            }
            match everywhere(snapshot, term) {
                Ok((postings, frequency)) => {
                    known.insert(term.to_owned(), (postings, frequency));
                    frequency
                }
                Err(error) => {
                    failed = Some(error);
                    0
                }
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let (terms, open) = match looked_up {
            grams::GramLookup::Prefix(prefix) => return Ok(Self::Prefix(prefix)),
            grams::GramLookup::Terms { terms, open } => (terms, open),
        };
        let listed = |(offset, term): (u32, String)| {
            let (postings, frequency) = match known.get(&term) {
                Some(known) => known.clone(),
                None => known.entry(term.clone()).or_insert(everywhere(snapshot, &term)?).clone(),
            };
            Ok(ListedTerm { offset, frequency, postings })
        };
        let lists = terms.into_iter().map(listed).collect::<io::Result<_>>()?;
        Ok(Self::Lists { lists, open })
    }

    /// The one posting list that by itself is the string, where there is one.
    pub(crate) fn only(&self) -> Option<&ListedTerm> {
        match self {
            Self::Lists { lists, open: None } => match lists.as_slice() {
                [only] if only.offset == 0 => Some(only),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Where the postings of a term are in every segment, and how many passages hold it.
type Everywhere = (Box<[Option<TermInfo>]>, u64);

fn everywhere(snapshot: &CommitView, term: &str) -> io::Result<Everywhere> {
    let segments = snapshot.segments.iter();
    let postings: Box<[_]> =
        segments.map(|segment| segment.postings.terms().get(term)).collect::<io::Result<_>>()?;
    let mut frequency = 0;
    for (segment, info) in snapshot.segments.iter().zip(&postings) {
        frequency += segment.frequency(info.as_ref())?;
    }
    Ok((postings, frequency))
}

/// See [`CommitView::frequency_of_character`].
pub(super) fn of_character(snapshot: &CommitView, character: char) -> Result<u64, Error> {
    let prefix = character.to_string();
    let of_segment = |segment: &SegmentView| -> std::io::Result<u64> {
        let mut sum = 0;
        let mut terms = segment.postings.terms().range().ge(prefix.as_bytes()).into_stream()?;
        while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            sum += segment.frequency(Some(terms.value()))?;
        }
        Ok(sum)
    };
    let of_segments = snapshot.segments.iter().map(of_segment);
    of_segments.sum::<std::io::Result<u64>>().map_err(Error::index("reading the dictionary"))
}

/// What tells strings apart: where there are digits, other tokens may have the same normal form;
/// and a number in Han characters is not found everywhere where its characters are.
pub(crate) fn key(tokens: &Tokens) -> Cow<'_, str> {
    let normal = tokens.normal(0..tokens.len());
    if tokens.opens_numeral() {
        return Cow::Owned(format!("\u{1f}{normal}"));
    }
    if !normal.bytes().any(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(normal);
    }
    let terms = (0..tokens.len()).flat_map(|at| [tokens.term(at), "\u{1f}"]);
    Cow::Owned(terms.collect())
}

/// Weighs lookups by their bytes.
#[derive(Clone)]
pub(super) struct LookupWeigher;

impl Weighter<String, Arc<Lookup>> for LookupWeigher {
    fn weight(&self, text: &String, lookup: &Arc<Lookup>) -> u64 {
        let of_list = |list: &ListedTerm| size_of::<ListedTerm>() + size_of_val(&*list.postings);
        let lists = match &**lookup {
            Lookup::Lists { lists, .. } => lists.iter().map(of_list).sum(),
            Lookup::Prefix(_) => 0,
        };
        (text.len() + lists + 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_cut_otherwise_are_other_strings() {
        let (left, right) = (Tokens::of("1.5 .6"), Tokens::of("1 .5.6"));
        let normal = |tokens: &Tokens| tokens.normal(0..tokens.len()).to_owned();
        assert_eq!((normal(&left), left.len()), (normal(&right), right.len()));
        assert_ne!(key(&left), key(&right));
        assert_eq!(key(&Tokens::of("架空线 入地")), key(&Tokens::of("架空线入地")));
    }
}
