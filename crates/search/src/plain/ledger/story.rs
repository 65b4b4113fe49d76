//! One promise with what every later report of its place says of each item, year by year. What is
//! kept in the ledger is of the report that is due alone; here the others are read too.

use suyan_promises::{Account, promises, told};

use super::super::Catalog;
use super::{Ledger, Texts, find, show};
use crate::Error;
use crate::ledger::{
    self, LaterYear, PromiseRequest, PromiseStory, Said, ShownFigure, ShownTelling, Source,
};

/// So many sentences of a year are shown of an item.
const SAID: usize = 3;

/// The promise of this id, `None` where there is none.
pub(super) fn story(
    kept: &Ledger,
    catalog: &Catalog,
    texts: &dyn Texts,
    id: &str,
) -> Result<Option<PromiseStory>, Error> {
    // `REPORT:ORDINAL:SENTENCE`, where the first may hold colons too.
    let mut words = id.rsplitn(3, ':');
    let mut number = || words.next().and_then(|word| word.parse::<u32>().ok());
    let (Some(sentence), Some(ordinal)) = (number(), number()) else { return Ok(None) };
    let Some(report) = words.next() else { return Ok(None) };
    let request = PromiseRequest {
        report: Some(report.to_owned()),
        filters: crate::Filters { twins: true, ..crate::Filters::default() },
        limit: usize::MAX,
        ..PromiseRequest::default()
    };
    let all = find::choose(kept, catalog, texts, &request)?.page(&request);
    let is_it = |one: &&find::Chosen| {
        let promise = &kept.promises_of(one.report)[one.promise];
        (promise.ordinal, promise.sentence) == (ordinal, sentence)
    };
    let Some(chosen) = all.iter().find(is_it) else { return Ok(None) };
    let shown = show::promises(kept, catalog, texts, true, std::slice::from_ref(chosen))?;
    let Some(promise) = shown.into_iter().next() else { return Ok(None) };
    let own = texts.report(chosen.report)?;
    let later = tellers(kept, catalog, chosen.report);
    let made = promises(&own).into_iter();
    let mut made =
        made.filter(|one| one.ordinal == promise.ordinal && one.sentence == promise.sentence);
    let (Some(made), Some(account)) = (made.next(), Account::of(&own)) else {
        return Ok(Some(PromiseStory { promise, later: Vec::new() }));
    };
    let mut years: Vec<LaterYear> = Vec::new();
    for (year, number) in later {
        let from = years.last().map_or(account.year + 1, |last| last.year + 1);
        years.extend((from..year).map(missing));
        let telling = texts.report(number)?;
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
        let (head, items) = (catalog.entries()[number].head(), items.collect());
        years.push(LaterYear { year, report: Some(head), whole: teller.whole, items });
    }
    Ok(Some(PromiseStory { promise, later: years }))
}

/// A year without a report.
fn missing(year: i16) -> LaterYear {
    LaterYear { year, report: None, whole: false, items: Vec::new() }
}

/// The later reports that speak for the place of a promise, by year.
fn tellers(kept: &Ledger, catalog: &Catalog, report: usize) -> Vec<(i16, usize)> {
    let Some(own) = catalog.source(report) else { return Vec::new() };
    let component = kept.of_report[report].map(|(component, _)| &kept.reports[component]);
    let all = component.into_iter().flatten().flatten();
    let all: Vec<Source> = all.filter_map(|&report| catalog.source(report)).collect();
    let told = ledger::tellers(catalog.gazetteer(), &own, &all);
    told.iter().map(|source| (source.year, source.number as usize)).collect()
}
