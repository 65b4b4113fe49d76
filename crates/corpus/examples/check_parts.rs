//! Surveys the parts of the work reports in an archive: the share of text by part, and the whole
//! reports in which a part that every report has is missing.
//!
//! `cargo run --release -p suyan-corpus --example check_parts -- FOLDER [--show NAME]`
//!
//! Places are told in two halves by a hash of their folder, so that rules written while looking at
//! the first are measured on the second. With `--show` prints the paragraphs of the files whose
//! path holds NAME, each with its part.

#![allow(clippy::print_stdout, reason = "a program, not the library")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use suyan_corpus::parts::{implausible, shares};
use suyan_corpus::text::{han, head};
use suyan_corpus::{File, FileOutcome, Kind, Part, Reader, Report};

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { walk(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// Which half a file belongs to, by the name of its folder.
fn half(path: &str) -> usize {
    let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
    let hash = folder.bytes().fold(14_695_981_039_346_656_037_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211)
    });
    (hash >> 32) as usize % 2
}

fn show(report: &Report) {
    for passage in &report.passages {
        let mark = if passage.is_heading { "##" } else { "  " };
        let part = passage.part.as_str();
        println!("{:4} {part:10} {mark} {}", passage.ordinal, head(&passage.text, 60));
    }
}

/// What was seen in one half.
#[derive(Default)]
struct Half {
    work_reports: usize,
    whole: usize,
    implausible: usize,
    han: BTreeMap<Part, usize>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let folder = args.first().ok_or("usage: check_parts FOLDER [--show NAME]")?;
    let shown = args.iter().position(|a| a == "--show").and_then(|at| args.get(at + 1));
    let mut files = Vec::new();
    walk(Path::new(folder), &mut files)?;
    files.sort();
    let reader = Reader::default();
    let mut halves: [Half; 2] = Default::default();
    for file in &files {
        let path = file.strip_prefix(folder)?.to_string_lossy().into_owned();
        if shown.is_some_and(|name| !path.contains(name.as_str())) {
            continue;
        }
        let bytes = std::fs::read(file)?;
        for outcome in reader.read(File { path: &path, bytes: &bytes }) {
            let FileOutcome::Report(report) = outcome else { continue };
            if report.facts.kind != Kind::WorkReport {
                continue;
            }
            if shown.is_some() {
                show(&report);
            }
            let number = half(&path);
            let seen = &mut halves[number];
            let shares = shares(&report.passages);
            shares.iter().for_each(|(part, han)| *seen.han.entry(*part).or_default() += han);
            let all: usize = shares.values().sum::<usize>().max(1);
            seen.work_reports += 1;
            let is_whole = report.passages.iter().map(|p| han(&p.text)).sum::<usize>() >= 5000;
            seen.whole += usize::from(is_whole);
            if implausible(&report.passages) {
                seen.implausible += 1;
                let list: Vec<String> =
                    shares.iter().map(|(p, h)| format!("{p} {}", 100 * h / all)).collect();
                println!("{number} {path}: {}", list.join(", "));
            }
        }
    }
    for (number, half) in halves.iter().enumerate() {
        let all: usize = half.han.values().sum::<usize>().max(1);
        let list: Vec<String> = half
            .han
            .iter()
            .map(|(part, han)| format!("{part} {:.1}%", 100.0 * *han as f64 / all as f64))
            .collect();
        println!("half {number}: {}", list.join(", "));
        let share = 100.0 * half.implausible as f64 / half.whole.max(1) as f64;
        println!(
            "half {number}: {} implausible of {} whole reports ({share:.2}%), {} work reports",
            half.implausible, half.whole, half.work_reports
        );
    }
    Ok(())
}
