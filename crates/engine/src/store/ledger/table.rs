//! The table of a commit's components.

use std::path::Path;

use serde::{Deserialize, Serialize};
use suyan_search::Error;
use suyan_search::ledger::{ComponentDraft, KeptComponent};

use super::FOLDER;
use super::file::encode;
use crate::store::{KeptFile, hash, write_lasting};

/// What makes promises of reports and outcomes of promises, and how they are written: a hash of
/// those sources and their data. A ledger of other rules is none.
pub(crate) const RULES: &str = env!("SUYAN_RULES");

/// One component of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct ComponentEntry {
    /// The hash of what it was made from: its reports, which of them tells of which, the rules.
    pub key: String,
    /// The codes of its places.
    pub codes: Vec<String>,
    /// The ids of its reports, in the order in which its file numbers them.
    pub reports: Vec<String>,
    /// Its file, in the folder of the ledger; none where nothing was promised.
    pub(crate) file: Option<EntryFile>,
}

impl ComponentEntry {
    /// What an archive tells of it.
    pub(crate) fn kept(&self) -> KeptComponent {
        let Self { key, codes, reports, .. } = self.clone();
        KeptComponent { key, codes, reports }
    }
}

/// The file of a component.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct EntryFile {
    /// The file, with the hash of all of it.
    pub kept: KeptFile,
    /// How many bytes of the file are not rows.
    pub columns: u64,
    /// The hash of the bytes that are not rows.
    pub columns_hash: String,
}

/// See the module.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct ComponentTable {
    /// See [`RULES`].
    pub rules: String,
    pub components: Vec<ComponentEntry>,
}

impl ComponentTable {
    /// The table that a commit names; an empty one where it names none, or one of other rules.
    pub(crate) fn read(kept: Option<&KeptFile>, folder: &Path) -> Result<Self, Error> {
        let Some(kept) = kept else { return Ok(Self::default()) };
        let table: Self = serde_json::from_slice(&kept.read(folder)?)
            .map_err(|_| Error::damaged(folder, format!("{} 读不懂", kept.name)))?;
        Ok(if table.rules == RULES { table } else { Self::default() })
    }
}

/// Writes the table beside the index, for a commit to name.
pub(crate) fn write_table(
    folder: &Path,
    components: &[ComponentEntry],
    number: u64,
) -> std::io::Result<Option<KeptFile>> {
    if components.is_empty() {
        return Ok(None);
    }
    let table = ComponentTable { rules: RULES.to_owned(), components: components.to_vec() };
    let bytes = serde_json::to_vec(&table)?;
    let name = format!("ledger-{number}.json");
    write_lasting(&folder.join(&name), &bytes)?;
    Ok(Some(KeptFile::of(name, &bytes)))
}

/// Writes the file of a component, in the folder of the ledger.
pub(crate) fn write(folder: &Path, draft: &ComponentDraft) -> std::io::Result<ComponentEntry> {
    let mut entry = ComponentEntry {
        key: draft.key.clone(),
        codes: draft.codes.clone(),
        reports: draft.reports.iter().map(|report| report.id.clone()).collect(),
        file: None,
    };
    if draft.reports.iter().all(|report| report.promises.is_empty()) {
        return Ok(entry);
    }
    let (bytes, columns) = encode(draft)?;
    std::fs::create_dir_all(folder.join(FOLDER))?;
    // Another key is another file: nobody who reads one meets another under its name.
    let code = draft.codes.first().map_or("", String::as_str);
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
    let name = format!("{code}-{}", draft.key);
    write_lasting(&folder.join(FOLDER).join(&name), &bytes)?;
    let columns_hash = hash(&bytes[..columns]);
    entry.file = Some(EntryFile {
        kept: KeptFile::of(format!("{FOLDER}/{name}"), &bytes),
        columns: columns as u64,
        columns_hash,
    });
    Ok(entry)
}

/// The files of the components that a table names; none where it is damaged, which its own hash
/// tells.
pub(crate) fn files(folder: &Path, kept: Option<&KeptFile>) -> Vec<KeptFile> {
    let table = ComponentTable::read(kept, folder).unwrap_or_default();
    table.components.into_iter().filter_map(|entry| Some(entry.file?.kept)).collect()
}

/// Takes away the files that no component has: those of before, and those of a run that was
/// stopped.
pub(crate) fn remove_others(folder: &Path, components: &[ComponentEntry]) {
    let named: std::collections::HashSet<&Path> = components
        .iter()
        .filter_map(|entry| entry.file.as_ref())
        .map(|file| Path::new(&file.kept.name))
        .collect();
    let Ok(entries) = std::fs::read_dir(folder.join(FOLDER)) else { return };
    for entry in entries.flatten() {
        if !named.contains(Path::new(FOLDER).join(entry.file_name()).as_path()) {
            // What cannot be taken away now, the next commit tries again.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
