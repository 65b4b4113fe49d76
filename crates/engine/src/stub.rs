//! Stands in until the embedded backend does: an index that holds nothing.

use crate::{
    Backend, Error, Filters, FullReport, Index, PassageMarks, PlaceEntry, ReportList, SearchAnswer,
    SearchRequest, Stats,
};

impl Backend for Index {
    fn search(&self, _: &SearchRequest) -> Result<SearchAnswer, Error> {
        Ok(SearchAnswer::default())
    }

    fn report(&self, _: &str) -> Result<Option<FullReport>, Error> {
        Ok(None)
    }

    fn matches(&self, _: &str, _: &str) -> Result<Vec<PassageMarks>, Error> {
        Ok(Vec::new())
    }

    fn reports(&self, _: &Filters, _: usize, _: usize) -> Result<ReportList, Error> {
        Ok(ReportList::default())
    }

    fn places(&self, _: &str, _: usize) -> Result<Vec<PlaceEntry>, Error> {
        Ok(Vec::new())
    }

    fn stats(&self) -> Stats {
        Stats::default()
    }
}
