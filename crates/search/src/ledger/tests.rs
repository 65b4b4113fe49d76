//! Tests: which reports tell of which, what is kept of words, and the years behind a promise.

use std::collections::BTreeSet;

use proptest::prelude::*;
use suyan_corpus::{Facts, Gazetteer, Kind, Part, Passage, Report};
use suyan_promises::promises;

use super::*;
use crate::{Error, ReportHead};

/// Places that became one another (静安, 闸北; 崇明), and ones that did not.
const CODES: [&str; 6] = ["310106", "310108", "310230", "310151", "310104", "440300"];

fn sources() -> impl Strategy<Value = Vec<SourceReport>> {
    let row = (0..CODES.len(), 2010i16..2020, any::<bool>(), any::<bool>(), 0u32..5);
    prop::collection::vec(row, 0..14).prop_map(|rows| {
        let source = |(number, row): (u32, (usize, i16, bool, bool, u32))| {
            let (code, year, is_plan, truncated, characters) = row;
            SourceReport {
                number,
                id: format!("r{number:02}"),
                code: CODES[code].to_owned(),
                year,
                kind: if is_plan { Kind::Plan } else { Kind::WorkReport },
                truncated,
                characters,
            }
        };
        (0u32..).zip(rows).map(source).collect()
    })
}

proptest! {
    #[test]
    fn every_report_is_of_one_component_whatever_its_order(all in sources()) {
        let gazetteer = Gazetteer::builtin();
        let components = related(gazetteer, all.clone());
        let mut numbers: Vec<u32> =
            components.iter().flat_map(|one| &one.sources).map(|one| one.number).collect();
        numbers.sort_unstable();
        prop_assert!(numbers.into_iter().eq(0..all.len() as u32));
        let mut known = BTreeSet::new();
        for one in &components {
            prop_assert!(one.codes.is_sorted() && !one.sources.is_empty());
            prop_assert!(one.codes.iter().all(|code| known.insert(code.clone())));
            prop_assert!(one.sources.iter().all(|source| one.codes.contains(&source.code)));
            prop_assert!(one.sources.is_sorted_by_key(|source| (source.year, source.id.clone())));
        }
        let backward = related(gazetteer, all.iter().rev().cloned().collect());
        prop_assert_eq!(backward, components);
    }

    #[test]
    fn later_reports_tell_one_for_a_year(all in sources()) {
        let gazetteer = Gazetteer::builtin();
        for own in &all {
            let told = tellers(gazetteer, own, &all);
            prop_assert!(told.windows(2).all(|two| two[0].year < two[1].year));
            for one in &told {
                prop_assert!(one.year > own.year && one.kind == Kind::WorkReport);
                // No other one of that year and place is better.
                let of_year = all.iter().filter(|other| {
                    other.year == one.year && other.kind == one.kind && other.code == one.code
                });
                let rank = |one: &SourceReport| (!one.truncated, one.characters);
                prop_assert!(of_year.into_iter().all(|other| rank(other) <= rank(one)));
            }
            let is_missed = |other: &&SourceReport| {
                other.code == own.code
                    && other.kind == Kind::WorkReport
                    && other.year > own.year
                    && !told.iter().any(|one| one.year == other.year)
            };
            prop_assert_eq!(all.iter().filter(is_missed).count(), 0);
            let backward: Vec<SourceReport> = all.iter().rev().cloned().collect();
            let again: Vec<u32> =
                tellers(gazetteer, own, &backward).iter().map(|one| one.number).collect();
            prop_assert!(told.iter().map(|one| one.number).eq(again));
        }
    }
}

fn report(id: &str, year: i16, texts: &[(Part, &str)]) -> Report {
    let gazetteer = Gazetteer::builtin();
    let division = gazetteer.by_code("310104", Some(year)).expect("徐汇区");
    let passage = |(ordinal, (part, text)): (u32, &(Part, &str))| Passage {
        ordinal,
        part: *part,
        heading: Vec::new(),
        is_heading: false,
        text: (*text).to_owned(),
    };
    Report {
        id: id.to_owned(),
        facts: Facts {
            title: format!("{year}年政府工作报告"),
            place: Some(gazetteer.place(division, Some(year))),
            year: Some(year),
            kind: Kind::WorkReport,
            ..Facts::default()
        },
        passages: (1..).zip(texts).map(passage).collect(),
    }
}

fn own() -> Report {
    let tasks = "2015年，确保新增养老床位500张，完成架空线入地12公里。";
    report("own", 2015, &[(Part::Review, "过去一年成绩显著。"), (Part::Tasks, tasks)])
}

/// The promise of [`own`] as it is kept, with no outcome.
fn kept() -> KeptReport {
    let draft = |promise| DraftPromise { promise, outcomes: Vec::new() };
    let promises = promises(&own()).into_iter().map(draft).collect();
    let reports = vec![DraftReport { id: "own".to_owned(), year: 2015, promises }];
    let draft = ComponentDraft { reports, ..ComponentDraft::default() };
    KeptReport::all_of(&draft).remove(0)
}

fn shown() -> ShownPromise {
    let promise = promises(&own()).remove(0);
    let id = "own:2:1".to_owned();
    ShownPromise {
        id,
        report: ReportHead::of("own", &own().facts),
        ordinal: promise.ordinal,
        sentence: promise.sentence,
        part: promise.part,
        heading: Vec::new(),
        text: promise.text,
        strength: promise.strength,
        deadline: promise.deadline,
        certainty: 1.0,
        all_items: promise.items.len() as u32,
        items: Vec::new(),
    }
}

#[test]
fn what_is_kept_of_a_promise_gives_its_words_back() {
    let (promise, kept) = (promises(&own()).remove(0), kept());
    let one = &kept.promises[0];
    assert_eq!((kept.year, one.ordinal, one.sentence, one.part()), (2015, 2, 1, Part::Tasks));
    assert_eq!(one.record.strength, promise.strength);
    assert_eq!(one.record.deadline.of_sentence(&promise.text), promise.deadline);
    let certainty = f32::from(one.record.certainty) / 100.0;
    assert!((certainty - promise.certainty).abs() <= 0.005 + 1e-6);
    // What has no outcome is no item.
    assert!(one.record.items.is_empty());
    assert_eq!(one.due(7, 2015), 2016);
    assert_eq!(one.due(0, i16::MAX), i16::MAX);
}

#[test]
fn years_without_a_report_stand_between_those_that_have_one() {
    let (own, promise) = (own(), shown());
    let told = "全年新增养老床位520张，完成架空线入地12公里。";
    let others = ["经济运行总体平稳。", "公园绿地增加，环境改善。", "教育事业发展。", told];
    let passages = others.map(|text| (Part::Review, text));
    let later = |year| report(&format!("later-{year}"), year, &passages);
    let read = |year: i16| {
        let report = later(year);
        Ok((ReportHead::of(&report.id, &report.facts), report))
    };
    let years = later_years(&own, &promise, [(2016, 2016), (2019, 2019)], read).expect("years");
    let of_years: Vec<(i16, bool)> =
        years.iter().map(|one| (one.year, one.report.is_some())).collect();
    assert_eq!(of_years, [(2016, true), (2017, false), (2018, false), (2019, true)]);
    // Silence of a year that is missing means nothing.
    assert!(years.iter().all(|one| one.report.is_some() || !one.whole));
    let said = &years[0].items;
    assert_eq!(said.len(), promises(&own)[0].items.len());
    assert!(
        said.iter().flatten().any(|one| one.telling.text.contains("养老床位520张")),
        "{said:?}"
    );
    assert!(said.iter().all(|of_item| of_item.len() <= 3));
    assert!(later_years(&own, &promise, [], read).expect("years").is_empty());
    // A promise that is not of this report has no years, and an error is told.
    let other = ShownPromise { sentence: 9, ..shown() };
    assert!(later_years(&own, &other, [(2016, 2016)], read).expect("years").is_empty());
    let failed = later_years(&own, &promise, [(2016, ())], |()| Err(Error::TimedOut));
    assert!(matches!(failed, Err(Error::TimedOut)));
}
