//! The engine in process, as one more peer: the same passages, the same query files, and besides
//! them what only it answers: filters, facets, orders, deep pages.
//!
//! Indexing runs in a process of its own, so that its peak memory is not that of the reading of
//! query files, and searching starts on an index that no writer has warmed.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use suyan_corpus::{Facts, Part, Passage, Report};
use suyan_engine::{Index, IndexWriter, WriterOptions};
use suyan_search::{Group, SearchAnswer, SearchRequest};

use crate::memory;
use crate::passages::{self, PeerPassage};
use crate::queries::Mixed;
use crate::ranking::{PeerRun, RankedAnswer};
use crate::results::{Durations, Results};
use crate::sets::{Mode, Set};
use crate::words::JIEBA;

/// The name of the engine among its peers.
pub const NAME: &str = "suyan";

/// Memory for postings while indexing, all threads together.
const WRITER_MEMORY: usize = 400 << 20;

/// Indexes the passages of `file` into `folder`, which is emptied first; measures.
pub fn index(file: &Path, folder: &Path, threads: usize) -> Result<Results> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let reports = reports(passages::read(file)?, &file.with_file_name("facts.jsonl"))?;
    let text: usize = reports.iter().flat_map(|r| &r.passages).map(|p| p.text.len()).sum();
    let before = memory::peak("self");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let start = Instant::now();
    let options = WriterOptions { threads, memory: WRITER_MEMORY };
    let mut writer = IndexWriter::open(folder, options)?;
    pool.install(|| reports.par_iter().try_for_each(|report| writer.put(report)))?;
    writer.commit(b"{}")?;
    writer.finish()?;
    let seconds = start.elapsed().as_secs_f64();
    let bytes = memory::folder(folder) as f64;
    let text = text as f64;
    let mut results = Results::default();
    results.put(format!("index.{NAME}.seconds"), seconds);
    results.put(format!("index.{NAME}.mb-per-second"), text / 1e6 / seconds);
    results.put(format!("index.{NAME}.bytes"), bytes);
    results.put(format!("index.{NAME}.bytes-per-text-byte"), bytes / text);
    results.put(format!("index.{NAME}.peak-mb"), (memory::peak("self") - before) / 1e6);
    Ok(results)
}

/// [`index`] in a process of its own.
pub fn index_apart(file: &Path, folder: &Path, threads: usize) -> Result<Results> {
    let out = folder.with_extension("index.json");
    let status = Command::new(std::env::current_exe()?)
        .args(["engine-index", "--threads", &threads.to_string()])
        .arg("--passages")
        .arg(file)
        .arg("--index")
        .arg(folder)
        .arg("--out")
        .arg(&out)
        .status()?;
    ensure!(status.success(), "indexing ended with {status}");
    Results::load(&out)
}

/// Reads the text once with the segmenter alone: the speed that indexing is measured against.
pub fn segmenter(file: &Path, threads: usize) -> Result<Results> {
    let lines = passages::read(file)?;
    JIEBA.cut_for_search("预热", true);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let start = Instant::now();
    let cut = |line: &PeerPassage| JIEBA.cut_for_search(&line.text, true).len();
    let words: usize = pool.install(|| lines.par_iter().map(cut).sum());
    let seconds = start.elapsed().as_secs_f64();
    ensure!(words > 0, "no words");
    let text: usize = lines.iter().map(|line| line.text.len()).sum();
    let mut results = Results::default();
    results.put("index.segmenter-alone.mb-per-second", text as f64 / 1e6 / seconds);
    Ok(results)
}

/// Passages become reports again, with their facts where `corpus` has kept them.
fn reports(lines: Vec<PeerPassage>, facts: &Path) -> Result<Vec<Report>> {
    let mut known: HashMap<String, Facts> = HashMap::new();
    if facts.exists() {
        for line in std::fs::read_to_string(facts)?.lines() {
            let (id, facts) = serde_json::from_str(line).context("read facts.jsonl")?;
            known.insert(id, facts);
        }
    }
    let mut reports: Vec<Report> = Vec::new();
    for line in lines {
        let id = if line.report.is_empty() { line.id } else { line.report };
        let passage = Passage {
            ordinal: line.ordinal.max(1),
            part: line.part.parse().unwrap_or(Part::Other),
            heading: line.heading,
            is_heading: line.is_heading,
            text: line.text,
        };
        match reports.last_mut().filter(|report| report.id == id) {
            Some(report) => report.passages.push(passage),
            None => {
                let facts = known.remove(&id).unwrap_or_default();
                reports.push(Report { id, facts, passages: vec![passage] });
            }
        }
    }
    Ok(reports)
}

/// Opens the index, gives its first answer, then answers every set: with the ids of passages, as the
/// peers do; and, opened anew, with their snippets.
pub fn search(file: &Path, folder: &Path, sets: &[Set], results: &mut Results) -> Result<PeerRun> {
    let start = Instant::now();
    let index = Index::open(folder)?;
    search_one(&index, &ranked("高质量发展"))?;
    results.put(format!("open.{NAME}.first-answer-ms"), start.elapsed().as_secs_f64() * 1e3);
    let lines = passages::read(file)?;
    let ids: HashMap<(&str, u32), u32> = (0u32..)
        .zip(&lines)
        .map(|(at, line)| {
            let report = if line.report.is_empty() { &line.id } else { &line.report };
            ((report.as_str(), line.ordinal.max(1)), at)
        })
        .collect();
    let mut run = PeerRun {
        peer: NAME.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        index_bytes: memory::folder(folder),
        ..PeerRun::default()
    };
    for set in sets {
        let mut answers = Vec::new();
        for (id, query) in set.queries()? {
            answers.push(answer(&index, set.mode, id, &query, &ids, &lines)?);
        }
        run.sets.insert(set.name.clone(), answers);
    }
    let index = Index::open(folder)?;
    for set in sets {
        let mut times = Durations::default();
        for (_, query) in set.queries()? {
            let request = SearchRequest { places_only: false, ..ranked(&typed(set.mode, &query)) };
            let start = Instant::now();
            search_one(&index, &request)?;
            times.push(start.elapsed());
        }
        times.put(&format!("{}.{NAME}.with-snippets", set.name), results);
    }
    Ok(run)
}

/// One search, whatever was asked before.
fn search_one(index: &Index, request: &SearchRequest) -> Result<SearchAnswer> {
    Ok(index.search_anew(request)?)
}

/// A query as it is typed for a mode.
fn typed(mode: Mode, query: &str) -> String {
    if mode == Mode::Phrase { format!("\"{query}\"") } else { query.to_owned() }
}

/// The ten best passages for the words.
fn ranked(words: &str) -> SearchRequest {
    SearchRequest {
        query: words.to_owned(),
        group: Group::Passage,
        limit: 10,
        passages_per_report: 1,
        places_only: true,
        ..SearchRequest::default()
    }
}

fn answer(
    index: &Index,
    mode: Mode,
    id: String,
    query: &str,
    ids: &HashMap<(&str, u32), u32>,
    lines: &[PeerPassage],
) -> Result<RankedAnswer> {
    let request = ranked(&typed(mode, query));
    let start = Instant::now();
    let found = search_one(index, &request)?;
    let us = start.elapsed().as_secs_f64() * 1e6;
    let hits = found.total.passages;
    let top = numbers(&found, ids).map(|at| lines[at as usize].id.clone()).collect();
    let mut all = Vec::new();
    if mode == Mode::Phrase {
        let limit = usize::try_from(hits)?.max(1);
        all = numbers(&search_one(index, &SearchRequest { limit, ..request })?, ids).collect();
        all.sort_unstable();
    }
    Ok(RankedAnswer { id, us, top, hits, all })
}

/// The line numbers of an answer's passages.
fn numbers(found: &SearchAnswer, ids: &HashMap<(&str, u32), u32>) -> impl Iterator<Item = u32> {
    found.hits.iter().filter_map(|hit| {
        let ordinal = hit.passages.first()?.ordinal;
        ids.get(&(hit.report.id.as_str(), ordinal)).copied()
    })
}

/// The mixed set, snippets and facets included: per kind and over all.
pub fn mixed(folder: &Path, queries: &[Mixed]) -> Result<Results> {
    let index = Index::open(folder)?;
    let mut kinds: HashMap<&str, Durations> = HashMap::new();
    for query in queries {
        let request = query.request();
        let start = Instant::now();
        search_one(&index, &request)?;
        let time = start.elapsed();
        kinds.entry(&query.kind).or_default().push(time);
        kinds.entry("over-all").or_default().push(time);
    }
    let mut results = Results::default();
    for (kind, times) in kinds {
        times.put(&format!("mixed.{NAME}.{kind}"), &mut results);
    }
    results.put(format!("mixed.{NAME}.own-memory-mb"), memory::own("self") / 1e6);
    Ok(results)
}
