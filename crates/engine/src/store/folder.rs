//! The folder of an index, as tantivy sees it.
//!
//! tantivy's own directory asks of whoever reads that it may write (a lock file), makes its small
//! files readable for their owner alone, and takes the writer's lock only when an index is there.
//! Here reading needs no right but to read, files have the rights that the user's umask gives, and
//! the lock is held from before a new index is made until its writer ends. When it does, the folder is
//! closed to it: tantivy's merges go on for a while behind a writer that was dropped, and would take
//! away files that the last commit names. And `meta.json`, the one file that tantivy writes no checksum
//! for, gets one.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

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
    /// Whether the folder may be written to, held while it is.
    writes: Arc<RwLock<bool>>,
    /// The writer's lock, until tantivy's writer takes it over.
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
        Ok(Self { inner, path: path.into(), writes: Arc::default(), lock: Arc::default() })
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
        (folder.writes, folder.lock) =
            (Arc::new(RwLock::new(true)), Arc::new(Mutex::new(Some(lock))));
        Ok(folder)
    }

    /// What closes the folder to its writer when it is dropped.
    pub(super) fn closing(&self) -> Closing {
        Closing(Arc::clone(&self.writes))
    }

    fn write<T>(&self, write: impl FnOnce() -> T) -> Result<T, io::Error> {
        let may: RwLockReadGuard<'_, bool> =
            self.writes.read().unwrap_or_else(PoisonError::into_inner);
        if *may { Ok(write()) } else { Err(refused()) }
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

/// Ends all writing to a folder when it is dropped; what is being written at that moment is waited for.
pub(super) struct Closing(Arc<RwLock<bool>>);

impl Drop for Closing {
    fn drop(&mut self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = false;
    }
}

/// What a reader is told that would change something, and whatever is left of a writer that is gone.
fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "the index was opened for reading")
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.write(|| self.inner.delete(path)).unwrap_or_else(|error| {
            Err(DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() })
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.write(|| self.inner.open_write(path))
            .unwrap_or_else(|error| Err(OpenWriteError::wrap_io_error(error, path.to_owned())))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.write(|| match path == Path::new(head::META) {
            true => self.replace(path, &head::sealed(data)),
            false => self.replace(path, data),
        })?
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
