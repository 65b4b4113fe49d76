//! What it takes to read one file: in a process of its own, which says what it and its workers took.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use suyan_corpus::{File, FileOutcome, Reader};
use suyan_indexer::worker::Pool;

use crate::{MOST_MEMORY, MOST_SECONDS};

/// What reading a file took.
#[derive(Debug, Clone)]
pub struct Took {
    /// Processor time.
    pub seconds: f64,
    /// MiB at the peak of the reader and of its largest worker together.
    pub memory: u64,
    /// What became of it.
    pub end: String,
}

impl Took {
    pub fn is_over(&self) -> bool {
        self.seconds > MOST_SECONDS || self.memory > MOST_MEMORY
    }
}

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:6.2} s {:5} MiB {}", self.seconds, self.memory, self.end)
    }
}

/// Reads a file in a process of its own.
pub fn measure(name: &str, path: &Path) -> io::Result<Took> {
    let path = path.to_string_lossy();
    let done = Command::new(std::env::current_exe()?).args(["one", name, &path]).output()?;
    let said = String::from_utf8_lossy(&done.stdout);
    let fields: Vec<&str> = said.trim().splitn(3, ' ').collect();
    let [seconds, memory, end] = fields[..] else {
        let end = format!("THE READER ENDED: {}", done.status);
        return Ok(Took { seconds: f64::INFINITY, memory: 0, end });
    };
    let (Ok(seconds), Ok(memory)) = (seconds.parse(), memory.parse()) else {
        return Err(io::Error::other("not a measurement"));
    };
    Ok(Took { seconds, memory, end: end.to_owned() })
}

/// Reads a file here and prints what that took.
pub fn one(name: &str, path: &Path) -> io::Result<()> {
    let bytes = fs::read(path)?;
    let pool = Pool::of(std::env::current_exe()?);
    let reader = Reader::default().with_apart(Arc::new(pool));
    let watch = Watch::default();
    let outcomes = thread::scope(|scope| {
        scope.spawn(|| watch.watch());
        let outcomes = reader.read(File { path: name, bytes: &bytes });
        watch.is_over.store(true, Relaxed);
        outcomes
    });
    let end = match &outcomes[..] {
        [FileOutcome::Report(_)] => "a report".to_owned(),
        [FileOutcome::NotReport { .. }] => "no report".to_owned(),
        [FileOutcome::Rejected { reason, .. }] => reason.to_string(),
        several => several
            .iter()
            .find_map(|outcome| match outcome {
                FileOutcome::Rejected { reason, .. } => Some(format!("several, {reason}")),
                _ => None,
            })
            .unwrap_or_else(|| "several".to_owned()),
    };
    // The workers end with the reader, and are counted once they have.
    drop((reader, outcomes));
    let (own, workers) = (usage(Whose::Own)?, usage(Whose::Workers)?);
    let of_workers = match watch.largest.into_inner() {
        0 => workers.1,
        seen => seen,
    };
    println!("{} {} {end}", own.0 + workers.0, high_water("self").unwrap_or(own.1) + of_workers);
    Ok(())
}

/// Looks at the workers while they read: what the system counts for an ended process begins with
/// the peak of whoever started it.
#[derive(Default)]
struct Watch {
    is_over: AtomicBool,
    /// MiB of the largest of them at its peak.
    largest: AtomicU64,
}

impl Watch {
    fn watch(&self) {
        while !self.is_over.load(Relaxed) {
            for worker in workers() {
                self.largest.fetch_max(high_water(&worker).unwrap_or(0), Relaxed);
            }
            thread::sleep(Duration::from_millis(3));
        }
    }
}

/// The processes that this one has started, by their numbers.
fn workers() -> Vec<String> {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let started = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    started.flat_map(|of_task| of_task.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

enum Whose {
    Own,
    Workers,
}

/// The peak of a process's own memory in MiB, where the system tells it.
fn high_water(process: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kib| kib >> 10)
}

/// Processor time in seconds and the peak of memory in MiB, as the system counted them.
#[cfg(unix)]
fn usage(whose: Whose) -> io::Result<(f64, u64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let whose = match whose {
        Whose::Own => UsageWho::RUSAGE_SELF,
        Whose::Workers => UsageWho::RUSAGE_CHILDREN,
    };
    let usage = getrusage(whose)?;
    let seconds = (usage.user_time() + usage.system_time()).num_milliseconds() as f64 / 1000.0;
    Ok((seconds, u64::try_from(usage.max_rss()).unwrap_or(0) >> 10))
}

#[cfg(not(unix))]
fn usage(_: Whose) -> io::Result<(f64, u64)> {
    Err(io::Error::other("this system does not say what a process took"))
}
