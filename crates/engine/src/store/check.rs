//! Whether the files of an index are still those that were written.
//!
//! tantivy ends every file of a segment with a checksum and never looks at it: a turned bit gives
//! another text, another total, or a panic far inside. Segments are compared when they are opened, of
//! large indexes only their small files; everything is by [`check`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use suyan_search::Error;
use tantivy::directory::error::OpenReadError;
use tantivy::index::SegmentComponent::{self, Delete, FastFields, FieldNorms};
use tantivy::index::SegmentComponent::{Positions, Postings, Store, Terms};
use tantivy::{SegmentMeta, SegmentReader};

use super::folder::Folder;
use super::head::IndexHead;
use super::ledger;

/// What a check of a whole index found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Files that were read.
    pub files: usize,
    /// Their bytes together.
    pub bytes: u64,
    /// The files that are not as they were written, each with what is wrong, in Chinese.
    pub damaged: Vec<String>,
}

/// Reads all files of the last commit in `path` and compares each with its checksum.
///
/// # Errors
/// Where there is no index that this program could open at all: [`Error::Damaged`] where the file
/// that names all others is not whole.
pub fn check(path: &Path) -> Result<Checked, Error> {
    let mut head = IndexHead::read(path)?;
    loop {
        let checked = check_commit(path, &head)?;
        // An indexer that commits meanwhile takes files of before away.
        let now = IndexHead::read(path)?;
        if checked.damaged.is_empty() || now.bytes == head.bytes {
            return Ok(checked);
        }
        head = now;
    }
}

fn check_commit(path: &Path, head: &IndexHead) -> Result<Checked, Error> {
    let index = tantivy::Index::open(Folder::for_reading(path)?).map_err(|error| {
        Error::damaged(path, format!("meta.json 或 .managed.json 读不懂（{error}）"))
    })?;
    let metas = index.load_metas().map_err(Error::index("reading the index"))?;
    let mut checked = Checked::default();
    let payload = &head.payload;
    let beside = [&payload.manifest, &payload.places, &payload.ledger].into_iter().flatten();
    let of_ledger = ledger::files(path, payload.ledger.as_ref());
    for kept in beside.chain(&of_ledger) {
        match kept.read(path) {
            Ok(bytes) => checked.bytes += bytes.len() as u64,
            Err(Error::Damaged { what, .. }) => checked.damaged.push(what),
            Err(other) => return Err(other),
        }
        checked.files += 1;
    }
    for segment in &metas.segments {
        for component in components(segment, Depth::Whole) {
            let file = segment.relative_path(component.clone());
            checked.files += 1;
            checked.bytes += std::fs::metadata(path.join(&file)).map_or(0, |meta| meta.len());
            checked.damaged.extend(wrong_with(&index, segment, component)?);
        }
    }
    Ok(checked)
}

/// What is wrong with a file of a segment, if anything.
fn wrong_with(
    index: &tantivy::Index,
    segment: &SegmentMeta,
    component: SegmentComponent,
) -> Result<Option<String>, Error> {
    let file = segment.relative_path(component);
    let name = file.display();
    let sum = catch_unwind(AssertUnwindSafe(|| index.directory().validate_checksum(&file)));
    Ok(match sum {
        Ok(Ok(true)) => None,
        Ok(Ok(false)) => Some(format!("{name} 与校验和不符")),
        Ok(Err(OpenReadError::FileDoesNotExist(_))) => Some(format!("{name} 缺失")),
        Ok(Err(OpenReadError::IoError { io_error, .. })) if is_of_system(&io_error) => {
            return Err(Error::io("reading the index", &file, &io_error, false));
        }
        Ok(Err(_)) | Err(_) => Some(format!("{name} 不完整")),
    })
}

/// Whether the system refused, so that nothing is known of the file.
fn is_of_system(error: &std::io::Error) -> bool {
    error.raw_os_error().is_some()
}

/// How many of a segment's files are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Those that are small, and read whole anyway: the facts of reports, lengths, removals.
    Small,
    /// All of them.
    Whole,
}

/// The files of a segment.
fn components(segment: &SegmentMeta, depth: Depth) -> impl Iterator<Item = SegmentComponent> {
    let large = [Store, Terms, Postings, Positions].into_iter();
    let large = large.filter(move |_| depth == Depth::Whole);
    let deletes = segment.has_deletes().then_some(Delete);
    [FastFields, FieldNorms].into_iter().chain(deletes).chain(large)
}

/// The bytes of all files of a segment.
pub(super) fn size(folder: &Path, segment: &SegmentMeta) -> u64 {
    let paths = components(segment, Depth::Whole).map(|one| segment.relative_path(one));
    paths.map(|path| std::fs::metadata(folder.join(path)).map_or(0, |meta| meta.len())).sum()
}

/// Opens a segment: first its files are compared with their checksums, so that what is told of
/// reports is what was written, and nothing inside meets what nobody wrote.
pub(super) fn open_segment(
    folder: &Path,
    index: &tantivy::Index,
    meta: SegmentMeta,
    depth: Depth,
) -> Result<SegmentReader, Error> {
    for component in components(&meta, depth) {
        if let Some(wrong) = wrong_with(index, &meta, component)? {
            return Err(Error::damaged(folder, wrong));
        }
    }
    let name = meta.id().uuid_string();
    let (documents, segment) = (meta.num_docs(), index.segment(meta));
    guarded(folder, &name, || {
        let reader = SegmentReader::open(&segment).map_err(Error::index("opening a segment"))?;
        match reader.num_docs() == documents {
            true => Ok(reader),
            false => Err(Error::damaged(folder, format!("{name} 的篇数不符"))),
        }
    })
}

/// Does what panics inside tantivy where a file is damaged. What it changes must be thrown away then.
pub(super) fn guarded<T>(
    folder: &Path,
    what: &str,
    work: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::damaged(folder, format!("{what} 读不懂"))))
}
