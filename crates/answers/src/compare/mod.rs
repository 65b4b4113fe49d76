//! Two reports side by side: which passages were kept, which were changed and in what words,
//! which are new, which were dropped.
//!
//! Passages are aligned within their part, since what a year reports as done and what it promises
//! are said in the same words. [`align`] finds the pairs, [`words`] what changed within one.

pub(crate) mod align;
mod promised;
mod shared;
pub(crate) mod words;

use std::time::Instant;

use serde::Serialize;
use suyan_corpus::{Part, Passage};
use suyan_search::{Backend, FullReport, ReportHead};

use crate::params::Params;
use crate::problem::Problem;
use crate::report::{head, no_report};

pub use promised::promised;
pub use shared::{SharedSentence, shared, words as own_words};

/// The comparison of two reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The one.
    pub a: ReportHead,
    /// The other.
    pub b: ReportHead,
    /// How many passages have which status. Headings are not counted.
    pub counts: StatusCounts,
    /// The rows, by part, in the order of the other.
    pub rows: Vec<ComparedRow>,
}

/// Passages by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct StatusCounts {
    /// Passages in equal words on both sides.
    pub kept: usize,
    /// Passages that stand on both sides in other words.
    pub changed: usize,
    /// Only in the other.
    pub new: usize,
    /// Only in the one.
    pub dropped: usize,
}

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PassageStatus {
    /// Equal words on both sides.
    Kept,
    /// Other words.
    Changed,
    /// Only in the other report.
    New,
    /// Only in the one report.
    Dropped,
}

impl PassageStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Changed, Self::New, Self::Dropped, Self::Kept];

    /// The word that the API uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed => "changed",
            Self::New => "new",
            Self::Dropped => "dropped",
        }
    }
}

/// One passage, or a pair of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedRow {
    /// The part that it belongs to.
    pub part: Part,
    /// What became of it.
    pub status: PassageStatus,
    /// How alike the two are, from 0 to 1, for a pair.
    pub similarity: Option<f32>,
    /// Whether it stands elsewhere in the order of its part.
    pub moved: bool,
    /// The passage of the one.
    pub a: Option<PassageSide>,
    /// The passage of the other.
    pub b: Option<PassageSide>,
}

/// A passage with what changed in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassageSide {
    /// Its number.
    pub ordinal: u32,
    /// Whether it is a heading.
    pub is_heading: bool,
    /// Pieces that, joined, are its text.
    pub text: Vec<Piece>,
}

/// A piece of a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The source's own characters.
    pub text: String,
    /// Whether the other side has something else here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
    /// Whether what changed holds a number.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub number: bool,
}

/// Compares two reports.
pub fn compare(a: &FullReport, b: &FullReport) -> Comparison {
    let mut rows = Vec::new();
    let end = Instant::now() + words::ALL_TIME;
    let (left, right) = (stretches(a), stretches(b));
    let mut seen: Vec<PartStretch> = Vec::new();
    for stretch in right.iter().chain(&left) {
        if !seen.contains(stretch) {
            seen.push(*stretch);
            part(*stretch, (a, &left), (b, &right), &mut rows, end);
        }
    }
    let mut counts = StatusCounts::default();
    for row in &rows {
        let side = row.b.as_ref().or(row.a.as_ref());
        if side.is_none_or(|side| side.is_heading) {
            continue;
        }
        match row.status {
            PassageStatus::Kept => counts.kept += 1,
            PassageStatus::Changed => counts.changed += 1,
            PassageStatus::New => counts.new += 1,
            PassageStatus::Dropped => counts.dropped += 1,
        }
    }
    Comparison { a: head(&a.id, &a.facts), b: head(&b.id, &b.facts), counts, rows }
}

/// A part, and whether it is what stands behind the last part that has a name: salutation and
/// farewell are both `other`, and must not be mixed.
type PartStretch = (Part, bool);

/// The stretch of every passage.
fn stretches(report: &FullReport) -> Vec<PartStretch> {
    let last = report.passages.iter().rposition(|passage| passage.part != Part::Other);
    let behind = |at: usize| last.is_some_and(|last| at > last);
    let passages = report.passages.iter().enumerate();
    passages.map(|(at, passage)| (passage.part, behind(at))).collect()
}

fn part(
    stretch: PartStretch,
    a: (&FullReport, &[PartStretch]),
    b: (&FullReport, &[PartStretch]),
    rows: &mut Vec<ComparedRow>,
    end: Instant,
) {
    let part = stretch.0;
    let left = of_stretch(a.0, a.1, stretch);
    let right = of_stretch(b.0, b.1, stretch);
    for step in align::align(&left, &right) {
        rows.push(match step {
            align::AlignStep::Dropped(i) => row(part, PassageStatus::Dropped, Some(left[i]), None),
            align::AlignStep::New(j) => row(part, PassageStatus::New, None, Some(right[j])),
            align::AlignStep::Pair { i, j, similarity, moved } => {
                ComparedRow { moved, ..pair(part, left[i], right[j], similarity, end) }
            }
        });
    }
}

fn of_stretch<'a>(
    report: &'a FullReport,
    stretches: &[PartStretch],
    wanted: PartStretch,
) -> Vec<&'a Passage> {
    let all = report.passages.iter().zip(stretches);
    all.filter(|(_, stretch)| **stretch == wanted).map(|(passage, _)| passage).collect()
}

fn row(part: Part, status: PassageStatus, a: Option<&Passage>, b: Option<&Passage>) -> ComparedRow {
    let side = |passage: &Passage| PassageSide {
        ordinal: passage.ordinal,
        is_heading: passage.is_heading,
        text: vec![Piece { text: passage.text.clone(), changed: false, number: false }],
    };
    ComparedRow { part, status, similarity: None, moved: false, a: a.map(side), b: b.map(side) }
}

fn pair(part: Part, a: &Passage, b: &Passage, similarity: f32, end: Instant) -> ComparedRow {
    let plain = row(part, PassageStatus::Kept, Some(a), Some(b));
    let similarity = Some((similarity * 1000.0).round() / 1000.0);
    if words::same(&a.text, &b.text) {
        return ComparedRow { similarity: Some(1.0), ..plain };
    }
    let (left, right) = words::changes(&a.text, &b.text, end);
    let side = |passage: &Passage, text| PassageSide {
        ordinal: passage.ordinal,
        is_heading: passage.is_heading,
        text,
    };
    let (a, b) = (Some(side(a, left)), Some(side(b, right)));
    ComparedRow { status: PassageStatus::Changed, similarity, a, b, ..plain }
}

/// The two ids of the request.
///
/// # Errors
/// `bad_compare` where one is missing.
pub fn ids(params: &Params) -> Result<(String, String), Problem> {
    match (params.one("a"), params.one("b")) {
        (Some(a), Some(b)) => Ok((a.to_owned(), b.to_owned())),
        _ => Err(Problem::new(
            "bad_compare",
            "对比需要两份报告",
            "给出 a 与 b 两个报告编号；在报告页的“历年”或“同年邻近”中点 ⇄ 即可",
        )),
    }
}

/// Both reports.
///
/// # Errors
/// `not_found` where one is not there.
pub fn both(backend: &dyn Backend, a: &str, b: &str) -> Result<(FullReport, FullReport), Problem> {
    let get = |id: &str| backend.report(id)?.ok_or_else(|| no_report(id));
    Ok((get(a)?, get(b)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    #[test]
    fn every_passage_stands_in_exactly_one_row() {
        let archive = Scan::archive();
        let get = |id| archive.report(id).unwrap().unwrap();
        let (mut a, b) = (get("990101-2022"), get("990101-2023"));
        a.passages.remove(7);
        let comparison = compare(&a, &b);
        let joined = |side: fn(&ComparedRow) -> &Option<PassageSide>| {
            let mut texts: Vec<(u32, String)> = comparison
                .rows
                .iter()
                .filter_map(|row| side(row).as_ref())
                .map(|side| (side.ordinal, side.text.iter().map(|p| p.text.as_str()).collect()))
                .collect();
            texts.sort();
            texts
        };
        let texts = |report: &FullReport| -> Vec<(u32, String)> {
            report.passages.iter().map(|p| (p.ordinal, p.text.clone())).collect()
        };
        assert_eq!(joined(|row| &row.a), texts(&a));
        assert_eq!(joined(|row| &row.b), texts(&b));
        assert_eq!(comparison.counts, StatusCounts { kept: 1, changed: 3, new: 1, dropped: 0 });
        let promise =
            comparison.rows.iter().find(|row| row.b.as_ref().is_some_and(|side| side.ordinal == 6));
        let pieces = &promise.unwrap().b.as_ref().unwrap().text;
        let changed: Vec<&Piece> = pieces.iter().filter(|piece| piece.changed).collect();
        assert_eq!(changed[0].text, "40");
        assert!(changed[0].number);
    }
}
