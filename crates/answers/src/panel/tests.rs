//! Panels beside counts made by hand and by a naive scan, and the links of their cells beside the
//! searches that they lead to.

use suyan_corpus::{Doubt, Part};
use suyan_search::{Backend, CountWay, FullReport, SearchRequest};

use super::codebook::Remark;
use super::*;
use crate::kwic::KwicRequest;
use crate::params::Params;
use crate::testing::{Scan, report};

/// Two counties over three years, one of them without a report of one year.
fn reports() -> Vec<FullReport> {
    use Part::{Review, Tasks};
    vec![
        report(
            "310104",
            2020,
            &[(Review, "完成环保项目3个，绿化12公顷。"), (Tasks, "推进环保产业，改善环保设施。")],
        ),
        report("310104", 2021, &[(Tasks, "绿色发展，绿色出行。环保不停。")]),
        report("310104", 2022, &[(Review, "生态环保。"), (Tasks, "绿化50公顷，环保产业园开工。")]),
        report("310106", 2020, &[(Tasks, "绿色低碳。")]),
        report("310106", 2022, &[(Review, "环保、环保、环保。")]),
    ]
}

const WORDS: &str = "words=环保&words=环保产业&words=绿=绿色|绿化";
/// Every way of making rows that is not another order of one of these.
const BYS: [&str; 9] = [
    "place,year",
    "place",
    "year",
    "level",
    "kind",
    "part",
    "report",
    "place,part",
    "year,kind,level,part",
];
const WAYS: [&str; 6] = ["literal", "substring", "words", "sentences", "passages", "reports"];

fn read(query: &str) -> PanelRequest {
    PanelRequest::read(&Params::read(Some(query)).unwrap()).unwrap()
}

fn count(archive: &Scan, query: &str) -> Panel {
    Panel::count(archive, read(query)).unwrap()
}

/// Place and year of a row with its counts; `None` where the row is missing.
type Shown<'p> = (&'p str, Option<i16>, Option<&'p [u64]>);

fn shown(panel: &Panel) -> Vec<Shown<'_>> {
    let rows = panel.rows.iter().map(|row| {
        let counts = (row.status != RowStatus::Missing).then_some(row.counts.as_slice());
        (row.place.as_ref().map_or("", |place| place.code.as_str()), row.year, counts)
    });
    rows.collect()
}

#[test]
fn cells_are_those_of_a_count_by_hand() {
    let panel = count(&Scan::of(reports()), WORDS);
    let expected: [Shown<'_>; 6] = [
        ("310104", Some(2020), Some(&[2, 1, 1])),
        ("310104", Some(2021), Some(&[1, 0, 2])),
        ("310104", Some(2022), Some(&[1, 1, 1])),
        ("310106", Some(2020), Some(&[0, 0, 1])),
        ("310106", Some(2021), None),
        ("310106", Some(2022), Some(&[3, 0, 0])),
    ];
    assert_eq!(shown(&panel), expected);
    assert_eq!(panel.total.counts, [7, 2, 5]);
    let first = &panel.rows[0];
    let size = (first.size.passages, first.size.sentences, first.size.characters);
    // 完成环保项目3个绿化12公顷, 推进环保产业改善环保设施.
    assert_eq!((first.reports, size), (1, (2, 2, 14 + 12)));
    assert_eq!(panel.rows[1].size.sentences, 2);
    // Where one is not counted inside the other, and where it is.
    let apart = count(&Scan::of(reports()), &format!("{WORDS}&count=substring"));
    assert_eq!(apart.total.counts, [9, 2, 5]);
}

#[test]
fn totals_are_the_sums_of_the_cells_however_rows_are_made() {
    let archive = Scan::of(reports());
    for by in BYS {
        for way in WAYS {
            let panel = count(&archive, &format!("{WORDS}&by={by}&count={way}"));
            let there = panel.rows.iter().filter(|row| row.status != RowStatus::Missing);
            let (mut counts, mut size, mut reports) = (vec![0; 3], TextSize::default(), 0);
            for row in there {
                counts.iter_mut().zip(&row.counts).for_each(|(sum, count)| *sum += count);
                size += row.size;
                reports += row.reports;
            }
            assert_eq!(panel.total.counts, counts, "by {by}, {way}");
            assert_eq!(panel.total.size, size, "by {by}, {way}");
            // A report has a row for each of its parts, and is one report.
            if !by.contains("part") {
                assert_eq!((panel.total.reports, reports), (5, 5), "by {by}");
            }
        }
    }
}

/// What a link counts: the passages that its search finds, or that it marks in its report, and the
/// occurrences in them.
fn found(archive: &Scan, address: &str) -> (u64, u64) {
    let (path, query) = address.split_once('?').unwrap();
    let params = Params::read(Some(query)).unwrap();
    if let Some(id) = path.strip_prefix("/reports/") {
        let marks = archive.matches(id, params.one("q").unwrap()).unwrap();
        return (marks.len() as u64, marks.iter().map(|passage| passage.marks.len() as u64).sum());
    }
    assert_eq!(path, "/search");
    let request = SearchRequest { limit: 100, ..params.search().unwrap() };
    let lines = KwicRequest::read(&params).unwrap().ask(archive).unwrap();
    (archive.search(&request).unwrap().total.passages, lines.total)
}

#[test]
fn every_link_of_a_cell_finds_what_it_counts() {
    let archive = Scan::of(reports());
    for by in BYS {
        for filters in ["", "&place=310104", "&year=2021..2022", "&part=review", "&level=county"] {
            let passages = count(&archive, &format!("{WORDS}&by={by}&count=passages{filters}"));
            let each = count(&archive, &format!("{WORDS}&by={by}&count=substring{filters}"));
            for (row, of_each) in passages.rows.iter().zip(&each.rows) {
                for (at, column) in passages.request.columns.iter().enumerate() {
                    let counted = row.counts.get(at).copied().unwrap_or(0);
                    let Some(address) = cell_address(&passages.request, row, column) else {
                        assert_eq!(row.status, RowStatus::Missing, "by {by}{filters}: {row:?}");
                        continue;
                    };
                    // The link of a report shows all of it, whatever part was counted.
                    if by == "report" && filters == "&part=review" {
                        continue;
                    }
                    let counts = (counted, of_each.counts[at]);
                    assert_eq!(found(&archive, &address), counts, "by {by}{filters}: {address}");
                }
            }
        }
    }
}

#[test]
fn what_no_search_can_say_has_no_link() {
    let archive = Scan::of(vec![
        report("", 2021, &[(Part::Tasks, "环保。")]),
        report("310104", 0, &[(Part::Tasks, "环保。")]),
    ]);
    let link = |by: &str| -> Vec<bool> {
        let panel = count(&archive, &format!("words=环保&by={by}"));
        let column = &panel.request.columns[0];
        panel.rows.iter().map(|row| cell_address(&panel.request, row, column).is_some()).collect()
    };
    // What is not known stands last, and is in no search for a place, a year or a level.
    assert_eq!(link("place"), [true, false]);
    assert_eq!(link("year"), [true, false]);
    assert_eq!(link("level"), [true, false]);
    assert_eq!(link("kind"), [true]);
    assert_eq!(link("report"), [true, true]);
}

#[test]
fn the_order_of_reports_changes_nothing() {
    let (mut other, there) = (reports(), Scan::of(reports()));
    other.reverse();
    other.swap(0, 2);
    let other = Scan::of(other);
    for by in BYS {
        let query = format!("{WORDS}&by={by}&per=characters");
        assert_eq!(count(&there, &query), count(&other, &query), "by {by}");
    }
}

#[test]
fn rates_are_counts_over_what_they_are_told_of() {
    let archive = Scan::of(reports());
    for (per, below) in [
        ("characters", (|row: &PanelRow| row.size.characters as f64 / 10_000.0) as fn(&_) -> f64),
        ("words", |row| (row.size.words - row.size.stopped) as f64 / 10_000.0),
        ("sentences", |row| row.size.sentences as f64 / 100.0),
        ("passages", |row| row.size.passages as f64 / 100.0),
        ("reports", |row| row.reports as f64 / 100.0),
    ] {
        let panel = count(&archive, &format!("{WORDS}&per={per}&stop=，"));
        for row in &panel.rows {
            let rate = panel.rate(row, 0);
            match row.status {
                RowStatus::Missing => assert_eq!(rate, None, "per {per}: missing is not nought"),
                _ => {
                    let wanted = row.counts[0] as f64 / below(row);
                    assert!((rate.unwrap() - wanted).abs() < 1e-9, "per {per}: {row:?}");
                }
            }
        }
        assert_eq!(panel.rate(&panel.total, 3), None, "there are three columns");
    }
    // F9 of the studies: of two reports of 2020 one holds it, of the one of 2021 that one.
    let panel = count(&archive, "words=环保&by=year&count=reports&per=reports");
    let rates: Vec<Option<f64>> = panel.rows.iter().map(|row| panel.rate(row, 0)).collect();
    assert_eq!(rates, [Some(50.0), Some(100.0), Some(100.0)]);
    let plain = count(&archive, "words=环保&by=year");
    assert_eq!(plain.rate(&plain.rows[0], 0), None, "nobody asked for a rate");
}

/// 闸北区 became 静安区 in 2015.
fn merged() -> Scan {
    Scan::of(vec![
        report("310108", 2014, &[(Part::Tasks, "环保。")]),
        report("310106", 2014, &[(Part::Tasks, "环保，环保。")]),
        report("310106", 2016, &[(Part::Tasks, "环保，环保，环保。")]),
    ])
}

#[test]
fn a_place_that_became_another_counts_as_what_it_is_today() {
    let archive = merged();
    let as_was = count(&archive, "words=环保&by=place");
    assert_eq!(
        shown(&as_was),
        [("310106", None, Some(&[5][..])), ("310108", None, Some(&[1][..]))]
    );
    assert_eq!(as_was.rows[1].today.as_deref(), Some("310106"));
    let rolled = count(&archive, "words=环保&lineage=rolled");
    assert_eq!(
        shown(&rolled),
        [
            ("310106", Some(2014), Some(&[3][..])),
            ("310106", Some(2015), None),
            ("310106", Some(2016), Some(&[3][..])),
        ]
    );
    let events: Vec<(i16, &str)> =
        rolled.rows[0].events.iter().map(|event| (event.year, event.code.as_str())).collect();
    assert_eq!(events, [(2015, "310108")]);
    let codes: Vec<&str> = rolled.rows[0].then.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["310106", "310108"]);
    assert_eq!(as_was.total.counts, rolled.total.counts);
}

#[test]
fn a_balanced_panel_says_what_it_leaves_out() {
    let archive = merged();
    let none = count(&archive, "words=环保&lineage=balanced");
    assert!(none.rows.is_empty() && none.total.counts == [0], "{none:?}");
    let lacking: Vec<(&str, &[i16])> =
        none.left_out.iter().map(|out| (out.place.code.as_str(), out.years.as_slice())).collect();
    assert_eq!(lacking, [("310106", &[2015][..])]);
    assert!(Remark::all(&none).iter().any(|remark| remark.code == "left_out"));
    // Of one year both were there, and are one place.
    let all = count(&archive, "words=环保&lineage=balanced&year=2014");
    assert_eq!(shown(&all), [("310106", Some(2014), Some(&[3][..]))]);
    assert!(all.left_out.is_empty());
}

#[test]
fn a_part_of_a_report_is_no_whole_one() {
    let mut all = reports();
    all[0].facts.doubts.push(Doubt::Truncated);
    let panel = count(&Scan::of(all), "words=环保&by=place,year");
    let status: Vec<&str> = panel.rows.iter().map(|row| row.status.as_str()).collect();
    assert_eq!(status, ["part", "whole", "whole", "whole", "missing", "whole"]);
    // A row with a whole one among them is whole.
    let mut all = reports();
    all[0].facts.doubts.push(Doubt::Truncated);
    let panel = count(&Scan::of(all), "words=环保&by=year");
    assert!(panel.rows.iter().all(|row| row.status == RowStatus::Whole), "{:?}", panel.rows);
}

#[test]
fn what_was_asked_for_and_is_not_there_has_rows() {
    let archive = Scan::of(reports());
    let panel = count(&archive, "words=环保&place=310105&year=2020..2021");
    assert_eq!(shown(&panel), [("310105", Some(2020), None), ("310105", Some(2021), None)]);
    let panel = count(&archive, "words=环保&by=year&year=2019..2020");
    assert_eq!(shown(&panel), [("", Some(2019), None), ("", Some(2020), Some(&[3][..]))]);
    let missing = serde_json::from_slice::<serde_json::Value>(
        &panel_json(&archive, read("words=环保&by=year&year=2019..2020&per=words")).unwrap(),
    );
    let missing = &missing.unwrap()["rows"][0];
    for field in ["characters", "words", "sentences", "passages"] {
        assert!(missing[field].is_null(), "{field}: {missing}");
    }
    assert!(missing["counts"]["环保"].is_null() && missing["rates"]["环保"].is_null(), "{missing}");
    assert_eq!((&missing["status"], &missing["reports"]), (&"missing".into(), &0.into()));
}

#[test]
fn a_place_that_may_be_several_is_refused_with_those_it_may_be() {
    let request = read("words=环保&place=朝阳");
    let problem = Panel::count(&Scan::of(reports()), request).unwrap_err();
    assert_eq!(problem.code, "ambiguous_place");
    assert!(problem.message.contains("110105") && problem.hint.contains("代码"), "{problem:?}");
}

#[test]
fn literal_totals_stand_beside_words_of_the_segmenter() {
    let panel = count(&Scan::of(reports()), &format!("{WORDS}&count=words"));
    let each = count(&Scan::of(reports()), &format!("{WORDS}&count=substring"));
    assert_eq!(panel.literal.as_ref(), Some(&each.total.counts));
    assert_eq!(each.literal, None);
    assert_eq!(panel.request.way, CountWay::Words);
}
