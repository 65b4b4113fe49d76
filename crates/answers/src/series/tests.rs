//! Figures of an indicator by the years that they are of, beside a reading by hand.

use suyan_corpus::Part::{Other, Review, Targets, Tasks};

use super::*;
use crate::testing::{Scan, report};

fn series(archive: &Scan, query: &str) -> Series {
    let params = Params::read(Some(query)).unwrap();
    SeriesRequest::read(&params).unwrap().ask(archive).unwrap()
}

fn value(point: &Option<SeriesPoint>) -> Option<f64> {
    point.as_ref().map(|point| point.value)
}

fn growth() -> Scan {
    Scan::of(vec![
        report(
            "310104",
            2021,
            &[(Review, "全年地区生产总值增长1.7%。"), (Targets, "地区生产总值增长6%左右。")],
        ),
        report(
            "310104",
            2022,
            &[(Review, "地区生产总值增长8.1%。"), (Targets, "地区生产总值增长5.5%以上。")],
        ),
        report("310104", 2023, &[(Review, "地区生产总值下降0.2%。"), (Targets, "努力工作。")]),
        report("310000", 2022, &[(Targets, "全市地区生产总值增长5.5%左右。")]),
        report("310106", 2022, &[(Review, "建设公园。")]),
    ])
}

#[test]
fn a_year_has_what_was_planned_of_it_and_what_was_reported_a_year_later() {
    let found = series(&growth(), "indicator=生产总值&place=310104&year=2020..2023");
    let rows: Vec<_> = found
        .rows
        .iter()
        .map(|row| {
            let why = (row.planned_reason, row.reported_reason);
            (row.year, value(&row.planned), value(&row.reported), why)
        })
        .collect();
    let (none, silent) = (Some("no_report"), Some("not_mentioned"));
    let expected = [
        (2020, None, Some(1.7), (none, None)),
        (2021, Some(6.0), Some(8.1), (None, None)),
        // A decline is a growth below nought.
        (2022, Some(5.5), Some(-0.2), (None, None)),
        (2023, None, None, (silent, none)),
    ];
    assert_eq!(rows, expected);
    let row = &found.rows[1];
    assert!((row.gap.unwrap() - 2.1).abs() < 1e-9, "{row:?}");
    let planned = row.planned.as_ref().unwrap();
    assert_eq!((planned.kind, planned.unit.as_str(), planned.qualifier), ("growth", "%", "~"));
    assert_eq!(
        (planned.report.as_str(), planned.ordinal, planned.part),
        ("310104-2021", 2, Targets)
    );
    let later = found.rows[2].planned.as_ref().unwrap();
    assert_eq!(later.qualifier, ">=");
    // Of the same year, from the report of the city.
    assert_eq!(value(&found.rows[2].above), Some(5.5));
    assert_eq!(value(&found.rows[1].above), None);
}

#[test]
fn places_that_say_nothing_of_it_have_rows_where_they_are_named() {
    let all = series(&growth(), "indicator=生产总值&year=2022");
    let codes: Vec<&str> = all.rows.iter().map(|row| row.place.code.as_str()).collect();
    assert_eq!(codes, ["310000", "310104"]);
    let named = series(&growth(), "indicator=生产总值&place=310106&year=2021..2022");
    let rows: Vec<_> = named
        .rows
        .iter()
        .map(|row| (row.year, row.planned_reason.unwrap(), row.reported_reason.unwrap()))
        .collect();
    assert_eq!(rows, [(2021, "no_report", "not_mentioned"), (2022, "not_mentioned", "no_report")]);
    assert!(series(&growth(), "indicator=没有的指标").rows.is_empty());
}

#[test]
fn of_several_figures_the_one_that_can_be_compared_is_taken() {
    let archive = Scan::of(vec![
        report(
            "310104",
            2021,
            &[
                // What is said elsewhere is neither planned nor reported.
                (Other, "生产总值增长99%。"),
                (Tasks, "推动生产总值增长7%。"),
                (Targets, "“十四五”时期生产总值年均增长5%。地区生产总值增长6%。"),
            ],
        ),
        report(
            "310104",
            2022,
            &[
                (Review, "上半年地区生产总值增长9%。"),
                (Review, "地区生产总值达到2500亿元，增长8.1%。其中工业增长3%。"),
            ],
        ),
    ]);
    let found = series(&archive, "indicator=生产总值&place=310104&year=2021");
    let row = &found.rows[0];
    // The target, and not the mean of years nor what stands among the tasks.
    assert_eq!((value(&row.planned), value(&row.reported)), (Some(6.0), Some(8.1)), "{row:?}");
    assert_eq!(row.reported.as_ref().unwrap().kind, "growth");
}

#[test]
fn units_of_one_kind_are_brought_to_one() {
    let archive = Scan::of(vec![
        report("310104", 2021, &[(Targets, "新增绿地面积15公顷。财政收入达到2.5亿元。")]),
        report("310104", 2022, &[(Review, "新增绿地面积300亩。财政收入达到26000万元。")]),
    ]);
    for (indicator, planned, reported) in
        [("绿地面积", 150_000.0, 200_000.0), ("财政收入", 250_000_000.0, 260_000_000.0)]
    {
        let found = series(&archive, &format!("indicator={indicator}&place=310104&year=2021"));
        let row = &found.rows[0];
        let (was, is) = (row.planned.as_ref().unwrap(), row.reported.as_ref().unwrap());
        assert_eq!(was.unit, is.unit, "{indicator}");
        assert!((was.value - planned).abs() < planned * 1e-6, "{was:?}");
        // A 亩 is a fifteenth of a 公顷.
        assert!((is.value - reported).abs() < reported * 1e-3, "{is:?}");
        assert!((row.gap.unwrap() - (is.value - was.value)).abs() < 1e-6, "{row:?}");
    }
}

#[test]
fn a_course_has_the_points_of_the_kind_that_most_have() {
    let course = |figures: &[(i16, &str)]| {
        let of = |&(year, text): &(i16, &str)| report("310104", year, &[(Targets, text)]);
        let archive = Scan::of(figures.iter().map(of).collect());
        series(&archive, "indicator=生产总值").course("310104")
    };
    let (up, money) = ("生产总值增长6%。", "生产总值达到2000亿元。");
    assert_eq!(course(&[(2020, up), (2021, up)]), None, "two points are no course");
    assert_eq!(course(&[(2020, up), (2021, money), (2022, up)]), None);
    let drawn =
        course(&[(2019, money), (2020, up), (2021, money), (2022, up), (2023, up)]).unwrap();
    assert!(drawn.is_growth && drawn.unit == "%");
    let planned: Vec<(i16, Option<f64>)> =
        drawn.years.iter().map(|(year, planned, _)| (*year, *planned)).collect();
    // From the first that is told; what is of another kind is not.
    assert_eq!(planned, [(2020, Some(6.0)), (2021, None), (2022, Some(6.0)), (2023, Some(6.0))]);
}

#[test]
fn what_is_planned_stands_beside_what_is_reported() {
    let params = Params::read(Some("indicator=口袋公园&place=990101&year=2020..2023")).unwrap();
    let series = SeriesRequest::read(&params).unwrap().ask(&Scan::archive()).unwrap();
    let row = |year: i16| series.rows.iter().find(|row| row.year == year).unwrap();
    let planned = row(2022).planned.as_ref().unwrap();
    assert_eq!((planned.value, planned.unit.as_str(), planned.kind), (7.0, "个", "level"));
    assert!(planned.sentence.contains("口袋公园"));
    assert_eq!(row(2022).reported_reason, Some("not_mentioned"));
    assert_eq!(row(2020).planned_reason, Some("no_report"));
    assert_eq!(row(2023).reported_reason, Some("no_report"));
}

#[test]
fn the_place_above_is_told_by_the_code() {
    let of = |code: &str| above_of(code).map(|(code, _)| code);
    assert_eq!(of("330106").as_deref(), Some("330100"));
    assert_eq!(of("330100").as_deref(), Some("330000"));
    assert_eq!(of("310104").as_deref(), Some("310000"));
    assert_eq!(of("330000").as_deref(), Some("100000"));
    assert_eq!(of("100000"), None);
    assert_eq!(of("990102001"), None);
}

#[test]
fn bad_values_have_their_codes() {
    let code = |query: &str| {
        SeriesRequest::read(&Params::read(Some(query)).unwrap()).err().map(|p| p.code)
    };
    assert_eq!(code("indicator="), Some("no_indicator"));
    assert_eq!(code(&format!("indicator={}", "长".repeat(41))), Some("bad_indicator"));
    assert_eq!(code("indicator=a&year=x"), Some("bad_year"));
}
