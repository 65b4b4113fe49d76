//! The runs that put the parts together.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Result;

use crate::peers::Peer;
use crate::ranking::{self, Run};
use crate::results::{Results, Times};
use crate::scan::{self, Texts};
use crate::sets::{Mode, Set};
use crate::{archive, engine, known_item, passages, queries};

fn set(name: &str, mode: Mode, file: &Path) -> Set {
    Set { name: name.to_owned(), mode, file: file.to_owned() }
}

/// Adds what a run says of itself: indexing, and the times of every set.
fn account(run: &Run, text: f64, results: &mut Results) {
    let peer = &run.peer;
    if run.index_seconds > 0.0 {
        results.put(format!("index.{peer}.seconds"), run.index_seconds);
        results.put(format!("index.{peer}.mb-per-second"), text / 1e6 / run.index_seconds);
        results.put(format!("index.{peer}.bytes-per-text-byte"), run.index_bytes as f64 / text);
    }
    for (name, answers) in &run.sets {
        let mut times = Times::default();
        answers.iter().for_each(|answer| times.push_micros(answer.us));
        times.put(&format!("{name}.{peer}"), results);
    }
}

fn text_bytes(file: &Path) -> Result<f64> {
    Ok(passages::read(file)?.iter().map(|line| line.text.len()).sum::<usize>() as f64)
}

/// Draws the queries if they are not there, indexes, and judges the engine by them.
pub fn known_item(work: &Path, count: usize, seed: u64, threads: usize) -> Result<Results> {
    known_item::write(work, count, seed)?;
    let (file, folder) = (work.join("passages.jsonl"), work.join("suyan-passages"));
    let mut results = engine::index_apart(&file, &folder, threads)?;
    let set = set("known-item", Mode::Rank, &work.join("known-item.tsv"));
    let run = engine::search(&file, &folder, std::slice::from_ref(&set), &mut results)?;
    let qrels = ranking::read_qrels(&work.join("known-item.qrels.tsv"))?;
    account(&run, 0.0, &mut results);
    ranking::judge_answers(&run.peer, &set.name, &run.sets[&set.name], &qrels, &mut results);
    Ok(results)
}

/// Judges the engine by a retrieval set.
pub fn retrieval(folder: &Path, work: &Path, threads: usize) -> Result<Results> {
    std::fs::create_dir_all(work)?;
    let (file, index) = (folder.join("passages.jsonl"), work.join("suyan-retrieval"));
    let mut results = engine::index_apart(&file, &index, threads)?;
    let set = set("retrieval", Mode::Rank, &folder.join("queries.tsv"));
    let run = engine::search(&file, &index, std::slice::from_ref(&set), &mut results)?;
    let qrels = ranking::read_qrels(&folder.join("qrels.tsv"))?;
    account(&run, 0.0, &mut results);
    ranking::judge_answers(&run.peer, &set.name, &run.sets[&set.name], &qrels, &mut results);
    Ok(results)
}

/// The engine alone on the work folder's passages.
pub fn engine(work: &Path, threads: usize, keep: bool) -> Result<Results> {
    let (file, folder) = (work.join("passages.jsonl"), work.join("suyan-passages"));
    let mut results = Results::default();
    if !keep || !folder.exists() {
        results = engine::index_apart(&file, &folder, threads)?;
    }
    let phrases = set("phrases", Mode::Phrase, &work.join("phrases.tsv"));
    let run = engine::search(&file, &folder, std::slice::from_ref(&phrases), &mut results)?;
    account(&run, 0.0, &mut results);
    judge_phrases(&[run], &file, &phrases, &mut results)?;
    results.extend(engine::mixed(&folder, &queries::read_mixed(work)?)?);
    Ok(results)
}

/// One peer on given sets of the work folder's passages.
pub fn peer(peer: Peer, work: &Path, threads: usize, sets: &[Set]) -> Result<Results> {
    let file = work.join("passages.jsonl");
    let run = peer.run(work, &file, threads, sets)?;
    let mut results = Results::default();
    account(&run, text_bytes(&file)?, &mut results);
    for set in sets {
        let qrels = set.file.with_extension("qrels.tsv");
        if set.mode == Mode::Phrase {
            judge_phrases(std::slice::from_ref(&run), &file, set, &mut results)?;
        } else if qrels.exists() {
            let qrels = ranking::read_qrels(&qrels)?;
            ranking::judge_answers(
                &run.peer,
                &set.name,
                &run.sets[&set.name],
                &qrels,
                &mut results,
            );
        }
    }
    Ok(results)
}

/// Judges phrase answers by a scan of all passages, and states the scan's own times.
fn judge_phrases(runs: &[Run], file: &Path, set: &Set, results: &mut Results) -> Result<()> {
    let lines = passages::read(file)?;
    let texts = Texts::new(&lines);
    let mut times = Times::default();
    let mut phrases: Vec<(String, HashSet<u32>)> = Vec::new();
    for (_, phrase) in set.queries()? {
        let start = std::time::Instant::now();
        let holders = texts.holders(&phrase);
        times.push(start.elapsed());
        phrases.push((phrase, holders));
    }
    times.put(&format!("{}.scan-in-memory", set.name), results);
    for run in runs {
        scan::judge(run, &set.name, &phrases, results);
    }
    Ok(())
}

/// Everything, on one archive.
pub fn all(
    archive: &Path,
    retrieval_set: Option<&Path>,
    quick: bool,
    work: &Path,
    threads: usize,
) -> Result<Results> {
    let every = if quick { 10 } else { 1 };
    let mut results = archive::write_passages(archive, every, work)?;
    queries::write(work, 500 / every, 1)?;
    known_item::write(work, 2000 / every, 1)?;
    let file = work.join("passages.jsonl");
    results.extend(engine::segmenter(&file, threads)?);
    results.extend(engine(work, threads, false)?);
    let phrases = set("phrases", Mode::Phrase, &work.join("phrases.tsv"));
    let known = set("known-item", Mode::Rank, &work.join("known-item.tsv"));
    let qrels = ranking::read_qrels(&work.join("known-item.qrels.tsv"))?;
    let text = text_bytes(&file)?;
    let both = [phrases.clone(), known.clone()];
    let mut runs = vec![engine::search(&file, &work.join("suyan-passages"), &both, &mut results)?];
    for peer in Peer::ALL {
        match peer.run(work, &file, threads, &both) {
            Ok(run) => runs.push(run),
            Err(error) => eprintln!("{peer:?} is left out: {error:#}"),
        }
    }
    for run in &runs {
        account(run, text, &mut results);
        ranking::judge_answers(
            &run.peer,
            &known.name,
            &run.sets[&known.name],
            &qrels,
            &mut results,
        );
    }
    judge_phrases(&runs, &file, &phrases, &mut results)?;
    if let Some(folder) = retrieval_set {
        results.extend(retrieval(folder, work, threads)?);
        results.extend(peers_on_retrieval(folder, work, threads)?);
    }
    results.save(&work.join("results.json"))?;
    Ok(results)
}

/// The ranking peers on a retrieval set.
fn peers_on_retrieval(folder: &Path, work: &Path, threads: usize) -> Result<Results> {
    let mut results = Results::default();
    let set = set("retrieval", Mode::Rank, &folder.join("queries.tsv"));
    let qrels = ranking::read_qrels(&folder.join("qrels.tsv"))?;
    let file = work.join("retrieval.jsonl");
    std::fs::copy(folder.join("passages.jsonl"), &file)?;
    for peer in Peer::ALL.into_iter().filter(|peer| *peer != Peer::Rg) {
        match peer.run(work, &file, threads, std::slice::from_ref(&set)) {
            Ok(run) => {
                ranking::judge_answers(
                    &run.peer,
                    &set.name,
                    &run.sets[&set.name],
                    &qrels,
                    &mut results,
                );
            }
            Err(error) => eprintln!("{peer:?} is left out: {error:#}"),
        }
    }
    Ok(results)
}
