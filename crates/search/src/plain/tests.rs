//! Tests: lists, filters, facets and answers of an archive, held against a look at every report.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;
use suyan_corpus::{Doubtful, Facts, Kind, Level, Part, Report};

use super::*;
use crate::conformance::{Dice, Scan, archive, random_query, random_reports, random_request};
use crate::query::parse;
use crate::rank::borders::{self, TAUGHT_BY, Teachers};
use crate::{Backend, Filters, Group, SearchAnswer, SearchRequest, Sort, Tier};

fn catalog(reports: &[Report]) -> Catalog {
    Catalog::new(reports.iter().map(CatalogEntry::of).collect(), None)
}

/// Whether a report passes filters, told by its facts alone.
fn passes(report: &Report, filters: &Filters) -> bool {
    let Facts { place, year, kind, .. } = &report.facts;
    let lies_in = |wanted: &String| {
        place
            .as_ref()
            .is_some_and(|place| place.codes.contains(wanted) || place.path.contains(wanted))
    };
    let is_of_level = |level: &Level| place.as_ref().is_some_and(|place| place.level == *level);
    (filters.places.is_empty() || filters.places.iter().any(lies_in))
        && (filters.levels.is_empty() || filters.levels.iter().any(is_of_level))
        && (filters.kinds.is_empty() || filters.kinds.contains(kind))
        && filters
            .years
            .is_none_or(|(first, last)| year.is_some_and(|year| first <= year && year <= last))
}

fn filters() -> impl Strategy<Value = Filters> {
    let place = prop::sample::select(vec!["上海市", "310106", "徐汇区", "440300", "没有"]);
    let year = prop::sample::select(vec![i16::MIN, 2014, 2015, 2018, 2020, i16::MAX]);
    let places = prop::collection::vec(place, 0..3);
    let levels = prop::collection::vec(prop::sample::select(Level::ALL.to_vec()), 0..2);
    let kinds = prop::collection::vec(prop::sample::select(Kind::ALL.to_vec()), 0..3);
    let years = prop::option::of((year.clone(), year));
    (places, levels, kinds, years).prop_map(|(places, levels, kinds, years)| Filters {
        places: places.into_iter().map(str::to_owned).collect(),
        levels,
        kinds,
        years: years.map(|(a, b)| (a.min(b), a.max(b))),
        ..Filters::default()
    })
}

/// The reports of an archive in an order that a number tells.
fn shuffled(mut reports: Vec<Report>, seed: u64) -> Vec<Report> {
    let mut dice = Dice::new(seed);
    for at in (1..reports.len()).rev() {
        reports.swap(at, dice.below(at + 1));
    }
    reports
}

proptest! {
    #[test]
    fn what_passes_filters_is_what_has_the_facts(
        filters in filters(),
        seed in any::<u64>(),
        page in (0usize..12, 0usize..12),
    ) {
        let reports = shuffled(archive(), seed);
        let catalog = catalog(&reports);
        let passing: Vec<usize> = catalog.passing(&filters, &[]).collect();
        let ids: BTreeSet<&str> =
            passing.iter().map(|&at| catalog.entries()[at].id.as_str()).collect();
        let should = reports.iter().filter(|report| passes(report, &filters));
        let should: BTreeSet<&str> = should.map(|report| report.id.as_str()).collect();
        prop_assert_eq!(&ids, &should);
        // Pages are pieces of one list, the latest first.
        let all = catalog.reports(&filters, usize::MAX, 0);
        prop_assert_eq!(all.total as usize, ids.len());
        prop_assert!(all.reports.is_sorted_by(|a, b| a.year >= b.year));
        let (limit, offset) = page;
        let piece = catalog.reports(&filters, limit, offset);
        let wanted: Vec<_> = all.reports.into_iter().skip(offset).take(limit).collect();
        prop_assert_eq!((piece.total, piece.reports), (all.total, wanted));
    }

    #[test]
    fn an_answer_hangs_on_no_order_of_reports(seed in 0u64..6, turn in any::<u64>()) {
        let reports = random_reports(seed);
        let (one, other) = (Scan::new(reports.clone()), Scan::new(shuffled(reports, turn)));
        let mut dice = Dice::new(turn);
        for _ in 0..3 {
            let request = random_request(&random_query(&mut dice), &mut dice);
            let of = |scan: &Scan| -> SearchAnswer {
                scan.search(&request).expect("an answer").as_ref().clone()
            };
            prop_assert_eq!(of(&one), of(&other), "{:?}", request);
            add_up(&of(&one), &request)?;
        }
    }
}

/// Whether what an answer counts fits together.
fn add_up(answer: &SearchAnswer, request: &SearchRequest) -> Result<(), TestCaseError> {
    let total = answer.total;
    let sums = |all: Vec<(u64, u64)>| {
        all.into_iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let kinds = sums(answer.facets.kind.iter().map(|one| (one.reports, one.passages)).collect());
    let parts = sums(answer.facets.part.iter().map(|one| (one.reports, one.passages)).collect());
    let years = sums(answer.facets.year.iter().map(|one| (one.reports, one.passages)).collect());
    // Every report has one kind and, here, one year; a passage has one part.
    prop_assert_eq!(kinds, (total.reports, total.passages), "{:?}", request);
    prop_assert_eq!(years, (total.reports, total.passages));
    prop_assert_eq!(parts.1, total.passages);
    prop_assert!(parts.0 >= total.reports && total.reports <= total.passages);
    prop_assert!(answer.facets.year.is_sorted_by(|a, b| a.value > b.value));
    prop_assert!(answer.hits.len() <= request.limit);
    for hit in &answer.hits {
        prop_assert!(hit.score.is_finite() && hit.score >= 0.0);
        prop_assert!(!hit.passages.is_empty() && hit.matching_passages > 0);
        prop_assert!(hit.passages.len() <= request.passages_per_report.max(1));
    }
    // What holds a part of the words stands behind all that holds them all.
    if request.sort == Sort::Relevance && request.group == Group::Passage {
        let is_part = |hit: &crate::Hit| hit.passages[0].tier == Tier::Some;
        prop_assert!(answer.hits.is_sorted_by_key(is_part), "{:?}", request);
    }
    Ok(())
}

#[test]
fn lists_begin_with_the_latest_and_end_with_what_is_not_known() {
    let date = |day: &str| serde_json::from_value(json!(day)).ok();
    let entry = |id: &str, year, date, code: Option<&str>| {
        let place = code.map(|code| suyan_corpus::Place {
            code: code.to_owned(),
            name: code.to_owned(),
            level: Level::County,
            path: Vec::new(),
            codes: vec![code.to_owned()],
        });
        let facts = Facts { year, date, place, ..Facts::default() };
        CatalogEntry { id: id.to_owned(), facts, passages: Vec::new(), characters: 0 }
    };
    let entries = vec![
        entry("none", None, None, None),
        entry("2019", Some(2019), None, Some("1")),
        entry("b", Some(2020), None, Some("1")),
        entry("a", Some(2020), None, Some("1")),
        entry("other place", Some(2020), None, Some("2")),
        entry("no place", Some(2020), None, None),
        entry("january", Some(2020), date("2020-01-09"), Some("9")),
        entry("march", Some(2020), date("2020-03-01"), Some("9")),
        entry("2021", Some(2021), None, Some("5")),
    ];
    let wanted = ["2021", "march", "january", "no place", "a", "b", "other place", "2019", "none"];
    for entries in [entries.clone(), entries.into_iter().rev().collect()] {
        let catalog = Catalog::new(entries, None);
        let ids: Vec<&str> = catalog.entries().iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, wanted);
        assert_eq!(catalog.find("march"), Some(1));
        assert_eq!(catalog.find("april"), None);
        let codes: Vec<&str> = catalog.places().iter().map(|place| place.code.as_str()).collect();
        assert_eq!(codes, ["1", "2", "5", "9"]);
        assert_eq!((catalog.place_of(0), catalog.place_of(3)), (Some(2), None));
    }
}

#[test]
fn a_twin_is_counted_where_it_is_asked_for_and_never_tells() {
    let mut reports = archive();
    let twin = reports.iter_mut().find(|report| report.id == "jingan-2018").expect("a report");
    twin.facts.twin_of = Some("shanghai-2018".to_owned());
    let catalog = catalog(&reports);
    let many = |twins| catalog.passing(&Filters { twins, ..Filters::default() }, &[]).count();
    assert_eq!((many(false), many(true)), (reports.len() - 1, reports.len()));
    let at = catalog.find("jingan-2018").expect("a report");
    assert!(catalog.source(at).is_none());
    let told = (0..reports.len()).filter_map(|at| catalog.source(at)).count();
    // Nor does one whose place and year nobody knows.
    assert_eq!(told, reports.len() - 2);
    let doubtful = catalog.doubtful(&Filters::default(), &[Doubtful::Twin], (9, 0));
    assert_eq!((doubtful.total, doubtful.reports[0].head.id.as_str()), (1, "jingan-2018"));
}

/// What is asked for, the page, and what there is in all and on it.
type DoubtfulCase<'a> = (&'a [Doubtful], (usize, usize), u64, &'a [&'a str]);

#[test]
fn doubts_are_counted_whatever_is_asked_for() {
    let all = || {
        [
            ("a", vec![Doubtful::Place, Doubtful::Year]),
            ("b", vec![]),
            ("c", vec![Doubtful::Year]),
            ("d", vec![Doubtful::Text]),
        ]
        .into_iter()
    };
    let head = |id: &str| crate::ReportHead::of(id, &Facts::default());
    let list = |by: &[Doubtful], page| crate::DoubtfulList::gather(all(), by, page, head);
    let ids = |list: &crate::DoubtfulList| -> Vec<String> {
        list.reports.iter().map(|one| one.head.id.clone()).collect()
    };
    let cases: [DoubtfulCase<'_>; 7] = [
        (&[], (10, 0), 3, &["a", "c", "d"]),
        (&[Doubtful::Year], (10, 0), 2, &["a", "c"]),
        (&[Doubtful::Text, Doubtful::Place], (10, 0), 2, &["a", "d"]),
        (&[Doubtful::Twin], (10, 0), 0, &[]),
        (&[], (1, 1), 3, &["c"]),
        (&[], (10, 3), 3, &[]),
        (&[], (0, 0), 3, &[]),
    ];
    for (by, page, total, wanted) in cases {
        let list = list(by, page);
        assert_eq!(
            (list.total, ids(&list)),
            (total, wanted.iter().map(|id| (*id).to_owned()).collect())
        );
        let counts: Vec<_> = list.counts.iter().map(|one| (one.doubt, one.reports)).collect();
        let known = [(Doubtful::Place, 1), (Doubtful::Year, 2), (Doubtful::Text, 1)];
        assert_eq!(counts, known, "{by:?}");
    }
}

#[test]
fn filters_of_a_query_narrow_holdings_where_they_hold_for_all_of_it() {
    let catalog = catalog(&archive());
    let held = |query: &str| {
        let request = SearchRequest { query: query.to_owned(), ..SearchRequest::default() };
        catalog.holdings(&request).expect("holdings")
    };
    assert_eq!(held("养老").all.reports, 9);
    // The one of no known year or place is of all, and of none of them.
    assert_eq!(held("养老").years.values().map(|one| one.reports).sum::<u64>(), 8);
    assert_eq!(held("养老").places.len(), 5);
    assert_eq!(held("养老 年:2014").all.reports, 3);
    assert_eq!(held("养老 OR 公园 年:2014").all.reports, 3);
    assert_eq!(held("养老 年:2014 OR 公园 年:2018").all.reports, 9);
    assert_eq!(held("养老 类型:规划 年:2014").all.reports, 0);
    let both = held("养老 年:2018");
    assert_eq!(both.years.keys().collect::<Vec<_>>(), [&2018]);
}

#[test]
fn outlines_are_those_of_ordinals_from_one() {
    let report = &archive()[0];
    let entry = CatalogEntry::of(report);
    assert_eq!(entry.outline(0), None);
    assert_eq!(entry.outline(report.passages.len() as u32 + 1), None);
    assert_eq!(entry.outline(u32::MAX), None);
    let first = entry.outline(1).expect("a passage");
    assert!(first.is_heading && first.part == Part::Review && first.worth() < 1.0);
    let characters: usize = report.passages.iter().map(|one| one.text.chars().count()).sum();
    assert_eq!(entry.characters, characters as u64);
}

/// Texts that a word is learned from, and what is learned.
struct Told {
    texts: Vec<&'static str>,
    rounds: usize,
    learned: Vec<(String, u32)>,
}

impl Teachers for Told {
    fn best(&mut self) -> Result<Vec<suyan_analysis::Tokens>, crate::Error> {
        self.rounds += 1;
        Ok(self.texts.iter().take(TAUGHT_BY).map(|text| suyan_analysis::Tokens::of(text)).collect())
    }

    fn learn(&mut self, string: &crate::query::Phrase, offset: u32) -> Result<(), crate::Error> {
        self.learned.push((string.normal().to_owned(), offset));
        Ok(())
    }
}

#[test]
fn a_string_that_a_word_stands_across_is_learned_once() {
    let query = parse("和服").expect("a query");
    let word = borders::word(&query).expect("a word");
    let mut told = Told {
        texts: vec!["加强管理和服务", "提升管理和服务", "展出和服", "提升服务"],
        rounds: 0,
        learned: Vec::new(),
    };
    borders::learn(word, &mut told).expect("learned");
    // Nothing new comes of the second look, which is the last.
    assert_eq!(told.rounds, 2);
    assert!(!told.learned.is_empty());
    let unique: BTreeSet<&(String, u32)> = told.learned.iter().collect();
    assert_eq!(unique.len(), told.learned.len());
    for (string, offset) in &told.learned {
        let from: String = string.chars().skip(*offset as usize).collect();
        assert!(from.starts_with("和服") && string != "和服", "{string} {offset}");
    }
    let mut nothing = Told { texts: vec!["展出和服"], rounds: 0, learned: Vec::new() };
    borders::learn(word, &mut nothing).expect("learned");
    assert_eq!((nothing.rounds, nothing.learned.len()), (1, 0));
}
