//! How the word that is being written may go on: the query language's fields and their values,
//! places of the archive by name or pinyin, concepts by name, and phrases that the archive holds,
//! with their counts.

use serde::Serialize;
use suyan_search::filter::{Dimension, DimensionValues, LEVEL, PART, PLACE, YEAR, in_order};
use suyan_search::{Backend, Completion};

use crate::problem::Problem;

/// One way to go on.
#[derive(Debug, Serialize)]
pub struct Suggestion {
    /// `field`, `value`, `place`, `concept` or `phrase`.
    pub kind: &'static str,
    /// What is shown.
    pub text: String,
    /// What it is, in a few words.
    pub detail: String,
    /// The whole query with it taken.
    pub query: String,
    /// Passages that hold the phrase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passages: Option<u64>,
    /// Whether that is an estimate.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_estimate: bool,
}

/// The ways to go on.
#[derive(Debug, Serialize)]
pub struct Suggestions {
    /// Best first.
    pub suggestions: Vec<Suggestion>,
}

/// How a query may go on from its last word, at most `limit` ways.
///
/// # Errors
/// What the backend says.
pub fn suggest(backend: &dyn Backend, query: &str, limit: usize) -> Result<Suggestions, Problem> {
    Ok(Suggestions { suggestions: suggestions(backend, query, limit)? })
}

/// Looks at the last word of the query: a field, the value of a field, or plain.
fn suggestions(
    backend: &dyn Backend,
    query: &str,
    limit: usize,
) -> Result<Vec<Suggestion>, Problem> {
    let at = query
        .rfind([' ', '\u{3000}', '(', '（'])
        .map_or(0, |at| at + query[at..].chars().next().map_or(0, char::len_utf8));
    let (before, word) = query.split_at(at);
    let take = |kind, text: String, detail: String, word: &str| Suggestion {
        kind,
        text,
        detail,
        query: format!("{before}{word}"),
        passages: None,
        is_estimate: false,
    };
    let mut found = Vec::new();
    if let Some((field, value)) = word.split_once([':', '：']) {
        let is_it = |one: &&Dimension| one.name == field || one.field() == Some(field);
        let dimension = fields().into_iter().find(is_it);
        match dimension.map(|dimension| (dimension, dimension.takes)) {
            Some((_, DimensionValues::Names)) => {
                for place in backend.places(value, limit)? {
                    let word = written(&place.name);
                    found.push(take("place", place.name, place.path.join(" › "), &word));
                }
            }
            Some((dimension, DimensionValues::Words(_))) => {
                let words = dimension.values().map(|value| value.word());
                for word in words.filter(|word| word.starts_with(value)) {
                    let taken = format!("{}:{word} ", dimension.field().unwrap_or_default());
                    found.push(take("value", taken.trim().to_owned(), String::new(), &taken));
                }
            }
            _ => {}
        }
    } else if let Some((open, close, begun)) = quotation(word) {
        let taken = |text: &str| format!("{open}{text}{close} ");
        for completion in backend.complete(begun, limit)?.into_iter().filter(|c| !c.is_concept) {
            found.push(phrase(
                &completion,
                take("phrase", completion.text.clone(), String::new(), &taken(&completion.text)),
            ));
        }
    } else if !word.is_empty() {
        for dimension in fields() {
            let field = format!("{}:", dimension.field().unwrap_or_default());
            if field.starts_with(word) {
                found.push(take("field", field.clone(), dimension.says.into(), &field));
            }
        }
        let places = backend.places(word, limit)?;
        let completions = backend.complete(word, limit)?;
        // Places leave room for what the archive says.
        let most_places = if completions.is_empty() { limit } else { (limit / 2).max(1) };
        for place in places.into_iter().take(most_places) {
            let taken = written(&place.name);
            found.push(take("place", taken.trim().into(), place.path.join(" › "), &taken));
        }
        for completion in completions {
            let kind = if completion.is_concept { "concept" } else { "phrase" };
            let text = completion.text.clone();
            found.push(phrase(&completion, take(kind, text.clone(), String::new(), &text)));
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// A phrase with its count.
fn phrase(completion: &Completion, suggestion: Suggestion) -> Suggestion {
    let about = if completion.is_estimate { "约 " } else { "" };
    Suggestion {
        detail: format!("{about}{} 段", completion.passages),
        passages: Some(completion.passages),
        is_estimate: completion.is_estimate,
        ..suggestion
    }
}

/// A quotation that is being written: its marks, and what stands in it so far.
fn quotation(word: &str) -> Option<(char, char, &str)> {
    let pairs = [('"', '"'), ('“', '”'), ('「', '」'), ('＂', '＂')];
    pairs.into_iter().find_map(|(open, close)| {
        let begun = word.strip_prefix(open)?;
        (!begun.contains(close)).then_some((open, close, begun))
    })
}

/// The fields of the query language, in the order in which they are offered.
fn fields() -> Vec<&'static Dimension> {
    let all = in_order(&[&PLACE, &YEAR, &LEVEL, &PART]).into_iter();
    all.filter(|one| one.field().is_some()).collect()
}

/// The filter by a place, and room for what follows.
fn written(place: &str) -> String {
    format!("{}:{place} ", PLACE.field().unwrap_or_default())
}
