//! Rich Text Format: `\'xx` bytes in the code page of their font, `\uN` characters with their
//! fallbacks, destinations that are not text, tables.
//!
//! The format is a stream of groups and control words (RTF 1.9.1); what is not known is passed
//! over, as the specification asks.

mod encoding;
mod reader;
mod text;

use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input};
use crate::draft::Draft;
use reader::RtfReader;

pub(super) struct Rtf;

impl Extract for Rtf {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        let start = input.bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
        if input.bytes[start..].starts_with(b"{\\rt") {
            FormatFit::Signature
        } else {
            FormatFit::No
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        let mut reader = RtfReader::new(input.bytes);
        if let Err(reason) = reader.run(budget) {
            return sink(Extracted::rejected(input.source, reason));
        }
        let undecodable = reader.undecodable;
        sink(Extracted::Draft(Box::new(Draft {
            source: input.source.to_owned(),
            paragraphs: reader.finish(),
            undecodable,
            ..Draft::default()
        })));
    }
}

#[cfg(test)]
mod tests;
