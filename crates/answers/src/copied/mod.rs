//! Copied wording: sentences of a report that another place, or the place itself the year before,
//! has nearly verbatim, and what share of the report they are.
//!
//! Nearly verbatim are sentences of the same letters but for figures, punctuation and one small
//! clause ([`keys`]). A report is held against the reports of other places of its own year and the
//! year before, and of its own place of the year before, of the same kinds and parts as were asked
//! for; who copied whom is not told, nor whether both took it from a third.
//!
//! The texts are read for every request, so that nothing is kept between two; so many years and
//! places are compared at once as can be read in the time of one.

mod files;
mod keys;
mod shares;
mod sources;

use serde::Serialize;
use suyan_corpus::Level;
use suyan_search::{Backend, Filters, Group, PlaceHead, ReportHead, SearchRequest, Sort};

use crate::export::{Addresses, ExportForm, Out};
use crate::json::print_at;
use crate::params::Params;
use crate::problem::Problem;

pub use sources::{CopiedOfReport, CopiedSentence, CopiedSource};

/// Sentences of all reports that are compared, at the most: some hundred megabytes.
pub const MOST_SENTENCES: usize = 4_000_000;
/// The usual number of rows, and the most in one answer.
const USUAL_ROWS: u32 = 100;
const MOST_ROWS: u32 = 10_000;

/// A request.
#[derive(Debug, Clone)]
pub struct CopiedRequest {
    filters: Filters,
    report: Option<String>,
    order: CopiedOrder,
    limit: usize,
}

/// By what rows are in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CopiedOrder {
    /// The highest share first.
    Share,
    /// Year, place.
    Order,
}

/// How much of a report is copied.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CopiedRow {
    /// The report's id.
    pub report: String,
    /// The report's title.
    pub title: String,
    /// Its place.
    pub place: Option<PlaceHead>,
    /// Its level.
    pub level: Option<Level>,
    /// Its year.
    pub year: Option<i16>,
    /// Sentences of the report that are long enough to be looked at.
    pub sentences: u64,
    /// Letters of those sentences, figures left out.
    pub letters: u64,
    /// Sentences that another place has.
    pub elsewhere: u64,
    /// Sentences that the place itself had the year before; `None` where that report is not held.
    pub before: Option<u64>,
    /// Sentences that another place has, or the place itself had the year before.
    pub copied: u64,
    /// The letters of what either has, per 100 of all: the share of boilerplate. `None` where there
    /// is no sentence.
    pub share: Option<f64>,
    /// The letters of what another place has, per 100 of all.
    pub share_elsewhere: Option<f64>,
    /// The letters of what the place itself had the year before, per 100 of all.
    pub share_before: Option<f64>,
    /// How many reports it was held against.
    pub against: u64,
}

/// All rows of a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Copied {
    /// Reports of which a share is told.
    pub total: usize,
    /// Reports whose texts were compared, those of the year before among them.
    pub compared: usize,
    /// The rows, in order.
    pub rows: Vec<CopiedRow>,
}

impl CopiedRequest {
    /// Reads the parameters: filters; on the page, `report` for the sentences of one.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let hint = "limit 是行数，1 至 10000，默认 100";
        let limit = params.count("limit", "bad_limit", hint)?.unwrap_or(USUAL_ROWS);
        if !(1..=MOST_ROWS).contains(&limit) {
            return Err(Problem::new("bad_limit", format!("limit 收到 {limit}"), hint));
        }
        let order = match params.one("sort") {
            None | Some("share") => CopiedOrder::Share,
            Some("order") => CopiedOrder::Order,
            Some(_) => {
                return Err(Problem::new("bad_sort", "sort 没有这个值", "可用的值：share、order"));
            }
        };
        let report = params.one("report").map(str::to_owned);
        Ok(Self { filters: params.filters()?, report, order, limit: limit as usize })
    }

    /// The report whose sentences are asked for.
    #[must_use]
    pub fn report(&self) -> Option<&str> {
        self.report.as_deref()
    }

    /// The shares of the reports that pass the filters, all rows of them.
    ///
    /// # Errors
    /// `too_many_sentences`, or what the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<Copied, Problem> {
        let mut copied = shares::shares(backend, &self.filters)?;
        if self.order == CopiedOrder::Share {
            let key = |row: &CopiedRow| row.share.unwrap_or(-1.0);
            copied.rows.sort_by(|a, b| key(b).total_cmp(&key(a)));
        }
        Ok(copied)
    }

    /// The sentences of one report, with where they stand besides.
    ///
    /// # Errors
    /// `not_found`, or what the backend says.
    pub fn of_report(&self, backend: &dyn Backend, id: &str) -> Result<CopiedOfReport, Problem> {
        sources::of_report(backend, &self.filters, id)
    }

    /// What is copied of one report, as JSON.
    ///
    /// # Errors
    /// As [`CopiedRequest::of_report`].
    pub fn json_of_report(&self, backend: &dyn Backend, id: &str) -> Result<Vec<u8>, Problem> {
        print_at(backend, &self.of_report(backend, id)?)
    }

    /// The shares as JSON, so many rows as are asked for.
    ///
    /// # Errors
    /// As [`CopiedRequest::ask`].
    pub fn json(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        let mut copied = self.ask(backend)?;
        copied.rows.truncate(self.limit);
        print_at(backend, &copied)
    }

    /// Writes a row for every report in this form.
    ///
    /// # Errors
    /// As [`CopiedRequest::ask`], or a file that cannot be written.
    pub fn write(
        &self,
        backend: &dyn Backend,
        form: ExportForm,
        addresses: Addresses<'_>,
        out: &mut dyn Out,
    ) -> Result<(), Problem> {
        files::write(&self.ask(backend)?, form, addresses, out)
    }
}

/// A request for every passage of reports of these years, of any place: what is held against one
/// another.
fn everywhere(filters: &Filters, years: Option<(i16, i16)>) -> SearchRequest {
    let filters = Filters {
        places: Vec::new(),
        levels: Vec::new(),
        lineage: false,
        years,
        ..filters.clone()
    };
    SearchRequest {
        filters,
        sort: Sort::Oldest,
        group: Group::Passage,
        facets: false,
        passages_per_report: 1,
        whole_passages: true,
        ..SearchRequest::default()
    }
}

/// What a report is compared by.
fn standing(report: &ReportHead) -> Option<(&str, i16)> {
    Some((report.place.as_ref()?.code.as_str(), report.year?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    fn read(query: &str) -> Result<CopiedRequest, &'static str> {
        CopiedRequest::read(&Params::read(Some(query)).unwrap()).map_err(|problem| problem.code)
    }

    fn ask(archive: &Scan, query: &str) -> Copied {
        read(query).unwrap().ask(archive).unwrap()
    }

    #[test]
    fn what_others_and_the_year_before_have_is_copied() {
        let archive = Scan::archive()
            .changed(|reports| reports.retain(|report| report.facts.place.is_some()));
        let own = "本区独有的一句话，别处和上年都没有写过的。";
        let archive = archive.changed(|reports| {
            let at = reports.iter().position(|one| one.id == "990101-2022").unwrap();
            reports[at].passages[6].text.push_str(own);
        });
        let copied = ask(&archive, "year=2022&sort=order");
        assert_eq!((copied.total, copied.compared), (2, 4));
        let [first, second] = copied.rows.as_slice() else { panic!("{copied:?}") };
        assert_eq!((first.report.as_str(), first.sentences, first.copied), ("990101-2022", 5, 4));
        assert_eq!((first.elsewhere, first.before, first.against), (4, Some(4), 3));
        let share = (first.letters - 19) as f64 * 100.0 / first.letters as f64;
        assert!((first.share.unwrap() - share).abs() < 1e-9, "{first:?}");
        assert_eq!((second.copied, second.share), (4, Some(100.0)));
        // Of the first year nothing is known of the year before.
        let earliest = &ask(&archive, "year=2021&sort=order").rows[0];
        assert_eq!((earliest.before, earliest.share_before, earliest.elsewhere), (None, None, 4));
        // A place is held against all others.
        let one = ask(&archive, "year=2022&place=990101");
        assert_eq!((one.total, one.rows[0].against), (1, 3));
    }

    #[test]
    fn the_sentences_of_a_report_name_where_they_stand_besides() {
        let archive = Scan::archive()
            .changed(|reports| reports.retain(|report| report.facts.place.is_some()));
        let found = read("").unwrap().of_report(&archive, "990101-2022").unwrap();
        let share = ask(&archive, "year=2022&place=990101").rows[0].share;
        assert_eq!((found.sentences, found.share, found.against), (4, share, 3));
        let row = &found.rows[0];
        assert_eq!((row.ordinal, row.elsewhere, row.before), (3, 2, true));
        let sources: Vec<(&str, i16)> =
            row.sources.iter().map(|source| (source.place.as_str(), source.year)).collect();
        assert_eq!(sources, [("云栖区", 2021), ("澄江区", 2021), ("澄江区", 2022)]);
        let missing = read("").unwrap().of_report(&archive, "x").unwrap_err();
        assert_eq!(missing.code, "not_found");
    }

    #[test]
    fn bad_values_have_their_codes() {
        for (query, code) in [
            ("sort=up", "bad_sort"),
            ("limit=0", "bad_limit"),
            ("year=x", "bad_year"),
            ("part=nowhere", "bad_part"),
        ] {
            assert_eq!(read(query).err(), Some(code), "{query}");
        }
    }
}
