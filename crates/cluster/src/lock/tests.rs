//! Tests: who holds the lock, and who does not any more.

use std::time::Instant;

use super::*;
use crate::fake::{self, Node, Reply, documents, on};

const PATH: &str = "/a-state/_doc/lock";
const RHYTHM: Rhythm =
    Rhythm { beat: Duration::from_millis(20), patience: Duration::from_millis(120) };

fn take(node: &Node) -> Result<Lock, Error> {
    Lock::take_at(&Arc::new(node.store()), RHYTHM)
}

/// Waits until something is so, for as long as a busy machine may take.
fn wait(is_so: impl Fn() -> bool) -> bool {
    let begun = Instant::now();
    while !is_so() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    is_so()
}

/// A node with documents, before which another answers what it knows better.
fn before(
    shared: &fake::Shared,
    mut other: impl FnMut(&fake::NodeRequest, &mut fake::Documents) -> Option<Reply> + Send + 'static,
) -> Node {
    let shared = Arc::clone(shared);
    Node::new(move |asked| {
        on(&shared, |all| {
            let reply = other(asked, all);
            reply.unwrap_or_else(|| all.answer(asked))
        })
    })
}

fn owner(shared: &fake::Shared) -> Option<Value> {
    on(shared, |all| all.get(PATH).map(|lock| lock["owner"].clone()))
}

#[test]
fn a_lock_is_taken_beats_and_is_given_back() {
    let (node, shared) = documents();
    let lock = take(&node).expect("a lock");
    let beat =
        || on(&shared, |all| all.get(PATH).map_or(0, |lock| lock["beat"].as_u64().unwrap_or(0)));
    assert!(wait(|| beat() > 2));
    assert!(!lock.is_lost());
    assert!(matches!(take(&node), Err(Error::Busy(place)) if place.ends_with("a")));
    drop(lock);
    assert_eq!(owner(&shared), None);
    assert!(take(&node).is_ok());
}

#[test]
fn what_the_dead_left_is_taken_over() {
    let (node, shared) = documents();
    on(&shared, |all| all.put(PATH, document("who died", 3)));
    let lock = take(&node).expect("a lock");
    assert_ne!(owner(&shared), Some(json!("who died")));
    drop(lock);
    assert_eq!(owner(&shared), None);
}

#[test]
fn of_two_who_find_the_dead_one_takes_over() {
    let shared = fake::Shared::default();
    on(&shared, |all| all.put(PATH, document("who died", 3)));
    let node = before(&shared, |asked, all| {
        // The other one is a moment faster.
        if asked.line.contains("if_seq_no") {
            all.put(PATH, document("who was faster", 0));
        }
        None
    });
    assert!(matches!(take(&node), Err(Error::Busy(_))));
    assert_eq!(owner(&shared), Some(json!("who was faster")));
}

#[test]
fn a_lock_that_is_given_back_meanwhile_is_not_taken_from_who_comes_first() {
    let shared = fake::Shared::default();
    on(&shared, |all| all.put(PATH, document("who ends", 9)));
    let node = before(&shared, |asked, all| {
        if asked.line.starts_with("GET") {
            all.remove(PATH);
            let gone = all.answer(asked);
            all.put(PATH, document("who came first", 0));
            return Some(gone);
        }
        None
    });
    assert!(matches!(take(&node), Err(Error::Busy(_))));
    assert_eq!(owner(&shared), Some(json!("who came first")));
    // Where nobody comes, it is free, whenever it was given back.
    for given_back in [1, 2] {
        let (shared, mut looks) = (fake::Shared::default(), 0);
        on(&shared, |all| all.put(PATH, document("who ends", 9)));
        let node = before(&shared, move |asked, all| {
            looks += usize::from(asked.line.starts_with("GET"));
            if looks == given_back && all.get(PATH).is_some_and(|lock| lock["beat"] == 9) {
                all.remove(PATH);
            }
            None
        });
        assert!(take(&node).is_ok(), "{given_back}");
    }
}

#[test]
fn an_answer_that_got_lost_loses_no_lock() {
    // The lock is written, and whoever wrote it is told that the cluster is busy.
    let (shared, mut lost) = (fake::Shared::default(), 0);
    let node = before(&shared, move |asked, all| {
        let is_write = asked.line.starts_with("PUT");
        lost += usize::from(is_write);
        (is_write && lost % 3 == 1).then(|| {
            all.answer(asked);
            Reply::Says(503, json!({}))
        })
    });
    let lock = take(&node).expect("a lock");
    let beat =
        || on(&shared, |all| all.get(PATH).map_or(0, |lock| lock["beat"].as_u64().unwrap_or(0)));
    assert!(wait(|| beat() > 3), "{:?}", node.lines());
    assert!(!lock.is_lost());
}

#[test]
fn who_was_taken_over_knows_it_and_leaves_the_lock() {
    let (node, shared) = documents();
    let lock = take(&node).expect("a lock");
    on(&shared, |all| all.put(PATH, document("who took over", 0)));
    assert!(wait(|| lock.is_lost()));
    drop(lock);
    assert_eq!(owner(&shared), Some(json!("who took over")));
}
