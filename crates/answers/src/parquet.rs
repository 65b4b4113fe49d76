//! Tables as Parquet: optional columns, plain encoding, no compression.
//!
//! The format's own library costs more to build than the whole of this crate, and what is written
//! here is a small part of it: pages of one encoding, and a footer in Thrift's compact protocol.
//! See the specification of Apache Parquet, `parquet.thrift`.

use std::io::Write;

use crate::cells::{FieldKind, Value, broken};
use crate::problem::Problem;

/// Rows of one row group: what a reader holds at a time.
pub const GROUP: usize = 1 << 16;
const MAGIC: &[u8; 4] = b"PAR1";

/// A column by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParquetColumn {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: FieldKind,
}

/// Writes a file, one row group after the other.
pub struct ParquetWriter<W: Write> {
    out: CountingWriter<W>,
    name: &'static str,
    columns: Vec<ParquetColumn>,
    groups: Vec<(usize, Vec<ColumnChunk>)>,
}

impl<W: Write> ParquetWriter<W> {
    /// Begins a file of a table of this name.
    ///
    /// # Errors
    /// `internal` where it cannot be written.
    pub fn new(out: W, name: &'static str, columns: Vec<ParquetColumn>) -> Result<Self, Problem> {
        let mut out = CountingWriter { out, at: 0 };
        out.put(MAGIC)?;
        Ok(Self { out, name, columns, groups: Vec::new() })
    }

    /// The next rows, as a list of values for each column, all of one length.
    ///
    /// # Errors
    /// `internal` where they cannot be written.
    pub fn group(&mut self, columns: &[Vec<Value>]) -> Result<(), Problem> {
        let mut chunks = Vec::new();
        for values in columns {
            let page = page(values);
            let header = page_header(values.len(), page.len());
            chunks.push(ColumnChunk { at: self.out.at, size: header.len() + page.len() });
            self.out.put(&header)?;
            self.out.put(&page)?;
        }
        self.groups.push((columns.first().map_or(0, Vec::len), chunks));
        Ok(())
    }

    /// Ends the file with what it says of itself.
    ///
    /// # Errors
    /// `internal` where it cannot be written.
    pub fn finish(mut self, notes: &[(String, String)]) -> Result<W, Problem> {
        let footer = footer(self.name, &self.columns, &self.groups, notes);
        self.out.put(&footer)?;
        self.out.put(&(footer.len() as u32).to_le_bytes())?;
        self.out.put(MAGIC)?;
        self.out.out.flush().map_err(broken)?;
        Ok(self.out.out)
    }
}

/// A column of a row group, as it lies in the file.
struct ColumnChunk {
    at: u64,
    size: usize,
}

struct CountingWriter<W> {
    out: W,
    at: u64,
}

impl<W: Write> CountingWriter<W> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes).map_err(broken)
    }
}

/// Which values are there, in runs, and then those.
fn page(values: &[Value]) -> Vec<u8> {
    let mut levels = Vec::new();
    for run in values.chunk_by(|a, b| (*a == Value::None) == (*b == Value::None)) {
        varint((run.len() as u64) << 1, &mut levels);
        levels.push(u8::from(run[0] != Value::None));
    }
    let mut page = (levels.len() as u32).to_le_bytes().to_vec();
    page.extend(levels);
    for value in values {
        match value {
            Value::None => {}
            Value::Text(text) => {
                page.extend((text.len() as u32).to_le_bytes());
                page.extend(text.as_bytes());
            }
            Value::Int(number) => page.extend(number.to_le_bytes()),
            Value::Real(number) => page.extend(number.to_le_bytes()),
        }
    }
    page
}

/// The number of a physical type.
fn physical(kind: FieldKind) -> i64 {
    match kind {
        FieldKind::Int => 2,
        FieldKind::Real => 5,
        FieldKind::Text => 6,
    }
}

fn page_header(values: usize, bytes: usize) -> Vec<u8> {
    let mut header = Thrift::default();
    header.i32(1, 0);
    header.i32(2, bytes as i64);
    header.i32(3, bytes as i64);
    header.structure(5, |data| {
        data.i32(1, values as i64);
        data.i32(2, 0);
        data.i32(3, 3);
        data.i32(4, 3);
    });
    header.finish()
}

fn footer(
    name: &str,
    columns: &[ParquetColumn],
    groups: &[(usize, Vec<ColumnChunk>)],
    notes: &[(String, String)],
) -> Vec<u8> {
    let mut footer = Thrift::default();
    footer.i32(1, 1);
    footer.list(2, columns.len() + 1, |at, element| match at.checked_sub(1) {
        None => {
            element.text(4, name);
            element.i32(5, columns.len() as i64);
        }
        Some(at) => schema_element(&columns[at], element),
    });
    footer.i64(3, groups.iter().map(|(rows, _)| *rows as i64).sum());
    footer.list(4, groups.len(), |at, group| {
        let (rows, chunks) = &groups[at];
        group.list(1, chunks.len(), |at, column| {
            column_chunk(&columns[at], *rows, &chunks[at], column);
        });
        group.i64(2, chunks.iter().map(|chunk| chunk.size as i64).sum());
        group.i64(3, *rows as i64);
    });
    footer.list(5, notes.len(), |at, note| {
        note.text(1, &notes[at].0);
        note.text(2, &notes[at].1);
    });
    footer.text(6, "suyan");
    footer.finish()
}

fn schema_element(field: &ParquetColumn, element: &mut Thrift) {
    element.i32(1, physical(field.kind));
    element.i32(3, 1);
    element.text(4, &field.name);
    if field.kind == FieldKind::Text {
        element.i32(6, 0);
    }
}

fn column_chunk(field: &ParquetColumn, rows: usize, chunk: &ColumnChunk, column: &mut Thrift) {
    column.i64(2, chunk.at as i64);
    column.structure(3, |data| {
        data.i32(1, physical(field.kind));
        data.numbers(2, &[0, 3]);
        data.texts(3, &[&field.name]);
        data.i32(4, 0);
        data.i64(5, rows as i64);
        data.i64(6, chunk.size as i64);
        data.i64(7, chunk.size as i64);
        data.i64(9, chunk.at as i64);
    });
}

/// One structure in Thrift's compact protocol.
#[derive(Default)]
struct Thrift {
    bytes: Vec<u8>,
    last: u8,
}

const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

impl Thrift {
    /// Begins a field; they come in the order of their numbers.
    fn field(&mut self, number: u8, kind: u8) {
        self.bytes.push((number - self.last) << 4 | kind);
        self.last = number;
    }

    fn i32(&mut self, number: u8, value: i64) {
        self.field(number, I32);
        zigzag(value, &mut self.bytes);
    }

    fn i64(&mut self, number: u8, value: i64) {
        self.field(number, I64);
        zigzag(value, &mut self.bytes);
    }

    fn text(&mut self, number: u8, text: &str) {
        self.field(number, BINARY);
        binary(text, &mut self.bytes);
    }

    fn structure(&mut self, number: u8, fill: impl FnOnce(&mut Self)) {
        self.field(number, STRUCT);
        let mut inner = Self::default();
        fill(&mut inner);
        self.bytes.extend(inner.finish());
    }

    /// A list of structures.
    fn list(&mut self, number: u8, length: usize, mut fill: impl FnMut(usize, &mut Self)) {
        self.head(number, length, STRUCT);
        for at in 0..length {
            let mut inner = Self::default();
            fill(at, &mut inner);
            self.bytes.extend(inner.finish());
        }
    }

    fn numbers(&mut self, number: u8, values: &[i64]) {
        self.head(number, values.len(), I32);
        values.iter().for_each(|&value| zigzag(value, &mut self.bytes));
    }

    fn texts(&mut self, number: u8, values: &[&str]) {
        self.head(number, values.len(), BINARY);
        values.iter().for_each(|value| binary(value, &mut self.bytes));
    }

    fn head(&mut self, number: u8, length: usize, kind: u8) {
        self.field(number, LIST);
        if length < 15 {
            self.bytes.push((length as u8) << 4 | kind);
        } else {
            self.bytes.push(0xf0 | kind);
            varint(length as u64, &mut self.bytes);
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

fn binary(text: &str, out: &mut Vec<u8>) {
    varint(text.len() as u64, out);
    out.extend(text.as_bytes());
}

fn zigzag(value: i64, out: &mut Vec<u8>) {
    varint((value << 1 ^ value >> 63) as u64, out);
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_written_as_the_protocol_has_them() {
        let written = |value| {
            let mut out = Vec::new();
            zigzag(value, &mut out);
            out
        };
        assert_eq!(written(0), [0]);
        assert_eq!(written(-1), [1]);
        assert_eq!(written(64), [0x80, 0x01]);
        let mut data = Thrift::default();
        data.i32(1, 1);
        data.text(4, "a");
        assert_eq!(data.finish(), [0x15, 2, 0x38, 1, b'a', 0]);
    }

    #[test]
    fn a_page_tells_which_values_are_there() {
        let values = [Value::Int(5), Value::Int(6), Value::None, Value::Int(7)];
        let page = page(&values);
        assert_eq!(page[..10], [6, 0, 0, 0, 4, 1, 2, 0, 2, 1]);
        assert_eq!(page.len(), 10 + 3 * 8);
    }

    /// Reads a page as the format's specification has it: definition levels in runs of one bit, then
    /// the values that are there.
    fn read(page: &[u8], kind: FieldKind) -> Vec<Value> {
        let long = u32::from_le_bytes(page[..4].try_into().unwrap()) as usize;
        let (mut levels, mut rest) = (&page[4..4 + long], &page[4 + long..]);
        let mut take = |many: usize| {
            let (taken, after) = rest.split_at(many);
            rest = after;
            taken
        };
        let mut values = Vec::new();
        while !levels.is_empty() {
            let (mut head, mut shift) = (0u64, 0);
            loop {
                let byte = levels[0];
                levels = &levels[1..];
                head |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            assert_eq!(head & 1, 0, "a run, and no packed group");
            let is_there = levels[0] == 1;
            levels = &levels[1..];
            for _ in 0..head >> 1 {
                values.push(match kind {
                    _ if !is_there => Value::None,
                    FieldKind::Int => Value::Int(i64::from_le_bytes(take(8).try_into().unwrap())),
                    FieldKind::Real => Value::Real(f64::from_le_bytes(take(8).try_into().unwrap())),
                    FieldKind::Text => {
                        let long = u32::from_le_bytes(take(4).try_into().unwrap()) as usize;
                        Value::Text(String::from_utf8(take(long).to_vec()).unwrap())
                    }
                });
            }
        }
        assert!(rest.is_empty());
        values
    }

    proptest! {
        #[test]
        fn a_page_holds_its_values(
            numbers in prop::collection::vec(prop::option::of(any::<i64>()), 0..300),
            texts in prop::collection::vec(prop::option::of("\\PC{0,6}"), 0..300),
        ) {
            let ints: Vec<Value> = numbers.iter().map(|n| n.map_or(Value::None, Value::Int)).collect();
            prop_assert_eq!(read(&page(&ints), FieldKind::Int), ints);
            let reals: Vec<Value> =
                numbers.iter().map(|n| n.map_or(Value::None, |n| Value::Real(n as f64 / 3.0))).collect();
            prop_assert_eq!(read(&page(&reals), FieldKind::Real), reals);
            let texts: Vec<Value> =
                texts.iter().map(|t| t.clone().map_or(Value::None, Value::Text)).collect();
            prop_assert_eq!(read(&page(&texts), FieldKind::Text), texts);
        }
    }

    #[test]
    fn numbers_beyond_a_byte_are_written_in_steps_of_seven_bits() {
        for (value, bytes) in [
            (0, &[0][..]),
            (127, &[0x7f]),
            (128, &[0x80, 0x01]),
            (300, &[0xac, 0x02]),
            (u64::MAX, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
        ] {
            let mut out = Vec::new();
            varint(value, &mut out);
            assert_eq!(out, bytes, "{value}");
        }
        for (value, zigzagged) in
            [(0, 0), (-1, 1), (1, 2), (i64::MAX, u64::MAX - 1), (i64::MIN, u64::MAX)]
        {
            let (mut out, mut wanted) = (Vec::new(), Vec::new());
            zigzag(value, &mut out);
            varint(zigzagged, &mut wanted);
            assert_eq!(out, wanted, "{value}");
        }
    }

    #[test]
    fn a_file_says_where_its_columns_lie() {
        let columns = vec![
            ParquetColumn { name: "地区".into(), kind: FieldKind::Text },
            ParquetColumn { name: "n".into(), kind: FieldKind::Int },
        ];
        let mut writer = ParquetWriter::new(Vec::new(), "t", columns).unwrap();
        let groups = [
            [vec![Value::Text("甲".into()), Value::None], vec![Value::Int(1), Value::Int(2)]],
            [vec![Value::Text("乙".into())], vec![Value::None]],
        ];
        let mut at = Vec::new();
        for group in &groups {
            at.extend(group.iter().map(|values| (page(values), values.len())));
            writer.group(group).unwrap();
        }
        let file = writer.finish(&[("item".into(), "说明".into())]).unwrap();
        assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
        let foot = file.len() - 8;
        let long = u32::from_le_bytes(file[foot..foot + 4].try_into().unwrap()) as usize;
        let footer = &file[foot - long..foot];
        for word in ["地区", "item", "说明", "suyan"] {
            let bytes = word.as_bytes();
            assert!(footer.windows(bytes.len()).any(|window| window == bytes), "{word}");
        }
        // Pages stand one behind the other, each behind its head, up to the footer.
        let mut place = 4;
        for (page, values) in at {
            let head = page_header(values, page.len());
            assert_eq!(file[place..place + head.len()], head);
            place += head.len();
            assert_eq!(file[place..place + page.len()], page);
            place += page.len();
        }
        assert_eq!(place, foot - long);
    }
}
