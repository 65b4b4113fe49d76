//! Surveys the parts of the work reports in an archive: the share of text by part, and the
//! reports in which a part that every report has is missing or much text has no part.
//!
//! `cargo run --release -p suyan-corpus --example check_parts -- FOLDER`

#![allow(clippy::print_stdout, reason = "a program, not the library")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use suyan_corpus::text::han;
use suyan_corpus::{File, Kind, Outcome, Part, Reader, Report};

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { walk(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

fn shares(report: &Report) -> BTreeMap<Part, usize> {
    let mut shares = BTreeMap::new();
    for passage in &report.passages {
        *shares.entry(passage.part).or_default() += han(&passage.text);
    }
    shares
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: check_parts FOLDER")?;
    let mut files = Vec::new();
    walk(Path::new(&folder), &mut files)?;
    files.sort();
    let reader = Reader::default();
    let mut total: BTreeMap<Part, usize> = BTreeMap::new();
    let (mut reports, mut odd) = (0, 0);
    for file in &files {
        let bytes = std::fs::read(file)?;
        let path = file.strip_prefix(&folder)?.to_string_lossy().into_owned();
        for outcome in reader.read(File { path: &path, bytes: &bytes }) {
            let Outcome::Report(report) = outcome else { continue };
            if report.facts.kind != Kind::WorkReport {
                continue;
            }
            reports += 1;
            let shares = shares(&report);
            let all: usize = shares.values().sum::<usize>().max(1);
            let of = |part: Part| 100 * shares.get(&part).copied().unwrap_or(0) / all;
            shares.iter().for_each(|(part, han)| *total.entry(*part).or_default() += han);
            let (review, ahead) = (of(Part::Review), of(Part::Tasks) + of(Part::Targets));
            if review < 12
                || ahead < 20
                || of(Part::Other) > 8
                || of(Part::SelfGovernment) > 25
                || of(Part::Situation) > 15
            {
                odd += 1;
                let list: Vec<String> =
                    shares.iter().map(|(p, h)| format!("{p} {}", 100 * h / all)).collect();
                println!("{path}: {}", list.join(", "));
            }
        }
    }
    let all: usize = total.values().sum::<usize>().max(1);
    for (part, han) in &total {
        println!("{part:10} {:5.1}%", 100.0 * *han as f64 / all as f64);
    }
    println!("{odd} odd of {reports}");
    Ok(())
}
