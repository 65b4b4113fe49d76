//! The newest passages that match, as an Atom feed (RFC 4287).
//!
//! An entry is one passage of one report; its id is made of theirs and does not change when the
//! archive is indexed again, so that a reader shows each once.

use quick_xml::escape::escape;
use suyan_engine::{Backend, Group, Hit, SearchRequest, Sort};

use crate::params::{self, PLAIN};
use crate::problem::Problem;

/// Entries of a feed, at the most.
const ENTRIES: usize = 50;

/// A feed at one state of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Atom.
    pub body: String,
    /// When something was last delivered that is in it, RFC 3339.
    pub updated: String,
}

/// What tells whether a feed that somebody has is still the same: the state of the archive and what
/// is asked for, in quotation marks, as `ETag` has it.
#[must_use]
pub fn etag(backend: &dyn Backend, request: &SearchRequest) -> String {
    let asked = params::written(&request.query, &request.filters).at("");
    let hash = blake3::hash(asked.as_bytes()).to_hex();
    format!("\"{}-{}\"", backend.stats().snapshot, &hash[..12])
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
    let asked = params::written(&request.query, &request.filters);
    let (page, own) = (asked.at("/search"), asked.at("/search.atom"));
    let committed = backend.stats().committed.unwrap_or_else(|| day("1970-01-01"));
    let updated = answer.hits.iter().filter_map(delivered).max().unwrap_or(committed);
    let title = match request.query.trim() {
        "" => "溯言".to_owned(),
        query => format!("{query} · 溯言"),
    };
    let hash = blake3::hash(own.as_bytes()).to_hex();
    let mut body = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    body.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n");
    body.push_str(&format!("  <id>urn:suyan:search:{}</id>\n", &hash[..32]));
    body.push_str(&format!("  <title>{}</title>\n", text(&title)));
    body.push_str(&format!("  <updated>{updated}</updated>\n"));
    body.push_str(&format!("  <link rel=\"self\" href=\"{}\"/>\n", text(&format!("{base}{own}"))));
    body.push_str(&format!("  <link href=\"{}\"/>\n", text(&format!("{base}{page}"))));
    body.push_str("  <author><name>溯言</name></author>\n");
    for hit in &answer.hits {
        entry(hit, base, &updated, &mut body);
    }
    body.push_str("</feed>\n");
    Ok(Feed { body, updated })
}

fn entry(hit: &Hit, base: &str, usual: &str, out: &mut String) {
    let Some(passage) = hit.passages.first() else { return };
    let report = &hit.report;
    let id = percent_encoding::utf8_percent_encode(&report.id, PLAIN).to_string();
    let place = report.place.as_ref().map_or("地区不明", |place| place.name.as_str());
    let year = report.year.map_or_else(|| "年度不明".to_owned(), |year| year.to_string());
    let title = format!("{place} {year}：{}（第{}段）", report.title, passage.ordinal);
    let said: String = passage.snippet.iter().map(|fragment| fragment.text.as_str()).collect();
    let link = format!("{base}/reports/{id}#p{}", passage.ordinal);
    let updated = delivered(hit).unwrap_or_else(|| usual.to_owned());
    out.push_str("  <entry>\n");
    out.push_str(&format!("    <id>urn:suyan:passage:{id}:{}</id>\n", passage.ordinal));
    out.push_str(&format!("    <title>{}</title>\n", text(&title)));
    out.push_str(&format!("    <updated>{updated}</updated>\n"));
    out.push_str(&format!("    <link href=\"{}\"/>\n", text(&link)));
    out.push_str(&format!("    <summary>{}</summary>\n", text(&said)));
    out.push_str("  </entry>\n");
}

/// When a report was delivered: its day, or else the first of its year; `None` where neither is
/// known.
fn delivered(hit: &Hit) -> Option<String> {
    let report = &hit.report;
    report
        .date
        .as_deref()
        .map(day)
        .or_else(|| report.year.map(|year| day(&format!("{year}-01-01"))))
}

/// The beginning of a day where the reports are.
fn day(date: &str) -> String {
    format!("{date}T00:00:00+08:00")
}

/// Text between tags: escaped, and without the characters that XML cannot hold.
fn text(text: &str) -> String {
    let is_held = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let held: String = text.chars().filter(is_held).collect();
    escape(held.as_str()).into_owned()
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

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(text("甲\u{1}<乙>&\"丙\""), "甲&lt;乙&gt;&amp;&quot;丙&quot;");
    }
}
