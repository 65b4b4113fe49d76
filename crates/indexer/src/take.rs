//! Takes up one file: tells whether it is what it was, and reads it where it is not.

use std::collections::HashSet;
use std::fs::File as FsFile;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{SystemTime, UNIX_EPOCH};

use suyan_corpus::sketch::sketch;
use suyan_corpus::{Bound, Doubt, Facts, File, FileOutcome, Limits, Reader, Reason, Report};

use crate::account::{AccountLine, LineClass};
use crate::manifest::{ManifestDoc, Record, ReportDoc};
use crate::walk::{FoundFile, UNKNOWN, modified};

/// A file changed so shortly before it was hashed may have been changed again within the same
/// tick of its clock: file systems count in up to two seconds.
const TICK: i64 = 2_000_000_000;

/// What a file turned out to be.
pub(crate) enum Taken {
    /// What it was; the record may have a newer time.
    Same(Record),
    /// New or changed: its record, and its reports in the order of the record's documents.
    New(Record, Vec<Report>),
    /// Not readable at this time: what is known of it stays.
    Failed(AccountLine),
}

/// The reader of a run.
#[derive(Debug)]
pub(crate) struct Taker {
    pub reader: Reader,
    /// Names what the reader knows: two readers of one name read the same out of a file.
    pub with: String,
}

impl Taker {
    /// Looks at a file, or at several that may be the pages of one article, and reads them unless
    /// `known` says that they are what they were when they were last read by such a reader. Gives
    /// what each turned out to be.
    pub fn take(&self, files: &[&FoundFile], known: &[Option<Record>]) -> Vec<Taken> {
        let before = known;
        let known: Option<Vec<&Record>> = known.iter().map(Option::as_ref).collect();
        let known = known.filter(|known| self.is_usable(files, known));
        if let Some(known) = &known
            && files.iter().zip(known).all(|(file, record)| is_untouched(file, record))
        {
            let same = |record: &&Record| Taken::Same(Record { gone: false, ..(*record).clone() });
            return known.iter().map(same).collect();
        }
        let mut contents = Vec::with_capacity(files.len());
        for file in files {
            match self.content(file) {
                Ok(content) => contents.push(content),
                Err(line) if files.len() == 1 => return vec![Taken::Failed(line)],
                // No article without all of its pages: each is looked at alone.
                Err(_) => return files.iter().flat_map(|f| self.take(&[f], &[None])).collect(),
            }
        }
        if let Some(known) = known
            && known.iter().zip(&contents).all(|(record, (_, stat))| record.hash == stat.hash)
        {
            let same = |(record, (_, stat)): (&Record, (Vec<u8>, Record))| {
                let (docs, pages) = (record.docs.clone(), record.pages.clone());
                Taken::Same(Record { docs, pages, page_of: record.page_of.clone(), ..stat })
            };
            return known.into_iter().zip(contents).map(same).collect();
        }
        let read = self.read(files, contents);
        read.into_iter().zip(before).map(|(read, known)| read.settle(known.as_ref())).collect()
    }

    /// Whether the records are by such a reader, and of these very pages or of separate files.
    fn is_usable(&self, files: &[&FoundFile], known: &[&Record]) -> bool {
        let pages = || files.iter().skip(1).map(|file| &file.path);
        let first = files.first().map(|file| &file.path);
        let is_article = known.first().is_some_and(|r| !r.pages.is_empty());
        known.iter().all(|r| r.with == self.with && !r.hash.is_empty() && !self.reads_more(r))
            && known.first().is_none_or(|r| r.page_of.is_none())
            && known.first().is_none_or(|r| !is_article || r.pages.iter().eq(pages()))
            && known.iter().skip(1).all(|r| r.page_of.as_ref() == first.filter(|_| is_article))
    }

    /// Whether a scan of the record was rejected that this reader can read. The other way round
    /// nothing is read again: what OCR read once stays.
    fn reads_more(&self, record: &Record) -> bool {
        let is_scan = |doc: &ManifestDoc| matches!(doc, ManifestDoc::Rejected { scan: true, .. });
        self.reader.has_ocr() && record.docs.iter().any(is_scan)
    }

    /// The content of a file, with a record that has everything but what stands in it.
    fn content(&self, file: &FoundFile) -> Result<(Vec<u8>, Record), AccountLine> {
        let fail = |reason: Reason| {
            AccountLine::new(file.path.clone(), LineClass::Rejected, reason.to_string())
        };
        // A file is held in memory while it is read.
        let limits = self.reader.bounds();
        if file.size > limits.file_bytes {
            return Err(fail(Reason::bound(Bound::FileBytes, limits)));
        }
        let hashed = now();
        let (bytes, modified) =
            read(file, limits).map_err(|error| fail(Reason::Unread(error.to_string())))?;
        let hash = blake3::hash(&bytes).to_hex()[..32].to_owned();
        let size = bytes.len() as u64;
        let with = self.with.clone();
        Ok((bytes, Record { size, modified, hashed, hash, with, ..Record::default() }))
    }

    fn read(&self, files: &[&FoundFile], contents: Vec<(Vec<u8>, Record)>) -> Vec<Fresh> {
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let bytes: Vec<&[u8]> = contents.iter().map(|(bytes, _)| bytes.as_slice()).collect();
        let article = if files.len() > 1 { self.article(&paths, &bytes) } else { None };
        let is_article = article.is_some();
        let mut outcomes = match article {
            Some(outcomes) => vec![outcomes],
            None => paths.iter().zip(&bytes).map(|(path, bytes)| self.file(path, bytes)).collect(),
        };
        outcomes.resize_with(files.len(), Vec::new);
        let read = contents.into_iter().zip(outcomes).enumerate();
        read.map(|(page, ((_, stat), outcomes))| {
            if is_article && page > 0 {
                let page_of = Some(paths[0].to_owned());
                let record = Record { page_of, ..stat };
                return Fresh { record, ..Fresh::default() };
            }
            let sorted = sort_out(outcomes, paths[page]);
            let further = if is_article { &paths[1..] } else { &[] };
            let pages = further.iter().map(|path| (*path).to_owned()).collect();
            Fresh { record: Record { pages, docs: sorted.record.docs, ..stat }, ..sorted }
        })
        .collect()
    }

    /// Reads the reports of a file and its further pages again, without asking whether it changed.
    pub fn again(&self, files: &[FoundFile]) -> Vec<(ReportDoc, Report)> {
        let files: Vec<&FoundFile> = files.iter().collect();
        let contents: Option<Vec<_>> = files.iter().map(|file| self.content(file).ok()).collect();
        let Some(contents) = contents else { return Vec::new() };
        let Some(read) = self.read(&files, contents).into_iter().next() else {
            return Vec::new();
        };
        read.record.reports().cloned().zip(read.reports).collect()
    }

    fn article(&self, paths: &[&str], bytes: &[&[u8]]) -> Option<Vec<FileOutcome>> {
        let pages = paths.iter().zip(bytes);
        let files: Vec<File<'_>> = pages.map(|(path, bytes)| File { path, bytes }).collect();
        catch_unwind(AssertUnwindSafe(|| self.reader.read_pages(&files))).ok().flatten()
    }

    /// The reader promises not to panic; a run over a night must not end because a promise broke.
    fn file(&self, path: &str, bytes: &[u8]) -> Vec<FileOutcome> {
        let read = catch_unwind(AssertUnwindSafe(|| self.reader.read(File { path, bytes })));
        read.unwrap_or_else(|_| {
            vec![FileOutcome::Rejected { source: path.to_owned(), reason: Reason::Panicked }]
        })
    }
}

/// Whether size and time prove that a file is the one that was read.
fn is_untouched(file: &FoundFile, record: &Record) -> bool {
    (record.size, record.modified) == (file.size, file.modified)
        && record.modified != UNKNOWN
        && record.modified.saturating_add(TICK) < record.hashed
}

fn read(file: &FoundFile, limits: &Limits) -> std::io::Result<(Vec<u8>, i64)> {
    let opened = FsFile::open(&file.real)?;
    let meta = opened.metadata()?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
    // A file that grows while it is read still ends.
    opened.take(limits.file_bytes + 1).read_to_end(&mut bytes)?;
    Ok((bytes, modified(&meta)))
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.ok().and_then(|time| i64::try_from(time.as_nanos()).ok()).unwrap_or(0)
}

/// What was read of a file just now.
#[derive(Default)]
struct Fresh {
    record: Record,
    reports: Vec<Report>,
    /// The files, members and rows that could not be read for a reason that passes.
    passing: Vec<String>,
}

impl Fresh {
    /// What is to be remembered. Where a shortage kept something from being read, it is tried
    /// again at the next run, and what is known of it stays until then.
    fn settle(mut self, known: Option<&Record>) -> Taken {
        if self.passing.is_empty() {
            return Taken::New(self.record, self.reports);
        }
        if let [ManifestDoc::Rejected { source, reason, .. }] = &self.record.docs[..] {
            return Taken::Failed(AccountLine::new(
                source.clone(),
                LineClass::Rejected,
                reason.clone(),
            ));
        }
        // No content has this hash.
        self.record.hash = String::new();
        let read: HashSet<&str> = self.record.reports().map(|doc| doc.source.as_str()).collect();
        let is_of = |doc: &&ReportDoc, source: &String| {
            let inner = doc.source.strip_prefix(source.as_str());
            inner.is_some_and(|inner| inner.is_empty() || inner.starts_with(['/', '#']))
        };
        let kept: Vec<ManifestDoc> = known
            .into_iter()
            .flat_map(Record::reports)
            .filter(|doc| !read.contains(doc.source.as_str()))
            .filter(|doc| self.passing.iter().any(|source| is_of(doc, source)))
            .map(|doc| ManifestDoc::Report(doc.clone()))
            .collect();
        // Behind those that were read, which are told by their order.
        self.record.docs.extend(kept);
        Taken::New(self.record, self.reports)
    }
}

fn sort_out(outcomes: Vec<FileOutcome>, path: &str) -> Fresh {
    let mut read = Fresh::default();
    for outcome in outcomes {
        read.record.docs.push(match outcome {
            FileOutcome::Report(report) => {
                let doc = doc(&report, path);
                read.reports.push(*report);
                ManifestDoc::Report(doc)
            }
            FileOutcome::NotReport { source, reason } => {
                ManifestDoc::NotReport { source, reason: reason.to_string() }
            }
            FileOutcome::Rejected { source, reason } => {
                if reason.is_transient() {
                    read.passing.push(source.clone());
                }
                let scan = matches!(reason, Reason::Scanned(_));
                ManifestDoc::Rejected { source, reason: reason.to_string(), scan }
            }
        });
    }
    if read.record.docs.is_empty() {
        let (source, reason) = (path.to_owned(), Reason::Empty.to_string());
        read.record.docs.push(ManifestDoc::NotReport { source, reason });
    }
    read
}

fn doc(report: &Report, path: &str) -> ReportDoc {
    let text = Report::content_id(&report.passages);
    let characters: usize = report.passages.iter().map(|p| p.text.chars().count()).sum();
    ReportDoc {
        source: report.facts.sources.first().map_or_else(|| path.to_owned(), Clone::clone),
        pages: report.facts.sources.iter().skip(1).cloned().collect(),
        given: (report.id != text).then(|| report.id.clone()),
        text,
        digest: format!("{:016x}", report.digest()),
        rank: rank(&report.facts),
        group: group(&report.facts),
        sketch: sketch(&report.passages),
        characters: characters.try_into().unwrap_or(u32::MAX),
        conflict: note(&report.facts),
    }
}

/// What files of one report have in common.
fn group(facts: &Facts) -> String {
    let (Some(place), Some(year)) = (&facts.place, facts.year) else { return String::new() };
    format!("{} {year} {}", place.code, facts.kind)
}

fn rank(facts: &Facts) -> u8 {
    let missing = u8::from(facts.place.is_none()) + u8::from(facts.year.is_none());
    let doubts = u8::try_from(facts.doubts.len()).unwrap_or(u8::MAX);
    doubts.saturating_add(missing * 2)
}

/// What a user should look at in a report.
fn note(facts: &Facts) -> Option<String> {
    let parts = facts.doubts.contains(&Doubt::Parts);
    let parts = parts.then(|| "几乎没有读出回顾或任务，各部分的划分不可靠".to_owned());
    refused_id(facts).or_else(|| conflict(facts)).or(parts)
}

/// Says that the id that was given could not be kept.
fn refused_id(facts: &Facts) -> Option<String> {
    let refused = facts.evidence.iter().find(|e| e.fact == "id")?;
    Some(format!("{}（{}），改用由正文得出的编号", refused.words, refused.value))
}

/// Says where label and text disagree, and which was believed.
fn conflict(facts: &Facts) -> Option<String> {
    if !facts.doubts.contains(&Doubt::Contradiction) {
        return None;
    }
    let mut clauses = Vec::new();
    for (fact, name) in [("place", "地区"), ("year", "年度"), ("date", "日期"), ("kind", "类型")]
    {
        let readings = || facts.evidence.iter().filter(move |e| e.fact == fact);
        let Some(used) = readings().find(|e| e.used) else { continue };
        let Some(other) = readings().find(|e| !e.used && e.value != used.value) else { continue };
        clauses.push(format!("{name}取“{}”，另有一处作“{}”", used.value, other.value));
    }
    if clauses.is_empty() {
        clauses.push("标签与正文不一致".to_owned());
    }
    Some(clauses.join("；"))
}

#[cfg(test)]
mod tests;
