//! The one writer of an archive on a cluster.
//!
//! What is put is written at once, as of the commit to come, which nobody asks for yet; what it takes
//! the place of is told to end there when the commit is made. The commit itself is one document. What
//! a run that died left is taken away when the next one begins.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use suyan_analysis::Tokens;
use suyan_corpus::{Passage, Report};
use suyan_search::ledger::{ComponentDraft, KeptComponent};
use suyan_search::plain::{CatalogEntry, GramCounts, GramTally};
use suyan_search::{Archive, Backend, Concepts, Deadline, Error};

use crate::commit::{ClusterCommit, CommitPieces, named};
use crate::format::schema::{FROM, TILL, there};
use crate::format::{characters, counts, fingerprint, outline, pairs};
use crate::ledger::{RULES, component};
use crate::lock::Lock;
use crate::store::{Store, Version, text};
use crate::view::{handle, passage, passage_id};
use crate::{Cluster, ClusterSettings, plan};

/// Bytes that are sent at once.
const AT_ONCE: usize = 4 << 20;
/// Reports that end with a commit are read and written again, so many at a time.
const TOGETHER: usize = 100;

/// See the module.
#[derive(Debug)]
pub struct ClusterWriter {
    store: Arc<Store>,
    lock: Lock,
    /// The last commit, and its version.
    last: Option<(ClusterCommit, Version)>,
    /// The reports of the last commit, each with the commit since which it is there and how many
    /// passages it has.
    known: BTreeMap<String, (u64, u32)>,
    state: Mutex<WriteState>,
    places: Vec<String>,
    ledger: Vec<KeptComponent>,
    /// How many passages of the last commit hold each term.
    counts: GramCounts,
}

/// What was put and removed since the last commit.
#[derive(Debug, Default)]
struct WriteState {
    /// Reports that were put, with how many passages they have.
    put: BTreeMap<String, u32>,
    /// Reports of the last commit that the next one does not have as they are.
    ended: BTreeSet<String>,
    /// Lines that are not sent yet.
    lines: Vec<u8>,
    /// The terms of the texts that were put.
    came: GramTally,
    /// Whether some of the texts that were put were taken away again, so that all must be counted
    /// anew.
    is_uncounted: bool,
}

impl ClusterWriter {
    /// Opens the archive for writing, and makes it where there is none.
    ///
    /// # Errors
    /// [`Error::Busy`] where another writer is at work, [`Error::Fingerprint`] where another version
    /// made the archive, [`Error::Away`].
    pub fn open(settings: &ClusterSettings) -> Result<Self, Error> {
        let store = Arc::new(Store::new(settings)?);
        store.make()?;
        let lock = Lock::take(&store)?;
        let never = Deadline::default();
        let last = ClusterCommit::read(&store, &never)?;
        let mut writer = Self {
            store,
            lock,
            last,
            known: BTreeMap::new(),
            state: Mutex::default(),
            places: Vec::new(),
            ledger: Vec::new(),
            counts: GramCounts::default(),
        };
        writer.undo()?;
        writer.learn()?;
        if let Some((commit, _)) = &writer.last {
            let read = counts::read(&commit.counts.read(&writer.store, &never)?);
            writer.counts = read.ok_or_else(|| writer.damaged())?;
        }
        if let Some((commit, _)) = writer.last.as_ref().filter(|(last, _)| last.rules == RULES) {
            writer.ledger = commit.ledger.value(&writer.store, &never)?;
        }
        Ok(writer)
    }

    fn state(&self) -> MutexGuard<'_, WriteState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The commit that is in the making.
    fn next(&self) -> u64 {
        self.last.as_ref().map_or(0, |(commit, _)| commit.generation) + 1
    }

    /// Takes away what a run that died had written: it may have been put anywhere since the last
    /// commit.
    fn undo(&self) -> Result<(), Error> {
        let (store, last) = (&self.store, self.next() - 1);
        let (passages, reports) = (&store.names.passages, &store.names.reports);
        store.refresh(passages)?;
        store.refresh(reports)?;
        let unfinished = json!({"range": {FROM: {"gt": last}}});
        for index in [passages, reports] {
            store.delete_all(index, &unfinished)?;
        }
        // Passages end before their report does, so that these know of all.
        let ended = json!({"range": {TILL: {"gt": last}}});
        let mut again = BTreeSet::new();
        for index in [passages, reports] {
            let body = json!({"query": ended, "_source": ["report"]});
            let order: &[&str] =
                if index == passages { &["report", "ordinal"] } else { &["report"] };
            store.each(index, &body, order, &Deadline::default(), &mut |hit| {
                again.insert(text(&hit["_source"]["report"]).to_owned());
                Ok(())
            })?;
        }
        let again: Vec<String> = again.into_iter().collect();
        for some in again.chunks(TOGETHER) {
            self.mark(some, None, &mut |_| ())?;
        }
        self.send(true)?;
        store.refresh(passages)?;
        store.refresh(reports)
    }

    /// Learns which reports there are.
    fn learn(&mut self) -> Result<(), Error> {
        self.known.clear();
        let query = there(self.next() - 1);
        let body = json!({"query": query, "_source": ["report", FROM, "outline"]});
        let (reports, known) = (&self.store.names.reports, &mut self.known);
        self.store.each(reports, &body, &["report"], &Deadline::default(), &mut |hit| {
            let source = &hit["_source"];
            let born = source[FROM].as_u64().unwrap_or_default();
            let passages = outline::many(text(&source["outline"]));
            known.insert(text(&source["report"]).to_owned(), (born, passages));
            Ok(())
        })
    }

    /// Says of reports of the last commit till which one they are there, in all of their documents;
    /// gives their texts.
    fn mark(
        &self,
        ids: &[String],
        till: Option<u64>,
        each: &mut dyn FnMut(&Tokens),
    ) -> Result<(), Error> {
        let last = self.next() - 1;
        let query = json!({"bool": {
            "filter": [{"terms": {"report": ids}}, {"range": {FROM: {"lte": last}}}],
            "must_not": [{"range": {TILL: {"lte": last}}}],
        }});
        let never = Deadline::default();
        let body = json!({"query": query});
        let (passages, reports) = (&self.store.names.passages, &self.store.names.reports);
        for (index, order) in [(passages, &["report", "ordinal"][..]), (reports, &["report"])] {
            self.store.each(index, &body, order, &never, &mut |hit| {
                let mut source = hit["_source"].clone();
                let routing = hit["_routing"].as_str();
                match till {
                    Some(till) => source[TILL] = json!(till),
                    None => drop(source.as_object_mut().and_then(|all| all.remove(TILL))),
                }
                if index == passages {
                    let passage = passage(&source).ok_or_else(|| self.damaged())?;
                    let tokens = Tokens::of(&passage.text);
                    each(&tokens);
                    add_terms(&mut source, &tokens);
                }
                self.line(index, text(&hit["_id"]), routing, Some(&source));
                self.send(false)
            })?;
        }
        Ok(())
    }

    fn damaged(&self) -> Error {
        Error::damaged(&self.store.place, "段落读不懂".to_owned())
    }

    /// A line, or two, of a bulk request: a document, or that there is to be none.
    fn line(&self, index: &str, id: &str, routing: Option<&str>, source: Option<&Value>) {
        let mut about = json!({"_index": index, "_id": id});
        if let Some(routing) = routing {
            about["routing"] = json!(routing);
        }
        let name = if source.is_some() { "index" } else { "delete" };
        let mut lines = json!({name: about}).to_string();
        lines.push('\n');
        if let Some(source) = source {
            lines.push_str(&source.to_string());
            lines.push('\n');
        }
        self.state().lines.extend(lines.into_bytes());
    }

    /// Sends what was gathered, once that is enough.
    fn send(&self, all: bool) -> Result<(), Error> {
        let lines = {
            let mut state = self.state();
            if !all && state.lines.len() < AT_ONCE {
                return Ok(());
            }
            std::mem::take(&mut state.lines)
        };
        self.store.bulk(lines)
    }

    /// Takes away what was put of a report since the last commit, from a passage on.
    fn unput(&self, id: &str, passages: std::ops::RangeInclusive<u32>) {
        self.state().is_uncounted = true;
        let (handle, born) = (handle(id), self.next());
        for ordinal in passages {
            let (index, id) = (&self.store.names.passages, passage_id(&handle, born, ordinal));
            self.line(index, &id, Some(&handle), None);
        }
    }

    /// Everything of this commit is there, and nothing else: what was acknowledged is counted again.
    fn verify(&self, generation: u64) -> Result<(u64, u64), Error> {
        let state = self.state();
        let stay = self.known.iter().filter(|(id, _)| !state.ended.contains(*id));
        let passages = stay.clone().map(|(_, (_, many))| u64::from(*many)).sum::<u64>()
            + state.put.values().map(|many| u64::from(*many)).sum::<u64>();
        let wanted = (stay.count() as u64 + state.put.len() as u64, passages);
        drop(state);
        let count = |index| self.store.count(index, &there(generation), &Deadline::default());
        let found = (count(&self.store.names.reports)?, count(&self.store.names.passages)?);
        if found == wanted {
            return Ok(found);
        }
        Err(Error::index("committing")(format!(
            "{} reports and {} passages are there, {} and {} should be",
            found.0, found.1, wanted.0, wanted.1
        )))
    }

    /// How many passages of the commit in the making hold each term: `went` are the texts that it does
    /// not have any more.
    fn count(&self, went: &GramTally) -> Result<GramCounts, Error> {
        let mut state = self.state();
        if !state.is_uncounted {
            return Ok(self.counts.after(&state.came).after(went));
        }
        state.is_uncounted = false;
        state.came = GramTally::default();
        drop(state);
        let body = json!({"query": {"term": {FROM: self.next()}}, "_source": ["text"]});
        let (passages, order) = (&self.store.names.passages, ["report", "ordinal"]);
        let mut tokens = Tokens::default();
        self.store.each(passages, &body, &order, &Deadline::default(), &mut |hit| {
            tokens.refill(text(&hit["_source"]["text"]));
            self.state().came.add(&tokens);
            Ok(())
        })?;
        Ok(self.counts.after(&self.state().came).after(went))
    }

    /// Takes away what no reader asks for any more.
    fn tidy(&self, before: Option<&ClusterCommit>) -> Result<(), Error> {
        let Some((commit, _)) = &self.last else { return Ok(()) };
        let dead = json!({"range": {TILL: {"lt": commit.generation}}});
        self.store.delete_all(&self.store.names.passages, &dead)?;
        self.store.delete_all(&self.store.names.reports, &dead)?;
        let commits: Vec<&ClusterCommit> = before.into_iter().chain([commit]).collect();
        let others = json!({"bool": {"must_not": [{"ids": {"values": named(&commits)}}]}});
        self.store.refresh(&self.store.names.state)?;
        self.store.delete_all(&self.store.names.state, &others)?;
        let never = Deadline::default();
        let mut keys: BTreeSet<String> = BTreeSet::new();
        for commit in commits {
            let kept: Vec<KeptComponent> = commit.ledger.value(&self.store, &never)?;
            keys.extend(kept.into_iter().map(|one| one.key));
        }
        component::tidy(&self.store, &keys)
    }
}

/// The document of a passage, but for what is looked for in it.
fn document(report: &Report, passage: &Passage, born: u64) -> Value {
    let facts = &report.facts;
    let (kind, level) = plan::facts(facts.kind, facts.place.as_ref().map(|place| place.level));
    let mut source = json!({
        "report": report.id,
        "ordinal": passage.ordinal,
        "part": passage.part as u8,
        "is_heading": passage.is_heading,
        "heading": passage.heading,
        "text": passage.text,
        "kind": kind,
        FROM: born,
    });
    if let Some(year) = facts.year {
        source["year"] = json!(year);
    }
    if let Some(level) = level {
        source["level"] = json!(level);
    }
    source
}

fn add_terms(source: &mut Value, tokens: &Tokens) {
    source["chars"] = json!(characters(tokens));
    source["pairs"] = json!(pairs(tokens));
}

/// The document of a report.
fn facts(report: &Report, born: u64) -> Value {
    let entry = CatalogEntry::of(report);
    json!({
        "report": report.id,
        FROM: born,
        "facts": report.facts,
        "outline": outline::write(&entry.passages),
        "characters": entry.characters,
        "digest": format!("{:x}", report.content_digest()),
    })
}

impl Archive for ClusterWriter {
    fn manifest(&self) -> Result<Vec<u8>, Error> {
        let Some((commit, _)) = &self.last else { return Ok(Vec::new()) };
        commit.manifest.read(&self.store, &Deadline::default())
    }

    fn committed(&self) -> Result<Option<Arc<dyn Backend>>, Error> {
        if self.last.is_none() {
            return Ok(None);
        }
        Ok(Some(Arc::new(Cluster::of(Arc::clone(&self.store), Concepts::builtin())?)))
    }

    fn set_places(&mut self, tables: Vec<String>) {
        self.places = tables;
    }

    fn put(&self, report: &Report) -> Result<(), Error> {
        let (handle, born) = (handle(&report.id), self.next());
        let many = report.passages.len() as u32;
        let before = {
            let mut state = self.state();
            if self.known.contains_key(&report.id) {
                state.ended.insert(report.id.clone());
            }
            state.put.insert(report.id.clone(), many)
        };
        if let Some(before) = before {
            self.unput(&report.id, many + 1..=before);
        }
        let passages = &self.store.names.passages;
        let (mut tokens, mut came) = (Tokens::default(), GramTally::default());
        for passage in &report.passages {
            tokens.refill(&passage.text);
            came.add(&tokens);
            let mut source = document(report, passage, born);
            add_terms(&mut source, &tokens);
            let id = passage_id(&handle, born, passage.ordinal);
            self.line(passages, &id, Some(&handle), Some(&source));
            self.send(false)?;
        }
        self.state().came.append(&came);
        let id = format!("{handle}-{born}");
        self.line(&self.store.names.reports, &id, None, Some(&facts(report, born)));
        self.send(false)
    }

    fn remove(&self, id: &str) -> Result<(), Error> {
        let before = {
            let mut state = self.state();
            if self.known.contains_key(id) {
                state.ended.insert(id.to_owned());
            }
            state.put.remove(id)
        };
        if let Some(before) = before {
            self.unput(id, 1..=before);
            let (reports, document) =
                (&self.store.names.reports, format!("{}-{}", handle(id), self.next()));
            self.line(reports, &document, None, None);
        }
        self.send(false)
    }

    fn rules(&self) -> &str {
        RULES
    }

    fn ledger(&self) -> Vec<KeptComponent> {
        self.ledger.clone()
    }

    fn set_ledger(&mut self, components: &[KeptComponent]) {
        self.ledger = components.to_vec();
    }

    fn write_component(&self, draft: &ComponentDraft) -> Result<KeptComponent, Error> {
        component::write(&self.store, draft)
    }

    fn commit(&mut self, manifest: &[u8]) -> Result<(), Error> {
        let generation = self.next();
        let ended: Vec<String> = self.state().ended.iter().cloned().collect();
        let mut went = GramTally::default();
        for some in ended.chunks(TOGETHER) {
            self.mark(some, Some(generation), &mut |text| went.remove(text))?;
        }
        self.send(true)?;
        self.store.refresh(&self.store.names.passages)?;
        self.store.refresh(&self.store.names.reports)?;
        let (reports, passages) = self.verify(generation)?;
        let counts = self.count(&went)?;
        let written = counts::write(&counts).map_err(Error::index("writing the commit"))?;
        let json = |value: Result<Vec<u8>, serde_json::Error>| {
            value.map_err(Error::index("writing the commit"))
        };
        let (places, ledger) =
            (json(serde_json::to_vec(&self.places))?, json(serde_json::to_vec(&self.ledger))?);
        let commit = ClusterCommit {
            fingerprint: fingerprint(),
            generation,
            committed: Some(now()),
            reports,
            passages,
            manifest: CommitPieces::write(&self.store, manifest)?,
            places: CommitPieces::write(
                &self.store,
                if self.places.is_empty() { &[] } else { &places },
            )?,
            ledger: CommitPieces::write(
                &self.store,
                if self.ledger.is_empty() { &[] } else { &ledger },
            )?,
            rules: RULES.to_owned(),
            counts: CommitPieces::write(&self.store, &written)?,
        };
        let busy = || Error::Busy(self.store.place.clone());
        if self.lock.is_lost() {
            return Err(busy());
        }
        let before = self.last.as_ref().map(|(_, version)| *version);
        let version = commit.write(&self.store, before)?.ok_or_else(busy)?;
        let before = self.last.replace((commit, version)).map(|(commit, _)| commit);
        self.counts = counts;
        let state = std::mem::take(&mut *self.state());
        self.known.retain(|id, _| !state.ended.contains(id));
        self.known.extend(state.put.into_iter().map(|(id, many)| (id, (generation, many))));
        self.tidy(before.as_ref())
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        // The lock is given back when it is dropped.
        Ok(())
    }
}

/// Now, as a commit tells it.
fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

#[cfg(test)]
mod tests;
