//! One promise with what every later report of its place says of each item, year by year. What is
//! kept in the ledger is of the report that is due alone; here the others are read too.

use suyan_search::Error;
use suyan_search::ledger::{self, PromiseStory, SourceReport};

use super::passing::{Items, PassingPromise};
use super::show::PromiseShower;
use crate::ledger::LedgerView;
use crate::search::head;
use crate::store::snapshot::Snapshot;

/// The promise of this id, `None` where there is none.
pub(crate) fn story(snapshot: &Snapshot, id: &str) -> Result<Option<PromiseStory>, Error> {
    let ledger = snapshot.ledger()?;
    let Some(chosen) = find(snapshot, &ledger, id)? else { return Ok(None) };
    let mut shower = PromiseShower::new(snapshot, &ledger, true);
    let promise = shower.promise(&chosen, &Items::all(ledger.newest))?;
    let own = snapshot.report(chosen.report)?;
    let later = tellers(snapshot, &ledger, &chosen);
    let later = ledger::later_years(&own, &promise, later, |number| {
        snapshot.watch.check()?;
        Ok((head(snapshot, number), snapshot.report(number)?))
    })?;
    Ok(Some(PromiseStory { promise, later }))
}

/// The promise of an id: `REPORT:ORDINAL:SENTENCE`, where the first may hold colons too.
fn find(
    snapshot: &Snapshot,
    ledger: &LedgerView,
    id: &str,
) -> Result<Option<PassingPromise>, Error> {
    let mut words = id.rsplitn(3, ':');
    let mut number = || words.next().and_then(|word| word.parse::<u32>().ok());
    let (Some(sentence), Some(ordinal)) = (number(), number()) else { return Ok(None) };
    let Some(report) = words.next().and_then(|id| snapshot.find(id)) else { return Ok(None) };
    let Some((component, local, read)) = ledger.of_report(report)? else { return Ok(None) };
    let mut own = read.promises_of(local);
    let promise = own.find(|at| {
        let row = &read.promises[*at];
        (row.ordinal, row.sentence) == (ordinal, sentence)
    });
    Ok(promise.map(|promise| PassingPromise::of(report, component, local, promise)))
}

/// The later reports that speak for the place of a promise, by year.
fn tellers(snapshot: &Snapshot, ledger: &LedgerView, chosen: &PassingPromise) -> Vec<(i16, u32)> {
    let Some(own) = snapshot.source(chosen.report) else { return Vec::new() };
    let all = ledger.reports(chosen.component).filter_map(|report| snapshot.source(report));
    let all: Vec<SourceReport> = all.collect();
    let told = ledger::tellers(snapshot.gazetteer(), &own, &all);
    told.iter().map(|source| (source.year, source.number)).collect()
}
