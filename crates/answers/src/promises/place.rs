//! What one place promised through the years: how much of it was kept, what was promised again and
//! again, what was never mentioned again.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::Serialize;
use suyan_corpus::Level;
use suyan_engine::ledger::ShownItem;
use suyan_engine::{Backend, Filters, PromiseRequest, PromiseSink, ShownPromise};
use suyan_promises::Verdict;

use super::shares::Shares;
use crate::problem::Problem;

/// Promises of this many years or more are told as a series.
const FEWEST_YEARS: usize = 3;
/// So many series are told, those of most years first,
const MOST_SERIES: usize = 40;
/// and so many promises that were never mentioned again, the latest first.
const MOST_SILENT: usize = 60;

/// See the module.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PlacePromises {
    /// Year by year, the latest first.
    pub years: Vec<PromiseYear>,
    /// The same matter with a figure in several years, those of most years first.
    pub again: Vec<Series>,
    /// What no later report mentions, the latest first.
    pub silent: Vec<PromisedItem>,
    /// How many more of those there are.
    pub more_silent: usize,
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
    /// The same summed up.
    pub shares: Shares,
}

/// One matter through the years.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
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
}

/// What the place of this code and level promised, its forerunners included.
///
/// # Errors
/// What the backend says.
pub fn place_promises(
    backend: &dyn Backend,
    code: &str,
    level: Option<Level>,
) -> Result<PlacePromises, Problem> {
    let filters = Filters {
        places: vec![code.to_owned()],
        levels: level.into_iter().collect(),
        lineage: true,
        ..Filters::default()
    };
    let request = PromiseRequest { filters, ..PromiseRequest::default() };
    let mut gathered = Gathered::default();
    backend.scan_promises(&request, &mut gathered)?;
    Ok(gathered.finish())
}

/// What was gathered of a scan.
#[derive(Default)]
struct Gathered {
    years: BTreeMap<i16, PromiseYear>,
    by_matter: BTreeMap<(String, String), Vec<PromisedItem>>,
    silent: Vec<PromisedItem>,
}

impl PromiseSink for Gathered {
    fn begin(&mut self, _: u64, _: u64) {}

    fn promise(&mut self, promise: &ShownPromise) -> ControlFlow<()> {
        let Some(year) = promise.report.year else { return ControlFlow::Continue(()) };
        let of_year = self.years.entry(year).or_default();
        of_year.year = year;
        of_year.promises += 1;
        for item in &promise.items {
            let verdict = item.outcome.verdict;
            *of_year.verdicts.entry(verdict.as_str()).or_default() += 1;
            of_year.shares.add(verdict, 1);
            let short = in_short(promise, item, year);
            if let Some(matter) = matter(item) {
                self.by_matter.entry(matter).or_default().push(short.clone());
            }
            if verdict == Verdict::NotMentioned {
                self.silent.push(short);
            }
        }
        ControlFlow::Continue(())
    }
}

impl Gathered {
    fn finish(self) -> PlacePromises {
        let mut silent = self.silent;
        silent.reverse();
        let more_silent = silent.len().saturating_sub(MOST_SILENT);
        silent.truncate(MOST_SILENT);
        let series = self.by_matter.into_iter().filter_map(|((indicator, unit), mut items)| {
            // Of several in one year the first is told.
            items.dedup_by_key(|item| item.year);
            let in_a_row = in_a_row(&items);
            (items.len() >= FEWEST_YEARS).then_some(Series { indicator, unit, in_a_row, items })
        });
        let mut again: Vec<Series> = series.collect();
        again.sort_by(|a, b| {
            (b.in_a_row, b.items.len())
                .cmp(&(a.in_a_row, a.items.len()))
                .then_with(|| (&a.indicator, &a.unit).cmp(&(&b.indicator, &b.unit)))
        });
        again.truncate(MOST_SERIES);
        let years = self.years.into_values().rev().collect();
        PlacePromises { years, again, silent, more_silent }
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
    }
}

/// The longest run of years that follow each other.
fn in_a_row(items: &[PromisedItem]) -> usize {
    items.chunk_by(|a, b| a.year + 1 == b.year).map(<[_]>::len).max().unwrap_or(0)
}
