//! The head of an index: `meta.json`, which names everything else of the last commit, and what we
//! keep in it.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use suyan_corpus::Gazetteer;
use suyan_search::Error;

use super::format::schema;

/// The file of the head.
pub(super) const META: &str = "meta.json";
/// How the line begins that tells the hash of all that follows it.
const SEAL: &str = "{\n  \"checksum\": \"";
/// Hexadecimal digits of a hash.
const DIGITS: usize = 32;

/// What a commit carries beside the documents.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// What wrote the index.
    pub fingerprint: String,
    /// The number of the commit: one more than that of the commit before, whichever process makes
    /// it. tantivy's own stays the same where nothing was put or removed.
    pub number: u64,
    /// The file that holds the manifest committed with it, in the index folder.
    pub manifest: Option<KeptFile>,
    /// The file that holds the users' tables of places, where there are any.
    pub places: Option<KeptFile>,
    /// The table of the ledger's components, where there is a ledger.
    #[serde(default)]
    pub ledger: Option<KeptFile>,
    /// When it was committed, ISO 8601 in UTC.
    pub committed: Option<String>,
}

/// A file beside the segments, and the hash of what it must hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct KeptFile {
    /// Its name in the index folder.
    pub name: String,
    pub hash: String,
}

impl KeptFile {
    /// A file of this name that is to hold these bytes.
    pub(crate) fn of(name: String, bytes: &[u8]) -> Self {
        Self { name, hash: hash(bytes) }
    }

    /// Its bytes, if they are those that were written.
    pub(crate) fn read(&self, folder: &Path) -> Result<Vec<u8>, Error> {
        let path = folder.join(&self.name);
        let bytes = std::fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::damaged(folder, format!("{} 缺失", self.name)),
            _ => Error::io("reading the index", &path, &error, false),
        })?;
        match hash(&bytes) == self.hash {
            true => Ok(bytes),
            false => Err(Error::damaged(folder, format!("{} 与校验和不符", self.name))),
        }
    }
}

impl Payload {
    /// The divisions known at the commit, where the users' tables add to the built-in ones.
    pub(super) fn read_places(&self, folder: &Path) -> Result<Option<Arc<Gazetteer>>, Error> {
        let Some(places) = &self.places else { return Ok(None) };
        let tables: Vec<String> = serde_json::from_slice(&places.read(folder)?)
            .map_err(Error::index("reading the tables of places"))?;
        let mut gazetteer = Gazetteer::builtin().clone();
        for table in tables {
            // What is no table was told when it was indexed.
            drop(gazetteer.add_table(&table));
        }
        Ok(Some(Arc::new(gazetteer)))
    }

    /// The manifest's bytes; none where no manifest was committed.
    pub(crate) fn read_manifest(&self, folder: &Path) -> Result<Vec<u8>, Error> {
        self.manifest.as_ref().map_or(Ok(Vec::new()), |manifest| manifest.read(folder))
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct IndexHead {
    /// The file as it stands.
    pub bytes: Vec<u8>,
    pub payload: Payload,
}

/// What of `meta.json` is looked at before tantivy does.
#[derive(Deserialize)]
struct Meta {
    segments: Vec<serde::de::IgnoredAny>,
    payload: Option<String>,
}

impl IndexHead {
    /// Reads the head of the last commit, and checks that this program wrote it and that it is
    /// whole: the one place where that is decided, for readers and for writers.
    ///
    /// # Errors
    /// [`Error::Missing`] where nothing was ever committed, [`Error::Fingerprint`] where it does not
    /// fit, [`Error::Damaged`].
    pub(super) fn read(folder: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(folder.join(META)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                Error::Missing(folder.to_owned())
            }
            _ => Error::io("reading the index", folder, &error, false),
        })?;
        let damaged = || Error::damaged(folder, format!("{META} 与校验和不符"));
        let meta: Meta = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        // Made, and never committed to: whoever made it was stopped.
        if meta.payload.is_none() && meta.segments.is_empty() {
            return Err(Error::Missing(folder.to_owned()));
        }
        let wanted = schema::fingerprint();
        let payload = meta.payload.unwrap_or_default();
        let found = fingerprint_in(&payload);
        if found != wanted {
            let found = if found.is_empty() { "unknown".to_owned() } else { found };
            return Err(Error::Fingerprint { path: folder.to_owned(), found, wanted });
        }
        if !is_sealed(&bytes) {
            return Err(damaged());
        }
        let payload = serde_json::from_str(&payload).map_err(|_| damaged())?;
        Ok(Self { bytes, payload })
    }
}

/// The fingerprint in a payload of whatever version.
fn fingerprint_in(payload: &str) -> String {
    #[derive(Default, Deserialize)]
    struct Any {
        #[serde(default)]
        fingerprint: String,
    }
    serde_json::from_str::<Any>(payload).unwrap_or_default().fingerprint
}

/// The content of `meta.json` with the hash of itself on a line of its own. tantivy passes over what
/// it does not know.
pub(super) fn sealed(meta: &[u8]) -> Vec<u8> {
    let Some(rest) = meta.strip_prefix(b"{") else { return meta.to_vec() };
    [SEAL.as_bytes(), hash(rest).as_bytes(), b"\",", rest].concat()
}

/// Whether it is as it was sealed.
fn is_sealed(meta: &[u8]) -> bool {
    let parts = meta.strip_prefix(SEAL.as_bytes()).and_then(|rest| rest.split_at_checked(DIGITS));
    parts.is_some_and(|(digits, rest)| {
        rest.strip_prefix(b"\",").is_some_and(|rest| hash(rest).as_bytes() == digits)
    })
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_bit_is_turned_a_seal_tells() {
        let sealed = sealed(b"{\n  \"segments\": [],\n  \"opstamp\": 7\n}\n");
        assert!(is_sealed(&sealed) && serde_json::from_slice::<Meta>(&sealed).is_ok());
        for at in 0..sealed.len() * 8 {
            let mut turned = sealed.clone();
            turned[at / 8] ^= 1 << (at % 8);
            assert!(!is_sealed(&turned), "bit {at}");
        }
    }
}
