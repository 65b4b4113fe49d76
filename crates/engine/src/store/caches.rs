//! What those who ask keep beside a commit, or beside a request, for as long as it is in view: answers,
//! counts of words, what was learned of them. The store knows none of it by name.

use std::any::{Any, TypeId};
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

/// One value of every type that was asked for.
#[derive(Default)]
pub(crate) struct Caches {
    // A `std` lock: held to look and to put, never while something is read.
    held: RwLock<FxHashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Caches {
    /// The value of this type; an empty one where it was not asked for yet.
    pub(crate) fn of<T: Any + Send + Sync + Default>(&self) -> Arc<T> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let known = held.get(&TypeId::of::<T>()).map(Arc::clone);
        drop(held);
        let known = known.unwrap_or_else(|| {
            let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(held.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())))
        });
        // What stands under a type is of it.
        known.downcast().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use super::*;

    #[test]
    fn of_a_type_there_is_one() {
        let caches = Caches::default();
        caches.of::<AtomicU32>().store(7, Relaxed);
        assert_eq!(caches.of::<AtomicU32>().load(Relaxed), 7);
        assert_eq!(*caches.of::<String>(), "");
    }
}
