//! What is newest, as an Atom feed (RFC 4287): the passages that a search finds, and promises with
//! what became of them.
//!
//! The id of an entry is made of the report's and does not change when the archive is indexed
//! again, so that a reader shows each once. Its date is the day of a report, not of an indexing run.

mod promises;
mod search;

use quick_xml::escape::escape;
use suyan_search::{Backend, ReportHead};

use crate::params::Params;

pub use promises::{promise_feed, promises_asked};
pub use search::{search_asked, search_feed};

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
pub fn etag(backend: &dyn Backend, kind: &str, asked: &Params) -> String {
    let hash = blake3::hash(asked.at(kind).as_bytes()).to_hex();
    format!("\"{}-{}\"", backend.stats().snapshot, &hash[..12])
}

/// What a feed says of itself.
struct FeedHead<'a> {
    /// `search` or `promises`.
    kind: &'a str,
    /// What is asked for.
    asked: &'a Params,
    title: String,
    /// The address that links begin with.
    base: &'a str,
}

/// One entry.
struct FeedEntry {
    id: String,
    title: String,
    /// When what it tells was delivered; `None` where no report of it says.
    updated: Option<String>,
    /// When what it is about was delivered, where that is another day.
    published: Option<String>,
    /// Behind the base.
    link: String,
    summary: String,
}

impl FeedHead<'_> {
    /// The feed of these entries.
    fn feed(&self, backend: &dyn Backend, entries: &[FeedEntry]) -> Feed {
        let (page, own) = (format!("/{}", self.kind), format!("/{}.atom", self.kind));
        let (page, own) = (self.asked.at(&page), self.asked.at(&own));
        let committed = backend.stats().committed.unwrap_or_else(|| day("1970-01-01"));
        let updated = entries.iter().filter_map(|entry| entry.updated.clone()).max();
        let updated = updated.unwrap_or(committed);
        let hash = blake3::hash(own.as_bytes()).to_hex();
        let link = |path: &str| text(&format!("{}{path}", self.base));
        let mut body = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        body.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">\n");
        body.push_str(&format!("  <id>urn:suyan:{}:{}</id>\n", self.kind, &hash[..32]));
        body.push_str(&format!("  <title>{}</title>\n", text(&self.title)));
        body.push_str(&format!("  <updated>{updated}</updated>\n"));
        body.push_str(&format!("  <link rel=\"self\" href=\"{}\"/>\n", link(&own)));
        body.push_str(&format!("  <link href=\"{}\"/>\n", link(&page)));
        body.push_str("  <author><name>溯言</name></author>\n");
        for entry in entries {
            entry.write(self.base, &updated, &mut body);
        }
        body.push_str("</feed>\n");
        Feed { body, updated }
    }
}

impl FeedEntry {
    fn write(&self, base: &str, usual: &str, out: &mut String) {
        let updated = self.updated.as_deref().unwrap_or(usual);
        out.push_str("  <entry>\n");
        out.push_str(&format!("    <id>{}</id>\n", text(&self.id)));
        out.push_str(&format!("    <title>{}</title>\n", text(&self.title)));
        out.push_str(&format!("    <updated>{updated}</updated>\n"));
        if let Some(published) = &self.published {
            out.push_str(&format!("    <published>{published}</published>\n"));
        }
        let link = format!("{base}{}", self.link);
        out.push_str(&format!("    <link href=\"{}\"/>\n", text(&link)));
        out.push_str(&format!("    <summary>{}</summary>\n", text(&self.summary)));
        out.push_str("  </entry>\n");
    }
}

/// Whose report, and of which year.
fn whose(report: &ReportHead) -> String {
    let place = report.place.as_ref().map_or("地区不明", |place| place.name.as_str());
    let year = report.year.map_or_else(|| "年度不明".to_owned(), |year| year.to_string());
    format!("{place} {year}")
}

/// When a report was delivered: its day, or else the first of its year; `None` where neither is
/// known.
fn delivered(report: &ReportHead) -> Option<String> {
    let date = report.date.as_deref().map(day);
    date.or_else(|| report.year.map(|year| day(&format!("{year}-01-01"))))
}

/// The beginning of a day where the reports are.
fn day(date: &str) -> String {
    format!("{date}T00:00:00+08:00")
}

/// Text between tags: escaped, and without the characters that XML cannot hold.
fn text(text: &str) -> String {
    let is_held = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => !c.is_control(),
    };
    let held: String = text.chars().filter(is_held).collect();
    escape(held.as_str()).into_owned()
}

#[cfg(test)]
mod tests;
