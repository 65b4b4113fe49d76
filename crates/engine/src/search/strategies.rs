//! Every way of searching finds the same: each is gone on one small archive, with thresholds so
//! low or so high that it is taken, and held against a look at every text.
//!
//! In archives that tests can afford no way but the plain one would ever be gone.

use proptest::prelude::*;
use suyan_search::conformance::{
    Dice, Scan, differences, random_query, random_reports, random_request,
};
use suyan_search::{Deadline, Error, Group, SearchAnswer, SearchRequest};

use crate::tuning::Tuning;
use crate::{Index, IndexWriter, WriterOptions};

/// No threshold is ever reached.
const PLAIN: Tuning = Tuning {
    large_segment: usize::MAX,
    many_ahead: u64::MAX,
    texts_of_window: u32::MAX,
    window: 1 << 16,
    at_once: u64::MAX,
    few: u64::MAX,
    many: u64::MAX,
    narrow: usize::MAX,
    worth_tally: u64::MAX,
    partial_window: 1 << 13,
    pace: 512,
    worth_sharing: u64::MAX,
};

/// Every way that differs from the plain one, by name.
const WAYS: [(&str, Tuning); 11] = [
    ("as measured", Tuning::MEASURED),
    ("lists ahead", Tuning { large_segment: 0, many_ahead: 0, ..PLAIN }),
    ("the best as they come", Tuning { few: 0, ..PLAIN }),
    ("closeness afterwards", Tuning { at_once: 0, ..PLAIN }),
    ("closeness afterwards, of the best", Tuning { at_once: 0, many: 0, ..PLAIN }),
    ("characters gathered", Tuning { texts_of_window: 0, window: 7, ..PLAIN }),
    ("characters read, then gathered", Tuning { texts_of_window: 2, window: 16, ..PLAIN }),
    ("report by report", Tuning { narrow: 0, ..PLAIN }),
    ("tallies", Tuning { worth_tally: 0, ..PLAIN }),
    ("small windows", Tuning { partial_window: 5, ..PLAIN }),
    (
        "everything, shared out",
        Tuning {
            large_segment: 0,
            many_ahead: 0,
            texts_of_window: 0,
            window: 3,
            at_once: 0,
            few: 0,
            many: 0,
            narrow: 8,
            worth_tally: 0,
            partial_window: 3,
            pace: 1,
            worth_sharing: 0,
        },
    ),
];

struct StrategyArchive {
    _folder: tempfile::TempDir,
    index: Index,
    scan: Scan,
}

/// An archive of several segments.
fn archive(seed: u64) -> StrategyArchive {
    let folder = tempfile::tempdir().unwrap();
    let options = WriterOptions { threads: 1, memory: 50_000_000 };
    let reports = random_reports(seed);
    let mut writer = IndexWriter::open(folder.path(), options).unwrap();
    for some in reports.chunks(23) {
        some.iter().for_each(|report| writer.put(report).unwrap());
        writer.commit(b"").unwrap();
    }
    writer.finish().unwrap();
    StrategyArchive {
        index: Index::open(folder.path()).unwrap(),
        _folder: folder,
        scan: Scan::new(reports),
    }
}

/// What of an answer must be the same: everything.
fn said(answer: &SearchAnswer) -> String {
    format!("{answer:#?}")
}

fn check(archive: &StrategyArchive, request: &SearchRequest) -> Result<(), TestCaseError> {
    let plain = archive.index.tuned(PLAIN).search_anew(request).unwrap();
    for (name, tuning) in WAYS {
        let other = archive.index.tuned(tuning).search_anew(request).unwrap();
        prop_assert_eq!(said(&plain), said(&other), "{}: {:?}", name, request);
    }
    let wrong = differences(&archive.index.tuned(PLAIN), &archive.scan, request);
    prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn every_way_finds_what_a_look_at_every_text_finds(seed: u64) {
        let archive = archive(seed);
        let mut dice = Dice::new(!seed);
        for _ in 0..150 {
            let query = random_query(&mut dice);
            let request = random_request(&query, &mut dice);
            check(&archive, &request)?;
        }
    }
}

#[test]
fn reports_that_another_alternative_found_are_asked_for_in_their_order() {
    // The walk of the first alternative has ended before the reports of the second are shown.
    let archive = archive(3);
    for query in ["床位 投资 托育 OR 发展", "托育 农业 PM2.5 OR 建设", "水库 是 托育 12亿元 OR 的"]
    {
        let request = random_request(query, &mut Dice::new(5));
        let request = SearchRequest { group: Group::Report, limit: 1_000, offset: 0, ..request };
        check(&archive, &request).unwrap();
    }
}

#[test]
fn work_that_ends_early_is_an_error_and_no_shorter_answer() {
    let archive = archive(11);
    let mut dice = Dice::new(4);
    for _ in 0..12 {
        let request = random_request(&random_query(&mut dice), &mut dice);
        for (name, tuning) in WAYS {
            let index = archive.index.tuned(Tuning { pace: 1, ..tuning });
            let whole = index.search_anew(&request).unwrap();
            let (mut looks, mut is_done) = (0, false);
            while !is_done {
                let index = index.until(Deadline::after_looks(looks));
                is_done = match index.search_anew(&request) {
                    Ok(answer) => {
                        assert_eq!(answer, whole, "{name} {looks} {request:?}");
                        true
                    }
                    Err(error) => {
                        assert!(matches!(error, Error::TimedOut), "{name} {looks}: {error}");
                        false
                    }
                };
                looks = looks * 2 + 1;
            }
            assert!(looks > 1, "nothing looked at the deadline of {request:?}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let archive = archive(1);
    let snapshot = archive.index.snapshot();
    let segment = &snapshot.segments[0];
    let mut character = crate::matching::character::Character::of(&snapshot, segment, "的");
    assert!(character.places(0).len() < 100 && snapshot.watch.check().is_ok());
    // A passage that is not there cannot be read.
    assert!(character.places(1 << 20).is_empty());
    assert!(matches!(snapshot.watch.check(), Err(Error::Index { .. })));
}
