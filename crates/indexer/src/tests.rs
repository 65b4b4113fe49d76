//! A run with everything real but the terminal: what an index holds after any history of runs is
//! what a run from nothing would have made of the same files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use suyan_engine::Index;
use suyan_search::{Backend, Filters};

use crate::{Account, CommitPace, IndexingError, Options, index};

fn run(archive: &Path, into: &Path, pace: CommitPace) -> Account {
    let (paths, into) = (vec![archive.to_owned()], into.to_owned());
    let options = Options { paths, index: into, prune: true, ocr: false, pace, worker: None };
    index(&options, &AtomicBool::new(false)).unwrap()
}

/// Sources by id, as the index has them.
fn held(index: &Path) -> BTreeMap<String, Vec<String>> {
    let index = Index::open(index).unwrap();
    let list = index.reports(&Filters::default(), 1_000, 0).unwrap();
    assert_eq!(list.total, list.reports.len() as u64);
    let full = list.reports.iter().map(|head| index.report(&head.id).unwrap().unwrap());
    full.map(|report| (report.id, report.facts.sources)).collect()
}

fn text(sentence: &str) -> String {
    format!(
        "徐汇区2022年政府工作报告\n\n各位代表：\n\n现在，我代表区人民政府向大会报告工作，请予审议。\n\n\
         一、2021年工作回顾\n\n全年办成实事十件。\n\n二、2022年重点工作\n\n{sentence}\n"
    )
}

#[test]
fn every_history_ends_in_the_same_index() {
    let top = tempfile::tempdir().unwrap();
    let archive = top.path().join("archive");
    fs::create_dir_all(archive.join("再")).unwrap();
    let write = |name: &str, content: String| fs::write(archive.join(name), content).unwrap();
    let row = |id: &str, sentence: &str| {
        serde_json::json!({"id": id, "text": text(sentence)}).to_string()
    };
    let hasty = CommitPace { commit_every: Duration::ZERO, portion: 1 };
    let history: [&dyn Fn(); 6] = [
        &|| {
            for (name, sentence) in [("a.txt", "修桥。"), ("b.txt", "铺路。"), ("c.txt", "修桥。")]
            {
                write(name, text(sentence));
            }
        },
        // A copy comes before what it is a copy of, and another with an id.
        &|| {
            write("0.txt", text("修桥。"));
            write("rows.jsonl", [row("x", "铺路。"), row("y", "植树。")].join("\n"));
        },
        &|| write("b.txt", text("修桥。")),
        // One id for two texts, and one text for two ids.
        &|| write("再/rows.jsonl", [row("x", "挖渠。"), row("z", "植树。")].join("\n")),
        &|| fs::remove_file(archive.join("0.txt")).unwrap(),
        &|| fs::rename(archive.join("rows.jsonl"), archive.join("again.jsonl")).unwrap(),
    ];
    let kept = top.path().join("kept");
    for (step, change) in history.iter().enumerate() {
        change();
        let account = run(&archive, &kept, hasty);
        let fresh = top.path().join(format!("fresh-{step}"));
        let anew = run(&archive, &fresh, CommitPace::default());
        assert_eq!(held(&kept), held(&fresh), "step {step}");
        assert_eq!(held(&kept).len(), account.reports, "step {step}");
        let all = |a: &Account| (a.indexed + a.unchanged, a.duplicates, a.not_reports, a.rejected);
        assert_eq!(all(&account), all(&anew), "step {step}");
    }
    let last = held(&kept);
    assert_eq!(last["x"], ["again.jsonl#1"]);
    assert_eq!(last["x~2"], ["再/rows.jsonl#1"]);
    assert_eq!(
        (&last["y"][..], &last["z"][..]),
        (&["again.jsonl#2".to_owned()][..], &["再/rows.jsonl#2".to_owned()][..])
    );
}

#[test]
fn a_run_that_is_stopped_changes_nothing() {
    let top = tempfile::tempdir().unwrap();
    let (archive, into) = (top.path().join("archive"), top.path().join("index"));
    fs::create_dir(&archive).unwrap();
    fs::write(archive.join("a.txt"), text("修桥。")).unwrap();
    run(&archive, &into, CommitPace::default());
    fs::write(archive.join("b.txt"), text("铺路。")).unwrap();
    let before = held(&into);
    let (paths, pace) = (vec![archive], CommitPace::default());
    let options =
        Options { paths, index: into.clone(), prune: true, ocr: false, pace, worker: None };
    let stopped = index(&options, &AtomicBool::new(true));
    assert!(matches!(stopped, Err(IndexingError::Interrupted)));
    assert_eq!(held(&into), before);
}

/// A run whose workers cannot be started.
fn run_without_workers(archive: &Path, into: &Path) -> Account {
    let (paths, pace) = (vec![archive.to_owned()], CommitPace::default());
    let worker = Some("no such program".into());
    let options = Options { paths, index: into.to_owned(), prune: true, ocr: false, pace, worker };
    index(&options, &AtomicBool::new(false)).unwrap()
}

fn page(sentence: &str) -> String {
    format!("<html><body><p>{}</p></body></html>", text(sentence).replace("\n\n", "</p><p>"))
}

fn zipped(members: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn what_a_shortage_kept_from_being_read_is_read_at_the_next_run() {
    let top = tempfile::tempdir().unwrap();
    let (archive, into) = (top.path().join("archive"), top.path().join("index"));
    fs::create_dir(&archive).unwrap();
    fs::write(archive.join("a.html"), page("修桥。")).unwrap();
    let members = [("b.txt", text("铺路。")), ("c.html", page("挖渠。"))];
    fs::write(archive.join("d.zip"), zipped(&members)).unwrap();
    let short = run_without_workers(&archive, &into);
    assert_eq!((short.reports, short.rejected), (1, 2), "{short}");
    // The files are as they were, and are read all the same.
    let enough = run(&archive, &into, CommitPace::default());
    assert_eq!((enough.reports, enough.rejected), (3, 0), "{enough}");
}

#[test]
fn a_shortage_takes_nothing_away() {
    let top = tempfile::tempdir().unwrap();
    let (archive, into) = (top.path().join("archive"), top.path().join("index"));
    fs::create_dir(&archive).unwrap();
    let write = |bridge: &str, road: &str| {
        fs::write(archive.join("a.html"), page(bridge)).unwrap();
        let members = [("b.txt", text(road)), ("c.html", page("挖渠。"))];
        fs::write(archive.join("d.zip"), zipped(&members)).unwrap();
    };
    write("修桥。", "铺路。");
    run(&archive, &into, CommitPace::default());
    let before = held(&into);
    assert_eq!(before.len(), 3);
    // What changed is not known, and what was known stays: of the zip only what could not be read.
    write("修桥两座。", "铺路两条。");
    let short = run_without_workers(&archive, &into);
    assert_eq!((short.reports, short.rejected), (3, 2), "{short}");
    let sources = |held: &BTreeMap<String, Vec<String>>| {
        let mut sources: Vec<String> = held.values().flatten().cloned().collect();
        sources.sort();
        sources
    };
    assert_eq!(sources(&held(&into)), ["a.html", "d.zip/b.txt", "d.zip/c.html"]);
    assert_eq!(held(&into).keys().filter(|id| before.contains_key(*id)).count(), 2);
    let enough = run(&archive, &into, CommitPace::default());
    assert_eq!((enough.reports, enough.rejected), (3, 0), "{enough}");
    assert_eq!(sources(&held(&into)), ["a.html", "d.zip/b.txt", "d.zip/c.html"]);
    let same = held(&into).keys().filter(|id| before.contains_key(*id)).count();
    assert_eq!(same, 1);
}
