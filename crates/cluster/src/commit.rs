//! A commit: one document that says which state is the archive, and the pieces of what is too long
//! for it.
//!
//! Whoever writes puts everything else first, and this document last, over the one that it read when
//! it began: a run that dies leaves the last one, and of two runs one comes too late.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use suyan_search::{Deadline, Error};

use crate::format::fingerprint;
use crate::store::{Over, Store, Version, text};

/// The id of the document.
const COMMIT: &str = "commit";
/// Bytes of a piece.
const PIECE: usize = 8 << 20;
/// How hard pieces are compressed.
const LEVEL: i32 = 3;

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct ClusterCommit {
    /// What wrote the archive.
    pub fingerprint: String,
    /// One more than that of the commit before.
    pub generation: u64,
    /// When it was made, ISO 8601 in UTC.
    pub committed: Option<String>,
    /// Reports and passages that are there.
    pub reports: u64,
    pub passages: u64,
    /// The indexer's manifest.
    pub manifest: CommitPieces,
    /// The users' tables of places.
    pub places: CommitPieces,
    /// The components of the ledger, with the rules that made them.
    pub ledger: CommitPieces,
    pub rules: String,
    /// How many passages hold each term.
    pub counts: CommitPieces,
}

/// Bytes that are kept in pieces beside the commit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommitPieces {
    /// The beginning of the pieces' ids: of the bytes' hash, so that the same are written once.
    name: String,
    pieces: usize,
    bytes: usize,
}

impl ClusterCommit {
    /// The last commit with its version; `None` where nothing was committed.
    ///
    /// # Errors
    /// [`Error::Fingerprint`] where another version made it.
    pub(crate) fn read(
        store: &Store,
        deadline: &Deadline,
    ) -> Result<Option<(Self, Version)>, Error> {
        let Some(document) = store.get(&store.names.state, COMMIT, deadline)? else {
            return Ok(None);
        };
        let (wanted, found) = (fingerprint(), text(&document.source["fingerprint"]).to_owned());
        if found != wanted {
            return Err(Error::Fingerprint { path: store.place.clone(), found, wanted });
        }
        let commit =
            serde_json::from_value(document.source).map_err(Error::index("reading the commit"))?;
        Ok(Some((commit, document.version)))
    }

    /// Makes this the last commit; its version, or `None` where another one came between.
    pub(crate) fn write(
        &self,
        store: &Store,
        before: Option<Version>,
    ) -> Result<Option<Version>, Error> {
        let over = before.map_or(Over::Nothing, Over::Version);
        let document = serde_json::to_value(self).map_err(Error::index("writing the commit"))?;
        if let Some(version) = store.put(&store.names.state, COMMIT, &document, over)? {
            return Ok(Some(version));
        }
        // An answer that got lost on its way is asked for again, and meets what it wrote.
        let there = Self::read(store, &Deadline::default())?;
        Ok(there.filter(|(commit, _)| commit == self).map(|(_, version)| version))
    }
}

impl CommitPieces {
    /// Writes bytes, for a commit to name.
    pub(crate) fn write(store: &Store, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let packed = zstd::bulk::compress(bytes, LEVEL).map_err(Error::index("packing"))?;
        let name = blake3::hash(bytes).to_hex()[..32].to_owned();
        let mut pieces = 0;
        for piece in packed.chunks(PIECE) {
            let document = json!({"data": STANDARD.encode(piece)});
            store.put(
                &store.names.state,
                &format!("{name}-{pieces}"),
                &document,
                Over::Anything,
            )?;
            pieces += 1;
        }
        Ok(Self { name, pieces, bytes: bytes.len() })
    }

    /// The bytes.
    pub(crate) fn read(&self, store: &Store, deadline: &Deadline) -> Result<Vec<u8>, Error> {
        let mut packed = Vec::new();
        for at in 0..self.pieces {
            let id = format!("{}-{at}", self.name);
            let document = store.get(&store.names.state, &id, deadline)?;
            let data = document.as_ref().map(|document| text(&document.source["data"]));
            let piece = data.and_then(|data| STANDARD.decode(data).ok());
            packed.extend(piece.ok_or_else(|| self.damaged(store))?);
        }
        if self.pieces == 0 {
            return Ok(Vec::new());
        }
        let bytes = zstd::bulk::decompress(&packed, self.bytes);
        let is_whole = |bytes: &Vec<u8>| blake3::hash(bytes).to_hex()[..32] == *self.name;
        bytes.ok().filter(is_whole).ok_or_else(|| self.damaged(store))
    }

    fn damaged(&self, store: &Store) -> Error {
        Error::damaged(&store.place, format!("{} 与校验和不符", self.name))
    }

    /// The ids of the pieces.
    pub(crate) fn ids(&self) -> impl Iterator<Item = String> {
        (0..self.pieces).map(|at| format!("{}-{at}", self.name))
    }

    /// Reads a value that was written as JSON; the default where nothing was.
    pub(crate) fn value<T: for<'de> Deserialize<'de> + Default>(
        &self,
        store: &Store,
        deadline: &Deadline,
    ) -> Result<T, Error> {
        let bytes = self.read(store, deadline)?;
        if bytes.is_empty() {
            return Ok(T::default());
        }
        serde_json::from_slice(&bytes).map_err(Error::index("reading the commit"))
    }
}

/// The ids of everything that these commits name, and of the commit itself.
pub(crate) fn named(commits: &[&ClusterCommit]) -> Vec<Value> {
    let pieces =
        commits.iter().flat_map(|one| [&one.manifest, &one.places, &one.ledger, &one.counts]);
    let mut ids: Vec<Value> = pieces.flat_map(CommitPieces::ids).map(Value::from).collect();
    ids.extend([json!(COMMIT), json!(crate::lock::LOCK)]);
    ids
}

#[cfg(test)]
mod tests;
