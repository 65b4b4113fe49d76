//! No input makes the reader panic, hang or forget a file: from bytes to parts.
//!
//! Bytes are drawn behind the signatures of the formats, since bytes drawn at random stop at the
//! door; and small good files are damaged, since that is what reaches deep. What was once found is
//! kept in `FINDS`.

#![expect(clippy::unwrap_used, reason = "helpers of tests know what they are given")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::Duration;

use proptest::prelude::*;
use suyan_corpus::extract::Limits;
use suyan_corpus::{File, FileOutcome, Reader};

const NAMES: &[&str] = &[
    "a.txt", "a.md", "a.html", "a.docx", "a.doc", "a.rtf", "a.odt", "a.pdf", "a.xlsx", "a.xls",
    "a.csv", "a.jsonl", "a.json", "a.xml", "a.dta", "a.zip", "a.tar.gz", "a.mht", "a", "~$a.docx",
];

const SIGNATURES: &[&[u8]] = &[
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"\x1F\x8B\x08\x00",
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
    b"{\\rtf1\\ansi ",
    b"<html><body><table><tr><td>",
    b"<?xml version='1.0'?><w:document>",
    b"<stata_dta><header><release>118</release>",
    b"\x72\x02\x01\x00",
    b"---\ntitle: ",
    b"{\"text\": \"",
    b"\xFF\xFE",
    b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n",
];

/// Inputs that broke a reader once.
const FINDS: &[(&str, &[u8])] = &[
    ("a.csv", b"\xEF\xBB\xBF\"\n\"\""),
    ("a.rtf", b"{\\rt}}}}\\'d"),
    ("a.dta", b"\x72\x02\x01\x00\xFF\xFF\xFF\xFF\xFF\xFF"),
    ("a.mht", b"MIME-Version:\nContent-Type: multipart/x; boundary=\"\"\n\n--\n--\n--"),
];

fn reader() -> Reader {
    let time = Duration::from_secs(5);
    Reader::default().limits(Limits { time, unpacked_bytes: 64 << 20, ..Limits::default() })
}

/// Reads, and holds the reader to its promise: an outcome at least, and ordinals without gaps.
fn check(name: &str, bytes: &[u8]) {
    let outcomes = reader().read(File { path: name, bytes });
    assert!(!outcomes.is_empty(), "{name} has no outcome");
    for outcome in outcomes {
        if let FileOutcome::Report(report) = outcome {
            let ordinals = report.passages.iter().map(|p| p.ordinal);
            assert!(ordinals.eq(1..=u32::try_from(report.passages.len()).unwrap()));
        }
    }
}

#[test]
fn a_text_too_long_for_one_is_rejected_by_name_in_every_format() {
    let line = "新建公园一座。\n";
    let limits = Limits { text_bytes: 1 << 20, ..Limits::default() };
    let reader = Reader::default().limits(limits);
    let text = format!("2021年政府工作报告\n{}", line.repeat((2 << 20) / line.len()));
    for (name, bytes) in [
        ("a.txt", text.clone()),
        ("a.md", text.clone()),
        ("a.html", format!("<html><body><p>{text}</p></body></html>")),
        ("a.jsonl", format!("{{\"text\": \"{}\"}}", text.replace('\n', "\\n"))),
        ("a.csv", format!("标题,正文\n报告,\"{text}\"\n")),
    ] {
        let outcomes = reader.read(File { path: name, bytes: bytes.as_bytes() });
        let [FileOutcome::Rejected { reason, .. }] = outcomes.as_slice() else {
            panic!("{name}: {} outcomes", outcomes.len())
        };
        assert!(reason.to_string().contains("1 MB"), "{name}: {reason}");
    }
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        // Stored, so that damage reaches the XML.
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, stored).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// One small good file of most formats.
fn good() -> Vec<(&'static str, Vec<u8>)> {
    let text = "现在，我代表云溪市人民政府，向大会报告工作，请予审议。";
    let mut page = String::from("<html><head><title>报告</title></head><body><div>");
    for _ in 0..5 {
        let _ = write!(page, "<p>{text}</p><table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>");
    }
    let document = format!(
        "<w:document><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/>\
         </w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\">\
        <w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let docx = zipped(&[("word/document.xml", &document), ("word/numbering.xml", numbering)]);
    let pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1\
        /Kids[3 0 R]>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R\
        /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n\
        4 0 obj<</Length 60>>stream\nBT /F 12 Tf 20 200 Td (a report of the year 2020) Tj ET\n\
        endstream endobj trailer<</Root 1 0 R>>";
    vec![
        ("a.html", page.into_bytes()),
        ("a.docx", docx),
        ("a.zip", zipped(&[("云溪市/2020.txt", text), ("b.csv", "省份,年份,正文\n甲,2020,乙\n")])),
        ("a.pdf", pdf.as_bytes().to_vec()),
        (
            "a.rtf",
            b"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset134 A;}}\\f0\\'d4\\'c6\\u24180?\\par}".to_vec(),
        ),
        ("a.jsonl", format!("{{\"id\":\"1\",\"text\":\"{text}\"}}\n").into_bytes()),
    ]
}

#[test]
fn finds_stay_found() {
    for (name, bytes) in FINDS {
        check(name, bytes);
    }
}

#[test]
fn files_without_an_end_are_read_or_rejected() {
    for (name, bytes) in good() {
        for length in (0..bytes.len()).step_by(bytes.len() / 40 + 1) {
            check(name, &bytes[..length]);
        }
        check(name, &bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_behind_any_signature(
        name in prop::sample::select(NAMES),
        signature in prop::sample::select(SIGNATURES),
        bytes in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let mut input = signature.to_vec();
        input.extend(bytes);
        check(name, &input);
    }

    #[test]
    fn any_text_behind_any_signature(
        name in prop::sample::select(NAMES),
        signature in prop::sample::select(SIGNATURES),
        text in "[一二（）、。年月日0-9<>{}\\\\\"',;:|#* \n\u{0}\u{FEFF}政府工作报告a-z]{0,300}",
    ) {
        let mut input = signature.to_vec();
        input.extend(text.as_bytes());
        check(name, &input);
    }

    #[test]
    fn any_damage_to_a_good_file(
        which in 0_usize..6,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let (name, mut bytes) = good().swap_remove(which);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        check(name, &bytes);
    }
}
