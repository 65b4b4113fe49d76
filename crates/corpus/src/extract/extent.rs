//! How much room the cells of a workbook ask for, told before their reader makes it: readers of
//! the older kinds give sheets whole, empty cells between filled ones, repeated cells and shared
//! strings included, so that a file of kilobytes may ask for gigabytes.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Bound, Budget};
use crate::reason::Reason;

/// Looks at the content of an OpenDocument sheet. What is damaged in it is for its reader to
/// complain of.
pub(super) fn ods(content: impl BufRead, budget: &Budget<'_>) -> Result<(), Reason> {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut room = ExtentRoom::of(budget);
    let (mut table, mut row, mut cell) =
        (TableExtent::default(), RowExtent::default(), CellExtent::default());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => match start.name().as_ref() {
                "table:table" => {
                    budget.nodes(1)?;
                    table = TableExtent::default();
                }
                "table:table-row" => {
                    row = RowExtent {
                        times: number(&start, "table:number-rows-repeated"),
                        ..RowExtent::default()
                    };
                }
                "table:table-cell" | "table:covered-table-cell" => cell = CellExtent::of(&start),
                "style:style" | "table:named-range" | "table:named-expression" => {
                    budget.nodes(1)?
                }
                "text:s" => cell.text = cell.text.saturating_add(number(&start, "text:c")),
                _ => cell.text += 1,
            },
            Ok(Event::Text(text)) => cell.text += text.len(),
            Ok(Event::GeneralRef(_)) => cell.text += 4,
            Ok(Event::End(end)) => match end.name().as_ref() {
                "table:table-cell" | "table:covered-table-cell" => {
                    row.cell(&std::mem::take(&mut cell));
                    room.look(row.width.saturating_add(table.cells()), row.text)?;
                }
                "table:table-row" => {
                    table.row(&std::mem::take(&mut row));
                    room.rows(table.rows)?;
                    room.look(table.cells(), table.text)?;
                }
                "table:table" => room.add(table.cells(), table.text),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

/// The value of an attribute that counts something: once where there is none.
fn number(start: &BytesStart<'_>, name: &str) -> usize {
    let attribute = start.try_get_attribute(name).ok().flatten();
    attribute.and_then(|attribute| attribute.value.parse().ok()).unwrap_or(1)
}

/// A cell of a row.
#[derive(Default)]
struct CellExtent {
    times: usize,
    is_filled: bool,
    text: usize,
}

impl CellExtent {
    fn of(start: &BytesStart<'_>) -> Self {
        let times = number(start, "table:number-columns-repeated");
        let (mut is_filled, mut text) = (false, 0);
        for attribute in start.attributes().with_checks(false).flatten() {
            let holds = ["office:", "calcext:", "table:formula"];
            if holds.iter().any(|prefix| attribute.key.as_ref().starts_with(prefix)) {
                is_filled = true;
                text += attribute.value.len();
            }
        }
        Self { times, is_filled, text }
    }
}

/// A row up to its last filled cell.
#[derive(Default)]
struct RowExtent {
    times: usize,
    /// Cells up to the last, and to the last filled one.
    at: usize,
    width: usize,
    text: usize,
}

impl RowExtent {
    fn cell(&mut self, cell: &CellExtent) {
        self.at = self.at.saturating_add(cell.times);
        if cell.is_filled {
            self.width = self.at;
            self.text = self.text.saturating_add(cell.text.saturating_mul(cell.times));
        }
    }
}

/// A table up to its last filled row, from the first.
#[derive(Default)]
struct TableExtent {
    rows: usize,
    /// Empty rows behind them.
    empty: usize,
    width: usize,
    text: usize,
}

impl TableExtent {
    fn row(&mut self, row: &RowExtent) {
        if row.width == 0 {
            self.empty = self.empty.saturating_add(if self.rows > 0 { row.times } else { 0 });
            return;
        }
        self.rows = self.rows.saturating_add(std::mem::take(&mut self.empty));
        self.rows = self.rows.saturating_add(row.times);
        self.width = self.width.max(row.width);
        self.text = self.text.saturating_add(row.text.saturating_mul(row.times));
    }

    fn cells(&self) -> usize {
        self.rows.saturating_mul(self.width)
    }
}

/// What all sheets ask for together.
struct ExtentRoom<'b> {
    budget: &'b Budget<'b>,
    cells: usize,
    text: usize,
}

impl<'b> ExtentRoom<'b> {
    fn of(budget: &'b Budget<'b>) -> Self {
        Self { budget, cells: 0, text: 0 }
    }

    fn rows(&self, rows: usize) -> Result<(), Reason> {
        if rows > self.budget.limits().rows { Err(self.budget.struck(Bound::Rows)) } else { Ok(()) }
    }

    /// Looks whether so much more is too much.
    fn look(&self, cells: usize, text: usize) -> Result<(), Reason> {
        let limits = self.budget.limits();
        if self.cells.saturating_add(cells) > limits.cells {
            return Err(self.budget.struck(Bound::Cells));
        }
        if self.text.saturating_add(text) as u64 > limits.table_bytes {
            return Err(self.budget.struck(Bound::TableBytes));
        }
        Ok(())
    }

    fn add(&mut self, cells: usize, text: usize) {
        self.cells = self.cells.saturating_add(cells);
        self.text = self.text.saturating_add(text);
    }
}

/// Counts the shared strings of a binary workbook since 2007: their records are of kind 19, kinds
/// and lengths in groups of seven bits ([MS-XLSB] 2.1.4).
pub(super) fn xlsb_strings(mut part: impl Read, budget: &Budget<'_>) -> Result<(), Reason> {
    let number = |part: &mut dyn Read, most: u32| -> Option<u64> {
        let (mut value, mut byte) = (0, [0]);
        for at in 0..most {
            part.read_exact(&mut byte).ok()?;
            value |= u64::from(byte[0] & 0x7F) << (7 * at);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        Some(value)
    };
    while let Some((kind, length)) = number(&mut part, 2).zip(number(&mut part, 4)) {
        if kind == 19 {
            budget.nodes(1)?;
        }
        if io::copy(&mut part.by_ref().take(length), &mut io::sink()).is_err() {
            break;
        }
    }
    Ok(())
}

/// Counts the shared strings of a workbook since 2007, of which one piece after the other comes.
#[derive(Default)]
pub(super) struct XlsxStrings(usize);

impl XlsxStrings {
    pub(super) fn count(&mut self, piece: &[u8], budget: &Budget<'_>) -> Result<(), Reason> {
        for byte in piece {
            self.0 = match (self.0, byte) {
                (_, b'<') => 1,
                (1, b's') => 2,
                (2, b'i') => {
                    budget.nodes(1)?;
                    0
                }
                _ => 0,
            };
        }
        Ok(())
    }
}

/// The records of a stream: their kind and what is in them.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (head, rest) = stream.split_at_checked(4)?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let (content, rest) = rest.split_at_checked(length)?;
        stream = rest;
        Some((u16::from_le_bytes([head[0], head[1]]), content))
    })
}

fn two(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
}

fn four(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + 4)?;
    usize::try_from(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])).ok()
}

// Kinds of records, as [MS-XLS] 2.3.1 numbers them.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00BD;
const RICH: u16 = 0x00D6;
const STRINGS: u16 = 0x00FC;
const SHARED: u16 = 0x00FD;
const DIMENSIONS: u16 = 0x0200;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const TRUTH: u16 = 0x0205;
const STRING: u16 = 0x0207;
const COMPACT: u16 = 0x027E;
const BEGIN: u16 = 0x0809;

/// How many cells for which there may be none a sheet may say that it has: their reader makes room
/// by its word, which many a program gets wrong.
const SAID: usize = 5;

/// Looks at the main stream of a workbook of Excel 97 to 2003.
pub(super) fn xls(stream: &[u8], budget: &Budget<'_>) -> Result<(), Reason> {
    let mut sheets = Vec::new();
    let mut strings = Vec::new();
    let mut globals = records(stream).peekable();
    while let Some((kind, content)) = globals.next() {
        budget.nodes(1)?;
        match kind {
            SHEET => sheets.extend(four(content, 0)),
            STRINGS => {
                let mut pieces = vec![content.get(8..).unwrap_or_default()];
                while let Some((_, more)) = globals.next_if(|(kind, _)| *kind == CONTINUE) {
                    // Their reader takes a time for them that grows with the square of their number.
                    budget.nodes(100)?;
                    pieces.push(more);
                }
                strings = SharedStrings { pieces: &pieces, at: 0 }.lengths(budget)?;
            }
            END => break,
            _ => {}
        }
    }
    let mut room = ExtentRoom::of(budget);
    for at in sheets {
        sheet(stream.get(at..).unwrap_or_default(), &strings, &mut room)?;
    }
    Ok(())
}

/// Looks at one sheet of them.
fn sheet(stream: &[u8], strings: &[usize], room: &mut ExtentRoom<'_>) -> Result<(), Reason> {
    let mut area: Option<[usize; 4]> = None;
    let (mut text, mut depth) = (0_usize, 0_usize);
    for (kind, content) in records(stream) {
        room.budget.streamed(1)?;
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            // What is embedded has records of its own.
            _ if depth > 1 => {}
            DIMENSIONS => {
                let said = said(content).unwrap_or(0);
                if said > room.budget.limits().cells.saturating_mul(SAID) {
                    return Err(room.budget.struck(Bound::Cells));
                }
            }
            FORMULA | NUMBER | COMPACT | TRUTH | LABEL | RICH | SHARED | NUMBERS => {
                let (Some(row), Some(from)) = (two(content, 0), two(content, 2)) else { continue };
                let to = match kind {
                    NUMBERS => two(content, content.len().saturating_sub(2)).unwrap_or(from),
                    _ => from,
                };
                let [top, bottom, left, right] = area.unwrap_or([row, row, from, to.max(from)]);
                area = Some([top.min(row), bottom.max(row), left.min(from), right.max(to)]);
                text += match kind {
                    SHARED => four(content, 6).and_then(|at| strings.get(at)).copied().unwrap_or(0),
                    _ => content.len(),
                };
            }
            STRING => text += content.len(),
            _ => continue,
        }
        let cells = area.map_or(0, |[top, bottom, left, right]| {
            (bottom - top + 1).saturating_mul(right - left + 1)
        });
        room.look(cells, text)?;
    }
    let rows = area.map_or(0, |[_, bottom, ..]| bottom + 1);
    let cells =
        area.map_or(0, |[top, bottom, left, right]| (bottom - top + 1) * (right - left + 1));
    room.add(cells, text);
    room.rows(rows)
}

/// How many cells a sheet says that it has.
fn said(content: &[u8]) -> Option<usize> {
    let (rows, columns) = match content.len() {
        10 => ((two(content, 0)?, two(content, 2)?), (two(content, 4)?, two(content, 6)?)),
        _ => ((four(content, 0)?, four(content, 4)?), (two(content, 8)?, two(content, 10)?)),
    };
    Some(rows.1.saturating_sub(rows.0).saturating_mul(columns.1.saturating_sub(columns.0)))
}

/// The shared strings of a workbook, in the pieces of their record.
struct SharedStrings<'a> {
    pieces: &'a [&'a [u8]],
    /// Where in the first of the pieces.
    at: usize,
}

impl SharedStrings<'_> {
    /// How long each of them is, in bytes of UTF-8 at the most.
    fn lengths(mut self, budget: &Budget<'_>) -> Result<Vec<usize>, Reason> {
        let mut lengths = Vec::new();
        while let Some(length) = self.next() {
            budget.nodes(1)?;
            lengths.push(length);
        }
        Ok(lengths)
    }

    /// The next bytes that stand together, up to so many.
    fn piece(&mut self, most: usize) -> Option<&[u8]> {
        while self.pieces.first().is_some_and(|piece| self.at >= piece.len()) {
            self.pieces = &self.pieces[1..];
            self.at = 0;
        }
        let rest = self.pieces.first()?.get(self.at..)?;
        let piece = &rest[..rest.len().min(most)];
        self.at += piece.len();
        Some(piece)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            count -= self.piece(count)?.len();
        }
        Some(())
    }

    /// [MS-XLS] 2.5.293: the number of characters, what else there is, the characters.
    fn next(&mut self) -> Option<usize> {
        let head = self.piece(3)?;
        let (mut left, mut flags) = (two(head, 0)?, *head.get(2)?);
        let mut behind = 0;
        if flags & 8 != 0 {
            behind += 4 * two(self.piece(2)?, 0)?;
        }
        if flags & 4 != 0 {
            behind += four(self.piece(4)?, 0)?;
        }
        let mut length = 0;
        while left > 0 {
            let width = if flags & 1 != 0 { 2 } else { 1 };
            let found = self.piece(left * width)?.len() / width;
            left -= found;
            length += found * if width == 2 { 3 } else { 1 };
            if left > 0 {
                // The rest stands in the next piece, which says how wide its characters are.
                flags = *self.piece(1)?.first()?;
            }
        }
        self.skip(behind)?;
        Some(length)
    }
}

#[cfg(test)]
mod tests;
