//! `suyan mcp` over a real pipe, line by line: what an assistant quotes stands in the report.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::support::program::{command, wait};
use crate::support::{Desk, Server, encode, project, report};

/// A client that speaks plain lines.
struct Assistant {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    asked: u64,
}

impl Assistant {
    fn start(desk: &Desk) -> Self {
        let mut program = command(&["mcp", "--index", &desk.arg("index")]);
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = program.spawn().unwrap();
        let (to, from) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut started = Self { child, to, from, asked: 0 };
        let answer = started.ask(
            "initialize",
            &json!({
                "protocolVersion": "2025-06-18", "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            }),
        );
        assert_eq!(answer["result"]["serverInfo"]["name"], "suyan", "{answer}");
        started.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        started
    }

    fn say(&mut self, message: &Value) {
        writeln!(self.to.as_mut().unwrap(), "{message}").unwrap();
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.say(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let answer = self.hear();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// The next line: nothing but the protocol may stand there.
    fn hear(&mut self) -> Value {
        let mut line = String::new();
        assert!(self.from.read_line(&mut line).unwrap() > 0, "the server ended");
        let heard: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        assert_eq!(heard["jsonrpc"], "2.0", "{line}");
        heard
    }

    fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.ask("tools/call", &json!({"name": tool, "arguments": arguments}));
        let result = &answer["result"];
        assert_ne!(result["isError"], true, "{tool} {arguments}: {answer}");
        result["structuredContent"].clone()
    }

    fn refused(&mut self, tool: &str, arguments: Value) -> String {
        let answer = self.ask("tools/call", &json!({"name": tool, "arguments": arguments}));
        assert_eq!(answer["result"]["isError"], true, "{tool} {arguments}: {answer}");
        answer["result"]["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Hangs up, and gives the exit code.
    fn end(mut self) -> Option<i32> {
        drop(self.to.take());
        wait(&mut self.child).code()
    }
}

impl Drop for Assistant {
    fn drop(&mut self) {
        // Already ended where the test hung up.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Calls `check` with every quotation of an answer.
fn quotations(value: &Value, check: &mut dyn FnMut(&Value)) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("text") && fields.contains_key("permalink") {
                check(value);
            }
            fields.values().for_each(|inner| quotations(inner, check));
        }
        Value::Array(values) => values.iter().for_each(|inner| quotations(inner, check)),
        _ => {}
    }
}

/// Checks every quotation of an answer against the served report, and says how many there are.
fn verbatim(server: &Server, answer: &Value) -> usize {
    let mut checked = 0;
    quotations(answer, &mut |quote| {
        let id = quote["report"].as_str().unwrap();
        let whole = server.json(&format!("/api/v1/reports/{}", encode(id)));
        let mut passages = whole["passages"].as_array().unwrap().iter();
        let passage = passages.find(|passage| passage["ordinal"] == quote["passage"]).unwrap();
        let (said, text) = (quote["text"].as_str().unwrap(), passage["text"].as_str().unwrap());
        assert!(!said.is_empty() && text.contains(said), "{said} is not in {text}");
        let link = quote["permalink"].as_str().unwrap();
        assert!(
            link.ends_with(&format!("/reports/{}#p{}", encode(id), quote["passage"])),
            "{link}"
        );
        assert!(quote["citation"].as_str().unwrap().contains(link), "{quote}");
        assert_eq!(quote["year"], whole["report"]["year"]);
        assert_eq!(quote["place_code"], whole["report"]["place"]["code"]);
        checked += 1;
    });
    checked
}

fn sample() -> Desk {
    let desk = Desk::new();
    desk.index(project("data").to_str().unwrap(), &[]).expect(0);
    desk
}

#[test]
fn an_assistant_searches_reads_follows_a_promise_and_counts() {
    let desk = sample();
    let server = desk.serve();
    let mut assistant = Assistant::start(&desk);
    let tools = assistant.ask("tools/list", &json!({}));
    let tools: Vec<&str> = tools["result"]["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    assert_eq!(tools, ["search", "read", "promises", "count", "coverage", "places"]);

    let found = assistant.call("search", json!({"q": "立体停车库"}));
    assert_eq!(found["total"], json!({"reports": 1, "passages": 1}));
    assert_eq!(verbatim(&server, &found), 1);
    let (report, passage) = (&found["results"][0]["report"], &found["results"][0]["passage"]);
    let read = assistant.call("read", json!({"report": report, "from": passage, "to": passage}));
    assert_eq!(verbatim(&server, &read), 1);

    let promises = assistant.call("promises", json!({"q": "立体停车库"}));
    let promise = &promises["promises"][0];
    assert_eq!(promise["items"][0]["verdict"], "not_mentioned", "{promises}");
    assert!(verbatim(&server, &promises) >= 1);
    let story = assistant.call("promises", json!({"promise": promise["id"]}));
    assert!(verbatim(&server, &story) >= 1 && story["later"].is_array(), "{story}");

    let counted = assistant.call("count", json!({"words": ["架空线"], "by": ["year"]}));
    let panel = server.json(&format!("/api/v1/panel?by=year&words={}", encode("架空线")));
    assert_eq!(counted["total"]["counts"], panel["total"]["counts"]);
    assert_eq!(counted["snapshot"], panel["snapshot"]);
    assert_eq!(assistant.end(), Some(0));
}

#[test]
fn five_hundred_quotations_stand_where_they_are_cited() {
    let desk = sample();
    let server = desk.serve();
    let mut assistant = Assistant::start(&desk);
    let list = server.json("/api/v1/reports?limit=100");
    let ids = list["reports"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap());
    let texts: Vec<Vec<char>> = ids
        .flat_map(|id| {
            let whole = server.json(&format!("/api/v1/reports/{}", encode(id)));
            let passages = whole["passages"].as_array().unwrap().clone();
            passages.into_iter().map(|p| p["text"].as_str().unwrap().chars().collect())
        })
        .collect();
    let (mut checked, mut dice) = (0, 7_u64);
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % sides
    };
    while checked < 500 {
        let text = &texts[roll(texts.len())];
        let (from, length) = (roll(text.len()), 2 + roll(7));
        let query: String = text.iter().skip(from).take(length).collect();
        if query.trim().is_empty() {
            continue;
        }
        checked += verbatim(&server, &assistant.call("search", json!({"q": query, "limit": 20})));
    }
}

#[test]
fn what_cannot_be_meant_is_answered_with_how_to_ask() {
    let desk = sample();
    let mut assistant = Assistant::start(&desk);
    let cases = [
        ("search", json!({}), "missing_argument"),
        ("search", json!({"q": "绿道", "year": "20x3"}), "bad_year"),
        ("search", json!({"q": "绿道", "limit": 1000}), "bad_argument"),
        ("search", json!({"q": "绿道", "city": "枕江区"}), "unknown_argument"),
        ("read", json!({"report": "../../etc/passwd"}), "not_found"),
        ("promises", json!({"verdict": ["broken"]}), "bad_verdict"),
        ("count", json!({"words": ["绿道"], "by": ["week"]}), "bad_by"),
        ("count", json!({"words": ["绿道"], "snapshot": "0"}), "snapshot_changed"),
    ];
    for (tool, arguments, code) in cases {
        let said = assistant.refused(tool, arguments.clone());
        assert!(said.starts_with(code) && said.contains("example: "), "{arguments}: {said}");
    }
    let none = assistant.ask("tools/call", &json!({"name": "write", "arguments": {}}));
    assert!(none["error"]["message"].as_str().unwrap().contains("search"), "{none}");
    let none = assistant.ask("resources/read", &json!({"uri": "suyan://reports/none"}));
    assert!(none["error"].is_object(), "{none}");
    let none = assistant.ask("no/such/method", &json!({}));
    assert_eq!(none["error"]["code"], -32601, "{none}");
    // A line that is no message is not the end.
    writeln!(assistant.to.as_mut().unwrap(), "{{\"jsonrpc\": nonsense").unwrap();
    let found = loop {
        assistant.say(&json!({"jsonrpc": "2.0", "id": "x", "method": "tools/list"}));
        let heard = assistant.hear();
        if heard["id"] == "x" {
            break heard;
        }
    };
    assert!(found["result"]["tools"].is_array(), "{found}");
}

#[test]
fn a_new_commit_is_seen_by_the_next_call() {
    let desk = Desk::new();
    desk.write("a/徐汇区2022.txt", report("徐汇区", 2022, "新建绿道五公里。"));
    desk.index("a", &[]).expect(0);
    let mut assistant = Assistant::start(&desk);
    let before = assistant.call("search", json!({"q": "绿道"}));
    assert_eq!(before["total"]["reports"], 1);
    desk.write("a/徐汇区2023.txt", report("徐汇区", 2023, "新建绿道六公里。"));
    desk.index("a", &[]).expect(0);
    let after = assistant.call("search", json!({"q": "绿道"}));
    assert_eq!(after["total"]["reports"], 2);
    let said =
        assistant.refused("search", json!({"q": "绿道", "snapshot": before["snapshot"].clone()}));
    assert!(said.starts_with("snapshot_changed"), "{said}");
}

#[test]
fn without_an_index_it_ends_with_one_line_and_says_nothing_on_standard_output() {
    let desk = Desk::new();
    let run = crate::support::suyan(&["mcp", "--index", &desk.arg("index")]).expect(1);
    assert!(run.out.is_empty() && run.err.trim().lines().count() == 1, "{}", run.err);
}
