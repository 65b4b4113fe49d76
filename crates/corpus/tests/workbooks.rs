//! What workbooks of every kind ask for is bounded before room is made for it, and the bound is
//! told by its name: the file is to blame, and is not tried again.

#![expect(clippy::unwrap_used, reason = "helpers of tests know what they are given")]

use std::io::{Cursor, Write};
use std::time::Duration;

use suyan_corpus::{Bound, File, FileOutcome, Limits, Reader, Reason};

fn read(name: &str, bytes: &[u8], limits: Limits) -> Vec<FileOutcome> {
    let limits = Limits { time: Duration::from_secs(600), ..limits };
    Reader::default().limits(limits).read(File { path: name, bytes })
}

/// Whether a bound struck, for good.
fn strikes(name: &str, bytes: &[u8], limits: Limits, wanted: Bound) {
    let outcomes = read(name, bytes, limits);
    let [FileOutcome::Rejected { reason, .. }] = &outcomes[..] else {
        panic!("{name}: {outcomes:?}")
    };
    assert!(matches!(reason, Reason::Bound { bound, .. } if *bound == wanted), "{name}: {reason}");
    assert!(!reason.is_transient());
}

/// The one passage of the one report.
fn text(name: &str, bytes: &[u8]) -> String {
    let outcomes = read(name, bytes, Limits::default());
    let [FileOutcome::Report(report)] = &outcomes[..] else { panic!("{name}: {outcomes:?}") };
    report.passages.iter().map(|passage| passage.text.as_str()).collect()
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const SENTENCE: &str = "新建口袋公园十二座，修缮旧街四条。";

// OpenDocument.

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='a'>\
         {rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<x/>"),
    ])
}

fn ods_cell(text: &str, times: usize) -> String {
    format!(
        "<table:table-cell office:value-type='string' table:number-columns-repeated='{times}'>\
         <text:p>{text}</text:p></table:table-cell>"
    )
}

fn ods_row(cells: &str, times: usize) -> String {
    format!("<table:table-row table:number-rows-repeated='{times}'>{cells}</table:table-row>")
}

#[test]
fn repeated_cells_of_ods_are_counted_as_often_as_they_are_there() {
    let head = ods_row(&format!("{}{}", ods_cell("id", 1), ods_cell("text", 1)), 1);
    let row =
        |text: &str, times| ods_row(&format!("{}{}", ods_cell("a", 1), ods_cell(text, 1)), times);
    // Office programs fill the rest of a sheet with empty cells.
    let empty = ods_row("<table:table-cell table:number-columns-repeated='16384'/>", 1_048_570);
    assert_eq!(text("a.ods", &ods(&format!("{head}{}{empty}", row(SENTENCE, 1)))), SENTENCE);
    let limits = Limits::default();
    strikes("a.ods", &ods(&ods_row(&ods_cell("字", 16_000), 1_000)), limits, Bound::Cells);
    strikes("a.ods", &ods(&(head.clone() + &row("字", 1_000_000))), limits, Bound::Rows);
    strikes(
        "a.ods",
        &ods(&(head.clone() + &row(&"字".repeat(30_000), 10_000))),
        limits,
        Bound::TableBytes,
    );
    let blanks = format!("字<text:s text:c='{}'/>", 1_u64 << 32);
    strikes("a.ods", &ods(&(head.clone() + &row(&blanks, 1))), limits, Bound::TableBytes);
    let far = format!("{head}{empty}{}", row("字", 1));
    strikes("a.ods", &ods(&far), limits, Bound::Rows);
    let sheets = "</table:table><table:table table:name='b'>";
    let few = Limits { cells: 3_000, ..limits };
    let half = ods_row(&ods_cell("字", 200), 10);
    strikes("a.ods", &ods(&format!("{half}{sheets}{half}")), few, Bound::Cells);
}

// Excel 97 to 2003.

fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
}

fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;

/// A workbook with these shared strings, whose sheets all are the one with these records.
fn xls(strings: &[String], sheets: u32, cells: &[Vec<u8>]) -> Vec<u8> {
    let begin = record(BEGIN, &shorts(&[0x0600, 0x0005, 0, 0, 0, 0, 0, 0]));
    let mut table = Vec::new();
    let mut pieces = Vec::new();
    let count = u32::try_from(strings.len()).unwrap().to_le_bytes();
    let mut piece = [count, count].concat();
    for text in strings {
        if piece.len() > 7_000 {
            pieces.push(std::mem::take(&mut piece));
        }
        piece.extend(shorts(&[u16::try_from(text.encode_utf16().count()).unwrap()]));
        piece.push(1);
        let units = utf16(text);
        let mut rest = &units[..];
        while piece.len() + rest.len() > 8_000 {
            let (now, later) = rest.split_at((8_000 - piece.len()) & !1);
            piece.extend(now);
            pieces.push(std::mem::replace(&mut piece, vec![1]));
            rest = later;
        }
        piece.extend(rest);
    }
    pieces.push(piece);
    for (at, piece) in pieces.iter().enumerate() {
        table.extend(record(if at == 0 { 0x00FC } else { 0x003C }, piece));
    }
    let names: usize = (0..sheets).map(|at| 4 + 8 + at.to_string().len()).sum();
    let at = u32::try_from(begin.len() + names + table.len() + 4).unwrap();
    let mut stream = begin.clone();
    for number in 0..sheets {
        let name = number.to_string();
        let head = [&at.to_le_bytes()[..], &[0, 0, u8::try_from(name.len()).unwrap(), 0]].concat();
        stream.extend(record(0x0085, &[&head, name.as_bytes()].concat()));
    }
    stream.extend(table);
    stream.extend(record(END, b""));
    assert_eq!(stream.len(), at as usize);
    stream.extend(begin);
    cells.iter().for_each(|cell| stream.extend(cell));
    stream.extend(record(END, b""));
    let (version, memory) = (cfb::Version::V3, Cursor::new(Vec::new()));
    let mut file = cfb::CompoundFile::create_with_version(version, memory).unwrap();
    file.create_stream("Workbook").unwrap().write_all(&stream).unwrap();
    file.into_inner().into_inner()
}

fn shared(row: u16, column: u16, string: u32) -> Vec<u8> {
    record(0x00FD, &[shorts(&[row, column, 0]), string.to_le_bytes().to_vec()].concat())
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn what_xls_asks_for_is_told_from_its_records() {
    let table = strings(&["id", "text", "a", SENTENCE]);
    let cells = [shared(0, 0, 0), shared(0, 1, 1), shared(1, 0, 2), shared(1, 1, 3)];
    assert_eq!(text("a.xls", &xls(&table, 1, &cells)), SENTENCE);
    let limits = Limits::default();
    // A cell in the far corner.
    let far = [&cells[..], &[shared(65_535, 255, 2)]].concat();
    strikes("a.xls", &xls(&table, 1, &far), limits, Bound::Cells);
    // The same sheet by many names.
    let wide = [&cells[..], &[shared(9, 250, 2)]].concat();
    let few = Limits { cells: 20_000, ..limits };
    strikes("a.xls", &xls(&table, 9, &wide), few, Bound::Cells);
    // A word of how large it is.
    let said =
        [&0_u32.to_le_bytes()[..], &65_536_u32.to_le_bytes(), &shorts(&[0, 16_384, 0])].concat();
    let said = [&[record(0x0200, &said)][..], &cells].concat();
    strikes("a.xls", &xls(&table, 1, &said), limits, Bound::Cells);
    // One long string in every row.
    let long = "字".repeat(30_000);
    let table = strings(&["id", "text", "a", &long]);
    assert_eq!(text("a.xls", &xls(&table, 1, &cells)).chars().count(), 30_000);
    let rows: Vec<Vec<u8>> = (2..3_000).map(|row| shared(row, 1, 3)).collect();
    strikes("a.xls", &xls(&table, 1, &[&cells[..], &rows].concat()), limits, Bound::TableBytes);
    // Many strings.
    let many: Vec<String> = (0..3_000).map(|_| String::new()).collect();
    strikes("a.xls", &xls(&many, 1, &cells), Limits { nodes: 2_000, ..limits }, Bound::Nodes);
}

// Binary workbooks since 2007.

fn record_of_xlsb(kind: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![kind];
    if kind & 0x80 != 0 {
        out.push(1);
    }
    let length = content.len();
    out.extend([(length & 0x7F) as u8 | 0x80, (length >> 7) as u8]);
    out.extend(content);
    out
}

fn wide(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.encode_utf16().count()).unwrap();
    [&length.to_le_bytes()[..], &utf16(text)].concat()
}

/// A workbook of one sheet with these cells, by row.
fn xlsb(rows: &[(u32, &[(u32, &str)])], strings: usize) -> Vec<u8> {
    let bundle = [&[0; 8][..], &wide("r1"), &wide("a")].concat();
    let book =
        [record_of_xlsb(0x9C, &bundle), record_of_xlsb(0x90, b""), record_of_xlsb(0x9D, b"")];
    let mut sheet = [record_of_xlsb(0x94, &[0; 16]), record_of_xlsb(0x91, b"")].concat();
    for (row, cells) in rows {
        sheet.extend(record_of_xlsb(0x00, &row.to_le_bytes()));
        for (column, text) in *cells {
            let cell = [&column.to_le_bytes()[..], &[0; 4], &wide(text)].concat();
            sheet.extend(record_of_xlsb(0x06, &cell));
        }
    }
    sheet.extend(record_of_xlsb(0x92, b""));
    let count = u32::try_from(strings).unwrap().to_le_bytes();
    let mut table = record_of_xlsb(0x9F, &[count, count].concat());
    (0..strings).for_each(|_| table.extend(record_of_xlsb(0x13, &[0; 5])));
    let relations =
        "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.bin'/></Relationships>";
    zipped(&[
        ("xl/workbook.bin", &book.concat()),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet),
        ("xl/sharedStrings.bin", &table),
    ])
}

#[test]
fn a_far_cell_of_xlsb_makes_no_room_for_all_others() {
    let head: (u32, &[(u32, &str)]) = (0, &[(0, "id"), (1, "text")]);
    let row: (u32, &[(u32, &str)]) = (1, &[(0, "a"), (1, SENTENCE)]);
    assert_eq!(text("a.xlsb", &xlsb(&[head, row], 0)), SENTENCE);
    assert_eq!(text("a.xlsb", &xlsb(&[head, row, (2, &[(16_383, "远")])], 0)), SENTENCE);
    let limits = Limits::default();
    strikes("a.xlsb", &xlsb(&[head, (1_000_000, &[(500, "远")])], 0), limits, Bound::Rows);
    let few = Limits { table_bytes: 100, ..limits };
    strikes("a.xlsb", &xlsb(&[head, row, row, row], 0), few, Bound::TableBytes);
    strikes("a.xlsb", &xlsb(&[head, row], 3_000), Limits { nodes: 2_000, ..limits }, Bound::Nodes);
}

// Since 2007.

fn xlsx(rows: &str, strings: &str, merged: &str) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let root = format!(
        "<Relationships><Relationship Id='r0' Target='xl/workbook.xml' Type='{office}/officeDocument'/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns:r='{office}'><sheets><sheet name='a' sheetId='1' r:id='r1'/></sheets></workbook>"
    );
    let parts = format!(
        "<Relationships><Relationship Id='r1' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/>\
         <Relationship Id='r2' Type='{office}/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
    );
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData>{merged}</worksheet>");
    zipped(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", parts.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes()),
    ])
}

#[test]
fn strings_that_xlsx_shares_are_counted_as_often_as_they_are_there() {
    let string = |text: &str| format!("<si><t>{text}</t></si>");
    let row = |row: usize, cells: [usize; 2]| {
        let cell = |column, string| format!("<c r='{column}{row}' t='s'><v>{string}</v></c>");
        format!("<row r='{row}'>{}{}</row>", cell('A', cells[0]), cell('B', cells[1]))
    };
    let strings = ["id", "text", "a", SENTENCE].map(string).concat();
    let rows = format!("{}{}", row(1, [0, 1]), row(2, [2, 3]));
    assert_eq!(text("a.xlsx", &xlsx(&rows, &strings, "")), SENTENCE);
    let limits = Limits { table_bytes: 10_000, ..Limits::default() };
    let again: String = (3..300).map(|at| row(at, [2, 3])).collect();
    strikes("a.xlsx", &xlsx(&(rows.clone() + &again), &strings, ""), limits, Bound::TableBytes);
    // The first cell of a merged range is all of them.
    let marks: String = (3..300).map(|at| row(at, [2, 2])).collect();
    let merged = "<mergeCells count='1'><mergeCell ref='B2:B299'/></mergeCells>";
    let book = xlsx(&(rows.clone() + &marks), &strings, merged);
    strikes("a.xlsx", &book, limits, Bound::TableBytes);
    let few = Limits { nodes: 2_000, ..Limits::default() };
    strikes("a.xlsx", &xlsx(&rows, &(strings + &"<si/>".repeat(3_000)), ""), few, Bound::Nodes);
}
