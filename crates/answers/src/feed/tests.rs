//! Feeds as a reader of feeds takes them.

use quick_xml::Reader;
use quick_xml::events::Event;
use suyan_corpus::Part;
use suyan_search::{Filters, SearchRequest};

use super::*;
use crate::testing::{Scan, report};

/// The texts of the elements of this name, in order; fails where the feed is not well-formed.
fn elements(body: &str, name: &str) -> Vec<String> {
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_end_names = true;
    let (mut found, mut open) = (Vec::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.name().as_ref() == name => {
                let text = reader.read_text(start.name()).unwrap();
                found.push(quick_xml::escape::unescape(&text).unwrap().into_owned());
            }
            Event::Start(_) => open += 1,
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0);
    found
}

fn feed(archive: &Scan, query: &str) -> Feed {
    let request = SearchRequest { query: query.into(), ..SearchRequest::default() };
    search_feed(archive, &request, "https://example.org").unwrap()
}

#[test]
fn any_query_makes_a_feed_that_can_be_read() {
    let is_char = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    for query in [
        "<b>&\"'",
        "]]>",
        "a\u{0}b",
        "\u{fffe}架空线\u{ffff}",
        "𠀀🚧",
        "\u{7f}\u{9f}",
        "甲\n乙\t丙",
    ] {
        let feed = feed(&Scan::archive(), query);
        assert!(feed.body.chars().all(is_char), "{query:?}");
        let titles = elements(&feed.body, "title");
        let shown: String = query
            .trim()
            .chars()
            .filter(|c| is_char(*c) && !c.is_control() || *c == '\n' || *c == '\t')
            .collect();
        assert_eq!(titles[0], format!("{shown} · 溯言"), "{query:?}");
    }
}

#[test]
fn entries_are_the_newest_and_as_many_as_a_feed_has() {
    let says = [(Part::Tasks, "完成架空线入地。")];
    let archive = Scan::of((1960..2024).map(|year| report("310104", year, &says)).collect());
    let feed = feed(&archive, "架空线");
    let ids = elements(&feed.body, "id");
    // The feed's own, and fifty of sixty-four.
    assert_eq!(ids.len(), 1 + ENTRIES);
    assert_eq!(ids[1], "urn:suyan:passage:310104-2023:1");
    assert_eq!(ids[50], "urn:suyan:passage:310104-1974:1");
    let updated = elements(&feed.body, "updated");
    assert_eq!(
        (&feed.updated, &updated[0]),
        (&updated[1], &updated[1]),
        "that of the newest entry"
    );
    // Nothing tells the day: the first of the year.
    assert_eq!(updated[1], "2023-01-01T00:00:00+08:00");
}

#[test]
fn an_entry_whose_day_nobody_knows_has_that_of_the_feed() {
    let archive = Scan::of(vec![report("310104", 0, &[(Part::Tasks, "完成架空线入地。")])]);
    let feed = feed(&archive, "架空线");
    let updated = elements(&feed.body, "updated");
    assert_eq!(updated, ["1970-01-01T00:00:00+08:00"; 2]);
    assert!(elements(&feed.body, "title")[1].starts_with("徐汇区 年度不明："));
    assert_eq!(elements(&self::feed(&archive, "没有的词").body, "id").len(), 1);
}

#[test]
fn what_a_reader_has_is_told_by_what_was_asked_and_what_is_there() {
    let of = |query: &str, filters: Filters| {
        let request = SearchRequest { query: query.into(), filters, ..SearchRequest::default() };
        etag(&Scan::archive(), "search", &search_asked(&request))
    };
    let plain = of("架空线", Filters::default());
    assert_eq!(plain, of("架空线", Filters::default()));
    assert!(plain.starts_with("\"a1b2c3d4e5f6-") && plain.ends_with('"'), "{plain}");
    assert_ne!(plain, of("架空", Filters::default()));
    assert_ne!(plain, of("架空线", Filters { twins: true, ..Filters::default() }));
    assert_ne!(
        etag(&Scan::archive(), "promises", &Params::default()),
        etag(&Scan::archive(), "search", &Params::default())
    );
}

#[test]
fn what_xml_cannot_hold_is_left_out() {
    assert_eq!(text("甲\u{1}<乙>&\"丙\"\u{ffff}"), "甲&lt;乙&gt;&amp;&quot;丙&quot;");
}
