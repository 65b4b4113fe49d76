//! The file of one component.
//!
//! ```text
//! counts        reports, promises, items: 4 bytes each
//! reports       each: the number of its first promise (4), where its rows begin (8), their bytes
//!               compressed (4) and not (4), and the beginning of their hash (4)
//! promises      14 bytes each, those of a report together, in reading order
//! items         3 bytes each, in the order of the promises
//! rows          those of a report compressed together
//! ```
//! Numbers are little-endian. All but the rows is read, and compared with its hash, when the
//! component is first asked for.

use suyan_search::ledger::{ComponentDraft, DraftPromise, PromiseRecord};
use tantivy::directory::{FileHandle, OwnedBytes};

use super::columns::{ITEM_BYTES, ItemRow, PROMISE_BYTES, PromiseRow, STRENGTHS};

/// Bytes of the counts.
const COUNTS: usize = 12;
/// Bytes of a report.
const REPORT_BYTES: usize = 24;
/// How hard rows are compressed.
const LEVEL: i32 = 9;
/// More bytes than the rows of a report can be: what says more is damaged.
const MOST_ROWS: usize = 256 << 20;

/// The bytes of a component, and how many of them are not rows.
pub(crate) fn encode(draft: &ComponentDraft) -> std::io::Result<(Vec<u8>, usize)> {
    let number = |id: &str| draft.reports.iter().position(|report| report.id == id);
    let number = |id: &str| number(id).map(|at| at as u32);
    let (mut reports, mut promises, mut items) = (Vec::new(), Vec::new(), Vec::new());
    let mut rows: Vec<u8> = Vec::new();
    let (mut first, mut first_item) = (0u32, 0u32);
    for report in &draft.reports {
        let mut records = Vec::with_capacity(report.promises.len());
        let mut of_report = first;
        for DraftPromise { promise, outcomes } in &report.promises {
            let row = PromiseRow {
                ordinal: promise.ordinal,
                sentence: promise.sentence,
                first_item,
                part: promise.part as u8,
                strength: STRENGTHS
                    .iter()
                    .position(|one| *one == promise.strength)
                    .unwrap_or_default() as u8,
            };
            row.write(&mut promises);
            for (item, outcome) in promise.items.iter().zip(outcomes) {
                let due = item.deadline.year.max(report.year).saturating_add(1);
                ItemRow::of(outcome.verdict, item.quantity.is_some(), due).write(&mut items);
                first_item += 1;
            }
            records.push(PromiseRecord::of(promise, outcomes, &number));
            of_report += 1;
        }
        let plain = postcard::to_allocvec(&records).map_err(std::io::Error::other)?;
        let packed = zstd::bulk::compress(&plain, LEVEL)?;
        reports.extend(first.to_le_bytes());
        reports.extend((rows.len() as u64).to_le_bytes());
        reports.extend((packed.len() as u32).to_le_bytes());
        reports.extend((plain.len() as u32).to_le_bytes());
        reports.extend(check_of(&packed));
        rows.extend(packed);
        first = of_report;
    }
    let mut out = Vec::with_capacity(COUNTS + reports.len() + promises.len() + items.len());
    for count in [draft.reports.len() as u32, first, first_item] {
        out.extend(count.to_le_bytes());
    }
    out.extend(reports);
    out.extend(promises);
    out.extend(items);
    let columns = out.len();
    out.extend(rows);
    Ok((out, columns))
}

fn check_of(bytes: &[u8]) -> [u8; 4] {
    let hash = blake3::hash(bytes);
    let [a, b, c, d, ..] = *hash.as_bytes();
    [a, b, c, d]
}

/// A component that was read: its columns, and where its rows are.
pub(crate) struct LedgerComponent {
    /// Every promise, those of a report together.
    pub promises: Vec<PromiseRow>,
    /// Every item.
    pub items: Vec<ItemRow>,
    reports: Vec<ComponentRows>,
    rows: OwnedBytes,
}

/// Where the rows of a report are.
#[derive(Debug, Clone, Copy)]
struct ComponentRows {
    first: u32,
    at: u64,
    packed: u32,
    plain: u32,
    check: [u8; 4],
}

impl LedgerComponent {
    /// Reads the columns; `None` where they are not what was written.
    pub(super) fn read(file: &dyn FileHandle, columns: usize, hash: &str) -> Option<Self> {
        let length = file.len();
        let head = file.read_bytes(0..columns.min(length)).ok()?;
        if blake3::hash(&head).to_hex().get(..hash.len()) != Some(hash) {
            return None;
        }
        let mut rest = head.as_slice();
        let counts = take::<COUNTS>(&mut rest)?;
        let count = |at: usize| number(counts.get(at..)?);
        let (reports, promises, items) = (count(0)?, count(4)?, count(8)?);
        let reports =
            (0..reports).map(|_| ComponentRows::read(&take(&mut rest)?)).collect::<Option<_>>()?;
        let promises = (0..promises)
            .map(|_| PromiseRow::read(&take::<PROMISE_BYTES>(&mut rest)?))
            .collect::<Option<Vec<_>>>()?;
        let items = (0..items)
            .map(|_| ItemRow::read(take::<ITEM_BYTES>(&mut rest)?))
            .collect::<Option<Vec<_>>>()?;
        let rows = file.read_bytes(columns..length).ok()?;
        Some(Self { promises, items, reports, rows })
    }

    /// The numbers of the promises of a report.
    pub(crate) fn promises_of(&self, report: u32) -> std::ops::Range<usize> {
        let first = |at: usize| self.reports.get(at).map(|rows| rows.first as usize);
        let at = report as usize;
        let end = first(at + 1).unwrap_or(self.promises.len());
        first(at).unwrap_or(end).min(end)..end
    }

    /// The numbers of the items of a promise.
    pub(crate) fn items_of(&self, promise: usize) -> std::ops::Range<usize> {
        let first = |at: usize| self.promises.get(at).map(|row| row.first_item as usize);
        let end = first(promise + 1).unwrap_or(self.items.len());
        first(promise).unwrap_or(end).min(end)..end
    }

    /// The rows of a report; `None` where they are not what was written.
    pub(crate) fn rows(&self, report: u32) -> Option<Vec<PromiseRecord>> {
        let rows = self.reports.get(report as usize)?;
        let (at, plain) = (usize::try_from(rows.at).ok()?, rows.plain as usize);
        let packed = self.rows.get(at..at.checked_add(rows.packed as usize)?)?;
        if check_of(packed) != rows.check || plain > MOST_ROWS {
            return None;
        }
        postcard::from_bytes(&zstd::bulk::decompress(packed, plain).ok()?).ok()
    }
}

impl ComponentRows {
    fn read(bytes: &[u8; REPORT_BYTES]) -> Option<Self> {
        let at = u64::from_le_bytes(bytes.get(4..12)?.try_into().ok()?);
        Some(Self {
            first: number(bytes)?,
            at,
            packed: number(bytes.get(12..)?)?,
            plain: number(bytes.get(16..)?)?,
            check: bytes.get(20..24)?.try_into().ok()?,
        })
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|four| u32::from_le_bytes(*four))
}

/// The next bytes.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, behind) = rest.split_first_chunk()?;
    *rest = behind;
    Some(*first)
}
