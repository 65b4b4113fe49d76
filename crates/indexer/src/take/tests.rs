//! What proves a file, and what is remembered of one that could not be read.

use super::*;

fn record(size: u64, modified: i64, hashed: i64) -> Record {
    Record { size, modified, hashed, hash: "h".to_owned(), ..Record::default() }
}

fn found(size: u64, modified: i64) -> FoundFile {
    FoundFile { root: 1, path: "a.txt".to_owned(), real: "a.txt".into(), size, modified }
}

#[test]
fn size_and_time_prove_a_file_only_where_it_was_old_enough_when_it_was_read() {
    let now = 1_800_000_000_000_000_000;
    for (file, record, proves) in [
        (found(3, 5), record(3, 5, now), true),
        (found(4, 5), record(3, 5, now), false),
        (found(3, 6), record(3, 5, now), false),
        // Read within the tick of the clock in which it was written.
        (found(3, now), record(3, now, now), false),
        (found(3, now - TICK), record(3, now - TICK, now), false),
        (found(3, now - TICK - 1), record(3, now - TICK - 1, now), true),
        // Nobody knows when.
        (found(3, UNKNOWN), record(3, UNKNOWN, now), false),
        // Of a time to come, as far as there is one.
        (found(3, i64::MAX), record(3, i64::MAX, now), false),
        (found(3, i64::MAX - 1), record(3, i64::MAX - 1, i64::MAX), false),
    ] {
        assert_eq!(is_untouched(&file, &record), proves, "{file:?} {record:?}");
    }
}

fn report(source: &str) -> ManifestDoc {
    ManifestDoc::Report(ReportDoc {
        source: source.to_owned(),
        pages: Vec::new(),
        text: source.to_owned(),
        given: None,
        digest: String::new(),
        rank: 0,
        group: String::new(),
        sketch: Vec::new(),
        characters: 0,
        conflict: None,
    })
}

fn rejected(source: &str) -> ManifestDoc {
    ManifestDoc::Rejected { source: source.to_owned(), reason: "一时".to_owned(), scan: false }
}

/// What is remembered of a file of these documents where some of them could not be read just now.
fn settled(docs: Vec<ManifestDoc>, passing: &[&str], known: Option<Vec<ManifestDoc>>) -> Taken {
    let record = Record { docs, ..record(1, 1, 9) };
    let passing = passing.iter().map(|&source| source.to_owned()).collect();
    let known = known.map(|docs| Record { docs, ..Record::default() });
    Fresh { record, reports: Vec::new(), passing }.settle(known.as_ref())
}

#[test]
fn what_a_shortage_kept_from_being_read_stays_as_it_was_known() {
    let known = vec![
        report("z.zip/a.txt"),
        report("z.zip/b.csv#1"),
        report("z.zip/b.csv#2"),
        report("z.zip/b.csv2"),
        report("z.zip/c.html"),
    ];
    let read = vec![report("z.zip/a.txt"), rejected("z.zip/b.csv"), report("z.zip/c.html")];
    let Taken::New(kept, _) = settled(read, &["z.zip/b.csv"], Some(known)) else { panic!() };
    assert_eq!(kept.hash, "", "it is read again at the next run");
    let sources: Vec<&str> = kept.reports().map(|doc| doc.source.as_str()).collect();
    // Its rows, and no namesake; behind those that were read.
    assert_eq!(sources, ["z.zip/a.txt", "z.zip/c.html", "z.zip/b.csv#1", "z.zip/b.csv#2"]);
}

#[test]
fn a_file_of_which_nothing_could_be_read_is_as_it_was() {
    let failed = settled(vec![rejected("a.html")], &["a.html"], Some(vec![report("a.html")]));
    let Taken::Failed(line) = failed else { panic!() };
    assert_eq!(
        (line.file.as_str(), line.class, line.reason.as_str()),
        ("a.html", LineClass::Rejected, "一时")
    );
    // Of what is wrong for good nothing is kept.
    let Taken::New(record, _) =
        settled(vec![rejected("a.html")], &[], Some(vec![report("a.html")]))
    else {
        panic!()
    };
    assert_eq!((record.hash.as_str(), record.reports().count()), ("h", 0));
    // Of a file that nobody knew there is nothing to keep.
    let some = vec![report("z.zip/a.txt"), rejected("z.zip/b.txt")];
    let Taken::New(record, _) = settled(some, &["z.zip/b.txt"], None) else { panic!() };
    assert_eq!(record.reports().count(), 1);
}
