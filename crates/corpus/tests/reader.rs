//! One file in, an account of everything in it out: what becomes of files, rows and members, each
//! exactly once.

use suyan_corpus::draft::{Draft, Paragraph};
use suyan_corpus::{Bound, File, FileOutcome, Kind, Limits, Reader, Reason};

const REPORT: &str = "云和县人民政府工作报告\n——2020年1月3日在云和县第十届人民代表大会第一次会议上\n各位代表：\n现在，我代表县人民政府报告工作，请予审议。\n一、2019年工作回顾\n全县稳步发展，新建学校三所。\n";

fn read(path: &str, bytes: &[u8]) -> Vec<FileOutcome> {
    Reader::default().read(File { path, bytes })
}

/// Where an outcome says that it comes from, and why it is no report.
fn told(outcome: &FileOutcome) -> (&str, String) {
    match outcome {
        FileOutcome::Report(report) => (report.facts.sources[0].as_str(), String::new()),
        FileOutcome::NotReport { source, reason } | FileOutcome::Rejected { source, reason } => {
            (source.as_str(), reason.to_string())
        }
    }
}

#[test]
fn files_that_hold_nothing_say_so() {
    for (path, bytes, words) in [
        ("a.txt", &b""[..], "空文件"),
        ("a.txt", b"\xEF\xBB\xBF", "空文件：没有文字"),
        ("a.txt", b"\r\n ", "空文件：没有文字"),
        ("~$报告.docx", b"xxxx", "占用标记"),
        (".~lock.报告.odt#", b"xxxx", "占用标记"),
        ("报告.pdf.crdownload", b"%PDF-1.4", "没有下载完"),
        ("报告.docx.part", b"PK\x03\x04", "没有下载完"),
        ("a.txt", b"only words of another language", "没有中文正文"),
        ("a.csv", b"a,b\n", "没有"),
        ("a.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "空的压缩包"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
        ("a.rar", b"Rar!\x1a\x07\x01\0\0\0", "RAR"),
    ] {
        let outcomes = read(path, bytes);
        assert_eq!(outcomes.len(), 1, "{path}: {outcomes:?}");
        let (source, reason) = told(&outcomes[0]);
        assert_eq!(source, path);
        assert!(reason.contains(words), "{path}: {reason}");
    }
}

#[test]
fn every_row_has_one_outcome_in_the_order_of_the_file() {
    let text = REPORT.replace('\n', "\\n");
    let lines = format!(
        "{{\"id\":\"甲\",\"text\":\"{text}\"}}\nnot json\n\n{{\"id\":\"乙\"}}\n{{\"id\":\"丙\",\"text\":\"短\"}}\n{{\"text\":\"短\"}}\n"
    );
    let outcomes = read("a.jsonl", lines.as_bytes());
    let told: Vec<(&str, String)> = outcomes.iter().map(told).collect();
    let sources: Vec<&str> = told.iter().map(|(source, _)| *source).collect();
    assert_eq!(sources, ["a.jsonl#1", "a.jsonl#2", "a.jsonl#3", "a.jsonl#4", "a.jsonl#5"]);
    let is_report: Vec<bool> = told.iter().map(|(_, reason)| reason.is_empty()).collect();
    // A row that was given an id is taken whatever it says; one without is judged.
    assert_eq!(is_report, [true, false, false, true, false]);
    assert!(told[1].1.contains("JSON"), "{}", told[1].1);
}

#[test]
fn an_id_is_the_rows_own_or_that_of_its_text() {
    let id = |given: &str| {
        let row = serde_json::json!({ "id": given, "text": REPORT }).to_string();
        match &read("a.jsonl", row.as_bytes())[..] {
            [FileOutcome::Report(report)] => report.id.clone(),
            other => panic!("{other:?}"),
        }
    };
    let [FileOutcome::Report(file)] = &read("a.txt", REPORT.as_bytes())[..] else {
        panic!("no report")
    };
    assert_eq!(id("甲/2020-1"), "甲/2020-1");
    for refused in ["..", ".", "a\nb", "\u{7}", &"长".repeat(201)] {
        assert_eq!(id(refused), file.id, "{refused:?} is no id");
    }
    assert!(!file.has_given_id());
}

#[test]
fn pages_of_one_article_are_one_report() {
    let page = |title: &str, body: &str| {
        format!("<html><head><title>{title}</title></head><body><div>{body}</div></body></html>")
    };
    let paragraphs =
        "<p>全县稳步发展，新建学校三所，群众出行更加方便，居民收入稳步增长。</p>".repeat(6);
    let opening = format!(
        "<p>各位代表：</p><p>现在，我代表云和县人民政府，向大会报告工作，请予审议。</p>{paragraphs}"
    );
    let first = page("云和县2020年政府工作报告", &opening);
    let second = page("云和县2020年政府工作报告(2)", &format!("<p>二、工作安排</p>{paragraphs}"));
    let other = page("云和县统计公报", &paragraphs);
    let file = |path, text: &'static str| File { path, bytes: text.as_bytes() };
    let [first, second, other] = [first, second, other].map(|page| &*page.leak());
    let reader = Reader::default();
    let files = [file("t1.html", first), file("t1_1.html", second)];
    let outcomes = reader.read_pages(&files).unwrap();
    let [FileOutcome::Report(report)] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(report.facts.sources, ["t1.html", "t1_1.html"]);
    assert!(report.passages.iter().any(|passage| passage.text.contains("二、工作安排")));
    // Another title, two beginnings, or a page that cannot be read: each is read alone.
    assert_eq!(reader.read_pages(&[file("t1.html", first), file("t1_1.html", other)]), None);
    assert_eq!(reader.read_pages(&[file("t1.html", first), file("t1_1.html", first)]), None);
    assert_eq!(reader.read_pages(&[file("t1.html", first), file("t1_1.html", "")]), None);
    assert_eq!(reader.read_pages(&[]), None);
}

#[test]
fn a_text_is_bounded_also_where_no_extractor_made_it() {
    let draft = |bytes: usize| Draft {
        source: "a#1".to_owned(),
        paragraphs: vec![Paragraph { text: "文".repeat(bytes / 3), ..Paragraph::default() }],
        ..Draft::default()
    };
    let limits = Limits { text_bytes: 3000, ..Limits::default() };
    let reader = Reader::default().limits(limits);
    assert_eq!(reader.bounds(), &limits);
    assert!(!matches!(reader.understand(&draft(3000)), FileOutcome::Rejected { .. }));
    let reason = Reason::bound(Bound::TextBytes, &limits);
    let source = "a#1".to_owned();
    assert_eq!(reader.understand(&draft(3003)), FileOutcome::Rejected { source, reason });
}

#[test]
fn garbled_texts_are_refused_and_damaged_ones_doubted() {
    // UTF-8 that was once read as GBK and saved again, and as Latin-1.
    let (gbk, _, _) = encoding_rs::GBK.decode(REPORT.as_bytes());
    let (latin, _, _) = encoding_rs::WINDOWS_1252.decode(REPORT.as_bytes());
    for garbled in [gbk.into_owned(), latin.into_owned()] {
        let outcomes = read("a.txt", garbled.as_bytes());
        let is_told =
            matches!(&outcomes[..], [FileOutcome::Rejected { reason: Reason::Garbled, .. }]);
        assert!(is_told, "{outcomes:?}");
    }
    let mut damaged = REPORT.as_bytes().to_vec();
    damaged.splice(200..201, [0xFF]);
    let outcomes = read("a.txt", &damaged);
    let [FileOutcome::Report(report)] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert!(report.facts.doubts.contains(&suyan_corpus::Doubt::Undecodable));
}

#[test]
fn a_report_is_the_same_whatever_it_is_packed_in() {
    let facts = |path: &str, bytes: &[u8]| match &read(path, bytes)[..] {
        [FileOutcome::Report(report)] => {
            let facts = &report.facts;
            let place = facts.place.as_ref().map(|place| place.code.clone());
            (report.id.clone(), place, facts.year, facts.date, facts.kind)
        }
        other => panic!("{path}: {other:?}"),
    };
    let plain = facts("a.txt", REPORT.as_bytes());
    let day = jiff::civil::date(2020, 1, 3);
    let code = Some("331125".to_owned());
    assert_eq!(plain, (plain.0.clone(), code, Some(2020), Some(day), Kind::WorkReport));
    let crlf = REPORT.replace('\n', "\r\n");
    let marked = format!("\u{FEFF}{REPORT}");
    let indented = REPORT.lines().map(|line| format!("　　{line}\n")).collect::<String>();
    for text in [&crlf, &marked, &indented, &format!("\n\n{REPORT}\n\n")] {
        assert_eq!(facts("a.txt", text.as_bytes()), plain, "{text:?}");
    }
    // In capitals, without an extension, and under one that it does not have.
    for path in ["A.TXT", "报告", "a.doc", "a.pdf", "a.dat"] {
        assert_eq!(facts(path, REPORT.as_bytes()), plain, "{path}");
    }
}
