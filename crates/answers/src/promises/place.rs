//! What one place promised through the years: how much of it was kept, what was promised again and
//! again, what was never mentioned again.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::Serialize;
use suyan_corpus::Level;
use suyan_promises::Verdict;
use suyan_search::ledger::{Noted, ShownItem};
use suyan_search::{Backend, Filters, PromiseRequest, PromiseSink, ShownPromise};

use super::shares::Shares;
use crate::notes::Book;
use crate::problem::Problem;

/// Promises of this many years or more are told as a series.
const FEWEST_YEARS: usize = 3;
/// So many series are told, those of most years first.
const MOST_SERIES: usize = 40;
/// So many promises that were never mentioned again are told, the latest first.
const MOST_SILENT: usize = 60;
/// So many items are told of which a person says something.
const MOST_NOTED: usize = 60;

/// See the module.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PlacePromises {
    /// Year by year, the latest first.
    pub years: Vec<PromiseYear>,
    /// Matters with a figure in several years, those of most years first.
    pub again: Vec<MatterSeries>,
    /// Matters that were promised at least two years in a row, were not read as kept at the end, and
    /// were not promised again though later reports are there; those that ended last first.
    pub dropped: Vec<MatterSeries>,
    /// What no later report mentions, the latest first.
    pub silent: Vec<PromisedItem>,
    /// How many more of those there are.
    pub more_silent: usize,
    /// What a person says of the place's items, the latest year first.
    pub noted: Vec<PromisedItem>,
    /// Of how many items of the place anybody says something.
    pub noted_in_all: usize,
}

/// One year's promises.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PromiseYear {
    /// The year.
    pub year: i16,
    /// Its promises.
    pub promises: u64,
    /// How many items have which verdict.
    pub verdicts: BTreeMap<&'static str, u64>,
    /// The verdicts summed up.
    pub shares: Shares,
}

/// One matter through the years.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatterSeries {
    /// What it is of.
    pub indicator: String,
    /// The unit of its figures.
    pub unit: String,
    /// How many years follow each other in it, at the most.
    pub in_a_row: usize,
    /// Its items, by year.
    pub items: Vec<PromisedItem>,
}

/// An item in short.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromisedItem {
    /// The id of its promise.
    pub promise: String,
    /// The year.
    pub year: i16,
    /// Its words.
    pub text: String,
    /// The words of its figure.
    pub figure: Option<String>,
    /// Its value in the plain unit.
    pub value: Option<f64>,
    /// The words of the figure that is reported.
    pub reported: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// What a person says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noted: Option<Noted>,
}

/// What the place of this code and level promised, its forerunners included, and what a person
/// notes of it.
///
/// # Errors
/// What the backend says.
pub fn place_promises(
    backend: &dyn Backend,
    code: &str,
    level: Option<Level>,
    notes: &Book,
) -> Result<PlacePromises, Problem> {
    let filters = Filters {
        places: vec![code.to_owned()],
        levels: level.into_iter().collect(),
        lineage: true,
        ..Filters::default()
    };
    let request = PromiseRequest { filters, ..PromiseRequest::default() };
    let mut gathered = GatheredPromises::of(notes);
    backend.scan_promises(&request, &mut gathered)?;
    Ok(gathered.finish())
}

/// What was gathered of a scan.
struct GatheredPromises<'a> {
    notes: &'a Book,
    years: BTreeMap<i16, PromiseYear>,
    by_matter: BTreeMap<(String, String), Vec<PromisedItem>>,
    silent: Vec<PromisedItem>,
    noted: Vec<PromisedItem>,
}

impl PromiseSink for GatheredPromises<'_> {
    fn begin(&mut self, _: u64, _: u64) {}

    fn promise(&mut self, promise: &ShownPromise) -> ControlFlow<()> {
        let Some(year) = promise.report.year else { return ControlFlow::Continue(()) };
        let of_year = self.years.entry(year).or_default();
        of_year.year = year;
        of_year.promises += 1;
        let marked = (!self.notes.is_empty()).then(|| {
            let mut marked = promise.clone();
            self.notes.mark(&mut marked);
            marked
        });
        let promise = marked.as_ref().unwrap_or(promise);
        for item in &promise.items {
            let verdict = item.outcome.verdict;
            *of_year.verdicts.entry(verdict.as_str()).or_default() += 1;
            of_year.shares.add(verdict, 1);
            let short = in_short(promise, item, year);
            if let Some(matter) = matter(item) {
                self.by_matter.entry(matter).or_default().push(short.clone());
            }
            if item.noted.is_some() {
                self.noted.push(short.clone());
            }
            if verdict == Verdict::NotMentioned {
                self.silent.push(short);
            }
        }
        ControlFlow::Continue(())
    }
}

impl<'a> GatheredPromises<'a> {
    fn of(notes: &'a Book) -> Self {
        Self {
            notes,
            years: BTreeMap::new(),
            by_matter: BTreeMap::new(),
            silent: Vec::new(),
            noted: Vec::new(),
        }
    }

    fn finish(self) -> PlacePromises {
        let noted_in_all = self.noted.len();
        let noted: Vec<PromisedItem> = self.noted.into_iter().rev().take(MOST_NOTED).collect();
        let mut silent = self.silent;
        silent.reverse();
        let more_silent = silent.len().saturating_sub(MOST_SILENT);
        silent.truncate(MOST_SILENT);
        let series = self.by_matter.into_iter().map(|((indicator, unit), mut items)| {
            // Of several in one year the first is told.
            items.dedup_by_key(|item| item.year);
            let in_a_row = in_a_row(&items);
            MatterSeries { indicator, unit, in_a_row, items }
        });
        let all: Vec<MatterSeries> = series.collect();
        let newest = self.years.keys().next_back().copied();
        let mut dropped: Vec<MatterSeries> =
            all.iter().filter(|one| one.is_dropped(newest)).cloned().collect();
        dropped.sort_by_key(|one| std::cmp::Reverse(one.items.last().map(|item| item.year)));
        dropped.truncate(MOST_SERIES);
        let mut again: Vec<MatterSeries> =
            all.into_iter().filter(|one| one.items.len() >= FEWEST_YEARS).collect();
        again.sort_by(|a, b| {
            (b.in_a_row, b.items.len())
                .cmp(&(a.in_a_row, a.items.len()))
                .then_with(|| (&a.indicator, &a.unit).cmp(&(&b.indicator, &b.unit)))
        });
        again.truncate(MOST_SERIES);
        let years = self.years.into_values().rev().collect();
        PlacePromises { years, again, dropped, silent, more_silent, noted, noted_in_all }
    }
}

impl MatterSeries {
    /// Whether it was promised for years and then no more, without being read as kept; `newest` is
    /// the year of the place's latest report with promises.
    fn is_dropped(&self, newest: Option<i16>) -> bool {
        let Some(last) = self.items.last() else { return false };
        let ends = self.items.iter().rev().zip((i16::MIN..=last.year).rev());
        let in_a_row = ends.take_while(|(item, year)| item.year == *year).count();
        let is_open = matches!(
            last.verdict,
            Verdict::NotMentioned | Verdict::Missed | Verdict::Partly | Verdict::Postponed
        );
        // The next year's report may promise it yet.
        in_a_row >= 2 && is_open && newest.is_some_and(|newest| newest > last.year)
    }
}

/// What an item with a figure is of, so that the same of other years is known: the letters of its
/// indicator, and the unit.
fn matter(item: &ShownItem) -> Option<(String, String)> {
    let unit = item.quantity.as_ref()?.figure.unit.clone();
    let indicator = item.indicator.as_deref()?;
    let letters: String = indicator.chars().filter(|c| c.is_alphabetic()).collect();
    (letters.chars().count() >= 2).then_some((letters, unit))
}

fn in_short(promise: &ShownPromise, item: &ShownItem, year: i16) -> PromisedItem {
    let figure = item.quantity.as_ref().map(|shown| &shown.figure);
    PromisedItem {
        promise: promise.id.clone(),
        year,
        text: item.text.clone(),
        figure: figure.map(|figure| figure.text.clone()),
        value: figure.and_then(|figure| figure.value),
        reported: item.outcome.reported.as_ref().map(|shown| shown.figure.text.clone()),
        verdict: item.outcome.verdict,
        noted: item.noted.clone(),
    }
}

/// The longest run of years that follow each other.
fn in_a_row(items: &[PromisedItem]) -> usize {
    items.chunk_by(|a, b| a.year + 1 == b.year).map(<[_]>::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(years: &[i16], last: Verdict) -> MatterSeries {
        let item = |year: &i16| PromisedItem {
            promise: String::new(),
            year: *year,
            text: String::new(),
            figure: None,
            value: None,
            reported: None,
            verdict: if Some(year) == years.last() { last } else { Verdict::Kept },
            noted: None,
        };
        let items = years.iter().map(item).collect();
        MatterSeries { indicator: "床位".to_owned(), unit: "张".to_owned(), in_a_row: 1, items }
    }

    #[test]
    fn what_was_promised_in_a_row_and_then_no_more_was_dropped() {
        let silent = Verdict::NotMentioned;
        assert!(series(&[2018, 2020, 2021], silent).is_dropped(Some(2022)));
        for (years, last, newest) in [
            (&[2018, 2020, 2021][..], Verdict::Kept, 2022),
            (&[2020, 2021], silent, 2021),
            (&[2018, 2021], silent, 2023),
            (&[2020, 2021], Verdict::NoReport, 2023),
        ] {
            assert!(!series(years, last).is_dropped(Some(newest)), "{years:?}");
        }
    }
}
