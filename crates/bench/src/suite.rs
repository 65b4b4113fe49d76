//! The runs that put the parts together.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::peers::Peer;
use crate::queries::Mixed;
use crate::ranking::{self, PeerRun, Qrels};
use crate::results::{Durations, RETRIEVAL, Results};
use crate::scan::{self, ScanTexts};
use crate::server::ServerProcess;
use crate::sets::{Mode, Set};
use crate::{archive, engine, goals, http, known_item, memory, passages, queries};

fn set(name: &str, mode: Mode, file: &Path) -> Set {
    Set { name: name.to_owned(), mode, file: file.to_owned() }
}

/// Adds what a run says of itself: indexing, and the times of every set.
fn account(run: &PeerRun, text: f64, results: &mut Results) {
    let peer = &run.peer;
    if run.index_seconds > 0.0 {
        results.put(format!("index.{peer}.seconds"), run.index_seconds);
        results.put(format!("index.{peer}.mb-per-second"), text / 1e6 / run.index_seconds);
        results.put(format!("index.{peer}.bytes-per-text-byte"), run.index_bytes as f64 / text);
    }
    for (name, answers) in &run.sets {
        let mut times = Durations::default();
        answers.iter().for_each(|answer| times.push_micros(answer.us));
        times.put(&format!("{name}.{peer}"), results);
    }
}

fn text_bytes(file: &Path) -> Result<f64> {
    Ok(passages::read(file)?.iter().map(|line| line.text.len()).sum::<usize>() as f64)
}

/// How a run is to be done.
#[derive(Debug, Clone, Copy)]
pub struct SuiteOptions<'a> {
    /// The folder of passages, queries, indexes and results.
    pub work: &'a Path,
    /// Threads for indexing.
    pub threads: usize,
    /// Whether the engine's index of an earlier run is searched.
    pub keep: bool,
    /// Whether the peers run too.
    pub peers: bool,
}

/// Draws the queries and judges the engine, and its peers where wanted, by them.
pub fn known_item(ways: SuiteOptions<'_>, count: usize, seed: u64) -> Result<Results> {
    known_item::write(ways.work, count, seed)?;
    let file = ways.work.join("passages.jsonl");
    let set = set("known-item", Mode::Rank, &ways.work.join("known-item.tsv"));
    ranking(ways, &file, &set, &ways.work.join("known-item.qrels.tsv"))
}

/// Judges the engine, and its peers where wanted, by retrieval sets, each for itself.
pub fn retrieval(folders: &[PathBuf], ways: SuiteOptions<'_>) -> Result<Results> {
    std::fs::create_dir_all(ways.work)?;
    let mut results = Results::default();
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{RETRIEVAL}{name}");
        let file = ways.work.join(format!("{name}.jsonl"));
        std::fs::write(&file, std::fs::read(folder.join("passages.jsonl"))?)?;
        let set = set(&name, Mode::Rank, &folder.join("queries.tsv"));
        let ranked = ranking(ways, &file, &set, &folder.join("qrels.tsv"))?;
        // Only what is said of the set: other names would be those of one set or the other.
        let about_ranking = |name: &String| name.starts_with(&format!("{}.", set.name));
        results.0.extend(ranked.0.into_iter().filter(|(name, _)| about_ranking(name)));
    }
    goals::put(&mut results);
    Ok(results)
}

/// Ranks one set over one file of passages.
fn ranking(ways: SuiteOptions<'_>, file: &Path, set: &Set, qrels: &Path) -> Result<Results> {
    let qrels = ranking::read_qrels(qrels)?;
    let mut results = Results::default();
    let index = engine_index(ways, file, &mut results)?;
    let sets = std::slice::from_ref(set);
    let run = engine::search(file, &index, sets, &mut results)?;
    std::fs::write(
        ways.work.join(format!("run-suyan-{}.json", set.name)),
        serde_json::to_vec(&run)?,
    )?;
    let text = text_bytes(file)?;
    let mut take = |run: &PeerRun, _peak: f64| {
        account(run, text, &mut results);
        judge_ranked(run, &set.name, &qrels, &mut results);
        Ok(())
    };
    take(&run, 0.0)?;
    each_peer(ways, file, sets, take)?;
    Ok(results)
}

/// Indexes a file of passages with the engine, or takes the index of an earlier run.
fn engine_index(ways: SuiteOptions<'_>, file: &Path, results: &mut Results) -> Result<PathBuf> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let index = ways.work.join(format!("suyan-{stem}"));
    if !ways.keep || !index.exists() {
        results.extend(engine::index_apart(file, &index, ways.threads)?);
    }
    Ok(index)
}

/// Gives the answers of every peer that can be had, one after the other; the others are left out
/// with a line saying why.
fn each_peer(
    ways: SuiteOptions<'_>,
    file: &Path,
    sets: &[Set],
    mut take: impl FnMut(&PeerRun, f64) -> Result<()>,
) -> Result<()> {
    for peer in Peer::ALL.into_iter().filter(|_| ways.peers) {
        // It ranks nothing.
        if peer == Peer::Rg && sets.iter().all(|set| set.mode == Mode::Rank) {
            continue;
        }
        eprintln!("{} …", peer.name());
        match peer.run(ways.work, file, ways.threads, sets) {
            Ok((run, peak)) => take(&run, peak)?,
            Err(error) => eprintln!("{} is left out: {error:#}", peer.name()),
        }
    }
    Ok(())
}

fn judge_ranked(run: &PeerRun, set: &str, qrels: &Qrels, results: &mut Results) {
    // A peer that only finds exactly has nothing to be judged by.
    if let Some(answers) = run.sets.get(set).filter(|_| run.peer != "rg") {
        ranking::judge_answers(&run.peer, set, answers, qrels, results);
    }
}

/// The engine alone on the work folder's passages.
pub fn engine(ways: SuiteOptions<'_>) -> Result<Results> {
    let file = ways.work.join("passages.jsonl");
    let mut results = Results::default();
    let index = engine_index(ways, &file, &mut results)?;
    let phrases = set("phrases", Mode::Phrase, &ways.work.join("phrases.tsv"));
    let run = engine::search(&file, &index, std::slice::from_ref(&phrases), &mut results)?;
    account(&run, 0.0, &mut results);
    let holders = scan(&file, &phrases, &mut results)?;
    scan::judge(&run, &phrases.name, &holders, &mut results);
    results.extend(engine::mixed(&index, &queries::read_mixed(ways.work)?)?);
    Ok(results)
}

/// One peer on given sets of the work folder's passages.
pub fn peer(peer: Peer, ways: SuiteOptions<'_>, sets: &[Set]) -> Result<Results> {
    let file = ways.work.join("passages.jsonl");
    let (run, peak) = peer.run(ways.work, &file, ways.threads, sets)?;
    let mut results = Results::default();
    results.put(format!("index.{}.peak-mb", run.peer), peak / 1e6);
    account(&run, text_bytes(&file)?, &mut results);
    for set in sets {
        let qrels = set.file.with_extension("qrels.tsv");
        if set.mode == Mode::Phrase {
            let holders = scan(&file, set, &mut results)?;
            scan::judge(&run, &set.name, &holders, &mut results);
        } else if qrels.exists() {
            judge_ranked(&run, &set.name, &ranking::read_qrels(&qrels)?, &mut results);
        }
    }
    Ok(results)
}

/// Which passages hold each phrase, by a scan of them all, whose own times are stated too.
fn scan(file: &Path, set: &Set, results: &mut Results) -> Result<Vec<(String, HashSet<u32>)>> {
    let texts = ScanTexts::new(&passages::read(file)?);
    let mut times = Durations::default();
    let mut phrases = Vec::new();
    for (_, phrase) in set.queries()? {
        let start = std::time::Instant::now();
        let holders = texts.holders(&phrase);
        times.push(start.elapsed());
        phrases.push((phrase, holders));
    }
    times.put(&format!("{}.scan-in-memory", set.name), results);
    Ok(phrases)
}

/// Everything, on one archive.
pub fn all(
    archive: &Path,
    retrieval_sets: &[PathBuf],
    quick: bool,
    ways: SuiteOptions<'_>,
) -> Result<Results> {
    let SuiteOptions { work, threads, .. } = ways;
    let every = if quick { 10 } else { 1 };
    let mut results = archive::write_passages(archive, every, work)?;
    queries::write(work, 500 / every, 1)?;
    known_item::write(work, 2000 / every, 1)?;
    let file = work.join("passages.jsonl");
    results.extend(engine::segmenter(&file, threads)?);
    results.extend(engine(ways)?);
    results.extend(served(&work.join("suyan-passages"), &queries::read_mixed(work)?)?);
    let phrases = set("phrases", Mode::Phrase, &work.join("phrases.tsv"));
    let known = set("known-item", Mode::Rank, &work.join("known-item.tsv"));
    let qrels = ranking::read_qrels(&work.join("known-item.qrels.tsv"))?;
    let text = text_bytes(&file)?;
    let both = [phrases.clone(), known.clone()];
    results.extend(retrieval(retrieval_sets, ways)?);
    let holders = scan(&file, &phrases, &mut results)?;
    let own = engine::search(&file, &work.join("suyan-passages"), &both, &mut results)?;
    // What is known is kept after every peer, since the slowest takes longer than all others.
    let mut take = |run: &PeerRun, peak: f64| {
        if peak > 0.0 {
            results.put(format!("index.{}.peak-mb", run.peer), peak / 1e6);
        }
        account(run, text, &mut results);
        judge_ranked(run, &known.name, &qrels, &mut results);
        scan::judge(run, &phrases.name, &holders, &mut results);
        goals::put(&mut results);
        results.save(&work.join("results.json"))
    };
    take(&own, 0.0)?;
    each_peer(ways, &file, &both, take)?;
    Ok(results)
}

/// The mixed set over HTTP, against a server of its own.
fn served(index: &Path, queries: &[Mixed]) -> Result<Results> {
    let server = ServerProcess::start(index)?;
    let bounds = http::Bounds { requests: 5_000, time: Duration::from_secs(15) };
    let mut results = http::drive(server.addr(), queries, &[1, 16, 64], bounds, http::WARM)?;
    results.put("http.server-own-memory-mb", memory::own(&server.pid()) / 1e6);
    results.put("http.server-peak-rss-mb", memory::peak(&server.pid()) / 1e6);
    Ok(results)
}
