//! One writer at a time: a document that whoever writes holds, and keeps beating while it does.
//!
//! A writer that dies leaves it. Whoever comes next looks at it for some seconds, and takes it over
//! where nobody beat: no clocks are compared. What was taken over can't be written any more by who
//! held it, since a commit goes over the commit that its writer read.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use suyan_search::{Deadline, Error};

use crate::store::{Over, Store};

/// The id of the document.
pub(crate) const LOCK: &str = "lock";
/// How often the lock beats.
const BEAT: Duration = Duration::from_secs(2);
/// How long whoever finds the lock waits for a beat: a cluster that loses a node stands still for
/// some seconds.
const PATIENCE: Duration = Duration::from_secs(12);

/// How a lock is held.
#[derive(Debug, Clone, Copy)]
struct Rhythm {
    /// How often it beats.
    beat: Duration,
    /// How long whoever finds it waits for a beat.
    patience: Duration,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Lock {
    shared: Arc<SharedLock>,
    thread: Option<std::thread::JoinHandle<()>>,
}

#[derive(Debug)]
struct SharedLock {
    store: Arc<Store>,
    beat: Duration,
    ends: Mutex<bool>,
    woken: Condvar,
    is_lost: AtomicBool,
}

impl Lock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`Error::Busy`] where another writer holds it.
    pub(crate) fn take(store: &Arc<Store>) -> Result<Self, Error> {
        Self::take_at(store, Rhythm { beat: BEAT, patience: PATIENCE })
    }

    fn take_at(store: &Arc<Store>, rhythm: Rhythm) -> Result<Self, Error> {
        let index = &store.names.state;
        let own = format!("{}-{}", std::process::id(), jiff::Timestamp::now().as_nanosecond());
        let busy = || Error::Busy(store.place.clone());
        let mut version = store.put(index, LOCK, &document(&own, 0), Over::Nothing)?;
        if version.is_none() {
            let over = Self::left(store, &own, rhythm.patience)?.ok_or_else(busy)?;
            version = store.put(index, LOCK, &document(&own, 0), over)?;
        }
        let mut version = version.ok_or_else(busy)?;
        let shared = Arc::new(SharedLock {
            store: Arc::clone(store),
            beat: rhythm.beat,
            ends: Mutex::new(false),
            woken: Condvar::new(),
            is_lost: AtomicBool::new(false),
        });
        let beating = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            let mut beat = 0;
            while beating.waits() {
                beat += 1;
                let (index, over) = (&beating.store.names.state, Over::Version(version));
                match beating.store.put(index, LOCK, &document(&own, beat), over) {
                    Ok(Some(next)) => version = next,
                    // Perhaps an answer got lost: what is ours is held on to.
                    Ok(None) => match beating.store.get(index, LOCK, &Deadline::default()) {
                        Ok(Some(held)) if held.source["owner"] == json!(own) => {
                            version = held.version;
                        }
                        Ok(_) => beating.is_lost.store(true, Ordering::Relaxed),
                        Err(error) => tracing::warn!("the lock: {error}"),
                    },
                    Err(error) => tracing::warn!("the lock: {error}"),
                }
            }
        });
        Ok(Self { shared, thread: Some(thread) })
    }

    /// What a lock that was found may be put over, where nobody holds it any more.
    fn left(store: &Store, own: &str, patience: Duration) -> Result<Option<Over>, Error> {
        let get = || store.get(&store.names.state, LOCK, &Deadline::default());
        // It was given back meanwhile; somebody else may come first.
        let Some(held) = get()? else { return Ok(Some(Over::Nothing)) };
        // What stands there may be our own, whose answer got lost.
        if held.source["owner"] != json!(own) {
            std::thread::sleep(patience);
            match get()? {
                Some(now) if now.version != held.version => return Ok(None),
                Some(_) => {}
                None => return Ok(Some(Over::Nothing)),
            }
        }
        Ok(Some(Over::Version(held.version)))
    }

    /// Whether somebody took it over.
    pub(crate) fn is_lost(&self) -> bool {
        self.shared.is_lost.load(Ordering::Relaxed)
    }

    fn end(&mut self) {
        *self.shared.ends.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.woken.notify_all();
        if let Some(thread) = self.thread.take() {
            // It has nothing to tell.
            drop(thread.join());
        }
    }
}

impl SharedLock {
    /// Waits for the next beat; whether there is one.
    fn waits(&self) -> bool {
        let ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = self.woken.wait_timeout_while(ends, self.beat, |ends| !*ends);
        !*wait.unwrap_or_else(PoisonError::into_inner).0 && !self.is_lost.load(Ordering::Relaxed)
    }
}

/// The lock as it stands there.
fn document(owner: &str, beat: u64) -> Value {
    json!({"owner": owner, "beat": beat})
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.end();
        if !self.is_lost()
            && let Err(error) = self.shared.store.delete(&self.shared.store.names.state, LOCK)
        {
            tracing::warn!("the lock was left: {error}");
        }
    }
}

#[cfg(test)]
mod tests;
