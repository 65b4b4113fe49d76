//! Plain text: one draft, one paragraph per line. Blank lines stay as empty paragraphs and
//! indents stay in place, since both tell the cleaner where a text that was cut at a fixed width
//! begins a paragraph.

use super::{Budget, DraftSink, Extract, Extracted, FormatFit, Input};
use crate::decode;
use crate::draft::{Draft, Paragraph};

pub(super) struct PlainText;

impl Extract for PlainText {
    fn fit(&self, input: &Input<'_>) -> FormatFit {
        match (decode::binary(input.bytes), input.extension().as_str()) {
            (Some(_), _) => FormatFit::No,
            (None, "txt" | "text") => FormatFit::Name,
            (None, _) => FormatFit::Fallback,
        }
    }

    fn extract(&self, input: &Input<'_>, budget: &Budget<'_>, sink: &mut DraftSink<'_>) {
        if let Err(reason) = budget.text(input.bytes.len()) {
            return sink(Extracted::rejected(input.source, reason));
        }
        let decoded = decode::decode(input.bytes, None);
        if let Err(reason) = budget.nodes(count(&decoded.text)) {
            return sink(Extracted::rejected(input.source, reason));
        }
        sink(Extracted::Draft(Box::new(Draft {
            source: input.source.to_owned(),
            paragraphs: lines(&decoded.text),
            undecodable: decoded.undecodable,
            ..Draft::default()
        })));
    }
}

/// How many lines a text has, or more.
pub(super) fn count(text: &str) -> usize {
    1 + text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count()
}

/// The lines of a text as paragraphs.
pub(super) fn lines(text: &str) -> Vec<Paragraph> {
    text.split('\n')
        .flat_map(|line| line.trim_end_matches('\r').split('\r'))
        .map(|line| Paragraph { text: line.to_owned(), ..Paragraph::default() })
        .collect()
}
