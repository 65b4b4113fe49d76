//! Why a run ended without its work done. The last commit stands in every case.

use std::path::{Path, PathBuf};

/// Why an index could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum IndexingError {
    /// A path to index is not there.
    #[error("no such file or folder: {0}")]
    NoSuchPath(PathBuf),
    /// A file or folder that the run cannot do without could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The user stopped the run.
    #[error("interrupted")]
    Interrupted,
    /// Scans are to be read, and the programs for it are not there: what is missing and the remedy.
    #[error("{0}")]
    Ocr(String),
    /// The manifest in the index is not one.
    #[error("the manifest of the index cannot be read: {0}")]
    Manifest(serde_json::Error),
    /// The index could not be opened, written or committed.
    #[error(transparent)]
    Engine(#[from] suyan_search::Error),
}

impl IndexingError {
    /// Names the path of an I/O error.
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Io { path, source }
    }

    /// Whether the disk is full.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(self);
        while let Some(error) = cause {
            let io = error.downcast_ref::<std::io::Error>();
            if io.is_some_and(|e| e.kind() == std::io::ErrorKind::StorageFull) {
                return true;
            }
            cause = error.source();
        }
        // The engine's library keeps its I/O errors behind an `Arc`, where no downcast reaches.
        format!("{self:?}").contains("StorageFull") || self.to_string().contains("No space left")
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;

    #[test]
    fn a_full_disk_is_known_however_deep_it_is_said() {
        let io = |kind: ErrorKind| IndexingError::io(Path::new("/a/b"))(Error::from(kind));
        let engine =
            |why: Error| IndexingError::Engine(suyan_search::Error::index("committing")(why));
        for (error, is_full) in [
            (io(ErrorKind::StorageFull), true),
            (io(ErrorKind::PermissionDenied), false),
            (io(ErrorKind::NotFound), false),
            (engine(Error::from(ErrorKind::StorageFull)), true),
            (engine(Error::other("No space left on device (os error 28)")), true),
            (engine(Error::other("another fault")), false),
            (IndexingError::Interrupted, false),
            (IndexingError::NoSuchPath("/a".into()), false),
        ] {
            assert_eq!(error.is_disk_full(), is_full, "{error:?}");
        }
        // What went wrong with a file names it.
        assert!(io(ErrorKind::NotFound).to_string().contains("/a/b"));
    }
}
