//! Whose turn it is, where more is asked for than can run at once.
//!
//! First come, first served, but whoever will take long begins earlier by twice the time that its
//! kind took lately: everybody waits for everybody else, and who then takes long as well would be
//! the one who waits longest. Only who comes within that time can pass another by.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use suyan_search::SearchRequest;

/// What runs when its turn comes. It must not panic.
type Job = Box<dyn FnOnce() + Send>;

/// Kinds of calls, told apart by how long they take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallKind {
    Usual,
    /// A query of many words, most likely: all passages that hold some of them are looked at.
    Question,
    /// A search for many hits.
    LongPage,
}

/// A run of so many characters holds several words.
const LONG: usize = 10;
/// More hits than this are many.
const MANY: usize = 20;

impl CallKind {
    /// The kind of a search.
    pub(crate) fn of(request: &SearchRequest) -> Self {
        let is_long = |run: &str| run.chars().count() >= LONG;
        match () {
            () if request.limit > MANY => Self::LongPage,
            () if !request.query.contains(['"', '“', '”'])
                && request.query.split_whitespace().any(is_long) =>
            {
                Self::Question
            }
            () => Self::Usual,
        }
    }
}

/// A queue for some places.
#[derive(Clone)]
pub(crate) struct Scheduler(Arc<SharedQueue>);

struct SharedQueue {
    queue: Mutex<Queue>,
    /// By kind the nanoseconds that a call took lately, on average.
    took: [AtomicU64; 3],
}

struct Queue {
    free: usize,
    /// Those who wait, by when they would have come without a head start, and a number.
    waiting: BTreeMap<(Instant, u64), Job>,
    last: u64,
}

impl Scheduler {
    /// A queue for so many places.
    pub(crate) fn of(places: usize) -> Self {
        let queue = Queue { free: places.max(1), waiting: BTreeMap::new(), last: 0 };
        Self(Arc::new(SharedQueue { queue: Mutex::new(queue), took: Default::default() }))
    }

    /// Runs a job on a thread that may block, as soon as it is its turn.
    pub(crate) fn run(&self, kind: CallKind, job: impl FnOnce() + Send + 'static) {
        let now = Instant::now();
        let job = self.timed(kind, job);
        let job = {
            let mut queue = self.queue();
            if queue.free == 0 {
                queue.last += 1;
                let due = now.checked_sub(self.head_start(kind)).unwrap_or(now);
                let key = (due, queue.last);
                queue.waiting.insert(key, job);
                return;
            }
            queue.free -= 1;
            job
        };
        let turns = self.clone();
        tokio::task::spawn_blocking(move || {
            // The thread goes on with whoever is next: no other has to be woken.
            let mut next = Some(job);
            while let Some(job) = next {
                job();
                next = turns.next();
            }
        });
    }

    /// The job whose turn it is; without one, a place comes free.
    fn next(&self) -> Option<Job> {
        let mut queue = self.queue();
        let next = queue.waiting.pop_first();
        if next.is_none() {
            queue.free += 1;
        }
        next.map(|(_, job)| job)
    }

    fn head_start(&self, kind: CallKind) -> Duration {
        const MOST: Duration = Duration::from_secs(1);
        Duration::from_nanos(self.0.took[kind as usize].load(Relaxed).saturating_mul(2)).min(MOST)
    }

    /// Takes the time of a job, for the average of its kind.
    fn timed(&self, kind: CallKind, job: impl FnOnce() + Send + 'static) -> Job {
        const SHARE: u64 = 16;
        let turns = self.clone();
        Box::new(move || {
            let begun = Instant::now();
            job();
            let took = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX / SHARE);
            let mean = &turns.0.took[kind as usize];
            // Two that come at once may lose one of them: it is an average.
            let before = mean.load(Relaxed);
            mean.store(before - before / SHARE + took / SHARE, Relaxed);
        })
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn kinds_are_told_by_the_request() {
        let of = |query: &str, limit| {
            CallKind::of(&SearchRequest { query: query.into(), limit, ..SearchRequest::default() })
        };
        assert_eq!(of("养老床位", 10), CallKind::Usual);
        assert_eq!(of("养老床位 托育 三甲医院", 10), CallKind::Usual);
        assert_eq!(of("\"临江市去年新增了多少养老床位\"", 10), CallKind::Usual);
        assert_eq!(of("临江市去年新增了多少养老床位", 10), CallKind::Question);
        assert_eq!(of("养老床位", 100), CallKind::LongPage);
    }

    #[tokio::test]
    async fn who_takes_long_begins_earlier() {
        let turns = Scheduler::of(1);
        turns.0.took[CallKind::Question as usize].store(30_000_000_000, Relaxed);
        let (end, wait) = mpsc::channel::<()>();
        let (say, said) = mpsc::channel();
        turns.run(CallKind::Usual, move || wait.recv().unwrap_or_default());
        let calls =
            [("first", CallKind::Usual), ("second", CallKind::Usual), ("long", CallKind::Question)];
        for (name, kind) in calls {
            let say = say.clone();
            turns.run(kind, move || say.send(name).unwrap());
        }
        drop(say);
        end.send(()).unwrap();
        let order = tokio::task::spawn_blocking(move || said.iter().collect::<Vec<_>>());
        assert_eq!(order.await.unwrap(), ["long", "first", "second"]);
    }
}
