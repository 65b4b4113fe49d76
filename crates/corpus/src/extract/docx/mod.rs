//! Word documents since 2007 (docx), and Word's XML in one file (2003 and flat OPC).
//!
//! What a reader of the printed page sees is extracted: automatic numbers are written out,
//! insertions of tracked changes kept, deletions, hidden text, comments, tables of contents,
//! headers and footers not. Footnotes follow the text.

mod body;
pub(super) mod numbering;
mod styles;

use std::io::Cursor;

use zip::ZipArchive;

use super::archive::{Package, package, part, xml_text};
use super::xml::{self, Element};
use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input};
use crate::decode;
use crate::draft::{Draft, Paragraph, ParagraphStyle};
use crate::reason::{Damage, Reason};
use body::BodyReader;
use numbering::Numbering;
use styles::Styles;

pub(super) struct Docx;
pub(super) struct WordXml;

impl Extract for Docx {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        match package(input.bytes) {
            Some(Package::Docx) => FormatFit::Signature,
            _ => FormatFit::No,
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
    let mut zip =
        ZipArchive::new(Cursor::new(input.bytes)).map_err(|_| Reason::Damaged(Damage::Package))?;
    let mut tree = |name: &str| -> Result<Option<Element>, Reason> {
        let Some(bytes) = part(&mut zip, name, budget)? else { return Ok(None) };
        // What is no XML is as if it were not there; what strikes a bound is not.
        match xml::parse(&xml_text(&bytes), budget) {
            Err(reason @ Reason::Bound { .. }) => Err(reason),
            parsed => Ok(parsed.ok()),
        }
    };
    let document = match tree("word/document.xml")? {
        Some(document) => document,
        None => tree("word/document2.xml")?
            .ok_or_else(|| Reason::Damaged(Damage::Part("word/document.xml".to_owned())))?,
    };
    let styles = tree("word/styles.xml")?;
    let numbering = tree("word/numbering.xml")?;
    let mut notes = Vec::new();
    for name in ["word/footnotes.xml", "word/endnotes.xml"] {
        notes.extend(tree(name)?);
    }
    let title = tree("docProps/core.xml")?;
    Ok(Draft {
        source: input.source.to_owned(),
        page_title: title.and_then(|core| Some(core.find("title")?.text())).filter(|t| telling(t)),
        paragraphs: paragraphs(&document, styles.as_ref(), numbering.as_ref(), &notes),
        ..Draft::default()
    })
}

/// A title property that says anything: most hold a template's name.
fn telling(title: &str) -> bool {
    title.contains("报告") || title.contains("公报") || title.contains("规划")
}

fn paragraphs(
    document: &Element,
    styles: Option<&Element>,
    numbering: Option<&Element>,
    notes: &[Element],
) -> Vec<Paragraph> {
    let styles = styles.map_or_else(Styles::default, Styles::of);
    let mut body =
        BodyReader::new(&styles, numbering.map_or_else(Numbering::default, Numbering::of));
    if let Some(element) = document.find("body") {
        body.blocks(element);
    }
    let mut paragraphs = body.finish();
    for note in notes.iter().flat_map(|part| part.find("footnotes").or(part.find("endnotes"))) {
        for note in note.elements().filter(|n| n.attribute("type").is_none_or(|t| t == "normal")) {
            paragraphs.extend(self::note(note, &styles));
        }
    }
    paragraphs
}

fn note(note: &Element, styles: &Styles) -> Option<Paragraph> {
    let mut body = BodyReader::new(styles, Numbering::default());
    body.blocks(note);
    let lines: Vec<String> = body.finish().into_iter().map(|p| p.text.trim().to_owned()).collect();
    let text = lines.join("").trim().to_owned();
    (!text.is_empty()).then_some(Paragraph { text, style: ParagraphStyle::Note })
}

impl Extract for WordXml {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        if decode::binary(input.bytes).is_some() {
            return FormatFit::No;
        }
        let head = decode::decode(&input.bytes[..input.bytes.len().min(4096)], None).text;
        let word = ["schemas.microsoft.com/office/word/2003", "2006/xmlPackage", "Word.Document"];
        if head.trim_start().starts_with("<?xml") && word.iter().any(|mark| head.contains(mark)) {
            FormatFit::Signature
        } else {
            FormatFit::No
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        let decoded = decode::decode(input.bytes, None);
        let root = match xml::parse(&decoded.text, budget) {
            Ok(root) => root,
            Err(reason) => return sink(Extracted::rejected(input.source, reason)),
        };
        let paragraphs = paragraphs(
            &root,
            root.find("styles"),
            root.find("numbering").or_else(|| root.find("lists")),
            &[],
        );
        sink(Extracted::Draft(Box::new(Draft {
            source: input.source.to_owned(),
            paragraphs,
            undecodable: decoded.undecodable,
            ..Draft::default()
        })));
    }
}

#[cfg(test)]
mod tests;
