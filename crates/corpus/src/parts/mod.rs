//! A report's paragraphs become passages: each with its heading path and the part it belongs to.
//!
//! Headings tell the part, and what stands below them inherits it. Below a heading of review
//! everything is review, whatever its own words: the year behind had its 政府自身建设 too. Where
//! headings tell nothing, the opening words of paragraphs do (过去一年…, 今年是…), and a fragment
//! without either is judged by whether it speaks of what was done or of what is to be done.

mod headings;
mod wording;

use crate::draft::{Paragraph, Style};
use crate::text::{flat, han, head};
use crate::{Kind, Part, Passage};
use headings::{Heading, Rank};

/// Cuts a report into passages. `year` is the report's, which tells the year under review from
/// the year of the tasks.
#[must_use]
pub fn passages(paragraphs: &[Paragraph], kind: Kind, year: Option<i16>) -> Vec<Passage> {
    let mut walk = Walk { kind, year, ..Walk::default() };
    let body = body_start(paragraphs);
    let mut out: Vec<Passage> = Vec::with_capacity(paragraphs.len());
    for (at, (paragraph, ordinal)) in paragraphs.iter().zip(1..).enumerate() {
        let mut passage = if at < body {
            Passage {
                ordinal,
                part: Part::Other,
                heading: Vec::new(),
                is_heading: matches!(paragraph.style, Style::Heading(_)),
                text: String::new(),
            }
        } else {
            walk.step(paragraph, ordinal, &paragraphs[at + 1..])
        };
        passage.text.clone_from(&paragraph.text);
        out.push(passage);
    }
    if kind == Kind::WorkReport {
        judge_fragments(&mut out[body..]);
    }
    mark_notes(&mut out[body..]);
    if kind == Kind::WorkReport {
        mark_closing(&mut out);
    }
    out
}

/// Where the report's body begins: behind titles, salutation and 现在，我代表….
fn body_start(paragraphs: &[Paragraph]) -> usize {
    let scope = paragraphs.len().min(30);
    let start = |p: &Paragraph| flat(head(&p.text, 60));
    let speaks = |p: &Paragraph| {
        let start = start(p);
        let says = start.contains("我代表") || start.contains("我受") || start.contains("请予审议");
        says && han(&p.text) < 300
    };
    let salutes = |p: &Paragraph| {
        let start = start(p);
        start.starts_with("各位代表") && start.chars().count() <= 16
    };
    let opening = paragraphs[..scope].iter().position(speaks);
    let opening = opening.or_else(|| paragraphs[..scope].iter().position(salutes));
    let titles = paragraphs.iter().take(6).take_while(|p| is_title(&p.text)).count();
    opening.map_or(titles, |at| at + 1)
}

/// Lines above a fragment that name the document, its day and its speaker.
fn is_title(text: &str) -> bool {
    let line = flat(head(text, 80));
    let names = ["工作报告", "政府工作的报告", "公报", "次会议", "规划纲要"]
        .iter()
        .any(|w| line.contains(w));
    let speaks =
        ["省长", "市长", "区长", "县长", "州长", "主席", "总理"].iter().any(|w| line.contains(w));
    line.chars().count() <= 70
        && !line.contains('。')
        && (names || speaks && line.chars().count() <= 24)
}

/// The state of one walk through a report.
#[derive(Debug, Default)]
struct Walk {
    kind: Kind,
    year: Option<i16>,
    /// Open headings, outermost first, each with the part that it stands for.
    open: Vec<(Heading, Part)>,
    /// The part where no heading stands open.
    current: Part,
    /// The last number of 一、二、三、 and of such a row below another one.
    outer: u8,
    nested: u8,
    /// Whether a heading has told a part yet.
    told: bool,
    /// Whether the heading that stands open announces both review and tasks.
    mixed: bool,
}

impl Walk {
    fn step(&mut self, paragraph: &Paragraph, ordinal: u32, below: &[Paragraph]) -> Passage {
        let year = self.year;
        let opens_part = |t: &str| wording::of_heading(t, year).is_some();
        let found = headings::heading(paragraph, opens_part).filter(|h| !self.is_item(h));
        match found {
            Some(heading) => self.enter(heading, ordinal, paragraph, below),
            None => {
                self.leave_lead();
                let part = self.part_of(&paragraph.text);
                self.passage(ordinal, part, false)
            }
        }
    }

    /// Leads end with their paragraph.
    fn leave_lead(&mut self) {
        self.open.retain(|(h, _)| h.rank != Rank::Lead);
    }

    /// Below a glossary and an appendix, numbered lines are entries, not headings of the report.
    fn is_item(&self, heading: &Heading) -> bool {
        let in_glossary = self.open.last().is_some_and(|(_, p)| *p == Part::Glossary);
        in_glossary && !wording::is_appendix(&heading.title) && heading.rank != Rank::Part
    }

    fn enter(
        &mut self,
        mut heading: Heading,
        ordinal: u32,
        paragraph: &Paragraph,
        below: &[Paragraph],
    ) -> Passage {
        self.settle_unnumbered(&mut heading);
        self.settle_row(&mut heading);
        self.open.retain(|(above, _)| above.rank < heading.rank);
        let behind = self.standing() == Part::Review || self.standing() == Part::SelfGovernment;
        if heading.rank == Rank::First
            && behind
            && wording::is_of_this_year(&heading.title, self.year)
        {
            // 三、2022年重点工作 stands below no review, whatever unnumbered line is open.
            self.open.clear();
        }
        let part = self.part_of_heading(&heading, paragraph, below);
        let runs_in = heading.runs_in;
        let whole = if runs_in {
            // A lead that runs in belongs to its paragraph's path.
            self.open.push((heading, part));
            let part = self.part_of(&paragraph.text);
            self.passage(ordinal, part, false)
        } else {
            let passage = self.passage(ordinal, part, true);
            self.open.push((heading, part));
            passage
        };
        if let Some((outermost, part)) = self.open.first()
            && outermost.rank <= Rank::First
        {
            self.current = *part;
        }
        whole
    }

    /// An unnumbered line that names the part that already stands, below 一、, opens none.
    fn settle_unnumbered(&self, heading: &mut Heading) {
        let numbered = self.open.first().is_some_and(|(h, _)| h.rank == Rank::First);
        if heading.rank == Rank::Part && heading.number == 0 && numbered {
            let named = wording::of_heading(&heading.title, self.year);
            if named == Some(self.current)
                || named == Some(Part::Review) && self.current != Part::Other
            {
                heading.rank = Rank::Plain;
            }
        }
    }

    /// A row 一、二、三、 that begins anew below one that goes on is a list inside it.
    fn settle_row(&mut self, heading: &mut Heading) {
        if heading.rank == Rank::Part {
            (self.outer, self.nested) = (0, 0);
        }
        if heading.rank != Rank::First {
            return;
        }
        let opens = wording::of_heading(&heading.title, self.year).is_some();
        let restarts = heading.number == 1 && self.outer >= 1 && !opens;
        let continues = self.nested > 0 && heading.number == self.nested + 1;
        let resumes = heading.number == self.outer + 1 && (opens || !continues);
        if restarts || continues && !resumes {
            heading.rank = Rank::Nested;
            self.nested = heading.number;
        } else {
            self.outer = heading.number;
            self.nested = 0;
        }
    }

    fn part_of_heading(
        &mut self,
        heading: &Heading,
        paragraph: &Paragraph,
        below: &[Paragraph],
    ) -> Part {
        let above = self.open.last().map(|(_, part)| *part);
        if self.kind == Kind::Communique {
            return Part::Other;
        }
        if wording::is_appendix(&heading.title) && heading.rank <= Rank::First {
            return Part::Other;
        }
        let named = wording::of_heading(&heading.title, self.year);
        let part = match (above, named) {
            (_, Some(Part::Glossary)) => Part::Glossary,
            // What stands below review is review; what stands below tasks may be aims or deeds.
            (Some(Part::Review), Some(Part::Situation)) => Part::Situation,
            (
                Some(
                    above @ (Part::Review
                    | Part::SelfGovernment
                    | Part::Livelihood
                    | Part::Glossary),
                ),
                _,
            ) => above,
            (Some(Part::Targets), Some(Part::Review)) => Part::Targets,
            (Some(Part::Tasks), Some(Part::Review)) => Part::Tasks,
            // Aims below aims: 加强政府建设 is one of them.
            (Some(Part::Targets), Some(Part::SelfGovernment)) if heading.rank == Rank::Lead => {
                Part::Targets
            }
            (_, Some(named)) => named,
            (Some(above), None) => above,
            (None, None) => self.untold(heading, paragraph, below),
        };
        self.mixed =
            above.is_none() && wording::is_mixed(&heading.title) || self.mixed && above.is_some();
        self.told |= named.is_some() || above.is_none() && heading.rank <= Rank::First;
        part
    }

    /// A first heading that names no part (二、鼓足干劲，推动…): what stands below it tells, by
    /// speaking of what was done or of what is to be done. Behind tasks there is no more review.
    fn untold(&self, heading: &Heading, paragraph: &Paragraph, below: &[Paragraph]) -> Part {
        if heading.rank > Rank::Second && heading.rank != Rank::Plain {
            return self.current;
        }
        if !matches!(self.current, Part::Other | Part::Review) || self.kind != Kind::WorkReport {
            return match self.current {
                Part::Targets | Part::Situation | Part::SelfGovernment => Part::Tasks,
                other => other,
            };
        }
        let section = below
            .iter()
            .take(60)
            .take_while(|p| headings::heading(p, |_| false).is_none_or(|h| h.rank > Rank::First));
        let texts = std::iter::once(paragraph).chain(section).map(|p| p.text.as_str());
        if wording::speaks_of_the_past(texts) { Part::Review } else { Part::Tasks }
    }

    fn standing(&self) -> Part {
        self.open.last().map_or(self.current, |(_, part)| *part)
    }

    /// The part of a paragraph that is no heading line.
    fn part_of(&mut self, text: &str) -> Part {
        if self.kind == Kind::Communique {
            return Part::Other;
        }
        let standing = self.standing();
        // Headings that tell a part outweigh opening words, which in turn outweigh nothing.
        let headed =
            self.told && !self.mixed && self.open.iter().any(|(h, _)| h.rank <= Rank::First);
        if self.kind == Kind::WorkReport
            && !headed
            && let Some(part) = wording::turn(text, standing, self.year)
        {
            self.current = part;
            self.open.iter_mut().for_each(|(_, p)| *p = part);
        }
        let standing = self.standing();
        if standing == Part::Review
            && self.kind == Kind::WorkReport
            && wording::leaves_review(text, self.year)
        {
            self.open.clear();
            self.current = Part::Targets;
            self.told = false;
            return Part::Targets;
        }
        wording::of_opening(text, standing).unwrap_or(standing)
    }

    fn passage(&self, ordinal: u32, part: Part, is_heading: bool) -> Passage {
        let heading = self.open.iter().map(|(h, _)| h.title.clone()).collect();
        Passage { ordinal, part, heading, is_heading, text: String::new() }
    }
}

/// The fewest Han characters of a run of untold paragraphs that is judged by its tense.
const RUN: usize = 80;

/// Runs of paragraphs that nothing told the part of.
fn judge_fragments(passages: &mut [Passage]) {
    let mut from = 0;
    while from < passages.len() {
        if passages[from].part != Part::Other {
            from += 1;
            continue;
        }
        let run = passages[from..].iter().take_while(|p| p.part == Part::Other).count();
        let texts = || passages[from..from + run].iter().map(|p| p.text.as_str());
        let appended = passages[from].heading.iter().any(|h| wording::is_appendix(h));
        // What stands behind the end stays other.
        let behind = from > 0 && passages[from - 1].part == Part::Glossary;
        if texts().map(han).sum::<usize>() >= RUN && !appended && !behind {
            let part =
                if wording::speaks_of_the_past(texts()) { Part::Review } else { Part::Tasks };
            let of_prose = |p: &&mut Passage| p.is_heading || han(&p.text) >= 30;
            passages[from..from + run].iter_mut().filter(of_prose).for_each(|p| p.part = part);
        }
        from += run;
    }
}

/// Footnotes and entries that explain words belong to the glossary, wherever they stand: some
/// reports have them behind the paragraph that they are about, others at the end without a title.
fn mark_notes(passages: &mut [Passage]) {
    let is_note = |p: &&mut Passage| !p.is_heading && wording::explains(&p.text);
    passages.iter_mut().filter(is_note).for_each(|p| p.part = Part::Glossary);
}

/// The peroration belongs to no part.
fn mark_closing(passages: &mut [Passage]) {
    let end = passages.iter().rposition(|p| p.part != Part::Glossary && han(&p.text) > 0);
    let Some(end) = end else { return };
    for passage in passages[..=end].iter_mut().rev().take(4) {
        if passage.is_heading || !wording::closes(&passage.text) {
            break;
        }
        passage.part = Part::Other;
        passage.heading.clear();
    }
}

#[cfg(test)]
mod tests;
