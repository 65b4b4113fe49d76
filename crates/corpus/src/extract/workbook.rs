//! Workbooks: xlsx, xls, xlsb, ods. Every sheet is a table of reports, or one report line by line.

use std::io::{self, BufReader, Cursor, Read as _, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Cell, Data, DataRef, Reader, Sheets, open_workbook_auto_from_rs};
use zip::ZipArchive;

use super::archive::{Package, package};
use super::layout::Layout;
use super::sheet::{self, Merged, Sheet};
use super::{Bound, Budget, DraftSink, Extract, Extracted, FormatFit, Input, compound, extent};
use crate::reason::{Damage, MissingContent, Reason};

pub(super) struct Workbook;

impl Extract for Workbook {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        let sheet = package(input.bytes) == Some(Package::Sheet)
            || compound::kind(input.bytes) == Some(compound::CompoundKind::Workbook);
        if sheet { FormatFit::Signature } else { FormatFit::No }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        // The reader of old binary sheets indexes into what it is given: a panic is a bad file.
        let read = catch_unwind(AssertUnwindSafe(|| sheets(input.bytes, budget)));
        let sheets = match read.unwrap_or(Err(Reason::Damaged(Damage::Workbook))) {
            Ok(sheets) => sheets,
            Err(reason) => return sink(Extracted::rejected(input.source, reason)),
        };
        let filled: Vec<_> = sheets.into_iter().filter(|read| !read.rows.is_empty()).collect();
        if filled.is_empty() {
            return sink(Extracted::no_text(input.source, MissingContent::Rows));
        }
        let several = filled.len() > 1;
        // A sheet of figures beside reports line by line makes no tables of them.
        let table = |read: &ReadSheet| {
            !matches!(Layout::of(&read.rows), Layout::Lines | Layout::Foreign(_))
        };
        let tables = several && filled.iter().any(table);
        for read in filled {
            if tables && Layout::of(&read.rows) == Layout::Lines {
                let source = format!("{}#{}", input.source, read.name);
                sink(Extracted::no_text(source, MissingContent::TextColumn));
                continue;
            }
            let (name, rows, merged) = (Some(read.name.as_str()), read.rows, read.merged);
            let sheet =
                Sheet { source: input.source, name, several, rows, first: 1, merged, budget };
            sheet::emit(sheet, sink);
        }
    }
}

type WorkbookRows = Vec<Vec<String>>;

/// The most columns that are looked at.
const MOST_COLUMNS: usize = 1000;

/// A sheet as its file has it.
struct ReadSheet {
    name: String,
    rows: WorkbookRows,
    merged: Vec<Merged>,
}

fn sheets(bytes: &[u8], budget: &Budget<'_>) -> Result<Vec<ReadSheet>, Reason> {
    bounded(bytes, budget)?;
    let mut book: Sheets<_> = open_workbook_auto_from_rs(Cursor::new(bytes))
        .map_err(|_| Reason::Damaged(Damage::WorkbookOrLocked))?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let rows = match &mut book {
            Sheets::Xlsx(book) => match book.worksheet_cells_reader(&name) {
                Ok(mut cells) => Some(sparse(|| cells.next_cell().ok().flatten(), budget)?),
                Err(_) => None,
            },
            Sheets::Xlsb(book) => match book.worksheet_cells_reader(&name) {
                Ok(mut cells) => Some(sparse(|| cells.next_cell().ok().flatten(), budget)?),
                Err(_) => None,
            },
            book => dense(book, &name, budget)?,
        };
        if let Some(mut rows) = rows {
            while rows.last().is_some_and(|row| row.iter().all(|c| c.trim().is_empty())) {
                rows.pop();
            }
            let merged = merged(&mut book, &name);
            sheets.push(ReadSheet { name, rows, merged });
        }
    }
    Ok(sheets)
}

/// The ranges of merged cells, where the format's reader knows them.
fn merged<R: io::Read + Seek>(book: &mut Sheets<R>, name: &str) -> Vec<Merged> {
    let found = match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).ok(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(name).ok(),
        Sheets::Xlsb(_) | Sheets::Ods(_) => None,
    };
    let range = |(from, to): ((u32, u32), (u32, u32))| Merged {
        rows: (from.0 as usize, to.0 as usize),
        columns: (from.1 as usize, to.1 as usize),
    };
    found.into_iter().flatten().map(|d| range((d.start, d.end))).collect()
}

/// Counts what the parts of a workbook unpack to, bytes and elements: their reader holds shared
/// strings and styles before anything can be asked of it, and its own word for their number is not
/// believed.
fn bounded(bytes: &[u8], budget: &Budget<'_>) -> Result<(), Reason> {
    if bytes.starts_with(compound::SIGNATURE) {
        let most = WORKBOOK_PARTS * budget.limits().part_bytes;
        return match compound::workbook(bytes, most, budget)? {
            Some(stream) => extent::xls(&stream, budget),
            None => Ok(()),
        };
    }
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    for at in 0..zip.len() {
        let Ok(part) = zip.by_index(at) else { continue };
        let kind = part.name().map_or(Part::Other, |name| Part::of(&name));
        bounded_part(part, kind, budget)?;
    }
    match zip.by_name("content.xml") {
        Ok(content) => extent::ods(BufReader::new(content), budget),
        Err(_) => Ok(()),
    }
}

/// What a part of a workbook costs its reader.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// Its elements are passed over.
    Sheet,
    /// A string is kept for each.
    Strings,
    StringsOfXlsb,
    /// Something may be kept for every element.
    Other,
}

impl Part {
    fn of(name: &str) -> Self {
        match &*name.to_ascii_lowercase() {
            "xl/sharedstrings.xml" => Self::Strings,
            "xl/sharedstrings.bin" => Self::StringsOfXlsb,
            name if name.starts_with("xl/worksheets/") || name == "content.xml" => Self::Sheet,
            _ => Self::Other,
        }
    }
}

/// Reads a part through. A damaged one is for the reader of workbooks to complain of.
fn bounded_part(part: impl io::Read, kind: Part, budget: &Budget<'_>) -> Result<(), Reason> {
    // Its largest part may be larger than those that are held whole.
    let most = WORKBOOK_PARTS * budget.limits().part_bytes;
    let mut part = part.take(most + 1);
    if kind == Part::StringsOfXlsb {
        extent::xlsb_strings(BufReader::new(&mut part), budget)?;
        budget.bytes(most + 1 - part.limit())?;
    }
    let mut buffer = vec![0; 64 << 10];
    let mut strings = extent::XlsxStrings::default();
    while let Ok(count @ 1..) = part.read(&mut buffer) {
        let piece = &buffer[..count];
        budget.bytes(count as u64)?;
        let elements = piece.iter().filter(|byte| **byte == b'<').count();
        match kind {
            Part::Other => budget.nodes(elements / 2)?,
            _ => budget.streamed(elements / 2)?,
        }
        if kind == Part::Strings {
            strings.count(piece, budget)?;
        }
    }
    if part.limit() == 0 { Err(budget.struck(Bound::PartBytes)) } else { Ok(()) }
}

/// How many times larger than parts that become trees those of a workbook may be.
const WORKBOOK_PARTS: u64 = 4;

/// A sheet cell by cell: a single cell at the far corner makes no room for all others.
fn sparse<'c>(
    mut next: impl FnMut() -> Option<Cell<DataRef<'c>>>,
    budget: &Budget<'_>,
) -> Result<WorkbookRows, Reason> {
    let mut rows = WorkbookRows::new();
    while let Some(found) = next() {
        let (row, column) = found.get_position();
        let (row, column) = (row as usize, column as usize);
        let text = cell(&Data::from(found.get_value().clone()));
        if text.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        // A shared string may be a whole report, and every cell of the sheet name it.
        budget.table(text.len())?;
        if rows.len() <= row {
            budget.rows(row + 1 - rows.len())?;
            rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut rows[row];
        if cells.len() <= column {
            budget.cells(column + 1 - cells.len())?;
            cells.resize_with(column + 1, String::new);
        }
        cells[column] = text;
    }
    // Rows are as wide as the widest, as other readers give them, where that is little.
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if width.saturating_mul(rows.len()) <= budget.limits().cells {
        rows.iter_mut().for_each(|row| row.resize_with(width, String::new));
    }
    Ok(rows)
}

/// A sheet of a kind whose reader gives it whole: [`extent`] has looked at the room for it.
fn dense<R: io::Read + Seek + Clone>(
    book: &mut Sheets<R>,
    name: &str,
    budget: &Budget<'_>,
) -> Result<Option<WorkbookRows>, Reason> {
    let Ok(range) = book.worksheet_range(name) else { return Ok(None) };
    let (first_row, _) = range.start().unwrap_or((0, 0));
    let (height, width) = range.get_size();
    budget.rows(height + first_row as usize)?;
    budget.cells(height.saturating_mul(width))?;
    // Rows above the first filled one count too, so that row numbers are the sheet's own.
    let mut rows: WorkbookRows = vec![Vec::new(); first_row as usize];
    for row in range.rows() {
        let cells: Vec<String> = row.iter().map(cell).collect();
        budget.table(cells.iter().map(String::len).sum())?;
        rows.push(cells);
    }
    Ok(Some(rows))
}

fn cell(data: &Data) -> String {
    match data {
        // Excel writes line ends and control characters of a cell as _x000D_.
        Data::String(text) => text.replace("_x000D_", "").replace("_x000a_", "\n"),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(_) | Data::Empty => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::extract::testing::extracted_within;
    use crate::limits::Limits;

    /// A workbook of one sheet with these cells.
    fn workbook(cells: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let parts = [
            ("[Content_Types].xml", "<Types/>".to_owned()),
            (
                "_rels/.rels",
                "<Relationships><Relationship Id='r0' Target='xl/workbook.xml' Type=\
                 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'\
                 /></Relationships>"
                    .to_owned(),
            ),
            (
                "xl/workbook.xml",
                "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets><sheet name='a' sheetId='1' r:id='r1'/></sheets>\
                 </workbook>"
                    .to_owned(),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id='r1' \
                 Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' \
                 Target='worksheets/sheet1.xml'/>\
                 </Relationships>"
                    .to_owned(),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet><sheetData>{cells}</sheetData></worksheet>"),
            ),
        ];
        for (name, part) in parts {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(part.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn run(bytes: &[u8], limits: &Limits) -> Vec<Extracted> {
        extracted_within("a.xlsx", bytes, limits)
    }

    fn text_cell(at: &str, text: &str) -> String {
        format!("<c r='{at}' t='inlineStr'><is><t>{text}</t></is></c>")
    }

    #[test]
    fn a_cell_in_the_far_corner_makes_no_room_for_all_others() {
        let near = text_cell("A1", "坚持稳中求进。");
        let wide = text_cell("XFD1", "远");
        let book = workbook(&format!("<row r='1'>{near}{wide}</row>"));
        let out = run(&book, &Limits::default());
        assert!(matches!(&out[..], [Extracted::Draft(d)] if d.paragraphs.len() == 1), "{out:?}");
        let far = text_cell("XFD1048576", "远");
        let book = workbook(&format!("<row r='1'>{near}</row><row r='1048576'>{far}</row>"));
        assert!(matches!(&run(&book, &Limits::default())[..], [Extracted::Draft(_)]));
        let tall = text_cell("A1048576", "远");
        let book = workbook(&format!("<row r='1'>{near}</row><row r='1048576'>{tall}</row>"));
        let out = run(&book, &Limits::default());
        assert!(
            matches!(&out[..], [Extracted::Rejected { reason, .. }] if reason.to_string().contains("行的上限"))
        );
    }

    #[test]
    fn what_a_workbook_unpacks_to_is_bounded() {
        let book = workbook(&"<row/>".repeat(400_000));
        let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
        let out = run(&book, &limits);
        assert!(
            matches!(&out[..], [Extracted::Rejected { reason, .. }] if reason.to_string().contains("MB 的上限"))
        );
    }
}
