//! The workers of a run: as many as read at once, each kept for the next document.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use suyan_corpus::Reason;
use suyan_corpus::extract::apart::{Apart, ApartJob, Done};

use super::process::{Handle, Process, ReadEnd};
use super::{bounds, no_worker};

/// A worker is replaced after so many documents, or after one so large: what it freed it may still
/// hold.
const DOCUMENTS: usize = 200;
const LARGE: usize = 8 << 20;

/// How many times its processor time a document may take on the wall before its worker is ended.
/// That is for waits without end and for systems that do not bound processor time; on a machine
/// that is busy, reading only takes longer.
const PATIENCE: u32 = 20;

/// Workers, started when they are first needed. They end with the pool.
#[derive(Debug)]
pub struct Pool {
    program: PathBuf,
    shared: Arc<SharedPool>,
    clock: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct SharedPool {
    state: Mutex<PoolState>,
    /// A worker came back, a document began, or the pool ends.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct PoolState {
    idle: Vec<Process>,
    /// When each document that is being read is over its time.
    busy: Vec<(Instant, Arc<Handle>)>,
    /// How many workers are with somebody.
    taken: usize,
    is_over: bool,
}

impl SharedPool {
    fn state(&self) -> MutexGuard<'_, PoolState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    /// A pool of workers that are this program.
    #[must_use]
    pub fn of(program: PathBuf) -> Self {
        Self { program, shared: Arc::default(), clock: Mutex::default() }
    }

    /// Takes a worker: one that is idle, a new one, or, where the system gives no more, the next
    /// that comes back.
    fn take(&self) -> Result<Process, Reason> {
        self.start_clock()?;
        let mut state = self.shared.state();
        loop {
            if let Some(process) = state.idle.pop() {
                state.taken += 1;
                return Ok(process);
            }
            drop(state);
            let started = Process::start(&self.program);
            state = self.shared.state();
            match started {
                Ok(process) => {
                    state.taken += 1;
                    return Ok(process);
                }
                Err(reason) if state.taken == 0 && state.idle.is_empty() => return Err(reason),
                Err(_) => {}
            }
            while state.idle.is_empty() && state.taken > 0 {
                state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Has a document read by a worker, with an eye on the clock.
    fn read(&self, process: &mut Process, job: &ApartJob<'_>) -> ReadEnd {
        let handle = Arc::clone(&process.handle);
        let end = Instant::now() + job.limits.time * PATIENCE;
        self.shared.state().busy.push((end, Arc::clone(&handle)));
        self.shared.changed.notify_all();
        let read = process.read(job);
        self.shared.state().busy.retain(|(_, other)| !Arc::ptr_eq(other, &handle));
        read
    }

    /// Takes back a worker that is fit for more.
    fn put_back(&self, process: Process, size: usize) {
        if process.documents < DOCUMENTS && size < LARGE {
            let mut state = self.shared.state();
            state.taken -= 1;
            state.idle.push(process);
            self.shared.changed.notify_all();
        } else {
            self.give_up(process);
        }
    }

    /// Lets a worker end.
    fn give_up(&self, process: Process) {
        drop(process);
        self.shared.state().taken -= 1;
        self.shared.changed.notify_all();
    }

    fn start_clock(&self) -> Result<(), Reason> {
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        if clock.is_none() {
            let shared = Arc::clone(&self.shared);
            let spawned = thread::Builder::new().spawn(move || watch(&shared));
            *clock = Some(spawned.map_err(no_worker)?);
        }
        Ok(())
    }
}

/// Ends every worker that is over its time, until the pool ends.
fn watch(shared: &SharedPool) {
    let mut state = shared.state();
    while !state.is_over {
        let now = Instant::now();
        for (end, handle) in &state.busy {
            if *end <= now {
                handle.end();
            }
        }
        let next = state.busy.iter().map(|(end, _)| *end).filter(|end| *end > now).min();
        let wait = next.map_or(Duration::from_secs(3600), |end| end - now);
        let waited = shared.changed.wait_timeout(state, wait);
        state = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
}

impl Apart for Pool {
    fn run(&self, job: &ApartJob<'_>) -> Done {
        let mut took = Duration::ZERO;
        loop {
            let mut process = match self.take() {
                Ok(process) => process,
                Err(reason) => return Done { found: Err(reason), took },
            };
            let is_fresh = process.documents == 0;
            match self.read(&mut process, job) {
                ReadEnd::Done(done) => {
                    self.put_back(process, job.bytes.len());
                    return Done { took: took + done.took, ..done };
                }
                ReadEnd::Dead(done) => {
                    self.give_up(process);
                    took += done.took;
                    // What a document comes to must not depend on those before it.
                    if is_fresh || matches!(done.found, Err(Reason::Time(_))) {
                        return Done { took, ..done };
                    }
                }
            }
        }
    }

    fn clock(&self) -> Option<Duration> {
        bounds::taken_by_thread()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        {
            let mut state = self.shared.state();
            state.is_over = true;
            state.idle.clear();
        }
        self.shared.changed.notify_all();
        let clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(clock) = clock {
            // It does nothing that could fail.
            let _ = clock.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use suyan_corpus::Limits;
    use suyan_corpus::extract::Extracted;
    use suyan_corpus::extract::apart::JobInput;

    use super::*;

    fn run(program: &str) -> Result<Vec<Extracted>, Reason> {
        let limits = Limits::default();
        let job =
            ApartJob { what: JobInput::File, source: "a.html", bytes: b"<p>", limits: &limits };
        Pool::of(program.into()).run(&job).found
    }

    #[test]
    fn a_program_that_is_no_worker_is_a_reason_that_passes() {
        for program in ["no such program", "true"] {
            let reason = run(program).unwrap_err();
            assert!(reason.is_transient(), "{reason}");
        }
    }
}
