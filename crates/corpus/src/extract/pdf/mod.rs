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

use std::time::{Duration, Instant};

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::{Extract, Extracted, Fit, Input, Limits, Sink};
use crate::draft::{Draft, Paragraph};
use crate::radicals;
use layout::Page;

pub(super) struct PdfFile;

impl Extract for PdfFile {
    fn fit(&self, input: &Input<'_>) -> Fit {
        // The signature may stand behind some bytes of another program's.
        let head = &input.bytes[..input.bytes.len().min(1024)];
        if head.windows(5).any(|window| window == b"%PDF-") { Fit::Signature } else { Fit::No }
    }

    fn extract(&self, input: &Input<'_>, limits: &Limits, sink: &mut Sink<'_>) {
        sink(match read(input.bytes, limits.time) {
            Ok((title, paragraphs)) => Extracted::Draft(Box::new(Draft {
                source: input.source.to_owned(),
                page_title: title,
                paragraphs,
                ..Draft::default()
            })),
            Err(SCANNED) => {
                Extracted::Scanned { source: input.source.to_owned(), bytes: input.bytes.to_vec() }
            }
            Err(reason) => Extracted::rejected(input.source, reason),
        });
    }
}

/// A document whose pages are pictures of text.
const SCANNED: &str = "扫描件，无文字层";

type Contents = (Option<String>, Vec<Paragraph>);

fn read(bytes: &[u8], time: Duration) -> Result<Contents, &'static str> {
    let started = Instant::now();
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => "PDF 已加密，打开需要口令",
        LoadPdfError::Decryption(_) => "PDF 的加密方式不支持",
        LoadPdfError::Invalid => "PDF 损坏，打不开",
    })?;
    let (mut pages, mut named, mut nameless) = (Vec::new(), 0, 0);
    let mut garbage = 0;
    for page in glyphs::pages(&pdf) {
        if started.elapsed() > time {
            return Err("超过每个文件的时间上限");
        }
        named += page.glyphs.len();
        nameless += page.nameless;
        garbage += page.glyphs.iter().filter(|g| is_garbage(&g.text)).count();
        pages.push(Page::of(page));
    }
    if pages.is_empty() {
        return Err("PDF 损坏，没有页");
    }
    if nameless > named || garbage * 3 > named.max(1) {
        return Err("PDF 的文字层没有字符对照，读出的是乱码");
    }
    if named < pages.len() * 10 {
        return Err(SCANNED);
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
