//! Any bytes under any name: decoding, extraction, cleaning, facts and parts, as the indexer calls
//! them. The first byte of the input chooses the name, the rest is the file.
//!
//! What must hold: no panic, an outcome for every input, and reports whose passages are numbered
//! from 1 without gaps and hold text.

#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use suyan_corpus::extract::Limits;
use suyan_corpus::{File, Outcome, Reader};

const NAMES: &[&str] = &[
    "a.txt", "a.html", "a.docx", "a.doc", "a.rtf", "a.odt", "a.pdf", "a.xlsx", "a.xls", "a.csv",
    "a.jsonl", "a.json", "a.md", "a.zip", "a.tar.gz", "a.dta", "a.xml", "a.mht", "a",
    "云溪区/2020年政府工作报告.txt",
];

fuzz_target!(|input: &[u8]| {
    let Some((which, bytes)) = input.split_first() else { return };
    let path = NAMES[usize::from(*which) % NAMES.len()];
    let limits = Limits {
        time: Duration::from_secs(20),
        unpacked_bytes: 64 << 20,
        part_bytes: 16 << 20,
        ..Limits::default()
    };
    let outcomes = Reader::default().limits(limits).read(File { path, bytes });
    assert!(!outcomes.is_empty());
    for outcome in outcomes {
        match outcome {
            Outcome::Report(report) => {
                assert!(!report.id.is_empty());
                assert!(report.passages.iter().zip(1..).all(|(p, n)| p.ordinal == n));
                assert!(report.passages.iter().all(|p| !p.text.trim().is_empty()));
            }
            // A clock that strikes on an input this small is a loop, and a thread that broke off
            // is a panic that the guard caught.
            Outcome::Rejected { reason, .. } => {
                assert!(!reason.is_transient() && *reason != suyan_corpus::Reason::Broken, "{reason}");
            }
            Outcome::NotReport { .. } => {}
        }
    }
});
