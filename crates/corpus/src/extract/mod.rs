//! A file becomes drafts: one module per format behind the one seam [`Extract`].
//!
//! Formats are told by content first and by name second, since archives are full of HTML called
//! `.doc` and text called `.pdf`. Cleaning, dating and placing are not done here: a draft holds
//! what the format holds.
//!
//! Every extractor is handed a [`Budget`], which it charges for whatever grows with its input; a
//! format is read [apart] unless [`FORMATS`] says that all it does is charged step by step.

pub mod apart;
mod archive;
mod budget;
pub mod columns;
mod compound;
mod csv;
mod doc;
mod docx;
mod extent;
mod grid;
mod groups;
mod html;
mod json;
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

use serde::{Deserialize, Serialize};

use crate::draft::{Draft, Paragraph, ParagraphStyle};
pub use crate::limits::{Bound, Limits};
use crate::reason::{MissingContent, Reason};
pub use budget::Budget;

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extracted {
    /// A document.
    Draft(Box<Draft>),
    /// Readable, and certainly no report.
    NotReport {
        /// The file, member or row.
        source: String,
        /// Why.
        reason: Reason,
    },
    /// A PDF of pictures of pages, to be read by [`Ocr`] or not at all.
    Scanned {
        /// The file or member.
        source: String,
        /// Its content; it does not travel between processes, since whoever asked has it.
        #[serde(skip)]
        bytes: Vec<u8>,
    },
    /// Unreadable.
    Rejected {
        /// The file, member or row.
        source: String,
        /// Why.
        reason: Reason,
    },
}

impl Extracted {
    /// An unreadable input.
    #[must_use]
    pub fn rejected(source: impl Into<String>, reason: Reason) -> Self {
        Self::Rejected { source: source.into(), reason }
    }

    /// A readable input that is no report.
    #[must_use]
    pub fn not_report(source: impl Into<String>, reason: Reason) -> Self {
        Self::NotReport { source: source.into(), reason }
    }

    /// A readable input without what it ought to have.
    #[must_use]
    pub fn no_text(source: impl Into<String>, missing: MissingContent) -> Self {
        Self::not_report(source, Reason::NoText(missing))
    }
}

/// Where an extractor puts what it finds, in the order of the file.
pub type DraftSink<'s> = dyn FnMut(Extracted) + 's;

/// How sure a format is that an input is its own. The surest takes it; of equals, the first in
/// the list of formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormatFit {
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
    fn fit(&self, input: &Input<'_>) -> FormatFit;

    /// Extracts everything in the input. Every document, and everything that could not be read,
    /// goes to the sink exactly once. Does not panic on any content.
    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>);
}

/// Reads the text off pictures of pages, where the user asked for it: a program outside of this
/// crate, which starts none.
pub trait Ocr: Send + Sync + std::fmt::Debug {
    /// The lines of each page of a PDF, in order, or the reason why there are none.
    ///
    /// # Errors
    /// The program is missing, failed, or a bound struck.
    fn read(&self, pdf: &[u8], limits: &Limits) -> Result<Vec<Vec<String>>, Reason>;
}

/// Where a format is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    /// Here: it goes through its input once, and all that it makes is charged.
    Here,
    /// By [`apart::Apart`], where its time and memory are bounded from outside.
    Apart,
}

/// The formats, in the order in which they are asked.
const FORMATS: &[(&dyn Extract, Home)] = &[
    (&pdf::PdfFile, Home::Apart),
    (&docx::Docx, Home::Apart),
    (&odt::Odt, Home::Apart),
    (&workbook::Workbook, Home::Apart),
    (&doc::DocExtractor, Home::Apart),
    (&rtf::Rtf, Home::Apart),
    (&stata::Stata, Home::Apart),
    (&docx::WordXml, Home::Apart),
    (&mhtml::Mhtml, Home::Apart),
    (&html::WebPage, Home::Apart),
    (&records::RecordsExtractor, Home::Apart),
    (&jsonl::JsonLines, Home::Here),
    (&csv::Csv, Home::Here),
    (&markdown::Markdown, Home::Here),
    // Their members have homes of their own.
    (&archive::Zip, Home::Here),
    (&archive::TarOrGzip, Home::Here),
    (&txt::PlainText, Home::Here),
];

/// Why an input is nothing but what some program left behind, told without looking into it.
fn leftover(input: &Input<'_>) -> Option<Reason> {
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
        return Some(Reason::Empty);
    }
    let content = input.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input.bytes);
    if content.len() < 4 && !content.iter().any(u8::is_ascii_alphanumeric) {
        return Some(Reason::Wordless);
    }
    if input.name().starts_with("~$") || input.name().starts_with(".~lock.") {
        return Some(Reason::LockFile);
    }
    UNFINISHED.contains(&input.extension().as_str()).then_some(Reason::Unfinished)
}

/// The format that fits an input best.
fn format(input: &Input<'_>) -> Option<(&'static dyn Extract, Home)> {
    let mut best: Option<(FormatFit, (&'static dyn Extract, Home))> = None;
    for format in FORMATS {
        let fit = format.0.fit(input);
        if fit > best.map_or(FormatFit::No, |(fit, _)| fit) {
            best = Some((fit, *format));
        }
    }
    best.map(|(_, format)| format)
}

/// Extracts an input with the format that fits it best. Archives call this for their members.
pub fn extract(input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
    if input.bytes.len() as u64 > budget.limits().file_bytes {
        return sink(Extracted::rejected(input.source, budget.struck(Bound::FileBytes)));
    }
    if let Some(reason) = leftover(input) {
        return sink(Extracted::rejected(input.source, reason));
    }
    match format(input) {
        Some((format, Home::Here)) => {
            let budget = budget.member();
            format.extract(input, &budget, &mut |found| sink(budget.admit(found)));
        }
        Some((_, Home::Apart)) => elsewhere(input, budget, sink),
        None => sink(Extracted::rejected(input.source, unknown(input))),
    }
}

/// Extracts an input here whatever its format.
fn here(input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
    match format(input) {
        Some((format, _)) => {
            format.extract(input, budget, &mut |found| sink(budget.admit(found)));
        }
        None => sink(Extracted::rejected(input.source, unknown(input))),
    }
}

fn elsewhere(input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
    match apart::run(apart::JobInput::File, input.source, input.bytes, budget) {
        Ok(found) => found.into_iter().for_each(|found| {
            sink(match found {
                Extracted::Scanned { source, .. } => {
                    Extracted::Scanned { source, bytes: input.bytes.to_vec() }
                }
                found => found,
            });
        }),
        Err(reason) => sink(Extracted::rejected(input.source, reason)),
    }
}

fn unknown(input: &Input<'_>) -> Reason {
    let what = crate::decode::binary(input.bytes).unwrap_or("未知格式");
    Reason::UnknownFormat(what.to_owned())
}

/// A table of a document, cell by cell: rows where it holds data, or the paragraphs in its cells
/// where it only lays out the text.
fn table_paragraphs(rows: Vec<Vec<Vec<Paragraph>>>) -> Vec<Paragraph> {
    let cell_text = |cell: &Vec<Paragraph>| -> String {
        let lines: Vec<&str> = cell.iter().map(|p| p.text.trim()).collect();
        lines.join("")
    };
    let texts: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(cell_text).collect()).collect();
    if !grid::is_data(&texts) {
        return rows.into_iter().flatten().flatten().collect();
    }
    let rows = texts.into_iter().map(|cells| cells.join("\t"));
    let rows = rows.filter(|text| !text.trim().is_empty());
    rows.map(|text| Paragraph { text, style: ParagraphStyle::Row }).collect()
}

#[cfg(test)]
mod testing {
    use super::*;

    /// What is found in a file.
    pub(super) fn extracted(name: &str, bytes: &[u8]) -> Vec<Extracted> {
        extracted_within(name, bytes, &Limits::default())
    }

    /// What is found in a file within these bounds.
    pub(super) fn extracted_within(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Extracted> {
        let mut out = Vec::new();
        let budget = Budget::new(limits, None, 0);
        extract(&Input::file(name, bytes), &budget, &mut |e| out.push(e));
        out
    }
}
