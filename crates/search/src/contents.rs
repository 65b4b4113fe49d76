//! What a commit holds, as a short id that can be cited.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::Changes;

/// Hexadecimal digits of a snapshot's id.
const DIGITS: usize = 12;

/// See the module.
#[derive(Debug)]
pub struct Contents {
    /// The id: a hash of the ids and digests of all reports, and of what read and cut them.
    pub snapshot: String,
    /// Hashes of the id and of what it says of every report, in order.
    reports: Vec<(u64, u64)>,
}

impl Contents {
    /// Of the ids and digests of a commit's reports, in any order, read and cut by what has this
    /// fingerprint.
    #[must_use]
    pub fn new<'a>(fingerprint: &str, reports: impl Iterator<Item = (&'a str, u64)>) -> Self {
        let mut rows: Vec<(&str, u64)> = reports.collect();
        rows.sort_unstable();
        let mut hasher = blake3::Hasher::new();
        hasher.update(fingerprint.as_bytes());
        for (id, digest) in &rows {
            // Behind the length no id can pass for another and its digest.
            hasher.update(&(id.len() as u64).to_be_bytes());
            hasher.update(id.as_bytes());
            hasher.update(&digest.to_be_bytes());
        }
        let mut reports: Vec<(u64, u64)> =
            rows.iter().map(|(id, digest)| (hash(id), *digest)).collect();
        reports.sort_unstable();
        Self { snapshot: hasher.finalize().to_hex()[..DIGITS].to_owned(), reports }
    }

    /// How many reports came, went and changed since `before`.
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> Changes {
        let digest = |of: &Self, id: u64| {
            let at = of.reports.binary_search_by_key(&id, |report| report.0).ok()?;
            Some(of.reports[at].1)
        };
        let mut changes = Changes::default();
        for &(id, now) in &self.reports {
            match digest(before, id) {
                None => changes.came += 1,
                Some(then) => changes.changed += u64::from(then != now),
            }
        }
        let is_gone = |(id, _): &&(u64, u64)| digest(self, *id).is_none();
        changes.went = before.reports.iter().filter(is_gone).count() as u64;
        changes
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn contents(reports: &BTreeMap<String, u64>) -> Contents {
        Contents::new("f", reports.iter().map(|(id, digest)| (id.as_str(), *digest)))
    }

    fn archives() -> impl Strategy<Value = BTreeMap<String, u64>> {
        prop::collection::btree_map("[ab]{0,3}", 0u64..3, 0..12)
    }

    proptest! {
        #[test]
        fn changes_are_those_of_two_tables(before in archives(), now in archives()) {
            let changes = contents(&now).changes_since(&contents(&before));
            let came = now.keys().filter(|id| !before.contains_key(*id)).count() as u64;
            let went = before.keys().filter(|id| !now.contains_key(*id)).count() as u64;
            let is_other = |(id, digest): &(&String, &u64)| {
                before.get(*id).is_some_and(|then| then != *digest)
            };
            let changed = now.iter().filter(is_other).count() as u64;
            prop_assert_eq!(changes, Changes { came, went, changed });
            // One id is one state of an archive.
            let is_same = contents(&now).snapshot == contents(&before).snapshot;
            prop_assert_eq!(is_same, now == before);
            let backward = now.iter().rev().map(|(id, digest)| (id.as_str(), *digest));
            prop_assert_eq!(Contents::new("f", backward).snapshot, contents(&now).snapshot);
        }
    }

    #[test]
    fn an_id_says_what_read_the_reports_and_where_one_ends() {
        let id = |fingerprint: &str, reports: &[(&str, u64)]| {
            Contents::new(fingerprint, reports.iter().copied()).snapshot
        };
        assert_eq!(id("f", &[("a", 1)]).len(), 12);
        assert!(id("f", &[("a", 1)]).bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(id("f", &[("a", 1)]), id("g", &[("a", 1)]));
        assert_ne!(id("f", &[]), id("g", &[]));
        assert_ne!(id("f", &[("a", 1), ("b", 2)]), id("f", &[("a", 2), ("b", 1)]));
        // The bytes of an id and its digest read as one longer id are another archive.
        let digest = u64::from_be_bytes(*b"\0\0\0\0\0\0\0b");
        let joined = "a\0\0\0\0\0\0\0b";
        assert_ne!(id("f", &[("a", digest)]), id("f", &[(joined, digest)]));
    }
}
