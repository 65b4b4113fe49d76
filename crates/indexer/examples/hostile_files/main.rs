//! Reads files that want to harm the reader, and says what each took.
//!
//! ```text
//! cargo run --release -p suyan-indexer --example hostile_files -- made
//! cargo run --release -p suyan-indexer --example hostile_files -- mutated FOLDER COUNT SEED
//! ```
//!
//! `made` are files made by hand to eat time or memory, `mutated` are the files of a folder, each
//! damaged in a few places that the seed tells. Every file is read as the program reads it, what
//! may run away in workers, in a process of its own whose processor time and memory are those of
//! itself and its workers together. Ends with 1 where a file took more than [`MOST_SECONDS`] or
//! [`MOST_MEMORY`].

#![expect(clippy::print_stdout, reason = "a check prints its figures")]

mod made;
mod measure;
mod mutate;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use measure::{Took, measure};

/// Processor time that no file may take, in seconds.
const MOST_SECONDS: f64 = 60.0;
/// Memory that no file may take, in MiB.
const MOST_MEMORY: u64 = 1024;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args[..] {
        [suyan_indexer::worker::COMMAND] => suyan_indexer::worker::serve().map(|()| true),
        ["one", name, path] => measure::one(name, Path::new(path)).map(|()| true),
        ["made"] => run(made::all()),
        ["mutated", folder, count, seed] => {
            let numbers = count.parse().ok().zip(seed.parse().ok());
            let Some((count, seed)) = numbers else { return usage() };
            mutate::all(Path::new(folder), count, seed).and_then(run)
        }
        _ => return usage(),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("hostile_files made | mutated FOLDER COUNT SEED");
    ExitCode::from(64)
}

/// Reads all files; says whether every one stayed within the bounds.
fn run(files: impl Iterator<Item = made::Hostile>) -> std::io::Result<bool> {
    let folder = tempfile::tempdir()?;
    let mut seen: Vec<(Took, String)> = Vec::new();
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for (at, file) in files.enumerate() {
        let path: PathBuf = folder.path().join(at.to_string());
        fs::write(&path, &file.bytes)?;
        let took = measure(file.name, &path)?;
        fs::remove_file(&path)?;
        *ends.entry(took.end.clone()).or_default() += 1;
        let line = format!("{} ({} B)", file.what, file.bytes.len());
        if took.is_over() {
            println!("OVER {line}: {took}");
        }
        seen.push((took, line));
    }
    println!("{} files; how they ended:", seen.len());
    for (end, count) in ends {
        println!("  {count:>6} {end}");
    }
    let is_fine = !seen.iter().any(|(took, _)| took.is_over());
    seen.sort_by(|a, b| b.0.seconds.total_cmp(&a.0.seconds));
    println!("the longest:");
    seen.iter().take(12).for_each(|(took, line)| println!("  {took}  {line}"));
    seen.sort_by_key(|(took, _)| std::cmp::Reverse(took.memory));
    println!("the largest:");
    seen.iter().take(12).for_each(|(took, line)| println!("  {took}  {line}"));
    Ok(is_fine)
}
