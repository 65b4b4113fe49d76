//! What the characters become: paragraphs, rows of cells, notes.

use crate::draft::{Paragraph, ParagraphStyle};
use crate::extract::table_paragraphs;

/// The text so far.
#[derive(Default)]
pub(super) struct RtfText {
    line: RtfLine,
    note: RtfLine,
    cells: Vec<String>,
    /// The rows of the table so far.
    rows: Vec<Vec<Vec<Paragraph>>>,
    /// Whether paragraphs are lines of a cell.
    pub(super) in_table: bool,
    paragraphs: Vec<Paragraph>,
    notes: Vec<Paragraph>,
}

/// A paragraph in the making, with how many of its characters are bold.
#[derive(Default)]
struct RtfLine {
    text: String,
    bold: usize,
    chars: usize,
}

impl RtfText {
    /// How many paragraphs, cells and notes there are so far.
    pub(super) fn made(&self) -> usize {
        self.paragraphs.len() + self.rows.len() + self.cells.len() + self.notes.len()
    }

    /// Takes a character of the text, or of a note to it.
    pub(super) fn push(&mut self, c: char, bold: bool, note: bool) {
        let line = if note { &mut self.note } else { &mut self.line };
        line.text.push(c);
        if !c.is_whitespace() {
            line.chars += 1;
            line.bold += usize::from(bold);
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        if self.in_table {
            self.line.text.push('\n');
            return;
        }
        self.emit();
    }

    fn end_table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.paragraphs.extend(table_paragraphs(rows));
    }

    fn emit(&mut self) {
        self.end_table();
        let line = std::mem::take(&mut self.line);
        if line.chars == 0 {
            return;
        }
        let style =
            if line.bold == line.chars { ParagraphStyle::Bold } else { ParagraphStyle::Body };
        let pieces = line.text.split('\n').filter(|piece| !piece.trim().is_empty());
        self.paragraphs.extend(pieces.map(|text| Paragraph { text: text.to_owned(), style }));
    }

    pub(super) fn end_cell(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.cells.push(line.text);
    }

    pub(super) fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let row: Vec<Vec<Paragraph>> = cells
            .iter()
            .map(|cell| {
                let lines = cell.split('\n').filter(|line| !line.trim().is_empty());
                lines
                    .map(|l| Paragraph { text: l.to_owned(), style: ParagraphStyle::Body })
                    .collect()
            })
            .collect();
        self.rows.push(row);
    }

    pub(super) fn end_note(&mut self) {
        let line = std::mem::take(&mut self.note);
        let text = line.text.trim().to_owned();
        if !text.is_empty() {
            self.notes.push(Paragraph { text, style: ParagraphStyle::Note });
        }
    }

    /// All of it, notes behind the others; a row that is not ended only where it is text.
    pub(super) fn finish(mut self, is_text: bool) -> Vec<Paragraph> {
        if is_text && !self.cells.is_empty() {
            self.end_row();
        }
        self.emit();
        self.paragraphs.append(&mut self.notes);
        self.paragraphs
    }
}
