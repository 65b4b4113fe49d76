//! Removals, merges and full segments beside one another.

use suyan_corpus::{Facts, Passage};
use suyan_search::{Backend, Filters, SearchRequest, VocabularyRequest};

use super::*;
use crate::Index;

mod differential;
mod schedules;

const OPTIONS: WriterOptions = WriterOptions { threads: 4, memory: 1 << 20 };

fn report(number: usize, state: usize) -> Report {
    let text = |at: usize| format!("第{number}号工程{}完成，另有{}处在建。", at * 7 % 5, state);
    let passage = |at: usize| Passage {
        ordinal: at as u32 + 1,
        text: text(at),
        heading: Vec::new(),
        is_heading: false,
        part: suyan_corpus::Part::Tasks,
    };
    let facts = Facts { title: format!("报告{number}"), ..Facts::default() };
    let passages = (0..2 + number % 4).map(passage).collect();
    Report { id: format!("r{number}"), facts, passages }
}

/// What an index says, its segments aside.
fn told(folder: &Path) -> String {
    let index = Index::open(folder).expect("open");
    let reports = index.reports(&Filters::default(), 1_000, 0).expect("a list").reports;
    let full = reports.iter().map(|head| index.report(&head.id).expect("a report"));
    let mut told = format!("{:?}", full.collect::<Vec<_>>());
    let words = index.vocabulary(&VocabularyRequest::default()).expect("a vocabulary");
    told += &format!("{words:?}");
    for query in ["工程", "完成 在建", "工程 处 隧道", "3处在建", "号"] {
        let query = query.to_owned();
        let request = SearchRequest { query, limit: 99, ..SearchRequest::default() };
        told += &format!("{:?}", index.search(&request).expect("an answer"));
    }
    told
}

/// Reports are put by several threads, put again and removed, into segments that soon are full;
/// there are so many segments that they are merged meanwhile.
#[test]
fn full_segments_and_merges_beside_removals_change_no_answer() {
    let top = tempfile::tempdir().expect("a folder");
    let (lived, fresh) = (top.path().join("lived"), top.path().join("fresh"));
    let rooms = [Room { passages: 20, ..Room::ALL }, Room { terms: 250, ..Room::ALL }];
    for (seed, room) in rooms.into_iter().enumerate() {
        let mut writer = IndexWriter::open(&lived, OPTIONS).expect("a writer");
        writer.room = room;
        for state in 0..6 {
            std::thread::scope(|scope| {
                for thread in 0..4 {
                    let writer = &writer;
                    scope.spawn(move || {
                        for number in (thread..120).step_by(4) {
                            match (number * 31 + state * 17 + seed) % 5 {
                                0 => writer.remove(&report(number, 0).id).expect("remove"),
                                _ => writer.put(&report(number, state)).expect("put"),
                            }
                        }
                    });
                }
            });
            writer.commit(b"").expect("commit");
        }
        writer.inner.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
        (0..120).for_each(|number| match number % 3 {
            0 => writer.remove(&report(number, 0).id).expect("remove"),
            _ => writer.put(&report(number, 9)).expect("put"),
        });
        writer.commit(b"").expect("commit");
        let segments = writer.inner.index().searchable_segment_ids().expect("segments").len();
        assert!(segments > 5, "no segment was ever full");
        writer.finish().expect("finish");
        let mut writer = IndexWriter::open(&fresh, OPTIONS).expect("a writer");
        let kept = (0..120).filter(|number| number % 3 != 0);
        kept.for_each(|number| writer.put(&report(number, 9)).expect("put"));
        writer.commit(b"").expect("commit");
        writer.finish().expect("finish");
        assert_eq!(told(&lived), told(&fresh), "{room:?}");
        assert!(crate::store::check(&lived).expect("a check").damaged.is_empty());
    }
}

/// The one thread that merges is at work on large segments when the commit comes, so that small
/// ones, whose merge was begun before it, are merged after it.
#[test]
fn a_merge_that_outlasts_a_commit_loses_no_report() {
    let top = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(top.path(), OPTIONS).expect("a writer");
    let put = |number, state| writer.put(&report(number, state)).expect("put");
    for state in 0..4 {
        (0..3_000).for_each(|number| put(10_000 * state + number, state));
        put(10_000 * state, state);
    }
    for state in 0..4 {
        put(40_001 + state, state);
        put(40_000, state);
    }
    writer.commit(b"").expect("commit");
    writer.finish().expect("finish");
    let index = Index::open(top.path()).expect("open");
    let newest = index.report("r40000").expect("a report").expect("the report is there");
    assert_eq!(newest.passages[0].text, report(40_000, 3).passages[0].text);
    assert_eq!(index.reports(&Filters::default(), 1, 0).expect("a list").total, 12_005);
}

/// The commit of the ledger has the manifest of the commit before it.
#[test]
fn a_manifest_that_is_the_same_is_not_written_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    let mut names = Vec::new();
    for manifest in [&b"one"[..], b"one", b"two", b"one"] {
        writer.commit(manifest).expect("commit");
        assert_eq!(writer.manifest().expect("a manifest"), manifest);
        let files = fs::read_dir(folder.path()).expect("the folder");
        let files =
            files.map(|file| file.expect("a file").file_name().into_string().expect("text"));
        names.push(files.filter(|name| name.starts_with("manifest-")).collect::<Vec<_>>());
    }
    let [first, second, third, fourth] = &names[..] else { panic!("{names:?}") };
    assert!(first.len() == 1 && first == second, "{names:?}");
    assert!(third.len() == 1 && third != second && fourth != third, "{names:?}");
}

fn ids(folder: &Path) -> Vec<String> {
    let list = Index::open(folder).expect("open").reports(&Filters::default(), 99, 0);
    let mut ids: Vec<String> =
        list.expect("a list").reports.iter().map(|head| head.id.clone()).collect();
    ids.sort();
    ids
}

#[test]
fn a_removal_of_what_was_never_there_takes_nothing_away_that_is_put_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    for number in 0..3 {
        writer.remove(&report(number, 0).id).expect("remove");
        writer.put(&report(number, 1)).expect("put");
    }
    writer.remove("r1").expect("remove");
    writer.commit(b"").expect("commit");
    assert_eq!(ids(folder.path()), ["r0", "r2"]);
}

/// tantivy stamps the first removal of a writer like the last commit, up to which merges apply them.
#[test]
fn a_merge_publishes_no_removal_before_its_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    for number in 0..3 {
        writer.put(&report(number, 0)).expect("put");
        writer.commit(b"").expect("commit");
    }
    writer.finish().expect("finish");
    for gone in ["r1", "r2"] {
        let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
        writer.remove(gone).expect("remove");
        let segments = writer.inner.index().searchable_segment_ids().expect("segments");
        writer.inner.merge(&segments).wait().expect("a merge");
        assert_eq!(ids(folder.path()), ["r0", "r1", "r2"], "{gone} is not committed");
    }
    let mut writer = IndexWriter::open(folder.path(), OPTIONS).expect("a writer");
    writer.remove("r2").expect("remove");
    writer.commit(b"").expect("commit");
    assert_eq!(ids(folder.path()), ["r0", "r1"]);
}

#[test]
fn nothing_is_written_to_a_folder_behind_its_writer() {
    use tantivy::Directory as _;
    let top = tempfile::tempdir().expect("a folder");
    let folder = Folder::for_writing(top.path()).expect("the folder");
    let (kept, other) = (Path::new("kept.json"), Path::new("other.json"));
    folder.atomic_write(kept, b"kept").expect("written");
    let closing = folder.closing();
    let held = folder.clone();
    held.atomic_write(other, b"other").expect("it is open until the writer is gone");
    drop(closing);
    assert!(held.delete(kept).is_err());
    assert!(held.atomic_write(kept, b"changed").is_err());
    assert!(held.open_write(Path::new("new.json")).is_err());
    assert_eq!(folder.atomic_read(kept).expect("read"), b"kept");
    assert_eq!(
        fs::read_dir(top.path())
            .expect("files")
            .filter(|file| {
                file.as_ref()
                    .is_ok_and(|file| file.path().extension().is_some_and(|end| end == "json"))
            })
            .count(),
        2
    );
}
