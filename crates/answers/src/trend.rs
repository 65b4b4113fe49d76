//! How the matches of a search spread over years and places, as a share of the reports and per
//! 10,000 characters. What the archive lacks is `null`, or an empty cell, never nought.

use std::sync::Arc;

use serde::Serialize;
use suyan_engine::{
    Backend, ReadAs, SearchAnswer, SearchRequest, Trend, TrendCounts, TrendPlace, TrendYear,
};

use crate::export::csv_text;
use crate::json::print_at;
use crate::problem::Problem;

/// Counts with what follows from them.
#[derive(Debug, Serialize)]
struct Rates<T: Serialize> {
    #[serde(flatten)]
    of: T,
    share: Option<f64>,
    rate: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Body<'a> {
    years: Vec<Rates<&'a TrendYear>>,
    places: Vec<Rates<&'a TrendPlace>>,
    total: Rates<TrendCounts>,
    /// What was counted.
    read_as: &'a ReadAs,
}

/// The spread of a search as JSON.
///
/// # Errors
/// What the backend says.
pub fn trend_json(backend: &dyn Backend, request: &SearchRequest) -> Result<Vec<u8>, Problem> {
    let (trend, answer) = spread(backend, request)?;
    print_at(
        backend,
        &Body {
            years: trend.years.iter().map(|year| rates(year, year.counts)).collect(),
            places: trend.places.iter().map(|place| rates(place, place.counts)).collect(),
            total: rates(trend.total, trend.total),
            read_as: &answer.read_as,
        },
    )
}

/// The spread of a search as CSV: a row for every year, then for every place.
///
/// # Errors
/// What the backend says.
pub fn trend_csv(backend: &dyn Backend, request: &SearchRequest) -> Result<Vec<u8>, Problem> {
    Ok(table(&spread(backend, request)?.0))
}

/// The spread of a search, and its answer, which says how the query was read.
///
/// # Errors
/// What the backend says.
pub fn spread(
    backend: &dyn Backend,
    request: &SearchRequest,
) -> Result<(Trend, Arc<SearchAnswer>), Problem> {
    let counts = SearchRequest { facets: true, places_only: true, ..request.clone() };
    let wanted = SearchRequest { limit: 1, offset: 0, ..counts };
    let answer = backend.search(&wanted)?;
    let trend = Trend::join(&answer, &backend.holdings(&wanted)?);
    Ok((trend, answer))
}

fn rates<T: Serialize>(of: T, counts: TrendCounts) -> Rates<T> {
    Rates { of, share: counts.share().map(round), rate: counts.rate().map(round) }
}

fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn table(trend: &Trend) -> Vec<u8> {
    let head = "\u{feff}by,value,name,reports,passages,all_reports,characters,share,rate\r\n";
    let mut out = head.as_bytes().to_vec();
    for year in &trend.years {
        line(&mut out, "year", &year.year.to_string(), "", year.counts);
    }
    for place in &trend.places {
        line(&mut out, "place", &place.code, &place.path.join("/"), place.counts);
    }
    out
}

fn line(out: &mut Vec<u8>, by: &str, value: &str, name: &str, counts: TrendCounts) {
    out.extend(format!("{by},").as_bytes());
    csv_text(value, out);
    out.push(b',');
    csv_text(name, out);
    let held = counts.all_reports > 0;
    let found = |n: u64| if held { n.to_string() } else { String::new() };
    let rate = |rate: Option<f64>| rate.map_or_else(String::new, |rate| round(rate).to_string());
    let rest = format!(
        ",{},{},{},{},{},{}\r\n",
        found(counts.reports),
        found(counts.passages),
        counts.all_reports,
        counts.characters,
        rate(counts.share()),
        rate(counts.rate())
    );
    out.extend(rest.as_bytes());
}
