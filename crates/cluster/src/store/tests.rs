//! Tests: what a cluster says becomes a value or an error, and never a shorter answer.

use std::time::Duration;

use super::*;
use crate::fake::{Node, NodeRequest, Reply};

const NEVER: fn() -> Deadline = Deadline::default;

fn refusal() -> Value {
    json!({"error": {"root_cause": [{"type": "strict", "reason": "no field"}], "type": "outer"}})
}

fn node(status: u16, body: Value) -> Node {
    Node::saying(vec![Reply::Says(status, body)])
}

fn hits(from: usize, to: usize) -> Value {
    let hit = |at: usize| json!({"_id": at.to_string(), "sort": [format!("r{at}"), at]});
    json!({"_shards": {"failed": 0}, "hits": {"hits": (from..to).map(hit).collect::<Vec<_>>()}})
}

#[test]
fn a_document_is_got_with_its_version() {
    let found = json!({"_seq_no": 7, "_primary_term": 2, "_source": {"a": 1}});
    let node = node(200, found);
    let document = node.store().get("a-state", "x", &NEVER()).expect("got").expect("there");
    assert_eq!((document.version, document.source), ((7, 2), json!({"a": 1})));
    assert_eq!(node.lines(), ["GET /a-state/_doc/x"]);
    let gone = self::node(404, json!({"found": false}));
    assert!(gone.store().get("a-state", "x", &NEVER()).expect("got").is_none());
    let refused = self::node(400, refusal()).store().get("a-state", "x", &NEVER());
    let told = refused.expect_err("refused").to_string();
    assert_eq!(told, "reading the archive: 400 strict: no field");
}

#[test]
fn a_document_is_put_over_what_was_read() {
    let cases = [
        (Over::Nothing, "PUT /i/_create/x"),
        (Over::Anything, "PUT /i/_doc/x"),
        (Over::Version((7, 2)), "PUT /i/_doc/x?if_seq_no=7&if_primary_term=2"),
    ];
    for (over, line) in cases {
        let node = node(201, json!({"_seq_no": 8, "_primary_term": 2}));
        let version = node.store().put("i", "x", &json!({"a": 1}), over).expect("put");
        assert_eq!((version, node.lines()), (Some((8, 2)), vec![line.to_owned()]));
        assert_eq!(node.asked()[0].json(), json!({"a": 1}));
        let other = self::node(409, json!({})).store().put("i", "x", &json!({}), over);
        assert_eq!(other.expect("an answer"), None);
        let refused = self::node(400, refusal()).store().put("i", "x", &json!({}), over);
        assert!(refused.expect_err("refused").to_string().ends_with("strict: no field"));
    }
}

#[test]
fn an_answer_that_lacks_a_shard_is_none() {
    let search =
        |status: u16, body: Value| node(status, body).store().search("i", &json!({}), &NEVER());
    assert!(search(200, hits(0, 2)).is_ok());
    let lacking = json!({"_shards": {"failed": 1}, "hits": {"hits": []}});
    for body in [lacking, json!({"hits": {"hits": []}}), json!({})] {
        let said = search(200, body.clone());
        assert!(matches!(said, Err(Error::Away { .. })), "{body}: {said:?}");
    }
    let late = json!({"timed_out": true, "_shards": {"failed": 0}, "hits": {"hits": []}});
    assert!(matches!(search(200, late), Err(Error::TimedOut)));
    assert!(matches!(search(404, refusal()), Err(Error::Missing(_))));
    assert!(matches!(search(400, refusal()), Err(Error::Index { stage: "searching", .. })));
    let node = node(200, hits(0, 0));
    node.store().search("i", &json!({"q": 1}), &NEVER()).expect("found");
    let line = &node.lines()[0];
    assert!(line.starts_with("POST /i/_search?"), "{line}");
    assert!(line.contains("allow_partial_search_results=false"), "{line}");
}

#[test]
fn every_hit_is_gone_through_page_by_page() {
    let pages = vec![hits(0, AT_ONCE), hits(AT_ONCE, AT_ONCE + 3)];
    let replies = pages.into_iter().map(|page| Reply::Says(200, page));
    let node = Node::saying(replies.collect());
    let mut seen = Vec::new();
    let body = json!({"query": {"match_all": {}}, "_source": ["report"]});
    let mut take = |hit: &Value| {
        seen.push(hit["sort"][1].as_u64().unwrap_or(u64::MAX));
        Ok(())
    };
    node.store().each("i", &body, &["report", "ordinal"], &NEVER(), &mut take).expect("all");
    assert!(seen.iter().copied().eq(0..AT_ONCE as u64 + 3), "{}", seen.len());
    let asked: Vec<Value> = node.asked().iter().map(NodeRequest::json).collect();
    assert_eq!(asked.len(), 2);
    for one in &asked {
        assert_eq!(one["sort"], json!([{"report": "asc"}, {"ordinal": "asc"}]));
        assert_eq!((&one["size"], &one["_source"]), (&json!(AT_ONCE), &json!(["report"])));
    }
    assert!(asked[0].get("search_after").is_none());
    let last = AT_ONCE - 1;
    assert_eq!(asked[1]["search_after"], json!([format!("r{last}"), last]));
    // An error of whoever takes ends it.
    let node = self::node(200, hits(0, 5));
    let mut taken = 0;
    let ended = node.store().each("i", &body, &["report"], &NEVER(), &mut |_| {
        taken += 1;
        if taken == 2 { Err(Error::TimedOut) } else { Ok(()) }
    });
    assert!(matches!(ended, Err(Error::TimedOut)) && taken == 2);
}

#[test]
fn several_documents_come_in_the_order_in_which_they_were_asked_for() {
    let wanted = ["x", "y", "z"].map(|id| (id.to_owned(), format!("r-{id}")));
    let found = |id: &str| json!({"_id": id, "found": true, "_source": {"id": id}});
    let missing = json!({"_id": "y", "found": false});
    let node = node(200, json!({"docs": [found("x"), missing, found("z")]}));
    let got = node.store().several("i", &wanted, &NEVER()).expect("got");
    assert_eq!(got, [Some(json!({"id": "x"})), None, Some(json!({"id": "z"}))]);
    let asked = node.asked()[0].json();
    assert_eq!(asked["docs"][1], json!({"_id": "y", "routing": "r-y"}));
    // Fewer than were asked for, or one that could not be read, are no answer.
    let failed = json!({"_id": "y", "error": {"type": "no_shard_available_action_exception"}});
    for docs in
        [json!([found("x"), found("y")]), json!([found("x"), failed, found("z")]), json!(null)]
    {
        let said = self::node(200, json!({"docs": docs})).store().several("i", &wanted, &NEVER());
        assert!(matches!(said, Err(Error::Away { .. })), "{docs}: {said:?}");
    }
    let quiet = self::node(500, json!({}));
    assert!(quiet.store().several("i", &[], &NEVER()).expect("nothing").is_empty());
    assert!(quiet.asked().is_empty());
}

/// The lines of a bulk request: two documents with one to be taken away between.
const LINES: &str = "{\"index\":{\"_id\":\"x\"}}\n{\"a\":1}\n{\"delete\":{\"_id\":\"y\"}}\n\
                     {\"index\":{\"_id\":\"z\"}}\n{\"a\":3}\n";

fn items(statuses: [u16; 3]) -> Reply {
    let item = |name: &str, status: u16| {
        let error = json!({"type": "strict", "reason": "no field"});
        json!({name: {"status": status, "error": error}})
    };
    let [x, y, z] = statuses;
    let items = [item("index", x), item("delete", y), item("index", z)];
    Reply::Says(200, json!({"errors": statuses.iter().any(|one| *one > 299), "items": items}))
}

fn written() -> Reply {
    Reply::Says(200, json!({"errors": false, "items": []}))
}

fn bulk(replies: Vec<Reply>) -> (Result<(), Error>, Vec<String>) {
    let node = Node::saying(replies);
    let done = node.store().bulk(LINES.as_bytes().to_vec());
    (done, node.asked().into_iter().map(|asked| asked.body).collect())
}

#[test]
fn what_a_busy_cluster_refuses_is_written_again_and_nothing_else() {
    let all = LINES.to_owned();
    let (_, after_x) = LINES.split_at(LINES.find("{\"delete").unwrap_or(0));
    let (done, sent) = bulk(vec![items([200, 200, 201])]);
    assert!(done.is_ok() && sent == [all.clone()]);
    // What is to be taken away and is not there is gone.
    assert!(bulk(vec![items([201, 404, 201])]).0.is_ok());
    let (done, sent) = bulk(vec![items([201, 429, 503]), written()]);
    assert!(done.is_ok(), "{done:?}");
    assert_eq!(sent, [all.clone(), after_x.to_owned()]);
    let (done, sent) = bulk(vec![items([503, 200, 200]), items([429, 200, 200]), written()]);
    assert!(done.is_ok(), "{done:?}");
    let x = "{\"index\":{\"_id\":\"x\"}}\n{\"a\":1}\n";
    assert_eq!(sent, [all, x.to_owned(), x.to_owned()]);
}

#[test]
fn what_a_cluster_refuses_for_good_is_an_error() {
    for statuses in [[400, 200, 200], [200, 200, 400], [404, 200, 200], [409, 200, 200]] {
        let (done, sent) = bulk(vec![items(statuses)]);
        let told = done.expect_err("refused").to_string();
        assert!(told.ends_with("strict: no field"), "{told}");
        assert_eq!(sent.len(), 1);
    }
    let (done, _) = bulk(vec![Reply::Says(400, refusal())]);
    assert!(done.is_err());
}

#[test]
fn what_nothing_is_said_of_is_written_again() {
    let item = json!({"index": {"status": 201}});
    let short = Reply::Says(200, json!({"errors": true, "items": [item]}));
    let (done, sent) = bulk(vec![short, written()]);
    assert!(done.is_ok(), "{done:?}");
    assert_eq!(sent.len(), 2);
    assert!(sent[1].starts_with("{\"delete\"") && LINES.ends_with(&sent[1]), "{}", sent[1]);
    for strange in [json!({}), json!({"items": [1]}), json!([])] {
        let (done, sent) = bulk(vec![Reply::Says(200, strange.clone()), written()]);
        assert!(done.is_ok());
        assert_eq!(sent, [LINES, LINES], "{strange}");
    }
}

#[test]
fn what_is_written_is_shown_by_every_shard_or_not_at_all() {
    let refresh = |status, body| node(status, body).store().refresh("i");
    assert!(refresh(200, json!({"_shards": {"failed": 0}})).is_ok());
    for body in [json!({"_shards": {"failed": 1}}), json!({})] {
        assert!(refresh(200, body).is_err());
    }
    assert!(refresh(404, refusal()).is_err());
}

#[test]
fn all_that_a_query_finds_is_taken_away() {
    let hits = json!([{"_id": "x", "_routing": "r"}, {"_id": "y"}]);
    let found = json!({"_shards": {"failed": 0}, "hits": {"hits": hits}});
    let mut searches = 0;
    let node = Node::new(move |asked| {
        if asked.line.contains("/_search") {
            searches += 1;
            let none = self::hits(0, 0);
            return Reply::Says(200, if searches == 1 { found.clone() } else { none });
        }
        Reply::Says(200, json!({"errors": false, "_shards": {"failed": 0}}))
    });
    node.store().delete_all("i", &json!({"match_all": {}})).expect("done");
    let asked = node.asked();
    let lines: Vec<&str> =
        asked.iter().map(|one| one.line.split('?').next().unwrap_or_default()).collect();
    assert_eq!(lines, ["POST /i/_search", "POST /_bulk", "POST /i/_refresh", "POST /i/_search"]);
    let deleted: Vec<Value> =
        asked[1].body.lines().map(|line| serde_json::from_str(line).unwrap_or_default()).collect();
    let about = |about: Value| json!({"delete": about});
    assert_eq!(
        deleted,
        [
            about(json!({"_index": "i", "_id": "x", "routing": "r"})),
            about(json!({"_index": "i", "_id": "y"}))
        ]
    );
}

#[test]
fn indexes_are_made_where_they_are_not_the_state_last() {
    let answer = |there: &'static [&'static str], made: u16, said: Value| {
        Node::new(move |asked| {
            let is_there = there.iter().any(|name| asked.line.ends_with(name));
            match asked.line.starts_with("HEAD") {
                true => Reply::Says(if is_there { 200 } else { 404 }, Value::Null),
                false => Reply::Says(made, said.clone()),
            }
        })
    };
    let puts = |node: &Node| -> Vec<String> {
        node.lines().into_iter().filter(|line| line.starts_with("PUT")).collect()
    };
    let none = answer(&[], 200, json!({}));
    none.store().make().expect("made");
    let all = ["PUT /a-passages", "PUT /a-reports", "PUT /a-ledger", "PUT /a-state"];
    assert_eq!(puts(&none), all);
    let some = answer(&["a-passages", "a-state"], 200, json!({}));
    some.store().make().expect("made");
    assert_eq!(puts(&some), ["PUT /a-reports", "PUT /a-ledger"]);
    // Somebody else made it meanwhile; or it cannot be made.
    let exists = json!({"error": {"type": "resource_already_exists_exception", "reason": "a"}});
    assert!(answer(&[], 400, exists).store().make().is_ok());
    assert!(answer(&[], 400, refusal()).store().make().is_err());
}

#[test]
fn a_silent_cluster_ends_with_the_request() {
    let node = Node::saying(vec![Reply::Nothing]);
    let deadline = Deadline::after(Duration::from_millis(150));
    let said = node.store().search("i", &json!({}), &deadline);
    assert!(matches!(said, Err(Error::TimedOut)), "{said:?}");
}
