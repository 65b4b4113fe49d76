//! The reports whose place, year, date, parts or text are doubtful, for whoever keeps an archive: what
//! was not found out, or is told in two ways, is shown in one list and not only on each report's page.

use serde::Serialize;
use suyan_corpus::Doubtful;
use suyan_search::{Backend, DoubtfulList, SearchRequest};

use crate::cursor;
use crate::json::print_at;
use crate::params::{Params, USUAL_HITS};
use crate::problem::Problem;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct DoubtRequest {
    /// The filters and the page.
    request: SearchRequest,
    /// By what, any where it is empty.
    by: Vec<Doubtful>,
}

#[derive(Debug, Serialize)]
struct DoubtsAnswer {
    #[serde(flatten)]
    list: DoubtfulList,
    next: Option<String>,
}

/// The request that the API would read from these parameters.
///
/// # Errors
/// A value that is none, with what to write instead.
pub fn doubt_request<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<DoubtRequest, Problem> {
    DoubtRequest::read(&Params::of(pairs))
}

/// The doubt that a word names.
fn doubt(word: &str) -> Option<Doubtful> {
    word.parse().ok().or(match word {
        "地区" => Some(Doubtful::Place),
        "年度" => Some(Doubtful::Year),
        "日期" => Some(Doubtful::Date),
        "部分" => Some(Doubtful::Parts),
        "不完整" => Some(Doubtful::Truncated),
        "文字" => Some(Doubtful::Text),
        "重份" => Some(Doubtful::Twin),
        _ => None,
    })
}

impl DoubtRequest {
    /// Reads the parameters of an address: the filters, `doubt`, `limit` and `cursor`.
    ///
    /// # Errors
    /// For a value that is none.
    pub fn read(params: &Params) -> Result<Self, Problem> {
        let known = "place、year、date、parts、truncated、text、twin";
        let by = params.words("doubt", "bad_doubt", doubt, known)?;
        let mut request = SearchRequest {
            // A cursor belongs to one list.
            query: by.iter().map(|doubt| doubt.as_str()).collect::<Vec<_>>().join(","),
            filters: params.filters()?,
            limit: params.limit(USUAL_HITS)?,
            ..SearchRequest::default()
        };
        request.offset = params.offset(&request)?;
        Ok(Self { request, by })
    }

    /// So many reports at most, from this one on.
    #[must_use]
    pub fn page(self, limit: usize, offset: usize) -> Self {
        Self { request: SearchRequest { limit, offset, ..self.request }, ..self }
    }

    /// The list itself.
    ///
    /// # Errors
    /// What the backend says.
    pub fn ask(&self, backend: &dyn Backend) -> Result<DoubtfulList, suyan_search::Error> {
        let SearchRequest { filters, limit, offset, .. } = &self.request;
        backend.doubtful(filters, &self.by, *limit, *offset)
    }

    /// The answer as bytes of JSON.
    ///
    /// # Errors
    /// What the backend says.
    pub fn answer(&self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        let list = self.ask(backend)?;
        let end = self.request.offset + list.reports.len();
        let more = !list.reports.is_empty() && (end as u64) < list.total;
        let next = more.then(|| cursor::encode(&self.request, end));
        print_at(backend, &DoubtsAnswer { list, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scan;

    fn list(pairs: &[(&str, &str)]) -> Result<DoubtfulList, &'static str> {
        let asked = doubt_request(pairs.iter().copied()).map_err(|problem| problem.code)?;
        Ok(asked.ask(&Scan::archive()).unwrap())
    }

    #[test]
    fn doubtful_reports_are_listed_by_what_they_are_doubted_by() {
        let all = list(&[("limit", "100")]).unwrap();
        assert_eq!(all.reports.len() as u64, all.total);
        assert!(all.total > 0 && all.reports.iter().all(|one| !one.doubts.is_empty()));
        for counted in &all.counts {
            let word = counted.doubt.as_str();
            let some = list(&[("doubt", word), ("limit", "100")]).unwrap();
            assert_eq!(some.total, counted.reports, "{word}");
            assert!(some.reports.iter().all(|one| one.doubts.contains(&counted.doubt)));
            assert_eq!(some.counts, all.counts, "{word}: counts are of all that pass the filters");
        }
        assert_eq!(list(&[("place", "乌有县")]).unwrap().total, 0);
        assert_eq!(list(&[("doubt", "地区")]).unwrap(), list(&[("doubt", "place")]).unwrap());
        assert_eq!(list(&[("doubt", "title")]), Err("bad_doubt"));
    }
}
