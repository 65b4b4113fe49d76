//! A reader's notes through the built program: confirmed, overruled, kept with their history,
//! exported and read back, found again in a report that is read otherwise; off by default, and
//! nobody else's to write.

use serde_json::Value;

use crate::support::http::Answer;
use crate::support::{Desk, Server, encode, report, suyan};

const SENTENCE: &str = "建成东门立体停车库，设泊位420个。新建社区食堂12家。";

/// Two years of one place: of the first year's promises the second tells one.
fn archive(desk: &Desk, before: &str) {
    let first = format!("{before}{SENTENCE}");
    desk.write("a/上海市/徐汇区/2021.txt", report("徐汇区", 2021, &first));
    let text = report("徐汇区", 2022, "修缮里弄九条。");
    let text = text.replace("居民散步不必再绕行。", "居民散步不必再绕行。新建社区食堂12家。");
    desk.write("a/上海市/徐汇区/2022.txt", text);
}

fn served(desk: &Desk) -> Server {
    desk.serve_with(&["--notes", &desk.arg("notes")])
}

/// The promise whose sentence holds these words.
fn promise(server: &Server, words: &str) -> Value {
    let found = server.json(&format!("/api/v1/promises?year=2021&q={}", encode(words)));
    found["promises"][0].clone()
}

fn path_of(promise: &Value) -> String {
    format!("/promises/{}", encode(promise["id"].as_str().unwrap()))
}

/// A browser that has opened a page: its cookie and the token of the page's form.
struct Browser<'s> {
    server: &'s Server,
    cookie: String,
    token: String,
}

impl<'s> Browser<'s> {
    fn at(server: &'s Server, path: &str) -> Self {
        let page = server.get(path);
        assert_eq!(page.status, 200, "{path}");
        let set = page.header("set-cookie").unwrap();
        assert!(set.contains("SameSite=Strict") && set.contains("HttpOnly"), "{set}");
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let (_, rest) = page.body.split_once("name=\"token\" value=\"").unwrap();
        let token = rest.split('"').next().unwrap().to_owned();
        Self { server, cookie: set.split(';').next().unwrap().to_owned(), token }
    }

    fn headers(&self) -> [String; 3] {
        let origin = format!("Origin: http://{}", self.server.address());
        let kind = "Content-Type: application/x-www-form-urlencoded".to_owned();
        [origin, format!("Cookie: {}", self.cookie), kind]
    }

    fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let headers = self.headers();
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        self.server.post(path, &headers, &form(&self.token, fields))
    }
}

fn form(token: &str, fields: &[(&str, &str)]) -> String {
    let field = |(name, value): &(&str, &str)| format!("{name}={}", encode(value));
    let fields: Vec<String> = [("token", token)].iter().chain(fields).map(field).collect();
    fields.join("&")
}

#[test]
fn a_reading_is_confirmed_overruled_and_taken_back() {
    let desk = Desk::new();
    archive(&desk, "");
    desk.index("a", &[]).expect(0);
    let server = served(&desk);
    let parking = promise(&server, "立体停车库");
    let item = &parking["items"][0];
    assert_eq!(item["outcome"]["verdict"], "cannot_tell", "{item}");
    assert!(item["noted"].is_null());
    let path = path_of(&parking);
    let browser = Browser::at(&server, &path);
    let notes = format!("{path}/notes");
    // Whoever says otherwise says why.
    let refused = browser.sends(&notes, &[("verdict", "kept")]);
    assert_eq!((refused.status, refused.body.contains("理由")), (400, true), "{}", refused.body);
    let by = ("by", "张三");
    let said = browser.sends(&notes, &[("verdict", "cannot_tell"), by, ("seen", "0")]);
    assert_eq!(said.status, 303, "{}", said.body);
    assert!(said.header("location").unwrap().ends_with("#item-1"));
    let why = ("reason", "到现场看过，2022年3月启用");
    let source = ("source", "https://example.org/ab");
    let lost = browser.sends(&notes, &[("verdict", "kept"), why, ("seen", "0")]);
    assert_eq!(lost.status, 409, "what was said meanwhile is not overwritten: {}", lost.body);
    let said = browser.sends(&notes, &[("verdict", "kept"), why, source, by, ("seen", "1")]);
    assert_eq!(said.status, 303, "{}", said.body);
    let parking = promise(&server, "立体停车库");
    let item = &parking["items"][0];
    assert_eq!(item["outcome"]["verdict"], "cannot_tell", "the reading stays: {item}");
    let noted = &item["noted"];
    assert_eq!((&noted["verdict"], &noted["agrees"]), (&"kept".into(), &false.into()));
    assert_eq!((&noted["by"], &noted["changes"]), (&"张三".into(), &1.into()));
    // Wherever it is shown, whose word it is stands with it.
    for (address, words) in [
        (path.clone(), ["人工核定：改判", "张三", "到现场看过"]),
        ("/promises?year=2021".to_owned(), ["人工核定：改判", "张三", "这是读者写的"]),
        ("/places/310104/promises".to_owned(), ["人工改判：做到", "张三", "这是读者写的"]),
        ("/notes".to_owned(), ["按规则", "人工", "当时按规则读作“看不出”"]),
        (format!("{path}?lang=en"), ["A reader overrules", "张三", "cannot tell"]),
    ] {
        let page = server.get(&address).body;
        assert!(words.iter().all(|word| page.contains(word)), "{address} {words:?}: {page}");
    }
    let csv = server.get("/api/v1/promises.csv?year=2021").body;
    assert!(csv.contains("kept,张三,") && csv.contains("cannot_tell"), "{csv}");
    let history = server.json("/api/v1/notes");
    let changes = history["notes"][0]["changes"].as_array().unwrap();
    let steps: Vec<_> = changes.iter().map(|c| (&c["before"], &c["after"])).collect();
    let (first, kept) = (Value::from("cannot_tell"), Value::from("kept"));
    assert_eq!(steps, [(&Value::Null, &first), (&first, &kept)]);
    assert_eq!(changes[1]["source"], "https://example.org/ab");
    assert_eq!(browser.sends(&notes, &[("verdict", "withdraw")]).status, 303);
    assert!(promise(&server, "立体停车库")["items"][0]["noted"].is_null());
    assert_eq!(server.json("/api/v1/notes")["notes"][0]["changes"].as_array().unwrap().len(), 3);
    assert_eq!(browser.sends(&notes, &[("verdict", "withdraw")]).status, 400);
}

#[test]
fn what_was_noted_is_found_again_when_passages_are_numbered_otherwise() {
    let desk = Desk::new();
    archive(&desk, "");
    desk.index("a", &[]).expect(0);
    let server = served(&desk);
    let before = promise(&server, "立体停车库");
    let path = path_of(&before);
    let browser = Browser::at(&server, &path);
    let fields = [("verdict", "kept"), ("reason", "看过")];
    assert_eq!(browser.sends(&format!("{path}/notes"), &fields).status, 303);
    // The report is read better: another text, so another id, and other numbers.
    archive(&desk, "先说一段原来没有读出来的话。\n\n");
    desk.index("a", &["--prune"]).expect(0);
    let begun = std::time::Instant::now();
    let after = loop {
        let after = promise(&server, "立体停车库");
        // Between the commit of reports and that of the ledger it is in none.
        if after["id"].is_string() && after["id"] != before["id"] {
            break after;
        }
        assert!(begun.elapsed().as_secs() < 20, "the commit is not served");
        std::thread::sleep(std::time::Duration::from_millis(100));
    };
    assert_ne!(after["ordinal"], before["ordinal"]);
    assert_eq!(after["items"][0]["noted"]["verdict"], "kept", "{after}");
    assert!(promise(&server, "社区食堂")["items"][0]["noted"].is_null());
    let way = server.get("/notes/1");
    assert_eq!(
        (way.status, way.header("location").unwrap().split('#').next()),
        (303, Some(path_of(&after).as_str()))
    );
    // Another run of the server has it too.
    server.stop();
    let server = served(&desk);
    assert_eq!(promise(&server, "立体停车库")["items"][0]["noted"]["verdict"], "kept");
    // Where no report says it any more, the words are still there.
    std::fs::remove_file(desk.path("a/上海市/徐汇区/2021.txt")).unwrap();
    server.stop();
    desk.index("a", &["--prune"]).expect(0);
    let page = served(&desk).get("/notes/1");
    assert!(page.status == 200 && page.body.contains("设泊位420个"), "{}", page.body);
}

#[test]
fn the_journal_is_exported_and_read_back() {
    let desk = Desk::new();
    archive(&desk, "");
    desk.index("a", &[]).expect(0);
    let server = served(&desk);
    for (words, verdict) in [("立体停车库", "kept"), ("社区食堂", "missed")] {
        let path = path_of(&promise(&server, words));
        let browser = Browser::at(&server, &path);
        let fields = [("verdict", verdict), ("reason", "=看过\n两遍")];
        assert_eq!(browser.sends(&format!("{path}/notes"), &fields).status, 303);
    }
    let csv = server.get("/api/v1/notes.csv").body;
    let rows = |csv: &str| -> Vec<Vec<String>> {
        let bytes = csv.trim_start_matches('\u{feff}').as_bytes();
        let rows = csv::Reader::from_reader(bytes).into_records().map(Result::unwrap);
        // All but where they are listed: a file on a disk has no address.
        rows.map(|row| row.iter().take(row.len() - 1).map(str::to_owned).collect()).collect()
    };
    assert_eq!(rows(&csv).len(), 2, "{csv}");
    // A program reads it back with the token that it was given; what is there is not added again.
    let token = server.json("/api/v1/notes")["token"].as_str().unwrap().to_owned();
    let header = format!("x-suyan-token: {token}");
    let kind = "Content-Type: text/csv";
    let again = server.post("/api/v1/notes.csv", &[&header, kind], &csv);
    assert_eq!((again.status, again.body.as_str()), (200, r#"{"lines":2,"added":0}"#));
    assert_eq!(server.post("/api/v1/notes.csv", &[kind], &csv).status, 403);
    let broken = csv.replace(",missed,", ",好,");
    let refused = server.post("/api/v1/notes.csv", &[&header, kind], &broken);
    assert!(refused.status == 400 && refused.body.contains("第 3 行"), "{}", refused.body);
    // While the server runs nobody else opens it.
    let file = desk.arg("notes");
    let busy = suyan(&["notes", &file]).expect(1);
    assert!(busy.err.contains("正被另一个 suyan 使用"), "{}", busy.err);
    server.stop();
    assert_eq!(rows(&suyan(&["notes", &file]).expect(0).out), rows(&csv));
    desk.write("notes.csv", &csv);
    let (other, table) = (desk.arg("other"), desk.arg("notes.csv"));
    suyan(&["notes", &other, "--add", &table]).expect(0);
    assert_eq!(rows(&suyan(&["notes", &other]).expect(0).out), rows(&csv));
    let server = desk.serve_with(&["--notes", &other]);
    assert_eq!(promise(&server, "社区食堂")["items"][0]["noted"]["note"], "=看过\n两遍");
    suyan(&["notes", &desk.arg("none")]).expect(1);
}

#[test]
fn a_forged_request_is_refused() {
    let desk = Desk::new();
    archive(&desk, "");
    desk.index("a", &[]).expect(0);
    let server = served(&desk);
    let path = path_of(&promise(&server, "立体停车库"));
    let browser = Browser::at(&server, &path);
    let [origin, cookie, kind] = browser.headers();
    let fields = [("verdict", "cannot_tell")];
    let (good, none) = (form(&browser.token, &fields), form("", &fields));
    let evil = "Origin: https://evil.example".to_owned();
    let site = "Sec-Fetch-Site: cross-site".to_owned();
    let program = "x-suyan-token: 00".to_owned();
    for (headers, body) in [
        (vec![&kind, &origin, &cookie], &none),
        (vec![&kind, &evil, &cookie], &good),
        (vec![&kind, &cookie], &good),
        (vec![&kind, &origin], &good),
        (vec![&kind, &origin, &cookie, &site], &good),
        (vec![&kind, &program], &none),
    ] {
        let headers: Vec<&str> = headers.into_iter().map(String::as_str).collect();
        for path in [format!("{path}/notes"), format!("/api/v1{path}/notes")] {
            let answer = server.post(&path, &headers, body);
            assert_eq!(answer.status, 403, "{headers:?} {body}: {}", answer.body);
        }
    }
    assert_eq!(server.json("/api/v1/notes")["total"], 0);
    let headers = [origin.as_str(), &cookie, &kind];
    assert_eq!(server.post(&format!("{path}/notes"), &headers, &good).status, 303);
    // Another name of this machine (DNS rebinding) gets nothing at all.
    let rebound = format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    let answer = crate::support::http::send(server.address(), rebound.as_bytes());
    assert!(answer.status == 421 && !answer.body.contains("token"), "{}", answer.body);
}

#[test]
fn without_the_option_nothing_is_written_and_other_machines_have_no_notes() {
    let desk = Desk::new();
    archive(&desk, "");
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    let path = path_of(&promise(&server, "立体停车库"));
    let page = server.get(&path);
    assert!(page.header("set-cookie").is_none() && page.header("cache-control").is_none());
    assert!(!page.body.contains("<textarea"));
    let kind = "Content-Type: application/x-www-form-urlencoded";
    for path in [format!("{path}/notes"), format!("/api/v1{path}/notes"), "/notes".to_owned()] {
        assert_eq!(server.post(&path, &[kind], "verdict=kept").status, 404, "{path}");
    }
    for path in ["/notes", "/api/v1/notes", "/api/v1/notes.csv"] {
        let answer = server.get(path);
        assert!(answer.status == 404 && answer.body.contains("--notes"), "{path}: {}", answer.body);
    }
    assert_eq!(server.post("/search", &[kind], "q=a").status, 405);
    let (index, notes) = (desk.arg("index"), desk.arg("notes"));
    let open = ["serve", "--index", &index, "--addr", "0.0.0.0:0", "--notes", &notes];
    let refused = suyan(&open).expect(1);
    assert!(refused.err.contains("本机地址"), "{}", refused.err);
    let public = [
        "serve",
        "--index",
        &index,
        "--addr",
        "127.0.0.1:0",
        "--notes",
        &notes,
        "--public-url",
        "https://example.org",
    ];
    assert!(suyan(&public).expect(1).err.contains("--public-url"));
    let archive = desk.arg("a");
    suyan(&["up", &archive, "--index", &index, "--addr", "0.0.0.0:0", "--notes", &notes]).expect(1);
    assert!(!desk.path("notes").exists());
}
