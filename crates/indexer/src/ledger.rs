//! The ledger is brought up to date: of every place whose reports changed, what they promise and
//! what the later ones say of it.
//!
//! What a component hangs on is in its key: its reports by id and digest, which of them tell of
//! which, and the rules. A component that the index has with this key is left alone, so that a run
//! converges whatever interrupted the one before, and one added report costs its own place's only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use rayon::prelude::*;
use suyan_corpus::{Gazetteer, Kind, Report};
use suyan_promises::{PreparedReport, outcome, promises};
use suyan_search::ledger::{
    ComponentDraft, DraftPromise, DraftReport, KeptComponent, Related, related, tellers,
};
use suyan_search::{Archive, Backend, SourceReport};

use crate::IndexingError;

/// The components that the ledger ought to have for the reports of a commit, with whether any is
/// new. `digest` tells what is hashed of a report by its id.
pub(crate) fn components(
    archive: &dyn Archive,
    committed: &dyn Backend,
    digest: &BTreeMap<&str, &str>,
    stop: &AtomicBool,
) -> Result<Vec<KeptComponent>, IndexingError> {
    let begun = Instant::now();
    let divisions = committed.divisions();
    let gazetteer = divisions.as_deref().unwrap_or_else(|| Gazetteer::builtin());
    let ledger = archive.ledger();
    let known: BTreeMap<&str, &KeptComponent> =
        ledger.iter().map(|kept| (kept.key.as_str(), kept)).collect();
    let all: Vec<PlaceComponent> = related(gazetteer, committed.sources()?)
        .into_iter()
        .map(|related| PlaceComponent::of(related, gazetteer, archive.rules(), digest))
        .collect();
    let kept: Result<Vec<KeptComponent>, IndexingError> = all
        .par_iter()
        .map(|component| match known.get(component.key.as_str()) {
            Some(kept) => Ok((*kept).clone()),
            None => Ok(archive.write_component(&component.draft(committed, stop)?)?),
        })
        .collect();
    let fresh = all.iter().filter(|one| !known.contains_key(one.key.as_str())).count();
    tracing::info!(fresh, of = all.len(), seconds = begun.elapsed().as_secs_f64(), "the ledger");
    kept
}

/// The components that still hold while reports changed: those none of whose reports or places is
/// among what was put or removed.
pub(crate) fn untouched(
    mut components: Vec<KeptComponent>,
    touched: &Touched,
) -> Vec<KeptComponent> {
    components.retain(|kept| {
        let is_touched = kept.codes.iter().any(|code| touched.codes.contains(code))
            || kept.reports.iter().any(|id| touched.reports.contains(id));
        !is_touched
    });
    components
}

/// What was put or removed since the last commit.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Ids of reports.
    pub reports: BTreeSet<String>,
    /// Codes of places.
    pub codes: BTreeSet<String>,
}

impl Touched {
    /// Takes note of a report that is put.
    pub(crate) fn put(&mut self, report: &Report) {
        self.reports.insert(report.id.clone());
        self.codes.extend(report.facts.place.iter().map(|place| place.code.clone()));
    }
}

/// Places that became one another, and which of their reports tell of which.
struct PlaceComponent {
    related: Related,
    /// For every report the places, among the reports, of those that tell of it.
    tellers: Vec<Vec<usize>>,
    key: String,
}

impl PlaceComponent {
    fn of(
        related: Related,
        gazetteer: &Gazetteer,
        rules: &str,
        digest: &BTreeMap<&str, &str>,
    ) -> Self {
        let at: BTreeMap<&str, usize> =
            related.sources.iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect();
        let of = |own: &SourceReport| match may_promise(own) {
            true => tellers(gazetteer, own, &related.sources)
                .iter()
                .filter_map(|one| at.get(one.id.as_str()).copied())
                .collect(),
            false => Vec::new(),
        };
        let tellers: Vec<Vec<usize>> = related.sources.iter().map(of).collect();
        let mut hasher = blake3::Hasher::new();
        let mut put = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        put(rules);
        for (source, tellers) in related.sources.iter().zip(&tellers) {
            put(&source.id);
            put(digest.get(source.id.as_str()).copied().unwrap_or_default());
            put(&format!("{tellers:?}"));
        }
        let key = hasher.finalize().to_hex()[..32].to_owned();
        Self { related, tellers, key }
    }

    fn draft(
        &self,
        committed: &dyn Backend,
        stop: &AtomicBool,
    ) -> Result<ComponentDraft, IndexingError> {
        let sources = &self.related.sources;
        let telling: BTreeSet<usize> = self.tellers.iter().flatten().copied().collect();
        let mut reports: BTreeMap<usize, Report> = BTreeMap::new();
        for at in telling {
            reports.insert(at, committed.read_source(&sources[at])?);
        }
        let accounts: BTreeMap<usize, PreparedReport<'_>> = reports
            .iter()
            .filter_map(|(at, report)| Some((*at, PreparedReport::of(report)?)))
            .collect();
        let mut drafts = Vec::with_capacity(sources.len());
        for (at, source) in sources.iter().enumerate() {
            if stop.load(Ordering::Relaxed) {
                return Err(IndexingError::Interrupted);
            }
            let later: Vec<&PreparedReport<'_>> =
                self.tellers[at].iter().filter_map(|at| accounts.get(at)).collect();
            let told = match (may_promise(source), reports.get(&at), accounts.get(&at)) {
                (false, ..) => Vec::new(),
                (true, Some(report), Some(own)) => told(report, own, &later),
                _ => {
                    let report = committed.read_source(source)?;
                    PreparedReport::of(&report)
                        .map(|own| told(&report, &own, &later))
                        .unwrap_or_default()
                }
            };
            drafts.push(DraftReport { id: source.id.clone(), year: source.year, promises: told });
        }
        Ok(ComponentDraft {
            codes: self.related.codes.clone(),
            key: self.key.clone(),
            reports: drafts,
        })
    }
}

/// Whether a report may promise anything.
fn may_promise(source: &SourceReport) -> bool {
    matches!(source.kind, Kind::WorkReport | Kind::Plan)
}

/// The promises of a report with what later ones say. Which report is missing and which is not due
/// hangs on what else the archive holds, and is told when it is shown.
fn told(
    report: &Report,
    own: &PreparedReport<'_>,
    later: &[&PreparedReport<'_>],
) -> Vec<DraftPromise> {
    let with = |promise: suyan_promises::Promise| {
        let of = |item| outcome(item, &promise.text, own, later, i16::MIN);
        let outcomes = promise.items.iter().map(of).collect();
        DraftPromise { promise, outcomes }
    };
    promises(report).into_iter().map(with).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_holds_while_none_of_its_reports_or_places_is_touched() {
        let kept = |key: &str, codes: &[&str], reports: &[&str]| KeptComponent {
            key: key.to_owned(),
            codes: codes.iter().map(|&code| code.to_owned()).collect(),
            reports: reports.iter().map(|&id| id.to_owned()).collect(),
        };
        let all = || {
            vec![
                kept("a", &["310106", "310108"], &["r1", "r2"]),
                kept("b", &["310104"], &["r3"]),
                kept("c", &["310105"], &[]),
            ]
        };
        for (reports, codes, left) in [
            (&[][..], &[][..], &["a", "b", "c"][..]),
            (&["r2"], &[], &["b", "c"]),
            // A report that came, of a place that became another.
            (&["new"], &["310108"], &["b", "c"]),
            (&["r3"], &["310105"], &["a"]),
            (&["r1", "r3"], &["310105"], &[]),
            // What has no place, and stands in none of them.
            (&["elsewhere"], &["310000"], &["a", "b", "c"]),
        ] {
            let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
            let touched = Touched { reports: owned(reports), codes: owned(codes) };
            let left_over = untouched(all(), &touched);
            let keys: Vec<&str> = left_over.iter().map(|kept| kept.key.as_str()).collect();
            assert_eq!(keys, left, "{reports:?} {codes:?}");
        }
    }
}
