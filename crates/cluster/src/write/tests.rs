//! Tests: what a writer sends, and which commits it makes and does not make.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use suyan_corpus::{Facts, Part};

use super::*;
use crate::fake::{Node, NodeRequest, Reply, Shared, on, settings};

const COMMIT: &str = "/a-state/_doc/commit";
const LOCK: &str = "/a-state/_doc/lock";

/// A node that keeps what is written to it, and says how much there is.
struct Kept {
    node: Node,
    state: Shared,
    /// Index and id of every document that a bulk request left there.
    ids: Arc<Mutex<BTreeSet<(String, String)>>>,
    /// So many documents get lost on their way.
    loses: Arc<AtomicUsize>,
}

impl Kept {
    fn new() -> Self {
        let (state, loses) = (Shared::default(), Arc::new(AtomicUsize::new(0)));
        let ids: Arc<Mutex<BTreeSet<(String, String)>>> = Arc::default();
        let (documents, known, losing) = (Arc::clone(&state), Arc::clone(&ids), Arc::clone(&loses));
        let node = Node::new(move |asked| {
            let path = asked.line.split(['?', ' ']).nth(1).unwrap_or_default().to_owned();
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            if path == "/_bulk" {
                bulk(asked, &mut known, &losing);
                return Reply::Says(200, json!({"errors": false, "items": []}));
            }
            if let Some(index) = path.strip_suffix("/_search") {
                let of_index = known.iter().filter(|one| index == format!("/{}", one.0)).count();
                let hits = json!({"hits": [], "total": {"value": of_index}});
                return Reply::Says(200, json!({"_shards": {"failed": 0}, "hits": hits}));
            }
            if path.ends_with("/_refresh") || asked.line.starts_with("HEAD") {
                return Reply::Says(200, json!({"_shards": {"failed": 0}}));
            }
            on(&documents, |all| all.answer(asked))
        });
        Self { node, state, ids, loses }
    }

    fn writer(&self) -> ClusterWriter {
        ClusterWriter::open(&settings(&[&self.node.address])).expect("a writer")
    }

    /// The documents of an index.
    fn many(&self, index: &str) -> usize {
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        ids.iter().filter(|one| one.0 == index).count()
    }

    fn commit(&self) -> Option<Value> {
        on(&self.state, |all| all.get(COMMIT).cloned())
    }

    /// All that bulk requests brought, line by line.
    fn lines(&self) -> Vec<Value> {
        let bulk = self.node.asked().into_iter().filter(|asked| asked.line == "POST /_bulk");
        let bodies: Vec<String> = bulk.map(|asked| asked.body).collect();
        let lines = bodies.iter().flat_map(|body| body.lines());
        lines.map(|line| serde_json::from_str(line).expect("a line")).collect()
    }
}

fn bulk(asked: &NodeRequest, known: &mut BTreeSet<(String, String)>, loses: &AtomicUsize) {
    for line in asked.body.lines() {
        let line: Value = serde_json::from_str(line).expect("a line");
        let id =
            |about: &Value| (text(&about["_index"]).to_owned(), text(&about["_id"]).to_owned());
        let is_lost = || {
            let one_less = |many: usize| many.checked_sub(1);
            loses.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
        };
        if let Some(about) = line.get("index").filter(|_| !is_lost()) {
            known.insert(id(about));
        }
        if let Some(about) = line.get("delete") {
            known.remove(&id(about));
        }
    }
}

fn report(id: &str, texts: &[&str]) -> Report {
    let passage = |(ordinal, text): (u32, &&str)| Passage {
        ordinal,
        part: Part::Tasks,
        heading: vec!["一、任务".to_owned()],
        is_heading: false,
        text: (*text).to_owned(),
    };
    let facts = Facts { title: id.to_owned(), year: Some(2020), ..Facts::default() };
    Report { id: id.to_owned(), facts, passages: (1..).zip(texts).map(passage).collect() }
}

#[test]
fn what_is_put_is_there_with_its_terms_once_it_is_committed() {
    let kept = Kept::new();
    let mut writer = kept.writer();
    assert!(writer.committed().expect("nothing").is_none());
    assert!(writer.manifest().expect("nothing").is_empty());
    writer.put(&report("x", &["养老", "水库"])).expect("put");
    writer.put(&report("y", &["公园"])).expect("put");
    assert_eq!(kept.commit(), None);
    writer.commit(b"first").expect("a commit");
    assert_eq!((kept.many("a-passages"), kept.many("a-reports")), (3, 2));
    let lines = kept.lines();
    let first = lines.iter().position(|line| line["text"] == "养老").expect("a passage");
    let handle = handle("x");
    let about = json!({"_index": "a-passages", "_id": format!("{handle}-1-1"), "routing": handle});
    assert_eq!(lines[first - 1], json!({"index": about}));
    let passage = json!({
        "report": "x", "ordinal": 1, "part": Part::Tasks as u8, "is_heading": false,
        "heading": ["一、任务"], "text": "养老", "kind": report("x", &[]).facts.kind as u8,
        "year": 2020, "from": 1, "chars": "养 老", "pairs": "养老 老",
    });
    assert_eq!(lines[first], passage);
    // Shards are told by routing, but for what has one shard only.
    let of_report = lines.iter().position(|line| line["characters"] == 4).expect("a report");
    let about = json!({"_index": "a-reports", "_id": format!("{handle}-1")});
    assert_eq!(lines[of_report - 1], json!({"index": about}));
    let commit = kept.commit().expect("a commit");
    assert_eq!(
        (&commit["generation"], &commit["reports"], &commit["passages"]),
        (&json!(1), &json!(2), &json!(3))
    );
    assert_eq!(writer.manifest().expect("a manifest"), b"first");
    // The next one goes over it, and whoever comes then begins with it.
    writer.commit(b"second").expect("a commit");
    assert_eq!(kept.commit().expect("a commit")["generation"], 2);
    drop(writer);
    assert_eq!(kept.writer().manifest().expect("a manifest"), b"second");
}

#[test]
fn what_is_put_again_or_taken_away_before_a_commit_leaves_nothing() {
    let kept = Kept::new();
    let mut writer = kept.writer();
    writer.put(&report("x", &["养老", "水库", "公园"])).expect("put");
    writer.put(&report("x", &["养老"])).expect("put");
    writer.put(&report("y", &["公园", "水库"])).expect("put");
    writer.remove("y").expect("removed");
    writer.remove("never there").expect("nothing");
    writer.put(&report("z", &[])).expect("put");
    writer.put(&report("z", &["农业", "农业"])).expect("put");
    writer.commit(b"").expect("a commit");
    assert_eq!((kept.many("a-passages"), kept.many("a-reports")), (3, 2));
    let commit = kept.commit().expect("a commit");
    assert_eq!((&commit["reports"], &commit["passages"]), (&json!(2), &json!(3)));
}

#[test]
fn what_got_lost_is_missed_before_it_is_committed() {
    let kept = Kept::new();
    let mut writer = kept.writer();
    kept.loses.store(1, Ordering::Relaxed);
    writer.put(&report("x", &["养老", "水库"])).expect("put");
    let told = writer.commit(b"").expect_err("a passage is missing").to_string();
    let wanted = "committing: 1 reports and 1 passages are there, 1 and 2 should be";
    assert_eq!(told, wanted);
    assert_eq!(kept.commit(), None);
    // Put again, it is all there.
    writer.put(&report("x", &["养老", "水库"])).expect("put");
    writer.commit(b"").expect("a commit");
    assert_eq!(kept.commit().expect("a commit")["passages"], 2);
}

#[test]
fn of_two_writers_one_comes_too_late() {
    let kept = Kept::new();
    let mut writer = kept.writer();
    writer.commit(b"first").expect("a commit");
    let mut other = kept.commit().expect("a commit");
    other["generation"] = json!(2);
    other["reports"] = json!(7);
    on(&kept.state, |all| all.put(COMMIT, other.clone()));
    writer.put(&report("x", &["养老"])).expect("put");
    assert!(matches!(writer.commit(b"second"), Err(Error::Busy(_))));
    assert_eq!(kept.commit(), Some(other));
}

#[test]
fn who_lost_the_lock_commits_nothing() {
    let kept = Kept::new();
    let mut writer = kept.writer();
    on(&kept.state, |all| all.put(LOCK, json!({"owner": "who took over", "beat": 0})));
    let begun = Instant::now();
    while !writer.lock.is_lost() && begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(matches!(writer.commit(b""), Err(Error::Busy(_))));
    assert_eq!(kept.commit(), None);
    drop(writer);
    let lock = on(&kept.state, |all| all.get(LOCK).cloned()).expect("a lock");
    assert_eq!(lock["owner"], "who took over");
}
