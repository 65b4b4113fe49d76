//! The facts of all reports, in the order of lists: the latest first.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use suyan_analysis::{Tokens, grams};
use suyan_corpus::{Doubt, Doubtful, Facts, Gazetteer, Part, Passage, Place, Report};

use super::FilterGate;
use crate::coverage;
use crate::matching::ByPlace;
use crate::query::{Restriction, parse};
use crate::rank::length_id;
use crate::rank::score::worth;
use crate::{
    Coverage, DoubtfulList, Error, Filters, Holdings, PlaceEntry, PlaceHead, ReportHead,
    ReportList, SearchRequest, SourceReport, places,
};

/// What is known of a passage without its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassageOutline {
    /// Its part.
    pub part: Part,
    /// Whether it is a heading.
    pub is_heading: bool,
    /// How long it is to a score.
    pub length: u8,
}

impl PassageOutline {
    /// Of a passage with these tokens.
    #[must_use]
    pub fn of(passage: &Passage, tokens: &Tokens) -> Self {
        let length = length_id(grams::length(tokens));
        Self { part: passage.part, is_heading: passage.is_heading, length }
    }

    /// What it is worth to a score.
    #[must_use]
    pub fn worth(self) -> f32 {
        worth(self.is_heading, self.part)
    }
}

/// A report without its text.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogEntry {
    /// Its id.
    pub id: String,
    /// Its facts.
    pub facts: Facts,
    /// Its passages, in order: ordinals count from 1 without gaps.
    pub passages: Vec<PassageOutline>,
    /// How many characters it has.
    pub characters: u64,
}

impl CatalogEntry {
    /// What a catalog keeps of a report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let Report { id, facts, passages } = report;
        let characters: usize = passages.iter().map(|one| one.text.chars().count()).sum();
        let mut tokens = Tokens::default();
        let mut outline = |passage: &Passage| {
            tokens.refill(&passage.text);
            PassageOutline::of(passage, &tokens)
        };
        Self {
            id: id.clone(),
            facts: facts.clone(),
            passages: passages.iter().map(&mut outline).collect(),
            characters: characters as u64,
        }
    }

    /// The passage of this ordinal.
    #[must_use]
    pub fn outline(&self, ordinal: u32) -> Option<PassageOutline> {
        self.passages.get((ordinal as usize).checked_sub(1)?).copied()
    }

    /// As the API shows it.
    #[must_use]
    pub fn head(&self) -> ReportHead {
        ReportHead::of(&self.id, &self.facts)
    }
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    entries: Vec<CatalogEntry>,
    /// The places of the reports, each once, by code.
    places: Vec<Place>,
    /// For every report the number of its place.
    place_of: Vec<Option<usize>>,
    by_id: HashMap<String, usize>,
    /// All divisions, where users' tables add to the built-in ones.
    divisions: Option<Arc<Gazetteer>>,
}

impl Catalog {
    /// Of these reports, in any order.
    #[must_use]
    pub fn new(mut entries: Vec<CatalogEntry>, divisions: Option<Arc<Gazetteer>>) -> Self {
        entries.sort_by(newest);
        let own: BTreeSet<PlaceKey> = entries.iter().filter_map(PlaceKey::of).collect();
        let numbers: HashMap<&Place, usize> =
            own.iter().enumerate().map(|(at, key)| (&key.0, at)).collect();
        let number = |entry: &CatalogEntry| numbers.get(entry.facts.place.as_ref()?).copied();
        let place_of = entries.iter().map(number).collect();
        let by_id = entries.iter().enumerate().map(|(at, one)| (one.id.clone(), at)).collect();
        let places = own.into_iter().map(|key| key.0).collect();
        Self { entries, places, place_of, by_id, divisions }
    }

    /// All reports, the latest first.
    #[must_use]
    pub fn entries(&self) -> &[CatalogEntry] {
        &self.entries
    }

    /// The number of the report of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The places of the reports, each once, by code.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The number of a report's place among [`Self::places`].
    #[must_use]
    pub fn place_of(&self, report: usize) -> Option<usize> {
        self.place_of.get(report).copied().flatten()
    }

    /// All divisions that the archive knows.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        self.divisions.as_deref().unwrap_or_else(|| Gazetteer::builtin())
    }

    /// Those divisions, where users' tables add to the built-in ones.
    #[must_use]
    pub fn divisions(&self) -> Option<Arc<Gazetteer>> {
        self.divisions.clone()
    }

    /// The numbers of the reports that pass the filters.
    pub fn passing<'a>(
        &'a self,
        filters: &Filters,
        written: &'a [Restriction],
    ) -> impl Iterator<Item = usize> + use<'a> {
        let gate = FilterGate::of(self, filters, written);
        (0..self.entries.len()).filter(move |&at| gate.admits(at))
    }

    /// [`crate::Backend::reports`].
    #[must_use]
    pub fn reports(&self, filters: &Filters, limit: usize, offset: usize) -> ReportList {
        let all: Vec<usize> = self.passing(filters, &[]).collect();
        let page = all.iter().skip(offset).take(limit);
        let reports = page.map(|&at| self.entries[at].head()).collect();
        ReportList { total: all.len() as u64, reports }
    }

    /// [`crate::Backend::doubtful`].
    #[must_use]
    pub fn doubtful(
        &self,
        filters: &Filters,
        by: &[Doubtful],
        page: (usize, usize),
    ) -> DoubtfulList {
        let filters = Filters { twins: true, ..filters.clone() };
        let all = self.passing(&filters, &[]).map(|at| (at, self.entries[at].facts.doubtful()));
        DoubtfulList::gather(all, by, page, |at: usize| self.entries[at].head())
    }

    /// [`crate::Backend::places`].
    #[must_use]
    pub fn complete(&self, typed: &str, limit: usize) -> Vec<PlaceEntry> {
        let mut reports = vec![0; self.places.len()];
        self.place_of.iter().flatten().for_each(|&at| reports[at] += 1);
        places::complete(self.places.iter().zip(reports), typed, limit)
    }

    /// [`crate::Backend::holdings`].
    ///
    /// # Errors
    /// The query is too complex.
    pub fn holdings(&self, request: &SearchRequest) -> Result<Holdings, Error> {
        let query = parse(&request.query)?;
        // Filters inside a query narrow what there is only where they hold for all of it.
        let written = match query.alternatives.as_slice() {
            [only] => only.restrictions.as_slice(),
            _ => &[],
        };
        let mut holdings = Holdings::default();
        for at in self.passing(&request.filters, written) {
            let CatalogEntry { facts, characters, .. } = &self.entries[at];
            let code = facts.place.as_ref().map(|place| place.code.as_str());
            holdings.add(facts.year, code, *characters);
        }
        Ok(holdings)
    }

    /// [`crate::Backend::coverage`].
    #[must_use]
    pub fn coverage(&self, filters: &Filters, expected: bool) -> Coverage {
        let passing: Vec<usize> = self.passing(filters, &[]).collect();
        let entries = passing.iter().map(|&at| {
            let CatalogEntry { id, facts, .. } = &self.entries[at];
            coverage::CoverageEntry {
                id,
                place: facts.place.as_ref(),
                year: facts.year,
                is_part: facts.doubts.contains(&Doubt::Truncated),
            }
        });
        Coverage::gather(entries, filters, expected, self.gazetteer())
    }

    /// A report as the ledger looks at it; `None` where its place or year is not known, or where it
    /// is another file of one that is there.
    #[must_use]
    pub fn source(&self, report: usize) -> Option<SourceReport> {
        let CatalogEntry { id, facts, characters, .. } = self.entries.get(report)?;
        if facts.twin_of.is_some() {
            return None;
        }
        Some(SourceReport {
            number: report as u32,
            id: id.clone(),
            code: facts.place.as_ref()?.code.clone(),
            year: facts.year?,
            kind: facts.kind,
            truncated: facts.doubts.contains(&Doubt::Truncated),
            characters: *characters as u32,
        })
    }

    /// The places that a filter takes in because of their lineage only.
    #[must_use]
    pub fn by_lineage(&self, wanted: &[String]) -> Vec<PlaceHead> {
        let filter = ByPlace::of(&self.places, wanted, true, self.gazetteer());
        let heads = filter.by_lineage().map(|at| {
            let Place { code, name, path, .. } = self.places[at].clone();
            PlaceHead { code, name, path }
        });
        let mut heads: Vec<PlaceHead> = heads.collect();
        heads.sort_by(|a, b| (&a.code, &a.name, &a.path).cmp(&(&b.code, &b.name, &b.path)));
        heads.dedup();
        heads
    }
}

/// A place in the order of places: by code, then by what lies above it.
#[derive(PartialEq, Eq)]
struct PlaceKey(Place);

impl PlaceKey {
    fn of(entry: &CatalogEntry) -> Option<Self> {
        entry.facts.place.clone().map(Self)
    }

    fn key(&self) -> (&str, &[String], &[String], &str, suyan_corpus::Level) {
        let Place { code, codes, path, name, level } = &self.0;
        (code, codes, path, name, *level)
    }
}

impl Ord for PlaceKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for PlaceKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether report `a` stands before `b` where the latest comes first.
pub(super) fn newest(a: &CatalogEntry, b: &CatalogEntry) -> Ordering {
    let key = |entry: &CatalogEntry| (entry.facts.year, entry.facts.date);
    key(b).cmp(&key(a)).then_with(|| by_place(a, b))
}

/// Whether report `a` stands before `b` where the earliest comes first; unknown years come last all
/// the same.
pub(super) fn oldest(a: &CatalogEntry, b: &CatalogEntry) -> Ordering {
    let key = |entry: &CatalogEntry| {
        let facts = &entry.facts;
        (facts.year.is_none(), facts.year, facts.date)
    };
    key(a).cmp(&key(b)).then_with(|| by_place(a, b))
}

fn by_place(a: &CatalogEntry, b: &CatalogEntry) -> Ordering {
    fn key(entry: &CatalogEntry) -> Option<&str> {
        entry.facts.place.as_ref().map(|place| place.code.as_str())
    }
    key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
}
