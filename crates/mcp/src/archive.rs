//! The one way to the backend: off the async threads, so many calls at once, so long at most.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use suyan_answers::{Problem, snapshot};
use suyan_search::{Backend, Deadline};
use tokio::sync::Semaphore;

/// How long a call may take.
const TIME: Duration = Duration::from_secs(30);

/// The archive that is answered from.
pub struct ServedArchive {
    backend: Arc<dyn Backend>,
    turns: Arc<Semaphore>,
}

/// Ends the work of a call that nobody waits for any more.
struct GivenUp(Deadline);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

impl ServedArchive {
    /// A backend whose later commits are seen from the next call on.
    #[must_use]
    pub fn of(backend: Arc<dyn Backend>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { backend, turns: Arc::new(Semaphore::new(cores)) }
    }

    /// Runs `work` on the archive as it is now, at the snapshot that is named where one is.
    ///
    /// # Errors
    /// What the work says, `snapshot_changed`, or that it took too long.
    pub async fn ask<T, F>(&self, named: Option<String>, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Backend) -> Result<T, Problem> + Send + 'static,
    {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Problem::internal())?;
        let backend = self.backend.clone();
        let deadline = Deadline::after(TIME);
        // A call that is cancelled drops this.
        let given_up = GivenUp(deadline.clone());
        let worked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            if let Err(error) = backend.reload() {
                tracing::warn!(%error, "no newer commit is followed; the last one stays in view");
            }
            let held = backend.within(&deadline).unwrap_or(backend);
            let answer = || {
                snapshot::require(held.as_ref(), named.as_deref())?;
                work(held.as_ref())
            };
            catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|_| {
                tracing::error!("a call panicked");
                Err(Problem::internal())
            })
        });
        let answer = worked.await.map_err(|_| Problem::internal())?;
        drop(given_up);
        answer
    }
}

#[cfg(test)]
mod tests {
    use suyan_answers::testing::Scan;
    use suyan_search::{Filters, SearchRequest};

    use super::*;

    fn archive() -> ServedArchive {
        ServedArchive::of(Arc::new(Scan::archive()))
    }

    #[tokio::test]
    async fn a_call_that_panics_is_a_fault_and_the_next_is_answered() {
        let archive = archive();
        for _ in 0..40 {
            let asked = archive.ask(None, |backend| {
                let request = SearchRequest { query: "panic".into(), ..SearchRequest::default() };
                Ok(backend.search(&request)?.total.passages)
            });
            assert_eq!(asked.await.unwrap_err().code, "internal");
        }
        let count =
            archive.ask(None, |backend| Ok(backend.reports(&Filters::default(), 1, 0)?.total));
        assert_eq!(count.await.unwrap(), 7);
    }

    #[tokio::test]
    async fn a_snapshot_that_is_named_is_the_one_or_none_is_answered() {
        let archive = archive();
        let ask = |named: Option<&str>| archive.ask(named.map(str::to_owned), |_| Ok(1));
        assert_eq!(ask(None).await.unwrap(), 1);
        assert_eq!(ask(Some("a1b2c3d4e5f6")).await.unwrap(), 1);
        let problem = ask(Some("000000000000")).await.unwrap_err();
        assert_eq!(problem.code, "snapshot_changed");
        for word in ["000000000000", "a1b2c3d4e5f6"] {
            assert!(problem.message.contains(word), "{problem:?}");
        }
    }

    #[tokio::test]
    async fn what_a_call_says_is_what_it_answers() {
        let archive = archive();
        let refused = archive.ask::<(), _>(None, |_| Err(Problem::new("code", "why", "hint")));
        let Problem { code, message, hint } = refused.await.unwrap_err();
        assert_eq!((code, message.as_str(), hint.as_str()), ("code", "why", "hint"));
    }
}
