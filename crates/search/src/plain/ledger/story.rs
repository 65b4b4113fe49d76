//! One promise with what every later report of its place says of each item, year by year. What is
//! kept in the ledger is of the report that is due alone; here the others are read too.

use super::super::Catalog;
use super::{Ledger, find, show};
use crate::Error;
use crate::ledger::{self, PromiseRequest, PromiseStory, SourceReport};
use crate::plain::PassageReader;

/// The promise of this id, `None` where there is none.
pub(super) fn story(
    kept: &Ledger,
    catalog: &Catalog,
    reader: &dyn PassageReader,
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
    let all = find::choose(kept, catalog, reader, &request)?.page(&request);
    let is_it = |one: &&find::PlainPromise| {
        let promise = &kept.promises_of(one.report)[one.promise];
        (promise.ordinal, promise.sentence) == (ordinal, sentence)
    };
    let Some(chosen) = all.iter().find(is_it) else { return Ok(None) };
    let shown = show::promises(kept, catalog, reader, true, std::slice::from_ref(chosen))?;
    let Some(promise) = shown.into_iter().next() else { return Ok(None) };
    let own = reader.report(chosen.report)?;
    let later = tellers(kept, catalog, chosen.report);
    let later = ledger::later_years(&own, &promise, later, |number| {
        Ok((catalog.entries()[number].head(), reader.report(number)?))
    })?;
    Ok(Some(PromiseStory { promise, later }))
}

/// The later reports that speak for the place of a promise, by year.
fn tellers(kept: &Ledger, catalog: &Catalog, report: usize) -> Vec<(i16, usize)> {
    let Some(own) = catalog.source(report) else { return Vec::new() };
    let component = kept.of_report[report].map(|(component, _)| &kept.reports[component]);
    let all = component.into_iter().flatten().flatten();
    let all: Vec<SourceReport> = all.filter_map(|&report| catalog.source(report)).collect();
    let told = ledger::tellers(catalog.gazetteer(), &own, &all);
    told.iter().map(|source| (source.year, source.number as usize)).collect()
}
