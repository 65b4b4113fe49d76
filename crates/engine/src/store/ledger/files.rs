//! The files of a commit's ledger.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use suyan_search::Error;
use tantivy::Directory;
use tantivy::directory::FileHandle;

use super::file::LedgerComponent;
use super::table::{ComponentEntry, ComponentTable};
use crate::store::{Folder, KeptFile};

/// The files of a commit's ledger, mapped, so that they stay readable when a later commit takes
/// them away. Nothing of them was looked at yet.
#[derive(Default)]
pub(crate) struct Files {
    folder: PathBuf,
    pub components: Vec<Arc<Mapped>>,
    /// The hash of the table that names them.
    pub hash: Option<String>,
}

/// One of them.
pub(crate) struct Mapped {
    pub entry: ComponentEntry,
    file: Option<Arc<dyn FileHandle>>,
    /// Its columns, once they were asked for; `None` where they are damaged.
    read: OnceLock<Option<LedgerComponent>>,
}

impl Files {
    /// Maps the files of a commit. Those that `before` has are taken from there.
    ///
    /// # Errors
    /// A file is gone or the table is damaged.
    pub(crate) fn open(
        path: &Path,
        kept: Option<&KeptFile>,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        let table = ComponentTable::read(kept, path)?;
        let known: FxHashMap<&ComponentEntry, &Arc<Mapped>> = before
            .into_iter()
            .flat_map(|before| &before.components)
            .map(|mapped| (&mapped.entry, mapped))
            .collect();
        let folder = Folder::for_reading(path)?;
        let map = |entry: ComponentEntry| match known.get(&entry) {
            Some(mapped) => Ok(Arc::clone(mapped)),
            None => {
                let open = |name: &str| {
                    let handle = folder.get_file_handle(Path::new(name));
                    handle.map_err(|_| Error::damaged(path, format!("{name} 缺失")))
                };
                let file = entry.file.as_ref().map(|file| open(&file.kept.name)).transpose()?;
                Ok(Arc::new(Mapped { entry, file, read: OnceLock::new() }))
            }
        };
        let components = table.components.into_iter().map(map).collect::<Result<_, Error>>()?;
        Ok(Self { folder: path.to_owned(), components, hash: kept.map(|kept| kept.hash.clone()) })
    }

    /// The folder of the index.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// That a file is not what was written.
pub(crate) struct Damaged;

impl Mapped {
    /// The component, its columns read when it is first asked for; `None` where nothing was
    /// promised.
    pub(crate) fn read(&self) -> Result<Option<&LedgerComponent>, Damaged> {
        let (Some(kept), Some(file)) = (&self.entry.file, &self.file) else { return Ok(None) };
        let read = self.read.get_or_init(|| {
            LedgerComponent::read(&**file, usize::try_from(kept.columns).ok()?, &kept.columns_hash)
        });
        read.as_ref().map(Some).ok_or(Damaged)
    }

    /// The name of its file; nothing where it has none.
    pub(crate) fn name(&self) -> &str {
        self.entry.file.as_ref().map_or("", |file| &file.kept.name)
    }
}
