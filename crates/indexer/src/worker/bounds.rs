//! What a worker does to bound itself, where the system has such bounds: processor time and
//! memory. Elsewhere the clock of the pool ends it.

#[cfg(unix)]
mod system {
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
        if let Ok(used) = getrusage(UsageWho::RUSAGE_SELF) {
            let used = (used.user_time() + used.system_time()).num_milliseconds();
            // The system counts whole seconds.
            let used = u64::try_from(used).unwrap_or(0).div_ceil(1000);
            lower(Resource::RLIMIT_CPU, used + limits.time.as_secs().max(1));
        }
        lower(MEMORY, limits.memory);
        // Its end is told by a reason, not by a file in the folder of whoever runs the program.
        lower(Resource::RLIMIT_CORE, 0);
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
}

pub(super) use system::set;
