//! The commits of an index folder, as a reader takes them up.

use std::path::{Path, PathBuf};

use suyan_search::Error;
use tantivy::{SegmentMeta, SegmentReader};

use super::check::{Depth, open_segment, size};
use super::folder::Folder;
use super::format::schema;
use super::head::IndexHead;
use super::ledger::Files;

/// How often a commit is looked for again, where the one that was being opened is gone.
const TRIES: usize = 10;
/// Segments of so many bytes are compared with all their checksums before they are read: tenths of a
/// second. A nation's archive is larger, and read from the disk where it is asked.
const COMPARED: u64 = 512 << 20;

/// An index folder, opened for reading.
pub(crate) struct Commits {
    path: PathBuf,
    index: tantivy::Index,
}

/// One commit, its segments open.
pub(crate) struct Commit {
    pub head: IndexHead,
    pub segments: Vec<SegmentReader>,
    /// The files of its ledger.
    pub ledger: Files,
}

impl Commits {
    /// Opens the folder and checks that the last commit is one of this program.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        IndexHead::read(path)?;
        let index = tantivy_index(path, Folder::for_reading(path)?)?;
        Ok(Self { path: path.to_owned(), index })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The head of the last commit.
    pub(crate) fn head(&self) -> Result<IndexHead, Error> {
        IndexHead::read(&self.path)
    }

    /// Opens the last commit. Segments that are among `open`, and files of the ledger that are in
    /// `ledger`, are taken from there where they are as they were.
    pub(crate) fn last<'a>(
        &self,
        open: impl Iterator<Item = &'a SegmentReader> + Clone,
        ledger: Option<&Files>,
    ) -> Result<Commit, Error> {
        let mut tries = 0;
        loop {
            let head = self.head()?;
            let commit = self.open_commit(open.clone());
            let files = Files::open(&self.path, head.payload.ledger.as_ref(), ledger);
            tries += 1;
            // Nobody keeps a writer from taking away the files of a commit that is no more the last.
            if self.head()?.bytes == head.bytes || tries == TRIES {
                return Ok(Commit { head, segments: commit?, ledger: files? });
            }
        }
    }

    fn open_commit<'a>(
        &self,
        open: impl Iterator<Item = &'a SegmentReader> + Clone,
    ) -> Result<Vec<SegmentReader>, Error> {
        let metas = self.index.load_metas().map_err(Error::index("reading the index"))?;
        let known = |meta: &SegmentMeta| {
            let is_it = |one: &&SegmentReader| {
                one.segment_id() == meta.id() && one.delete_opstamp() == meta.delete_opstamp()
            };
            open.clone().find(is_it)
        };
        let fresh = metas.segments.iter().filter(|meta| known(meta).is_none());
        let bytes: u64 = fresh.map(|meta| size(&self.path, meta)).sum();
        let depth = if bytes <= COMPARED { Depth::Whole } else { Depth::Small };
        let reader = |meta: SegmentMeta| match known(&meta) {
            Some(known) => Ok(known.clone()),
            None => open_segment(&self.path, &self.index, meta, depth),
        };
        metas.segments.into_iter().map(reader).collect()
    }
}

/// Opens an index whose head was read.
pub(super) fn tantivy_index(path: &Path, folder: Folder) -> Result<tantivy::Index, Error> {
    let index = tantivy::Index::open(folder).map_err(|error| match error {
        tantivy::TantivyError::DataCorruption(what) => Error::damaged(path, format!("{what:?}")),
        other => Error::index("opening the index")(other),
    })?;
    let wanted = schema::fingerprint();
    match index.schema() == schema::schema().0 {
        true => Ok(index),
        false => {
            let found = "another schema".to_owned();
            Err(Error::Fingerprint { path: path.to_owned(), found, wanted })
        }
    }
}
