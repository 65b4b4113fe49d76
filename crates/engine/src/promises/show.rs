//! Rows of the ledger become promises as they are shown; their sentences come out of the index.

use suyan_corpus::Passage;
use suyan_promises::{Verdict, VerdictReason, sentences};
use suyan_search::Error;
use suyan_search::ledger::{
    ItemRecord, ProgressRecord, PromiseRecord, SentenceWords, ShownFigure, ShownItem, ShownOutcome,
    ShownProgress, ShownPromise, ShownTelling, TellingRecord,
};

use super::passing::{Items, PassingPromise};
use crate::ledger::LedgerView;
use crate::search::head;
use crate::store::ledger::LedgerComponent;
use crate::store::snapshot::Snapshot;

/// Reads what is shown. Rows and passages that were read last are kept: promises mostly follow
/// each other.
pub(crate) struct PromiseShower<'a> {
    snapshot: &'a Snapshot,
    ledger: &'a LedgerView,
    candidates: bool,
    rows: Option<((u32, u32), Vec<PromiseRecord>)>,
    passage: Option<((u32, u32), Passage)>,
}

impl<'a> PromiseShower<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot, ledger: &'a LedgerView, candidates: bool) -> Self {
        Self { snapshot, ledger, candidates, rows: None, passage: None }
    }

    /// A promise with those of its items that pass.
    pub(crate) fn promise(
        &mut self,
        chosen: &PassingPromise,
        items: &Items,
    ) -> Result<ShownPromise, Error> {
        let &PassingPromise { report, component, promise, .. } = chosen;
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

    fn record(
        &mut self,
        read: &LedgerComponent,
        chosen: &PassingPromise,
    ) -> Result<PromiseRecord, Error> {
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
        let words = |words: &SentenceWords| words.of_sentence(sentence);
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
            VerdictReason::NoReport { .. } => Verdict::NoReport,
            VerdictReason::NotDue { .. } => Verdict::NotDue,
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
