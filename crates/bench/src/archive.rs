//! A folder of reports becomes passages, read as the product reads it.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use rayon::prelude::*;
use suyan_corpus::{File, FileOutcome, Reader, Report};
use walkdir::WalkDir;

use crate::passages::{self, PeerPassage};
use crate::results::Results;

/// Reads every file below `archive`, or one in `every`; writes `passages.jsonl` and `facts.jsonl`
/// into `work`.
pub fn write_passages(archive: &Path, every: usize, work: &Path) -> Result<Results> {
    std::fs::create_dir_all(work)?;
    let files: Vec<PathBuf> = files(archive)?.into_iter().step_by(every.max(1)).collect();
    let reader = Reader::default();
    let start = std::time::Instant::now();
    let read: Vec<Vec<Report>> = files
        .par_iter()
        .map(|path| -> Result<Vec<Report>> {
            let bytes = std::fs::read(path)?;
            let below = path.strip_prefix(archive)?.to_string_lossy();
            let outcomes = reader.read(File { path: &below, bytes: &bytes }).into_iter();
            Ok(outcomes
                .filter_map(|outcome| match outcome {
                    FileOutcome::Report(report) => Some(*report),
                    _ => None,
                })
                .collect())
        })
        .collect::<Result<_>>()?;
    let seconds = start.elapsed().as_secs_f64();
    // The same text in two files is one report.
    let mut seen = std::collections::HashSet::new();
    let reports: Vec<Report> =
        read.into_iter().flatten().filter(|report| seen.insert(report.id.clone())).collect();
    ensure!(!reports.is_empty(), "no reports below {}", archive.display());
    let lines: Vec<PeerPassage> = reports.iter().flat_map(lines).collect();
    let text: usize = lines.iter().map(|line| line.text.len()).sum();
    passages::write(&work.join("passages.jsonl"), &lines)?;
    let mut facts = BufWriter::new(std::fs::File::create(work.join("facts.jsonl"))?);
    for report in &reports {
        serde_json::to_writer(&mut facts, &(&report.id, &report.facts))?;
        facts.write_all(b"\n")?;
    }
    facts.flush()?;
    let mut results = Results::default();
    results.put("corpus.files", files.len() as f64);
    results.put("corpus.reports", reports.len() as f64);
    results.put("corpus.passages", lines.len() as f64);
    results.put("corpus.text-mb", text as f64 / 1e6);
    results.put("corpus.extraction-mb-per-second", text as f64 / 1e6 / seconds);
    Ok(results)
}

fn lines(report: &Report) -> Vec<PeerPassage> {
    let line = |passage: &suyan_corpus::Passage| PeerPassage {
        id: format!("{}#{}", report.id, passage.ordinal),
        report: report.id.clone(),
        ordinal: passage.ordinal,
        part: passage.part.as_str().to_owned(),
        heading: passage.heading.clone(),
        is_heading: passage.is_heading,
        text: passage.text.clone(),
    };
    report.passages.iter().map(line).collect()
}

/// All files below a folder, in order of name.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// The paragraphs of every Markdown file, front matter left out: raw material for growing.
pub fn markdown(folder: &Path) -> Result<Vec<Vec<String>>> {
    let files = files(folder)?.into_iter();
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let text = String::from_utf8_lossy(&std::fs::read(path)?).into_owned();
            let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---"));
            let body = front.map_or(text.as_str(), |(_, body)| body);
            Ok(body.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect())
        })
        .filter(|paragraphs: &Result<Vec<String>>| {
            paragraphs.as_ref().map_or(true, |p| p.len() > 10)
        })
        .collect()
}
