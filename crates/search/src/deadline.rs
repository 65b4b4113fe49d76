//! How long a request is worked on: until its time is up, or until nobody waits for it any more.
//!
//! Loops over passages look at it every so many steps, so that a request that was given up costs
//! nothing a moment later. What it interrupts ends as an error and never as a shorter answer. Also
//! here, since it ends a request in the same way: the first failure of a loop that has no way of
//! its own to tell one.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;

/// Until when a request may be worked on. Clones are of the same request; the default one has no
/// end.
#[derive(Debug, Clone, Default)]
pub struct Deadline(Option<Arc<DeadlineState>>);

#[derive(Debug)]
struct DeadlineState {
    begun: Instant,
    /// How many nanoseconds from then on. [`NEVER`]: nobody knows when.
    due: AtomicU64,
    given_up: AtomicBool,
    /// How often it may be looked at before it is over, where that is what bounds the work.
    looks: Option<AtomicU64>,
}

const NEVER: u64 = u64::MAX;

impl DeadlineState {
    fn of(time: Option<Duration>) -> Self {
        let due = time.map_or(NEVER, nanoseconds).into();
        Self { begun: Instant::now(), due, given_up: AtomicBool::new(false), looks: None }
    }

    /// How much time is left.
    fn left(&self) -> Option<Duration> {
        let due = Some(self.due.load(Relaxed)).filter(|due| *due != NEVER)?;
        Some(Duration::from_nanos(due).saturating_sub(self.begun.elapsed()))
    }
}

/// More are as good as no end.
fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(NEVER)
}

impl Deadline {
    /// So long from now.
    #[must_use]
    pub fn after(time: Duration) -> Self {
        Self(Some(Arc::new(DeadlineState::of(Some(time)))))
    }

    /// Moves the end to so long from now: work that comes in portions has so long for each. What
    /// was given up stays so.
    pub fn renew(&self, time: Duration) {
        if let Some(state) = &self.0 {
            let due = state.begun.elapsed().saturating_add(time);
            state.due.store(nanoseconds(due), Relaxed);
        }
    }

    /// Over once it was looked at so often: an end that does not hang on the machine, by which tests
    /// end work at each of its steps.
    #[must_use]
    pub fn after_looks(looks: u64) -> Self {
        Self(Some(Arc::new(DeadlineState { looks: Some(looks.into()), ..DeadlineState::of(None) })))
    }

    /// Ends the work: nobody waits for it.
    pub fn give_up(&self) {
        if let Some(state) = &self.0 {
            state.given_up.store(true, Relaxed);
        }
    }

    /// Whether the work is to end.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.0.as_ref().is_some_and(|state| {
            if state.looks.as_ref().is_some_and(|looks| looks.fetch_sub(1, Relaxed) == 0) {
                state.given_up.store(true, Relaxed);
            }
            state.given_up.load(Relaxed) || state.left().is_some_and(|left| left.is_zero())
        })
    }

    /// How much time is left; `None` where there is no end.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        self.0.as_ref()?.left()
    }

    /// Whether the work may go on.
    ///
    /// # Errors
    /// [`Error::TimedOut`] where it may not.
    pub fn check(&self) -> Result<(), Error> {
        if self.is_over() { Err(Error::TimedOut) } else { Ok(()) }
    }
}

/// The deadline of one request, and why its work ended early.
#[derive(Debug, Default)]
pub struct Watch {
    deadline: Deadline,
    has_ended: AtomicBool,
    why: Mutex<Option<Error>>,
}

impl Watch {
    /// Watches a deadline.
    #[must_use]
    pub fn of(deadline: Deadline) -> Self {
        Self { deadline, ..Self::default() }
    }

    /// Ends the work: what was found since is not to be trusted.
    pub fn fail(&self, error: Error) {
        let mut why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        why.get_or_insert(error);
        self.has_ended.store(true, Relaxed);
    }

    /// Whether the work has ended, or ends now since its time is up.
    pub fn is_over(&self) -> bool {
        if !self.has_ended.load(Relaxed) && self.deadline.is_over() {
            self.fail(Error::TimedOut);
        }
        self.has_ended.load(Relaxed)
    }

    /// Whether the work may go on, for loops that can tell.
    ///
    /// # Errors
    /// Why it may not.
    pub fn check(&self) -> Result<(), Error> {
        if !self.is_over() {
            return Ok(());
        }
        let mut why = self.why.lock().unwrap_or_else(PoisonError::into_inner);
        // Told once; whoever asks again only needs to know that it is over.
        Err(why.take().unwrap_or(Error::TimedOut))
    }

    /// How much time is left; `None` where there is no end.
    #[must_use]
    pub fn left(&self) -> Option<Duration> {
        self.deadline.left()
    }
}

/// Steps of a loop that looks at the watch every so many of them.
#[derive(Debug)]
pub struct Pace {
    watch: Arc<Watch>,
    steps: u32,
    left: u32,
}

impl Pace {
    /// Looks at the watch after so many steps, and again after as many.
    #[must_use]
    pub fn of(watch: &Arc<Watch>, steps: u32) -> Self {
        Self { watch: Arc::clone(watch), steps, left: steps }
    }

    /// Takes a step. Tells whether the work is over: the loop ends as if nothing more was there.
    #[inline]
    pub fn is_over(&mut self) -> bool {
        if self.left > 0 {
            self.left -= 1;
            return false;
        }
        self.look()
    }

    #[cold]
    fn look(&mut self) -> bool {
        let is_over = self.watch.is_over();
        if !is_over {
            self.left = self.steps;
        }
        is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_ends_by_time_and_when_given_up() {
        assert!(!Deadline::default().is_over());
        assert!(Deadline::after(Duration::ZERO).is_over());
        let long = Deadline::after(Duration::from_secs(3_600));
        assert!(long.check().is_ok());
        long.clone().give_up();
        assert!(matches!(long.check(), Err(Error::TimedOut)));
    }

    #[test]
    fn an_end_can_be_moved_and_giving_up_cannot() {
        let deadline = Deadline::after(Duration::ZERO);
        deadline.renew(Duration::from_secs(3_600));
        assert!(deadline.check().is_ok() && deadline.left() > Some(Duration::from_secs(3_000)));
        deadline.give_up();
        deadline.renew(Duration::from_secs(3_600));
        assert!(deadline.is_over());
    }

    #[test]
    fn a_pace_stays_over_and_says_why_it_ended() {
        let deadline = Deadline::after(Duration::from_secs(3_600));
        let watch = Arc::new(Watch::of(deadline));
        let mut pace = Pace::of(&watch, 100);
        assert!((0..300).all(|_| !pace.is_over()));
        watch.fail(Error::index("reading positions")("unreadable"));
        let first = (0..=100).position(|_| pace.is_over());
        assert!(first.is_some() && pace.is_over());
        assert!(matches!(watch.check(), Err(Error::Index { .. })));
        assert!(watch.check().is_err());
    }

    #[test]
    fn a_deadline_of_looks_is_over_after_as_many() {
        for looks in [0, 1, 7] {
            let deadline = Deadline::after_looks(looks);
            let before = (0..looks).filter(|_| !deadline.is_over()).count();
            assert_eq!(before as u64, looks);
            // From then on it stays over, for every clone.
            assert!((0..3).all(|_| deadline.clone().is_over()));
            assert!(matches!(deadline.check(), Err(Error::TimedOut)));
            assert_eq!(deadline.left(), None);
        }
    }

    #[test]
    fn no_time_is_too_long() {
        for time in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_nanos(u64::MAX)] {
            let deadline = Deadline::after(time);
            assert!(deadline.check().is_ok());
            deadline.renew(time);
            assert!(deadline.check().is_ok());
            assert_eq!(deadline.left(), None, "{time:?}");
        }
        let never = Deadline::default();
        never.renew(Duration::ZERO);
        never.give_up();
        assert!(never.check().is_ok() && never.left().is_none());
        let over = Deadline::after(Duration::ZERO);
        assert_eq!(over.left(), Some(Duration::ZERO));
    }

    #[test]
    fn the_first_failure_is_told_and_only_once() {
        let watch = Watch::of(Deadline::default());
        assert!(watch.check().is_ok() && !watch.is_over());
        watch.fail(Error::index("reading positions")("first"));
        watch.fail(Error::index("reading positions")("second"));
        assert!(watch.is_over());
        let told = watch.check().map_err(|error| error.to_string());
        assert_eq!(told, Err("reading positions: first".to_owned()));
        assert!(matches!(watch.check(), Err(Error::TimedOut)));
        let given_up = Watch::of(Deadline::after_looks(0));
        assert!(matches!(given_up.check(), Err(Error::TimedOut)));
    }

    #[test]
    fn a_pace_looks_every_so_many_steps() {
        for steps in [0u32, 1, 9] {
            let watch = Arc::new(Watch::of(Deadline::after_looks(2)));
            let mut pace = Pace::of(&watch, steps);
            let taken = (0..1_000).take_while(|_| !pace.is_over()).count();
            // Two looks find time left; the third one ends it.
            assert_eq!(taken, 3 * steps as usize + 2, "{steps}");
            assert!(pace.is_over() && watch.is_over());
        }
    }
}
