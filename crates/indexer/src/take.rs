//! Takes up one file: tells whether it is what it was, and reads it where it is not.

use std::fs::File as FsFile;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{SystemTime, UNIX_EPOCH};

use suyan_corpus::{Doubt, Facts, File, Outcome, Reader, Report};

use crate::account::{Class, Line};
use crate::manifest::{Doc, Record, ReportDoc};
use crate::walk::{Found, modified};

/// Files beyond this size are not read: a file is held in memory while it is read.
const MAX_FILE: u64 = 1 << 30;

/// A file changed so shortly before it was hashed may have been changed again within the same
/// tick of its clock: file systems count in up to two seconds.
const TICK: i64 = 2_000_000_000;

/// What a file turned out to be.
pub(crate) enum Taken {
    /// What it was; the record may have a newer time.
    Same(Record),
    /// New or changed: its record, and its reports in the order of the record's documents.
    New(Record, Vec<Report>),
    /// Not readable at this time.
    Failed(Line),
}

/// Looks at a file, and reads it unless `known` says that it is what it was when it was last read
/// with the same reader. `with` names the reader.
pub(crate) fn take(file: &Found, known: Option<&Record>, reader: &Reader, with: &str) -> Taken {
    let known = known.filter(|r| r.with == with && !r.hash.is_empty());
    if let Some(record) = known
        && (record.size, record.modified) == (file.size, file.modified)
        && record.modified + TICK < record.hashed
    {
        return Taken::Same(Record { gone: false, ..record.clone() });
    }
    let fail =
        |reason: String| Taken::Failed(Line::new(file.path.clone(), Class::Rejected, reason));
    if file.size > MAX_FILE {
        return fail("文件超过 1 GiB，未读取；可拆分后再收录".to_owned());
    }
    let hashed = now();
    let (bytes, modified) = match read(file) {
        Ok(read) => read,
        Err(error) => return fail(format!("读不出：{error}")),
    };
    let hash = blake3::hash(&bytes).to_hex()[..32].to_owned();
    let size = bytes.len() as u64;
    let stat = Record { size, modified, hashed, hash, with: with.to_owned(), ..Record::default() };
    if let Some(record) = known
        && record.hash == stat.hash
    {
        let (docs, pages) = (record.docs.clone(), record.pages.clone());
        return Taken::Same(Record { docs, pages, page_of: record.page_of.clone(), ..stat });
    }
    let (docs, reports) = sort_out(outcomes(reader, &file.path, &bytes), &file.path);
    Taken::New(Record { docs, ..stat }, reports)
}

/// Reads the reports of a file again, without asking whether it changed.
pub(crate) fn read_again(file: &Found, reader: &Reader) -> Vec<(ReportDoc, Report)> {
    let Ok((bytes, _)) = read(file) else { return Vec::new() };
    let (docs, reports) = sort_out(outcomes(reader, &file.path, &bytes), &file.path);
    let docs = docs.into_iter().filter_map(|doc| match doc {
        Doc::Report(doc) => Some(doc),
        _ => None,
    });
    docs.zip(reports).collect()
}

fn read(file: &Found) -> std::io::Result<(Vec<u8>, i64)> {
    let opened = FsFile::open(&file.real)?;
    let meta = opened.metadata()?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
    // A file that grows while it is read still ends.
    opened.take(MAX_FILE).read_to_end(&mut bytes)?;
    Ok((bytes, modified(&meta)))
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.ok().and_then(|time| i64::try_from(time.as_nanos()).ok()).unwrap_or(0)
}

/// The reader promises not to panic; a run over a night must not end because one promise broke.
fn outcomes(reader: &Reader, path: &str, bytes: &[u8]) -> Vec<Outcome> {
    let read = catch_unwind(AssertUnwindSafe(|| reader.read(File { path, bytes })));
    read.unwrap_or_else(|_| {
        let reason = "读取时程序出错（请报告此文件）".to_owned();
        vec![Outcome::Rejected { source: path.to_owned(), reason }]
    })
}

fn sort_out(outcomes: Vec<Outcome>, path: &str) -> (Vec<Doc>, Vec<Report>) {
    let mut docs = Vec::with_capacity(outcomes.len());
    let mut reports = Vec::new();
    for outcome in outcomes {
        docs.push(match outcome {
            Outcome::Report(report) => {
                let doc = doc(&report, path);
                reports.push(*report);
                Doc::Report(doc)
            }
            Outcome::NotReport { source, reason } => Doc::NotReport { source, reason },
            Outcome::Rejected { source, reason } => Doc::Rejected { source, reason },
        });
    }
    if docs.is_empty() {
        let (source, reason) = (path.to_owned(), "没有内容".to_owned());
        docs.push(Doc::NotReport { source, reason });
    }
    (docs, reports)
}

fn doc(report: &Report, path: &str) -> ReportDoc {
    let text = Report::content_id(&report.passages);
    ReportDoc {
        source: report.facts.sources.first().map_or_else(|| path.to_owned(), Clone::clone),
        given: (report.id != text).then(|| report.id.clone()),
        text,
        digest: digest(report),
        rank: rank(&report.facts),
        conflict: conflict(&report.facts),
    }
}

/// A hash of everything that a report says, but not of where it lies.
fn digest(report: &Report) -> String {
    let facts = Facts { sources: Vec::new(), ..report.facts.clone() };
    let mut hasher = blake3::Hasher::new();
    // Writing to a hasher does not fail, and these types always serialise.
    let written = serde_json::to_writer(&mut hasher, &(facts, &report.passages));
    debug_assert!(written.is_ok());
    hasher.finalize().to_hex()[..16].to_owned()
}

fn rank(facts: &Facts) -> u8 {
    let missing = u8::from(facts.place.is_none()) + u8::from(facts.year.is_none());
    let doubts = u8::try_from(facts.doubts.len()).unwrap_or(u8::MAX);
    doubts.saturating_add(missing * 2)
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
