//! A report's paragraphs become passages: each with its heading path and the part it belongs to.
//!
//! Headings tell the part, and what stands below them inherits it. Below a heading of review
//! everything is review, whatever its own words: the year behind had its 政府自身建设 too. Where
//! headings tell nothing, the opening words of paragraphs do (过去一年…, 今年是…), and a fragment
//! without either is judged by whether it speaks of what was done or of what is to be done. What is
//! no report has no parts.

mod aims;
mod headings;
mod outline;
mod plan;
mod plausible;
mod rows;
mod sections;
mod start;
mod tense;
mod wording;
mod words;
mod years;

pub use plausible::{implausible, shares};

use crate::draft::{Paragraph, ParagraphStyle};
use crate::text::{flat, han, head};
use crate::{Kind, Part, Passage};
use headings::{Heading, HeadingRank};
use outline::{NumberRows, Outline};

/// Cuts a report into passages. `year` is the report's, which tells the year under review from
/// the year of the tasks.
#[must_use]
pub fn passages(paragraphs: &[Paragraph], kind: Kind, year: Option<i16>) -> Vec<Passage> {
    let outline = Outline::of(paragraphs, year);
    let body = start::of(paragraphs, &outline);
    let mut walk = PartWalk { kind, year, outline, ..PartWalk::default() };
    let mut out: Vec<Passage> = Vec::with_capacity(paragraphs.len());
    for (at, (paragraph, ordinal)) in paragraphs.iter().zip(1..).enumerate() {
        let mut passage = if at < body {
            Passage {
                ordinal,
                part: Part::Other,
                heading: Vec::new(),
                is_heading: matches!(paragraph.style, ParagraphStyle::Heading(_)),
                text: String::new(),
            }
        } else {
            walk.at = at;
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
        plan::settle(&mut out, year);
        sections::settle(&mut out[body..], year);
    }
    rows::put_below_headers(paragraphs, &mut out);
    out
}

/// The state of one walk through a report.
#[derive(Debug, Default)]
struct PartWalk {
    kind: Kind,
    year: Option<i16>,
    /// Open headings, outermost first, each with the part that it stands for.
    open: Vec<(Heading, Part)>,
    /// The part where no heading stands open.
    current: Part,
    /// The rows of numbers so far.
    rows: NumberRows,
    /// Whether a heading has told a part yet.
    told: bool,
    /// Whether the heading that stands open announces both review and tasks.
    mixed: bool,
    /// The headings of the whole report, and the paragraph that the walk is at.
    outline: Outline,
    at: usize,
    /// Whether the heading that stands open announces the years to come before the tasks of the
    /// report's own year, and these have not begun.
    both: bool,
    /// Whether the heading of aims that stands open is the last one of plans.
    last_plan: bool,
    /// Whether the items of a list of livelihood follow, and whether the last one was a line by
    /// itself, which what follows explains.
    listing: bool,
    explains: bool,
}

impl PartWalk {
    fn step(&mut self, paragraph: &Paragraph, ordinal: u32, below: &[Paragraph]) -> Passage {
        let found = self.outline.found[self.at].take().filter(|h| !self.is_item(h));
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
        self.open.retain(|(h, _)| h.rank != HeadingRank::Lead);
    }

    /// Below a glossary and an appendix, numbered lines are entries, not headings of the report.
    fn is_item(&self, heading: &Heading) -> bool {
        let in_glossary = self.open.last().is_some_and(|(_, p)| *p == Part::Glossary);
        in_glossary && !wording::is_appendix(&heading.title) && heading.rank != HeadingRank::Part
    }

    fn enter(
        &mut self,
        mut heading: Heading,
        ordinal: u32,
        paragraph: &Paragraph,
        below: &[Paragraph],
    ) -> Passage {
        if self.listing && heading.rank == HeadingRank::Lead && !self.explains {
            self.end_list();
        }
        self.settle_unnumbered(&mut heading);
        self.leave_lost(&heading, paragraph, below);
        let opens = heading.rank == HeadingRank::First && self.named(&heading, below).is_some();
        heading.rank = self.rows.rank(&heading, opens);
        self.open.retain(|(above, _)| above.rank < heading.rank);
        let behind = self.standing() == Part::Review || self.standing() == Part::SelfGovernment;
        let is_plan = behind && aims::is_of_this_year(&heading.title, self.year);
        let is_review = self.standing() == Part::Tasks && wording::is_review(&heading.title);
        if heading.rank == HeadingRank::First && (is_plan || is_review) {
            // 三、2022年重点工作 stands below no review, whatever unnumbered line is open.
            self.open.clear();
        }
        let part = self.part_of_heading(&heading, paragraph, below);
        self.look_ahead(&heading, part, paragraph);
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
            && outermost.rank <= HeadingRank::First
        {
            self.current = *part;
        }
        whole
    }

    /// What a heading announces beside its part.
    fn look_ahead(&mut self, heading: &Heading, part: Part, paragraph: &Paragraph) {
        self.listing &= heading.rank >= HeadingRank::Third;
        self.explains &= heading.rank == HeadingRank::Lead;
        let is_line = !heading.runs_in && !paragraph.text.ends_with(['。', '；']);
        self.explains |= self.listing && heading.rank != HeadingRank::Lead && is_line;
        if heading.rank <= HeadingRank::First {
            self.both = part == Part::Tasks && aims::is_of_both(&heading.title, self.year);
            self.last_plan = part == Part::Targets && !self.outline.has_tasks_behind(self.at);
        } else if heading.rank != HeadingRank::Lead
            && !aims::is_of_years_ahead(&heading.title, self.year)
        {
            self.both = false;
        }
    }

    /// An unnumbered line that names the part that already stands, below 一、, opens none.
    fn settle_unnumbered(&self, heading: &mut Heading) {
        let numbered = self.open.first().is_some_and(|(h, _)| h.rank == HeadingRank::First);
        if heading.rank == HeadingRank::Part && heading.number == 0 && numbered {
            let named = wording::of_heading(&heading.title, self.year);
            if named == Some(self.current)
                || named == Some(Part::Review) && self.current != Part::Other
            {
                heading.rank = HeadingRank::Plain;
            }
        }
    }

    /// A row that begins anew below review, where no heading of plans follows, and speaks of what
    /// is to be done: the plan's own heading is lost.
    fn leave_lost(&mut self, heading: &Heading, paragraph: &Paragraph, below: &[Paragraph]) {
        if self.kind == Kind::WorkReport
            && self.standing() == Part::Review
            && (self.rows.begins_anew(heading) || self.rows.leaps(heading))
            && !self.outline.has_plans_behind(self.at)
            && !tense::speaks_of_the_past(self.section(HeadingRank::First, paragraph, below), 2)
        {
            self.open.clear();
            self.rows.clear();
            self.current = Part::Tasks;
        }
    }

    fn part_of_heading(
        &mut self,
        heading: &Heading,
        paragraph: &Paragraph,
        below: &[Paragraph],
    ) -> Part {
        let above = self.open.last().map(|(_, part)| *part);
        if self.has_no_parts() {
            return Part::Other;
        }
        if wording::is_appendix(&heading.title) && heading.rank <= HeadingRank::First {
            return Part::Other;
        }
        let named = self.named(heading, below);
        let is_early = matches!(self.current, Part::Other | Part::Review) && above.is_none();
        let named = match named {
            Some(Part::SelfGovernment | Part::Livelihood | Part::Glossary) => named,
            _ if is_early
                && (wording::looks_back(&heading.title, self.year)
                    || wording::is_of_two_years(&heading.title, self.year)) =>
            {
                Some(Part::Review)
            }
            _ => named,
        };
        if self.listing && heading.rank >= HeadingRank::Third && heading.rank != HeadingRank::Lead {
            return Part::Livelihood;
        }
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
            // Where no heading of tasks follows, what stands below aims are the deeds for them.
            (Some(Part::Targets), None) if self.last_plan && heading.rank != HeadingRank::Lead => {
                Part::Tasks
            }
            // Aims below aims: 加强政府建设 is one of them.
            (Some(Part::Targets), Some(Part::SelfGovernment))
                if heading.rank == HeadingRank::Lead =>
            {
                Part::Targets
            }
            (None, Some(Part::Tasks | Part::Targets)) if self.is_first(heading) => {
                self.untold(heading, paragraph, below)
            }
            (None, Some(Part::Situation)) if self.is_long_review(heading, paragraph, below) => {
                Part::Review
            }
            (_, Some(named)) => named,
            (Some(above), None) => above,
            (None, None) => self.untold(heading, paragraph, below),
        };
        let is_mixed = part == Part::Review
            && (wording::is_mixed(&heading.title)
                || wording::is_of_two_years(&heading.title, self.year));
        self.mixed = above.is_none() && is_mixed || self.mixed && above.is_some();
        self.told |= named.is_some() || above.is_none() && heading.rank <= HeadingRank::First;
        part
    }

    /// The part that a heading names.
    fn named(&self, heading: &Heading, below: &[Paragraph]) -> Option<Part> {
        let below =
            below.first().map(|p| p.text.as_str()).filter(|_| heading.rank <= HeadingRank::First);
        wording::of_lines(&heading.title, below, self.year)
    }

    /// Whether a heading is the first of the report and names no year or plan that is ahead: there
    /// reports look back, whatever it says of tasks.
    fn is_first(&self, heading: &Heading) -> bool {
        self.kind == Kind::WorkReport
            && self.current == Part::Other
            && heading.rank <= HeadingRank::First
            && heading.number <= 1
            && !aims::is_of_this_year(&heading.title, self.year)
            && !aims::is_of_years_ahead(&heading.title, self.year)
    }

    /// Whether a section on the situation is long, and tells what was done: then it is the review.
    fn is_long_review(
        &self,
        heading: &Heading,
        paragraph: &Paragraph,
        below: &[Paragraph],
    ) -> bool {
        const LONG: usize = 1500;
        let section = || self.section(heading.rank, paragraph, below);
        matches!(self.current, Part::Other | Part::Review)
            && heading.rank <= HeadingRank::Second
            && section().map(han).sum::<usize>() >= LONG
            && tense::speaks_of_the_past(section(), 4)
    }

    /// The texts below a heading, up to the next one that is not below it.
    fn section<'a>(
        &'a self,
        rank: HeadingRank,
        paragraph: &'a Paragraph,
        below: &'a [Paragraph],
    ) -> impl Iterator<Item = &'a str> {
        let found = self.outline.found[self.at + 1..].iter();
        let ends = move |heading: &Heading| match rank {
            HeadingRank::Second => heading.rank <= HeadingRank::Second,
            HeadingRank::Plain => {
                heading.rank <= HeadingRank::First || heading.rank == HeadingRank::Plain
            }
            _ => heading.rank <= HeadingRank::First,
        };
        let section = below
            .iter()
            .zip(found)
            .enumerate()
            .take(60)
            // A heading may stand in two lines.
            .take_while(move |(at, (_, h))| {
                rank == HeadingRank::Plain && *at == 0 || h.as_ref().is_none_or(|h| !ends(h))
            })
            .map(|(_, (p, _))| p.text.as_str());
        std::iter::once(paragraph.text.as_str()).chain(section)
    }

    /// A first heading that names no part (二、鼓足干劲，推动…): what stands below it tells, by
    /// speaking of what was done or of what is to be done. Behind tasks there is no more review.
    fn untold(&self, heading: &Heading, paragraph: &Paragraph, below: &[Paragraph]) -> Part {
        if heading.rank > HeadingRank::Second && heading.rank != HeadingRank::Plain {
            return self.current;
        }
        if !matches!(self.current, Part::Other | Part::Review) || self.kind != Kind::WorkReport {
            return match self.current {
                Part::Targets | Part::Situation | Part::SelfGovernment | Part::Livelihood => {
                    Part::Tasks
                }
                other => other,
            };
        }
        // What comes first is a review until proven otherwise.
        let weight = if self.current == Part::Other { 3 } else { 2 };
        let section = self.section(heading.rank, paragraph, below);
        if tense::speaks_of_the_past(section, weight) { Part::Review } else { Part::Tasks }
    }

    /// Communiqués, and documents that are no reports: a decision, a scheme of reform.
    fn has_no_parts(&self) -> bool {
        matches!(self.kind, Kind::Communique | Kind::Other)
    }

    fn standing(&self) -> Part {
        self.open.last().map_or(self.current, |(_, part)| *part)
    }

    /// The part of a paragraph that is no heading line.
    fn part_of(&mut self, text: &str) -> Part {
        if self.has_no_parts() {
            return Part::Other;
        }
        if self.listing && !wording::is_item(text) && !std::mem::take(&mut self.explains) {
            self.end_list();
        }
        let standing = self.standing();
        // Headings that tell a part outweigh opening words, which in turn outweigh nothing.
        let is_last = standing == Part::Review && !self.outline.has_plans_behind(self.at);
        let headed = self.told
            && !self.mixed
            && !is_last
            && self.open.iter().any(|(h, _)| h.rank <= HeadingRank::First);
        if self.kind == Kind::WorkReport
            && !headed
            && let Some(part) = wording::turn(text, standing, self.year)
        {
            self.current = part;
            if is_last && part != Part::Review {
                // The plan has no heading of its own: no row of the review goes on in it.
                self.open.clear();
                self.rows.clear();
            }
            self.open.iter_mut().for_each(|(_, p)| *p = part);
        }
        let standing = self.standing();
        if standing == Part::Review
            && self.kind == Kind::WorkReport
            && wording::leaves_review(text, self.year)
        {
            self.open.clear();
            self.rows.clear();
            self.current = Part::Targets;
            self.told = false;
            return Part::Targets;
        }
        let told = wording::of_opening(text, standing);
        self.listed(text, told).or_else(|| self.planned(text, standing, told)).unwrap_or(standing)
    }

    /// Lists of livelihood: 今年要办好十件实事： and its items, wherever they stand.
    fn listed(&mut self, text: &str, told: Option<Part>) -> Option<Part> {
        let is_told = told == Some(Part::Livelihood);
        let within = self.listing;
        self.listing = within || is_told && wording::announces_list(text);
        (within || is_told).then_some(Part::Livelihood)
    }

    /// A list of livelihood ends with what is neither an item nor the text of one.
    fn end_list(&mut self) {
        self.listing = false;
        let of_list = |(heading, part): &(Heading, Part)| {
            heading.rank >= HeadingRank::Third && *part == Part::Livelihood
        };
        while self.open.last().is_some_and(of_list) {
            self.open.pop();
        }
    }

    /// What a paragraph is below a heading of plans, given what its opening tells.
    fn planned(&mut self, text: &str, standing: Part, told: Option<Part>) -> Option<Part> {
        let start = || flat(head(text, 70));
        if self.both && standing == Part::Tasks {
            self.both = !aims::turns_to_year(&start(), self.year);
            return told.or(self.both.then_some(Part::Targets));
        }
        if self.last_plan && standing == Part::Targets && aims::begins_deeds(&start()) {
            self.open.iter_mut().for_each(|(_, part)| *part = Part::Tasks);
            self.current = Part::Tasks;
            return Some(told.unwrap_or(Part::Tasks));
        }
        told
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
                if tense::speaks_of_the_past(texts(), 2) { Part::Review } else { Part::Tasks };
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
