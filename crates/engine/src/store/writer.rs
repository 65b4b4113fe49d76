//! The one writer of an index.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use suyan_corpus::Report;
use suyan_search::Error;
use suyan_search::ledger::{ComponentDraft, KeptComponent};
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::store::Compressor;
use tantivy::{IndexSettings, Term};

use super::check::{Depth, guarded, open_segment};
use super::commit::tantivy_index;
use super::folder::{Closing, Folder, write_lasting};
use super::format::schema::{self, Fields};
use super::format::{Room, SegmentBuilder};
use super::head::{IndexHead, KeptFile, META, Payload};
use super::ledger::{self, ComponentEntry, ComponentTable};
use super::removal::{Homes, Removal};

/// What tantivy asks for a thread at the least.
const IDLE_MEMORY: usize = 15_000_000;
/// Segments of so many passages are not merged any more: a nation's archive is about ten of them.
/// Fewer would cost the indexer more than they save a search.
const LARGE: usize = 500_000;
/// So many segments of one size are merged into one.
const MERGED_AT_ONCE: usize = 4;
/// Threads that merge. What is merged is mapped into memory, so that one must do.
const MERGING: usize = 1;
/// Postings of one segment at the least, in bytes.
const LEAST_MEMORY: usize = 16 << 20;

/// How an index is written.
#[derive(Debug, Clone, Copy)]
pub struct WriterOptions {
    /// Threads that put reports at the same time.
    pub threads: usize,
    /// Bytes that all threads together may use for postings in memory. The more, the fewer
    /// segments are written.
    pub memory: usize,
}

/// The one writer of an index. Reports put or removed become visible with the next commit, all
/// at once.
pub struct IndexWriter {
    path: PathBuf,
    fields: Fields,
    /// Before the one that it closes the folder to: fields are dropped in order.
    _closing: Closing,
    inner: tantivy::IndexWriter,
    /// Ids that the index holds or was given: only these need a removal before they are put.
    known: Mutex<HashSet<u64>>,
    /// Ids in segments that are still in the making.
    pending: Mutex<HashSet<u64>>,
    /// Segments in the making that no thread is adding to: as many as have ever added at once.
    builders: Mutex<Vec<SegmentBuilder>>,
    /// The segments that hold newer forms of reports that were put again.
    homes: Homes,
    /// Held for reading while a thread adds to a segment.
    adding: RwLock<()>,
    /// Bytes of postings at which a segment is written.
    memory: usize,
    /// What else a segment has room for.
    room: Room,
    /// The users' tables of places, for the next commit.
    places: Vec<String>,
    /// The components of the ledger, for the next commit.
    ledger: Vec<ComponentEntry>,
    /// Those that were written since they were set.
    written: Mutex<Vec<ComponentEntry>>,
}

impl std::fmt::Debug for IndexWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("path", &self.path).finish_non_exhaustive()
    }
}

impl IndexWriter {
    /// Opens the index in `path` for writing, and makes it where there is none.
    ///
    /// # Errors
    /// [`Error::Busy`] where another writer is at work, [`Error::Fingerprint`] where it does not
    /// fit.
    pub fn open(path: &Path, options: WriterOptions) -> Result<Self, Error> {
        fs::create_dir_all(path)
            .map_err(|error| Error::io("making the index folder", path, &error, true))?;
        let folder = Folder::for_writing(path)?;
        let closing = folder.closing();
        // Only who holds the lock may tell that nothing was committed yet.
        let (is_new, index) = match IndexHead::read(path) {
            Ok(_) => (false, tantivy_index(path, folder)?),
            Err(Error::Missing(_)) => (true, create(path, folder)?),
            Err(other) => return Err(other),
        };
        let known = if is_new { HashSet::new() } else { known_ids(path, &index)? };
        // tantivy's own indexing threads stay idle: it commits, removes and merges.
        let options_of_tantivy = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .memory_budget_per_thread(IDLE_MEMORY)
            .num_merge_threads(MERGING)
            .build();
        let writer = || index.writer_with_options(options_of_tantivy);
        let inner = guarded(path, "索引", || {
            writer().map_err(Error::index("opening the index for writing"))
        })?;
        let mut merges = LogMergePolicy::default();
        merges.set_max_docs_before_merge(LARGE);
        merges.set_min_num_segments(MERGED_AT_ONCE);
        merges.set_del_docs_ratio_before_merge(0.5);
        inner.set_merge_policy(Box::new(merges));
        skip_a_stamp(&inner).map_err(Error::index("opening the index for writing"))?;
        let (_, fields) = schema::schema();
        let mut writer = Self {
            path: path.to_owned(),
            fields,
            _closing: closing,
            inner,
            known: Mutex::new(known),
            pending: Mutex::default(),
            builders: Mutex::default(),
            homes: Homes::default(),
            adding: RwLock::new(()),
            room: Room::ALL,
            memory: (options.memory / options.threads.max(1)).max(LEAST_MEMORY),
            places: Vec::new(),
            ledger: Vec::new(),
            written: Mutex::default(),
        };
        writer.ledger = writer.read_ledger()?;
        if is_new {
            writer.commit(&[])?;
        }
        Ok(writer)
    }

    /// The manifest of the last commit; empty where there was none.
    ///
    /// # Errors
    /// Reading failed.
    pub fn manifest(&self) -> Result<Vec<u8>, Error> {
        self.last_payload()?.read_manifest(&self.path)
    }

    /// The payload of the last commit; an empty one where there was none.
    fn last_payload(&self) -> Result<Payload, Error> {
        match IndexHead::read(&self.path) {
            Ok(head) => Ok(head.payload),
            Err(Error::Missing(_)) => Ok(Payload::default()),
            Err(other) => Err(other),
        }
    }

    /// Puts a report, in the place of the one with the same id. Callable from many threads, each of
    /// which writes a segment of its own; no two may put or remove one report at the same time.
    ///
    /// # Errors
    /// Writing failed.
    pub fn put(&self, report: &Report) -> Result<(), Error> {
        let id = id_hash(&report.id);
        let is_known = !lock(&self.known).insert(id);
        if is_known {
            self.finish_if_pending(id)?;
        }
        let _adding = self.adding.read().unwrap_or_else(PoisonError::into_inner);
        lock(&self.pending).insert(id);
        let free = lock(&self.builders).pop();
        let mut builder = match free {
            Some(builder) if builder.has_room_for(report, self.room) => builder,
            Some(full) => {
                self.finish_segment(full)?;
                self.begin_segment()?
            }
            None => self.begin_segment()?,
        };
        builder.add(report)?;
        if is_known {
            self.apply(self.removal(&report.id).sparing(builder.segment_id()))?;
        }
        if builder.memory() >= self.memory {
            return self.finish_segment(builder);
        }
        lock(&self.builders).push(builder);
        Ok(())
    }

    fn begin_segment(&self) -> Result<SegmentBuilder, Error> {
        SegmentBuilder::new(self.inner.index()).map_err(Error::index("beginning a segment"))
    }

    fn finish_segment(&self, builder: SegmentBuilder) -> Result<(), Error> {
        let segment = builder.finish().map_err(Error::index("writing a segment"))?;
        self.inner.add_segment(segment).map_err(Error::index("adding a segment"))
    }

    /// Writes all segments that are in the making, each on a thread of its own.
    fn finish_segments(&self) -> Result<(), Error> {
        let builders = std::mem::take(&mut *lock(&self.builders));
        let finished = std::thread::scope(|scope| {
            let threads: Vec<_> = builders
                .into_iter()
                .map(|builder| scope.spawn(move || self.finish_segment(builder)))
                .collect();
            threads.into_iter().try_for_each(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(Error::index("writing a segment")("a thread panicked")))
            })
        });
        // Not before all are added: until then others must wait with their removals.
        lock(&self.pending).clear();
        finished
    }

    /// Removes the report of this id, if there is one.
    ///
    /// # Errors
    /// Writing failed.
    pub fn remove(&self, id: &str) -> Result<(), Error> {
        // A removal of what was never there would reach the report if it is put after it, which
        // has no home to be spared in.
        if !lock(&self.known).contains(&id_hash(id)) {
            return Ok(());
        }
        self.finish_if_pending(id_hash(id))?;
        self.apply(self.removal(id))
    }

    /// A removal reaches the segments that were added before it, so that a report in one that is
    /// still in the making must be written first. That is rare.
    fn finish_if_pending(&self, id: u64) -> Result<(), Error> {
        if lock(&self.pending).contains(&id) {
            let _nobody_adds = self.adding.write().unwrap_or_else(PoisonError::into_inner);
            self.finish_segments()?;
        }
        Ok(())
    }

    fn removal(&self, id: &str) -> Removal {
        self.homes.removal(Term::from_field_text(self.fields.id, id), id_hash(id))
    }

    fn apply(&self, removal: Removal) -> Result<(), Error> {
        self.inner.delete_query(Box::new(removal)).map_err(Error::index("removing a report"))?;
        Ok(())
    }

    /// Gives the users' tables of places (`places.csv`), so that readers of the next commits know
    /// the divisions that the reports know.
    pub fn set_places(&mut self, tables: Vec<String>) {
        self.places = tables;
    }

    /// The components of the ledger that the next commit has: those of the last one, until others
    /// are set.
    #[must_use]
    pub fn ledger(&self) -> Vec<KeptComponent> {
        self.ledger.iter().map(ComponentEntry::kept).collect()
    }

    /// Sets the components of the ledger for the next commits, by their keys.
    pub fn set_ledger(&mut self, components: &[KeptComponent]) {
        let mut known: HashMap<String, ComponentEntry> = HashMap::new();
        for entry in self.ledger.drain(..).chain(lock(&self.written).drain(..)) {
            known.insert(entry.key.clone(), entry);
        }
        self.ledger = components.iter().filter_map(|one| known.remove(&one.key)).collect();
    }

    fn read_ledger(&self) -> Result<Vec<ComponentEntry>, Error> {
        Ok(ComponentTable::read(self.last_payload()?.ledger.as_ref(), &self.path)?.components)
    }

    /// Writes the file of a component, for a commit to name.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write_component(&self, draft: &ComponentDraft) -> Result<KeptComponent, Error> {
        let entry = ledger::write(&self.path, draft).map_err(Error::index("writing the ledger"))?;
        let kept = entry.kept();
        lock(&self.written).push(entry);
        Ok(kept)
    }

    /// The folder of the index.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes everything put and removed since the last commit visible and lasting, together with
    /// the manifest.
    ///
    /// # Errors
    /// Writing failed; the last commit stands.
    pub fn commit(&mut self, manifest: &[u8]) -> Result<(), Error> {
        self.finish_segments()?;
        let before = self.last_payload()?;
        let mut prepared = self.inner.prepare_commit().map_err(Error::index("committing"))?;
        // Nothing that a commit names has the number of one to come.
        let number = before.number + 1;
        let places = write_places(&self.path, &self.places, number)?;
        let manifest = keep_manifest(&self.path, before.manifest.as_ref(), number, manifest)?;
        let ledger = ledger::write_table(&self.path, &self.ledger, number)
            .map_err(Error::index("writing the ledger"))?;
        let now = jiff::Timestamp::from_second(jiff::Timestamp::now().as_second());
        let payload = Payload {
            fingerprint: schema::fingerprint(),
            number,
            manifest: Some(manifest),
            places,
            ledger,
            committed: now.ok().map(|now| now.to_string()),
        };
        let text = serde_json::to_string(&payload).map_err(Error::index("writing the commit"))?;
        prepared.set_payload(&text);
        prepared.commit().map_err(Error::index("committing"))?;
        let names = |payload: Payload| {
            [payload.manifest, payload.places, payload.ledger].into_iter().flatten()
        };
        let kept: Vec<KeptFile> = names(payload).collect();
        for old in names(before).filter(|old| kept.iter().all(|kept| kept.name != old.name)) {
            // A reader that opened the last commit just now may find it gone, and looks again.
            let _ = fs::remove_file(self.path.join(old.name));
        }
        ledger::remove_others(&self.path, &self.ledger);
        Ok(())
    }

    /// Waits until merging is done and gives the index free.
    ///
    /// # Errors
    /// Merging failed; what was committed stands.
    pub fn finish(self) -> Result<(), Error> {
        self.inner.wait_merging_threads().map_err(Error::index("merging segments"))
    }
}

/// Writes the manifest, which has tens of megabytes, unless the last commit has the same.
fn keep_manifest(
    path: &Path,
    last: Option<&KeptFile>,
    number: u64,
    new: &[u8],
) -> Result<KeptFile, Error> {
    match last.filter(|last| **last == KeptFile::of(last.name.clone(), new)) {
        Some(last) => Ok(last.clone()),
        None => keep(path, format!("manifest-{number}.json"), new)
            .map_err(Error::index("writing the manifest")),
    }
}

/// Writes the tables of places beside the index, where there are any, and gives the file's name.
fn write_places(folder: &Path, tables: &[String], number: u64) -> Result<Option<KeptFile>, Error> {
    if tables.is_empty() {
        return Ok(None);
    }
    let writing = "writing the tables of places";
    let bytes = serde_json::to_vec(tables).map_err(Error::index(writing))?;
    keep(folder, format!("places-{number}.json"), &bytes).map(Some).map_err(Error::index(writing))
}

/// Writes a file beside the index, for a commit to name.
fn keep(folder: &Path, name: String, bytes: &[u8]) -> std::io::Result<KeptFile> {
    write_lasting(&folder.join(&name), bytes)?;
    Ok(KeptFile::of(name, bytes))
}

/// Makes a new index, over whatever a run left that was stopped before its first commit.
fn create(path: &Path, folder: Folder) -> Result<tantivy::Index, Error> {
    let making = "making the index";
    match fs::remove_file(path.join(META)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::io(making, path, &error, true));
        }
        _ => {}
    }
    let settings = IndexSettings {
        // Records are compressed each for itself; a block is copied to read one of them.
        docstore_compression: Compressor::None,
        docstore_blocksize: 1024,
        ..IndexSettings::default()
    };
    tantivy::Index::create(folder, schema::schema().0, settings).map_err(Error::index(making))
}

/// tantivy stamps the first operation of a writer like the last commit, so that a merge of what was
/// committed would apply a removal that was not.
fn skip_a_stamp(inner: &tantivy::IndexWriter) -> tantivy::Result<()> {
    inner.run(std::iter::empty()).map(drop)
}

/// The ids in an index, all of whose segments are opened, and looked at, on the way.
fn known_ids(path: &Path, index: &tantivy::Index) -> Result<HashSet<u64>, Error> {
    let (_, fields) = schema::schema();
    let reading = "reading the ids of the index";
    let metas = index.load_metas().map_err(Error::index(reading))?;
    let mut ids = HashSet::new();
    for meta in metas.segments {
        let name = meta.id().uuid_string();
        let reader = open_segment(path, index, meta, Depth::Small)?;
        let mut of_segment = || -> tantivy::Result<()> {
            let postings = reader.inverted_index(fields.id)?;
            let mut terms = postings.terms().stream()?;
            while terms.advance() {
                ids.insert(id_hash(&String::from_utf8_lossy(terms.key())));
            }
            Ok(())
        };
        guarded(path, &name, || of_segment().map_err(Error::index(reading)))?;
    }
    Ok(ids)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn id_hash(id: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
