//! The trait that a search backend fulfils. Beside it what any backend tells by itself: each by
//! reading the reports that another call gives, one after the other.

mod count;
mod explain;
mod holdings;
mod marked;
mod vocabulary;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use suyan_corpus::{Doubt, Doubtful, Gazetteer, Part, Report};

use crate::coverage::{self, Coverage};
use crate::ledger::VerdictCounts;
use crate::marked::{MarkedOrder, UsesList};
use crate::{
    Changes, Completion, CountRequest, Deadline, DoubtfulList, Error, Explanation, Filters,
    FullReport, Group, Help, Hit, Holdings, PlaceEntry, PromiseList, PromiseRequest, PromiseSink,
    PromiseStory, ReportCounts, ReportList, Reuse, SearchAnswer, SearchRequest, SourceReport,
    Stats, Tier, Vocabulary, VocabularyRequest,
};

/// A searchable archive. Every call sees one commit from beginning to end.
pub trait Backend: Send + Sync {
    /// The same archive for one request, as it is now: all calls see one commit, and end with
    /// [`Error::TimedOut`] once the time is up or the request was given up.
    ///
    /// This way looks at no clock and holds no commit: `None`, and calls take what they take.
    fn within(&self, _deadline: &Deadline) -> Option<Arc<dyn Backend>> {
        None
    }

    /// Ranked hits, exact totals, facets.
    fn search(&self, request: &SearchRequest) -> Result<Arc<SearchAnswer>, Error>;

    /// Every hit of a request, in the order of [`Backend::search`], from one commit: the offset
    /// and limit of the request do not bind it, and hits that are not counted are not among them.
    ///
    /// This way asks page after page; a backend that can hold a commit has a better one.
    fn scan(&self, request: &SearchRequest, sink: &mut dyn ListSink) -> Result<(), Error> {
        let mut page = SearchRequest { offset: 0, limit: 500, ..request.clone() };
        loop {
            let answer = self.search(&page)?;
            if page.offset == 0 {
                sink.begin(match request.group {
                    Group::Report => answer.total.reports,
                    Group::Passage => answer.total.passages,
                });
            }
            if answer.hits.iter().any(|hit| sink.hit(hit).is_break())
                || answer.hits.len() < page.limit
            {
                return Ok(());
            }
            page.offset += page.limit;
        }
    }

    /// Every passage of a request with what the query marks in it, as a list in this order, from
    /// one commit; what is done with the list is done before this returns.
    ///
    /// This way reads all of them first.
    fn marked(
        &self,
        request: &SearchRequest,
        order: MarkedOrder,
        work: &mut UsesList<'_>,
    ) -> Result<(), Error> {
        marked::gather(self, request, order, work)
    }

    /// Ways on from an answer to a request: other spellings, fewer words, wider filters, each with
    /// its counts; mostly none where all words were found.
    fn help(&self, _request: &SearchRequest, _answer: &SearchAnswer) -> Result<Vec<Help>, Error> {
        Ok(Vec::new())
    }

    /// Why a report, by its id, is or is not among the hits of a request.
    ///
    /// This way knows no more than whether the report is there and whether it was found.
    fn explain(&self, request: &SearchRequest, id: &str) -> Result<Explanation, Error> {
        explain::explain(self, request, id)
    }

    /// How the words that are being typed may go on, from what the archive holds, best first.
    fn complete(&self, _typed: &str, _limit: usize) -> Result<Vec<Completion>, Error> {
        Ok(Vec::new())
    }

    /// One report whole, or `None` where the archive has none of this id.
    fn report(&self, id: &str) -> Result<Option<FullReport>, Error>;

    /// Where the query matches in one report: per matching passage its tier and the byte ranges
    /// of its marks, in reading order.
    fn matches(&self, id: &str, query: &str) -> Result<Vec<PassageMarks>, Error>;

    /// What the archive holds of the reports that pass the filters of the request, its query's
    /// filters included: the ground of [`crate::Trend`].
    ///
    /// This way reads every report and overlooks the filters inside the query; a backend that
    /// holds the sizes of reports in memory has a better one.
    fn holdings(&self, request: &SearchRequest) -> Result<Holdings, Error> {
        holdings::holdings(self, request)
    }

    /// The text of a set of strings, by its name: a readable file in `sets/` beside the index.
    fn set(&self, _name: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    /// The names of all sets of strings.
    fn sets(&self) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }

    /// How often strings stand in every report that passes the filters, in no order, from one
    /// commit.
    ///
    /// This way reads every report; a backend that knows where strings stand has a better one.
    fn count(&self, request: &CountRequest) -> Result<Vec<ReportCounts>, Error> {
        count::count(self, request)
    }

    /// How often every word of the segmenter stands in one part of the archive and in another, from
    /// one commit.
    ///
    /// This way reads every report one after the other.
    fn vocabulary(&self, request: &VocabularyRequest) -> Result<Vocabulary, Error> {
        vocabulary::vocabulary(self, request)
    }

    /// The list of reports that pass the filters ([`Filters::parts`] does not apply).
    fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> Result<ReportList, Error>;

    /// Gives every report that passes the filters, whole, in the order of [`Backend::reports`]
    /// ([`Filters::parts`] does not apply).
    ///
    /// This way asks for one after the other.
    fn read_all(
        &self,
        filters: &Filters,
        take: &mut dyn FnMut(FullReport) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut seen = 0;
        loop {
            let page = self.reports(filters, 100, seen)?;
            for head in &page.reports {
                self.report(&head.id)?.map_or(Ok(()), &mut *take)?;
            }
            seen += page.reports.len();
            if page.reports.is_empty() || seen as u64 >= page.total {
                return Ok(());
            }
        }
    }

    /// The reports that pass the filters and are doubted by one of these, or by anything where none
    /// is named, in the order of [`Backend::reports`].
    ///
    /// This way reads every report; a backend that holds their facts in memory has a better one.
    fn doubtful(
        &self,
        filters: &Filters,
        by: &[Doubtful],
        limit: usize,
        offset: usize,
    ) -> Result<DoubtfulList, Error> {
        let filters = Filters { twins: true, ..filters.clone() };
        let mut all = Vec::new();
        let mut seen = 0;
        loop {
            let page = self.reports(&filters, 100, seen)?;
            for head in &page.reports {
                let report = self.report(&head.id)?;
                let doubts = report.map(|report| report.facts.doubtful()).unwrap_or_default();
                all.push((head.clone(), doubts));
            }
            seen += page.reports.len();
            if page.reports.is_empty() || seen as u64 >= page.total {
                break;
            }
        }
        Ok(DoubtfulList::gather(all.into_iter(), by, (limit, offset), |head| head))
    }

    /// Places in the archive by name, short name or pinyin, best first.
    fn places(&self, query: &str, limit: usize) -> Result<Vec<PlaceEntry>, Error>;

    /// Which places have a report of which year, of the reports that pass the filters
    /// ([`Filters::parts`] does not apply). With `expected`, places that the filters name and the
    /// archive holds nothing of have rows too.
    ///
    /// This way reads every report; a backend that holds their facts in memory has a better one.
    fn coverage(&self, filters: &Filters, expected: bool) -> Result<Coverage, Error> {
        let mut reports = Vec::new();
        loop {
            let page = self.reports(filters, 100, reports.len())?;
            for head in &page.reports {
                reports.extend(self.report(&head.id)?);
            }
            if page.reports.is_empty() || reports.len() as u64 >= page.total {
                break;
            }
        }
        let entries = reports.iter().map(|report| coverage::CoverageEntry {
            id: &report.id,
            place: report.facts.place.as_ref(),
            year: report.facts.year,
            is_part: report.facts.doubts.contains(&Doubt::Truncated),
        });
        let own = self.divisions();
        let gazetteer = own.as_deref().unwrap_or_else(|| Gazetteer::builtin());
        Ok(Coverage::gather(entries, filters, expected, gazetteer))
    }

    /// All divisions that the archive knows, where its users' tables (`places.csv`) add to the
    /// built-in ones; `None` where those are all.
    fn divisions(&self) -> Option<Arc<Gazetteer>> {
        None
    }

    /// What reports promise and what became of it: a page with exact totals and facets.
    ///
    /// This way knows of no promises.
    fn promises(&self, _request: &PromiseRequest) -> Result<PromiseList, Error> {
        Ok(PromiseList::default())
    }

    /// How many items of which verdict the reports that pass the filters have, by year and level.
    ///
    /// This way knows of no promises.
    fn promise_shares(&self, _filters: &Filters) -> Result<Vec<VerdictCounts>, Error> {
        Ok(Vec::new())
    }

    /// One promise, by its id, with what every later report of its place says of it.
    fn promise(&self, _id: &str) -> Result<Option<PromiseStory>, Error> {
        Ok(None)
    }

    /// The ids of the reports that were committed, but what they promise and which promises they
    /// pass over is not yet in the ledger: an indexing run commits the reports first.
    ///
    /// This way knows of no promises, so that there is nothing to wait for.
    fn not_in_ledger(&self) -> Result<BTreeSet<String>, Error> {
        Ok(BTreeSet::new())
    }

    /// Every promise of a request, in the order of [`Backend::promises`], from one commit.
    fn scan_promises(
        &self,
        _request: &PromiseRequest,
        sink: &mut dyn PromiseSink,
    ) -> Result<(), Error> {
        sink.begin(0, 0);
        Ok(())
    }

    /// The reports whose place and year are known, as the ledger looks at them.
    ///
    /// This way reads every report.
    fn sources(&self) -> Result<Vec<SourceReport>, Error> {
        let mut sources = Vec::new();
        let mut offset = 0;
        loop {
            let page = self.reports(&Filters::default(), 100, offset)?;
            for (number, head) in (offset as u32..).zip(&page.reports) {
                let report = self.report(&head.id)?;
                sources.extend(report.and_then(|report| SourceReport::of(number, &report)));
            }
            offset += page.reports.len();
            if page.reports.is_empty() || offset as u64 >= page.total {
                return Ok(sources);
            }
        }
    }

    /// The report of a source, whole.
    ///
    /// This way looks for its id.
    fn read_source(&self, source: &SourceReport) -> Result<Report, Error> {
        let gone = || Error::index("reading a report")(format!("{} is not there", source.id));
        let FullReport { id, facts, passages } = self.report(&source.id)?.ok_or_else(gone)?;
        Ok(Report { id, facts, passages })
    }

    /// Looks for a newer commit and shows it to all later calls. Tells whether there was one.
    ///
    /// This way knows of none.
    fn reload(&self) -> Result<bool, Error> {
        Ok(false)
    }

    /// Facts about the index.
    fn stats(&self) -> Stats;

    /// How often an answer was given again that was in memory.
    ///
    /// This way keeps none.
    fn reuse(&self) -> Reuse {
        Reuse::default()
    }

    /// What happened since the archive was at this snapshot; `None` where that is not known.
    fn changes_since(&self, _snapshot: &str) -> Option<Changes> {
        None
    }
}

/// Takes a whole list as it comes.
pub trait ListSink {
    /// The list begins, and has so many hits.
    fn begin(&mut self, hits: u64);
    /// The next hit; whether more are wanted.
    fn hit(&mut self, hit: &Hit) -> ControlFlow<()>;
}

/// The marks of one passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageMarks {
    /// The passage.
    pub ordinal: u32,
    /// Its part.
    pub part: Part,
    /// How it was found.
    pub tier: Tier,
    /// Byte ranges of the passage's text, in order, not overlapping.
    pub marks: Vec<std::ops::Range<usize>>,
}
