//! One search on several cores, where they have nothing else to do.
//!
//! A search that runs alone shares out what can be done apart: segments, passages to be read. As
//! soon as there are as many searches as cores, each keeps to its own thread, which is the most
//! that the machine can answer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::tuning::Tuning;

/// Searches that are running.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

static CORES: LazyLock<usize> =
    LazyLock::new(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));

/// Threads that help. They are the searches' own: an indexer in the same program keeps the common
/// ones busy for as long as a file takes.
static HELPERS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let threads = CORES.checked_sub(1).filter(|&threads| threads > 0)?;
    let name = |at| format!("search-{at}");
    ThreadPoolBuilder::new().num_threads(threads).thread_name(name).build().ok()
});

/// A search that is running, until it is dropped.
pub(crate) struct Running(());

impl Running {
    pub(crate) fn begin() -> Self {
        RUNNING.fetch_add(1, Ordering::Relaxed);
        Self(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How many threads may help the one that asks.
fn helpers() -> usize {
    CORES.saturating_sub(RUNNING.load(Ordering::Relaxed).max(1))
}

/// What `work` makes of every item, in their order. All of it takes some `nanoseconds`, roughly.
pub(crate) fn map<T: Send, R: Send>(
    tuning: &Tuning,
    items: impl ExactSizeIterator<Item = T> + Send,
    nanoseconds: u64,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let helpers = helpers().min(items.len().saturating_sub(1));
    let pool = HELPERS.as_ref().filter(|_| helpers > 0 && nanoseconds >= tuning.worth_sharing);
    let Some(pool) = pool else { return items.map(work).collect() };
    let items = Mutex::new(items.enumerate());
    let done = Mutex::new(Vec::new());
    let take = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || {
        while let Some((at, item)) = take() {
            let made = work(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, made));
        }
    };
    pool.in_place_scope(|scope| {
        for _ in 0..helpers {
            scope.spawn(|_| run());
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_comes_in_order() {
        let running = Running::begin();
        let doubled = map(&Tuning::MEASURED, 0..1000u32, u64::MAX, |number| number * 2);
        assert_eq!(doubled, (0..1000).map(|number| number * 2).collect::<Vec<_>>());
        drop(running);
        assert!(map(&Tuning::MEASURED, std::iter::empty::<u8>(), u64::MAX, |one| one).is_empty());
    }
}
