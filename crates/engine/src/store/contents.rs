//! What a commit holds, as a short id that can be cited.

use std::hash::{DefaultHasher, Hash, Hasher};

use suyan_search::Changes;

use super::format::schema;
use super::segment::ReportRow;

/// Hexadecimal digits of a snapshot's id.
const DIGITS: usize = 12;

/// See the module.
#[derive(Debug)]
pub(crate) struct Contents {
    /// The id: a hash of the ids and digests of all reports, and of what read and cut them.
    pub snapshot: String,
    /// Hashes of the id and of what it says of every report, in order.
    reports: Vec<(u64, u64)>,
}

impl Contents {
    /// Of the reports of a commit, in any order.
    pub(crate) fn new<'a>(reports: impl Iterator<Item = &'a ReportRow>) -> Self {
        let mut rows: Vec<&ReportRow> = reports.collect();
        rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let mut hasher = blake3::Hasher::new();
        hasher.update(schema::fingerprint().as_bytes());
        for row in &rows {
            // Behind the length no id can pass for another and its digest.
            hasher.update(&(row.id.len() as u64).to_be_bytes());
            hasher.update(row.id.as_bytes());
            hasher.update(&row.digest.to_be_bytes());
        }
        let mut reports: Vec<(u64, u64)> =
            rows.iter().map(|row| (hash(&row.id), row.digest)).collect();
        reports.sort_unstable();
        Self { snapshot: hasher.finalize().to_hex()[..DIGITS].to_owned(), reports }
    }

    /// How many reports came, went and changed since `before`.
    pub(crate) fn changes_since(&self, before: &Self) -> Changes {
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
