//! Files that want to harm the reader: each is read, or rejected for a reason that has a name,
//! within its bounds, and stands in the account.
//!
//! Made by hand to eat time or memory ([`made`]), or damaged in a few places that a seed tells
//! ([`mutate`]). Every file is read as the program reads it, what may run away in workers, in a
//! process of its own whose memory is that of itself and its workers together. The usual run has small
//! files and as much smaller bounds; the ignored trials have those that harm in earnest, and bound
//! processor time besides:
//!
//! ```text
//! cargo test --release -p suyan-indexer --test hostile_files -- --ignored
//! SUYAN_ARCHIVE=FOLDER SUYAN_MUTATIONS=COUNT SUYAN_SEED=SEED cargo test … -- --ignored mutated
//! ```
//!
//! It has a `main` of its own since it is the program that its trials and their workers run.

mod account;
mod made;
mod measure;
mod mutate;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use made::{Hostile, Scale};
use measure::{Took, measure};

/// The files of the usual run are so many times smaller,
const SMALL: Scale = Scale(64);
/// those of a whole run of the indexer, whose bounds are not, by so much more,
const SMALLEST: Scale = Scale(1024);
/// and these harm in earnest.
const WHOLE: Scale = Scale(1);
/// How many files are damaged in the usual run, and by which seed.
const MUTATIONS: (usize, u64) = (60, 7);

/// What no file may take.
struct Bounds {
    /// Processor time.
    seconds: f64,
    /// MiB.
    memory: u64,
}

/// Machines are busy: only an ignored trial looks at the time.
const OF_SMALL: Bounds = Bounds { seconds: f64::INFINITY, memory: 96 };
const OF_WHOLE: Bounds = Bounds { seconds: 60.0, memory: 1024 };

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args[..] {
        [suyan_indexer::worker::COMMAND] => suyan_indexer::worker::serve(),
        [measure::ONE, scale, name, path] => {
            measure::one(Scale(scale.parse().unwrap_or(1)), name, Path::new(path))
        }
        _ => return trials(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn trials() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // What one takes must not be told of another.
    arguments.test_threads.get_or_insert(1);
    let trials = vec![
        Trial::test("made_by_hand_and_small", || read_all(made::all(SMALL), SMALL, &OF_SMALL)),
        Trial::test("mutated_and_small", mutated_and_small),
        Trial::test("none_is_lost_from_the_account", none_is_lost),
        Trial::test("made_by_hand", || read_all(made::all(WHOLE), WHOLE, &OF_WHOLE))
            .with_ignored_flag(true),
        Trial::test("mutated", mutated).with_ignored_flag(true),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The folder of sample reports.
fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

/// The sample reports and the small files that were made, damaged.
fn mutated_small(folder: &Path) -> io::Result<impl Iterator<Item = Hostile> + use<>> {
    account::lay(made::all(SMALLEST), folder)?;
    let (count, seed) = MUTATIONS;
    mutate::all(&[samples().as_path(), folder], count, seed)
}

fn mutated_and_small() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    read_all(mutated_small(folder.path())?, SMALL, &OF_SMALL)
}

fn none_is_lost() -> Result<(), Failed> {
    let top = tempfile::tempdir()?;
    let archive = top.path().join("archive");
    account::lay(mutated_small(&archive.join("made"))?, &archive.join("mutated"))?;
    Ok(account::check(&archive, &top.path().join("index"))?)
}

/// Files of a folder of the user's, damaged.
fn mutated() -> Result<(), Failed> {
    let said = |name: &str| std::env::var(name).ok();
    let Some(folder) = said("SUYAN_ARCHIVE") else {
        eprintln!("skipped: SUYAN_ARCHIVE is not set");
        return Ok(());
    };
    let number = |name: &str, usual: u64| match said(name) {
        Some(given) => given.parse().map_err(|_| format!("{name} is no number: {given}")),
        None => Ok(usual),
    };
    let (count, seed) = (number("SUYAN_MUTATIONS", 1000)?, number("SUYAN_SEED", 1)?);
    let count = usize::try_from(count)?;
    read_all(mutate::all(&[Path::new(&folder)], count, seed)?, WHOLE, &OF_WHOLE)
}

/// Reads all files; fails with those that did not end as they must.
fn read_all(
    files: impl Iterator<Item = Hostile>,
    scale: Scale,
    bounds: &Bounds,
) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let (mut seen, mut wrong) = (Vec::new(), Vec::new());
    for (at, file) in files.enumerate() {
        let path = folder.path().join(at.to_string());
        fs::write(&path, &file.bytes)?;
        let took = measure(scale, &file.name, &path)?;
        fs::remove_file(&path)?;
        let line = format!("{} ({} B)", file.what, file.bytes.len());
        if is_wrong(&took, bounds) {
            wrong.push(format!("{took}  {line}"));
        }
        seen.push((took, line));
    }
    summary(seen);
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn is_wrong(took: &Took, bounds: &Bounds) -> bool {
    took.ends.is_empty()
        || took.ends.iter().any(measure::End::is_fault)
        || took.seconds > bounds.seconds
        || took.memory > bounds.memory
}

/// Says how files ended, and which took most.
fn summary(mut seen: Vec<(Took, String)>) {
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    seen.iter().for_each(|(took, _)| *ends.entry(took.end()).or_default() += 1);
    eprintln!("{} files; how they ended:", seen.len());
    ends.iter().for_each(|(end, count)| eprintln!("  {count:>6} {end}"));
    seen.sort_by(|a, b| b.0.seconds.total_cmp(&a.0.seconds));
    eprintln!("the longest:");
    seen.iter().take(12).for_each(|(took, line)| eprintln!("  {took}  {line}"));
    seen.sort_by_key(|(took, _)| std::cmp::Reverse(took.memory));
    eprintln!("the largest:");
    seen.iter().take(12).for_each(|(took, line)| eprintln!("  {took}  {line}"));
}
