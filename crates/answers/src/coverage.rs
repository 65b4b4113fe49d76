//! Which places have a report of which year. What is missing is told as missing, apart from what
//! there could not be.

use serde::Serialize;
use suyan_corpus::Kind;
use suyan_engine::{Backend, Coverage, Filters};

use crate::json::print_at;
use crate::params::Params;
use crate::problem::Problem;

/// What coverage is asked for.
#[derive(Debug, Clone)]
pub struct CoverageRequest {
    filters: Filters,
    expected: bool,
}

#[derive(Debug, Serialize)]
struct Answer {
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
    pub fn ask(&self, backend: &dyn Backend) -> Result<Coverage, suyan_engine::Error> {
        backend.coverage(&self.filters, self.expected)
    }

    /// The answer as bytes of JSON.
    ///
    /// # Errors
    /// What the backend says.
    pub fn answer(self, backend: &dyn Backend) -> Result<Vec<u8>, Problem> {
        let coverage = self.ask(backend)?;
        print_at(backend, &Answer { kinds: self.filters.kinds, coverage })
    }
}
