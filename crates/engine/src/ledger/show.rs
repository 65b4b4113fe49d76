//! Promises as they are shown, in the very shapes that the API prints; their sentences come out of
//! the index.

use std::sync::Arc;

use serde::Serialize;
use serde::ser::SerializeStruct;
use suyan_corpus::{Kind, Level, Part, Passage};
use suyan_promises::{Deadline, Figure, Reason, Strength, Verdict, sentences};

use super::file::Component;
use super::find::{Chosen, Items};
use super::noted::Noted;
use super::record::{ItemRecord, ProgressRecord, PromiseRecord, TellingRecord};
use super::view::Ledger;
use crate::search::head;
use crate::store::snapshot::Snapshot;
use crate::{Error, FacetPlace, ReportHead};

/// A page of promises.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PromiseList {
    /// Exact counts of everything that passes.
    pub total: PromiseTotal,
    /// This page.
    pub promises: Vec<ShownPromise>,
    /// Counts over everything that passes.
    pub facets: PromiseFacets,
    /// Whether the archive has a ledger at all: an index that was made before there was one, or by
    /// other rules, has none until it is indexed again, and that is not "no promises".
    #[serde(skip)]
    pub kept: bool,
}

/// How many promises and items pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct PromiseTotal {
    /// Promises with an item that passes.
    pub promises: u64,
    /// Items that pass.
    pub items: u64,
}

/// Counts of items that pass.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PromiseFacets {
    /// By verdict, most items first.
    pub verdict: Vec<ItemCount<Verdict>>,
    /// By the strength of their promise.
    pub strength: Vec<ItemCount<Strength>>,
    /// By the year of their report, latest first.
    pub year: Vec<ItemCount<i16>>,
    /// By the level of its place.
    pub level: Vec<ItemCount<Level>>,
    /// By its kind.
    pub kind: Vec<ItemCount<Kind>>,
    /// By the part that they stand in.
    pub part: Vec<ItemCount<Part>>,
    /// By the report's own place, most items first.
    pub place: Vec<PlaceItems>,
}

/// One value of a facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ItemCount<V> {
    /// The value.
    pub value: V,
    /// Items that pass.
    pub items: u64,
}

/// One place of the place facet.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceItems {
    /// The place.
    pub place: Arc<FacetPlace>,
    /// Items that pass.
    pub items: u64,
}

impl Serialize for PlaceItems {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("PlaceItems", 6)?;
        out.serialize_field("value", &self.place.code)?;
        out.serialize_field("code", &self.place.code)?;
        out.serialize_field("name", &self.place.name)?;
        out.serialize_field("path", &self.place.path)?;
        out.serialize_field("codes", &self.place.codes)?;
        out.serialize_field("items", &self.items)?;
        out.end()
    }
}

/// A promise with those of its items that pass.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownPromise {
    /// `REPORT:ORDINAL:SENTENCE`.
    pub id: String,
    /// Its report.
    pub report: ReportHead,
    /// The number of its passage.
    pub ordinal: u32,
    /// Its number in the passage, from 1.
    pub sentence: u32,
    /// The part that it stands in.
    pub part: Part,
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// The sentence, verbatim.
    pub text: String,
    /// The strength of its firmest item.
    pub strength: Strength,
    /// When it is due.
    pub deadline: Deadline,
    /// How probable the model finds it that it is a promise.
    pub certainty: f64,
    /// How many items it has in all.
    pub all_items: u32,
    /// Those that pass, in reading order.
    pub items: Vec<ShownItem>,
}

/// One checkable clause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownItem {
    /// Its number in the promise, from 1.
    pub item: u32,
    /// Its words.
    pub text: String,
    /// What is to be reached or done.
    pub indicator: Option<String>,
    /// The thing by its name.
    pub object: Option<String>,
    /// The figure.
    pub quantity: Option<ShownFigure>,
    /// How firmly it is promised.
    pub strength: Strength,
    /// When it is due.
    pub deadline: Deadline,
    /// What became of it.
    pub outcome: ShownOutcome,
    /// What a person says of it, where there is a journal of such.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noted: Option<Noted>,
}

/// A figure as the API shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownFigure {
    /// The figure; its fields are those of the API.
    #[serde(flatten)]
    pub figure: Figure,
    /// Its value in the unit in which values of its kind are compared,
    pub base: Option<f64>,
    /// and that unit.
    pub base_unit: Option<String>,
}

impl From<Figure> for ShownFigure {
    fn from(figure: Figure) -> Self {
        let (base, base_unit) = figure.base().unzip();
        Self { figure, base, base_unit }
    }
}

/// What became of an item: a reading by rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownOutcome {
    /// The verdict.
    pub verdict: Verdict,
    /// The year of the report that was read for it, or that would tell.
    pub year: Option<i16>,
    /// The report that was read for it.
    pub report: Option<ReportHead>,
    /// The figure that was promised.
    pub promised: Option<ShownFigure>,
    /// The figure that is told.
    pub reported: Option<ShownFigure>,
    /// How it came about, in one Chinese sentence,
    pub why: String,
    /// and as data.
    #[serde(skip)]
    pub reason: Reason,
    /// Whether only a claim about all promises of a kind covers it.
    pub umbrella: bool,
    /// The sentences on which it rests, the best first.
    pub evidence: Vec<ShownTelling>,
    /// The sentences that are closest, whatever the verdict.
    pub candidates: Vec<ShownTelling>,
    /// What reports on the way to a later deadline tell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<ShownProgress>,
}

/// A sentence of a later report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownTelling {
    /// The report's id.
    pub report: String,
    /// Its year.
    pub year: Option<i16>,
    /// The number of the passage.
    pub ordinal: u32,
    /// The number of the sentence in it, from 1.
    pub sentence: u32,
    /// The part that it stands in.
    pub part: Part,
    /// The sentence.
    pub text: String,
    /// How probable it is that it tells of the item.
    pub score: f64,
}

/// What a report on the way tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownProgress {
    /// The year that is told of.
    pub year: i16,
    /// The figure.
    pub figure: ShownFigure,
    /// The sentence.
    pub telling: ShownTelling,
}

/// One promise with what every later report of its place says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromiseStory {
    /// The promise with all its items.
    pub promise: ShownPromise,
    /// Year by year, from the one after it on.
    pub later: Vec<LaterYear>,
}

/// What one year's report says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LaterYear {
    /// The year.
    pub year: i16,
    /// Its report; `None` where the archive has none.
    pub report: Option<ReportHead>,
    /// Whether the report is there whole, so that silence means something.
    pub whole: bool,
    /// For every item of the promise the closest sentences, the closest first.
    pub items: Vec<Vec<Said>>,
}

/// A sentence with the figure of it that is closest to an item's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// The sentence.
    #[serde(flatten)]
    pub telling: ShownTelling,
    /// The figure, where the item has one and this fits it.
    pub figure: Option<ShownFigure>,
}

/// Reads what is shown. Rows and passages that were read last are kept: promises mostly follow
/// each other.
pub(crate) struct Shower<'a> {
    snapshot: &'a Snapshot,
    ledger: &'a Ledger,
    candidates: bool,
    rows: Option<((u32, u32), Vec<PromiseRecord>)>,
    passage: Option<((u32, u32), Passage)>,
}

impl<'a> Shower<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot, ledger: &'a Ledger, candidates: bool) -> Self {
        Self { snapshot, ledger, candidates, rows: None, passage: None }
    }

    /// A promise with those of its items that pass.
    pub(crate) fn promise(
        &mut self,
        chosen: &Chosen,
        items: &Items,
    ) -> Result<ShownPromise, Error> {
        let &Chosen { report, component, promise, .. } = chosen;
        let damaged = || self.ledger.damaged(component);
        let read = self.ledger.of_report(report)?.map(|(.., read)| read).ok_or_else(damaged)?;
        let row = *read.promises.get(promise).ok_or_else(damaged)?;
        let record = self.record(read, chosen)?;
        let passage = self.passage(report, row.ordinal)?;
        let (heading, text) = (passage.heading.clone(), sentence(&passage.text, row.sentence));
        let own = head(self.snapshot, report);
        let rows = &read.items[read.items_of(promise)];
        let mut shown = Vec::new();
        for ((at, item), row) in (1..).zip(&record.items).zip(rows) {
            if items.pass(*row) {
                shown.push(self.item(at, item, &text, component, row.due)?);
            }
        }
        Ok(ShownPromise {
            id: format!("{}:{}:{}", own.id, row.ordinal, row.sentence),
            report: own,
            ordinal: row.ordinal,
            sentence: row.sentence,
            part: row.part(),
            heading,
            strength: record.strength,
            deadline: record.deadline.of_sentence(&text),
            certainty: f64::from(record.certainty) / 100.0,
            all_items: record.items.len() as u32,
            items: shown,
            text,
        })
    }

    fn record(&mut self, read: &Component, chosen: &Chosen) -> Result<PromiseRecord, Error> {
        let key = (chosen.component, chosen.local);
        if self.rows.as_ref().is_none_or(|(known, _)| *known != key) {
            let rows = read.rows(chosen.local);
            let rows = rows.ok_or_else(|| self.ledger.damaged(chosen.component))?;
            self.rows = Some((key, rows));
        }
        let at = chosen.promise - read.promises_of(chosen.local).start;
        let record = self.rows.as_ref().and_then(|(_, rows)| rows.get(at)).cloned();
        record.ok_or_else(|| self.ledger.damaged(chosen.component))
    }

    fn item(
        &mut self,
        at: u32,
        item: &ItemRecord,
        sentence: &str,
        component: u32,
        due: i16,
    ) -> Result<ShownItem, Error> {
        let range = item.span.0 as usize..item.span.1 as usize;
        let words = |words: &super::record::Words| words.of_sentence(sentence);
        Ok(ShownItem {
            item: at,
            text: sentence.get(range).unwrap_or(sentence).to_owned(),
            indicator: item.indicator.as_ref().map(words),
            object: item.object.as_ref().map(words),
            quantity: item.quantity.clone().map(ShownFigure::from),
            strength: item.strength,
            deadline: item.deadline.of_sentence(sentence),
            outcome: self.outcome(item, component, due)?,
            noted: None,
        })
    }

    fn outcome(
        &mut self,
        item: &ItemRecord,
        component: u32,
        due: i16,
    ) -> Result<ShownOutcome, Error> {
        let outcome = &item.outcome;
        let is_due = due <= self.ledger.newest;
        let reason = outcome.reason.of_item(item, due, is_due);
        let verdict = match reason {
            Reason::NoReport { .. } => Verdict::NoReport,
            Reason::NotDue { .. } => Verdict::NotDue,
            _ => outcome.verdict,
        };
        let report = outcome.report.and_then(|local| self.ledger.report(component, local));
        let candidates = if self.candidates { &outcome.candidates[..] } else { &[] };
        let progress: Result<Vec<_>, Error> =
            outcome.progress.iter().map(|one| self.progress(component, one)).collect();
        Ok(ShownOutcome {
            verdict,
            year: Some(due),
            report: report.map(|report| head(self.snapshot, report)),
            promised: item.quantity.clone().map(ShownFigure::from),
            reported: outcome.reported.clone().map(ShownFigure::from),
            why: reason.words(),
            reason,
            umbrella: outcome.umbrella,
            evidence: self.tellings(component, &outcome.evidence)?,
            candidates: self.tellings(component, candidates)?,
            progress: progress?.into_iter().flatten().collect(),
        })
    }

    fn progress(
        &mut self,
        component: u32,
        progress: &ProgressRecord,
    ) -> Result<Option<ShownProgress>, Error> {
        let telling = self.telling(component, &progress.telling)?;
        let figure = progress.figure.clone().into();
        Ok(telling.map(|telling| ShownProgress { year: progress.year, figure, telling }))
    }

    fn tellings(
        &mut self,
        component: u32,
        tellings: &[TellingRecord],
    ) -> Result<Vec<ShownTelling>, Error> {
        let shown: Result<Vec<_>, Error> =
            tellings.iter().map(|telling| self.telling(component, telling)).collect();
        Ok(shown?.into_iter().flatten().collect())
    }

    fn telling(
        &mut self,
        component: u32,
        telling: &TellingRecord,
    ) -> Result<Option<ShownTelling>, Error> {
        let Some(report) = self.ledger.report(component, telling.report) else { return Ok(None) };
        let passage = self.passage(report, telling.ordinal)?;
        let (part, text) = (passage.part, sentence(&passage.text, telling.sentence));
        let row = &self.snapshot.reports[report as usize];
        Ok(Some(ShownTelling {
            report: row.id.to_string(),
            year: row.year,
            ordinal: telling.ordinal,
            sentence: telling.sentence,
            part,
            text,
            score: f64::from(telling.score) / 100.0,
        }))
    }

    fn passage(&mut self, report: u32, ordinal: u32) -> Result<&Passage, Error> {
        let key = (report, ordinal);
        let kept = self.passage.take().filter(|(known, _)| *known == key);
        let passage = match kept {
            Some((_, passage)) => passage,
            None => {
                let row = &self.snapshot.reports[report as usize];
                let doc = row.first + ordinal.saturating_sub(1);
                if doc >= row.end {
                    return Err(Error::damaged(
                        self.snapshot.ledger_files.folder(),
                        "承诺账与报告不符".to_owned(),
                    ));
                }
                self.snapshot.passage(self.snapshot.segment_of[report as usize], doc)?
            }
        };
        Ok(&self.passage.insert((key, passage)).1)
    }
}

/// A sentence of a text by its number.
pub(crate) fn sentence(text: &str, number: u32) -> String {
    let range = sentences(text).into_iter().nth((number as usize).saturating_sub(1));
    range.map_or("", |range| text[range].trim()).to_owned()
}
