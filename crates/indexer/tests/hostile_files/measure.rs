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

use serde::{Deserialize, Serialize};
use suyan_corpus::{File, FileOutcome, Limits, Reader, Reason};
use suyan_indexer::worker::Pool;

use crate::made::Scale;

/// What a process is asked with that reads one file.
pub const ONE: &str = "measure-one";

/// What reading a file took.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Took {
    /// Processor time.
    pub seconds: f64,
    /// MiB at the peak of the reader and of its largest worker together; 0 where the system does
    /// not tell.
    pub memory: u64,
    /// What became of the documents in it.
    pub ends: Vec<End>,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    Report,
    NotReport(Reason),
    Rejected(Reason),
    /// The process that read ended within it.
    Died(String),
}

impl End {
    fn of(outcome: &FileOutcome) -> Self {
        match outcome {
            FileOutcome::Report(_) => Self::Report,
            FileOutcome::NotReport { reason, .. } => Self::NotReport(reason.clone()),
            FileOutcome::Rejected { reason, .. } => Self::Rejected(reason.clone()),
        }
    }

    /// Whether the reader met something that it has no word for, or was not there at all.
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Died(_) | Self::Rejected(Reason::Panicked | Reason::NoWorker(_)))
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Report => f.write_str("a report"),
            Self::NotReport(_) => f.write_str("no report"),
            Self::Rejected(reason) => write!(f, "{reason}"),
            Self::Died(how) => write!(f, "THE READER ENDED: {how}"),
        }
    }
}

impl Took {
    /// How it ended, in short.
    pub fn end(&self) -> String {
        match &self.ends[..] {
            [one] => one.to_string(),
            several => match several.iter().find(|end| matches!(end, End::Rejected(_))) {
                Some(rejected) => format!("several, {rejected}"),
                None => "several".to_owned(),
            },
        }
    }
}

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:6.2} s {:5} MiB {}", self.seconds, self.memory, self.end())
    }
}

/// The bounds that are as much smaller as the files are. A worker has the room that it needs for
/// itself all the same, and its time, since machines are busy.
pub fn limits(scale: Scale) -> Limits {
    let usual = Limits::default();
    let bytes = |many: u64| many.div_ceil(scale.0 as u64);
    Limits {
        file_bytes: bytes(usual.file_bytes),
        member_bytes: bytes(usual.member_bytes),
        unpacked_bytes: bytes(usual.unpacked_bytes),
        unpacked_from: bytes(usual.unpacked_from),
        part_bytes: bytes(usual.part_bytes),
        text_bytes: scale.of(usual.text_bytes),
        members: scale.of(usual.members),
        rows: scale.of(usual.rows),
        cells: scale.of(usual.cells),
        table_bytes: bytes(usual.table_bytes),
        nodes: scale.of(usual.nodes),
        streamed_nodes: scale.of(usual.streamed_nodes),
        memory: bytes(usual.memory).max(256 << 20),
        ..usual
    }
}

/// Reads a file in a process of its own.
pub fn measure(scale: Scale, name: &str, path: &Path) -> io::Result<Took> {
    let done = Command::new(std::env::current_exe()?)
        .args([ONE, &scale.0.to_string(), name])
        .arg(path)
        .output()?;
    Ok(serde_json::from_slice(&done.stdout).unwrap_or_else(|_| {
        let words = String::from_utf8_lossy(&done.stderr);
        let died = End::Died(format!("{}: {}", done.status, words.trim()));
        Took { seconds: 0.0, memory: 0, ends: vec![died] }
    }))
}

/// Reads a file here and prints what that took.
pub fn one(scale: Scale, name: &str, path: &Path) -> io::Result<()> {
    let bytes = fs::read(path)?;
    let pool = Pool::of(std::env::current_exe()?);
    let reader = Reader::default().limits(limits(scale)).with_apart(Arc::new(pool));
    let watch = Watch::default();
    let outcomes = thread::scope(|scope| {
        scope.spawn(|| watch.watch());
        let outcomes = reader.read(File { path: name, bytes: &bytes });
        watch.is_over.store(true, Relaxed);
        outcomes
    });
    let ends = outcomes.iter().map(End::of).collect();
    // The workers end with the reader, and are counted once they have.
    drop((reader, outcomes));
    let (own, workers) = (usage(Whose::Own)?, usage(Whose::Workers)?);
    let of_workers = match watch.largest.into_inner() {
        0 => workers.1,
        seen => seen,
    };
    let memory = high_water("self").unwrap_or(own.1) + of_workers;
    let took = Took { seconds: own.0 + workers.0, memory, ends };
    serde_json::to_writer(io::stdout().lock(), &took)?;
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
#[cfg(target_os = "linux")]
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

/// Other systems count in other units, or not at all.
#[cfg(not(target_os = "linux"))]
fn usage(_: Whose) -> io::Result<(f64, u64)> {
    Ok((0.0, 0))
}
