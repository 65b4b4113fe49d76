//! The one way to the backend: off the async threads, so many at once, so long at most.
//!
//! A call that is given up while it runs is told so by its [`Deadline`], and keeps its place until
//! it really ends, so that a flood of slow requests can never pile up more than
//! [`RequestLimits::at_once`] of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use suyan_answers::{Problem, snapshot};
use suyan_search::{Backend, Deadline, SearchRequest};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use crate::App;
use crate::error::Failure;
use crate::scheduler::{CallKind, Scheduler};

/// Bounds on what one request, and all of them together, may cost.
#[derive(Debug, Clone, Copy)]
pub struct RequestLimits {
    /// Calls to the backend that may run at the same time.
    pub at_once: usize,
    /// How long a request waits for its turn.
    pub wait: Duration,
    /// How long a call may take before the client is told that it took too long; of an export, the
    /// work up to its first row, and from there to each next one.
    pub time: Duration,
}

impl Default for RequestLimits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        // One more than there are cores, so that none waits while answers are handed over; of more,
        // all take turns, and the longest end late.
        Self { at_once: cores + 1, wait: Duration::from_secs(10), time: Duration::from_secs(20) }
    }
}

/// The snapshot that the request at hand names, and the one that it was answered from. Whoever asks
/// the backend looks at it, so that no address can forget to.
#[derive(Debug, Clone, Default)]
pub struct SnapshotScope {
    named: Option<String>,
    answered: Arc<OnceLock<String>>,
}

tokio::task_local! {
    static SCOPE: SnapshotScope;
}

impl SnapshotScope {
    /// For a request that names this snapshot, or none.
    pub fn new(named: Option<String>) -> Self {
        Self { named, answered: Arc::default() }
    }

    /// Runs the request within the scope.
    pub async fn run<T>(self, request: impl Future<Output = T>) -> T {
        SCOPE.scope(self, request).await
    }

    /// That of the request at hand.
    fn at_hand() -> Self {
        SCOPE.try_with(Clone::clone).unwrap_or_default()
    }

    /// The snapshot that the request at hand was answered from, once it was.
    pub fn answered() -> Option<String> {
        Self::at_hand().answered.get().cloned()
    }

    /// The backend as it is now, for work that may take so long.
    fn hold(
        &self,
        backend: Arc<dyn Backend>,
        deadline: &Deadline,
    ) -> Result<Arc<dyn Backend>, Problem> {
        let held = backend.within(deadline).unwrap_or(backend);
        let now = held.stats().snapshot;
        if let Some(named) = self.named.as_ref().filter(|named| **named != now) {
            return Err(snapshot::changed(held.as_ref(), named));
        }
        self.answered.get_or_init(|| now);
        Ok(held)
    }
}

/// A request that is asked for: when its work began, and until when it goes on. Once nobody waits
/// for it any more, since the client is gone or was told that it took too long, its work ends.
#[derive(Default)]
struct Asking(Arc<OnceLock<(Instant, Deadline)>>);

impl Drop for Asking {
    fn drop(&mut self) {
        if let Some((_, deadline)) = self.0.get() {
            deadline.give_up();
        }
    }
}

/// Exports that may be open at the same time, each as slow as its client reads: one holds a thread,
/// its list of places and its commit, and mostly waits.
const EXPORTS: usize = 32;

/// Keeps the limits.
pub struct RequestGate {
    turns: Scheduler,
    exports: Arc<Semaphore>,
    limits: RequestLimits,
}

impl RequestGate {
    /// A gate with these limits.
    pub fn new(limits: RequestLimits) -> Self {
        Self {
            turns: Scheduler::of(limits.at_once),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            limits,
        }
    }

    /// How long an export may work from one row to the next.
    pub fn time(&self) -> Duration {
        self.limits.time
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
        self.ask_as(CallKind::Usual, work).await
    }

    /// Runs `work`, which answers a search, on a thread that may block.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_for<T, F>(
        self: &Arc<Self>,
        request: &SearchRequest,
        work: F,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Backend) -> Result<T, Problem> + Send + 'static,
    {
        self.ask_as(CallKind::of(request), work).await
    }

    /// The backend as it is now, for an export, which takes as long as its client reads; its
    /// deadline is moved on with every row.
    ///
    /// # Errors
    /// The archive is not at the snapshot that the request names.
    pub fn hold(&self, deadline: &Deadline) -> Result<Arc<dyn Backend>, Problem> {
        SnapshotScope::at_hand().hold(self.backend.clone(), deadline)
    }

    async fn ask_as<T, F>(self: &Arc<Self>, kind: CallKind, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Backend) -> Result<T, Problem> + Send + 'static,
    {
        let RequestLimits { wait, time, .. } = self.gate.limits;
        let backend = self.backend.clone();
        let (sender, mut answer) = oneshot::channel();
        let scope = SnapshotScope::at_hand();
        let asking = Asking::default();
        let begins = asking.0.clone();
        self.gate.turns.run(kind, move || {
            let (_, deadline) = begins.get_or_init(|| (Instant::now(), Deadline::after(time)));
            if sender.is_closed() {
                return;
            }
            let worked =
                catch_unwind(AssertUnwindSafe(|| work(scope.hold(backend, deadline)?.as_ref())));
            // Who gave up does not listen.
            let _ = sender.send(worked.unwrap_or_else(|_| {
                tracing::error!("a call to the backend panicked");
                Err(Problem::internal())
            }));
        });
        let mut answered = timeout(wait, &mut answer).await;
        if answered.is_err()
            && let Some((begun, _)) = asking.0.get()
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use suyan_search::{
        Error, Filters, FullReport, PassageMarks, PlaceEntry, ReportList, SearchAnswer, Stats,
    };

    use super::*;
    use crate::Settings;

    /// Works on a search until it is given up, and says when that was.
    #[derive(Clone)]
    struct Endless(Deadline, mpsc::Sender<()>);

    impl Backend for Endless {
        fn within(&self, deadline: &Deadline) -> Option<Arc<dyn Backend>> {
            Some(Arc::new(Self(deadline.clone(), self.1.clone())))
        }

        fn search(&self, _: &SearchRequest) -> Result<Arc<SearchAnswer>, Error> {
            while !self.0.is_over() {
                std::thread::sleep(Duration::from_millis(1));
            }
            let _ = self.1.send(());
            Err(Error::TimedOut)
        }

        fn report(&self, _: &str) -> Result<Option<FullReport>, Error> {
            Ok(None)
        }

        fn matches(&self, _: &str, _: &str) -> Result<Vec<PassageMarks>, Error> {
            Ok(Vec::new())
        }

        fn reports(&self, _: &Filters, _: usize, _: usize) -> Result<ReportList, Error> {
            Ok(ReportList { total: 0, reports: Vec::new() })
        }

        fn places(&self, _: &str, _: usize) -> Result<Vec<PlaceEntry>, Error> {
            Ok(Vec::new())
        }

        fn stats(&self) -> Stats {
            Stats::default()
        }
    }

    fn endless(time: Duration) -> (Arc<App>, mpsc::Receiver<()>) {
        let (say, said) = mpsc::channel();
        let backend = Arc::new(Endless(Deadline::default(), say));
        let limits = RequestLimits { at_once: 1, wait: time, time };
        (App::with(backend, Settings { limits, ..Settings::default() }), said)
    }

    #[tokio::test]
    async fn work_ends_when_its_time_is_up() {
        let (app, said) = endless(Duration::from_millis(20));
        let answered = app.ask(|backend| Ok(backend.search(&SearchRequest::default())?)).await;
        let failure = answered.unwrap_err();
        assert_eq!(failure.status().as_u16(), 503, "{failure}");
        tokio::task::spawn_blocking(move || said.recv().unwrap()).await.unwrap();
    }

    #[tokio::test]
    async fn work_ends_when_the_client_is_gone() {
        let (app, said) = endless(Duration::from_secs(3_600));
        let asked = app.clone();
        let asking = tokio::spawn(async move {
            asked.ask(|backend| Ok(backend.search(&SearchRequest::default())?)).await.map(drop)
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        asking.abort();
        tokio::task::spawn_blocking(move || said.recv().unwrap()).await.unwrap();
        // Its place is free again.
        assert!(app.ask(|_| Ok(())).await.is_ok());
    }
}
