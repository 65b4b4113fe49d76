//! Words that stand across the borders of others: 和服 in 和服务, 研究生 in 研究生命.
//!
//! Whether a passage matches is decided on characters, so it holds the string and is `exact`. But
//! who asks for one word of the dictionary means the word: passages where it stands only across
//! borders come behind those in which the segmenter sees it.
//!
//! To segment every passage with the word costs too much, and mostly there is nothing to be found.
//! So the first passages are looked at as they are shown. Only where the word is not itself there,
//! the strings that it stands across are learned from the best passages, a few at a time, and
//! looked up as every string is (和服务); what holds the word only in these is put behind. What is
//! learned depends on the archive and the word alone, not on the page or on how segments were cut.

use suyan_analysis::{Tokens, find, words};

use crate::query::{Phrase, Query};
use crate::{Error, Fragment, Group, Hit, SearchRequest, Sort};

/// First hits that are looked at.
pub const FIRST: usize = 10;
/// Passages that strings are learned from at a time, and how often.
pub const TAUGHT_BY: usize = 64;
const ROUNDS: usize = 8;
/// Characters beside a mark that are looked at with it: more than are cut into words.
const BESIDE: usize = 12;
/// Strings that are learned of one word, at the most.
const MOST_STRINGS: usize = 96;

/// The passages of an archive, as strings are learned from them.
pub trait Teachers {
    /// The texts of the best passages that hold the word, of the whole archive: so many of
    /// [`TAUGHT_BY`] as are not known to hold it only across borders, and as the segmenter did not
    /// see the word in.
    ///
    /// # Errors
    /// Those of reading an index.
    fn best(&mut self) -> Result<Vec<Tokens>, Error>;

    /// Takes note of where a string stands, which holds the word so many tokens on, only across
    /// borders.
    ///
    /// # Errors
    /// Those of reading an index.
    fn learn(&mut self, string: &Phrase, offset: u32) -> Result<(), Error>;
}

/// Learns across which strings a word stands.
///
/// # Errors
/// Those of reading an index.
pub fn learn(word: &Phrase, teachers: &mut dyn Teachers) -> Result<(), Error> {
    let mut known: Vec<String> = Vec::new();
    for _ in 0..ROUNDS {
        let mut learned: Vec<(String, usize)> = Vec::new();
        for text in teachers.best()? {
            learned.extend(stands_only_across(word, &text).into_iter().flatten());
        }
        learned.retain(|(string, _)| !known.contains(string));
        learned.sort_unstable();
        learned.dedup();
        if learned.is_empty() || known.len() + learned.len() > MOST_STRINGS {
            break;
        }
        for (string, offset) in learned {
            if let Some(phrase) = Phrase::of(&string) {
                teachers.learn(&phrase, offset as u32)?;
            }
            known.push(string);
        }
    }
    Ok(())
}

/// Whether what a request asks for stands in an order that borders tell of: what is only counted
/// stands in none.
#[must_use]
pub fn is_ordered(request: &SearchRequest) -> bool {
    request.sort == Sort::Relevance && !(request.places_only && request.limit < 2)
}

/// The word that a query is, where it is one word of the dictionary and nothing else.
#[must_use]
pub fn word(query: &Query) -> Option<&Phrase> {
    let [only] = query.alternatives.as_slice() else { return None };
    only.only_phrase().filter(|phrase| words::is_word(phrase.normal()))
}

/// Whether a request asks for a page that shows the first hits.
#[must_use]
pub fn is_first_page(request: &SearchRequest) -> bool {
    request.offset == 0
        && request.group == Group::Report
        && request.limit >= FIRST
        && !request.places_only
        && !request.whole_passages
}

/// The first page of the list that a request asks for.
#[must_use]
pub fn first_page(request: &SearchRequest) -> SearchRequest {
    SearchRequest {
        offset: 0,
        limit: FIRST,
        group: Group::Report,
        facets: false,
        passages_per_report: 1,
        whole_passages: false,
        places_only: false,
        ..request.clone()
    }
}

/// Whether the word does not stand as itself in what is shown of one of the first hits.
#[must_use]
pub fn are_seen(word: &Phrase, hits: &[Hit]) -> bool {
    let is_across = |hit: &Hit| {
        let snippet = hit.passages.first().map(|passage| passage.snippet.as_slice());
        let places = places_of_marks(snippet.unwrap_or_default());
        let is_across = |place: &String| stands_only_across(word, &Tokens::of(place)).is_some();
        !places.is_empty() && places.iter().all(is_across)
    };
    hits.iter().take(FIRST).any(is_across)
}

/// Each mark of a snippet with the characters beside it by which a border may be seen.
fn places_of_marks(snippet: &[Fragment]) -> Vec<String> {
    let shown: String = snippet.iter().map(|fragment| fragment.text.as_str()).collect();
    let (mut places, mut start) = (Vec::new(), 0);
    for fragment in snippet {
        let end = start + fragment.text.len();
        if fragment.matched {
            let before = shown[..start].char_indices().rev().take(BESIDE).last();
            let behind = shown[end..].char_indices().nth(BESIDE);
            let from = before.map_or(start, |(at, _)| at);
            let to = behind.map_or(shown.len(), |(at, _)| end + at);
            places.push(shown[from..to].to_owned());
        }
        start = end;
    }
    places
}

/// Where a text holds a word only across borders: those strings of it that can be learned. `None`
/// where it stands as itself too, or not at all.
fn stands_only_across(word: &Phrase, text: &Tokens) -> Option<Vec<(String, usize)>> {
    let places = find(text, &word.tokens);
    let mut strings = Vec::new();
    for place in &places {
        strings.extend(words::across(text, place)?.string);
    }
    (!places.is_empty()).then_some(strings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_word_across_borders_is_told_from_itself() {
        let query = parse("和服").expect("a query");
        let word = word(&query).expect("a word");
        let only = |text: &str| stands_only_across(word, &Tokens::of(text));
        assert!(only("加强管理和服务").is_some_and(|strings| !strings.is_empty()));
        assert!(only("展出和服与刺绣，提升管理和服务").is_none());
        assert!(only("提升服务").is_none());
        for other in ["和服 展", "\"和服\" -展", "某某甲"] {
            assert!(super::word(&parse(other).expect("a query")).is_none(), "{other}");
        }
    }
}
