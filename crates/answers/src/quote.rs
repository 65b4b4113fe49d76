//! Words of a report as a program may quote them: verbatim, with what they are cited by.
//!
//! Whoever passes text on to somebody who cannot see the report takes it from here, so that no
//! sentence is ever without its place, year, passage, citation and permalink.

use std::ops::Range;

use jiff::civil::Date;
use percent_encoding::utf8_percent_encode;
use serde::Serialize;
use suyan_analysis::sentences;
use suyan_corpus::{Kind, Level, Part};
use suyan_search::{Fragment, ReportHead};

use crate::cite::{Citation, today};
use crate::params::PLAIN;

/// What every quotation of one answer has in common.
#[derive(Debug, Clone)]
pub struct Quoting {
    base: String,
    today: Date,
}

/// A stretch of one passage, verbatim, with what it is cited by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The report's own characters.
    pub text: String,
    /// The report's id.
    pub report: String,
    /// Its title.
    pub title: String,
    /// Its place from the province down, `null` where unknown.
    pub place: Option<String>,
    /// The code of the place as of the report's year.
    pub place_code: Option<String>,
    /// The level of the place.
    pub level: Option<Level>,
    /// Its year, `null` where unknown.
    pub year: Option<i16>,
    /// The day of delivery, `null` where the text does not tell.
    pub date: Option<String>,
    /// Its kind.
    pub kind: Kind,
    /// The number of the passage in the report.
    pub passage: u32,
    /// The part of the report that it stands in.
    pub part: Part,
    /// By GB/T 7714-2015.
    pub citation: String,
    /// The passage on its page.
    pub permalink: String,
}

impl Quoting {
    /// Quotations whose links begin with this address.
    #[must_use]
    pub fn new(base: impl Into<String>) -> Self {
        Self { base: base.into(), today: today() }
    }

    /// The address that links begin with.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The page of a report.
    #[must_use]
    pub fn report(&self, id: &str) -> String {
        format!("{}/reports/{}", self.base, utf8_percent_encode(id, PLAIN))
    }

    /// How a report, or one passage of it, is cited.
    #[must_use]
    pub fn citation(&self, head: &ReportHead, passage: Option<u32>) -> String {
        let address = self.report(&head.id);
        Citation::of(head.clone(), &address, passage, self.today).gbt()
    }

    /// Words of a passage.
    #[must_use]
    pub fn quote(&self, head: &ReportHead, passage: u32, part: Part, text: &str) -> Quote {
        let place = head.place.as_ref();
        Quote {
            text: text.to_owned(),
            report: head.id.clone(),
            title: head.title.clone(),
            place: place.map(|place| place.path.join(" › ")),
            place_code: place.map(|place| place.code.clone()),
            level: head.level,
            year: head.year,
            date: head.date.clone(),
            kind: head.kind,
            passage,
            part,
            citation: self.citation(head, Some(passage)),
            permalink: format!("{}#p{passage}", self.report(&head.id)),
        }
    }
}

/// Where a passage that was found says it: its text, and the bytes that matched.
#[must_use]
pub fn marked(fragments: &[Fragment]) -> (String, Vec<Range<usize>>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    for fragment in fragments {
        let from = text.len();
        text.push_str(&fragment.text);
        if fragment.matched {
            marks.push(from..text.len());
        }
    }
    (text, marks)
}

/// The stretches of a text to quote for its marks: all of it where it is short, else the sentences
/// that are marked, those in a row as one. Together not many more characters than `most`, but at
/// least the first sentence, or where even that is longer, its words around the first mark.
#[must_use]
pub fn stretches(text: &str, marks: &[Range<usize>], most: usize) -> Vec<Range<usize>> {
    let length = |range: &Range<usize>| text[range.clone()].chars().count();
    if length(&(0..text.len())) <= most {
        return std::iter::once(0..text.len()).collect();
    }
    let is_marked = |range: &Range<usize>| {
        marks.is_empty()
            || marks.iter().any(|mark| mark.start < range.end && mark.end > range.start)
    };
    let mut chosen: Vec<Range<usize>> = Vec::new();
    let mut taken = 0;
    for sentence in sentences(text).into_iter().filter(is_marked) {
        let sentence = match length(&sentence) {
            many if many > most => around(text, &sentence, marks, most),
            _ => sentence,
        };
        taken += length(&sentence);
        if taken > most && !chosen.is_empty() {
            break;
        }
        match chosen.last_mut() {
            Some(last) if last.end == sentence.start => last.end = sentence.end,
            _ => chosen.push(sentence),
        }
    }
    chosen
}

/// So many characters of a long sentence, from a little before its first mark on.
fn around(
    text: &str,
    sentence: &Range<usize>,
    marks: &[Range<usize>],
    most: usize,
) -> Range<usize> {
    let first = marks.iter().find(|mark| mark.end > sentence.start);
    let first = first.map_or(sentence.start, |mark| mark.start.max(sentence.start));
    let before = text[sentence.start..first].char_indices().rev();
    let from = before.take(most / 4).last().map_or(first, |(at, _)| sentence.start + at);
    let mut rest = text[from..sentence.end].char_indices();
    let end = rest.nth(most).map_or(sentence.end, |(at, _)| from + at);
    from..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::head;
    use crate::testing::Scan;
    use suyan_search::Backend as _;

    #[test]
    fn a_quotation_has_all_that_it_is_cited_by() {
        let report = Scan::archive().report("990101-2023").unwrap().unwrap();
        let quoting = Quoting::new("https://example.org");
        let passage = &report.passages[5];
        let text = &passage.text;
        let quote = quoting.quote(&head(&report.id, &report.facts), 6, passage.part, text);
        assert_eq!(quote.place.as_deref(), Some("望川市 › 云栖区"));
        assert_eq!(quote.permalink, "https://example.org/reports/990101-2023#p6");
        assert!(quote.citation.contains("2023: 第6段(2023-01-04)"), "{}", quote.citation);
        assert!(quote.citation.ends_with("https://example.org/reports/990101-2023#p6."));
    }

    #[test]
    fn stretches_are_marked_sentences_of_the_text() {
        let text = "甲一二三。乙架空线入地。丙架空线。丁四五六。戊架空线。";
        let marks: Vec<_> = text.match_indices("架空线").map(|(at, w)| at..at + w.len()).collect();
        let of = |most| -> Vec<&str> {
            stretches(text, &marks, most).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(of(100), [text]);
        assert_eq!(of(20), ["乙架空线入地。丙架空线。", "戊架空线。"]);
        assert_eq!(of(12), ["乙架空线入地。丙架空线。"]);
        // A sentence that is too long is cut around what matched.
        assert_eq!(of(5), ["乙架空线入"]);
        assert_eq!(stretches(text, &[], 12).len(), 1, "without marks from the beginning");
    }
}
