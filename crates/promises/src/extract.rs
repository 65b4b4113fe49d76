//! A report becomes its promises.

use suyan_analysis::quantity::Quantity;
use suyan_corpus::{Kind, Part, Passage, Report};

use crate::clauses::Clause;
use crate::deadline;
use crate::features::Sentence;
use crate::items;
use crate::model::{self, Model};
use crate::promise::{Promise, Strength};
use crate::strength;

/// A sentence that is a promise with this probability is one.
const PROMISE: f32 = 0.42;
/// A clause with this probability is an item of a promise.
const CHECKABLE: f32 = 0.42;

/// The promises of a report, in reading order. The review of the past holds none, nor does the
/// glossary; a communiqué reports and promises nothing.
#[must_use]
pub fn promises(report: &Report) -> Vec<Promise> {
    promises_with(report, Model::own())
}

/// The promises of a report by another model.
#[must_use]
pub fn promises_with(report: &Report, model: &Model) -> Vec<Promise> {
    let Some(year) = report.facts.year else { return Vec::new() };
    if !matches!(report.facts.kind, Kind::WorkReport | Kind::Plan) {
        return Vec::new();
    }
    let mut walk = PromiseWalk::of(report, year);
    let mut found = Vec::new();
    for passage in &report.passages {
        walk.step(passage);
        if !walk.may_promise(passage) {
            continue;
        }
        for (range, number) in crate::clauses::sentences(&passage.text).into_iter().zip(1..) {
            let sentence = Sentence::of(passage.text[range].trim());
            found.extend(promise(&sentence, passage, number, &walk, model));
        }
    }
    found
}

/// The items of a sentence that is known to be a promise of a year's report.
#[must_use]
pub fn items_of(text: &str, year: i16, model: &Model) -> Vec<crate::promise::Item> {
    let sentence = Sentence::of(text);
    let walk = PromiseWalk { year, kind: Kind::WorkReport, ahead: None, parted: true };
    items::of(&sentence, &read(&sentence, &model.clauses(&sentence), &walk))
}

/// Where in a report the reader is.
struct PromiseWalk {
    year: i16,
    kind: Kind,
    /// The last year of goals for more than the year, among which the passage stands.
    ahead: Option<i16>,
    /// Whether the report has parts that hold promises; where it has none, any part may.
    parted: bool,
}

impl PromiseWalk {
    fn of(report: &Report, year: i16) -> Self {
        let parted = report.passages.iter().any(|passage| is_ahead(passage.part));
        let plan = report.facts.kind == Kind::Plan;
        let ahead = plan.then(|| plan_end(&report.facts.title, year));
        Self { year, kind: report.facts.kind, ahead, parted }
    }

    fn step(&mut self, passage: &Passage) {
        if self.kind == Kind::Plan {
            return;
        }
        if passage.part == Part::Review {
            self.ahead = None;
        } else if let Some(ahead) = deadline::horizon(&passage.text, self.year) {
            self.ahead = ahead;
        }
    }

    fn may_promise(&self, passage: &Passage) -> bool {
        let unparted = self.kind == Kind::Plan || !self.parted;
        let part = is_ahead(passage.part) || unparted && passage.part == Part::Other;
        // A line of a livelihood list may look like a heading; one that ends as a sentence is none.
        let line = passage.text.trim_end_matches(|c: char| c.is_whitespace() || c == '*');
        part && (!passage.is_heading || line.ends_with(['。', '；']))
    }
}

fn is_ahead(part: Part) -> bool {
    matches!(part, Part::Targets | Part::Tasks | Part::Livelihood | Part::SelfGovernment)
}

/// The last year of a plan by its title: 2021—2025年, 第十四个五年; else five years.
fn plan_end(title: &str, year: i16) -> i16 {
    let digits: Vec<i16> = title
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok())
        .collect();
    let named = digits.into_iter().filter(|end| (year..year + 40).contains(end)).max();
    named.filter(|end| *end > year).unwrap_or(year + 4)
}

fn promise(
    sentence: &Sentence<'_>,
    passage: &Passage,
    number: u32,
    walk: &PromiseWalk,
    model: &Model,
) -> Option<Promise> {
    let probabilities = model.clauses(sentence);
    let certainty = model::any(&probabilities);
    if certainty < PROMISE {
        return None;
    }
    let read = read(sentence, &probabilities, walk);
    let items = items::of(sentence, &read);
    let firmest = items.iter().map(|item| item.strength).min().unwrap_or(Strength::Do);
    let deadline = items.iter().map(|item| &item.deadline).max_by_key(|deadline| {
        (deadline.text.is_some() && deadline.year != walk.year, deadline.text.is_some())
    });
    let deadline = deadline.cloned().unwrap_or_else(|| deadline::of("", walk.year, walk.ahead));
    Some(Promise {
        ordinal: passage.ordinal,
        sentence: number,
        part: passage.part,
        text: sentence.text.to_owned(),
        strength: firmest,
        deadline,
        items,
        certainty,
    })
}

fn read<'a>(
    sentence: &'a Sentence<'_>,
    probabilities: &[f32],
    walk: &PromiseWalk,
) -> Vec<Clause<'a>> {
    let best = probabilities.iter().copied().fold(0.0f32, f32::max);
    let mut governing: Option<Strength> = None;
    let mut due: Option<crate::promise::PromiseDeadline> = None;
    let mut end = 0;
    let mut out = Vec::with_capacity(sentence.clauses.len());
    for (range, probability) in sentence.clauses.iter().zip(probabilities) {
        let text = &sentence.text[range.clone()];
        let figures: Vec<&Quantity> = sentence.stated(range).collect();
        let told = strength::of(text, governing, !figures.is_empty());
        governing = told.governs.then_some(told.strength);
        // 到2025年，A达到5%，B达到6%: a later year holds on, until ； ends its sentence.
        if sentence.text[end..range.start].contains(['；', ';']) {
            due = None;
        }
        end = range.end;
        let mut deadline = deadline::of(text, walk.year, walk.ahead);
        if deadline.text.is_some() {
            due = Some(deadline.clone()).filter(|due| due.year != walk.year);
        } else if let Some(due) = &due {
            deadline = due.clone();
        }
        out.push(Clause {
            range: range.clone(),
            strength: told.strength,
            deadline,
            figures,
            checkable: *probability >= CHECKABLE || *probability >= best,
        });
    }
    out
}
