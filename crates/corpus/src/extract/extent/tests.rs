//! How much room workbooks ask for, reckoned by hand.

use super::*;
use crate::limits::Limits;

fn struck(read: Result<(), Reason>) -> Option<Bound> {
    match read {
        Ok(()) => None,
        Err(Reason::Bound { bound, .. }) => Some(bound),
        Err(other) => panic!("{other}"),
    }
}

fn within(limits: &Limits, look: impl Fn(&Budget<'_>) -> Result<(), Reason>) -> Option<Bound> {
    struck(look(&Budget::new(limits, None, 0)))
}

/// Exactly so many cells are asked for: with one less allowed the bound strikes.
fn asks_for(cells: usize, look: impl Fn(&Budget<'_>) -> Result<(), Reason>, what: &str) {
    let limits = |cells| Limits { cells, ..Limits::default() };
    assert_eq!(within(&limits(cells), &look), None, "{what}: more than {cells}");
    assert_eq!(within(&limits(cells - 1), &look), Some(Bound::Cells), "{what}: less than {cells}");
}

/// A sheet of rows: `x` is a filled cell, `.` an empty one, `3x` one that is repeated; `5*` before
/// the cells repeats the row.
fn tables(sheets: &[&[&str]]) -> String {
    let mut xml = String::from("<office:spreadsheet>");
    for rows in sheets {
        xml.push_str("<table:table>");
        for row in *rows {
            let (times, cells) = row.split_once('*').unwrap_or(("1", row));
            xml.push_str(&format!("<table:table-row table:number-rows-repeated=\"{times}\">"));
            for cell in cells.split_whitespace() {
                let (times, kind) = cell.split_at(cell.len() - 1);
                let times = if times.is_empty() { "1" } else { times };
                let value = if kind == "x" { " office:value-type=\"float\"" } else { "" };
                xml.push_str(&format!(
                    "<table:table-cell table:number-columns-repeated=\"{times}\"{value}/>"
                ));
            }
            xml.push_str("</table:table-row>");
        }
        xml.push_str("</table:table>");
    }
    xml + "</office:spreadsheet>"
}

#[test]
fn an_open_document_sheet_has_a_rectangle_up_to_its_last_filled_cell() {
    let cases: &[(&[&[&str]], usize)] = &[
        (&[&["x x x"]], 3),
        (&[&["4x"]], 4),
        (&[&["5*x x"]], 10),
        // The widest row makes all rows as wide.
        (&[&["x", "x x x"]], 6),
        (&[&["x x x", "x"]], 6),
        // What is empty behind the last filled cell or row asks for nothing.
        (&[&["x 16383.", "1048575*1024."]], 1),
        (&[&["9. x"]], 10),
        (&[&["x", "3*.", "x"]], 5),
        (&[&["3*.", "x"]], 1),
        // Sheets are held together.
        (&[&["2*x x"], &["2*x x"]], 8),
        (&[&["."], &["x"], &[]], 1),
    ];
    for (sheets, cells) in cases {
        let xml = tables(sheets);
        asks_for(*cells, |budget| ods(xml.as_bytes(), budget), &format!("{sheets:?}"));
    }
}

#[test]
fn numbers_that_no_sheet_has_strike_and_do_not_overflow() {
    let most = u64::MAX.to_string();
    for (rows, bound) in [
        (format!("{most}x"), Bound::Cells),
        (format!("{most}. {most}x"), Bound::Cells),
        (format!("{most}*x"), Bound::Rows),
        ("200001*x".to_owned(), Bound::Rows),
    ] {
        let xml = tables(&[&[rows.as_str()]]);
        let read = within(&Limits::default(), |budget| ods(xml.as_bytes(), budget));
        assert_eq!(read, Some(bound), "{rows}");
    }
    let rows = tables(&[&["200000*x"]]);
    assert_eq!(within(&Limits::default(), |budget| ods(rows.as_bytes(), budget)), None);
    // A number that is none counts once.
    let xml = tables(&[&["-3x", "x*x"]]);
    asks_for(2, |budget| ods(xml.as_bytes(), budget), "no numbers");
}

#[test]
fn text_that_is_repeated_is_counted_as_often() {
    let cell = |times: usize, inner: &str| {
        format!(
            "<table:table><table:table-row><table:table-cell office:value-type=\"string\" \
             table:number-columns-repeated=\"{times}\"><text:p>{inner}</text:p>\
             </table:table-cell></table:table-row></table:table>"
        )
    };
    let limits = Limits { table_bytes: 10_000, ..Limits::default() };
    let text = "文".repeat(1000);
    for (xml, bound) in [
        (cell(3, &text), None),
        (cell(4, &text), Some(Bound::TableBytes)),
        (cell(1, "<text:s text:c=\"9000\"/>"), None),
        (cell(1, "<text:s text:c=\"4000000000\"/>"), Some(Bound::TableBytes)),
    ] {
        assert_eq!(within(&limits, |budget| ods(xml.as_bytes(), budget)), bound, "{xml:.300}");
    }
}

#[test]
fn damage_is_left_to_the_reader() {
    for xml in ["", "<", "<table:table><table:table-row", "没有标记", "</table:table></a>"] {
        assert_eq!(within(&Limits::default(), |budget| ods(xml.as_bytes(), budget)), None, "{xml}");
    }
}

/// A record of an old workbook.
fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A workbook with these strings and one sheet of these records.
fn stream(strings: &[u8], sheet: &[Vec<u8>]) -> Vec<u8> {
    let begin = record(BEGIN, &[0; 16]);
    let strings = record(STRINGS, strings);
    let at = begin.len() + 4 + 8 + strings.len() + 4;
    let place = [&u32::try_from(at).unwrap().to_le_bytes()[..], &[0; 4]].concat();
    let globals = [begin.clone(), record(SHEET, &place), strings, record(END, &[])].concat();
    assert_eq!(globals.len(), at);
    [globals, begin, sheet.concat(), record(END, &[])].concat()
}

fn label(row: u16, column: u16) -> Vec<u8> {
    record(LABEL, &numbers(&[row, column, 0, 1, 0x4E00]))
}

#[test]
fn an_old_sheet_has_a_rectangle_around_its_cells() {
    let numbers_of_row = record(NUMBERS, &numbers(&[3, 2, 0, 0, 0, 0, 0, 0, 6]));
    let embedded = [record(BEGIN, &[0; 16]), label(900, 200), record(END, &[])].concat();
    for (sheet, cells) in [
        (vec![label(0, 0)], 1),
        (vec![label(0, 0), label(9, 4)], 50),
        (vec![label(9, 4), label(0, 0)], 50),
        (vec![label(5, 5), label(7, 9)], 15),
        // Several numbers of a row stand in one record, the last column at its end.
        (vec![numbers_of_row], 5),
        // What is embedded in a sheet is no part of it.
        (vec![label(0, 0), embedded, label(1, 1)], 4),
        (vec![label(0, 0), record(0x1234, &[0xFF; 12])], 1),
    ] {
        let stream = stream(&[0; 8], &sheet);
        asks_for(cells, |budget| xls(&stream, budget), &format!("{} records", sheet.len()));
    }
}

#[test]
fn a_sheet_is_not_believed_that_says_it_is_huge() {
    let said = |rows: u32, columns: u16| {
        let rows = [0_u32.to_le_bytes(), rows.to_le_bytes()].concat();
        record(DIMENSIONS, &[rows, numbers(&[0, columns, 0])].concat())
    };
    let limits = Limits { cells: 1000, ..Limits::default() };
    for (rows, columns, bound) in [
        (50, 100, None),
        (5001, 1, Some(Bound::Cells)),
        (u32::MAX, u16::MAX, Some(Bound::Cells)),
        (0, 0, None),
    ] {
        let stream = stream(&[0; 8], &[said(rows, columns), label(0, 0)]);
        let read = within(&limits, |budget| xls(&stream, budget));
        assert_eq!(read, bound, "{rows} rows of {columns}");
    }
    let short = stream(&[0; 8], &[record(DIMENSIONS, &[1, 2]), label(0, 0)]);
    assert_eq!(within(&limits, |budget| xls(&short, budget)), None);
}

#[test]
fn a_shared_string_is_counted_wherever_it_is_used() {
    let text = [&numbers(&[1000])[..], &[0], &[b'x'; 1000]].concat();
    let strings = [&[0; 8][..], &text].concat();
    let uses = |count: u16| -> Vec<Vec<u8>> {
        (0..count).map(|row| record(SHARED, &numbers(&[row, 0, 0, 0, 0]))).collect()
    };
    let limits = Limits { table_bytes: 10_000, ..Limits::default() };
    for (count, bound) in [(10, None), (11, Some(Bound::TableBytes))] {
        let stream = stream(&strings, &uses(count));
        assert_eq!(within(&limits, |budget| xls(&stream, budget)), bound, "{count}");
    }
}

#[test]
fn lengths_of_shared_strings_are_those_of_their_utf8_at_most() {
    let limits = Limits::default();
    let of = |pieces: &[&[u8]]| {
        SharedStrings { pieces, at: 0 }.lengths(&Budget::new(&limits, None, 0)).unwrap()
    };
    assert_eq!(of(&[&[3, 0, 0, b'a', b'b', b'c']]), [3]);
    assert_eq!(of(&[&[2, 0, 1, 0, 0x4E, 1, 0x4E, 1, 0, 0, b'a']]), [6, 1]);
    // Runs of formats and phonetic data stand behind the characters.
    let rich: &[u8] = &[2, 0, 8, 1, 0, b'a', b'b', 9, 9, 9, 9, 1, 0, 0, b'c'];
    assert_eq!(of(&[rich]), [2, 1]);
    let phonetic: &[u8] = &[1, 0, 4, 3, 0, 0, 0, b'a', 9, 9, 9, 2, 0, 0, b'c', b'd'];
    assert_eq!(of(&[phonetic]), [1, 2]);
    // A string that goes on in the next record, whose characters are wider there.
    assert_eq!(of(&[&[4, 0, 0, b'a', b'b'], &[1, 0, 0x4E, 1, 0x4E]]), [8]);
    // One that begins in the next record, and one that breaks off.
    assert_eq!(of(&[&[1, 0, 0, b'a'], &[1, 0, 0, b'b'], &[]]), [1, 1]);
    assert_eq!(of(&[&[1, 0, 0, b'a', 9, 0, 1, 0, 0x4E]]), [1]);
    assert_eq!(of(&[&[0, 0, 0], &[0, 0, 0]]), [0, 0]);
    assert_eq!(of(&[]), [0_usize; 0]);
}

#[test]
fn strings_of_newer_workbooks_are_counted_in_pieces() {
    let text = "<sst><si><t>一</t></si><si/><phoneticPr/><s i='1'/><si x='1'></si></sst>";
    let most = |nodes| Limits { nodes, ..Limits::default() };
    for width in 1..12 {
        let count = |budget: &Budget<'_>| {
            let mut strings = XlsxStrings::default();
            text.as_bytes().chunks(width).try_for_each(|piece| strings.count(piece, budget))
        };
        assert_eq!(within(&most(3), count), None, "pieces of {width}");
        assert_eq!(within(&most(2), count), Some(Bound::Nodes), "pieces of {width}");
    }
    // Kind 19 is a string; lengths have seven bits a byte.
    let item = [&[19, 0xC8, 0x01][..], &[0; 200]].concat();
    let part = [item.clone(), vec![0x9F, 0x01, 0], item.clone(), vec![19, 5, 0]].concat();
    assert_eq!(within(&most(3), |budget| xlsb_strings(&part[..], budget)), None);
    assert_eq!(within(&most(2), |budget| xlsb_strings(&part[..], budget)), Some(Bound::Nodes));
}
