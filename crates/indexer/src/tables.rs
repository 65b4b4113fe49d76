//! The users' tables of places (`places.csv`): they extend the gazetteer for the whole index.
//!
//! The tables are kept in the manifest, so that an index knows its places even when a run looks
//! at another folder. A table that changes gives the reader another name, and every file that was
//! read under the old name is read again.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use suyan_corpus::places::Gazetteer;
use suyan_corpus::{EXTRACTION, Reader};

use crate::manifest::Manifest;
use crate::take::Taker;
use crate::walk::FoundFile;

/// The name by which a table of places is known, in any folder.
const NAME: &str = "places.csv";

/// A table larger than this is no table of places.
const MAX_TABLE: u64 = 16 << 20;

/// By root and path: why a table was of no use, `None` where it was.
pub(crate) type Tables = BTreeMap<(u32, String), Option<String>>;

/// Takes the tables among the files into the manifest; gives those that cannot be read.
pub(crate) fn gather(manifest: &mut Manifest, files: &[FoundFile]) -> Tables {
    let mut unreadable = Tables::new();
    let is_table = |file: &&FoundFile| {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        name.eq_ignore_ascii_case(NAME)
    };
    for file in files.iter().filter(is_table) {
        let read = if file.size > MAX_TABLE {
            Err("地区表过大".to_owned())
        } else {
            fs::read(&file.real).map_err(|error| format!("读不出：{error}"))
        };
        let tables = manifest.tables.entry(file.root).or_default();
        match read {
            Ok(bytes) => {
                let text = suyan_corpus::decode::decode(&bytes, None).text;
                tables.insert(file.path.clone(), text);
            }
            Err(problem) => {
                unreadable.insert((file.root, file.path.clone()), Some(problem));
            }
        }
    }
    manifest.tables.retain(|_, tables| !tables.is_empty());
    unreadable
}

/// Makes the reader that knows the built-in places and those of all tables, and tells which
/// tables were of use.
pub(crate) fn reader(manifest: &Manifest, unreadable: Tables) -> (Taker, Tables) {
    let mut tables = unreadable;
    let mut gazetteer = Gazetteer::builtin().clone();
    let mut hasher = blake3::Hasher::new();
    for (&root, of_root) in &manifest.tables {
        for (path, table) in of_root {
            let problem = gazetteer.add_table(table).err().map(|error| error.to_string());
            if problem.is_none() {
                hasher.update(table.as_bytes()).update(&[0]);
            }
            tables.entry((root, path.clone())).or_insert(problem);
        }
    }
    let is_extended = tables.values().any(Option::is_none);
    let suffix = if is_extended { &hasher.finalize().to_hex()[..16] } else { "" };
    let with = format!("{EXTRACTION}{suffix}");
    let reader = Reader::with_gazetteer(Arc::new(gazetteer));
    (Taker { reader, with }, tables)
}
