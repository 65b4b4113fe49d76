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
use super::{Extract, Extracted, Fit, Input, Limits, Sink};
use crate::decode;
use crate::draft::{Draft, Paragraph, Style};
use body::Body;
use numbering::Numbering;
use styles::Styles;

pub(super) struct Docx;
pub(super) struct WordXml;

impl Extract for Docx {
    fn fit(&self, input: &Input<'_>) -> Fit {
        match package(input.bytes) {
            Some(Package::Docx) => Fit::Signature,
            _ => Fit::No,
        }
    }

    fn extract(&self, input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>) {
        sink(match read(input, limits) {
            Ok(draft) => Extracted::Draft(Box::new(draft)),
            Err(reason) => Extracted::rejected(input.source, reason),
        });
    }
}

fn read(input: &Input<'_>, limits: &Limits) -> Result<Draft, String> {
    let mut zip = ZipArchive::new(Cursor::new(input.bytes)).map_err(|_| "文档损坏，打不开")?;
    let limit = limits.part_bytes;
    let mut tree = |name: &str| -> Result<Element, String> {
        let bytes = part(&mut zip, name, limit)?;
        Ok(xml::parse(&xml_text(&bytes))?)
    };
    let document =
        tree("word/document.xml").or_else(|error| tree("word/document2.xml").map_err(|_| error))?;
    let styles = tree("word/styles.xml").ok();
    let numbering = tree("word/numbering.xml").ok();
    let notes: Vec<Element> =
        ["word/footnotes.xml", "word/endnotes.xml"].iter().filter_map(|n| tree(n).ok()).collect();
    let title = tree("docProps/core.xml").ok();
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
    let mut body = Body::new(&styles, numbering.map_or_else(Numbering::default, Numbering::of));
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
    let mut body = Body::new(styles, Numbering::default());
    body.blocks(note);
    let lines: Vec<String> = body.finish().into_iter().map(|p| p.text.trim().to_owned()).collect();
    let text = lines.join("").trim().to_owned();
    (!text.is_empty()).then_some(Paragraph { text, style: Style::Note })
}

impl Extract for WordXml {
    fn fit(&self, input: &Input<'_>) -> Fit {
        if decode::binary(input.bytes).is_some() {
            return Fit::No;
        }
        let head = decode::decode(&input.bytes[..input.bytes.len().min(4096)], None).text;
        let word = ["schemas.microsoft.com/office/word/2003", "2006/xmlPackage", "Word.Document"];
        if head.trim_start().starts_with("<?xml") && word.iter().any(|mark| head.contains(mark)) {
            Fit::Signature
        } else {
            Fit::No
        }
    }

    fn extract(&self, input: &Input<'_>, _: &Limits, sink: &mut Sink<'_>) {
        let decoded = decode::decode(input.bytes, None);
        let root = match xml::parse(&decoded.text) {
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
