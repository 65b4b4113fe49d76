//! A reader's journal over HTTP: who may write into it, what is shown of it, and what is text in it.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use scraper::{Html, Selector};
use tempfile::TempDir;

use crate::testing::{Answer, enc, get_from, ledger, send};
use crate::{App, Notes, Settings};

const HOST: &str = "127.0.0.1:8080";
const PROMISE: &str = "/promises/990101-2021%3A6%3A1";

/// A server with a journal, and the browser of its reader.
struct Desk {
    app: Arc<App>,
    _folder: TempDir,
    cookie: String,
    token: String,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let notes = Arc::new(Notes::open(&folder.path().join("notes")).unwrap());
        let settings = Settings { notes: Some(notes), ..Settings::default() };
        let app = App::with(Arc::new(ledger()), settings);
        let page = get_from(app.clone(), PROMISE).await;
        assert_eq!(
            page.headers["cache-control"], "no-store",
            "a page with a token is kept by nobody"
        );
        let cookie =
            page.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let token = field(page.text(), "token");
        Self { app, _folder: folder, cookie, token }
    }

    async fn get(&self, address: &str) -> Answer {
        get_from(self.app.clone(), address).await
    }

    /// A form of the page, sent with these headers instead of the browser's own.
    async fn sent(&self, address: &str, body: String, changed: &[(&str, &str)]) -> Answer {
        let origin = format!("http://{HOST}");
        let own = [
            ("host", HOST),
            ("origin", origin.as_str()),
            ("cookie", self.cookie.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let mut request = Request::builder().method("POST").uri(address);
        for (name, value) in
            own.iter().filter(|(name, _)| !changed.iter().any(|(other, _)| other == name))
        {
            request = request.header(*name, *value);
        }
        for (name, value) in changed.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        send(self.app.clone(), request.body(Body::from(body)).unwrap()).await
    }

    async fn says(&self, fields: &[(&str, &str)]) -> Answer {
        self.sent(&format!("{PROMISE}/notes"), self.form(fields), &[]).await
    }

    fn form(&self, fields: &[(&str, &str)]) -> String {
        let all = [("token", self.token.as_str()), ("item", "1")];
        let field = |(name, value): &(&str, &str)| format!("{name}={}", enc(value));
        all.iter().chain(fields).map(field).collect::<Vec<_>>().join("&")
    }
}

/// The value of the first field of this name.
fn field(page: &str, name: &str) -> String {
    let html = Html::parse_document(page);
    let fields = Selector::parse(&format!("input[name={name}]")).unwrap();
    html.select(&fields).next().unwrap().value().attr("value").unwrap().to_owned()
}

#[tokio::test]
async fn a_server_without_a_journal_has_none() {
    let app = App::new(Arc::new(ledger()));
    let page = get_from(app.clone(), PROMISE).await;
    assert!(!page.text().contains("name=\"token\"") && !page.headers.contains_key("set-cookie"));
    for address in ["/notes", "/notes/1", "/api/v1/notes", "/api/v1/notes.csv"] {
        assert_eq!(get_from(app.clone(), address).await.status, 404, "{address}");
    }
    for address in
        [format!("{PROMISE}/notes"), "/notes".to_owned(), format!("/api/v1{PROMISE}/notes")]
    {
        let request = Request::builder()
            .method("POST")
            .uri(&address)
            .body(Body::from("verdict=kept"))
            .unwrap();
        assert_eq!(send(app.clone(), request).await.status, 404, "{address}");
    }
}

#[tokio::test]
async fn what_is_decided_leads_back_to_the_item_and_is_shown_with_its_name() {
    let desk = Desk::new().await;
    let said = desk
        .says(&[("verdict", "missed"), ("reason", "现场看过"), ("by", "李四"), ("seen", "0")])
        .await;
    let to = said.headers.get("location").map(|to| to.to_str().unwrap().to_owned());
    assert_eq!(
        (said.status.as_u16(), to.as_deref()),
        (303, Some(format!("{PROMISE}#item-1").as_str())),
        "{}",
        said.text()
    );
    for (address, words) in [
        (PROMISE.to_owned(), &["人工核定：改判", "现场看过", "李四", "这是读者写的"][..]),
        (
            format!("{PROMISE}?lang=en"),
            &["A reader overrules:", "李四", "a reader&#39;s word|a reader's word"],
        ),
        ("/promises".to_owned(), &["人工核定：改判", "李四"]),
        ("/places/990101/promises".to_owned(), &["人工改判：未做到", "李四"]),
        ("/notes".to_owned(), &["1 项有人核定", "现场看过", "李四"]),
        ("/notes?lang=en".to_owned(), &["1 item with a reader", "李四"]),
    ] {
        let page = desk.get(&address).await;
        for word in words {
            let is_there = word.split('|').any(|way| page.text().contains(way));
            assert!(is_there, "{address}: {word} is missing in {}", page.text());
        }
    }
    let to = desk.get("/notes/1").await;
    assert_eq!(
        (to.status.as_u16(), &to.headers["location"]),
        (303, &format!("{PROMISE}#item-1").parse::<axum::http::HeaderValue>().unwrap())
    );
    assert_eq!(desk.get("/notes/2").await.status, 404);
    assert_eq!(desk.get("/notes/x").await.status, 404);
}

#[tokio::test]
async fn what_was_written_meanwhile_is_not_overwritten() {
    let desk = Desk::new().await;
    let verdict = ("verdict", "missed");
    assert_eq!(desk.says(&[verdict]).await.status, 400, "who says otherwise says why");
    assert_eq!(desk.says(&[verdict, ("reason", "一"), ("seen", "0")]).await.status, 303);
    let late = desk.says(&[("verdict", "kept"), ("reason", "二"), ("seen", "0")]).await;
    assert_eq!(late.status, 409, "{}", late.text());
    assert!(late.text().starts_with("<!DOCTYPE html>") && late.text().contains("没有覆盖"));
    // The form of the page as it is now has seen it.
    let seen = field(desk.get(PROMISE).await.text(), "seen");
    assert_eq!(desk.says(&[("verdict", "withdraw"), ("seen", &seen)]).await.status, 303);
    assert_eq!(
        desk.says(&[("verdict", "withdraw")]).await.status,
        400,
        "nothing is left to withdraw"
    );
    for (fields, status) in [
        (&[("verdict", "splendid")][..], 400),
        (&[("verdict", "")], 400),
        (&[], 400),
        (&[("verdict", "kept"), ("reason", "x"), ("evidence", "none")], 400),
    ] {
        let answer = desk.says(fields).await;
        assert_eq!(answer.status.as_u16(), status, "{fields:?}: {}", answer.text());
    }
    let long = "长".repeat(3_000);
    assert!(desk.says(&[verdict, ("reason", &long)]).await.status.is_client_error());
    let body = desk.form(&[verdict, ("reason", "x")]);
    let elsewhere = desk.sent("/promises/none/notes", body.clone(), &[]).await;
    assert_eq!(elsewhere.status, 404);
    let item = body.replace("item=1", "item=9");
    assert_eq!(desk.sent(&format!("{PROMISE}/notes"), item, &[]).await.status, 400);
}

#[tokio::test]
async fn nobody_else_can_have_the_reader_write() {
    let desk = Desk::new().await;
    let body = desk.form(&[("verdict", "missed"), ("reason", "x")]);
    let own = format!("{PROMISE}/notes");
    for forged in [
        &[("cookie", "")][..],
        &[("cookie", "suyan-notes=00000000000000000000000000000000")],
        &[("cookie", "suyan-notes=short")],
        &[("origin", "")],
        &[("origin", "null")],
        &[("origin", "http://evil.example")],
        &[("origin", "https://127.0.0.1:8080")],
        &[("origin", "http://127.0.0.1:8081")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("x-suyan-token", "guessed")],
        &[("origin", ""), ("referer", "http://evil.example/http://127.0.0.1:8080/")],
    ] {
        for address in [own.as_str(), &format!("/api/v1{own}")] {
            let answer = desk.sent(address, body.clone(), forged).await;
            assert_eq!(answer.status, 403, "{address} {forged:?}");
        }
    }
    let without = body.replace(&desk.token, "0");
    assert_eq!(desk.sent(&own, without, &[]).await.status, 403);
    // A token in the address is none of a form's.
    let address = format!("{own}?token={}", desk.token);
    assert_eq!(desk.sent(&address, body.replace(&desk.token, ""), &[]).await.status, 403);
    assert_eq!(desk.get("/api/v1/notes").await.json()["notes"].as_array().unwrap().len(), 0);
    let english = desk.sent(&format!("{own}?lang=en"), body.clone(), &[("cookie", "")]).await;
    assert!(english.text().contains("<html lang=\"en\">"), "{}", english.text());
    // A program reads its token, and needs no cookie.
    let token = desk.get("/api/v1/notes").await.json()["token"].as_str().unwrap().to_owned();
    let program = [("cookie", ""), ("origin", ""), ("x-suyan-token", token.as_str())];
    let address = format!("/api/v1{own}");
    assert_eq!(desk.sent(&address, body.clone(), &program).await.status, 200);
    let json = r#"{"item": 1, "verdict": "withdraw"}"#.to_owned();
    let kind = ("content-type", "application/json");
    let answer = desk.sent(&address, json, &[program[0], program[1], program[2], kind]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["after"].is_null()),
        (200, true),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn what_a_reader_writes_is_text_wherever_it_is_shown() {
    let desk = Desk::new().await;
    let attack = "</textarea>\"'><x-evil onload=alert(1)>&lt;=1+1";
    let formula = "=HYPERLINK(\"http://evil.example\")";
    let said = desk
        .says(&[
            ("verdict", "missed"),
            ("reason", attack),
            ("by", "<b>\"&'"),
            ("source", "javascript:alert(1)"),
        ])
        .await;
    assert_eq!(said.status, 303, "{}", said.text());
    let seen = field(desk.get(PROMISE).await.text(), "seen");
    let again =
        [("verdict", "partly"), ("reason", formula), ("by", "@SUM(1)"), ("seen", seen.as_str())];
    assert_eq!(desk.says(&again).await.status, 303);
    for address in [
        PROMISE,
        "/promises",
        "/places/990101/promises",
        "/notes",
        "/notes?lang=en",
        "/reports/990101-2021",
    ] {
        let page = desk.get(address).await;
        assert_eq!(page.status, 200, "{address}");
        let html = Html::parse_document(page.text());
        for what in ["x-evil", "main b", "[onload]", "a[href^='javascript:']"] {
            let found = html.select(&Selector::parse(what).unwrap()).count();
            assert_eq!(found, 0, "{what} on {address}");
        }
    }
    // The form holds what was said last, as it was said.
    let page = desk.get(PROMISE).await;
    let html = Html::parse_document(page.text());
    let reason = html.select(&Selector::parse("textarea[name=reason]").unwrap()).next().unwrap();
    assert_eq!(reason.text().collect::<String>(), formula);
    assert_eq!(field(page.text(), "by"), "@SUM(1)");
    let api = desk.get("/api/v1/notes").await.json();
    assert_eq!(api["notes"][0]["changes"][0]["reason"], attack);
    let csv = desk.get("/api/v1/notes.csv").await;
    // A sheet must not take a reader's words for a formula.
    let cells = csv.text().split([',', '\n', '\r']);
    assert!(
        cells.clone().all(|cell| !cell.trim_matches('"').starts_with(['=', '@', '+'])),
        "{}",
        csv.text()
    );
}

fn multipart(token: &str, file: &[u8]) -> Vec<u8> {
    let part = |name: &str, more: &str| {
        format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n")
    };
    let mut body = format!("{}{token}\r\n", part("token", "")).into_bytes();
    body.extend(part("file", "; filename=\"a.csv\"").bytes());
    body.extend(file);
    body.extend(b"\r\n--xx--\r\n");
    body
}

#[tokio::test]
async fn an_exported_journal_is_read_back_once() {
    let desk = Desk::new().await;
    let reason = ("reason", "一行，\"引号\"\n与换行");
    assert_eq!(desk.says(&[("verdict", "missed"), reason, ("by", "李四")]).await.status, 303);
    let csv = desk.get("/api/v1/notes.csv").await.body;
    let other = Desk::new().await;
    let kind = ("content-type", "multipart/form-data; boundary=xx");
    let sent = async |token: &str, file: &[u8]| {
        let body = String::from_utf8(multipart(token, file)).unwrap();
        other.sent("/notes", body, &[kind]).await
    };
    let added = sent(&other.token, &csv).await;
    assert_eq!(
        (added.status.as_u16(), &added.headers["location"]),
        (303, &"/notes?added=1".parse::<axum::http::HeaderValue>().unwrap()),
        "{}",
        added.text()
    );
    assert!(other.get("/notes?added=1").await.text().contains("读入 1 条新的记录"));
    let again = sent(&other.token, &csv).await;
    assert_eq!(again.headers["location"], "/notes?added=0");
    let own = other.get("/api/v1/notes").await.json();
    assert_eq!(own["notes"][0]["changes"][0]["reason"], reason.1);
    assert!(other.get(PROMISE).await.text().contains("李四"));
    assert_eq!(sent("wrong", &csv).await.status, 403);
    for (file, status) in [(&b""[..], 400), (b"a,b\n1,2\n", 400), (b"\x00\x01", 400)] {
        let answer = sent(&other.token, file).await;
        assert_eq!(answer.status.as_u16(), status, "{file:?}: {}", answer.text());
    }
    let no_form = other.sent("/notes", "token=1".to_owned(), &[]).await;
    assert_eq!(no_form.status, 400);
}
