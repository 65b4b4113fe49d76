//! What an answer is about, in a reader's words: places by their names, never by their codes, and
//! whether a query has any words at all.

use suyan_corpus::places::Gazetteer;
use suyan_search::Backend;
use suyan_search::query::parse;

use crate::problem::Problem;

/// The name of a place that was given by name or by code; what was given where nobody knows it.
///
/// # Errors
/// What the backend says.
pub fn place_name(backend: &dyn Backend, given: &str) -> Result<String, Problem> {
    if given.is_empty() || !given.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(given.to_owned());
    }
    let divisions = backend.divisions();
    let gazetteer = divisions.as_deref().unwrap_or_else(|| Gazetteer::builtin());
    if let Some(division) = gazetteer.by_code(given, None) {
        return Ok(division.name.to_string());
    }
    let known = backend.places(given, 1)?.into_iter().find(|entry| entry.code == given);
    Ok(known.map_or_else(|| given.to_owned(), |entry| entry.name))
}

/// Whether a query asks for words, and not only for places, years, levels, parts or kinds: what has
/// no words marks nothing.
#[must_use]
pub fn has_words(query: &str) -> bool {
    // A query that is refused is refused where it is asked.
    parse(query).is_ok_and(|query| query.alternatives.iter().any(|one| !one.terms.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    #[test]
    fn places_are_called_by_their_names() {
        let archive = Scan::archive();
        for (given, name) in
            [("310104", "徐汇区"), ("徐汇", "徐汇"), ("990101", "云栖区"), ("999999", "999999")]
        {
            assert_eq!(place_name(&archive, given).unwrap(), name);
        }
    }

    #[test]
    fn filters_are_no_words() {
        for (query, words) in [
            ("地区:杭州 年:2022", false),
            ("", false),
            ("养老 年:2022", true),
            ("部分:任务", false),
        ] {
            assert_eq!(has_words(query), words, "{query}");
        }
    }
}
