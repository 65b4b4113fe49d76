//! One promise with what every later report of its place says of each item, year by year. What is
//! kept in the ledger is of the report that is due alone; here the others are read too.

use suyan_promises::{Account, promises, told};
use suyan_search::Error;
use suyan_search::ledger::{
    self, LaterYear, PromiseStory, Said, ShownFigure, ShownTelling, Source,
};

use super::find::{Chosen, Items};
use super::show::Shower;
use crate::ledger::Ledger;
use crate::search::head;
use crate::store::snapshot::Snapshot;

/// So many sentences of a year are shown of an item.
const SAID: usize = 3;

/// The promise of this id, `None` where there is none.
pub(crate) fn story(snapshot: &Snapshot, id: &str) -> Result<Option<PromiseStory>, Error> {
    let ledger = snapshot.ledger()?;
    let Some(chosen) = find(snapshot, &ledger, id)? else { return Ok(None) };
    let mut shower = Shower::new(snapshot, &ledger, true);
    let promise = shower.promise(&chosen, &Items::all(ledger.newest))?;
    let own = snapshot.report(chosen.report)?;
    let later = tellers(snapshot, &ledger, &chosen);
    let made = promises(&own).into_iter();
    let mut made =
        made.filter(|one| one.ordinal == promise.ordinal && one.sentence == promise.sentence);
    let (Some(made), Some(account)) = (made.next(), Account::of(&own)) else {
        return Ok(Some(PromiseStory { promise, later: Vec::new() }));
    };
    let mut years: Vec<LaterYear> = Vec::new();
    for (year, number) in later {
        snapshot.watch.check()?;
        let from = years.last().map_or(account.year + 1, |last| last.year + 1);
        years.extend((from..year).map(missing));
        let telling = snapshot.report(number)?;
        let Some(teller) = Account::of(&telling) else { continue };
        let items = made.items.iter().map(|item| {
            let said = told(item, &made.text, &account, &teller).into_iter().take(SAID);
            said.map(|said| Said {
                telling: ShownTelling {
                    report: said.telling.report.to_string(),
                    year: Some(said.telling.year),
                    ordinal: said.telling.ordinal,
                    sentence: said.telling.sentence,
                    part: said.telling.part,
                    text: said.telling.text.to_string(),
                    score: (f64::from(said.telling.score) * 100.0).round() / 100.0,
                },
                figure: said.figure.map(ShownFigure::from),
            })
            .collect()
        });
        let (head, items) = (head(snapshot, number), items.collect());
        years.push(LaterYear { year, report: Some(head), whole: teller.whole, items });
    }
    Ok(Some(PromiseStory { promise, later: years }))
}

/// A year without a report.
fn missing(year: i16) -> LaterYear {
    LaterYear { year, report: None, whole: false, items: Vec::new() }
}

/// The promise of an id: `REPORT:ORDINAL:SENTENCE`, where the first may hold colons too.
fn find(snapshot: &Snapshot, ledger: &Ledger, id: &str) -> Result<Option<Chosen>, Error> {
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
    Ok(promise.map(|promise| Chosen::of(report, component, local, promise)))
}

/// The later reports that speak for the place of a promise, by year.
fn tellers(snapshot: &Snapshot, ledger: &Ledger, chosen: &Chosen) -> Vec<(i16, u32)> {
    let Some(own) = snapshot.source(chosen.report) else { return Vec::new() };
    let all = ledger.reports(chosen.component).filter_map(|report| snapshot.source(report));
    let all: Vec<Source> = all.collect();
    let told = ledger::tellers(snapshot.gazetteer(), &own, &all);
    told.iter().map(|source| (source.year, source.number)).collect()
}
