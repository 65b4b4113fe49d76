//! Every bound of a file is struck, in every format that can strike it, alone and as a cell or
//! member of another format, and says its name.

#![expect(clippy::unwrap_used, reason = "helpers of tests know what they are given")]

use std::io::{Cursor, Write};
use std::time::Duration;

use suyan_corpus::extract::apart::{Apart, ApartJob, Done};
use suyan_corpus::{Bound, File, FileOutcome, Limits, Reader, Reason};

/// Bounds that files of kilobytes strike. The clock is that of a busy machine.
fn low() -> Limits {
    Limits {
        part_bytes: 1 << 20,
        text_bytes: 1 << 20,
        nodes: 2000,
        streamed_nodes: 20_000,
        cells: 3000,
        columns: 100,
        rows: 200,
        members: 20,
        time: Duration::from_secs(600),
        ..Limits::default()
    }
}

fn read(name: &str, bytes: &[u8], limits: Limits) -> Vec<FileOutcome> {
    Reader::default().limits(limits).read(File { path: name, bytes })
}

/// Whether one of the outcomes is that this bound struck.
fn strikes(name: &str, bytes: &[u8], limits: Limits, wanted: Bound) {
    let outcomes = read(name, bytes, limits);
    let is_struck = |reason: &Reason| {
        let reason = if let Reason::Rest(inner) = reason { inner } else { reason };
        matches!(reason, Reason::Bound { bound, .. } if *bound == wanted)
    };
    let struck = outcomes.iter().any(
        |outcome| matches!(outcome, FileOutcome::Rejected { reason, .. } if is_struck(reason)),
    );
    assert!(struck, "{name}: {wanted:?} did not strike: {:?}", outcomes.last());
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn docx(document: &str) -> Vec<u8> {
    zipped(&[("word/document.xml", document.as_bytes())])
}

const ODT: (&str, &[u8]) = ("mimetype", b"application/vnd.oasis.opendocument.text");

/// Elements in every format that makes a tree of them.
#[test]
fn elements_are_counted_in_every_tree() {
    let many = "<a/>".repeat(3000);
    let document = format!("<w:document><w:body>{many}</w:body></w:document>");
    let attributes = format!("<w:document><w:body>{}", "<a b='' c=''/>".repeat(900));
    let aside = "<w:document><w:body/></w:document>";
    let flat = format!("<?xml version='1.0'?><office:document><office:text>{many}");
    let word = format!("<?xml version='1.0'?><?mso-application progid='Word.Document'?><x>{many}");
    let rows = format!("<?xml version='1.0'?><x>{many}</x>");
    let content = format!("<x>{many}</x>");
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("a.docx", docx(&document)),
        ("a.docx", docx(&attributes)),
        (
            "a.docx",
            zipped(&[
                ("word/document.xml", aside.as_bytes()),
                ("word/styles.xml", &content.as_bytes()[..8000]),
                ("word/footnotes.xml", &content.as_bytes()[..8000]),
            ]),
        ),
        ("a.odt", zipped(&[ODT, ("content.xml", content.as_bytes())])),
        ("a.odt", zipped(&[ODT, ("styles.xml", content.as_bytes()), ("content.xml", b"<x/>")])),
        ("a.fodt", flat.into_bytes()),
        ("a.xml", word.into_bytes()),
        ("a.xml", rows.clone().into_bytes()),
        ("a.xml.gz", gzipped(rows.as_bytes())),
        ("a.zip", zipped(&[("a.docx", &docx(&document))])),
        ("a.html", format!("<html><body>{}", "<p>".repeat(3000)).into_bytes()),
        ("a.csv", format!("id,text\na,\"<p>{}\"\n", "<p>".repeat(3000)).into_bytes()),
        ("a.jsonl", format!("{{\"id\":\"a\",\"text\":\"<p>{}\"}}\n", "<p>".repeat(3000)).into()),
        ("a.json", format!("[{}0]", "0,".repeat(3000)).into_bytes()),
        ("a.json", format!("[{}{{}}]", "{},".repeat(3000)).into_bytes()),
        ("a.jsonl", format!("{{\"id\":1}}\n{{\"a\":[{}0]}}\n", "0,".repeat(3000)).into_bytes()),
        ("a.rtf", format!("{{\\rtf1{}}}", "\\cell ".repeat(3000)).into_bytes()),
        ("a.rtf", format!("{{\\rtf1{}}}", "x\\par ".repeat(3000)).into_bytes()),
        ("a.txt", "\n年".repeat(3000).into_bytes()),
        ("a.md", "\n年".repeat(3000).into_bytes()),
    ];
    for (name, bytes) in cases {
        strikes(name, &bytes, low(), Bound::Nodes);
    }
}

#[test]
fn nesting_is_bounded_in_every_tree() {
    let deep = "<w:p>".repeat(1000);
    for (name, bytes) in [
        ("a.docx", docx(&deep)),
        ("a.odt", zipped(&[ODT, ("content.xml", deep.as_bytes())])),
        ("a.xml", format!("<?xml version='1.0'?>{deep}").into_bytes()),
        ("a.rtf", format!("{{\\rtf1{}", "{".repeat(1000)).into_bytes()),
        ("a.zip", zipped(&[("a.rtf", format!("{{\\rtf1{}", "{".repeat(1000)).as_bytes())])),
    ] {
        strikes(name, &bytes, low(), Bound::Nesting);
    }
}

/// A page that would be too deep or too large a tree is read without one: its text stays, in a
/// file as in a cell.
#[test]
fn pages_without_a_tree_keep_their_text() {
    let text = "现在，我代表云溪市人民政府，向大会报告工作，请予审议。";
    let deep = format!("<p>{text}</p>{}", "<div>".repeat(5000));
    let bold: String = (0..2000).map(|at| format!("<b id={at}>")).collect();
    let reopened = format!("<p>{text}{bold}</p>{}", "<p>x".repeat(2000));
    for page in [deep, reopened] {
        let cell = format!("{{\"id\":\"a\",\"text\":\"{page}\"}}\n");
        let csv = format!("id,text\na,\"{page}\"\n");
        for (name, bytes) in
            [("a.html", format!("<html>{page}")), ("a.jsonl", cell), ("a.csv", csv)]
        {
            let limits = Limits { time: Duration::from_secs(600), ..Limits::default() };
            let outcomes = read(name, bytes.as_bytes(), limits);
            let is_there = match &outcomes[..] {
                [FileOutcome::Report(report)] => {
                    report.passages.iter().any(|passage| passage.text.contains(text))
                }
                // As a file it is too little for a report, but it was read.
                [FileOutcome::NotReport { .. }] => name == "a.html",
                _ => false,
            };
            assert!(is_there, "{name}: {outcomes:?}");
        }
    }
}

#[test]
fn tables_are_bounded_in_rows_columns_and_cells() {
    let csv = |row: &str, count: usize| format!("id,text\n{}", row.repeat(count)).into_bytes();
    strikes("a.csv", &csv("a,年\n", 300), low(), Bound::Rows);
    strikes("a.csv", &csv(&format!("{}\n", ",".repeat(200)), 1), low(), Bound::Columns);
    strikes("a.csv", &csv(&format!("{}\n", ",".repeat(90)), 90), low(), Bound::Cells);
    let lines = "{\"id\":\"a\",\"text\":\"年\"}\n".repeat(300);
    strikes("a.jsonl", lines.as_bytes(), low(), Bound::Rows);
    let list = format!("[{}{{}}]", "{\"id\":\"a\",\"text\":\"年\"},".repeat(300));
    strikes("a.json", list.as_bytes(), low(), Bound::Rows);
    let inner = format!("{{\"data\":{{\"rows\":{list}}}}}");
    strikes("a.json", inner.as_bytes(), low(), Bound::Rows);
    let rows = "<item><地区>云溪市</地区><正文>甲</正文></item>".repeat(300);
    strikes("a.xml", format!("<?xml version='1.0'?><x>{rows}</x>").as_bytes(), low(), Bound::Rows);
    let row = "<tr><td>a</td><td>年</td></tr>".repeat(300);
    let page = format!("<html><table><tr><td>id</td><td>text</td></tr>{row}</table>");
    strikes("a.html", page.as_bytes(), low(), Bound::Rows);
}

#[test]
fn what_was_read_before_a_bound_stays() {
    let text = "现在，我代表云溪市人民政府，向大会报告工作，请予审议。";
    let line = |at: usize| format!("{{\"id\":\"r{at}\",\"text\":\"{text}\"}}\n");
    let lines: String = (0..300).map(line).collect();
    let outcomes = read("a.jsonl", lines.as_bytes(), low());
    assert_eq!(outcomes.iter().filter(|o| matches!(o, FileOutcome::Report(_))).count(), 200);
    let [.., FileOutcome::Rejected { source, reason }] = &outcomes[..] else { panic!() };
    assert_eq!(source, "a.jsonl");
    assert!(reason.to_string().contains("其后未读"), "{reason}");
}

#[test]
fn archives_are_bounded_in_members_bytes_and_depth() {
    let text = "新建公园一座。\n".repeat(2000);
    let members: Vec<(String, &[u8])> =
        (0..30).map(|at| (format!("{at}.txt"), text.as_bytes())).collect();
    let members: Vec<(&str, &[u8])> = members.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let zip = zipped(&members);
    strikes("a.zip", &zip, low(), Bound::Members);
    let limits = Limits { unpacked_bytes: 100_000, ..low() };
    strikes("a.zip", &zip, limits, Bound::UnpackedBytes);
    let limits = Limits { member_bytes: 10_000, ..low() };
    strikes("a.zip", &zip, limits, Bound::MemberBytes);
    strikes("a.txt.gz", &gzipped(text.as_bytes()), limits, Bound::MemberBytes);
    let large = vec![b'\n'; 40 << 20];
    let limits = Limits { ratio: 20, ..low() };
    strikes("a.txt.gz", &gzipped(&large), limits, Bound::Ratio);
    strikes("a.zip", &zipped(&[("a.txt", &large)]), limits, Bound::Ratio);
    let twice = zipped(&[("b.zip", &zipped(&[("c.zip", &zip)]))]);
    strikes("a.zip", &twice, low(), Bound::Depth);
    let limits = Limits { file_bytes: 1000, ..low() };
    strikes("a.txt", text.as_bytes(), limits, Bound::FileBytes);
    let part = " ".repeat(2 << 20);
    strikes("a.docx", &docx(&part), low(), Bound::PartBytes);
    strikes("a.odt", &zipped(&[ODT, ("content.xml", part.as_bytes())]), low(), Bound::PartBytes);
}

/// A time that grows with the square of a line or of a table would not end here.
#[test]
fn long_lines_and_tables_take_time_by_their_length() {
    let brackets = "[".repeat(4 << 20);
    let pictures = "![".repeat(2 << 20);
    let breaks = "<br".repeat(1 << 20);
    for line in [brackets, pictures, breaks] {
        assert_eq!(read("a.md", line.as_bytes(), Limits::default()).len(), 1);
    }
    let rows: String = (0..150_000).map(|at| format!("市{at},2020,{at},新建公园。\n")).collect();
    let outcomes = read("a.csv", format!("市,年,段序,段落\n{rows}").as_bytes(), Limits::default());
    assert_eq!(outcomes.len(), 150_000);
}

#[test]
fn what_a_file_unpacks_to_is_bounded_by_its_size() {
    let text = "新建公园一座。\n".repeat(2000);
    let members: Vec<(String, &[u8])> =
        (0..30).map(|at| (format!("{at}.txt"), text.as_bytes())).collect();
    let members: Vec<(&str, &[u8])> = members.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let zip = zipped(&members[..15]);
    let limits = Limits { unpacked_from: 100_000, unpacked_ratio: 16, ..low() };
    strikes("a.zip", &zip, limits, Bound::UnpackedBytes);
    // As much as its size allows, and what small ones always may.
    for enough in
        [Limits { unpacked_ratio: 500, ..limits }, Limits { unpacked_from: 1 << 20, ..limits }]
    {
        assert_eq!(read("a.zip", &zip, enough).len(), 15);
    }
    // What is passed over in a tar is unpacked too.
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    let large = vec![b'\n'; 3 << 20];
    header.set_size(large.len() as u64);
    tar.append_data(&mut header, "a.txt", large.as_slice()).unwrap();
    let tar = gzipped(&tar.into_inner().unwrap());
    let limits = Limits { unpacked_from: 2 << 20, ratio: 1_000_000, ..low() };
    let passed = Limits { member_bytes: 1 << 20, ..limits };
    strikes("a.tar.gz", &tar, limits, Bound::UnpackedBytes);
    strikes("a.tar.gz", &tar, passed, Bound::UnpackedBytes);
}

/// A reader's other place where everything takes ten seconds.
#[derive(Debug)]
struct Slow;

impl Apart for Slow {
    fn run(&self, job: &ApartJob<'_>) -> Done {
        let took = Duration::from_secs(10);
        let is_cut = job.limits.time < took;
        let found = if is_cut { Err(Reason::Time(job.limits.time.as_secs())) } else { Ok(vec![]) };
        Done { found, took: took.min(job.limits.time) }
    }
}

#[test]
fn the_documents_of_a_file_have_so_much_time_together() {
    let names: Vec<String> = (0..15).map(|at| format!("{at}.html")).collect();
    let members: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), &b"<html><p>"[..])).collect();
    let rows: String =
        (0..15).map(|at| format!("{{\"id\":\"{at}\",\"text\":\"<p>年<p>\"}}\n")).collect();
    for (name, bytes) in [("a.zip", zipped(&members)), ("a.jsonl", rows.into_bytes())] {
        let reader = Reader::default()
            .limits(Limits { file_time: Duration::from_secs(45), ..Limits::default() })
            .with_apart(std::sync::Arc::new(Slow));
        let outcomes = reader.read(File { path: name, bytes: &bytes });
        let [.., FileOutcome::Rejected { reason, .. }] = &outcomes[..] else {
            panic!("{outcomes:?}")
        };
        assert!(reason.is_transient(), "{reason}");
        assert!(reason.to_string().contains("45 秒的上限"), "{reason}");
    }
    let limits = Limits::default();
    assert_eq!(limits.time_of(64 << 20), limits.file_time);
    assert_eq!(limits.time_of(65 << 20), limits.file_time * 2);
}

/// A reader's other place that is always out of time.
#[derive(Debug)]
struct Never;

impl Apart for Never {
    fn run(&self, _: &ApartJob<'_>) -> Done {
        Done { found: Err(Reason::Time(1)), took: Duration::from_secs(1) }
    }
}

#[test]
fn members_that_run_away_are_not_tried_without_end() {
    let names: Vec<String> = (0..15).map(|at| format!("{at}.html")).collect();
    let members: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), &b"<html><p>"[..])).collect();
    let limits = Limits { strikes: 3, ..Limits::default() };
    let reader = Reader::default().limits(limits).with_apart(std::sync::Arc::new(Never));
    let outcomes = reader.read(File { path: "a.zip", bytes: &zipped(&members) });
    let count = |wanted: fn(&Reason) -> bool| {
        let is =
            |o: &&FileOutcome| matches!(o, FileOutcome::Rejected { reason, .. } if wanted(reason));
        outcomes.iter().filter(is).count()
    };
    assert_eq!(count(|reason| matches!(reason, Reason::Time(_))), 3);
    assert_eq!(count(|reason| matches!(reason, Reason::Bound { bound: Bound::Strikes, .. })), 12);
    assert_eq!(count(Reason::is_transient), 15);
}
