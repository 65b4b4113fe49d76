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
mod tests {
    use super::*;
    use crate::draft::ParagraphStyle;
    use crate::extract::testing::extracted;

    fn texts(rtf: &str) -> Vec<(String, ParagraphStyle)> {
        let mut out = extracted("a.doc", rtf.as_bytes());
        let Some(Extracted::Draft(draft)) = out.pop() else { panic!("{out:?}") };
        draft.paragraphs.into_iter().map(|p| (p.text.trim().to_owned(), p.style)).collect()
    }

    #[test]
    fn bytes_and_characters_are_decoded() {
        let rtf = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 A;}}
            {\*\generator x;}\f0\'d4\'c6\'cf\'aa\f1 2020\uc2\u24180\'c4\'ea{\v \'b2\'d8}\par
            \uc1\u-10179?\u-8704?\par{\header \'d2\'b3}{\b\uc1\u19968?\u12289?\par}}";
        assert_eq!(
            texts(rtf),
            [
                ("云溪2020年".to_owned(), ParagraphStyle::Body),
                ("😀".to_owned(), ParagraphStyle::Body),
                ("一、".to_owned(), ParagraphStyle::Bold),
            ]
        );
    }

    #[test]
    fn rows_and_notes_are_marked() {
        let rtf =
            r"{\rtf1\trowd\pard\intbl a\cell b\cell\row\pard c{\super{\footnote\pard note}}d\par}";
        assert_eq!(
            texts(rtf),
            [
                ("a\tb".to_owned(), ParagraphStyle::Row),
                ("cd".to_owned(), ParagraphStyle::Body),
                ("note".to_owned(), ParagraphStyle::Note),
            ]
        );
    }
}
