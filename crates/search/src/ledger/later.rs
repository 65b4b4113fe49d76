//! What later reports say of a promise, year by year.

use suyan_corpus::Report;
use suyan_promises::{PreparedReport, promises, told};

use super::{LaterYear, SaidFigure, ShownFigure, ShownPromise, ShownTelling};
use crate::{Error, ReportHead};

/// So many sentences of a year are shown of an item.
const SAID: usize = 3;

/// The years behind a promise of the report `own`: those of the later reports, which `read` gives by
/// whatever they are known by, and the years between that have none.
///
/// # Errors
/// What `read` says.
pub fn later_years<T>(
    own: &Report,
    promise: &ShownPromise,
    later: impl IntoIterator<Item = (i16, T)>,
    mut read: impl FnMut(T) -> Result<(ReportHead, Report), Error>,
) -> Result<Vec<LaterYear>, Error> {
    let mut made = promises(own).into_iter();
    let made = made.find(|one| (one.ordinal, one.sentence) == (promise.ordinal, promise.sentence));
    let (Some(made), Some(account)) = (made, PreparedReport::of(own)) else {
        return Ok(Vec::new());
    };
    let mut years: Vec<LaterYear> = Vec::new();
    for (year, known) in later {
        let from = years.last().map_or(account.year + 1, |last| last.year + 1);
        years.extend((from..year).map(missing));
        let (head, telling) = read(known)?;
        let Some(teller) = PreparedReport::of(&telling) else { continue };
        let items = made.items.iter().map(|item| {
            let said = told(item, &made.text, &account, &teller).into_iter().take(SAID);
            said.map(|said| SaidFigure {
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
        let items = items.collect();
        years.push(LaterYear { year, report: Some(head), whole: teller.whole, items });
    }
    Ok(years)
}

/// A year without a report.
fn missing(year: i16) -> LaterYear {
    LaterYear { year, report: None, whole: false, items: Vec::new() }
}
