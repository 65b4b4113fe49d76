//! The newest passages that match: an entry is one passage of one report.

use percent_encoding::utf8_percent_encode;
use suyan_search::{Backend, Group, Hit, SearchRequest, Sort};

use super::{ENTRIES, Feed, FeedEntry, FeedHead, delivered, whose};
use crate::params::{self, PLAIN, Params};
use crate::problem::Problem;

/// What a feed of a search is asked for: its order, size and synonyms are not.
#[must_use]
pub fn search_asked(request: &SearchRequest) -> Params {
    params::written(&request.query, &request.filters)
}

/// The newest passages that a request finds; `base` is the address that links begin with.
///
/// # Errors
/// What the backend says.
pub fn search_feed(
    backend: &dyn Backend,
    request: &SearchRequest,
    base: &str,
) -> Result<Feed, Problem> {
    let newest = SearchRequest {
        sort: Sort::Newest,
        group: Group::Passage,
        // What its own address and its tag do not say must not change it.
        synonyms: false,
        limit: ENTRIES,
        offset: 0,
        facets: false,
        passages_per_report: 1,
        ..request.clone()
    };
    let answer = backend.search(&newest)?;
    let title = match request.query.trim() {
        "" => "溯言".to_owned(),
        query => format!("{query} · 溯言"),
    };
    let entries: Vec<FeedEntry> = answer.hits.iter().filter_map(entry).collect();
    let asked = search_asked(request);
    Ok(FeedHead { kind: "search", asked: &asked, title, base }.feed(backend, &entries))
}

fn entry(hit: &Hit) -> Option<FeedEntry> {
    let passage = hit.passages.first()?;
    let report = &hit.report;
    let id = utf8_percent_encode(&report.id, PLAIN).to_string();
    Some(FeedEntry {
        title: format!("{}：{}（第{}段）", whose(report), report.title, passage.ordinal),
        updated: delivered(report),
        published: None,
        link: format!("/reports/{id}#p{}", passage.ordinal),
        summary: passage.snippet.iter().map(|fragment| fragment.text.as_str()).collect(),
        id: format!("urn:suyan:passage:{id}:{}", passage.ordinal),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    #[test]
    fn entries_are_the_newest_and_keep_their_ids() {
        let backend = Scan::archive();
        let request = SearchRequest { query: "架空线".into(), ..SearchRequest::default() };
        let feed = search_feed(&backend, &request, "https://example.org").unwrap();
        assert!(feed.body.contains("<id>urn:suyan:passage:990101-2023:"), "{}", feed.body);
        assert!(feed.body.contains("href=\"https://example.org/reports/990101-2023#p"));
        // A title that looks like a tag is text.
        assert!(!feed.body.contains("<script>"), "{}", feed.body);
        let again = search_feed(&backend, &request, "https://example.org").unwrap();
        assert_eq!(feed, again);
    }
}
