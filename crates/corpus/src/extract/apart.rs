//! Documents whose parsers are not ours are read apart: in a process that can be ended, where the
//! program offers one, else in a thread of this one.
//!
//! This crate starts no processes. [`Apart`] is what a program offers, [`work`] is what its
//! process does with a job. Without an offer a job has a thread and a clock on the wall: a panic
//! or a loop without end then costs one file, an overflow of the stack or of memory costs the
//! process, and work that ran out of time goes on until the process ends.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{Budget, DraftSink, Extracted, Input, html};
use crate::draft::Draft;
use crate::limits::Limits;
use crate::reason::Reason;

/// Deep trees of objects are walked recursively by some parsers.
pub const STACK: usize = 64 << 20;

/// What the bytes of a job are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobInput {
    /// A file or member, whose format is to be told.
    File,
    /// HTML out of a cell of a table.
    Fragment,
}

/// Something to be read apart.
#[derive(Debug, Clone, Copy)]
pub struct ApartJob<'a> {
    /// What it is.
    pub what: JobInput,
    /// Where it lies below the indexed path.
    pub source: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
    /// Its bounds, those of time and memory included.
    pub limits: &'a Limits,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// What it found, in order; or why nothing: the job ran out of time or memory, the parser gave
    /// up, or there is nowhere to do it.
    pub found: Result<Vec<Extracted>, Reason>,
    /// The processor time that it took there.
    pub took: Duration,
}

/// Somewhere else to do a job, where it can be ended.
pub trait Apart: Send + Sync + std::fmt::Debug {
    /// Does the job there.
    fn run(&self, job: &ApartJob<'_>) -> Done;

    /// Processor time that the thread that asks has taken so far, where the system tells it.
    fn clock(&self) -> Option<Duration> {
        None
    }
}

/// The place of whoever is apart already.
#[derive(Debug)]
struct Here;

impl Apart for Here {
    fn run(&self, job: &ApartJob<'_>) -> Done {
        let mut found = Vec::new();
        work(job, &mut |extracted| found.push(extracted));
        // The time is counted by whoever counts that of this process.
        Done { found: Ok(found), took: Duration::ZERO }
    }
}

/// Does a job here and now.
pub fn work(job: &ApartJob<'_>, sink: &mut DraftSink<'_>) {
    let budget = Budget::new(job.limits, Some(&Here), job.bytes.len());
    match job.what {
        JobInput::File => super::here(&Input::file(job.source, job.bytes), &budget, sink),
        JobInput::Fragment => {
            let text = String::from_utf8_lossy(job.bytes);
            let source = job.source.to_owned();
            sink(match html::fragment(&text, &budget) {
                Ok(paragraphs) => budget.admit(Extracted::Draft(Box::new(Draft {
                    source,
                    paragraphs,
                    ..Draft::default()
                }))),
                Err(reason) => Extracted::Rejected { source, reason },
            });
        }
    }
}

/// Does a job wherever the budget has a place for it.
pub(super) fn run(
    what: JobInput,
    source: &str,
    bytes: &[u8],
    budget: &Budget<'_>,
) -> Result<Vec<Extracted>, Reason> {
    budget.strikes()?;
    let time = budget.time()?;
    let limits = Limits { time, ..*budget.limits() };
    let job = ApartJob { what, source, bytes, limits: &limits };
    let Done { found, took } = match budget.apart() {
        Some(apart) => apart.run(&job),
        None => in_a_thread(&job),
    };
    budget.took(took);
    match found {
        // Not its own time was over, but that of its file.
        Err(Reason::Time(_)) if time < budget.limits().time => Err(budget.over_time()),
        found => found.inspect_err(|reason| budget.strike(reason)),
    }
}

fn in_a_thread(job: &ApartJob<'_>) -> Done {
    let (what, limits) = (job.what, *job.limits);
    let (source, bytes) = (job.source.to_owned(), job.bytes.to_vec());
    let begun = Instant::now();
    let found = in_time(&limits, move || {
        let mut found = Vec::new();
        let job = ApartJob { what, source: &source, bytes: &bytes, limits: &limits };
        work(&job, &mut |extracted| found.push(extracted));
        found
    });
    Done { found, took: begun.elapsed() }
}

fn in_time<T, F>(limits: &Limits, work: F) -> Result<T, Reason>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let (sender, receiver) = channel();
    let spawned = thread::Builder::new().stack_size(STACK).spawn(move || {
        // A receiver that is gone has given up waiting.
        let _ = sender.send(work());
    });
    spawned.map_err(|error| Reason::NoWorker(error.to_string()))?;
    receiver.recv_timeout(limits.time).map_err(|ended| match ended {
        RecvTimeoutError::Timeout => Reason::Time(limits.time.as_secs()),
        RecvTimeoutError::Disconnected => Reason::Broken,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn panics_and_endless_work_become_reasons() {
        let limits = Limits { time: Duration::from_millis(50), ..Limits::default() };
        let broken = in_time::<(), _>(&Limits::default(), || panic!("on purpose"));
        assert_eq!(broken, Err(Reason::Broken));
        let endless = in_time(&limits, || thread::sleep(Duration::from_secs(1)));
        assert_eq!(endless, Err(Reason::Time(0)));
        assert_eq!(in_time(&Limits::default(), || 1), Ok(1));
    }
}
