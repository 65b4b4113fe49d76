//! Tests: what a commit names is read as it was written, or not at all.

use std::sync::Arc;

use super::*;
use crate::fake::{Node, Reply, documents, on};

const PATH: &str = "/a-state/_doc/commit";

fn commit(generation: u64) -> ClusterCommit {
    ClusterCommit {
        fingerprint: fingerprint(),
        generation,
        committed: Some("2024-01-02T03:04:05Z".to_owned()),
        reports: 2,
        passages: 30,
        manifest: CommitPieces { name: "m".to_owned(), pieces: 2, bytes: 9 },
        rules: "r".to_owned(),
        counts: CommitPieces { name: "c".to_owned(), pieces: 1, bytes: 3 },
        ..ClusterCommit::default()
    }
}

fn read(node: &Node) -> Result<Option<(ClusterCommit, Version)>, Error> {
    ClusterCommit::read(&node.store(), &Deadline::default())
}

#[test]
fn a_commit_goes_over_the_one_that_was_read() {
    let (node, _) = documents();
    assert_eq!(read(&node).expect("read"), None);
    let store = node.store();
    let first = commit(1).write(&store, None).expect("written").expect("nothing between");
    assert_eq!(read(&node).expect("read"), Some((commit(1), first)));
    let second = commit(2).write(&store, Some(first)).expect("written").expect("the next");
    assert_ne!(first, second);
    // Of two runs one comes too late.
    let other = ClusterCommit { reports: 7, ..commit(2) };
    assert_eq!(other.write(&store, Some(first)).expect("an answer"), None);
    assert_eq!(other.write(&store, None).expect("an answer"), None);
    assert_eq!(read(&node).expect("read"), Some((commit(2), second)));
    // An answer that got lost: what stands there is what was written.
    assert_eq!(commit(2).write(&store, Some(first)).expect("an answer"), Some(second));
}

#[test]
fn a_commit_of_another_version_is_refused_and_a_strange_one_too() {
    let (node, shared) = documents();
    let mut other = serde_json::to_value(commit(1)).expect("a document");
    other["fingerprint"] = json!("suyan-cluster-0/x");
    on(&shared, |all| all.put(PATH, other));
    match read(&node) {
        Err(Error::Fingerprint { found, wanted, path }) => {
            assert_eq!((found.as_str(), wanted), ("suyan-cluster-0/x", fingerprint()));
            assert!(path.ends_with("a"));
        }
        other => panic!("{other:?}"),
    }
    on(&shared, |all| all.put(PATH, json!({"fingerprint": fingerprint(), "generation": "x"})));
    assert!(matches!(read(&node), Err(Error::Index { stage: "reading the commit", .. })));
}

/// Bytes that do not compress.
fn noise(many: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..many).map(|_| next()).collect()
}

#[test]
fn bytes_are_read_as_they_were_written() {
    let (node, shared) = documents();
    let (store, never) = (node.store(), Deadline::default());
    let long = noise(PIECE + 1_000);
    for (bytes, pieces) in [(Vec::new(), 0), (vec![7], 1), (vec![0; 3 * PIECE], 1), (long, 2)] {
        let before = on(&shared, |all| all.paths().len());
        let written = CommitPieces::write(&store, &bytes).expect("written");
        assert_eq!((written.ids().count(), written.bytes), (pieces, bytes.len()));
        assert!(written.read(&store, &never).expect("read") == bytes);
        assert_eq!(on(&shared, |all| all.paths().len()), before + pieces);
        // The same bytes are the same pieces.
        assert_eq!(CommitPieces::write(&store, &bytes).expect("written"), written);
        assert_eq!(on(&shared, |all| all.paths().len()), before + pieces);
    }
    let value = vec!["甲".to_owned(), "乙".to_owned()];
    let json = serde_json::to_vec(&value).expect("bytes");
    let written = CommitPieces::write(&store, &json).expect("written");
    assert_eq!(written.value::<Vec<String>>(&store, &never).expect("read"), value);
    let nothing = CommitPieces::default().value::<Vec<String>>(&store, &never).expect("read");
    assert!(nothing.is_empty());
}

#[test]
fn a_piece_that_is_not_what_was_written_is_damage() {
    let (node, shared) = documents();
    let (store, never) = (node.store(), Deadline::default());
    let written = CommitPieces::write(&store, b"a manifest").expect("written");
    let path = format!("/a-state/_doc/{}", written.ids().next().expect("a piece"));
    let good = on(&shared, |all| all.get(&path).cloned()).expect("a document");
    let other = zstd::bulk::compress(b"b manifest", LEVEL).expect("packed");
    for bad in [
        json!({}),
        json!({"data": "no base 64!"}),
        json!({"data": STANDARD.encode("no archive")}),
        json!({"data": STANDARD.encode(other)}),
    ] {
        on(&shared, |all| all.put(&path, bad.clone()));
        match written.read(&store, &never) {
            Err(Error::Damaged { what, .. }) => assert!(what.starts_with(&written.name), "{what}"),
            other => panic!("{bad}: {other:?}"),
        }
    }
    on(&shared, |all| all.put(&path, good));
    assert_eq!(written.read(&store, &never).expect("read"), b"a manifest");
    on(&shared, |all| all.remove(&path));
    assert!(matches!(written.read(&store, &never), Err(Error::Damaged { .. })));
    // A length that no value of this name has.
    let longer =
        CommitPieces { bytes: 3, ..CommitPieces::write(&store, b"a manifest").expect("w") };
    assert!(matches!(longer.read(&store, &never), Err(Error::Damaged { .. })));
}

#[test]
fn what_a_commit_names_is_kept() {
    let ids = named(&[&commit(1), &ClusterCommit::default()]);
    let ids: Vec<&str> = ids.iter().map(text).collect();
    assert_eq!(ids, ["m-0", "m-1", "c-0", "commit", "lock"]);
}

#[test]
fn a_cluster_without_a_document_is_no_archive_of_another_version() {
    let first = Reply::Mumbles(200, "<html>");
    let (shared, mut said) = (crate::fake::Shared::default(), Some(first));
    let own = Arc::clone(&shared);
    let node =
        Node::new(move |asked| said.take().unwrap_or_else(|| on(&own, |all| all.answer(asked))));
    assert_eq!(read(&node).expect("read"), None);
    assert_eq!(node.asked().len(), 2);
}
