//! The ledger of a commit, read when it is first asked for.

use std::collections::HashMap;
use std::sync::Arc;

use suyan_search::ledger::{KeptComponent, KeptReport};
use suyan_search::plain::{Catalog, Ledger};
use suyan_search::{Deadline, Error};

use super::{RULES, component};
use crate::commit::ClusterCommit;
use crate::store::Store;

/// Components of the ledger by their keys.
pub(crate) type Components = HashMap<String, Arc<Vec<KeptReport>>>;

/// The ledger of a commit; what `before` has of it is not read again. Gives its components too, by
/// their keys.
pub(crate) fn read(
    store: &Store,
    (commit, catalog): (&ClusterCommit, &Catalog),
    before: &Components,
    deadline: &Deadline,
) -> Result<(Ledger, Components), Error> {
    let kept: Vec<KeptComponent> = match commit.rules == RULES {
        true => commit.ledger.value(store, deadline)?,
        false => Vec::new(),
    };
    let is_new = |one: &&KeptComponent| !before.contains_key(&one.key);
    let keys: Vec<&str> = kept.iter().filter(is_new).map(|one| one.key.as_str()).collect();
    let mut components: Components = HashMap::new();
    for (key, read) in keys.iter().zip(component::read(store, &keys, deadline)?) {
        components.insert((*key).to_owned(), Arc::new(read));
    }
    for one in &kept {
        if let Some(known) = before.get(&one.key) {
            components.insert(one.key.clone(), Arc::clone(known));
        }
    }
    let with = |one: KeptComponent| {
        let read: Arc<Vec<KeptReport>> = components.get(&one.key).cloned().unwrap_or_default();
        (one, read)
    };
    let ledger = Ledger::new(catalog, kept.into_iter().map(with).collect());
    Ok((ledger, components))
}
