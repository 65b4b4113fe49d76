//! What an extractor gives: the paragraphs of one document as its format has them, and what the
//! file says of it outside the text. Not yet cleaned, dated or placed.

use serde::{Deserialize, Serialize};

use crate::Level;

/// One document, extracted but not yet understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Where it lies below the indexed path: `a.txt`, `a.jsonl#3`, `a.zip/b.docx`. `/` separates
    /// folders and members on every system.
    pub source: String,
    /// What a table row or front matter says of the document.
    pub given: Given,
    /// The title of the page or of the document's properties, where the format has one.
    pub page_title: Option<String>,
    /// The text in reading order.
    pub paragraphs: Vec<Paragraph>,
    /// How many bytes or characters could not be decoded.
    pub undecodable: usize,
    /// Whether the text was read off pictures of its pages.
    pub by_ocr: bool,
    /// Names that stand around the text inside the file and speak of it as folders and file names
    /// do: the sheet, a file's name in a cell, an id. From the outermost in.
    pub labels: Vec<String>,
}

/// What stands about a document in the columns of its table or in its front matter, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the columns of the contract")]
pub struct Given {
    pub id: Option<String>,
    pub title: Option<String>,
    /// Place columns from the outermost in: 省份, 城市, 区县.
    pub place: Vec<PlaceCell>,
    /// GB/T 2260 codes, as written.
    pub codes: Vec<String>,
    pub year: Option<String>,
    pub date: Option<String>,
    pub kind: Option<String>,
    pub url: Option<String>,
}

/// A place as a column has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceCell {
    /// The words, as written.
    pub name: String,
    /// The level that the column is named for (省份, 城市, 区县), if it is.
    pub level: Option<Level>,
}

impl PartialEq<&str> for PlaceCell {
    fn eq(&self, name: &&str) -> bool {
        self.name == *name
    }
}

/// One paragraph of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its characters, without line ends.
    pub text: String,
    /// What the format says that it is.
    pub style: ParagraphStyle,
}

/// What a format says of a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParagraphStyle {
    /// Nothing.
    #[default]
    Body,
    /// A heading of this level, from 1.
    Heading(u8),
    /// All of it is bold, which in reports without heading styles often means a heading.
    Bold,
    /// A row of a table, cells joined by a tab.
    Row,
    /// A footnote or endnote.
    Note,
}
