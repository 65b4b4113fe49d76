//! `suyan-bench`: every figure that the project states about itself comes out of this program.
//!
//! An archive is read into passages once (`corpus`); query sets are drawn from it with a seed
//! (`known-item`, `queries`); the engine and its peers answer the very same files; the results are
//! flat maps of named numbers that `compare` lays side by side. `all` runs the whole of it and
//! prints tables, with the ratios that the project set out to reach ([`goals`]). What
//! each figure means, and what it does not, stands in the crate's README.
//!
//! Nothing that users run depends on this crate: it alone may name peers, and print tables.
#![expect(clippy::print_stdout, reason = "tables are this program's data")]

mod archive;
mod engine;
mod goals;
mod grow;
mod hostile;
mod http;
mod known_item;
mod memory;
mod naive;
mod passages;
mod peers;
mod queries;
mod random;
mod ranking;
mod results;
mod scan;
mod server;
mod sets;
mod strings;
mod suite;
mod symbols;
mod words;

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::results::Results;
use crate::sets::Set;
use crate::suite::SuiteOptions;

/// Measures the engine beside its peers.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: BenchCommand,
}

/// Where the passages lie, and with how many threads they are indexed.
#[derive(clap::Args)]
struct Work {
    /// The folder that holds passages.jsonl and the query sets; indexes and results go there.
    #[arg(long, default_value = "target/bench")]
    work: PathBuf,
    /// Threads for indexing.
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

/// What is done beside a run of the engine, and what is not done again.
#[derive(clap::Args)]
struct How {
    /// Searches the index of an earlier run.
    #[arg(long)]
    keep: bool,
    /// Runs the peers on the same queries.
    #[arg(long)]
    peers: bool,
}

impl Work {
    fn ways(&self, keep: bool, peers: bool) -> SuiteOptions<'_> {
        SuiteOptions { work: &self.work, threads: self.threads, keep, peers }
    }
}

#[derive(Subcommand)]
enum BenchCommand {
    /// Everything: corpus, queries, peers, engine, judging; table and results.json.
    All {
        /// A folder of reports.
        #[arg(long)]
        archive: PathBuf,
        /// Retrieval sets, once for each: a folder of passages.jsonl, queries.tsv, qrels.tsv.
        #[arg(long)]
        retrieval: Vec<PathBuf>,
        /// A tenth of the reports and queries.
        #[arg(long)]
        quick: bool,
        /// The engine alone.
        #[arg(long)]
        no_peers: bool,
        #[command(flatten)]
        work: Work,
    },
    /// Reads an archive into passages.jsonl and facts.jsonl.
    Corpus {
        /// A folder of reports.
        #[arg(long)]
        archive: PathBuf,
        /// Keeps one file in so many.
        #[arg(long, default_value_t = 1)]
        every: usize,
        #[command(flatten)]
        work: Work,
    },
    /// Grows an archive to a nation's, or a part of it.
    Grow {
        /// A folder of real reports in Markdown.
        #[arg(long)]
        archive: PathBuf,
        /// Where the grown archive goes.
        #[arg(long)]
        out: PathBuf,
        /// One part in so many: 1, 10 or 100.
        #[arg(long, default_value_t = 100)]
        part: usize,
        /// The seed of the draw.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Draws phrases.tsv and mixed.jsonl from passages.jsonl.
    Queries {
        /// How many of each.
        #[arg(long, default_value_t = 500)]
        count: usize,
        /// The seed of the draw.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        work: Work,
    },
    /// Draws known-item queries from passages.jsonl, and judges the engine by them.
    KnownItem {
        /// How many queries.
        #[arg(long, default_value_t = 2000)]
        count: usize,
        /// The seed of the draw.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        how: How,
        #[command(flatten)]
        work: Work,
    },
    /// Judges the engine by retrieval sets, each for itself.
    Retrieval {
        /// The folders of the sets.
        #[arg(required = true)]
        sets: Vec<PathBuf>,
        #[command(flatten)]
        how: How,
        #[command(flatten)]
        work: Work,
    },
    /// The engine alone: indexing, opening, phrases, the mixed set.
    Engine {
        /// Searches the index of an earlier run.
        #[arg(long)]
        keep: bool,
        #[command(flatten)]
        work: Work,
    },
    /// Indexing alone, in this process.
    #[command(hide = true)]
    EngineIndex {
        #[arg(long)]
        passages: PathBuf,
        #[arg(long)]
        index: PathBuf,
        #[arg(long)]
        threads: usize,
        #[arg(long)]
        out: PathBuf,
    },
    /// Serving alone, in this process.
    #[command(hide = true)]
    EngineServe {
        #[arg(long)]
        index: PathBuf,
    },
    /// The naive peer alone, in this process.
    #[command(hide = true)]
    Naive { threads: usize, passages: PathBuf, folder: PathBuf, out: PathBuf, sets: Vec<Set> },
    /// One peer on given sets.
    Peer {
        /// Which.
        peer: peers::Peer,
        /// NAME:MODE:FILE, with MODE rank or phrase.
        sets: Vec<Set>,
        #[command(flatten)]
        work: Work,
    },
    /// Drives a running server on this machine with the mixed set.
    Http {
        /// Its address.
        #[arg(long, default_value = "127.0.0.1:8080")]
        addr: String,
        /// Its process number, to state its memory.
        #[arg(long)]
        pid: Option<u32>,
        /// Numbers of clients.
        #[arg(long, value_delimiter = ',', default_value = "1,16,64")]
        clients: Vec<usize>,
        /// Requests per run at most.
        #[arg(long, default_value_t = 5000)]
        requests: usize,
        /// Seconds per run at most.
        #[arg(long, default_value_t = 20)]
        seconds: u64,
        /// Asks every query once, and none before: what a server takes that has answered nothing.
        #[arg(long)]
        new: bool,
        #[command(flatten)]
        work: Work,
    },
    /// Judges a run (a peer's JSON) by a qrels file.
    Judge {
        /// The JSON that a peer wrote.
        #[arg(long)]
        run: PathBuf,
        /// The name of the query set in it.
        #[arg(long)]
        set: String,
        /// Query id, passage id, grade.
        #[arg(long)]
        qrels: PathBuf,
    },
    /// Chooses the symbols of the docstore's texts from passages.jsonl, one a line on standard
    /// output.
    Symbols {
        /// The words to choose from, one a line; what stands behind a blank does not count.
        #[arg(long)]
        words: PathBuf,
        #[command(flatten)]
        work: Work,
    },
    /// Chooses the strings that are terms of their own from passages.jsonl, one a line on standard
    /// output.
    Strings {
        /// How many.
        #[arg(long, default_value_t = 2000)]
        count: usize,
        #[command(flatten)]
        work: Work,
    },
    /// Asks an index queries that are made to cost, and states what the dearest took.
    Hostile {
        /// An index that `suyan index` made.
        #[arg(long)]
        index: PathBuf,
        /// How many.
        #[arg(long, default_value_t = 10_000)]
        queries: usize,
        /// The seed of the draw.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Lays two results.json side by side.
    Compare {
        /// The older one.
        old: PathBuf,
        /// The newer one.
        new: PathBuf,
    },
}

fn main() -> Result<()> {
    if let Some(results) = run(Cli::parse().command)? {
        results::print(&results);
    }
    Ok(())
}

/// Runs one command; gives its figures where it has any.
fn run(command: BenchCommand) -> Result<Option<Results>> {
    let results = match command {
        BenchCommand::All { archive, retrieval, quick, no_peers, work } => {
            let ways = work.ways(false, !no_peers);
            let results = suite::all(&archive, &retrieval, quick, ways)?;
            results::print_tables(&results);
            goals::print(&results);
            return Ok(None);
        }
        BenchCommand::Corpus { archive, every, work } => {
            archive::write_passages(&archive, every, &work.work)?
        }
        BenchCommand::Grow { archive, out, part, seed } => {
            grow::grow(&archive, &out, part, seed)?;
            return Ok(None);
        }
        BenchCommand::Queries { count, seed, work } => {
            queries::write(&work.work, count, seed)?;
            return Ok(None);
        }
        BenchCommand::KnownItem { count, seed, how, work } => {
            suite::known_item(work.ways(how.keep, how.peers), count, seed)?
        }
        BenchCommand::Retrieval { sets, how, work } => {
            suite::retrieval(&sets, work.ways(how.keep, how.peers))?
        }
        BenchCommand::Engine { keep, work } => suite::engine(work.ways(keep, false))?,
        BenchCommand::EngineIndex { passages, index, threads, out } => {
            engine::index(&passages, &index, threads)?.save(&out)?;
            return Ok(None);
        }
        BenchCommand::EngineServe { index } => {
            server::serve(&index)?;
            return Ok(None);
        }
        BenchCommand::Naive { threads, passages, folder, out, sets } => {
            let run = naive::run(&passages, &folder, threads, &sets)?;
            std::fs::write(out, serde_json::to_vec(&run)?)?;
            return Ok(None);
        }
        BenchCommand::Peer { peer, sets, work } => suite::peer(peer, work.ways(true, true), &sets)?,
        BenchCommand::Http { addr, pid, clients, requests, seconds, new, work } => {
            let mut queries = queries::read_mixed(&work.work)?;
            if new {
                let mut asked = HashSet::new();
                queries.retain(|query| asked.insert(query.target()));
            }
            let requests = if new { queries.len() } else { requests };
            let bounds = http::Bounds { requests, time: Duration::from_secs(seconds) };
            let warm = if new { 0 } else { http::WARM };
            let mut results = http::drive(&addr, &queries, &clients, bounds, warm)?;
            if let Some(pid) = pid {
                results.put("http.server-own-memory-mb", memory::own(&pid.to_string()) / 1e6);
                results.put("http.server-peak-rss-mb", memory::peak(&pid.to_string()) / 1e6);
            }
            results
        }
        BenchCommand::Judge { run, set, qrels } => ranking::judge(&run, &set, &qrels)?,
        BenchCommand::Symbols { words, work } => {
            let chosen = symbols::choose(&work.work.join("passages.jsonl"), &words)?;
            chosen.iter().for_each(|symbol| println!("{symbol}"));
            return Ok(None);
        }
        BenchCommand::Strings { count, work } => {
            let chosen = strings::choose(&work.work.join("passages.jsonl"), count)?;
            chosen.iter().for_each(|string| println!("{string}"));
            return Ok(None);
        }
        BenchCommand::Hostile { index, queries, seed } => hostile::run(&index, queries, seed)?,
        BenchCommand::Compare { old, new } => {
            results::compare(&old, &new)?;
            return Ok(None);
        }
    };
    Ok(Some(results))
}
