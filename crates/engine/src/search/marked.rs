//! The list of what a query finds in the index: see [`suyan_search::marked`].

use std::ops::Range;

use suyan_analysis::{TokenClass, Tokens};
use suyan_search::marked::{MarkedList, MarkedOrder, MarkedPassage, TakesPassages, UsesList};
use suyan_search::matching::match_text;
use suyan_search::query::{Phrase, Query, parse};
use suyan_search::{Error, Group, ReportHead, SearchRequest, Sort};
use tantivy::DocId;

use super::collect::CommitAlternative;
use super::{hits, match_all, passages};
use crate::matching::cursor::Cursor;
use crate::parallel::{self, Running};
use crate::store::snapshot::Snapshot;

/// More passages than an archive can have, and few enough that sums of it do not overflow.
const EVERY: usize = u32::MAX as usize;
/// Passages that one core reads at a time, at the least.
const AT_ONCE: usize = 64;
/// Passages of a page that one core reads at a time, at the least.
const FEW: usize = 16;
/// What it takes to read one, in nanoseconds, roughly.
const READ: u64 = 20_000;

/// Finds everything, and gives the list away.
pub(crate) fn marked(
    snapshot: &Snapshot,
    request: &SearchRequest,
    order: MarkedOrder,
    work: &mut UsesList<'_>,
) -> Result<(), Error> {
    let request = SearchRequest {
        offset: 0,
        limit: EVERY,
        facets: false,
        group: Group::Passage,
        sort: Sort::Oldest,
        places_only: true,
        ..request.clone()
    };
    let query = parse(&request.query)?;
    let alternatives = CommitAlternative::all(snapshot, &query, &request.filters);
    let running = Running::begin();
    let found = match_all(snapshot, &query, &alternatives, &request)?;
    let chosen = passages(snapshot, &request, &found);
    drop((running, found));
    snapshot.watch.check()?;
    work(&ListedPassages::of(snapshot, &query, order, &chosen))
}

/// A passage of the list.
#[derive(Debug, Clone, Copy)]
struct PassagePlace {
    report: u32,
    segment: u32,
    doc: DocId,
}

struct ListedPassages<'a> {
    snapshot: &'a Snapshot,
    query: &'a Query,
    places: Vec<PassagePlace>,
}

impl<'a> ListedPassages<'a> {
    fn of(
        snapshot: &'a Snapshot,
        query: &'a Query,
        order: MarkedOrder,
        chosen: &[hits::ChosenHit],
    ) -> Self {
        let place = |one: &hits::ChosenHit| {
            let (segment, doc) = one.passage?;
            Some(PassagePlace { report: one.report, segment, doc })
        };
        let mut places: Vec<PassagePlace> = chosen.iter().filter_map(place).collect();
        let mut reports: Vec<u32> = places.iter().map(|place| place.report).collect();
        reports.sort_unstable();
        reports.dedup();
        reports.sort_by_cached_key(|&report| {
            let row = &snapshot.reports[report as usize];
            let place = snapshot.place(report).map(|place| place.code.as_str());
            let (key, newest) = order.key(row.year, place, &row.id);
            (newest, key)
        });
        let mut rank = vec![0u32; snapshot.reports.len()];
        for (at, &report) in (0..).zip(&reports) {
            rank[report as usize] = at;
        }
        places.sort_unstable_by_key(|place| (rank[place.report as usize], place.doc));
        Self { snapshot, query, places }
    }

    /// The one phrase that is all that is marked, where its places in the index are those of its
    /// marks: signs that stand for several characters (… for three dots) are one mark.
    fn phrase(&self) -> Option<&'a Phrase> {
        let [only] = self.query.alternatives.as_slice() else { return None };
        let phrase = only.only_phrase()?;
        let is_letter = |token: &suyan_analysis::Token| {
            matches!(token.class, TokenClass::Character | TokenClass::Latin)
        };
        phrase.tokens.as_slice().iter().all(is_letter).then_some(phrase)
    }

    fn passage(&self, place: PassagePlace, tokens: &mut Tokens) -> Result<MarkedPassage, Error> {
        self.snapshot.watch.check()?;
        let text = self.snapshot.text(place.segment, place.doc)?;
        let mut marks = Vec::new();
        if self.query.alternatives.iter().any(|one| !one.terms.is_empty()) {
            tokens.refill(&text);
            marks = match_text(self.query, tokens).map_or_else(Vec::new, |found| found.marks);
        }
        let (ordinal, part) = self.snapshot.place_in_report(place.segment, place.doc);
        Ok(MarkedPassage { ordinal, part, text, marks })
    }

    /// Stretches of the list that end where a report does.
    fn stretches(&self) -> Vec<Range<usize>> {
        let (mut stretches, mut from) = (Vec::new(), 0);
        while from < self.places.len() {
            let mut to = (from + AT_ONCE).min(self.places.len());
            let report = self.places[to - 1].report;
            to += self.places[to..].iter().take_while(|place| place.report == report).count();
            stretches.push(from..to);
            from = to;
        }
        stretches
    }
}

impl MarkedList for ListedPassages<'_> {
    fn passages(&self) -> usize {
        self.places.len()
    }

    fn report_of(&self, at: usize) -> u32 {
        self.places[at].report
    }

    fn head(&self, at: usize) -> ReportHead {
        hits::head(self.snapshot, self.places[at].report)
    }

    fn counts(&self) -> Result<Option<Vec<u32>>, Error> {
        let Some(phrase) = self.phrase() else { return Ok(None) };
        let mut order: Vec<u32> = (0..self.places.len() as u32).collect();
        let place = |at: u32| &self.places[at as usize];
        order.sort_unstable_by_key(|&at| (place(at).segment, place(at).doc));
        let mut counts = vec![0; self.places.len()];
        let mut stretches = Vec::new();
        for of_segment in order.chunk_by(|&a, &b| place(a).segment == place(b).segment) {
            let segment = &self.snapshot.segments[place(of_segment[0]).segment as usize];
            let mut cursor = Cursor::open_with_positions(self.snapshot, segment, phrase)?;
            for &at in of_segment {
                self.snapshot.watch.check()?;
                stretches.clear();
                if cursor.seek(place(at).doc) == place(at).doc {
                    cursor.stretches(&mut stretches);
                }
                counts[at as usize] = apart(&stretches);
            }
        }
        Ok(Some(counts))
    }

    fn read(&self, numbers: &[usize]) -> Result<Vec<MarkedPassage>, Error> {
        let running = Running::begin();
        let take = |numbers: &[usize]| -> Result<Vec<MarkedPassage>, Error> {
            let mut tokens = Tokens::default();
            numbers.iter().map(|&at| self.passage(self.places[at], &mut tokens)).collect()
        };
        let work = numbers.len() as u64 * READ;
        let read = parallel::map(&self.snapshot.tuning, numbers.chunks(FEW), work, take);
        drop(running);
        Ok(read.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
    }

    fn each(&self, work: &TakesPassages<'_>) -> Result<(), Error> {
        let running = Running::begin();
        let take = |stretch: Range<usize>| {
            let mut tokens = Tokens::default();
            let first = stretch.start;
            let passages: Result<Vec<MarkedPassage>, Error> =
                self.places[stretch].iter().map(|&at| self.passage(at, &mut tokens)).collect();
            work(first, &passages?)
        };
        let stretches = self.stretches().into_iter();
        let done = parallel::map(&self.snapshot.tuning, stretches, u64::MAX, take);
        drop(running);
        done.into_iter().collect()
    }
}

/// How many stretches are left where those that overlap are one.
fn apart(stretches: &[(u32, u32)]) -> u32 {
    let (mut many, mut end) = (0, 0);
    for &(from, to) in stretches {
        many += u32::from(from >= end);
        end = end.max(to);
    }
    many
}
