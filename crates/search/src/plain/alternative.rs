//! What holds all words of one alternative of a query, ranked.
//!
//! How close the words stand is told by the texts, the dear part where they lie elsewhere. A look
//! lowers no rank, so that those only are looked at which may come to stand on the page; which they
//! are hangs on nothing but what is found.

use std::collections::{HashMap, HashSet};

use suyan_analysis::Tokens;

use super::borders::AcrossByReport;
use super::measure::{TermCounts, close};
use super::{Asked, FoundPassage, PassageOutline, PassageReader};
use crate::query::{Conjunction, Query};
use crate::rank::feedback::{self, ENOUGH};
use crate::rank::score::{ACROSS, most_near};
use crate::rank::{Scorer, key};
use crate::{Error, Group, SearchRequest, Sort, Tier};

/// Passages whose texts are read at once.
const READ: usize = 256;

/// See the module.
pub(super) struct Alternative<'a> {
    reader: &'a dyn PassageReader,
    query: &'a Query,
    request: &'a SearchRequest,
    conjunction: &'a Conjunction,
    scorer: Scorer,
}

impl<'a> Alternative<'a> {
    pub(super) fn of(
        reader: &'a dyn PassageReader,
        query: &'a Query,
        request: &'a SearchRequest,
        conjunction: &'a Conjunction,
    ) -> Result<Self, Error> {
        let scorer = Scorer::of(reader.statistics()?, conjunction)?;
        Ok(Self { reader, query, request, conjunction, scorer })
    }

    fn is_only(&self) -> bool {
        self.query.alternatives.len() == 1
    }

    /// Every passage, in any order.
    pub(super) fn all_words(&self, across: &AcrossByReport) -> Result<Vec<FoundPassage>, Error> {
        if let Some(all) = self.by_outline() {
            return Ok(all);
        }
        let mut found = match self.by_counts()? {
            Some(found) => found,
            None => self.by_texts()?,
        };
        if self.request.sort == Sort::Relevance && self.conjunction.terms.len() > 1 {
            self.look_at_best(&mut found)?;
        }
        for one in found.iter_mut().filter(|one| across.contains(&one.place())) {
            one.rank.score *= ACROSS;
            one.within = one.rank;
        }
        Ok(found)
    }

    /// Every passage that passes, where nothing else is asked: no text is read for it.
    fn by_outline(&self) -> Option<Vec<FoundPassage>> {
        let catalog = self.reader.catalog();
        let own = std::slice::from_ref(self.conjunction);
        let asked = Asked::of(catalog, own, &self.request.filters);
        if !asked.says_nothing() {
            return None;
        }
        let mut found = Vec::new();
        for (report, entry) in catalog.entries().iter().enumerate() {
            if !asked.admits_report(report) {
                continue;
            }
            for (ordinal, outline) in (1..).zip(&entry.passages) {
                if asked.admits(report, outline.part) {
                    found.push(self.found((report, ordinal), *outline, &TermCounts::default()));
                }
            }
        }
        Some(found)
    }

    /// By how often the words stand in passages, where the reader tells it.
    fn by_counts(&self) -> Result<Option<Vec<FoundPassage>>, Error> {
        let (reader, filters) = (self.reader, &self.request.filters);
        let catalog = reader.catalog();
        let asked = Asked::of(catalog, std::slice::from_ref(self.conjunction), filters);
        let mut found = Vec::new();
        let told = reader.counted(self.conjunction, filters, &mut |report, ordinal, counts| {
            if let Some(outline) = catalog.entries()[report].outline(ordinal)
                && asked.admits(report, outline.part)
            {
                found.push(self.found((report, ordinal), outline, counts));
            }
        })?;
        Ok(told.then_some(found))
    }

    fn by_texts(&self) -> Result<Vec<FoundPassage>, Error> {
        let (reader, filters) = (self.reader, &self.request.filters);
        let catalog = reader.catalog();
        let own = std::slice::from_ref(self.conjunction);
        let asked = Asked::of(catalog, own, filters);
        let mut found = Vec::new();
        reader.matching(own, filters, &mut |report, ordinal, text| {
            let Some(outline) = catalog.entries()[report].outline(ordinal) else { return Ok(()) };
            let tier = asked.tier(report, outline.part, text);
            if tier.is_some_and(|tier| tier != Tier::Some) {
                let counts = TermCounts::of(self.conjunction, text);
                let mut one = self.found((report, ordinal), outline, &counts);
                one.within = close(self.conjunction, &self.scorer, outline, one.rank, text);
                one.is_close = true;
                found.push(one);
            }
            Ok(())
        })?;
        Ok(found)
    }

    fn found(
        &self,
        (report, ordinal): (usize, u32),
        outline: PassageOutline,
        counts: &TermCounts,
    ) -> FoundPassage {
        let mut rank = counts.rank(self.conjunction, &self.scorer, outline);
        let mut within = rank;
        if self.conjunction.terms.is_empty() {
            // Who asks for nothing gets each for what it is worth.
            within.score = outline.worth();
            rank = if self.is_only() { within } else { rank };
        }
        let is_close = self.conjunction.terms.len() < 2;
        FoundPassage { report, ordinal, part: outline.part, rank, within, is_close }
    }

    /// Ranks by how close the words stand, of those that may come to stand on the page; of all others
    /// but the best by the words alone, and those that are exact, none is looked at.
    fn look_at_best(&self, found: &mut [FoundPassage]) -> Result<(), Error> {
        let many = most_near(self.query.alternatives.len());
        let by_words = |one: &FoundPassage| key(Tier::Words, one.rank.score);
        let mut least = f32::NEG_INFINITY;
        if found.len() > many {
            let mut keys: Vec<f32> = found.iter().map(by_words).collect();
            least = *keys.select_nth_unstable_by(many - 1, |a, b| b.total_cmp(a)).1;
        }
        let is_sought = |one: &FoundPassage| by_words(one) >= least || one.rank.tier == Tier::Exact;
        let mut open: Vec<(f32, usize)> = Vec::new();
        for (at, one) in found.iter_mut().enumerate().filter(|(_, one)| is_sought(one)) {
            match one.is_close {
                true => one.rank = one.within,
                false => open.push((self.highest(one), at)),
            }
        }
        open.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for some in open.chunks(READ) {
            if some[0].0 < self.reached(found) {
                break;
            }
            let numbers: Vec<usize> = some.iter().map(|(_, at)| *at).collect();
            self.look(&numbers, found)?;
            numbers.iter().for_each(|&at| found[at].rank = found[at].within);
        }
        Ok(())
    }

    /// The highest key that a look may lead to. A second look takes the scores of all, whatever their
    /// tiers, where not enough are exact.
    fn highest(&self, one: &FoundPassage) -> f32 {
        let tier = match feedback::question(self.query) {
            Some(_) => Tier::Exact,
            None => one.rank.tier.min(Tier::Near),
        };
        let outline = self.reader.catalog().entries()[one.report].outline(one.ordinal);
        let worth = outline.map_or(1.0, PassageOutline::worth);
        key(tier, one.rank.score + self.scorer.most_closeness() * worth)
    }

    /// The lowest key of the hits that are wanted; below it nothing comes to stand on the page.
    fn reached(&self, found: &[FoundPassage]) -> f32 {
        let SearchRequest { offset, limit, group, .. } = *self.request;
        let wanted = offset.saturating_add(limit).max(ENOUGH);
        let key = |one: &FoundPassage| one.rank.key();
        let mut keys: Vec<f32> = match group {
            Group::Passage => found.iter().map(key).collect(),
            Group::Report => {
                let mut best = HashMap::new();
                for one in found {
                    let of_report = best.entry(one.report).or_insert(0.0_f32);
                    *of_report = of_report.max(key(one));
                }
                best.into_values().collect()
            }
        };
        if keys.len() < wanted {
            return f32::NEG_INFINITY;
        }
        *keys.select_nth_unstable_by(wanted - 1, |a, b| b.total_cmp(a)).1
    }

    /// Looks how close the words stand in all passages of some reports.
    pub(super) fn look_within(
        &self,
        reports: &HashSet<usize>,
        found: &mut [FoundPassage],
    ) -> Result<(), Error> {
        let is_open =
            |(_, one): &(usize, &FoundPassage)| !one.is_close && reports.contains(&one.report);
        let open: Vec<usize> = found.iter().enumerate().filter(is_open).map(|(at, _)| at).collect();
        open.chunks(READ).try_for_each(|some| self.look(some, found))
    }

    /// Reads the texts of some of what was found.
    fn look(&self, numbers: &[usize], found: &mut [FoundPassage]) -> Result<(), Error> {
        let reader = self.reader;
        let wanted: Vec<(usize, u32)> = numbers.iter().map(|&at| found[at].place()).collect();
        let passages = reader.passages(&wanted)?;
        let mut tokens = Tokens::default();
        for &at in numbers {
            let one = &mut found[at];
            let outline = reader.catalog().entries()[one.report].outline(one.ordinal);
            if let Some((passage, outline)) = passages.get(&one.place()).zip(outline) {
                tokens.refill(&passage.text);
                one.within = close(self.conjunction, &self.scorer, outline, one.within, &tokens);
            }
            one.is_close = true;
        }
        Ok(())
    }
}
