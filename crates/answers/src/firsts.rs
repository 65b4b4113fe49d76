//! Where and when a phrase stood first, and last, by place or by level: in which order it spread.
//!
//! A place whose earliest report that the archive holds has the phrase already may have said it
//! before: that is not known, and said so.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use serde::Serialize;
use suyan_corpus::Level;
use suyan_search::{Backend, Group, Hit, ListSink, PlaceHead, SearchRequest, Sort};

use crate::json::print_at;
use crate::params::Params;
use crate::problem::Problem;

/// A request.
#[derive(Debug, Clone)]
pub struct FirstsRequest {
    search: SearchRequest,
    by_level: bool,
}

/// A place in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstMention {
    /// The report's id.
    pub report: String,
    /// The passage.
    pub ordinal: u32,
    /// The year of the report.
    pub year: Option<i16>,
    /// The day of delivery, where it is known.
    pub date: Option<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct First {
    /// The place; `null` where rows are by level, and where it is not known.
    pub place: Option<PlaceHead>,
    /// Its level.
    pub level: Option<Level>,
    /// Its rank in time; what was said on the same day, or in the same year where days are not
    /// known, has the same.
    pub rank: usize,
    /// Where the string stood first.
    pub first: FirstMention,
    /// Where the string stood last.
    pub last: FirstMention,
    /// How many reports have it.
    pub reports: u64,
    /// The first year of which the archive holds a report of the place.
    pub held_from: Option<i16>,
    /// Whether that is the first report already, so that nothing is known of before.
    pub before_unknown: bool,
}

/// All rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Firsts {
    /// How many there are.
    pub total: usize,
    /// In order of time.
    pub rows: Vec<First>,
}

impl FirstsRequest {
    /// Reads the parameters.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let plain = params.without("sort").without("cursor").without("limit").without("group");
        let search = SearchRequest {
            sort: Sort::Oldest,
            group: Group::Passage,
            facets: false,
            passages_per_report: 1,
            places_only: true,
            ..plain.search()?
        };
        if search.query.trim().is_empty() {
            return Err(Problem::new("no_query", "没有检索式 q", "写作 q=\"一网统管\""));
        }
        suyan_search::query::parse(&search.query)?;
        let by_level = match params.one("by") {
            None | Some("place") => false,
            Some("level") => true,
            Some(_) => {
                return Err(Problem::new("bad_by", "by 没有这个值", "可用的值：place、level"));
            }
        };
        Ok(Self { search, by_level })
    }

    /// The rows.
    ///
    /// # Errors
    /// What the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Firsts, Problem> {
        let mut mentions = Mentions { by_level: self.by_level, rows: BTreeMap::new() };
        backend.scan(&self.search, &mut mentions)?;
        let coverage = backend.coverage(&self.search.filters, false)?;
        let mut held: BTreeMap<(Level, Option<&str>), i16> = BTreeMap::new();
        for row in &coverage.places {
            let years = row.report.iter().chain(&row.part).copied();
            let Some(first) = years.min() else { continue };
            let code = (!self.by_level).then_some(row.code.as_str());
            let known = held.entry((row.level, code)).or_insert(first);
            *known = first.min(*known);
        }
        let mut rows: Vec<First> = mentions
            .rows
            .into_values()
            .map(|row| {
                let code = row.place.as_ref().map(|place| place.code.as_str());
                let from = row.level.and_then(|level| held.get(&(level, code)).copied());
                First {
                    rank: 0,
                    reports: row.reports.len() as u64,
                    before_unknown: row.first.year.is_none() || from == row.first.year,
                    held_from: from,
                    place: row.place,
                    level: row.level,
                    first: row.first,
                    last: row.last,
                }
            })
            .collect();
        rows.sort_by(|a, b| {
            (moment(&a.first), a.level, code(a)).cmp(&(moment(&b.first), b.level, code(b)))
        });
        for at in 0..rows.len() {
            let is_tie = at > 0 && moment(&rows[at - 1].first) == moment(&rows[at].first);
            rows[at].rank = if is_tie { rows[at - 1].rank } else { at + 1 };
        }
        Ok(Firsts { total: rows.len(), rows })
    }

    /// The first mentions as JSON.
    ///
    /// # Errors
    /// What the backend says.
    pub fn json(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        print_at(backend, &self.ask(backend)?)
    }
}

fn code(row: &First) -> Option<&str> {
    row.place.as_ref().map(|place| place.code.as_str())
}

/// When something was said: unknown years last, and within a year unknown days last.
fn moment(mention: &FirstMention) -> (bool, Option<i16>, bool, Option<&str>) {
    let date = mention.date.as_deref();
    (mention.year.is_none(), mention.year, date.is_none(), date)
}

/// The least is where it stood first.
fn as_first(mention: &FirstMention) -> impl Ord + '_ {
    (moment(mention), &mention.report, mention.ordinal)
}

/// The greatest is where it stood last: a year or a day that is not known is none of these.
fn as_last(mention: &FirstMention) -> impl Ord + '_ {
    (mention.year, mention.date.as_deref(), &mention.report, mention.ordinal)
}

struct FirstsGathered {
    place: Option<PlaceHead>,
    level: Option<Level>,
    first: FirstMention,
    last: FirstMention,
    reports: BTreeSet<String>,
}

struct Mentions {
    by_level: bool,
    rows: BTreeMap<(Option<Level>, Option<String>), FirstsGathered>,
}

impl ListSink for Mentions {
    fn begin(&mut self, _hits: u64) {}

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        let report = &hit.report;
        for passage in &hit.passages {
            let mention = FirstMention {
                report: report.id.clone(),
                ordinal: passage.ordinal,
                year: report.year,
                date: report.date.clone(),
            };
            let place = report.place.clone().filter(|_| !self.by_level);
            let key = (report.level, place.as_ref().map(|place| place.code.clone()));
            let row = self.rows.entry(key).or_insert_with(|| FirstsGathered {
                place: place.clone(),
                level: report.level,
                first: mention.clone(),
                last: mention.clone(),
                reports: BTreeSet::new(),
            });
            row.reports.insert(report.id.clone());
            if mention.year.is_some() && as_first(&mention) < as_first(&row.first) {
                row.first = mention.clone();
            }
            if mention.year.is_some() && as_last(&mention) > as_last(&row.last) {
                row.last = mention;
                row.place = place.or(row.place.take());
            }
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use suyan_corpus::Part;
    use suyan_search::FullReport;

    use super::*;
    use crate::testing::{Scan, report};

    #[test]
    fn rows_are_in_order_of_time_and_ties_are_ties() {
        let params = Params::read(Some("q=2022年建成投用")).unwrap();
        let found = FirstsRequest::read(&params).unwrap().ask(&Scan::archive()).unwrap();
        assert_eq!(found.total, 2, "{found:?}");
        assert!(found.rows.iter().all(|row| row.rank == 1 && row.first.year == Some(2022)));
        assert!(found.rows.iter().all(|row| !row.before_unknown && row.held_from == Some(2021)));
        let params = Params::read(Some("q=架空线&by=level")).unwrap();
        let found = FirstsRequest::read(&params).unwrap().ask(&Scan::archive()).unwrap();
        let known: Vec<_> = found.rows.iter().filter(|row| row.level.is_some()).collect();
        assert_eq!((known.len(), known[0].reports), (1, 6));
        assert!(known[0].before_unknown);
    }

    fn firsts(archive: &Scan, query: &str) -> Vec<First> {
        let params = Params::read(Some(query)).unwrap();
        FirstsRequest::read(&params).unwrap().ask(archive).unwrap().rows
    }

    /// A report of a place and year that says it, on this day where one is told.
    fn said(code: &str, year: i16, day: Option<&str>) -> FullReport {
        let mut report = report(code, year, &[(Part::Tasks, "推进一网统管。")]);
        report.facts.date = day.map(|day| day.parse().unwrap());
        report
    }

    #[test]
    fn who_said_it_on_one_day_has_one_rank_and_what_is_not_known_comes_last() {
        let archive = Scan::of(vec![
            said("310101", 2021, Some("2021-01-20")),
            said("310104", 2021, Some("2021-01-10")),
            said("310105", 2021, Some("2021-01-10")),
            said("310106", 2021, None),
            said("310107", 2020, None),
            said("310109", 0, None),
            report("310110", 2019, &[(Part::Tasks, "另一件事。")]),
        ]);
        let rows = firsts(&archive, "q=一网统管");
        let ranks: Vec<(usize, &str)> =
            rows.iter().map(|row| (row.rank, row.place.as_ref().unwrap().code.as_str())).collect();
        let expected = [
            (1, "310107"),
            (2, "310104"),
            (2, "310105"),
            (4, "310101"),
            (5, "310106"),
            (6, "310109"),
        ];
        assert_eq!(ranks, expected);
        // Of one year alone nothing is known of before; without a year neither.
        assert!(rows.iter().all(|row| row.before_unknown), "{rows:?}");
        assert_eq!((rows[0].held_from, rows[5].held_from), (Some(2020), None));
    }

    #[test]
    fn the_first_day_that_is_known_is_the_first() {
        let mut other = said("310104", 2021, None);
        other.id = "another".into();
        let archive = Scan::of(vec![
            report("310104", 2019, &[(Part::Tasks, "另一件事。")]),
            said("310104", 2021, Some("2021-01-10")),
            other,
            said("310104", 2023, Some("2023-02-01")),
        ]);
        let [row] = firsts(&archive, "q=一网统管").try_into().unwrap();
        assert_eq!((row.first.date.as_deref(), row.reports), (Some("2021-01-10"), 3), "{row:?}");
        assert_eq!(
            (row.last.year, row.before_unknown, row.held_from),
            (Some(2023), false, Some(2019))
        );
    }

    #[test]
    fn a_level_is_a_row_of_all_its_places() {
        let archive = Scan::of(vec![
            said("310104", 2021, None),
            said("310106", 2020, None),
            said("310000", 2022, None),
            said("", 2018, None),
        ]);
        let rows = firsts(&archive, "q=一网统管&by=level");
        let told: Vec<(Option<Level>, Option<i16>, u64)> =
            rows.iter().map(|row| (row.level, row.first.year, row.reports)).collect();
        let expected = [
            (None, Some(2018), 1),
            (Some(Level::County), Some(2020), 2),
            (Some(Level::Province), Some(2022), 1),
        ];
        assert_eq!(told, expected);
        assert!(rows.iter().all(|row| row.place.is_none()));
    }

    #[test]
    fn bad_values_have_their_codes() {
        for (query, code) in
            [("q= ", "no_query"), ("q=a&by=year", "bad_by"), ("q=a&year=x", "bad_year")]
        {
            let refused = FirstsRequest::read(&Params::read(Some(query)).unwrap()).unwrap_err();
            assert_eq!(refused.code, code, "{query}");
            assert!(!refused.hint.is_empty(), "{query}");
        }
    }
}
