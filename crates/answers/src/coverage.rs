//! Which places have a report of which year. What is missing is told as missing, apart from what
//! there could not be.

use serde::Serialize;
use suyan_corpus::Kind;
use suyan_search::coverage::CoverageRow;
use suyan_search::{Backend, Coverage, Filters, SearchRequest};

use crate::export::{CsvLines, guarded};
use crate::json::print_at;
use crate::missing::{Missing, missing};
use crate::params::Params;
use crate::problem::Problem;

/// Governments below the provinces put their reports online since then: that an older one is not
/// held says little.
const SINCE: i16 = 2003;

/// The years in which what is missing is told where nobody says which: from [`SINCE`], or from the
/// first year that is held, to the last that is held of any place. They are the same on every page.
///
/// # Errors
/// What the backend says.
pub fn usual_years(backend: &dyn Backend) -> Result<Option<(i16, i16)>, Problem> {
    let filters = Filters { kinds: vec![Kind::WorkReport], ..Filters::default() };
    let held = backend.holdings(&SearchRequest { filters, ..SearchRequest::default() })?.years;
    let span = held.keys().next().zip(held.keys().next_back());
    Ok(span.map(|(first, last)| (SINCE.max(*first).min(*last), *last)))
}

/// What coverage is asked for.
#[derive(Debug, Clone)]
pub struct CoverageRequest {
    filters: Filters,
    expected: bool,
}

#[derive(Debug, Serialize)]
struct CoverageAnswer {
    /// What kinds of documents count: work reports, unless asked otherwise.
    kinds: Vec<Kind>,
    #[serde(flatten)]
    coverage: Coverage,
}

/// The request that the API would read from these parameters.
///
/// # Errors
/// A value that is none, with what to write instead.
pub fn coverage_request<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<CoverageRequest, Problem> {
    CoverageRequest::read(&Params::of(pairs))
}

impl CoverageRequest {
    /// Reads the parameters of an address: the filters, and `expected` for rows of places that
    /// the archive holds nothing of.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let mut filters = params.filters()?;
        if filters.kinds.is_empty() {
            filters.kinds.push(Kind::WorkReport);
        }
        let hint = "true 表示把档案中一份也没有的地区也列出";
        Ok(Self { filters, expected: params.switch("expected", "bad_expected", hint)? })
    }

    /// The coverage itself.
    ///
    /// # Errors
    /// What the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Coverage, suyan_search::Error> {
        backend.coverage(&self.filters, self.expected)
    }

    /// What of the places and years that are asked for is not held at all.
    ///
    /// # Errors
    /// What the backend says.
    pub fn missing(&self, backend: &dyn Backend) -> Result<Option<Missing>, Problem> {
        let filters = self.filters.clone();
        missing(backend, &SearchRequest { filters, ..SearchRequest::default() })
    }

    /// Takes the usual years where none are asked for.
    ///
    /// # Errors
    /// What the backend says.
    pub fn of_usual_years(self, backend: &dyn Backend) -> Result<Self, Problem> {
        let years = match self.filters.years {
            Some(years) => Some(years),
            None => usual_years(backend)?,
        };
        Ok(Self { filters: Filters { years, ..self.filters }, ..self })
    }

    /// The matrix as CSV: a row a place, a column a year, each cell one of `whole`, `part`,
    /// `missing` and `absent`, and last `asked`, the address that gives it again.
    ///
    /// # Errors
    /// What the backend says.
    pub fn csv(self, backend: &dyn Backend, asked: &str) -> Result<Vec<u8>, Problem> {
        let coverage = self.of_usual_years(backend)?.ask(backend)?;
        let mut lines = CsvLines::new(true);
        let years = coverage.years.iter().map(i16::to_string);
        let names = ["code", "name", "path", "level"].map(str::to_owned);
        lines.row(names.into_iter().chain(years).chain(["asked".to_owned()]))?;
        let asked = guarded(asked);
        for row in &coverage.places {
            let path = row.path.join("/");
            let place = [guarded(&row.code), guarded(&row.name), guarded(&path)];
            let place = place.iter().map(|text| &**text).chain([row.level.as_str()]);
            let held = coverage.years.iter().map(|year| cell(row, *year));
            lines.row(place.chain(held).chain([&*asked]))?;
        }
        lines.rest()
    }

    /// The answer as bytes of JSON.
    ///
    /// # Errors
    /// What the backend says.
    pub fn answer(self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        let coverage = self.ask(backend)?;
        print_at(backend, &CoverageAnswer { kinds: self.filters.kinds, coverage })
    }
}

/// What is held of a place and year.
fn cell(row: &CoverageRow, year: i16) -> &'static str {
    if row.report.contains(&year) {
        "whole"
    } else if row.part.contains(&year) {
        "part"
    } else if row.none.contains(&year) {
        "missing"
    } else {
        "absent"
    }
}

#[cfg(test)]
mod tests {
    use suyan_corpus::{Doubt, Part};

    use super::*;
    use crate::testing::{Scan, report};

    #[test]
    fn the_matrix_is_a_file_whose_years_are_those_of_the_whole_archive() {
        let archive =
            Scan::archive().changed(|reports| reports.retain(|report| report.id != "990102-2023"));
        assert_eq!(usual_years(&archive).unwrap(), Some((2021, 2023)));
        let asked = CoverageRequest::read(&Params::of([("place", "990102")])).unwrap();
        let csv = String::from_utf8(asked.csv(&archive, "http://h/archive").unwrap()).unwrap();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "\u{feff}code,name,path,level,2021,2022,2023,asked");
        assert!(lines[1].ends_with(",whole,whole,missing,http://h/archive"), "{csv}");
    }

    #[test]
    fn every_cell_says_what_there_is_of_it() {
        // 崇明区 is one since 2016, and the report of that year is still the county's.
        let mut part = report("310151", 2018, &[(Part::Tasks, "一。")]);
        part.facts.doubts.push(Doubt::Truncated);
        let archive = Scan::of(vec![
            part,
            report("310151", 2019, &[(Part::Tasks, "一。")]),
            report("310104", 2015, &[(Part::Tasks, "一。")]),
        ]);
        let asked = CoverageRequest::read(&Params::of([("year", "2015..2019")])).unwrap();
        let csv = String::from_utf8(asked.csv(&archive, "http://h/archive").unwrap()).unwrap();
        let lines: Vec<&str> = csv.strip_prefix('\u{feff}').unwrap().split("\r\n").collect();
        assert_eq!(
            lines,
            [
                "code,name,path,level,2015,2016,2017,2018,2019,asked",
                "310104,徐汇区,上海市/徐汇区,county,whole,missing,missing,missing,missing,http://h/archive",
                "310151,崇明区,上海市/崇明区,county,absent,absent,missing,part,whole,http://h/archive",
                "",
            ]
        );
    }

    #[test]
    fn the_usual_years_begin_when_reports_went_online() {
        let of = |years: &[i16]| {
            let one = |year: &i16| report("310104", *year, &[(Part::Tasks, "一。")]);
            usual_years(&Scan::of(years.iter().map(one).collect())).unwrap()
        };
        assert_eq!(of(&[1990, 2005]), Some((2003, 2005)));
        assert_eq!(of(&[2010, 2012]), Some((2010, 2012)));
        assert_eq!(of(&[2003]), Some((2003, 2003)));
        // All of it is older: its last year at least is told.
        assert_eq!(of(&[1985, 1990]), Some((1990, 1990)));
        assert_eq!(of(&[]), None);
        // What is no work report says nothing of which are missing.
        let mut plan = report("310104", 2010, &[(Part::Tasks, "一。")]);
        plan.facts.kind = Kind::Plan;
        assert_eq!(usual_years(&Scan::of(vec![plan])).unwrap(), None);
    }

    #[test]
    fn what_counts_is_a_work_report_unless_asked_otherwise() {
        let mut plan = report("310104", 2021, &[(Part::Tasks, "一。")]);
        plan.facts.kind = Kind::Plan;
        plan.id = "plan".into();
        let archive = Scan::of(vec![plan, report("310104", 2020, &[(Part::Tasks, "一。")])]);
        let ask = |pairs: &[(&str, &str)]| {
            let asked = coverage_request(pairs.iter().copied()).unwrap();
            let coverage = asked.ask(&archive).unwrap();
            (coverage.years, coverage.total.report, coverage.total.none)
        };
        assert_eq!(ask(&[]), (vec![2020], 1, 0));
        assert_eq!(ask(&[("kind", "规划")]), (vec![2021], 1, 0));
        assert_eq!(ask(&[("year", "2019..2021")]), (vec![2019, 2020, 2021], 1, 2));
        let problem = coverage_request([("expected", "perhaps")]).unwrap_err();
        assert_eq!(problem.code, "bad_expected");
        assert!(
            problem.message.contains("perhaps") && problem.hint.contains("true"),
            "{problem:?}"
        );
    }
}
