//! What a worker does to bound itself, where the system has such bounds: processor time and
//! memory. Elsewhere the clock of the pool ends it. Also here: what of its time a process has taken.

#[cfg(unix)]
mod system {
    use std::time::Duration;

    use nix::sys::resource::{Resource, UsageWho, getrlimit, getrusage, setrlimit};
    use nix::sys::time::TimeValLike;
    use suyan_corpus::Limits;

    /// What the system counts as memory of a process: on Linux what it may write, elsewhere its
    /// address space.
    #[cfg(target_os = "linux")]
    const MEMORY: Resource = Resource::RLIMIT_DATA;
    #[cfg(not(target_os = "linux"))]
    const MEMORY: Resource = Resource::RLIMIT_AS;

    /// Bounds what this process may take from now on for one document.
    pub(in super::super) fn set(limits: &Limits) {
        if let Some(used) = taken() {
            // The system counts whole seconds.
            lower(Resource::RLIMIT_CPU, (used + limits.time).as_secs_f64().ceil() as u64);
        }
        lower(MEMORY, limits.memory);
        // Its end is told by a reason, not by a file in the folder of whoever runs the program.
        lower(Resource::RLIMIT_CORE, 0);
    }

    /// Processor time that this process has taken.
    pub(in super::super) fn taken() -> Option<Duration> {
        time(UsageWho::RUSAGE_SELF)
    }

    /// Processor time that this thread has taken.
    #[cfg(target_os = "linux")]
    pub(in super::super) fn taken_by_thread() -> Option<Duration> {
        time(UsageWho::RUSAGE_THREAD)
    }

    #[cfg(not(target_os = "linux"))]
    pub(in super::super) fn taken_by_thread() -> Option<Duration> {
        None
    }

    fn time(whose: UsageWho) -> Option<Duration> {
        let used = getrusage(whose).ok()?;
        let micros = (used.user_time() + used.system_time()).num_microseconds();
        u64::try_from(micros).ok().map(Duration::from_micros)
    }

    /// Sets the soft bound, below the hard one. A system that refuses leaves the pool's clock.
    fn lower(resource: Resource, value: u64) {
        if let Ok((_, hard)) = getrlimit(resource) {
            let _ = setrlimit(resource, value.min(hard), hard);
        }
    }
}

#[cfg(not(unix))]
mod system {
    /// Nothing that is safe to call bounds a process here.
    pub(in super::super) fn set(_: &suyan_corpus::Limits) {}

    pub(in super::super) fn taken() -> Option<std::time::Duration> {
        None
    }

    pub(in super::super) fn taken_by_thread() -> Option<std::time::Duration> {
        None
    }
}

pub(super) use system::{set, taken, taken_by_thread};
