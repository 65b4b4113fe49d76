//! `suyan-bench`: every figure that the project states about itself comes out of this program.
//!
//! An archive is read into passages once (`corpus`); query sets are drawn from it with a seed
//! (`known-item`, `queries`); the engine and its peers answer the very same files; the results are
//! flat maps of named numbers that `compare` lays side by side. `all` runs the whole of it. What
//! each figure means, and what it does not, stands in the crate's README.
//!
//! Nothing that users run depends on this crate: it alone may name peers, and print tables.
#![expect(clippy::print_stdout, reason = "tables are this program's data")]

mod archive;
mod known_item;
mod passages;
mod random;
mod ranking;
mod results;
mod words;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Measures the engine beside its peers.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Reads an archive into passages.jsonl.
    Corpus {
        /// A folder of reports.
        #[arg(long)]
        archive: PathBuf,
        /// Where passages.jsonl goes.
        #[arg(long)]
        work: PathBuf,
    },
    /// Draws known-item queries from passages.jsonl.
    KnownItem {
        /// The folder that holds passages.jsonl.
        #[arg(long)]
        work: PathBuf,
        /// How many queries.
        #[arg(long, default_value_t = 2000)]
        count: usize,
        /// The seed of the draw.
        #[arg(long, default_value_t = 1)]
        seed: u64,
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
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Corpus { archive, work } => archive::write_passages(&archive, &work),
        Command::KnownItem { work, count, seed } => known_item::write(&work, count, seed),
        Command::Judge { run, set, qrels } => {
            let judged = ranking::judge(&run, &set, &qrels)?;
            results::print(&judged);
            Ok(())
        }
    }
}
