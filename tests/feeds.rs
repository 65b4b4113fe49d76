//! Feeds: entries that stay the same, dates that are right, and readers that have it already.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::support::http::send;
use crate::support::{Desk, Server, encode, project, report};

/// The texts of all elements of this name.
fn texts(feed: &str, name: &str) -> Vec<String> {
    let mut reader = Reader::from_str(feed);
    let (mut found, mut open) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                open = start.name().as_ref() == name;
                if open {
                    found.push(String::new());
                }
            }
            Event::Text(text) if open => found.last_mut().unwrap().push_str(&text.xml10_content()),
            Event::End(_) => open = false,
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// The value of a header of the raw answer.
fn header(answer: &str, name: &str) -> String {
    let line = answer.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}: ")));
    line.unwrap_or_else(|| panic!("no {name} in {answer}"))[name.len() + 2..].to_owned()
}

/// The head of the answer, and its status.
fn head(server: &Server, path: &str, more: &str) -> (u16, String) {
    let address = server.address();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{more}\r\n");
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    let mut raw = String::new();
    std::io::Read::read_to_string(&mut stream, &mut raw).unwrap();
    let status = raw.split(' ').nth(1).unwrap().parse().unwrap();
    (status, raw.split("\r\n\r\n").next().unwrap().to_owned())
}

#[test]
fn entries_keep_their_ids_when_the_archive_is_indexed_anew() {
    let desk = Desk::new();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    let paths = [
        format!("/search.atom?q={}", encode("架空线入地")),
        format!("/promises.atom?place={}&verdict=missed&verdict=kept", encode("枕江区")),
        "/promises.atom".to_owned(),
    ];
    let server = desk.serve();
    let before: Vec<String> = paths.iter().map(|path| server.get(path).body).collect();
    for feed in &before {
        let (ids, updated) = (texts(feed, "id"), texts(feed, "updated"));
        assert!(ids.len() > 3 && ids.len() <= 51, "{feed}");
        let once: std::collections::BTreeSet<&String> = ids.iter().collect();
        assert_eq!(once.len(), ids.len(), "{ids:?}");
        // The feed is as new as its newest entry, and no date is that of the indexing.
        assert_eq!(updated[0], *updated[1..].iter().max().unwrap());
        assert!(updated.iter().all(|date| date.as_str() < "2026-11"), "{updated:?}");
    }
    drop(server);
    std::fs::remove_dir_all(desk.path("index")).unwrap();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    let server = desk.serve();
    for (path, before) in paths.iter().zip(&before) {
        let after = server.get(path).body;
        assert_eq!(texts(&after, "id"), texts(before, "id"));
        assert_eq!(texts(&after, "updated"), texts(before, "updated"));
    }
}

#[test]
fn a_promise_is_updated_by_the_report_that_tells_of_it() {
    let desk = Desk::new();
    desk.write("a/徐汇区2021.txt", report("徐汇区", 2021, "年内新建口袋公园12个。"));
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    let path = format!("/promises.atom?q={}", encode("口袋公园"));
    let first = server.get(&path).body;
    assert_eq!(texts(&first, "published"), ["2021-01-08T00:00:00+08:00"]);
    assert_eq!(texts(&first, "updated")[1], "2021-01-08T00:00:00+08:00");
    assert!(texts(&first, "summary")[0].contains("未到期"), "{first}");
    drop(server);
    let told = report("徐汇区", 2022, "继续办好实事。")
        .replace("过去一年，", "过去一年，新建口袋公园13个。");
    desk.write("a/徐汇区2022.txt", told);
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    let second = server.get(&path).body;
    assert_eq!(texts(&second, "id"), texts(&first, "id"));
    assert_eq!(texts(&second, "published"), texts(&first, "published"));
    assert_eq!(texts(&second, "updated")[1], "2022-01-08T00:00:00+08:00", "{second}");
    assert!(texts(&second, "summary")[0].contains("13个"), "{second}");
}

#[test]
fn readers_that_have_it_are_told_so_until_something_changes() {
    let desk = Desk::new();
    desk.write("a/徐汇区2021.txt", report("徐汇区", 2021, "年内新建口袋公园12个。"));
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    for (path, more) in
        [("/search.atom?q=%E5%85%AC%E5%9B%AD", "&year=2021"), ("/promises.atom", "?year=2021")]
    {
        let (status, first) = head(&server, path, "");
        assert_eq!(status, 200);
        let tag = header(&first, "etag");
        let since = header(&first, "last-modified");
        let known = |more: String| head(&server, path, &more).0;
        assert_eq!(known(format!("If-None-Match: {tag}\r\n")), 304, "{path}");
        assert_eq!(known(format!("If-None-Match: W/{tag}\r\n")), 304, "{path}");
        assert_eq!(known(format!("If-Modified-Since: {since}\r\n")), 304, "{path}");
        assert_eq!(known("If-None-Match: \"other\"\r\n".into()), 200, "{path}");
        assert_eq!(known("If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT\r\n".into()), 200);
        // Another question is another feed.
        let (_, other) = head(&server, &format!("{path}{more}"), "");
        assert_ne!(header(&other, "etag"), tag);
    }
    assert_eq!(send(server.address(), b"GET /promises.atom?verdict=x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status, 400);
}

#[test]
fn pages_name_the_feed_of_what_they_list() {
    let desk = Desk::new();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    let server = desk.serve();
    for (page, feed) in [
        ("/search?q=x&year=2021&sort=newest", "/search.atom?q=x&amp;year=2021\""),
        ("/promises?verdict=missed&limit=5", "/promises.atom?verdict=missed\""),
        ("/places/990102/promises", "/promises.atom?place=990102&amp;lineage=true\""),
    ] {
        let body = server.get(page).body;
        let link = body.split("application/atom+xml\" href=\"").nth(1).unwrap_or_default();
        assert!(link.starts_with(feed), "{page}: {link:.80}");
    }
}
