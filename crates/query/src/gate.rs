//! The one way to the backend: off the async threads, so many at once, so long at most.
//!
//! A call that is given up while it runs keeps its place until it really ends, so that a flood of
//! slow requests can never pile up more than [`Limits::at_once`] of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use suyan_answers::Problem;
use suyan_engine::{Backend, SearchRequest};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use crate::App;
use crate::error::Failure;
use crate::turns::{Kind, Turns};

/// Bounds on what one request, and all of them together, may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Calls to the backend that may run at the same time.
    pub at_once: usize,
    /// How long a request waits for its turn.
    pub wait: Duration,
    /// How long a call may take before the client is told that it took too long.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        // One more than there are cores, so that none waits while answers are handed over; of more,
        // all take turns, and the longest end late.
        Self { at_once: cores + 1, wait: Duration::from_secs(10), time: Duration::from_secs(20) }
    }
}

/// Exports that may be open at the same time, each as slow as its client reads: one holds a thread,
/// its list of places and its commit, and mostly waits.
const EXPORTS: usize = 32;

/// Keeps the limits.
pub struct Gate {
    turns: Turns,
    exports: Arc<Semaphore>,
    limits: Limits,
}

impl Gate {
    /// A gate with these limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            turns: Turns::of(limits.at_once),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            limits,
        }
    }

    /// A place among the exports, to be kept until the export ends.
    ///
    /// # Errors
    /// 503 where none comes free in time.
    pub async fn export(&self) -> Result<OwnedSemaphorePermit, Failure> {
        match timeout(self.limits.wait, self.exports.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(Failure::busy()),
        }
    }
}

impl App {
    /// Runs `work` with the backend on a thread that may block.
    ///
    /// # Errors
    /// What the work says, or 503 where its turn did not come or it took too long, or 500 where
    /// it panicked.
    pub async fn ask<T, F>(self: &Arc<Self>, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Backend) -> Result<T, Problem> + Send + 'static,
    {
        self.ask_as(Kind::Usual, work).await
    }

    /// The same for the work of answering a search.
    ///
    /// # Errors
    /// The same.
    pub async fn ask_for<T, F>(
        self: &Arc<Self>,
        request: &SearchRequest,
        work: F,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Backend) -> Result<T, Problem> + Send + 'static,
    {
        self.ask_as(Kind::of(request), work).await
    }

    async fn ask_as<T, F>(self: &Arc<Self>, kind: Kind, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Backend) -> Result<T, Problem> + Send + 'static,
    {
        let backend = self.backend.clone();
        let (sender, mut answer) = oneshot::channel();
        let begun = Arc::new(OnceLock::new());
        let begins = begun.clone();
        self.gate.turns.run(kind, move || {
            if sender.is_closed() {
                return;
            }
            let _ = begins.set(Instant::now());
            let worked = catch_unwind(AssertUnwindSafe(|| work(backend.as_ref())));
            // Who gave up does not listen.
            let _ = sender.send(worked.unwrap_or_else(|_| {
                tracing::error!("a call to the backend panicked");
                Err(Problem::internal())
            }));
        });
        let Limits { wait, time, .. } = self.gate.limits;
        let mut answered = timeout(wait, &mut answer).await;
        if answered.is_err()
            && let Some(begun) = begun.get()
        {
            answered = timeout(time.saturating_sub(begun.elapsed()), &mut answer).await;
        }
        match answered {
            Ok(Ok(answer)) => answer.map_err(Failure),
            Ok(Err(_)) => Err(Failure::internal()),
            Err(_) => Err(Failure::busy()),
        }
    }
}
