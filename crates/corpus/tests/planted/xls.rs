//! A workbook of the old binary kind (BIFF8 in a compound file): cells of text and merged ranges.

use std::error::Error;
use std::io::{Cursor, Write as _};

use cfb::{CompoundFile, Version};

/// The most characters of a cell: what fits into one record.
pub const CELL_CHARS: usize = 3900;

/// One sheet; merged are ranges of rows in a column.
pub fn workbook(
    name: &str,
    rows: &[Vec<String>],
    merged: &[(usize, usize, usize)],
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut sheet = Vec::new();
    record(&mut sheet, 0x0809, &[&[0, 6, 0x10, 0][..], &[0; 12][..]].concat());
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let text: Vec<u16> = cell.encode_utf16().take(CELL_CHARS).collect();
            let mut label = Vec::new();
            for number in [row, column, 0, text.len()] {
                label.extend(u16::try_from(number)?.to_le_bytes());
            }
            label.push(1);
            label.extend(text.iter().flat_map(|unit| unit.to_le_bytes()));
            record(&mut sheet, 0x0204, &label);
        }
    }
    let mut ranges = u16::try_from(merged.len())?.to_le_bytes().to_vec();
    for (first, last, column) in merged {
        for number in [*first, *last, *column, *column] {
            ranges.extend(u16::try_from(number)?.to_le_bytes());
        }
    }
    record(&mut sheet, 0x00E5, &ranges);
    record(&mut sheet, 0x000A, &[]);
    compound(&[globals(name)?, sheet].concat())
}

/// The records before the sheet, with the place where it begins.
fn globals(name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut out = Vec::new();
    record(&mut out, 0x0809, &[&[0, 6, 5, 0][..], &[0; 12][..]].concat());
    record(&mut out, 0x0042, &1200_u16.to_le_bytes());
    let length = 4 + 4 + 2 + 2 + name.len();
    let place = u32::try_from(out.len() + length + 4)?;
    let mut sheet = place.to_le_bytes().to_vec();
    sheet.extend([0, 0, u8::try_from(name.len() / 2)?, 1]);
    sheet.extend(name);
    record(&mut out, 0x0085, &sheet);
    record(&mut out, 0x000A, &[]);
    Ok(out)
}

fn record(out: &mut Vec<u8>, kind: u16, data: &[u8]) {
    out.extend(kind.to_le_bytes());
    out.extend(u16::try_from(data.len()).unwrap_or(u16::MAX).to_le_bytes());
    out.extend(data);
}

fn compound(stream: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut file = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new()))?;
    let mut workbook = file.create_stream("Workbook")?;
    workbook.write_all(stream)?;
    // Short streams are kept elsewhere in the file; readers know the long kind best.
    workbook.write_all(&vec![0; 4096_usize.saturating_sub(stream.len())])?;
    drop(workbook);
    file.flush()?;
    Ok(file.into_inner().into_inner())
}
