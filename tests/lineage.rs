//! Places through time: lineage, names that several places have, completion.

use serde_json::Value;

use crate::support::{Desk, Server, encode, report};

/// Places as their reports name them, the years of the reports, and what the reports are of: name
/// and code, or nothing.
const REPORTS: [(&str, &[i16], &str, &str); 18] = [
    ("上海市卢湾区", &[2008, 2011], "卢湾区", "310103"),
    ("上海市黄浦区", &[2010, 2014], "黄浦区", "310101"),
    ("上海市闸北区", &[2013, 2015], "闸北区", "310108"),
    ("上海市静安区", &[2014, 2017], "静安区", "310106"),
    ("上海市南汇区", &[2008], "南汇区", "310119"),
    ("上海市浦东新区", &[2008, 2011], "浦东新区", "310115"),
    ("上海市崇明县", &[2015], "崇明县", "310230"),
    ("上海市崇明区", &[2018], "崇明区", "310151"),
    ("保定市清苑县", &[2014], "清苑县", "130622"),
    ("保定市清苑区", &[2017], "清苑区", "130608"),
    ("北京市朝阳区", &[2019], "朝阳区", "110105"),
    ("长春市朝阳区", &[2019], "朝阳区", "220104"),
    ("南京市鼓楼区", &[2019], "鼓楼区", "320106"),
    ("上海市徐汇区", &[2020], "徐汇区", "310104"),
    // Without a word of where they lie, these are left open.
    ("朝阳区", &[2020], "", ""),
    ("鼓楼区", &[2020], "", ""),
    ("新华区", &[2020], "", ""),
    ("南山区", &[2020], "", ""),
];

fn serve() -> (Desk, Server) {
    let desk = Desk::new();
    for (number, (place, years, ..)) in REPORTS.iter().enumerate() {
        for &year in *years {
            let sentence = format!("新增养老床位{}张，改建托育园{year}平方米。", number + 100);
            desk.write(&format!("archive/{number}-{year}.txt"), report(place, year, &sentence));
        }
    }
    desk.index("archive", &[]).expect(0);
    let server = desk.serve();
    (desk, server)
}

fn name_and_code(report: &Value) -> Option<(&str, &str)> {
    let place = report.get("place").filter(|place| !place.is_null())?;
    Some((place["name"].as_str()?, place["code"].as_str()?))
}

#[test]
fn every_report_is_of_its_place_at_its_time_or_of_none() {
    let (_desk, server) = serve();
    for (number, (said, years, name, code)) in REPORTS.iter().enumerate() {
        let expected = (!code.is_empty()).then_some((*name, *code));
        let phrase = encode(&format!("\"养老床位{}张\"", number + 100));
        let answer = server.json(&format!("/api/v1/search?q={phrase}"));
        let hits = answer["hits"].as_array().unwrap();
        assert_eq!(hits.len(), years.len(), "{said}");
        for hit in hits {
            assert_eq!(name_and_code(&hit["report"]), expected, "{said}");
        }
    }
}

#[test]
fn a_place_is_found_with_what_it_was_and_what_it_became() {
    let (_desk, server) = serve();
    // The place asked for, how many reports are its own, how many with its lineage, and what else
    // the answer says that it counted.
    for (place, own, with_lineage, also) in [
        ("静安", 2, 4, &["闸北区"][..]),
        ("310106", 2, 4, &["闸北区"]),
        ("黄浦", 2, 4, &["卢湾区"]),
        ("浦东", 2, 3, &["南汇区"]),
        // The same place, renamed: found by either name, with either filter.
        ("崇明", 2, 2, &[]),
        ("清苑", 2, 2, &[]),
        // What followed it is counted from then on.
        ("闸北", 2, 3, &["静安区"]),
        ("卢湾", 2, 3, &["黄浦区"]),
        ("朝阳", 2, 2, &[]),
    ] {
        for (lineage, reports) in [("false", own), ("true", with_lineage)] {
            let path = format!(
                "/api/v1/search?q={}&place={}&lineage={lineage}",
                encode("养老床位"),
                encode(place)
            );
            let answer = server.json(&path);
            assert_eq!(answer["total"]["reports"], reports, "{place}, lineage={lineage}");
            let said = answer["read_as"]["lineage"].as_array().into_iter().flatten();
            let said: Vec<&str> = said.map(|head| head["name"].as_str().unwrap()).collect();
            assert_eq!(said, if lineage == "true" { also } else { &[] }, "{place}");
        }
    }
}

#[test]
fn names_are_completed_as_they_are_typed() {
    let (_desk, server) = serve();
    for (typed, expected) in [
        ("xh", "310104"),
        ("xuhui", "310104"),
        ("徐汇", "310104"),
        ("上海徐汇", "310104"),
        ("上海市徐", "310104"),
        ("jingan", "310106"),
        ("zb", "310108"),
        ("3101", "310101"),
    ] {
        let answer = server.json(&format!("/api/v1/places?q={}", encode(typed)));
        let codes = answer["places"].as_array().unwrap().iter().map(|place| &place["code"]);
        assert!(codes.into_iter().any(|code| code == expected), "{typed}: {answer}");
    }
    let both = server.json(&format!("/api/v1/places?q={}", encode("朝阳")));
    assert_eq!(both["places"].as_array().unwrap().len(), 2, "{both}");
}
