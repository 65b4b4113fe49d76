//! One passage as the docstore keeps it: the headings above it, then its text.
//!
//! Headings stand over many passages and are mostly passages themselves, so they are kept as
//! references back into the report: to the passage whose headings are the same, or to the passages
//! that the headings are. A report's passages stand together in one segment and are removed
//! together, so that such a reference always leads somewhere.

use rustc_hash::FxHashMap;
use suyan_corpus::Passage;
use tantivy::DocId;

use super::codec;
use crate::Error;

/// Writes the passages of one report in their order.
#[derive(Default)]
pub(super) struct RecordWriter<'r> {
    at: u32,
    /// Where the headings of the passage before stand, and what they are.
    above: (u32, &'r [String]),
    /// The last passage with each text.
    texts: FxHashMap<&'r str, u32>,
    bytes: Vec<u8>,
}

impl<'r> RecordWriter<'r> {
    /// The record of the next passage.
    pub(super) fn next(&mut self, passage: &'r Passage) -> &[u8] {
        self.bytes.clear();
        if passage.heading.is_empty() {
            put(0, &mut self.bytes);
        } else if self.above.1 == passage.heading.as_slice() {
            put(back(self.at - self.above.0), &mut self.bytes);
        } else {
            self.above = (self.at, &passage.heading);
            put(forward(passage.heading.len()), &mut self.bytes);
            for heading in &passage.heading {
                match self.texts.get(heading.as_str()) {
                    Some(&at) => put(back(self.at - at), &mut self.bytes),
                    None => {
                        let mut codes = Vec::with_capacity(heading.len());
                        codec::encode(heading, &mut codes);
                        put(forward(codes.len()), &mut self.bytes);
                        self.bytes.extend(codes);
                    }
                }
            }
        }
        codec::encode(&passage.text, &mut self.bytes);
        self.texts.insert(&passage.text, self.at);
        self.at += 1;
        &self.bytes
    }
}

/// The text of a record.
pub(in crate::store) fn text(record: &[u8]) -> Result<String, Error> {
    codec::decode(RecordReader(record).skip_headings()?)
}

/// The headings of the passage `doc`, whose record is given; `read` gives the record of another.
pub(in crate::store) fn headings(
    doc: DocId,
    record: &[u8],
    read: impl Fn(DocId) -> Result<Vec<u8>, Error>,
) -> Result<Vec<String>, Error> {
    let mut reader = RecordReader(record);
    match reader.word()? {
        RecordStep::Back(distance) => {
            let above = doc.checked_sub(distance).ok_or_else(broken)?;
            let record = read(above)?;
            let mut reader = RecordReader(&record);
            match reader.word()? {
                RecordStep::Forward(many) => list(above, many, &mut reader, read),
                RecordStep::Back(_) => Err(broken()),
            }
        }
        RecordStep::Forward(many) => list(doc, many, &mut reader, read),
    }
}

fn list(
    doc: DocId,
    many: usize,
    reader: &mut RecordReader<'_>,
    read: impl Fn(DocId) -> Result<Vec<u8>, Error>,
) -> Result<Vec<String>, Error> {
    let heading = |_| match reader.word()? {
        RecordStep::Back(distance) => text(&read(doc.checked_sub(distance).ok_or_else(broken)?)?),
        RecordStep::Forward(length) => codec::decode(reader.take(length)?),
    };
    (0..many).map(heading).collect()
}

fn broken() -> Error {
    Error::index("reading a passage")("its headings are damaged")
}

/// A number that leads back so many passages.
fn back(distance: u32) -> u32 {
    distance << 1 | 1
}

/// A number that says how much follows.
fn forward(many: usize) -> u32 {
    (many as u32) << 1
}

/// Seven bits a byte, the lowest first, the last byte with its highest bit clear.
fn put(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

enum RecordStep {
    Back(u32),
    Forward(usize),
}

/// What is left of a record.
struct RecordReader<'a>(&'a [u8]);

impl<'a> RecordReader<'a> {
    fn word(&mut self) -> Result<RecordStep, Error> {
        let mut number = 0;
        for shift in (0..u32::BITS).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or_else(broken)?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                let value = number >> 1;
                let is_back = number & 1 == 1;
                return Ok(if is_back {
                    RecordStep::Back(value)
                } else {
                    RecordStep::Forward(value as usize)
                });
            }
        }
        Err(broken())
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(broken)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The codes of the text, behind the headings.
    fn skip_headings(&mut self) -> Result<&'a [u8], Error> {
        if let RecordStep::Forward(many) = self.word()? {
            for _ in 0..many {
                if let RecordStep::Forward(length) = self.word()? {
                    self.take(length)?;
                }
            }
        }
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(heading: &[&str], text: &str) -> Passage {
        let heading = heading.iter().map(|&one| one.to_owned()).collect();
        let part = suyan_corpus::Part::Other;
        Passage { ordinal: 1, part, heading, is_heading: false, text: text.to_owned() }
    }

    #[test]
    fn headings_and_texts_come_back() {
        let passages = [
            passage(&[], "一、去年工作"),
            passage(&["一、去年工作"], "（一）产业。新建园区两个。"),
            passage(&["一、去年工作", "（一）产业"], "新引进企业十二家。"),
            passage(&["一、去年工作", "（一）产业"], "税收增长百分之六。"),
            passage(&[], "二、今年任务"),
            passage(&["二、今年任务"], "一、去年工作"),
            passage(&["二、今年任务"], &"长".repeat(3000)),
        ];
        let mut records = RecordWriter::default();
        let stored: Vec<Vec<u8>> = passages.iter().map(|p| records.next(p).to_vec()).collect();
        // Behind other reports of the segment.
        let first = 1000;
        let read = |doc: DocId| Ok(stored[(doc - first) as usize].clone());
        for (at, passage) in (first..).zip(&passages) {
            let record = read(at).expect("a record");
            assert_eq!(text(&record).expect("text"), passage.text);
            assert_eq!(headings(at, &record, read).expect("headings"), passage.heading);
        }
        assert!(stored[3].len() < 20, "{:?}", stored[3]);
    }

    #[test]
    fn damage_is_an_error() {
        for record in [&[][..], &[0x80], &[0xff; 8], &[2, 40, 1], &[3]] {
            let read = |_| Ok(vec![3]);
            assert!(headings(1, record, read).is_err() || text(record).is_err(), "{record:?}");
        }
    }
}
