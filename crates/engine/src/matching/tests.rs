//! Cursors go where a look at every text goes: over random archives of several segments, some of
//! whose reports were removed, by random steps.

use std::collections::BTreeSet;

use proptest::prelude::*;
use suyan_analysis::{Tokens, find};
use suyan_corpus::{Kind, Part};
use suyan_search::conformance::{Dice, random_reports};
use suyan_search::filter::Restriction;
use suyan_search::matching::Stretch;
use suyan_search::query::Phrase;
use suyan_search::rank::Statistics;
use suyan_search::{Backend, Filters};
use tantivy::{DocId, TERMINATED};

use super::cursor::Cursor;
use super::filter::DocFilter;
use crate::store::snapshot::{SegmentView, Snapshot};
use crate::{Index, IndexWriter, WriterOptions};

/// Strings of every kind that is looked up in a way of its own.
const STRINGS: [&str; 20] = [
    "发展",
    "建设",
    "养老床位",
    "发展建设",
    "的发展",
    "水库水库",
    "发展发展发展",
    "养",
    "的",
    "老床",
    "12",
    "12亿元",
    "亿元",
    "pm2.5",
    "PM2.5",
    "2.5环境",
    "，",
    "是，",
    "托育的",
    "从无此事",
];

struct Archive {
    _folder: tempfile::TempDir,
    index: Index,
}

fn archive(seed: u64) -> Archive {
    let folder = tempfile::tempdir().expect("a folder");
    let options = WriterOptions { threads: 1, memory: 50_000_000 };
    let mut writer = IndexWriter::open(folder.path(), options).expect("a writer");
    let reports = random_reports(seed);
    for some in reports.chunks(23) {
        some.iter().for_each(|report| writer.put(report).expect("put"));
        writer.commit(b"").expect("commit");
    }
    let mut dice = Dice::new(seed);
    for _ in 0..12 {
        writer.remove(&reports[dice.below(reports.len())].id).expect("remove");
    }
    writer.commit(b"").expect("commit");
    writer.finish().expect("finish");
    Archive { index: Index::open(folder.path()).expect("open"), _folder: folder }
}

/// The passages of a segment that were not removed, with their texts.
fn texts(segment: &SegmentView) -> Vec<(DocId, Tokens)> {
    let docs = 0..segment.data.parts.len() as DocId;
    let living = docs.filter(|&doc| !segment.reader.is_deleted(doc));
    living.map(|doc| (doc, Tokens::of(&segment.stored.text(doc).expect("a text")))).collect()
}

/// Which of them hold a phrase, and where.
fn holding(texts: &[(DocId, Tokens)], phrase: &Phrase) -> Vec<(DocId, Vec<Stretch>)> {
    let places = |tokens: &Tokens| -> Vec<Stretch> {
        let found = find(tokens, &phrase.tokens).into_iter();
        found.map(|place| (place.start as u32, place.end as u32)).collect()
    };
    let all = texts.iter().map(|(doc, tokens)| (*doc, places(tokens)));
    all.filter(|(_, places)| !places.is_empty()).collect()
}

/// Goes to the first passage at or behind a target that was not removed.
fn seek(cursor: &mut Cursor, segment: &SegmentView, target: DocId) -> DocId {
    let mut doc = cursor.seek(target);
    while doc != TERMINATED && segment.reader.is_deleted(doc) {
        doc = cursor.seek(doc + 1);
    }
    doc
}

/// Goes through a segment by random steps; where it comes to must be what the texts tell.
fn walk(
    cursor: &mut Cursor,
    segment: &SegmentView,
    wanted: &[(DocId, Vec<Stretch>)],
    dice: &mut Dice,
) -> Result<(), TestCaseError> {
    let mut target = 0;
    loop {
        let doc = seek(cursor, segment, target);
        let first = wanted.iter().find(|(doc, _)| *doc >= target);
        prop_assert_eq!(doc, first.map_or(TERMINATED, |(doc, _)| *doc), "from {}", target);
        let Some((_, places)) = first else { return Ok(()) };
        prop_assert_eq!(cursor.doc(), doc);
        if cursor.has_positions() {
            let mut stretches = Vec::new();
            cursor.stretches(&mut stretches);
            prop_assert_eq!(&stretches, places);
        }
        // To ask again, or for what lies before, moves nothing.
        prop_assert_eq!(cursor.seek(target.min(doc)), doc);
        target = doc + 1 + [0, 0, 0, 1, 7, 40][dice.below(6)];
    }
}

fn each_segment(
    snapshot: &Snapshot,
    mut work: impl FnMut(&SegmentView, &[(DocId, Tokens)]) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    prop_assert!(snapshot.segments.len() > 2);
    snapshot.segments.iter().try_for_each(|segment| work(segment, &texts(segment)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn a_phrase_is_met_where_the_texts_hold_it(seed: u64) {
        let archive = archive(seed);
        let snapshot = archive.index.snapshot();
        let mut dice = Dice::new(seed);
        each_segment(&snapshot, |segment, texts| {
            for string in STRINGS {
                let phrase = Phrase::of(string).expect("a phrase");
                let wanted = holding(texts, &phrase);
                for open in [Cursor::open, Cursor::open_with_positions] {
                    let mut cursor = open(&snapshot, segment, &phrase).expect("a cursor");
                    prop_assert!(cursor.cost() >= wanted.len() as u64, "{}", string);
                    walk(&mut cursor, segment, &wanted, &mut dice)?;
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn any_of_several_is_met_where_one_of_them_stands(seed: u64) {
        let archive = archive(seed);
        let snapshot = archive.index.snapshot();
        let mut dice = Dice::new(seed);
        each_segment(&snapshot, |segment, texts| {
            for _ in 0..12 {
                let many = dice.below(5);
                let phrases: Vec<Phrase> = (0..many)
                    .filter_map(|_| Phrase::of(STRINGS[dice.below(STRINGS.len())]))
                    .collect();
                let mut wanted = std::collections::BTreeMap::<DocId, Vec<Stretch>>::new();
                for (doc, places) in phrases.iter().flat_map(|phrase| holding(texts, phrase)) {
                    wanted.entry(doc).or_default().extend(places);
                }
                wanted.values_mut().for_each(|places| places.sort_unstable());
                let wanted: Vec<_> = wanted.into_iter().collect();
                let open = |phrase| Cursor::open_with_positions(&snapshot, segment, phrase);
                let cursors: Result<Vec<Cursor>, _> = phrases.iter().map(open).collect();
                let mut any = Cursor::any(cursors.expect("cursors"));
                walk(&mut any, segment, &wanted, &mut dice)?;
            }
            Ok(())
        })?;
    }

    /// What `approach` passes over holds nothing, and `confirm` tells of where it stops.
    #[test]
    fn what_is_approached_is_confirmed_or_not(seed: u64) {
        let archive = archive(seed);
        let snapshot = archive.index.snapshot();
        each_segment(&snapshot, |segment, texts| {
            for string in STRINGS {
                let phrase = Phrase::of(string).expect("a phrase");
                let wanted: BTreeSet<DocId> =
                    holding(texts, &phrase).into_iter().map(|(doc, _)| doc).collect();
                let mut cursor = Cursor::open(&snapshot, segment, &phrase).expect("a cursor");
                let (mut target, mut confirmed) = (0, BTreeSet::new());
                loop {
                    let doc = cursor.approach(target);
                    if doc == TERMINATED {
                        break;
                    }
                    prop_assert!(doc >= target);
                    if cursor.confirm() && !segment.reader.is_deleted(doc) {
                        confirmed.insert(doc);
                    }
                    target = doc + 1;
                }
                prop_assert_eq!(&confirmed, &wanted, "{}", string);
                let mut cursor = Cursor::open(&snapshot, segment, &phrase).expect("a cursor");
                let held = texts.iter().filter(|(doc, _)| cursor.holds(*doc)).map(|(doc, _)| *doc);
                prop_assert_eq!(held.collect::<BTreeSet<_>>(), wanted, "{}", string);
            }
            Ok(())
        })?;
    }

    /// How rare a string is does not hang on what was removed and still lies in the lists.
    #[test]
    fn frequencies_are_of_what_was_not_removed(seed: u64) {
        let archive = archive(seed);
        let snapshot = archive.index.snapshot();
        // Strings that one list of the index tells of.
        for string in ["发展", "建设", "养", "的", "12", "托育", "从无"] {
            let phrase = Phrase::of(string).expect("a phrase");
            let all = snapshot.segments.iter();
            let living: usize = all.map(|segment| holding(&texts(segment), &phrase).len()).sum();
            let told = snapshot.frequency_of_phrase(&phrase).expect("a frequency");
            prop_assert_eq!(told, living as u64, "{}", string);
        }
        let passages: usize = snapshot.segments.iter().map(|segment| texts(segment).len()).sum();
        prop_assert_eq!(snapshot.passages(), passages as u64);
    }
}

/// A filter lets those reports and parts pass that fulfil it, by a look at each of them.
#[test]
fn a_filter_admits_what_fulfils_it() {
    let archive = archive(3);
    let snapshot = archive.index.snapshot();
    let kinds = |kind: &str| match kind {
        "规划" => Kind::Plan,
        _ => Kind::WorkReport,
    };
    for (years, kind, parts) in [
        (None, None, vec![]),
        (Some((2001, 2003)), None, vec![]),
        (Some((2004, 2004)), Some("规划"), vec![Part::Tasks]),
        (None, Some("报告"), vec![Part::Review, Part::Targets]),
        (Some((1950, 1960)), None, vec![]),
    ] {
        let filters = Filters {
            years,
            kinds: kind.map(kinds).into_iter().collect(),
            parts: parts.clone(),
            ..Filters::default()
        };
        let filter = DocFilter::of(&snapshot, &filters, &[]);
        let written = DocFilter::of(
            &snapshot,
            &Filters { years: None, ..filters.clone() },
            &years
                .map(|(first, last)| Restriction::Years(first, last))
                .into_iter()
                .collect::<Vec<_>>(),
        );
        let reports = snapshot.reports.len() as u32;
        let mut admitted = Vec::new();
        for report in 0..reports {
            let row = &snapshot.reports[report as usize];
            let is_admitted = !snapshot.removed[report as usize]
                && years.is_none_or(|(first, last)| {
                    row.year.is_some_and(|year| (first..=last).contains(&year))
                })
                && kind.is_none_or(|kind| kinds(kind) == row.kind);
            assert_eq!(filter.admits(report), is_admitted, "{report} by {filters:?}");
            assert_eq!(written.admits(report), is_admitted, "{report} by {filters:?}, written");
            admitted.extend(is_admitted.then_some(report));
        }
        for from in 0..=reports {
            let next = admitted.iter().copied().find(|&report| report >= from);
            assert_eq!(filter.next(from, reports), next);
            // Up to a border there may be none.
            assert_eq!(filter.next(from, from), None);
        }
        for part in Part::ALL {
            let is_admitted = parts.is_empty() || parts.contains(part);
            assert_eq!(filter.admits_part(*part as u8), is_admitted, "{part:?} by {filters:?}");
        }
        assert_eq!(filter.admits_every_part(), parts.is_empty());
        let listed = archive.index.reports(&filters, 1_000, 0).expect("reports");
        assert_eq!(listed.total, admitted.len() as u64, "{filters:?}");
    }
}
