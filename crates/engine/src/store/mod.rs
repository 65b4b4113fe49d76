//! The index on disk: its fields, its writer, and what is held of it in memory while it is read.

mod builder;
mod codec;
pub(crate) mod concepts_file;
pub(crate) mod lookup;
pub(crate) mod passage_set;
mod postings;
mod record;
mod removal;
pub(crate) mod schema;
pub(crate) mod segment;
pub(crate) mod snapshot;
pub(crate) mod stored;
mod writer;

pub use codec::SYMBOLS;
pub use writer::{Writer, WriterOptions};

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use suyan_corpus::Gazetteer;

use crate::Error;

/// What a commit carries beside the documents.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// What wrote the index.
    pub fingerprint: String,
    /// The file that holds the manifest committed with it, in the index folder.
    pub manifest: Option<String>,
    /// The file that holds the users' tables of places, where there are any.
    #[serde(default)]
    pub places: Option<String>,
    /// When it was committed, ISO 8601 in UTC; an index of before this was kept has none.
    #[serde(default)]
    pub committed: Option<String>,
}

impl Payload {
    /// The payload of the last commit.
    pub(crate) fn of(index: &tantivy::Index) -> Result<Self, Error> {
        let metas = index.load_metas().map_err(Error::index("reading the index"))?;
        Ok(metas.payload.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// The divisions known at the commit, where the users' tables add to the built-in ones.
    pub(crate) fn read_places(&self, folder: &Path) -> Option<Arc<Gazetteer>> {
        let tables = std::fs::read(folder.join(self.places.as_ref()?)).ok()?;
        let tables: Vec<String> = serde_json::from_slice(&tables).ok()?;
        let mut gazetteer = Gazetteer::builtin().clone();
        for table in tables {
            // What is no table was told when it was indexed.
            drop(gazetteer.add_table(&table));
        }
        Some(Arc::new(gazetteer))
    }

    /// The manifest's bytes; none where no manifest was committed.
    pub(crate) fn read_manifest(&self, folder: &Path) -> Result<Vec<u8>, Error> {
        match &self.manifest {
            Some(name) => {
                std::fs::read(folder.join(name)).map_err(Error::index("reading the manifest"))
            }
            None => Ok(Vec::new()),
        }
    }
}

/// Opens the index in `path` and checks its fingerprint: the one function through which every
/// reader and writer goes.
pub(crate) fn open(path: &Path) -> Result<tantivy::Index, Error> {
    if !path.join("meta.json").is_file() {
        return Err(Error::Missing(path.to_owned()));
    }
    let wanted = schema::fingerprint();
    let foreign =
        |found: String| Error::Fingerprint { path: path.to_owned(), found, wanted: wanted.clone() };
    let index = match tantivy::Index::open_in_dir(path) {
        Ok(index) => index,
        Err(tantivy::TantivyError::IncompatibleIndex(reason)) => {
            return Err(foreign(format!("{reason:?}")));
        }
        Err(source) => return Err(Error::index("opening the index")(source)),
    };
    let found = Payload::of(&index)?.fingerprint;
    if found != wanted || index.schema() != schema::schema().0 {
        return Err(foreign(if found.is_empty() { "unknown".to_owned() } else { found }));
    }
    Ok(index)
}
