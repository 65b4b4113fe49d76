//! Which places have a report of which year. What is missing is told as missing, apart from what
//! there could not be.

use serde::Serialize;
use suyan_corpus::Kind;
use suyan_search::coverage::CoverageRow;
use suyan_search::{Backend, Coverage, Filters, SearchRequest};

use crate::export::csv_text;
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
    /// `missing` and `absent`.
    ///
    /// # Errors
    /// What the backend says.
    pub fn csv(self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        let coverage = self.of_usual_years(backend)?.ask(backend)?;
        let mut out = "\u{feff}code,name,path,level".as_bytes().to_vec();
        coverage.years.iter().for_each(|year| out.extend(format!(",{year}").as_bytes()));
        out.extend(b"\r\n");
        for row in &coverage.places {
            for (at, text) in [&row.code, &row.name, &row.path.join("/")].into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                csv_text(text, &mut out);
            }
            out.extend(format!(",{}", row.level).as_bytes());
            coverage
                .years
                .iter()
                .for_each(|year| out.extend(format!(",{}", cell(row, *year)).as_bytes()));
            out.extend(b"\r\n");
        }
        Ok(out)
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
    use super::*;
    use crate::testing::Scan;

    #[test]
    fn the_matrix_is_a_file_whose_years_are_those_of_the_whole_archive() {
        let archive =
            Scan::archive().changed(|reports| reports.retain(|report| report.id != "990102-2023"));
        assert_eq!(usual_years(&archive).unwrap(), Some((2021, 2023)));
        let asked = CoverageRequest::read(&Params::of([("place", "990102")])).unwrap();
        let csv = String::from_utf8(asked.csv(&archive).unwrap()).unwrap();
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "\u{feff}code,name,path,level,2021,2022,2023");
        assert!(lines[1].ends_with(",whole,whole,missing"), "{csv}");
    }
}
