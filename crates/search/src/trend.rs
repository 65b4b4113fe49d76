//! How the matches of a search spread over years and places, beside what the archive holds of
//! each: the ground of a share and of a rate.
//!
//! A year of which the archive holds nothing has [`TrendCounts::all_reports`] `== 0`: missing,
//! which is not the same as a year in which nobody said the words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::SearchAnswer;

/// The spread of one search.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Every year from the first to the last that the archive holds, without gaps.
    pub years: Vec<TrendYear>,
    /// Places with at least one match, most matching reports first.
    pub places: Vec<TrendPlace>,
    /// Sums over everything, reports of unknown year and place included.
    pub total: TrendCounts,
}

/// What matches, and what there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendCounts {
    /// Reports that match.
    pub reports: u64,
    /// Passages that match.
    pub passages: u64,
    /// Reports that pass the filters, matching or not.
    pub all_reports: u64,
    /// The characters of these.
    pub characters: u64,
}

/// One year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendYear {
    /// The year.
    pub year: i16,
    /// Its counts.
    #[serde(flatten)]
    pub counts: TrendCounts,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendPlace {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Names from the province down.
    pub path: Vec<String>,
    /// Its counts.
    #[serde(flatten)]
    pub counts: TrendCounts,
}

impl TrendCounts {
    /// Matching reports in a hundred; `None` where there is none to match.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.all_reports > 0).then(|| self.reports as f64 * 100.0 / self.all_reports as f64)
    }

    /// Matching passages per 10,000 characters; `None` where there are none.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.characters > 0).then(|| self.passages as f64 * 10_000.0 / self.characters as f64)
    }
}

/// What there is of one year or place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldReports {
    /// Reports.
    pub reports: u64,
    /// Their characters.
    pub characters: u64,
}

/// What the archive holds of the reports that pass the filters of a search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// By year.
    pub years: BTreeMap<i16, HeldReports>,
    /// By code of place.
    pub places: BTreeMap<String, HeldReports>,
    /// In all.
    pub all: HeldReports,
}

impl Holdings {
    /// Takes a report into account.
    pub fn add(&mut self, year: Option<i16>, code: Option<&str>, characters: u64) {
        let add = |held: &mut HeldReports| {
            held.reports += 1;
            held.characters += characters;
        };
        add(&mut self.all);
        if let Some(year) = year {
            add(self.years.entry(year).or_default());
        }
        if let Some(code) = code {
            match self.places.get_mut(code) {
                Some(held) => add(held),
                None => add(self.places.entry(code.to_owned()).or_default()),
            }
        }
    }
}

impl Trend {
    /// Joins what a search found with what there is.
    #[must_use]
    pub fn join(answer: &SearchAnswer, holdings: &Holdings) -> Self {
        let counts = |reports, passages, held: HeldReports| TrendCounts {
            reports,
            passages,
            all_reports: held.reports,
            characters: held.characters,
        };
        let found: BTreeMap<i16, (u64, u64)> =
            answer.facets.year.iter().map(|y| (y.value, (y.reports, y.passages))).collect();
        let known = || holdings.years.keys().chain(found.keys()).copied();
        let span = known().min().zip(known().max()).map(|(first, last)| first..=last);
        let years = span.into_iter().flatten().map(|year| {
            let (reports, passages) = found.get(&year).copied().unwrap_or_default();
            let held = holdings.years.get(&year).copied().unwrap_or_default();
            TrendYear { year, counts: counts(reports, passages, held) }
        });
        let places = answer.facets.place.iter().map(|place| {
            let held = holdings.places.get(&place.code).copied().unwrap_or_default();
            TrendPlace {
                code: place.code.clone(),
                name: place.name.clone(),
                path: place.path.clone(),
                counts: counts(place.reports, place.passages, held),
            }
        });
        let total = counts(answer.total.reports, answer.total.passages, holdings.all);
        Self { years: years.collect(), places: places.collect(), total }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Facet, Facets};

    #[test]
    fn a_year_without_reports_is_missing_and_not_nought() {
        let year = |value, reports, passages| Facet { value, reports, passages };
        let facets = Facets { year: vec![year(2021, 1, 3)], ..Facets::default() };
        let answer = SearchAnswer { facets, ..SearchAnswer::default() };
        let mut holdings = Holdings::default();
        for (year, reports, characters) in [(2020, 2, 10_000), (2021, 4, 15_000), (2023, 1, 0)] {
            for _ in 0..reports {
                holdings.add(Some(year), None, characters);
            }
        }
        let trend = Trend::join(&answer, &holdings);
        let shares: Vec<_> = trend.years.iter().map(|y| (y.year, y.counts.share())).collect();
        assert_eq!(
            shares,
            [(2020, Some(0.0)), (2021, Some(25.0)), (2022, None), (2023, Some(0.0))]
        );
        assert_eq!(trend.years[1].counts.rate(), Some(0.5));
        assert_eq!(trend.years[3].counts.rate(), None);
    }

    proptest! {
        #[test]
        fn years_are_without_gaps_and_sums_are_those_of_the_answer(
            held in prop::collection::vec((prop::option::of(2000i16..2012), 0u64..9_000), 0..12),
            found in prop::collection::btree_map(1998i16..2014, (1u64..5, 1u64..50), 0..6),
            total in (0u64..30, 0u64..300),
        ) {
            let year = |(&value, &(reports, passages)): (&i16, &(u64, u64))| {
                Facet { value, reports, passages }
            };
            let facets = Facets { year: found.iter().rev().map(year).collect(), ..Facets::default() };
            let total = crate::Total { reports: total.0, passages: total.1 };
            let answer = SearchAnswer { facets, total, ..SearchAnswer::default() };
            let mut holdings = Holdings::default();
            held.iter().for_each(|(year, characters)| holdings.add(*year, None, *characters));
            let trend = Trend::join(&answer, &holdings);
            prop_assert!(trend.years.windows(2).all(|two| two[0].year + 1 == two[1].year));
            let known: Vec<i16> = held.iter().filter_map(|one| one.0).chain(found.keys().copied()).collect();
            prop_assert_eq!(trend.years.first().map(|one| one.year), known.iter().min().copied());
            prop_assert_eq!(trend.years.last().map(|one| one.year), known.iter().max().copied());
            for TrendYear { year, counts } in &trend.years {
                let own: Vec<u64> =
                    held.iter().filter(|one| one.0 == Some(*year)).map(|one| one.1).collect();
                let is = (counts.reports, counts.passages);
                prop_assert_eq!(is, found.get(year).copied().unwrap_or_default());
                prop_assert_eq!(counts.all_reports, own.len() as u64);
                prop_assert_eq!(counts.characters, own.iter().sum::<u64>());
                prop_assert_eq!(counts.share().is_some(), !own.is_empty());
            }
            // Reports of no known year are in the total, and in no year.
            prop_assert_eq!(trend.total.all_reports, held.len() as u64);
            prop_assert_eq!(trend.total.characters, held.iter().map(|one| one.1).sum::<u64>());
            prop_assert_eq!((trend.total.reports, trend.total.passages), (total.reports, total.passages));
        }
    }

    #[test]
    fn places_stand_as_they_were_found_beside_what_is_held_of_them() {
        let place = |code: &str, reports| {
            let (code, name) = (code.to_owned(), format!("{code}区"));
            let place = crate::FacetPlace::of(code.clone(), name, vec![code.clone()], vec![code]);
            crate::PlaceFacet { place: std::sync::Arc::new(place), reports, passages: 2 * reports }
        };
        let place = vec![place("31", 5), place("11", 3), place("44", 1)];
        let facets = Facets { place, ..Facets::default() };
        let answer = SearchAnswer { facets, ..SearchAnswer::default() };
        let mut holdings = Holdings::default();
        for (code, characters) in [("11", 100), ("31", 20_000), ("31", 0), ("99", 7)] {
            holdings.add(None, Some(code), characters);
        }
        let trend = Trend::join(&answer, &holdings);
        let rows: Vec<_> = trend
            .places
            .iter()
            .map(|one| (one.code.as_str(), one.counts.all_reports, one.counts.rate()))
            .collect();
        assert_eq!(rows, [("31", 2, Some(5.0)), ("11", 1, Some(600.0)), ("44", 0, None)]);
        assert_eq!(trend.places[2].counts.share(), None);
    }
}
