//! A search with what follows from it: where the next page begins, and ways on from nothing.

use std::sync::Arc;

use suyan_search::{Backend, Group, Help, Hit, SearchAnswer, SearchRequest, Tier, Total};

use crate::cursor;
use crate::meant::{Meant, meant};
use crate::missing::{Missing, missing};
use crate::problem::Problem;

/// What was found, where the next page begins, and what to say when nothing was found.
#[derive(Debug)]
pub struct FindAnswer {
    /// The engine's answer.
    pub answer: Arc<SearchAnswer>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
    /// Places that were named and that the archive does not have, where nothing was found.
    pub unknown_places: Option<String>,
    /// Ways on.
    pub help: Vec<Help>,
    /// What the words of the query name, as filters.
    pub meant: Option<Meant>,
    /// What is asked of and not held, where nothing was found.
    pub missing: Option<Missing>,
}

/// Searches and tells how it goes on.
///
/// # Errors
/// What the backend says.
pub fn find(backend: &dyn Backend, request: &SearchRequest) -> Result<FindAnswer, Problem> {
    let answer = backend.search(request)?;
    let next = next_offset(backend, request, &answer)?;
    let next = next.map(|offset| cursor::encode(request, offset));
    let is_empty = answer.total.passages == 0;
    let unknown_places = if is_empty { unknown_places(backend, request)? } else { None };
    // Whoever turns pages has found something.
    let help = if request.offset == 0 { backend.help(request, &answer)? } else { Vec::new() };
    let meant = meant(backend, request)?;
    let missing = if is_empty { missing(backend, request)? } else { None };
    Ok(FindAnswer { answer, next, unknown_places, help, meant, missing })
}

/// What the query finds with its strings in quotation marks, where one of them was read as several
/// words: what to show beside the total of the words.
///
/// # Errors
/// What the backend says.
pub fn literal_total(
    backend: &dyn Backend,
    request: &SearchRequest,
    answer: &SearchAnswer,
) -> Result<Option<Total>, Problem> {
    let Some(literal) = &answer.read_as.literal else { return Ok(None) };
    // The string holds the words: where no passage has all of them, none has the string.
    let is_weak = |hit: &Hit| hit.passages.iter().all(|passage| passage.tier == Tier::Some);
    if answer.hits.iter().all(is_weak) && request.offset == 0 {
        return Ok(Some(Total::default()));
    }
    let query = literal.clone();
    let counted = SearchRequest {
        query,
        offset: 0,
        limit: 1,
        facets: false,
        places_only: true,
        ..request.clone()
    };
    Ok(Some(backend.search(&counted)?.total))
}

/// The offset of the next page. Hits of the weakest tier follow those that are counted, so that
/// at the end of the count one has to look whether more follows.
fn next_offset(
    backend: &dyn Backend,
    request: &SearchRequest,
    answer: &SearchAnswer,
) -> Result<Option<usize>, Problem> {
    let end = request.offset + answer.hits.len();
    if answer.hits.len() < request.limit || end > cursor::DEEPEST {
        return Ok(None);
    }
    let counted = match request.group {
        Group::Report => answer.total.reports,
        Group::Passage => answer.total.passages,
    };
    if (end as u64) < counted {
        return Ok(Some(end));
    }
    let weakest = answer
        .hits
        .last()
        .is_some_and(|hit| hit.passages.iter().any(|passage| passage.tier == Tier::Some));
    if !weakest {
        return Ok(None);
    }
    let page = SearchRequest { facets: false, places_only: true, ..request.clone() };
    let peek = SearchRequest { limit: 1, offset: end, ..page };
    Ok((!backend.search(&peek)?.hits.is_empty()).then_some(end))
}

/// Names the places of the request that the archive does not have.
fn unknown_places(
    backend: &dyn Backend,
    request: &SearchRequest,
) -> Result<Option<String>, Problem> {
    let mut unknown = Vec::new();
    for place in &request.filters.places {
        if backend.places(place, 1)?.is_empty() {
            unknown.push(place.as_str());
        }
    }
    Ok((!unknown.is_empty()).then(|| unknown.join("、")))
}

#[cfg(test)]
mod tests {
    use suyan_search::Sort;

    use super::*;
    use crate::params::Params;
    use crate::testing::Scan;

    /// Report and passages of every hit of a page.
    fn hits(found: &FindAnswer) -> Vec<(String, Vec<u32>)> {
        let hit = |hit: &Hit| {
            let passages = hit.passages.iter().map(|passage| passage.ordinal).collect();
            (hit.report.id.clone(), passages)
        };
        found.answer.hits.iter().map(hit).collect()
    }

    #[test]
    fn pages_of_any_size_are_the_whole_list() {
        let archive = Scan::archive();
        for query in
            ["架空线", "架空线 公园", "\"架空线入地\"", "养老 没有的词", "年:2022", "没有的词", ""]
        {
            for (group, sort) in [
                (Group::Report, Sort::Relevance),
                (Group::Passage, Sort::Relevance),
                (Group::Passage, Sort::Oldest),
                (Group::Report, Sort::Newest),
            ] {
                let request =
                    SearchRequest { query: query.into(), group, sort, ..SearchRequest::default() };
                let whole = SearchRequest { limit: 100, ..request.clone() };
                let whole = find(&archive, &whole).unwrap();
                assert_eq!(whole.next, None, "{query}");
                for limit in [1, 2, 3, 7] {
                    let mut page = SearchRequest { limit, ..request.clone() };
                    let mut all = Vec::new();
                    loop {
                        let found = find(&archive, &page).unwrap();
                        let is_empty = found.answer.hits.is_empty();
                        assert!(page.offset == 0 || !is_empty, "{query}: a page of nothing");
                        all.extend(hits(&found));
                        let Some(next) = found.next else { break };
                        assert_eq!(
                            found.answer.hits.len(),
                            limit,
                            "{query}: a page that goes on is full"
                        );
                        page.offset = cursor::decode(&page, &next).unwrap();
                        assert_eq!(page.offset % limit, 0);
                    }
                    // What is not counted follows where a page has room for it.
                    let counted = match group {
                        Group::Report => whole.answer.total.reports,
                        Group::Passage => whole.answer.total.passages,
                    };
                    let is_whole = hits(&whole).starts_with(&all) && all.len() as u64 >= counted;
                    assert!(is_whole, "{query} {group:?} {sort:?} by {limit}: {all:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_there_is_told_apart_from_what_was_not_found() {
        let ask = |query: &str| {
            let params = Params::read(Some(query)).unwrap();
            find(&Scan::archive(), &params.search().unwrap()).unwrap()
        };
        let unknown = ask("q=架空线&place=乌有县&place=云栖区");
        assert_eq!(unknown.unknown_places, None, "one of them is there");
        let unknown = ask("q=架空线&place=乌有县&place=子虚市");
        assert_eq!(unknown.unknown_places.as_deref(), Some("乌有县、子虚市"));
        let missing = ask("q=架空线&year=1999").missing.unwrap();
        assert_eq!((missing.years, &missing.place), (Some((1999, 1999)), &None));
        assert!(missing.sentence().contains("2021–2023"), "{}", missing.sentence());
        let not_found = ask("q=没有的词&year=2022");
        assert!(not_found.missing.is_none() && not_found.unknown_places.is_none());
    }
}
