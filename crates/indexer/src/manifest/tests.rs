//! What comes back of what was written, and what that costs at a nation's size.

use std::io::Write as _;
use std::time::Instant;

use super::*;

/// A record as the reference archive has them: 660 bytes, most of them the sketch.
fn record(number: u32) -> Record {
    let doc = ReportDoc {
        source: format!("某省/某市/{number}.md"),
        pages: Vec::new(),
        text: format!("{number:016x}"),
        given: None,
        digest: format!("{:016x}", u64::from(number) << 20),
        rank: 0,
        group: format!("{} 2020 政府工作报告", 110_000 + number % 9_000),
        sketch: (0..32).map(|at| 9_000_000 * at + number).collect(),
        characters: 17_000 + number % 1_000,
        conflict: None,
    };
    Record {
        size: 51_000,
        modified: 1_795_443_696_000_000_000,
        hashed: 1_796_076_011_445_840_550,
        hash: format!("{number:032x}"),
        with: "7b42f27d14813010".to_owned(),
        docs: vec![ManifestDoc::Report(doc)],
        ..Record::default()
    }
}

fn manifest(records: u32) -> Manifest {
    let mut manifest = Manifest::default();
    manifest.roots.insert(1, Root { path: "/档案".to_owned(), whole: true });
    (0..records).for_each(|number| {
        manifest.set(1, &format!("某省/某市/{number}.md"), record(number));
    });
    manifest
}

#[test]
fn what_was_written_comes_back_and_nothing_is_a_new_manifest() {
    let mut written = manifest(3);
    written.tables.entry(1).or_default().insert("places.csv".to_owned(), "code,name".to_owned());
    let docs = vec![
        ManifestDoc::NotReport { source: "a.txt".to_owned(), reason: "没有年份".to_owned() },
        ManifestDoc::Rejected {
            source: "b.pdf".to_owned(),
            reason: "扫描件".to_owned(),
            scan: true,
        },
    ];
    let (pages, page_of) = (vec!["c2.html".to_owned()], Some("c.html".to_owned()));
    let odd = Record { docs, pages, page_of, gone: true, modified: i64::MIN, ..Record::default() };
    written.set(7, "又/b.pdf", odd);
    let bytes = written.to_bytes().unwrap();
    assert_eq!(Manifest::from_bytes(&bytes).unwrap(), written);
    assert_eq!(Manifest::from_bytes(&bytes).unwrap().to_bytes().unwrap(), bytes);
    assert_eq!(Manifest::from_bytes(b"").unwrap(), Manifest::default());
    assert!(Manifest::from_bytes(&bytes[..bytes.len() - 1]).is_err());
    assert_eq!(written.record(7, "又/b.pdf").unwrap().reports().count(), 0);
    assert_eq!(written.record(1, "某省/某市/2.md").unwrap().reports().count(), 1);
    assert!(written.record(2, "又/b.pdf").is_none());
}

/// `cargo test --release -p suyan-indexer manifest -- --ignored --nocapture`
#[test]
#[ignore = "a measurement: what 60,000 reports' manifest costs"]
fn what_a_nations_manifest_costs() {
    let manifest = manifest(60_000);
    let timed = |what: &str, begun: Instant| eprintln!("{what}: {:?}", begun.elapsed());
    for _ in 0..3 {
        let begun = Instant::now();
        let bytes = manifest.to_bytes().unwrap();
        timed("made into bytes", begun);
        let begun = Instant::now();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        file.sync_all().unwrap();
        timed("on disk", begun);
        let begun = Instant::now();
        assert_eq!(Manifest::from_bytes(&bytes).unwrap().files.len(), 1);
        timed("read", begun);
        eprintln!("{} bytes", bytes.len());
    }
}
