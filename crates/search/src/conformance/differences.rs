//! What a backend answers otherwise than a look at every text.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::ControlFlow;
use std::time::Duration;

use super::{Scan, counts, everything, vocabularies};
use crate::{
    Backend, Deadline, Error, ExplainVerdict, Filters, Group, Hit, ListSink, MarkedList,
    MarkedOrder, SearchRequest, Tier,
};

/// What is wrong with the answers to a request.
#[must_use]
pub fn differences(backend: &dyn Backend, scan: &Scan, request: &SearchRequest) -> Vec<String> {
    let mut check =
        DifferenceCheck { backend, scan, about: format!("{request:?}"), wrong: Vec::new() };
    if let Err(error) = check.search(request) {
        check.wrong.push(format!("{}: {error}", check.about));
    }
    check.wrong
}

/// What is wrong with lists, counts and tables of what passes filters.
#[must_use]
pub fn differences_of_filters(
    backend: &dyn Backend,
    scan: &Scan,
    filters: &Filters,
) -> Vec<String> {
    let mut check =
        DifferenceCheck { backend, scan, about: format!("{filters:?}"), wrong: Vec::new() };
    if let Err(error) = check.filters(filters) {
        check.wrong.push(format!("{}: {error}", check.about));
    }
    check.wrong
}

struct DifferenceCheck<'a> {
    backend: &'a dyn Backend,
    scan: &'a Scan,
    about: String,
    wrong: Vec<String>,
}

/// What of a hit must be the same.
type ComparedHit = (String, u32, Tier, u64, String, u32);

fn rows(hits: &[Hit]) -> Vec<ComparedHit> {
    let of_hit = |hit: &Hit| -> Vec<ComparedHit> {
        let row = |passage: &crate::PassageHit| {
            let shown = format!("{:?} {:?}", passage.heading, passage.snippet);
            let id = hit.report.id.clone();
            let score = hit.score.to_bits();
            (id, passage.ordinal, passage.tier, hit.matching_passages, shown, score)
        };
        hit.passages.iter().map(row).collect()
    };
    hits.iter().flat_map(of_hit).collect()
}

/// Takes a whole list.
#[derive(Default)]
struct WholeList {
    said: u64,
    hits: Vec<Hit>,
}

impl ListSink for WholeList {
    fn begin(&mut self, hits: u64) {
        self.said = hits;
    }

    fn hit(&mut self, hit: &Hit) -> ControlFlow<()> {
        self.hits.push(hit.clone());
        ControlFlow::Continue(())
    }
}

impl DifferenceCheck<'_> {
    fn same<T: Debug + PartialEq>(&mut self, what: &str, is: &T, should: &T) {
        if is != should {
            let about = &self.about;
            self.wrong.push(format!("{about}: {what} is {is:?}, should be {should:?}"));
        }
    }

    fn search(&mut self, request: &SearchRequest) -> Result<(), Error> {
        let whole = everything(request);
        let (is, should) = (self.backend.search(&whole)?, self.scan.search(&whole)?);
        self.same("how it is read", &is.read_as, &should.read_as);
        self.ends_in_time(request);
        self.same("the total", &is.total, &should.total);
        self.same("the facets", &is.facets, &should.facets);
        self.same("the passages in order", &rows(&is.hits), &rows(&should.hits));
        let (is, found) = (self.backend.search(request)?, self.scan.search(request)?);
        self.same("the page", &rows(&is.hits), &rows(&found.hits));
        let is_partial = |hit: &Hit| hit.passages.iter().any(|one| one.tier == Tier::Some);
        if should.hits.iter().any(is_partial) {
            return Ok(());
        }
        self.pages(request)?;
        self.marks(request, &should.hits)
    }

    /// Pages put together are the whole list, and so is what a sink is given.
    fn pages(&mut self, request: &SearchRequest) -> Result<(), Error> {
        for group in [Group::Report, Group::Passage] {
            let request = SearchRequest { group, facets: false, ..everything(request) };
            let mut paged = Vec::new();
            loop {
                let page = SearchRequest { offset: paged.len(), limit: 7, ..request.clone() };
                let answer = self.backend.search(&page)?;
                paged.extend(answer.hits.iter().cloned());
                if answer.hits.len() < 7 {
                    break;
                }
            }
            let mut list = WholeList::default();
            self.backend.scan(&request, &mut list)?;
            self.same("the list", &rows(&list.hits), &rows(&paged));
            self.same("how many hits a list says it has", &list.said, &(paged.len() as u64));
            let should = self.scan.search(&request)?;
            self.same("how many hits there are", &paged.len(), &should.hits.len());
        }
        Ok(())
    }

    fn marks(&mut self, request: &SearchRequest, found: &[Hit]) -> Result<(), Error> {
        for id in found.iter().map(|hit| hit.report.id.as_str()).take(2) {
            let is = self.backend.matches(id, &request.query)?;
            self.same("the marks of a report", &is, &self.scan.matches(id, &request.query)?);
            let verdict = self.backend.explain(request, id)?.verdict;
            self.same("the verdict", &verdict, &ExplainVerdict::Found);
        }
        let verdict = self.backend.explain(request, "no such report")?.verdict;
        self.same("the verdict on nothing", &verdict, &ExplainVerdict::NotInArchive);
        for order in [MarkedOrder::Year, MarkedOrder::Newest, MarkedOrder::Place] {
            let request = everything(request);
            let (mut is, mut should) = (Vec::new(), Vec::new());
            self.backend.marked(&request, order, &mut |list| listed(list, &mut is))?;
            self.scan.marked(&request, order, &mut |list| listed(list, &mut should))?;
            self.same("the list of marks", &is, &should);
        }
        Ok(())
    }

    /// A backend that looks at clocks ends what has no time.
    fn ends_in_time(&mut self, request: &SearchRequest) {
        let Some(backend) = self.backend.within(&Deadline::after(Duration::ZERO)) else { return };
        let answer = backend.search(&SearchRequest { offset: 9, ..request.clone() });
        let ended = matches!(answer, Err(Error::TimedOut));
        self.same("that it ends in time", &ended, &true);
    }

    fn filters(&mut self, filters: &Filters) -> Result<(), Error> {
        let (backend, scan) = (self.backend, self.scan);
        self.same(
            "the list of reports",
            &backend.reports(filters, 10_000, 0)?,
            &scan.reports(filters, 10_000, 0)?,
        );
        self.same(
            "the second page of reports",
            &backend.reports(filters, 3, 3)?,
            &scan.reports(filters, 3, 3)?,
        );
        for expected in [false, true] {
            let (is, should) =
                (backend.coverage(filters, expected)?, scan.coverage(filters, expected)?);
            self.same("the coverage", &is, &should);
        }
        let request = SearchRequest { filters: filters.clone(), ..SearchRequest::default() };
        self.same("what is held", &backend.holdings(&request)?, &scan.holdings(&request)?);
        for request in counts(filters) {
            let by_id = |counts: Vec<crate::ReportCounts>| -> BTreeMap<String, String> {
                let row = |one: crate::ReportCounts| (one.report.id.clone(), format!("{one:?}"));
                counts.into_iter().map(row).collect()
            };
            let (is, should) = (by_id(backend.count(&request)?), by_id(scan.count(&request)?));
            self.same(&format!("the count by {:?}", request.way), &is, &should);
        }
        for request in vocabularies(filters) {
            self.same("the words", &backend.vocabulary(&request)?, &scan.vocabulary(&request)?);
        }
        for typed in ["", "徐汇", "xuhui", "31", "区"] {
            self.same("places", &backend.places(typed, 50)?, &scan.places(typed, 50)?);
        }
        for report in scan.all() {
            self.same("a report", &backend.report(&report.id)?, &scan.report(&report.id)?);
        }
        let (is, should) = (backend.stats(), scan.stats());
        let held = (should.reports, should.passages);
        self.same("how much there is", &(is.reports, is.passages), &held);
        Ok(())
    }
}

fn listed(
    list: &dyn MarkedList,
    out: &mut Vec<(String, u32, Vec<std::ops::Range<usize>>)>,
) -> Result<(), Error> {
    let numbers: Vec<usize> = (0..list.passages()).collect();
    for (at, passage) in list.read(&numbers)?.into_iter().enumerate() {
        out.push((list.head(at).id, passage.ordinal, passage.marks));
    }
    Ok(())
}
