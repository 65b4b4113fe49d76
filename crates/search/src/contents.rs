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
