//! The headings of a report before it is walked through: what stands behind tells whether a heading
//! of aims is all that the report has of plans.

use super::headings::{self, Heading, HeadingRank};
use super::wording;
use super::years::Year;
use crate::Part;
use crate::draft::Paragraph;

/// The headings of a report.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The heading that each paragraph is or begins with.
    pub found: Vec<Option<Heading>>,
    /// Where headings of the outer rows stand, each with the part that it names.
    outer: Vec<(usize, Option<Part>)>,
}

impl Outline {
    /// Reads the headings of all paragraphs.
    pub(super) fn of(paragraphs: &[Paragraph], year: Year) -> Self {
        let opens_part = |t: &str| wording::of_heading(t, year).is_some();
        let found: Vec<Option<Heading>> =
            paragraphs.iter().map(|p| headings::heading(p, opens_part)).collect();
        let mut rows = NumberRows::default();
        let mut outer = Vec::new();
        for (at, heading) in found.iter().enumerate() {
            let Some(heading) = heading.as_ref().filter(|h| h.rank <= HeadingRank::First) else {
                continue;
            };
            let below = paragraphs.get(at + 1).map(|p| p.text.as_str());
            let named = wording::of_lines(&heading.title, below, year);
            if rows.rank(heading, named.is_some()) <= HeadingRank::First {
                outer.push((at, named));
            }
        }
        Self { found, outer }
    }

    /// Whether behind a paragraph a heading of the outer rows is, or may be, one of tasks.
    pub(super) fn has_tasks_behind(&self, at: usize) -> bool {
        self.behind(at).any(|part| matches!(part, None | Some(Part::Tasks)))
    }

    /// Whether behind a paragraph a heading of the outer rows is, or may be, one of plans.
    pub(super) fn has_plans_behind(&self, at: usize) -> bool {
        self.behind(at)
            .any(|part| matches!(part, None | Some(Part::Tasks | Part::Targets | Part::Situation)))
    }

    fn behind(&self, at: usize) -> impl Iterator<Item = Option<Part>> {
        let behind = self.outer.iter().filter(move |(index, _)| *index > at);
        behind.map(|(_, part)| *part).take_while(|part| *part != Some(Part::Glossary))
    }
}

/// The rows of numbers so far: 一、二、三、 and such a row below another one.
#[derive(Debug, Default)]
pub(super) struct NumberRows {
    outer: u8,
    nested: u8,
    second: u8,
}

impl NumberRows {
    /// The rank that a heading has in its row: a row that begins anew below one that goes on is a
    /// list inside it. `opens` says whether the heading names a part.
    pub(super) fn rank(&mut self, heading: &Heading, opens: bool) -> HeadingRank {
        if heading.rank <= HeadingRank::First {
            self.second = 0;
        }
        match heading.rank {
            HeadingRank::Part => {
                (self.outer, self.nested) = (0, 0);
                return HeadingRank::Part;
            }
            HeadingRank::Second => self.second = heading.number,
            _ => {}
        }
        if heading.rank != HeadingRank::First {
            return heading.rank;
        }
        let restarts = heading.number == 1 && self.outer >= 1 && !opens;
        let continues = self.nested > 0 && heading.number == self.nested + 1;
        let resumes = heading.number == self.outer + 1 && (opens || !continues);
        if restarts || continues && !resumes {
            self.nested = heading.number;
            return HeadingRank::Nested;
        }
        (self.outer, self.nested) = (heading.number, 0);
        HeadingRank::First
    }

    /// Whether a heading begins anew a row that has several.
    pub(super) fn begins_anew(&self, heading: &Heading) -> bool {
        let last = match heading.rank {
            HeadingRank::First => self.outer.max(self.nested),
            HeadingRank::Second => self.second,
            _ => 0,
        };
        heading.number == 1 && last >= 2
    }

    /// Whether the numbers before a heading's are lost: （三） where no （二） was.
    pub(super) fn leaps(&self, heading: &Heading) -> bool {
        heading.rank == HeadingRank::Second && heading.number > self.second + 1
    }

    /// Forgets all rows.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
