//! The one writer of an index.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use suyan_corpus::{Doubt, Report};
use tantivy::indexer::UserOperation;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{IndexSettings, TantivyDocument, Term};

use super::schema::{self, Fields, pack_row};
use super::{Payload, open};
use crate::Error;

/// How an index is written.
#[derive(Debug, Clone, Copy)]
pub struct WriterOptions {
    /// Indexing threads.
    pub threads: usize,
    /// Bytes that all threads together may use for postings in memory.
    pub memory: usize,
}

/// The one writer of an index. Reports put or removed become visible with the next commit, all
/// at once.
pub struct Writer {
    path: PathBuf,
    fields: Fields,
    inner: tantivy::IndexWriter,
    /// Ids that the index holds or was given: only these need a removal before they are put.
    known: Mutex<HashSet<u64>>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Writer {
    /// Opens the index in `path` for writing, and makes it where there is none.
    ///
    /// # Errors
    /// [`Error::Busy`] where another writer is at work, [`Error::Fingerprint`] where it does not
    /// fit.
    pub fn open(path: &Path, options: WriterOptions) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(Error::index("making the index folder"))?;
        let (is_new, index) = match open(path) {
            Ok(index) => (false, index),
            Err(Error::Missing(_)) => (true, create(path)?),
            Err(other) => return Err(other),
        };
        let threads = options.threads.max(1);
        let memory = options.memory.max(threads * 20_000_000);
        let inner =
            index.writer_with_num_threads(threads, memory).map_err(|error| match error {
                tantivy::TantivyError::LockFailure(..) => Error::Busy(path.to_owned()),
                other => Error::index("opening the index for writing")(other),
            })?;
        let known = if is_new { HashSet::new() } else { known_ids(&index)? };
        let (_, fields) = schema::schema();
        let mut writer = Self { path: path.to_owned(), fields, inner, known: Mutex::new(known) };
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
        Payload::of(self.inner.index())?.read_manifest(&self.path)
    }

    /// Puts a report, in the place of the one with the same id. Callable from many threads.
    ///
    /// # Errors
    /// Writing failed.
    pub fn put(&self, report: &Report) -> Result<(), Error> {
        let mut operations = Vec::with_capacity(report.passages.len() + 1);
        let is_known = {
            let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            !known.insert(id_hash(&report.id))
        };
        if is_known {
            operations.push(UserOperation::Delete(self.id_term(&report.id)));
        }
        for (at, passage) in report.passages.iter().enumerate() {
            let mut document = TantivyDocument::default();
            document.add_text(self.fields.text, &passage.text);
            if !passage.heading.is_empty() {
                document.add_text(self.fields.heading, passage.heading.join("\u{1f}"));
            }
            document.add_text(self.fields.id, &report.id);
            let row = pack_row(passage.ordinal, passage.part as usize, passage.is_heading);
            document.add_u64(self.fields.row, row);
            if at == 0 {
                self.add_facts(&mut document, report)?;
            }
            operations.push(UserOperation::Add(document));
        }
        self.inner.run(operations).map_err(Error::index("adding a report"))?;
        Ok(())
    }

    fn add_facts(&self, document: &mut TantivyDocument, report: &Report) -> Result<(), Error> {
        let (fields, facts) = (self.fields, &report.facts);
        let json = |value: Result<String, serde_json::Error>| {
            value.map_err(Error::index("writing a report's facts"))
        };
        document.add_text(fields.facts, json(serde_json::to_string(facts))?);
        document.add_text(fields.report, &report.id);
        if let Some(place) = &facts.place {
            document.add_text(fields.place, json(serde_json::to_string(place))?);
        }
        if let Some(year) = facts.year {
            document.add_i64(fields.year, i64::from(year));
        }
        if let Some(date) = facts.date {
            let days = i64::from(date.year()) * 10_000
                + i64::from(date.month()) * 100
                + i64::from(date.day());
            document.add_u64(fields.date, days.unsigned_abs());
        }
        document.add_u64(fields.kind, facts.kind as u64);
        let characters: usize = report.passages.iter().map(|p| p.text.chars().count()).sum();
        document.add_u64(fields.characters, characters as u64);
        if facts.doubts.contains(&Doubt::Truncated) {
            document.add_u64(fields.truncated, 1);
        }
        Ok(())
    }

    /// Removes the report of this id, if there is one.
    pub fn remove(&self, id: &str) {
        self.inner.delete_term(self.id_term(id));
    }

    fn id_term(&self, id: &str) -> Term {
        Term::from_field_text(self.fields.id, id)
    }

    /// Makes everything put and removed since the last commit visible and lasting, together with
    /// the manifest.
    ///
    /// # Errors
    /// Writing failed; the last commit stands.
    pub fn commit(&mut self, manifest: &[u8]) -> Result<(), Error> {
        let before = Payload::of(self.inner.index())?.manifest;
        let mut prepared = self.inner.prepare_commit().map_err(Error::index("committing"))?;
        let name = format!("manifest-{}.json", prepared.opstamp());
        write_lasting(&self.path.join(&name), manifest)
            .map_err(Error::index("writing the manifest"))?;
        let payload = Payload { fingerprint: schema::fingerprint(), manifest: Some(name.clone()) };
        let payload =
            serde_json::to_string(&payload).map_err(Error::index("writing the commit"))?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(Error::index("committing"))?;
        if let Some(before) = before.filter(|before| *before != name) {
            // A reader that opened the last commit just now may find it gone, and looks again.
            let _ = fs::remove_file(self.path.join(before));
        }
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

fn create(path: &Path) -> Result<tantivy::Index, Error> {
    let settings = IndexSettings {
        // Zstandard keeps half of a text where LZ4 keeps three quarters, and a block of this size
        // is unpacked in 30 µs.
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(1) }),
        docstore_blocksize: 16 * 1024,
        ..IndexSettings::default()
    };
    let directory = tantivy::directory::MmapDirectory::open(path)
        .map_err(Error::index("opening the index folder"))?;
    let index = tantivy::Index::create(directory, schema::schema().0, settings)
        .map_err(Error::index("making the index"))?;
    schema::register(&index);
    Ok(index)
}

fn known_ids(index: &tantivy::Index) -> Result<HashSet<u64>, Error> {
    let (_, fields) = schema::schema();
    let reading = Error::index("reading the ids of the index");
    let mut ids = HashSet::new();
    let run = |ids: &mut HashSet<u64>| -> tantivy::Result<()> {
        let reader =
            index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
        let reader: tantivy::IndexReader = reader;
        for segment in reader.searcher().segment_readers() {
            let postings = segment.inverted_index(fields.id)?;
            let mut terms = postings.terms().stream()?;
            while terms.advance() {
                ids.insert(id_hash(&String::from_utf8_lossy(terms.key())));
            }
        }
        Ok(())
    };
    run(&mut ids).map_err(reading)?;
    Ok(ids)
}

fn id_hash(id: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// Writes a file so that it is on disk before a commit names it.
fn write_lasting(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
