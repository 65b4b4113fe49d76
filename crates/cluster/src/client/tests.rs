//! Tests: what a client does with nodes that answer, do not, or say no.

use serde_json::json;

use super::*;
use crate::fake::{Node, Reply, settings};

/// A client that does not wait for long.
fn client(addresses: &[&str]) -> Client {
    let made = Client::new(&settings(addresses)).expect("a client");
    let short = Duration::from_millis(400);
    Client { reading: short, writing: short, ..made }
}

fn asked(client: &Client, purpose: Purpose) -> Result<ClusterResponse, Error> {
    let body = (purpose == Purpose::Writing).then(|| b"{\"a\":1}".to_vec());
    let method = if purpose == Purpose::Writing { Method::Put } else { Method::Get };
    let deadline = &Deadline::default();
    client.ask(&Ask { method, path: "a/_doc/1", query: &[("q", "1")], body, purpose, deadline })
}

fn read(client: &Client) -> Result<ClusterResponse, Error> {
    asked(client, Purpose::Reading)
}

fn ok() -> Reply {
    Reply::Says(200, json!({"found": true}))
}

fn says(status: u16) -> Reply {
    let error = json!({"type": "some_exception", "reason": "for a reason"});
    Reply::Says(status, json!({"error": error, "status": status}))
}

fn away(result: Result<ClusterResponse, Error>) -> (String, String) {
    match result {
        Err(Error::Away { address, why }) => (address, why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_node_that_is_gone_or_busy_costs_the_way_to_the_next() {
    let (busy, good) = (Node::saying(vec![says(503)]), Node::saying(vec![ok()]));
    for first in [Node::gone(), busy.address.clone()] {
        let client = client(&[&first, &good.address]);
        let before = (busy.asked().len(), good.asked().len());
        for _ in 0..3 {
            assert_eq!(read(&client).expect("an answer").body, json!({"found": true}));
        }
        // The one that answered is asked first from then on.
        let tries = usize::from(first == busy.address);
        assert_eq!((busy.asked().len() - before.0, good.asked().len() - before.1), (tries, 3));
    }
}

#[test]
fn what_passes_is_asked_again_as_it_was() {
    for first in [
        says(429),
        says(500),
        says(503),
        Reply::Breaks,
        Reply::Mumbles(200, "<html>"),
        Reply::Mumbles(502, "bad gateway"),
        Reply::Mumbles(404, "404 page not found"),
    ] {
        let node = Node::saying(vec![first.clone(), first.clone(), ok()]);
        let answer = asked(&client(&[&node.address]), Purpose::Writing);
        assert_eq!(answer.expect("an answer").status, 200, "{first:?}");
        let all = node.asked();
        assert_eq!(all.len(), 3, "{first:?}");
        let is_same = |one: &crate::fake::NodeRequest| {
            one.line == "PUT /a/_doc/1?q=1" && one.body == "{\"a\":1}"
        };
        assert!(all.iter().all(is_same), "{all:?}");
    }
}

#[test]
fn a_refusal_is_an_answer() {
    for status in [200, 201, 400, 404, 409, 413] {
        let node = Node::saying(vec![says(status)]);
        let answer = read(&client(&[&node.address])).expect("an answer");
        assert_eq!((answer.status, node.asked().len()), (status, 1));
        let told = said(answer.status, &answer.body);
        assert_eq!(told, format!("{status} some_exception: for a reason"));
    }
    // An answer without a document, as to whether an index is there.
    let node = Node::saying(vec![Reply::Says(404, Value::Null)]);
    let answer = read(&client(&[&node.address])).expect("an answer");
    assert_eq!((answer.status, answer.body), (404, Value::Null));
}

#[test]
fn who_has_no_right_is_told_at_once() {
    for (status, purpose, writes) in [(401, Purpose::Reading, false), (403, Purpose::Writing, true)]
    {
        let node = Node::saying(vec![says(status)]);
        let error = asked(&client(&[&node.address]), purpose).expect_err("no right");
        assert_eq!(node.asked().len(), 1);
        let verb = if writes { "write" } else { "read" };
        let wanted =
            format!("no right to {verb} {}: {status} some_exception: for a reason", node.address);
        assert_eq!(error.to_string(), wanted);
        assert!(matches!(error, Error::Denied { writes: is, .. } if is == writes));
    }
}

#[test]
fn a_cluster_that_does_not_answer_is_away_with_its_last_word() {
    let (one, other) = (Node::saying(vec![says(500)]), Node::saying(vec![says(503)]));
    let (address, why) = away(read(&client(&[&one.address, &other.address])));
    assert_eq!(address, format!("{}、{}", one.address, other.address));
    assert_eq!(why, "503 some_exception: for a reason");
    // Every node was asked as often, after each pause all of them.
    assert_eq!(one.asked().len(), other.asked().len());
    assert!(one.asked().len() > 1);
    let (_, why) = away(read(&client(&[&Node::gone()])));
    assert!(!why.is_empty());
    let strange = Node::saying(vec![Reply::Mumbles(200, "<html>hello</html>")]);
    let (_, why) = away(asked(&client(&[&strange.address]), Purpose::Writing));
    assert_eq!(why, "200 without a document");
    assert_eq!(said(503, &json!({"error": "no leader"})), "503 no leader");
    assert_eq!(said(503, &Value::Null), "503");
}

#[test]
fn who_asks_is_told_in_the_head() {
    let node = Node::saying(vec![ok()]);
    let user = Some(("reader".to_owned(), crate::settings::Secret("s3:cret".to_owned())));
    let client =
        Client::new(&ClusterSettings { user, ..settings(&[&node.address]) }).expect("a client");
    for path in ["a/_search", "_bulk", "a/_msearch"] {
        let (method, purpose) = (Method::Post, Purpose::Reading);
        let (query, deadline): (&[_], _) = (&[], &Deadline::default());
        let body = Some(b"{}\n".to_vec());
        client.ask(&Ask { method, path, query, body, purpose, deadline }).expect("an answer");
    }
    let asked = node.asked();
    // reader:s3:cret in base 64.
    let is_told = |one: &crate::fake::NodeRequest| {
        one.head
            .iter()
            .any(|line| line.eq_ignore_ascii_case("authorization: Basic cmVhZGVyOnMzOmNyZXQ="))
    };
    assert!(asked.iter().all(is_told), "{asked:?}");
    let kinds: Vec<bool> = asked
        .iter()
        .map(|one| one.head.contains(&"content-type: application/x-ndjson".to_owned()))
        .collect();
    assert_eq!(kinds, [false, true, true]);
}

#[test]
fn a_request_that_is_given_up_is_not_asked_again() {
    let node = Node::saying(vec![Reply::Nothing]);
    let client = client(&[&node.address]);
    let ask = |deadline: &Deadline| {
        let (method, purpose) = (Method::Get, Purpose::Reading);
        client.ask(&Ask { method, path: "a", query: &[], body: None, purpose, deadline })
    };
    assert!(matches!(ask(&Deadline::after(Duration::ZERO)), Err(Error::TimedOut)));
    assert!(node.asked().is_empty());
    assert!(matches!(ask(&Deadline::after(Duration::from_millis(200))), Err(Error::TimedOut)));
    assert_eq!(node.asked().len(), 1);
}
