//! What is read of a whole archive of real reports: its facts against labels, its parts against
//! what every report has. Where `SUYAN_ARCHIVE` (and for the labels `SUYAN_SHARED`) is not set the
//! tests are skipped, and say so. With `--nocapture` figures and what is wrong are shown.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod labels;
mod parts;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use suyan_corpus::text::han;
use suyan_corpus::{Facts, File, FileOutcome, Kind, Part, Reader, Report};

/// What is kept of a report.
#[derive(Debug)]
struct Seen {
    facts: Facts,
    /// Han characters, and those of every part.
    han: usize,
    shares: BTreeMap<Part, usize>,
    implausible: bool,
}

impl Seen {
    fn of(report: Report) -> Self {
        Self {
            han: report.passages.iter().map(|passage| han(&passage.text)).sum(),
            shares: suyan_corpus::parts::shares(&report.passages),
            implausible: suyan_corpus::parts::implausible(&report.passages),
            facts: report.facts,
        }
    }

    fn is_work_report(&self) -> bool {
        self.facts.kind == Kind::WorkReport
    }
}

/// Each file with its one report, or with what else became of it.
type Files = Vec<(String, Result<Seen, String>)>;

/// The archive, read once for all tests, or `None` where there is none.
fn archive() -> Option<&'static Files> {
    static ARCHIVE: OnceLock<Option<Files>> = OnceLock::new();
    ARCHIVE.get_or_init(|| Some(read(&folder("SUYAN_ARCHIVE")?))).as_ref()
}

/// A folder that a variable names; says that the test is skipped where it names none.
fn folder(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: {variable} is not set");
    }
    folder
}

fn read(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let entries = entries.into_iter().map(|entry| entry.unwrap().into_path());
    let paths: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        let reader = Reader::default();
        let mut files = Vec::new();
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
            let bytes = std::fs::read(path).unwrap();
            files.push((name.to_owned(), seen(reader.read(File { path: name, bytes: &bytes }))));
        }
        files
    };
    let mut files: Files = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2).map(|_| scope.spawn(take)).collect();
        readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect()
    });
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

fn seen(mut outcomes: Vec<FileOutcome>) -> Result<Seen, String> {
    match (outcomes.pop(), outcomes.len()) {
        (Some(FileOutcome::Report(report)), 0) => Ok(Seen::of(*report)),
        (Some(FileOutcome::NotReport { reason, .. } | FileOutcome::Rejected { reason, .. }), 0) => {
            Err(reason.to_string())
        }
        (_, others) => Err(format!("{} outcomes", others + 1)),
    }
}
