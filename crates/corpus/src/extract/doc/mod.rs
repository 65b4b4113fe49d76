//! Word 97 to 2003 (doc): the piece table of the binary format, read by hand, since no kept
//! library does it. Structures and offsets are those of [MS-DOC].
//!
//! As with docx, automatic numbers are written out; hidden and deleted text, headers, footers and
//! comments are dropped; footnotes follow the text.

mod lists;
mod pieces;
mod properties;

use std::io::Cursor;

use cfb::CompoundFile;

use super::compound::{self, CompoundKind, stream};
use super::docx::numbering::Numbering;
use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input};
use crate::draft::{Draft, Paragraph, ParagraphStyle};
use crate::reason::{Damage, Reason};
use pieces::{DocText, Fib};
use properties::{Pages, ParagraphProperties};

pub(super) struct DocExtractor;

impl Extract for DocExtractor {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        // Every compound file that is no workbook comes here, to be told apart with a reason.
        match compound::kind(input.bytes) {
            Some(CompoundKind::Workbook) | None => FormatFit::No,
            Some(_) => FormatFit::Signature,
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        sink(match read(input, budget) {
            Ok(draft) => Extracted::Draft(Box::new(draft)),
            Err(reason) => Extracted::rejected(input.source, reason),
        });
    }
}

fn read(input: &Input<'_>, budget: &Budget<'_>) -> Result<Draft, Reason> {
    match compound::kind(input.bytes) {
        Some(CompoundKind::Encrypted) => return Err(Reason::Encrypted("文档".to_owned())),
        Some(CompoundKind::Word) => {}
        _ => return Err(Reason::UnknownFormat("OLE 文件，不是 Word 文档".to_owned())),
    }
    let mut file = CompoundFile::open(Cursor::new(input.bytes))
        .map_err(|_| Reason::Damaged(Damage::Package))?;
    let main = stream(&mut file, "WordDocument", budget)?;
    let fib = Fib::of(&main)?;
    let table = stream(&mut file, fib.table_stream(), budget)?;
    let text = DocText::read(&main, &table, &fib, budget)?;
    let pages = Pages::read(&main, &table, &fib);
    let numbering = lists::read(&table, &fib).unwrap_or_default();
    let mut flow = DocFlow::new(&text, &pages, numbering);
    flow.main(fib.story(0));
    flow.notes(fib.story(1));
    flow.notes(fib.story(5));
    flow.boxes(fib.story(6));
    Ok(Draft { source: input.source.to_owned(), paragraphs: flow.paragraphs, ..Draft::default() })
}

struct DocFlow<'d> {
    text: &'d DocText,
    pages: &'d Pages,
    numbering: Numbering,
    paragraphs: Vec<Paragraph>,
    rows: Vec<Vec<Vec<Paragraph>>>,
    row: Vec<Vec<Paragraph>>,
    cell: Vec<Paragraph>,
}

impl<'d> DocFlow<'d> {
    fn new(text: &'d DocText, pages: &'d Pages, numbering: Numbering) -> Self {
        Self {
            text,
            pages,
            numbering,
            paragraphs: Vec::new(),
            rows: Vec::new(),
            row: Vec::new(),
            cell: Vec::new(),
        }
    }

    /// Reads the body: paragraphs, and tables as their cells end.
    fn main(&mut self, story: std::ops::Range<usize>) {
        let mut start = story.start;
        let mut fields = OpenFields::default();
        for at in story.clone() {
            let Some((unit, offset)) = self.text.get(at) else { break };
            if !matches!(unit, 0x0D | 0x07 | 0x0C) {
                continue;
            }
            let properties = self.pages.paragraph(offset);
            let lines = self.lines(start..at, &properties, &mut fields);
            start = at + 1;
            if properties.row_end {
                self.rows.push(std::mem::take(&mut self.row));
                continue;
            }
            if properties.in_table || unit == 0x07 {
                self.cell.extend(lines);
                if unit == 0x07 {
                    self.row.push(std::mem::take(&mut self.cell));
                }
                continue;
            }
            self.end_table();
            self.paragraphs.extend(lines);
        }
        let lines = self.lines(start..story.end, &ParagraphProperties::default(), &mut fields);
        self.end_table();
        self.paragraphs.extend(lines);
    }

    fn end_table(&mut self) {
        if !self.row.is_empty() {
            self.rows.push(std::mem::take(&mut self.row));
        }
        if !self.rows.is_empty() {
            let rows = std::mem::take(&mut self.rows);
            self.paragraphs.extend(super::table_paragraphs(rows));
        }
        let cell = std::mem::take(&mut self.cell);
        self.paragraphs.extend(cell);
    }

    /// The lines of one paragraph, with its number.
    fn lines(
        &mut self,
        range: std::ops::Range<usize>,
        properties: &ParagraphProperties,
        fields: &mut OpenFields,
    ) -> Vec<Paragraph> {
        let (text, bold) = self.shown(range, fields);
        if text.trim().is_empty() || fields.contents() {
            return Vec::new();
        }
        let number = match properties.list {
            Some((list, level)) if list > 0 => self.numbering.next(&list.to_string(), level),
            _ => String::new(),
        };
        let style = match properties.heading {
            Some(level) => ParagraphStyle::Heading(level),
            None if bold => ParagraphStyle::Bold,
            None => ParagraphStyle::Body,
        };
        let mut lines: Vec<Paragraph> = text
            .split('\n')
            .filter(|line| !line.trim().is_empty())
            .map(|line| Paragraph { text: line.to_owned(), style })
            .collect();
        if let Some(first) = lines.first_mut().filter(|_| !number.is_empty()) {
            first.text = format!("{number}{}", first.text.trim_start());
        }
        lines
    }

    /// The characters of a range that are shown, and whether all of them are bold.
    fn shown(&self, range: std::ops::Range<usize>, fields: &mut OpenFields) -> (String, bool) {
        let mut units: Vec<u16> = Vec::new();
        let (mut bold, mut chars) = (0, 0);
        for at in range {
            let Some((unit, offset)) = self.text.get(at) else { break };
            if fields.take(unit) {
                continue;
            }
            let properties = self.pages.characters(offset);
            if properties.hidden || properties.deleted {
                continue;
            }
            let shown = match unit {
                0x0B => u16::from(b'\n'),
                0x1E => u16::from(b'-'),
                0x09 => unit,
                0..0x20 => continue,
                _ => unit,
            };
            units.push(shown);
            if shown > 0x20 && shown != 0x3000 {
                chars += 1;
                bold += usize::from(properties.bold);
            }
        }
        (String::from_utf16_lossy(&units), chars > 0 && bold == chars)
    }

    fn notes(&mut self, story: std::ops::Range<usize>) {
        let mut text = String::new();
        let mut start = story.start;
        let mut fields = OpenFields::default();
        for at in story.clone() {
            let Some((unit, _)) = self.text.get(at) else { break };
            // A note begins with its mark.
            if unit == 0x02 {
                self.note(&std::mem::take(&mut text));
            }
            if unit == 0x0D {
                text.push_str(self.shown(start..at, &mut fields).0.trim());
                start = at + 1;
            }
        }
        self.note(&text);
    }

    fn note(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.paragraphs.push(Paragraph { text: text.to_owned(), style: ParagraphStyle::Note });
        }
    }

    /// Text boxes stand behind the text: where they are anchored, the format tells only in its
    /// drawings.
    fn boxes(&mut self, story: std::ops::Range<usize>) {
        self.main(story);
    }
}

/// Fields that are open, the innermost last: only their results are shown.
#[derive(Default)]
struct OpenFields {
    open: Vec<(String, bool)>,
}

impl OpenFields {
    /// Takes a character that belongs to the machinery of a field; says whether it did.
    fn take(&mut self, unit: u16) -> bool {
        match unit {
            0x13 => self.open.push((String::new(), false)),
            0x14 => {
                if let Some(last) = self.open.last_mut() {
                    last.1 = true;
                }
            }
            0x15 => {
                self.open.pop();
            }
            _ => {
                let Some((code, result)) = self.open.last_mut() else { return false };
                if !*result {
                    code.extend(char::from_u32(u32::from(unit)));
                    return true;
                }
                let page = |code: &str| {
                    let code = code.trim_start();
                    code.starts_with("PAGE") && !code.starts_with("PAGEREF")
                };
                return self.open.iter().any(|(code, result)| !*result || page(code));
            }
        }
        true
    }

    fn contents(&self) -> bool {
        self.open.iter().any(|(code, _)| code.trim_start().starts_with("TOC"))
    }
}

#[cfg(test)]
mod tests;
