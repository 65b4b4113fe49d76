//! PDF: the glyphs of every page with their characters and places become lines, columns,
//! footnotes and paragraphs again.
//!
//! Of the kept crates, hayro reads files with damaged cross-reference tables, those that only an
//! owner's password locks, fonts that are not embedded (by Adobe's character collections) and
//! Type 3 fonts; on what it gives, layout is told here, since no crate joins sentences across
//! pages and columns of Chinese text. A page without characters is a picture: the file is told as scanned.

mod glyphs;
mod layout;
mod paragraphs;
mod widths;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input};
use crate::draft::{Draft, Paragraph};
use crate::radicals;
use crate::reason::{Damage, Reason};
use layout::PdfPage;

pub(super) struct PdfFile;

impl Extract for PdfFile {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        // The signature may stand behind some bytes of another program's.
        let head = &input.bytes[..input.bytes.len().min(1024)];
        if head.windows(5).any(|window| window == b"%PDF-") {
            FormatFit::Signature
        } else {
            FormatFit::No
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        sink(match read(input.bytes, budget) {
            Ok((title, paragraphs)) => Extracted::Draft(Box::new(Draft {
                source: input.source.to_owned(),
                page_title: title,
                paragraphs,
                ..Draft::default()
            })),
            // What is to be done with it, whoever asked says.
            Err(Reason::Scanned(_)) => {
                Extracted::Scanned { source: input.source.to_owned(), bytes: input.bytes.to_vec() }
            }
            Err(reason) => Extracted::rejected(input.source, reason),
        });
    }
}

type PdfContents = (Option<String>, Vec<Paragraph>);

fn read(bytes: &[u8], budget: &Budget<'_>) -> Result<PdfContents, Reason> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Reason::Encrypted("PDF ".to_owned())
        }
        LoadPdfError::Decryption(_) => Reason::Unsupported("PDF 的加密方式".to_owned()),
        LoadPdfError::Invalid => Reason::Damaged(Damage::Pdf),
    })?;
    let (mut pages, mut named, mut nameless) = (Vec::new(), 0, 0);
    let (mut garbage, mut text) = (0, 0);
    for page in glyphs::pages(&pdf) {
        named += page.glyphs.len();
        text += page.glyphs.iter().map(|glyph| glyph.text.len()).sum::<usize>();
        budget.text(text)?;
        nameless += page.nameless;
        garbage += page.glyphs.iter().filter(|g| is_garbage(&g.text)).count();
        pages.push(PdfPage::of(page));
    }
    if pages.is_empty() {
        return Err(Reason::Damaged(Damage::Pages));
    }
    if nameless > named || garbage * 3 > named.max(1) {
        return Err(Reason::Nameless);
    }
    if named < pages.len() * 10 {
        return Err(Reason::Scanned(String::new()));
    }
    let mut paragraphs = paragraphs::join(pages);
    for paragraph in &mut paragraphs {
        if let std::borrow::Cow::Owned(healed) = radicals::heal(&paragraph.text) {
            paragraph.text = healed;
        }
    }
    Ok((title(&pdf), paragraphs))
}

/// Characters that no text has: private use, controls, what could not be decoded.
fn is_garbage(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}' | '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}')
    })
}

/// The title of the file's properties: UTF-16 with its mark, or bytes that are ASCII mostly.
fn title(pdf: &Pdf) -> Option<String> {
    let bytes = pdf.metadata().title.as_ref()?;
    let title = match &bytes[..] {
        [0xFE, 0xFF, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            String::from_utf16_lossy(&units.collect::<Vec<_>>())
        }
        other => String::from_utf8_lossy(other).into_owned(),
    };
    title.contains("报告").then_some(title)
}

#[cfg(test)]
mod tests;
