//! Rows of the ledger become promises as they are shown; their sentences come out of the reader.

use std::collections::BTreeSet;

use suyan_promises::{Verdict, VerdictReason, sentences};

use super::super::Catalog;
use super::Ledger;
use super::find::PlainPromise;
use crate::Error;
use crate::ledger::{
    ItemRecord, KeptPromise, SentenceWords, ShownFigure, ShownItem, ShownOutcome, ShownProgress,
    ShownPromise, ShownTelling, TellingRecord,
};
use crate::plain::{PassageNumbers, PassageReader};

/// These promises, all texts for them read at once.
pub(super) fn promises(
    ledger: &Ledger,
    catalog: &Catalog,
    reader: &dyn PassageReader,
    candidates: bool,
    chosen: &[PlainPromise],
) -> Result<Vec<ShownPromise>, Error> {
    let mut wanted: BTreeSet<(usize, u32)> = BTreeSet::new();
    for one in chosen {
        let promise = &ledger.promises_of(one.report)[one.promise];
        wanted.insert((one.report, promise.ordinal));
        for item in one.items.iter().filter_map(|&at| promise.record.items.get(at)) {
            let place = |telling: &TellingRecord| {
                Some((ledger.beside(one.report, telling.report)?, telling.ordinal))
            };
            wanted.extend(tellings(item, candidates).filter_map(place));
        }
    }
    let wanted: Vec<(usize, u32)> = wanted.into_iter().collect();
    let passages = reader.passages(&wanted)?;
    let shower = LedgerShower { ledger, catalog, candidates, passages };
    Ok(chosen.iter().filter_map(|one| shower.promise(one)).collect())
}

fn tellings(item: &ItemRecord, candidates: bool) -> impl Iterator<Item = &TellingRecord> {
    let outcome = &item.outcome;
    let progress = outcome.progress.iter().map(|progress| &progress.telling);
    let candidates = outcome.candidates.iter().filter(move |_| candidates);
    outcome.evidence.iter().chain(candidates).chain(progress)
}

/// What is shown is made of these.
struct LedgerShower<'a> {
    ledger: &'a Ledger,
    catalog: &'a Catalog,
    candidates: bool,
    passages: PassageNumbers,
}

impl LedgerShower<'_> {
    fn promise(&self, chosen: &PlainPromise) -> Option<ShownPromise> {
        let kept: &KeptPromise = self.ledger.promises_of(chosen.report).get(chosen.promise)?;
        let passage = self.passages.get(&(chosen.report, kept.ordinal))?;
        let text = sentence(&passage.text, kept.sentence);
        let own = self.catalog.entries()[chosen.report].head();
        let year = self.ledger.kept(chosen.report)?.year;
        let items = chosen.items.iter().filter_map(|&at| {
            let item = kept.record.items.get(at)?;
            Some(self.item(chosen.report, at, item, &text, kept.due(at, year)))
        });
        Some(ShownPromise {
            id: format!("{}:{}:{}", own.id, kept.ordinal, kept.sentence),
            report: own,
            ordinal: kept.ordinal,
            sentence: kept.sentence,
            part: kept.part(),
            heading: passage.heading.clone(),
            strength: kept.record.strength,
            deadline: kept.record.deadline.of_sentence(&text),
            certainty: f64::from(kept.record.certainty) / 100.0,
            all_items: kept.record.items.len() as u32,
            items: items.collect(),
            text,
        })
    }

    fn item(
        &self,
        report: usize,
        at: usize,
        item: &ItemRecord,
        sentence: &str,
        due: i16,
    ) -> ShownItem {
        let range = item.span.0 as usize..item.span.1 as usize;
        let words = |words: &SentenceWords| words.of_sentence(sentence);
        ShownItem {
            item: at as u32 + 1,
            text: sentence.get(range).unwrap_or(sentence).to_owned(),
            indicator: item.indicator.as_ref().map(words),
            object: item.object.as_ref().map(words),
            quantity: item.quantity.clone().map(ShownFigure::from),
            strength: item.strength,
            deadline: item.deadline.of_sentence(sentence),
            outcome: self.outcome(report, item, due),
            noted: None,
        }
    }

    fn outcome(&self, report: usize, item: &ItemRecord, due: i16) -> ShownOutcome {
        let outcome = &item.outcome;
        let reason = outcome.reason.of_item(item, due, due <= self.ledger.newest);
        let verdict = match reason {
            VerdictReason::NoReport { .. } => Verdict::NoReport,
            VerdictReason::NotDue { .. } => Verdict::NotDue,
            _ => outcome.verdict,
        };
        let read = outcome.report.and_then(|local| self.ledger.beside(report, local));
        let all = |list: &[TellingRecord]| -> Vec<ShownTelling> {
            list.iter().filter_map(|telling| self.telling(report, telling)).collect()
        };
        let progress = outcome.progress.iter().filter_map(|one| {
            let telling = self.telling(report, &one.telling)?;
            Some(ShownProgress { year: one.year, figure: one.figure.clone().into(), telling })
        });
        ShownOutcome {
            verdict,
            year: Some(due),
            report: read.map(|read| self.catalog.entries()[read].head()),
            promised: item.quantity.clone().map(ShownFigure::from),
            reported: outcome.reported.clone().map(ShownFigure::from),
            why: reason.words(),
            reason,
            umbrella: outcome.umbrella,
            evidence: all(&outcome.evidence),
            candidates: if self.candidates { all(&outcome.candidates) } else { Vec::new() },
            progress: progress.collect(),
        }
    }

    fn telling(&self, report: usize, telling: &TellingRecord) -> Option<ShownTelling> {
        let other = self.ledger.beside(report, telling.report)?;
        let passage = self.passages.get(&(other, telling.ordinal))?;
        let entry = &self.catalog.entries()[other];
        Some(ShownTelling {
            report: entry.id.clone(),
            year: entry.facts.year,
            ordinal: telling.ordinal,
            sentence: telling.sentence,
            part: passage.part,
            text: sentence(&passage.text, telling.sentence),
            score: f64::from(telling.score) / 100.0,
        })
    }
}

/// A sentence of a text by its number.
fn sentence(text: &str, number: u32) -> String {
    let range = sentences(text).into_iter().nth((number as usize).saturating_sub(1));
    range.map_or("", |range| text[range].trim()).to_owned()
}
