//! `suyan index`, and the first half of `suyan up`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use suyan_indexer::{Account, CommitPace, Options};
use suyan_search::Archive;

use crate::archive;
use crate::args::Location;
use crate::exit::{self, Exit, Failed};
use crate::out;
use crate::stop::Stop;

/// Where the archive is.
pub enum IndexTarget {
    /// In a folder.
    Folder(PathBuf),
    /// On a cluster; the folder is where an index would be, of which no file is taken up.
    Cluster(Box<suyan_cluster::ClusterSettings>, PathBuf),
}

/// What is taken up, and what is taken out.
#[derive(Debug, Clone, Copy)]
pub struct Taking {
    /// Whether reports whose file is gone are taken out.
    pub prune: bool,
    /// Whether PDFs of pictures are read.
    pub ocr: bool,
}

impl IndexTarget {
    /// What was asked for.
    pub fn of(location: &Location) -> Result<Self, Failed> {
        let folder = location.folder.index.clone();
        Ok(match location.settings()? {
            Some(settings) => Self::Cluster(Box::new(settings), folder),
            None => Self::Folder(folder),
        })
    }

    fn folder(&self) -> &Path {
        let (Self::Folder(folder) | Self::Cluster(_, folder)) = self;
        folder
    }

    /// Takes up what there is.
    fn index(&self, options: &Options, stop: &Stop) -> Result<Account, Failed> {
        match self {
            Self::Folder(folder) => suyan_indexer::index(options, stop.flag())
                .map_err(|error| exit::indexer(&error, folder)),
            Self::Cluster(settings, _) => {
                let open = || -> Result<Box<dyn Archive>, suyan_indexer::IndexingError> {
                    Ok(Box::new(suyan_cluster::ClusterWriter::open(settings)?))
                };
                suyan_indexer::index_into(open, options, stop.flag())
                    .map_err(|error| archive::indexer(&error, settings))
            }
        }
    }
}

/// Brings the archive up to date and gives the account: in words on standard error, as the last
/// line on standard output in JSON, and file by file in `rejects`.
pub fn run(
    paths: &[PathBuf],
    target: &IndexTarget,
    Taking { prune, ocr }: Taking,
    rejects: Option<&Path>,
    stop: &Stop,
) -> Result<Exit, Failed> {
    // Opened first: a run of an hour must not end in a list that cannot be written.
    let rejects = rejects.map(create).transpose()?;
    let pace = CommitPace::default();
    let (paths, index) = (paths.to_vec(), target.folder().to_owned());
    let worker = program();
    let options = Options { paths, index, prune, ocr, pace, worker };
    let begun = Instant::now();
    let account = target.index(&options, stop)?;
    if let IndexTarget::Folder(folder) = target
        && account.indexed + account.removed == 0
    {
        // Who is told that nothing had to be done relies on what is there.
        compare(folder)?;
    }
    if let Some((file, path)) = rejects {
        write_rejects(&account, file).map_err(|error| not_written(path, &error))?;
    }
    eprint!("{account}");
    eprintln!("用时 {:.1} 秒。", begun.elapsed().as_secs_f64());
    let line = serde_json::to_string(&account).map_err(|error| Failed::new(error.to_string()))?;
    out::print(format!("{line}\n").as_bytes())?;
    Ok(if account.rejected == 0 { Exit::Done } else { Exit::SomeRejected })
}

/// Compares the index with its checksums.
fn compare(index: &Path) -> Result<(), Failed> {
    let checked = suyan_engine::check(index).map_err(|error| exit::engine(&error))?;
    match checked.damaged.as_slice() {
        [] => Ok(()),
        damaged => Err(Failed::new(format!(
            "索引 {} 已损坏（{}）。{}",
            index.display(),
            damaged.join("；"),
            exit::remedy(index)
        ))),
    }
}

/// This very program, to be started again. Where that cannot be told, a run does without workers.
fn program() -> Option<PathBuf> {
    // On Linux this is what runs, also where its file was replaced meanwhile.
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { Some(running) } else { std::env::current_exe().ok() }
}

fn create(path: &Path) -> Result<(BufWriter<File>, &Path), Failed> {
    let file = File::create(path).map_err(|error| not_written(path, &error))?;
    Ok((BufWriter::new(file), path))
}

fn not_written(path: &Path, error: &std::io::Error) -> Failed {
    Failed::new(format!("写不了 {}：{error}。请换一处或检查权限", path.display()))
}

fn write_rejects(account: &Account, mut file: BufWriter<File>) -> std::io::Result<()> {
    for line in &account.lines {
        serde_json::to_writer(&mut file, line)?;
        file.write_all(b"\n")?;
    }
    file.flush()
}
