//! The folder of an index, as tantivy sees it.
//!
//! tantivy's own directory asks of whoever reads that it may write (a lock file), makes its small
//! files readable for their owner alone, and takes the writer's lock only when an index is there.
//! Here reading needs no right but to read, files have the rights that the user's umask gives, and
//! the lock is held from before a new index is made until its writer ends. And `meta.json`, the one
//! file that tantivy writes no checksum for, gets one.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use suyan_search::Error;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, MmapDirectory, WatchCallback,
    WatchHandle, WritePtr,
};

use super::head;

/// See the module.
#[derive(Clone)]
pub(crate) struct Folder {
    inner: MmapDirectory,
    path: Arc<Path>,
    /// Whether it may be written to,
    writes: bool,
    /// and then the writer's lock, until tantivy's writer takes it over.
    lock: Arc<Mutex<Option<DirectoryLock>>>,
}

impl std::fmt::Debug for Folder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Folder").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Folder {
    /// The folder, for reading alone.
    pub(crate) fn for_reading(path: &Path) -> Result<Self, Error> {
        let inner = MmapDirectory::open(path).map_err(Error::index("opening the index folder"))?;
        Ok(Self { inner, path: path.into(), writes: false, lock: Arc::default() })
    }

    /// The folder with the one lock of its writer, which is held until that writer is gone.
    pub(super) fn for_writing(path: &Path) -> Result<Self, Error> {
        let mut folder = Self::for_reading(path)?;
        let lock = folder.inner.acquire_lock(&INDEX_WRITER_LOCK).map_err(|error| match error {
            LockError::LockBusy => Error::Busy(path.to_owned()),
            LockError::IoError(source) => {
                Error::io("locking the index folder", path, &source, true)
            }
        })?;
        (folder.writes, folder.lock) = (true, Arc::new(Mutex::new(Some(lock))));
        Ok(folder)
    }

    /// Writes a file under another name and gives it its own when it is whole, with the rights that
    /// the user's umask gives.
    fn replace(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(&self.path)?;
        file.write_all(data)?;
        file.as_file().sync_data()?;
        file.persist(self.path.join(path))?;
        Ok(())
    }
}

/// What a reader is told that would change something.
fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "the index was opened for reading")
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        match self.writes {
            true => self.inner.delete(path),
            false => Err(DeleteError::IoError {
                io_error: Arc::new(refused()),
                filepath: path.to_owned(),
            }),
        }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        match self.writes {
            true => self.inner.open_write(path),
            false => Err(OpenWriteError::wrap_io_error(refused(), path.to_owned())),
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        match self.writes {
            true if path == Path::new(head::META) => self.replace(path, &head::sealed(data)),
            true => self.replace(path, data),
            false => Err(refused()),
        }
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    /// The writer's lock is held already, and handed over once. The other one keeps readers and the
    /// collector of old files apart; readers here look again where a file has gone.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if lock.filepath != INDEX_WRITER_LOCK.filepath {
            return Ok(DirectoryLock::from(Box::new(())));
        }
        let held = self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
        held.ok_or(LockError::LockBusy)
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// Writes a file so that it is on disk before a commit names it. Nobody reads one of this name yet.
pub(crate) fn write_lasting(path: &PathBuf, bytes: &[u8]) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
