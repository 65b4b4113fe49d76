//! Why a backend could not do what was asked of it: one shape for every engine.

use crate::query::TooComplex;

/// Why a backend could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no index in the folder.
    #[error("no index in {0}")]
    Missing(std::path::PathBuf),
    /// The index was made by another version, analysis or dictionary.
    #[error("the index in {path} was made by another version ({found}; this one needs {wanted})")]
    Fingerprint {
        /// The index folder.
        path: std::path::PathBuf,
        /// What the index says.
        found: String,
        /// What this program needs.
        wanted: String,
    },
    /// Another process is writing to the index.
    #[error("another indexer works on {0}")]
    Busy(std::path::PathBuf),
    /// The system grants no right to read the index, or to write it.
    #[error("no right to {} {path}: {source}", if *.writes { "write" } else { "read" })]
    Denied {
        /// The file or folder.
        path: std::path::PathBuf,
        /// Whether it was to be written.
        writes: bool,
        /// What the system said.
        source: std::io::Error,
    },
    /// Files of the index are not what was written.
    #[error("the index in {path} is damaged: {what}")]
    Damaged {
        /// The index folder.
        path: std::path::PathBuf,
        /// Which file, and what is wrong with it, in Chinese.
        what: String,
    },
    /// The query asks for more than one search may cost.
    #[error("the query is too complex: {0}")]
    TooComplex(TooComplex),
    /// The engine that holds the archive is elsewhere, and does not answer.
    #[error("the engine at {address} is away: {why}")]
    Away {
        /// Where it was looked for.
        address: String,
        /// What was said, or that nothing was.
        why: String,
    },
    /// The time of the request was up, or nobody waited for it any more.
    #[error("the request took too long")]
    TimedOut,
    /// Reading or writing the index failed.
    #[error("{stage}: {source}")]
    Index {
        /// What was being done.
        stage: &'static str,
        /// What went wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl From<TooComplex> for Error {
    fn from(bound: TooComplex) -> Self {
        Self::TooComplex(bound)
    }
}

impl Error {
    /// The index in this folder is damaged.
    #[must_use]
    pub fn damaged(path: &std::path::Path, what: String) -> Self {
        Self::Damaged { path: path.to_owned(), what }
    }

    /// What the system said, with a missing right named as one.
    #[must_use]
    pub fn io(
        stage: &'static str,
        path: &std::path::Path,
        source: &std::io::Error,
        writes: bool,
    ) -> Self {
        use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
        let source = match source.raw_os_error() {
            Some(code) => std::io::Error::from_raw_os_error(code),
            None => std::io::Error::new(source.kind(), source.to_string()),
        };
        match source.kind() {
            PermissionDenied | ReadOnlyFilesystem => {
                Self::Denied { path: path.to_owned(), writes, source }
            }
            _ => Self::Index { stage, source: source.into() },
        }
    }

    /// Wraps what went wrong at a stage.
    pub fn index<E>(stage: &'static str) -> impl Fn(E) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        move |source| Self::Index { stage, source: source.into() }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_missing_right_is_told_as_one_whatever_was_being_done() {
        let told = |kind: io::ErrorKind, writes| {
            let source = io::Error::new(kind, "so the system says");
            Error::io("reading positions", Path::new("/index/a"), &source, writes).to_string()
        };
        let cases = [
            (io::ErrorKind::PermissionDenied, false, "no right to read /index/a"),
            (io::ErrorKind::PermissionDenied, true, "no right to write /index/a"),
            (io::ErrorKind::ReadOnlyFilesystem, true, "no right to write /index/a"),
            (io::ErrorKind::NotFound, false, "reading positions: "),
            (io::ErrorKind::StorageFull, true, "reading positions: "),
        ];
        for (kind, writes, wanted) in cases {
            let told = told(kind, writes);
            assert!(told.starts_with(wanted) && told.ends_with("so the system says"), "{told}");
        }
        // What the system gave by number is told in its words.
        let system = io::Error::from_raw_os_error(13);
        let error = Error::io("opening", Path::new("/index"), &system, false);
        assert!(matches!(error, Error::Denied { source, .. } if source.raw_os_error() == Some(13)));
    }

    #[test]
    fn every_error_names_what_it_is_about() {
        let path = || Path::new("/index").to_owned();
        let fingerprint =
            Error::Fingerprint { path: path(), found: "f1".into(), wanted: "f2".into() };
        let away = Error::Away { address: "https://a:9200".into(), why: "timed out".into() };
        let cases: [(Error, &[&str]); 8] = [
            (Error::Missing(path()), &["/index"]),
            (fingerprint, &["/index", "f1", "f2"]),
            (Error::Busy(path()), &["/index"]),
            (Error::damaged(&path(), "段落读不懂".into()), &["/index", "段落读不懂"]),
            (TooComplex::Near.into(), &["too complex", "12 words"]),
            (away, &["https://a:9200", "timed out"]),
            (Error::TimedOut, &["too long"]),
            (Error::index("committing")("unreadable"), &["committing", "unreadable"]),
        ];
        for (error, wanted) in cases {
            let told = error.to_string();
            assert!(wanted.iter().all(|word| told.contains(word)), "{told}");
        }
    }
}
