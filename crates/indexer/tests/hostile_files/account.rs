//! A whole run over files that want to harm: none of them is lost from the account.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use suyan_corpus::Reason;
use suyan_engine::Index;
use suyan_indexer::{Account, CommitPace, Options};
use suyan_search::{Backend, Filters};
use walkdir::WalkDir;

/// Indexes a folder with workers, and says what is wrong with its account.
///
/// # Errors
/// What is wrong with it, or that it could not be made.
pub fn check(archive: &Path, index: &Path) -> Result<(), String> {
    let options = Options {
        paths: vec![archive.to_owned()],
        index: index.to_owned(),
        prune: true,
        ocr: false,
        pace: CommitPace::default(),
        worker: Some(std::env::current_exe().map_err(|error| error.to_string())?),
    };
    let account = suyan_indexer::index(&options, &AtomicBool::new(false));
    let account = account.map_err(|error| error.to_string())?;
    let lines: Vec<&str> = account.lines.iter().map(|line| line.file.as_str()).collect();
    let reports = reports(index).map_err(|error| error.to_string())?;
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    for name in lines.iter().copied().chain(reports.iter().map(String::as_str)) {
        *told.entry(name).or_default() += 1;
    }
    if let Some((twice, _)) = told.iter().find(|(_, many)| **many > 1) {
        return Err(format!("{twice} is told twice"));
    }
    for file in files(archive) {
        // A member or a row of it stands under its name.
        let is_of = |name: &&str| {
            let rest = name.strip_prefix(file.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '#']))
        };
        if !told.keys().any(is_of) {
            return Err(format!("{file} is lost"));
        }
    }
    let fault = Reason::Panicked.to_string();
    if let Some(line) = account.lines.iter().find(|line| line.reason == fault) {
        return Err(format!("{}: {}", line.file, line.reason));
    }
    sums(&account, reports.len())
}

/// Whether the figures of an account are those of its lines.
fn sums(account: &Account, reports: usize) -> Result<(), String> {
    let of_lines = account.not_reports
        + account.rejected
        + account.duplicates
        + account.continuations
        + account.places;
    let figures = (account.lines.len(), account.indexed, account.reports);
    let wanted = (of_lines, reports, reports);
    if figures == wanted { Ok(()) } else { Err(format!("{figures:?} are not {wanted:?}")) }
}

/// What every report of an index was read from: the first of its sources, since the others have
/// lines of their own.
fn reports(index: &Path) -> Result<Vec<String>, suyan_search::Error> {
    let index = Index::open(index)?;
    // One that stands in the place of another is a report too.
    let all = Filters { twins: true, ..Filters::default() };
    let list = index.reports(&all, 100_000, 0)?;
    let mut sources = Vec::new();
    for head in list.reports {
        let report = index.report(&head.id)?;
        sources.extend(report.and_then(|report| report.facts.sources.into_iter().next()));
    }
    Ok(sources)
}

/// The files of a folder by their paths below it.
fn files(folder: &Path) -> Vec<String> {
    let entries = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let below = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).map(Path::to_owned);
        path.map(|path| path.to_string_lossy().into_owned())
    };
    files.filter_map(|entry| below(entry).ok()).collect()
}

/// Lays files into a folder, each under a number and the name by which it is read.
///
/// # Errors
/// They cannot be written.
pub fn lay(
    files: impl Iterator<Item = crate::made::Hostile>,
    folder: &Path,
) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for (at, file) in files.enumerate() {
        fs::write(folder.join(format!("{at}{}", file.name)), file.bytes)?;
    }
    Ok(())
}
