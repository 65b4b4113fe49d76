//! One commit in view: the facts of its reports in memory, and how its passages are asked for.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::{Value, json};
use suyan_corpus::{Facts, Gazetteer, Passage};
use suyan_search::plain::{Catalog, CatalogEntry, GramCounts, Ledger};
use suyan_search::{Contents, Deadline, Error, Stats};

use crate::commit::ClusterCommit;
use crate::format::schema::{self, FROM, TILL};
use crate::format::{counts, fingerprint, outline};
use crate::ledger;
use crate::plan::part;
use crate::store::{Store, text};

/// See the module.
#[derive(Debug)]
pub(crate) struct ClusterView {
    pub commit: ClusterCommit,
    pub catalog: Catalog,
    /// For every report of the catalog since which commit it is there.
    born: Vec<u64>,
    /// What the archive holds, as an id.
    pub contents: Arc<Contents>,
    digests: Vec<u64>,
    /// The ledger, once it was asked for, and its components for the next commit's.
    ledger: Mutex<Option<Arc<Ledger>>>,
    components: Mutex<ledger::Components>,
    /// What scores know of the archive, once it was asked for.
    counts: OnceLock<GramCounts>,
}

/// A report of a commit.
struct ViewRow {
    entry: CatalogEntry,
    born: u64,
    digest: u64,
}

/// The beginning of the ids of a report's passages, which is also what tells their shard. Ids of
/// reports may be longer than a cluster lets ids be.
pub(crate) fn handle(id: &str) -> String {
    blake3::hash(id.as_bytes()).to_hex()[..24].to_owned()
}

/// The id of a passage.
pub(crate) fn passage_id(handle: &str, born: u64, ordinal: u32) -> String {
    format!("{handle}-{born}-{ordinal}")
}

impl ClusterView {
    /// Takes the last commit in view; what `before` knows of it is not read again.
    ///
    /// # Errors
    /// [`Error::Missing`] where nothing was committed.
    pub(crate) fn take(
        store: &Store,
        before: Option<&Self>,
        deadline: &Deadline,
    ) -> Result<Self, Error> {
        let (commit, _) = ClusterCommit::read(store, deadline)?
            .ok_or_else(|| Error::Missing(store.place.clone()))?;
        let next = before.filter(|before| before.commit.generation + 1 == commit.generation);
        let rows = match next {
            Some(before) => before.rows_of_next(store, commit.generation, deadline)?,
            None => rows(store, &schema::there(commit.generation), deadline)?,
        };
        if rows.len() as u64 != commit.reports {
            return Err(Error::damaged(
                &store.place,
                format!("应有 {} 份报告，只找到 {} 份", commit.reports, rows.len()),
            ));
        }
        let tables: Vec<String> = commit.places.value(store, deadline)?;
        let view = Self::of(commit, rows, divisions(&tables));
        if let Some(before) = before {
            let known = before.components.lock().unwrap_or_else(PoisonError::into_inner).clone();
            *view.components.lock().unwrap_or_else(PoisonError::into_inner) = known;
        }
        Ok(view)
    }

    fn of(commit: ClusterCommit, rows: Vec<ViewRow>, divisions: Option<Arc<Gazetteer>>) -> Self {
        let mut known: HashMap<String, (u64, u64)> = HashMap::new();
        let entries = rows.into_iter().map(|row| {
            known.insert(row.entry.id.clone(), (row.born, row.digest));
            row.entry
        });
        let catalog = Catalog::new(entries.collect(), divisions);
        let of = |entry: &CatalogEntry| known.get(&entry.id).copied().unwrap_or_default();
        let (born, digests): (Vec<u64>, Vec<u64>) = catalog.entries().iter().map(of).unzip();
        let reports = catalog.entries().iter().zip(&digests);
        let reports = reports.map(|(entry, digest)| (entry.id.as_str(), *digest));
        let contents = Arc::new(Contents::new(&fingerprint(), reports));
        let (ledger, components, counts) = Default::default();
        Self { commit, catalog, born, contents, digests, ledger, components, counts }
    }

    /// The reports of the next commit: those of this one without those that went, and with those
    /// that came.
    fn rows_of_next(
        &self,
        store: &Store,
        generation: u64,
        deadline: &Deadline,
    ) -> Result<Vec<ViewRow>, Error> {
        let mut gone = std::collections::HashSet::new();
        let query = json!({"term": {TILL: generation}});
        let body = json!({"query": query, "_source": ["report"]});
        store.each(&store.names.reports, &body, &["report"], deadline, &mut |hit| {
            gone.insert(text(&hit["_source"]["report"]).to_owned());
            Ok(())
        })?;
        let came = rows(store, &json!({"term": {FROM: generation}}), deadline)?;
        let all = self.catalog.entries().iter().zip(&self.born).zip(&self.digests);
        let stay = all.filter(|((entry, _), _)| !gone.contains(&entry.id));
        let stay = stay.map(|((entry, born), digest)| ViewRow {
            entry: entry.clone(),
            born: *born,
            digest: *digest,
        });
        Ok(stay.chain(came).collect())
    }

    /// Passages by the number of their report and their ordinal.
    pub(crate) fn passages(
        &self,
        store: &Store,
        wanted: &[(usize, u32)],
        deadline: &Deadline,
    ) -> Result<HashMap<(usize, u32), Passage>, Error> {
        let key = |&(report, ordinal): &(usize, u32)| {
            let handle = handle(&self.catalog.entries()[report].id);
            (passage_id(&handle, self.born[report], ordinal), handle)
        };
        let keys: Vec<(String, String)> = wanted.iter().map(key).collect();
        let read = store.several(&store.names.passages, &keys, deadline)?;
        let mut passages = HashMap::new();
        for (&place, source) in wanted.iter().zip(&read) {
            let passage = source.as_ref().and_then(passage);
            let gone = || Error::damaged(&store.place, "缺少段落".to_owned());
            passages.insert(place, passage.ok_or_else(gone)?);
        }
        Ok(passages)
    }

    /// All passages of reports, in order.
    pub(crate) fn whole(
        &self,
        store: &Store,
        reports: &[usize],
        deadline: &Deadline,
    ) -> Result<Vec<Vec<Passage>>, Error> {
        let ids: Vec<&str> =
            reports.iter().map(|&at| self.catalog.entries()[at].id.as_str()).collect();
        let at: HashMap<&str, usize> =
            ids.iter().enumerate().map(|(number, id)| (*id, number)).collect();
        let query = json!({"bool": {"filter": [
            schema::there(self.commit.generation),
            {"terms": {"report": ids}},
        ]}});
        let fields = ["report", "ordinal", "part", "heading", "is_heading", "text"];
        let body = json!({"query": query, "_source": fields});
        let mut whole = vec![Vec::new(); reports.len()];
        let order = ["report", "ordinal"];
        store.each(&store.names.passages, &body, &order, deadline, &mut |hit| {
            let number = at.get(text(&hit["_source"]["report"]));
            if let Some((&number, passage)) = number.zip(passage(&hit["_source"])) {
                whole[number].push(passage);
            }
            Ok(())
        })?;
        for (report, passages) in reports.iter().zip(&whole) {
            if passages.len() != self.catalog.entries()[*report].passages.len() {
                return Err(Error::damaged(&store.place, "缺少段落".to_owned()));
            }
        }
        Ok(whole)
    }

    /// The ledger, read when it is first asked for.
    pub(crate) fn ledger(&self, store: &Store, deadline: &Deadline) -> Result<Arc<Ledger>, Error> {
        let mut known = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ledger) = &*known {
            return Ok(Arc::clone(ledger));
        }
        let mut components = self.components.lock().unwrap_or_else(PoisonError::into_inner);
        let (ledger, read) =
            ledger::read(store, (&self.commit, &self.catalog), &components, deadline)?;
        *components = read;
        Ok(Arc::clone(known.insert(Arc::new(ledger))))
    }

    /// What scores know of the archive, read when it is first asked for.
    pub(crate) fn counts(&self, store: &Store, deadline: &Deadline) -> Result<&GramCounts, Error> {
        if let Some(known) = self.counts.get() {
            return Ok(known);
        }
        let counts = counts::read(&self.commit.counts.read(store, deadline)?);
        let damaged = || Error::damaged(&store.place, "字频读不懂".to_owned());
        let counts = counts.ok_or_else(damaged)?;
        Ok(self.counts.get_or_init(|| counts))
    }

    /// Facts about the archive.
    pub(crate) fn stats(&self) -> Stats {
        Stats {
            reports: self.commit.reports,
            passages: self.commit.passages,
            generation: self.commit.generation,
            snapshot: self.contents.snapshot.clone(),
            committed: self.commit.committed.clone(),
        }
    }
}

/// The built-in divisions with users' tables.
fn divisions(tables: &[String]) -> Option<Arc<Gazetteer>> {
    if tables.is_empty() {
        return None;
    }
    let mut gazetteer = Gazetteer::builtin().clone();
    for table in tables {
        // What is no table was told when it was indexed.
        drop(gazetteer.add_table(table));
    }
    Some(Arc::new(gazetteer))
}

/// The reports that a query finds.
fn rows(store: &Store, query: &Value, deadline: &Deadline) -> Result<Vec<ViewRow>, Error> {
    let mut rows = Vec::new();
    let body = json!({"query": query});
    let order = ["report", FROM];
    store.each(&store.names.reports, &body, &order, deadline, &mut |hit| {
        let row = row(&hit["_source"]);
        rows.push(row.ok_or_else(|| Error::damaged(&store.place, "报告的资料读不懂".to_owned()))?);
        Ok(())
    })?;
    Ok(rows)
}

fn row(source: &Value) -> Option<ViewRow> {
    let facts: Facts = serde_json::from_value(source["facts"].clone()).ok()?;
    let entry = CatalogEntry {
        id: source["report"].as_str()?.to_owned(),
        facts,
        passages: outline::read(text(&source["outline"]))?,
        characters: source["characters"].as_u64()?,
    };
    let digest = u64::from_str_radix(text(&source["digest"]), 16).ok()?;
    Some(ViewRow { entry, born: source[FROM].as_u64()?, digest })
}

/// A passage as it is kept.
pub(crate) fn passage(source: &Value) -> Option<Passage> {
    let heading = source["heading"].as_array().map_or(&[][..], Vec::as_slice);
    Some(Passage {
        ordinal: u32::try_from(source["ordinal"].as_u64()?).ok()?,
        part: part(source["part"].as_u64()?)?,
        heading: heading.iter().map(|one| text(one).to_owned()).collect(),
        is_heading: source["is_heading"] == true,
        text: source["text"].as_str()?.to_owned(),
    })
}

/// What commits held, the latest last.
#[derive(Debug, Default)]
pub(crate) struct Past(VecDeque<Arc<Contents>>);

impl Past {
    /// So many are remembered.
    const REMEMBERED: usize = 16;

    pub(crate) fn add(&mut self, contents: Arc<Contents>) {
        self.0.push_back(contents);
        if self.0.len() > Self::REMEMBERED {
            self.0.pop_front();
        }
    }

    pub(crate) fn of(&self, snapshot: &str) -> Option<&Arc<Contents>> {
        self.0.iter().rev().find(|past| past.snapshot == snapshot)
    }
}

#[cfg(test)]
mod tests;
