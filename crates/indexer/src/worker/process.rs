//! One worker, seen from this side.

use std::io::{self, BufReader, Read as _, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use suyan_corpus::extract::apart::{ApartJob, Done};
use suyan_corpus::{EXTRACTION, Limits, Reason};

use super::frame::{self, Tag};
use super::{COMMAND, MessageHead, no_worker};

/// What the pool's clock needs to end a worker.
#[derive(Debug)]
pub(super) struct Handle {
    child: Mutex<Child>,
    is_ended: AtomicBool,
}

impl Handle {
    /// Ends the process, since it is over its time.
    pub fn end(&self) {
        self.is_ended.store(true, Ordering::Relaxed);
        self.kill();
    }

    fn kill(&self) {
        // It may have ended in this moment: then there is nothing to end.
        let _ = self.child.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
}

/// A process that reads documents. It ends with this value.
#[derive(Debug)]
pub(super) struct Process {
    pub handle: Arc<Handle>,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    /// How many documents it has read.
    pub documents: usize,
}

/// How the reading of a document ended.
pub(super) enum ReadEnd {
    /// The worker is fit for the next one.
    Done(Done),
    /// With the worker.
    Dead(Done),
}

/// The time that a worker says a document took.
fn time(bytes: &[u8]) -> Duration {
    bytes
        .try_into()
        .map_or(Duration::ZERO, |bytes| Duration::from_micros(u64::from_le_bytes(bytes)))
}

impl Process {
    /// Starts the program as a worker and waits until it is ready.
    pub fn start(program: &Path) -> Result<Self, Reason> {
        let mut command = Command::new(program);
        command.arg(COMMAND).env("RUST_LOG", "off");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // An interrupt at the terminal is for the program, which ends its workers itself.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().map_err(no_worker)?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let handle =
            Arc::new(Handle { child: Mutex::new(child), is_ended: AtomicBool::new(false) });
        let Some((to, from)) = pipes else { return Err(no_worker("no pipes")) };
        let mut process = Self { handle, to, from: BufReader::new(from), documents: 0 };
        match frame::read(&mut process.from) {
            Ok(Some((Tag::Hello, version))) if version == EXTRACTION.as_bytes() => Ok(process),
            Ok(Some((Tag::Hello, _))) => Err(no_worker("the program was replaced")),
            _ => Err(no_worker(process.last_words())),
        }
    }

    /// Has a document read. One that ended the worker took what passed by the clock on the wall, if
    /// not more than it may.
    pub fn read(&mut self, job: &ApartJob<'_>) -> ReadEnd {
        self.documents += 1;
        let begun = Instant::now();
        match self.exchange(job) {
            Ok(done) => ReadEnd::Done(done),
            Err(_) => {
                let found = Err(self.why(job.limits));
                ReadEnd::Dead(Done { found, took: begun.elapsed().min(job.limits.time) })
            }
        }
    }

    fn exchange(&mut self, job: &ApartJob<'_>) -> io::Result<Done> {
        let head =
            MessageHead { what: job.what, source: job.source.to_owned(), limits: *job.limits };
        frame::write(&mut self.to, Tag::Head, &serde_json::to_vec(&head)?)?;
        frame::write(&mut self.to, Tag::Bytes, job.bytes)?;
        let mut found = Vec::new();
        loop {
            match frame::read(&mut self.from)? {
                Some((Tag::Found, json)) => found.push(serde_json::from_slice(&json)?),
                Some((Tag::End, took)) => return Ok(Done { found: Ok(found), took: time(&took) }),
                Some((Tag::Broken, took)) => {
                    return Ok(Done { found: Err(Reason::Broken), took: time(&took) });
                }
                _ => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
    }

    /// Why the worker ended within a document.
    fn why(&mut self, limits: &Limits) -> Reason {
        let over_time = Reason::Time(limits.time.as_secs());
        let over_memory = Reason::Memory(limits.memory >> 20);
        let (status, words) = self.end();
        if self.handle.is_ended.load(Ordering::Relaxed) {
            return over_time;
        }
        match status.ok().and_then(signal) {
            Some(Signal::Time) => over_time,
            // Nobody else than the system sends it, when memory is short.
            Some(Signal::Kill) => over_memory,
            _ if words.contains("memory allocation") => over_memory,
            _ => Reason::Broken,
        }
    }

    /// The last that a worker said that did not come up.
    fn last_words(&mut self) -> String {
        let (status, words) = self.end();
        match (words.trim().lines().last(), status) {
            (Some(line), _) => line.to_owned(),
            (None, Ok(status)) => status.to_string(),
            (None, Err(error)) => error.to_string(),
        }
    }

    fn end(&mut self) -> (io::Result<ExitStatus>, String) {
        let mut child = self.handle.child.lock().unwrap_or_else(PoisonError::into_inner);
        // One that ended by itself keeps the status of that.
        let _ = child.kill();
        let status = child.wait();
        let mut words = Vec::new();
        if let Some(said) = child.stderr.take() {
            // What cannot be read of its words is not needed.
            let _ = said.take(64 << 10).read_to_end(&mut words);
        }
        (status, String::from_utf8_lossy(&words).into_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.to.flush();
        drop(self.end());
    }
}

#[cfg_attr(not(unix), allow(dead_code, reason = "only Unix tells signals"))]
enum Signal {
    Time,
    Kill,
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<Signal> {
    use std::os::unix::process::ExitStatusExt;

    let signal = status.signal()?;
    if signal == nix::sys::signal::Signal::SIGXCPU as i32 {
        Some(Signal::Time)
    } else if signal == nix::sys::signal::Signal::SIGKILL as i32 {
        Some(Signal::Kill)
    } else {
        None
    }
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<Signal> {
    None
}
