//! Which reports belong together, and which of them tells of which.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use suyan_corpus::{Doubt, Gazetteer, Kind};

use crate::FullReport;

/// A report of a known place and year, as the ledger looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceReport {
    /// Its number in the commit.
    pub number: u32,
    /// Its id.
    pub id: String,
    /// The code of its place then.
    pub code: String,
    /// Its year.
    pub year: i16,
    /// Its kind.
    pub kind: Kind,
    /// Whether only a part of it is there.
    pub truncated: bool,
    /// How long it is.
    pub characters: u32,
}

impl SourceReport {
    /// A report as the ledger looks at it; `None` where its place or year is not known.
    #[must_use]
    pub fn of(number: u32, report: &FullReport) -> Option<Self> {
        let FullReport { id, facts, passages } = report;
        let characters: usize = passages.iter().map(|one| one.text.chars().count()).sum();
        Some(Self {
            number,
            id: id.clone(),
            code: facts.place.as_ref()?.code.clone(),
            year: facts.year?,
            kind: facts.kind,
            truncated: facts.doubts.contains(&Doubt::Truncated),
            characters: characters as u32,
        })
    }
}

/// Places that became one another, with their reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Related {
    /// All their codes, in order, those without reports too.
    pub codes: Vec<String>,
    /// Their reports by year and id.
    pub sources: Vec<SourceReport>,
}

/// Puts reports together whose places became one another.
#[must_use]
pub fn related(gazetteer: &Gazetteer, sources: Vec<SourceReport>) -> Vec<Related> {
    let mut groups = Groups::default();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for source in &sources {
        if known.contains_key(&source.code) {
            continue;
        }
        let own = groups.number(&source.code);
        known.insert(source.code.clone(), own);
        let forms = [gazetteer.lineage(&source.code), gazetteer.heirs(&source.code)].concat();
        for held in forms {
            let other = groups.number(&held.code);
            groups.join(own, other);
        }
    }
    let mut by_group: BTreeMap<usize, Related> = BTreeMap::new();
    for (code, number) in groups.numbers.clone() {
        by_group.entry(groups.first(number)).or_default().codes.push(code);
    }
    for source in sources {
        let group = known.get(&source.code).map(|number| groups.first(*number));
        if let Some(related) = group.and_then(|group| by_group.get_mut(&group)) {
            related.sources.push(source);
        }
    }
    let mut all: Vec<Related> = by_group.into_values().collect();
    for related in &mut all {
        related.sources.sort_by(|a, b| (a.year, &a.id).cmp(&(b.year, &b.id)));
    }
    all.sort_by(|a, b| a.codes.cmp(&b.codes));
    all
}

/// The reports that tell what became of the promises of `own`, in order of years: later ones on a
/// government's work of the same place, or of what it became; of several of one year the one that
/// is whole, then the longest.
#[must_use]
pub fn tellers<'s>(
    gazetteer: &Gazetteer,
    own: &SourceReport,
    all: &'s [SourceReport],
) -> Vec<&'s SourceReport> {
    let heirs = gazetteer.heirs(&own.code);
    let speaks = |other: &&SourceReport| {
        other.code == own.code
            || heirs.iter().any(|held| held.code == other.code && held.in_year(other.year))
    };
    let later = all.iter().filter(|one| one.kind == Kind::WorkReport && one.year > own.year);
    let mut found: Vec<&SourceReport> = later.filter(speaks).collect();
    let rank = |one: &SourceReport| (one.truncated, Reverse(one.characters));
    found.sort_by(|a, b| (a.year, rank(a), &a.id).cmp(&(b.year, rank(b), &b.id)));
    found.dedup_by_key(|one| one.year);
    found
}

/// Sets that are joined.
#[derive(Default)]
struct Groups {
    numbers: BTreeMap<String, usize>,
    parents: Vec<usize>,
}

impl Groups {
    fn number(&mut self, code: &str) -> usize {
        if let Some(number) = self.numbers.get(code) {
            return *number;
        }
        let number = self.parents.len();
        self.parents.push(number);
        self.numbers.insert(code.to_owned(), number);
        number
    }

    fn first(&self, mut number: usize) -> usize {
        while self.parents[number] != number {
            number = self.parents[number];
        }
        number
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.parents[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(id: &str, code: &str, year: i16) -> SourceReport {
        let (id, code) = (id.to_owned(), code.to_owned());
        let kind = Kind::WorkReport;
        SourceReport { number: 0, id, code, year, kind, truncated: false, characters: 1_000 }
    }

    #[test]
    fn places_that_became_one_another_are_one_component() {
        let gazetteer = Gazetteer::builtin();
        let sources = vec![
            source("a", "310106", 2014), // 静安区
            source("b", "310108", 2014), // 闸北区
            source("c", "310106", 2018), // 静安区, 闸北区 included
            source("d", "310104", 2014), // 徐汇区
        ];
        let all = related(gazetteer, sources);
        let ids: Vec<Vec<&str>> =
            all.iter().map(|r| r.sources.iter().map(|s| s.id.as_str()).collect()).collect();
        assert_eq!(ids, [vec!["d"], vec!["a", "b", "c"]]);
        let joined = &all[1].sources;
        let told = |at: usize| -> Vec<&str> {
            tellers(gazetteer, &joined[at], joined).iter().map(|s| s.id.as_str()).collect()
        };
        // Each is followed to the one heir, and not to the neighbour of its own time.
        assert_eq!((told(0), told(1), told(2)), (vec!["c"], vec!["c"], vec![]));
    }

    #[test]
    fn of_several_reports_of_a_year_the_whole_one_tells() {
        let mut cut = source("a", "310104", 2015);
        cut.truncated = true;
        let all = [source("z", "310104", 2014), cut, source("b", "310104", 2015)];
        let told = tellers(Gazetteer::builtin(), &all[0], &all);
        assert_eq!(told.iter().map(|s| s.id.as_str()).collect::<Vec<_>>(), ["b"]);
    }
}
