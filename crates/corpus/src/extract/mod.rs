//! A file becomes drafts: one module per format behind the one seam [`Extract`].
//!
//! Formats are told by content first and by name second, since archives are full of HTML called
//! `.doc` and text called `.pdf`. Cleaning, dating and placing are not done here: a draft holds
//! what the format holds.

mod archive;
pub mod columns;
mod compound;
mod csv;
mod doc;
mod docx;
mod groups;
mod guard;
mod html;
mod jsonl;
mod layout;
mod markdown;
mod mhtml;
mod odt;
mod pdf;
mod records;
mod rtf;
mod sheet;
mod stata;
mod txt;
mod values;
mod workbook;
mod xml;

use std::sync::Arc;
use std::time::Duration;

use crate::draft::{Draft, Paragraph, Style};

/// The bounds of one file. What strikes one is rejected with the bound's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file as it lies on disk.
    pub file_bytes: u64,
    /// Bytes of all that one file unpacks to.
    pub unpacked_bytes: u64,
    /// Bytes of one XML part of a document.
    pub part_bytes: u64,
    /// Bytes of one text: of a text file, of a page, of what a document holds of text. The longest
    /// plans have one megabyte.
    pub text_bytes: usize,
    /// How many times larger than packed a member may be.
    pub ratio: u64,
    /// Members of one archive, rows of one table.
    pub members: usize,
    /// How deep archives may nest: 2 is a zip in a zip.
    pub depth: u8,
    /// Time for one file; of an archive or a table, for one member of it.
    pub time: Duration,
    /// Pages of one document that are read by OCR.
    pub ocr_pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 512 << 20,
            unpacked_bytes: 2 << 30,
            part_bytes: 64 << 20,
            text_bytes: 16 << 20,
            ratio: 200,
            members: 200_000,
            depth: 2,
            time: Duration::from_secs(60),
            ocr_pages: 120,
        }
    }
}

impl Limits {
    /// Why a text of so many bytes is not read, where it is too long for one.
    #[must_use]
    pub fn too_long(&self, bytes: usize) -> Option<String> {
        let bound = self.text_bytes >> 20;
        (bytes > self.text_bytes).then(|| format!("文本超过 {bound} MB 的上限，不会是一份报告"))
    }
}

/// What is to be extracted: a file, or a member of an archive.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Path below the indexed folder; members follow their archive after a `/`.
    pub source: &'a str,
    /// The content.
    pub bytes: &'a [u8],
    /// In how many archives it lies.
    pub depth: u8,
}

impl<'a> Input<'a> {
    /// A file that lies in no archive.
    #[must_use]
    pub fn file(source: &'a str, bytes: &'a [u8]) -> Self {
        Self { source, bytes, depth: 0 }
    }

    /// The last part of the path.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.source.rsplit('/').next().unwrap_or(self.source)
    }

    /// The name's extension in lower case, or nothing.
    #[must_use]
    pub fn extension(&self) -> String {
        match self.name().rsplit_once('.') {
            Some((_, extension)) => extension.to_lowercase(),
            None => String::new(),
        }
    }
}

/// What an extractor found at one place of its input.
#[derive(Debug, Clone, PartialEq)]
pub enum Extracted {
    /// A document.
    Draft(Box<Draft>),
    /// Readable, and certainly no report: the reason, in Chinese.
    NotReport {
        /// The file, member or row.
        source: String,
        /// Why.
        reason: String,
    },
    /// A PDF of pictures of pages, to be read by [`Ocr`] or not at all.
    Scanned {
        /// The file or member.
        source: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// Unreadable: the reason, in Chinese.
    Rejected {
        /// The file, member or row.
        source: String,
        /// Why.
        reason: String,
    },
}

impl Extracted {
    /// An unreadable input.
    #[must_use]
    pub fn rejected(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Rejected { source: source.into(), reason: reason.into() }
    }

    /// A readable input that is no report.
    #[must_use]
    pub fn not_report(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::NotReport { source: source.into(), reason: reason.into() }
    }
}

/// Where an extractor puts what it finds, in the order of the file.
pub type Sink<'s> = dyn FnMut(Extracted) + 's;

/// How sure a format is that an input is its own. The surest takes it; of equals, the first in
/// the list of formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It cannot be.
    No,
    /// It would do where nothing else does: any text is txt.
    Fallback,
    /// The name says so and the content does not contradict.
    Name,
    /// The content looks like it.
    Content,
    /// The content bears its signature.
    Signature,
}

/// A file format.
pub trait Extract: Sync {
    /// Says how sure the format is that the input is its own. Looks at the head of the content
    /// only, and at the name.
    fn fit(&self, input: &Input<'_>) -> Fit;

    /// Extracts everything in the input. Every document, and everything that could not be read,
    /// goes to the sink exactly once. Does not panic on any content.
    fn extract(&self, input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>);

    /// Whether it goes through its input once from end to end, in time that grows with the length
    /// and without a tree of it. All other formats are read under a clock.
    fn is_linear(&self) -> bool {
        false
    }
}

/// Reads the text off pictures of pages, where the user asked for it: a program outside of this
/// crate, which starts none.
pub trait Ocr: Send + Sync + std::fmt::Debug {
    /// The lines of each page of a PDF, in order, or the reason, in Chinese, why there are none.
    ///
    /// # Errors
    /// The program is missing, failed, or a bound struck.
    fn read(&self, pdf: &[u8], limits: &Limits) -> Result<Vec<Vec<String>>, String>;
}

/// The formats, in the order in which they are asked.
const FORMATS: &[&dyn Extract] = &[
    &pdf::PdfFile,
    &docx::Docx,
    &odt::Odt,
    &workbook::Workbook,
    &doc::Doc,
    &rtf::Rtf,
    &stata::Stata,
    &docx::WordXml,
    &mhtml::Mhtml,
    &html::WebPage,
    &records::Records,
    &jsonl::JsonLines,
    &csv::Csv,
    &markdown::Markdown,
    &archive::Zip,
    &archive::TarOrGzip,
    &txt::PlainText,
];

/// Why an input is nothing but what some program left behind, told without looking into it.
fn leftover(input: &Input<'_>) -> Option<&'static str> {
    const UNFINISHED: &[&str] = &[
        "crdownload",
        "part",
        "partial",
        "download",
        "opdownload",
        "xltd",
        "td",
        "!ut",
        "baiduyun",
    ];
    if input.bytes.is_empty() {
        return Some("空文件");
    }
    let content = input.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input.bytes);
    if content.len() < 4 && !content.iter().any(u8::is_ascii_alphanumeric) {
        return Some("空文件：没有文字");
    }
    if input.name().starts_with("~$") || input.name().starts_with(".~lock.") {
        return Some("办公软件的占用标记，不是文档");
    }
    UNFINISHED.contains(&input.extension().as_str()).then_some("没有下载完的文件")
}

/// Extracts an input with the format that fits it best. Archives call this for their members.
pub fn extract(input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>) {
    if input.bytes.len() as u64 > limits.file_bytes {
        let bound = limits.file_bytes >> 20;
        sink(Extracted::rejected(input.source, format!("文件超过 {bound} MB 的上限")));
        return;
    }
    if let Some(reason) = leftover(input) {
        return sink(Extracted::rejected(input.source, reason));
    }
    let mut best: Option<(Fit, &'static dyn Extract)> = None;
    for format in FORMATS {
        let fit = format.fit(input);
        if fit > best.map_or(Fit::No, |(fit, _)| fit) {
            best = Some((fit, *format));
        }
    }
    match best {
        Some((_, format)) if format.is_linear() => format.extract(input, limits, sink),
        Some((_, format)) => under_a_clock(format, input, limits, sink),
        None => {
            let what = crate::decode::binary(input.bytes).unwrap_or("未知格式");
            sink(Extracted::rejected(input.source, format!("不能读取的格式：{what}")));
        }
    }
}

/// Extracts in a thread of its own, and goes on without it where it takes too long.
fn under_a_clock(
    format: &'static dyn Extract,
    input: &Input<'_>,
    limits: &Limits,
    sink: &mut Sink<'_>,
) {
    let (source, bytes): (String, Arc<[u8]>) = (input.source.to_owned(), Arc::from(input.bytes));
    let (depth, bounds) = (input.depth, *limits);
    let read = guard::run(limits, move || {
        let mut found = Vec::new();
        let input = Input { source: &source, bytes: &bytes, depth };
        format.extract(&input, &bounds, &mut |extracted| found.push(extracted));
        found
    });
    match read {
        Ok(found) => found.into_iter().for_each(sink),
        Err(reason) => sink(Extracted::rejected(input.source, reason)),
    }
}

/// A cell of more characters is a container of text, not a value.
const CELL_CHARS: usize = 150;

/// A table of a document, cell by cell: rows where it holds data, or the paragraphs in its cells
/// where it only lays out the text.
fn table_paragraphs(rows: Vec<Vec<Vec<Paragraph>>>) -> Vec<Paragraph> {
    let cell_text = |cell: &[Paragraph]| -> String {
        let lines: Vec<&str> = cell.iter().map(|p| p.text.trim()).collect();
        lines.join("")
    };
    let data = rows.iter().any(|row| row.len() > 1)
        && rows.iter().flatten().all(|cell| cell_text(cell).chars().count() <= CELL_CHARS);
    if !data {
        return rows.into_iter().flatten().flatten().collect();
    }
    let texts = rows.iter().map(|row| {
        let cells: Vec<String> = row.iter().map(|cell| cell_text(cell)).collect();
        cells.join("\t")
    });
    texts
        .filter(|text| !text.trim().is_empty())
        .map(|text| Paragraph { text, style: Style::Row })
        .collect()
}
