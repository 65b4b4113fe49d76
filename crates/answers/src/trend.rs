//! How the matches of a search spread over years and places, as a share of the reports and per
//! 10,000 characters. What the archive lacks is `null`, or an empty cell, never nought.
//!
//! An archive holds other places in one year than in another, so that a line over all of them may
//! rise because cities were added that always said the words. A *balanced* spread counts the places
//! only that have a report in every year ([`Balanced`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use suyan_corpus::Level;
use suyan_search::{
    Backend, Coverage, Filters, ReadAs, SearchAnswer, SearchRequest, Trend, TrendCounts,
    TrendPlace, TrendYear,
};

use crate::export::{CsvLines, guarded};
use crate::json::print_at;
use crate::missing::filters;
use crate::params::Params;
use crate::problem::Problem;

/// A spread that is asked for.
#[derive(Debug, Clone)]
pub struct TrendRequest {
    /// What is looked for, and where.
    pub search: SearchRequest,
    /// Whether only places count that have a report in every year.
    pub balanced: bool,
}

/// Which places a balanced spread counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Balanced {
    /// The first year that is spread over.
    pub from: i16,
    /// The last year that is spread over.
    pub to: i16,
    /// Places that have a report in every one of the years.
    pub places: usize,
    /// Places that have a report in any of the years.
    pub of: usize,
}

/// A spread.
#[derive(Debug, Clone)]
pub struct Spread {
    /// Over years and places.
    pub trend: Trend,
    /// The answer of the search, which says how the query was read.
    pub answer: Arc<SearchAnswer>,
    /// Which places count, where not all do.
    pub balanced: Option<Balanced>,
}

impl TrendRequest {
    /// Reads the parameters of an address: those of a search, and `balanced`.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let hint = "true 表示只算所问各年都有报告的地区";
        let balanced = params.switch("balanced", "bad_balanced", hint)?;
        Ok(Self { search: params.search()?, balanced })
    }
}

/// Counts with what follows from them.
#[derive(Debug, Serialize)]
struct Rates<T: Serialize> {
    #[serde(flatten)]
    of: T,
    share: Option<f64>,
    rate: Option<f64>,
}

#[derive(Debug, Serialize)]
struct TrendBody<'a> {
    years: Vec<Rates<&'a TrendYear>>,
    places: Vec<Rates<&'a TrendPlace>>,
    total: Rates<TrendCounts>,
    /// Which places count, where not all do.
    #[serde(skip_serializing_if = "Option::is_none")]
    balanced: Option<Balanced>,
    /// What was counted.
    read_as: &'a ReadAs,
}

/// The spread of a search as JSON.
///
/// # Errors
/// What the backend says.
pub fn trend_json(backend: &dyn Backend, request: &TrendRequest) -> Result<Vec<u8>, Problem> {
    let Spread { trend, answer, balanced } = spread(backend, request)?;
    print_at(
        backend,
        &TrendBody {
            years: trend.years.iter().map(|year| rates(year, year.counts)).collect(),
            places: trend.places.iter().map(|place| rates(place, place.counts)).collect(),
            total: rates(trend.total, trend.total),
            balanced,
            read_as: &answer.read_as,
        },
    )
}

/// The spread of a search as CSV: a row for every year, then for every place; `asked` is the address
/// that gives it again.
///
/// # Errors
/// What the backend says.
pub fn trend_csv(
    backend: &dyn Backend,
    request: &TrendRequest,
    asked: &str,
) -> Result<Vec<u8>, Problem> {
    table(&spread(backend, request)?.trend, asked)
}

/// The spread of a search.
///
/// # Errors
/// What the backend says.
pub fn spread(backend: &dyn Backend, request: &TrendRequest) -> Result<Spread, Problem> {
    let (trend, answer) = over_all(backend, &request.search)?;
    if !request.balanced {
        return Ok(Spread { trend, answer, balanced: None });
    }
    let asked = filters(&request.search)?;
    let coverage = backend.coverage(&asked, false)?;
    let (balanced, places) = balance(&coverage, asked.years);
    let mut parts = Vec::new();
    for (level, places) in places {
        let years = Some((balanced.from, balanced.to));
        let own = Filters { places, years, levels: vec![level], ..request.search.filters.clone() };
        let search = SearchRequest { filters: own, ..request.search.clone() };
        parts.push(over_all(backend, &search)?.0);
    }
    Ok(Spread { trend: joined(parts), answer, balanced: Some(balanced) })
}

/// Over every place that passes the filters.
fn over_all(
    backend: &dyn Backend,
    request: &SearchRequest,
) -> Result<(Trend, Arc<SearchAnswer>), Problem> {
    let counts = SearchRequest { facets: true, places_only: true, ..request.clone() };
    let wanted = SearchRequest { limit: 1, offset: 0, ..counts };
    let answer = backend.search(&wanted)?;
    let trend = Trend::join(&answer, &backend.holdings(&wanted)?);
    Ok((trend, answer))
}

/// The places that have a report in every year, by level. Where no years are asked for, they are
/// those at the end of which at least half as many places are held as in the fullest one.
fn balance(
    coverage: &Coverage,
    asked: Option<(i16, i16)>,
) -> (Balanced, BTreeMap<Level, Vec<String>>) {
    let mut held: BTreeMap<i16, usize> = BTreeMap::new();
    for row in &coverage.places {
        row.report.iter().for_each(|year| *held.entry(*year).or_default() += 1);
    }
    let most = held.values().copied().max().unwrap_or(0);
    let last = held.iter().rev().find(|(_, n)| **n * 2 >= most).map_or(0, |(year, _)| *year);
    let full = |year: &i16| held.get(year).is_some_and(|n| n * 2 >= most);
    let begin = (i16::MIN + 1..=last).rev().take_while(full).last().unwrap_or(last);
    let bound = |end: i16, open: i16, usual: i16| if end == open { usual } else { end };
    let (from, to) = match asked {
        None => (begin, last),
        Some((from, to)) => (bound(from, i16::MIN, begin), bound(to, i16::MAX, last)),
    };
    let mut balanced = Balanced { from, to, places: 0, of: coverage.places.len() };
    let mut places: BTreeMap<Level, Vec<String>> = BTreeMap::new();
    let years = i32::from(to) - i32::from(from) + 1;
    for row in &coverage.places {
        let within = row.report.iter().filter(|year| (from..=to).contains(*year)).count();
        if years > 0 && i32::try_from(within) == Ok(years) {
            places.entry(row.level).or_default().push(row.code.clone());
            balanced.places += 1;
        }
    }
    (balanced, places)
}

/// The spreads of levels as one.
fn joined(parts: Vec<Trend>) -> Trend {
    let add = |sum: &mut TrendCounts, counts: TrendCounts| {
        sum.reports += counts.reports;
        sum.passages += counts.passages;
        sum.all_reports += counts.all_reports;
        sum.characters += counts.characters;
    };
    let mut years: BTreeMap<i16, TrendCounts> = BTreeMap::new();
    let mut whole = Trend::default();
    for part in parts {
        part.years.iter().for_each(|year| add(years.entry(year.year).or_default(), year.counts));
        add(&mut whole.total, part.total);
        whole.places.extend(part.places);
    }
    whole.years = years.into_iter().map(|(year, counts)| TrendYear { year, counts }).collect();
    whole.places.sort_by(|a, b| b.counts.reports.cmp(&a.counts.reports).then(a.code.cmp(&b.code)));
    whole
}

fn rates<T: Serialize>(of: T, counts: TrendCounts) -> Rates<T> {
    Rates { of, share: counts.share().map(round), rate: counts.rate().map(round) }
}

fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn table(trend: &Trend, asked: &str) -> Result<Vec<u8>, Problem> {
    let mut lines = CsvLines::new(true);
    lines.row([
        "by",
        "value",
        "name",
        "reports",
        "passages",
        "all_reports",
        "characters",
        "share",
        "rate",
        "asked",
    ])?;
    for year in &trend.years {
        lines.row(line("year", &year.year.to_string(), "", year.counts, asked))?;
    }
    for place in &trend.places {
        lines.row(line("place", &place.code, &place.path.join("/"), place.counts, asked))?;
    }
    lines.rest()
}

fn line(by: &str, value: &str, name: &str, counts: TrendCounts, asked: &str) -> [String; 10] {
    let held = counts.all_reports > 0;
    let found = |n: u64| if held { n.to_string() } else { String::new() };
    let rate = |rate: Option<f64>| rate.map_or_else(String::new, |rate| round(rate).to_string());
    [
        by.to_owned(),
        guarded(value).into_owned(),
        guarded(name).into_owned(),
        found(counts.reports),
        found(counts.passages),
        counts.all_reports.to_string(),
        counts.characters.to_string(),
        rate(counts.share()),
        rate(counts.rate()),
        guarded(asked).into_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use suyan_corpus::Part;

    use super::*;
    use crate::testing::{Scan, report};

    #[test]
    fn a_balanced_spread_counts_places_of_every_year_only() {
        let archive =
            Scan::archive().changed(|reports| reports.retain(|report| report.id != "990102-2022"));
        let ask = |balanced| {
            let params = Params::of([("q", "架空线"), ("year", "2021..2023")]);
            let request = TrendRequest { balanced, ..TrendRequest::read(&params).unwrap() };
            spread(&archive, &request).unwrap()
        };
        let all = ask(false);
        let held = |spread: &Spread| -> Vec<u64> {
            spread.trend.years.iter().map(|year| year.counts.all_reports).collect()
        };
        assert_eq!(held(&all), [2, 1, 2]);
        let same = ask(true);
        assert_eq!(held(&same), [1, 1, 1]);
        let counted = Balanced { from: 2021, to: 2023, places: 1, of: 2 };
        assert_eq!(same.balanced, Some(counted));
    }

    /// Two counties; of one there is no report of 2021, and of neither one of 2023.
    fn archive() -> Scan {
        let ten = "架空线入地一二三四五";
        let says = |times: usize| vec![(Part::Tasks, ten); times];
        let other = (Part::Tasks, "另外的一段话共十个字");
        Scan::of(vec![
            report("310104", 2020, &[says(1), vec![other; 3]].concat()),
            report("310104", 2021, &[other]),
            report("310104", 2022, &says(2)),
            report("310106", 2020, &[other]),
            report("310106", 2022, &[says(1), vec![other; 1]].concat()),
            report("310105", 2024, &says(1)),
            report("", 2022, &says(1)),
        ])
    }

    fn ask(query: &str) -> Spread {
        let params = Params::read(Some(query)).unwrap();
        spread(&archive(), &TrendRequest::read(&params).unwrap()).unwrap()
    }

    #[test]
    fn shares_and_rates_are_those_of_a_count_by_hand() {
        let trend = ask("q=\"架空线入地\"").trend;
        // Matching reports and passages, all reports, their characters, share, rate per 10,000.
        let expected = [
            (2020, [1, 1, 2, 50], Some(50.0), Some(200.0)),
            (2021, [0, 0, 1, 10], Some(0.0), Some(0.0)),
            (2022, [3, 4, 3, 50], Some(100.0), Some(800.0)),
            // Nobody reported: nothing is known, which is not nought.
            (2023, [0, 0, 0, 0], None, None),
            (2024, [1, 1, 1, 10], Some(100.0), Some(1_000.0)),
        ];
        let told: Vec<_> = trend
            .years
            .iter()
            .map(|TrendYear { year, counts: c }| {
                (*year, [c.reports, c.passages, c.all_reports, c.characters], c.share(), c.rate())
            })
            .collect();
        assert_eq!(told, expected);
        let sum = |of: fn(&TrendCounts) -> u64| {
            trend.years.iter().map(|year| of(&year.counts)).sum::<u64>()
        };
        assert_eq!(trend.total.passages, sum(|counts| counts.passages));
        assert_eq!(trend.total.all_reports, sum(|counts| counts.all_reports));
        // A report of no place is in the years and in no row of a place.
        let of_places: u64 = trend.places.iter().map(|place| place.counts.passages).sum();
        assert_eq!((trend.total.passages, of_places), (6, 5));
    }

    #[test]
    fn a_file_has_a_row_for_every_year_and_place_and_nothing_where_nothing_is_known() {
        let params = Params::read(Some("q=\"架空线入地\"")).unwrap();
        let csv =
            trend_csv(&archive(), &TrendRequest::read(&params).unwrap(), "http://h/trend?q=x")
                .unwrap();
        let text = String::from_utf8(csv).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let row = |value: &str| -> Vec<&str> {
            let row = rows.iter().find(|row| row[1] == value).unwrap();
            row.iter().map(String::as_str).collect()
        };
        assert_eq!(
            head.join(","),
            "by,value,name,reports,passages,all_reports,characters,share,rate,asked"
        );
        let asked = "http://h/trend?q=x";
        assert_eq!(row("2022"), ["year", "2022", "", "3", "4", "3", "50", "100", "800", asked]);
        assert_eq!(row("2023"), ["year", "2023", "", "", "", "0", "0", "", "", asked]);
        assert_eq!(
            row("310106"),
            ["place", "310106", "上海市/静安区", "1", "1", "2", "30", "50", "333.3333", asked]
        );
        assert_eq!(rows.len(), 5 + 3);
    }

    #[test]
    fn a_balanced_spread_says_over_which_years_and_places() {
        let same = ask("q=\"架空线入地\"&balanced=true&year=2020..2022");
        let counted = same.balanced.unwrap();
        assert_eq!((counted.from, counted.to, counted.places, counted.of), (2020, 2022, 1, 2));
        let years: Vec<(i16, u64)> =
            same.trend.years.iter().map(|year| (year.year, year.counts.passages)).collect();
        assert_eq!(years, [(2020, 1), (2021, 0), (2022, 2)]);
        assert_eq!(same.trend.total.passages, 3);
        // An open end is the usual one, and no year is asked for that nobody has.
        let open = ask("q=\"架空线入地\"&balanced=true&year=2022..").balanced.unwrap();
        assert_eq!((open.from, open.to), (2022, 2024));
        assert_eq!((open.places, open.of), (0, 3));
        let none = ask("q=\"架空线入地\"&balanced=true&year=1990").trend;
        assert!(none.years.is_empty() && none.total == TrendCounts::default());
    }

    #[test]
    fn the_usual_years_are_those_of_which_half_is_held() {
        let row = |code: &str, years: &[i16]| suyan_search::coverage::CoverageRow {
            code: code.into(),
            name: code.into(),
            path: vec![code.into()],
            level: Level::County,
            report: years.to_vec(),
            part: Vec::new(),
            none: Vec::new(),
            absent: Vec::new(),
            reports: BTreeMap::new(),
        };
        let coverage = |rows| Coverage { places: rows, ..Coverage::default() };
        for (rows, asked, from, to, places) in [
            // Four places in the fullest year; one alone in 2018 and 2024.
            (
                vec![
                    row("a", &[2018, 2019, 2020, 2021, 2022]),
                    row("b", &[2019, 2020, 2021, 2022]),
                    row("c", &[2020, 2021]),
                    row("d", &[2020, 2021, 2024]),
                ],
                None,
                2019,
                2022,
                2,
            ),
            (vec![row("a", &[2020]), row("b", &[2021])], None, 2020, 2021, 0),
            (vec![row("a", &[2020, 2021])], Some((2021, 2021)), 2021, 2021, 1),
            // The wrong way round nothing is held, and nothing is counted.
            (vec![row("a", &[2020, 2021])], Some((2021, 2020)), 2021, 2020, 0),
            (Vec::new(), Some((2020, 2021)), 2020, 2021, 0),
        ] {
            let (balanced, of_levels) = balance(&coverage(rows), asked);
            assert_eq!(
                (balanced.from, balanced.to, balanced.places),
                (from, to, places),
                "{asked:?}"
            );
            assert_eq!(of_levels.values().map(Vec::len).sum::<usize>(), places, "{asked:?}");
        }
    }
}
