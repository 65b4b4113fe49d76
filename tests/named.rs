//! Typed the natural way: a query that names a place, a year or a kind of report; and what is asked
//! of that the archive does not hold.

use serde_json::Value;

use crate::support::{Desk, Server, encode, report};

fn served() -> (Desk, Server) {
    let desk = Desk::new();
    let rows =
        [("杭州市", 2021), ("杭州市", 2022), ("拱墅区", 2022), ("徐汇区", 2019), ("徐汇区", 2022)];
    for (place, year) in rows {
        let text = report(place, year, &format!("延伸地铁{}号线，新建换乘站两座。", year % 10));
        desk.write(&format!("a/{place}{year}.txt"), text);
    }
    desk.index("a", &[]).expect(0);
    let server = desk.serve();
    (desk, server)
}

fn meant(server: &Server, query: &str) -> Value {
    server.json(&format!("/api/v1/search?q={}", encode(query)))["meant"].clone()
}

#[test]
fn a_place_a_year_and_a_kind_are_recognised() {
    let (_desk, server) = served();
    for query in [
        "杭州2022年政府工作报告",
        "杭州市 2022 政府工作报告",
        "杭州市人民政府２０２２年工作报告",
        "2022年杭州",
    ] {
        let meant = meant(&server, query);
        assert_eq!(meant["place"]["name"], "杭州市", "{query}: {meant}");
        assert_eq!((&meant["year"], &meant["query"]), (&2022.into(), &"".into()), "{query}");
        let reports = meant["reports"].as_array().unwrap();
        assert_eq!((meant["total"]["reports"].as_u64(), reports.len()), (Some(1), 1), "{query}");
        assert_eq!(reports[0]["place"]["name"], "杭州市", "{query}");
        // The filters find what they say.
        let parameters = meant["parameters"].as_str().unwrap();
        let found = server.json(&format!("/api/v1/search?{parameters}"));
        assert_eq!(found["total"]["reports"], 1, "{parameters}");
    }
}

#[test]
fn what_is_left_is_searched_in_the_place_and_year() {
    let (_desk, server) = served();
    let meant_ = meant(&server, "杭州 地铁 2022");
    assert_eq!((&meant_["query"], &meant_["year"]), (&"地铁".into(), &2022.into()), "{meant_}");
    // A district of the city counts, as with every filter of a place.
    assert_eq!(meant_["total"]["reports"], 2);
    assert_eq!(meant(&server, "浙江杭州拱墅区 地铁")["place"]["name"], "拱墅区");
    assert_eq!(meant(&server, "2022年政府工作报告")["total"]["reports"], 3);
    // Whatever names nothing is a query like others.
    for query in
        ["地铁", "延伸地铁2号线", "2022年1月8日", "2021-2022 地铁", "\"杭州\" 2022", "南京2022"]
    {
        assert_eq!(meant(&server, query), Value::Null, "{query}");
    }
}

#[test]
fn what_is_not_held_is_said() {
    let (_desk, server) = served();
    let hint = |parameters: &str| {
        let answer = server.json(&format!("/api/v1/search?{parameters}"));
        assert_eq!(answer["total"]["reports"], 0, "{parameters}");
        answer["hint"].as_str().unwrap_or_default().to_owned()
    };
    let of_place = hint(&format!("q={}", encode("养老 地区:浦东新区 年:2018..2023")));
    assert!(of_place.contains("没有浦东新区的报告"), "{of_place}");
    let of_years = hint(&format!("q={}&place={}&year=1999", encode("养老"), encode("徐汇")));
    assert!(of_years.contains("没有徐汇区 1999 年的报告"), "{of_years}");
    assert!(of_years.contains("2019–2022"), "{of_years}");
    // Where there is a report that does not say it, nothing is missing.
    let said = hint(&format!("q={}&place={}&year=2022", encode("月球基地"), encode("徐汇")));
    assert!(!said.contains("档案里没有"), "{said}");
    // The page says it too.
    let page =
        server.get(&format!("/search?q={}&place={}&year=1999", encode("养老"), encode("徐汇")));
    assert!(page.body.contains("没有徐汇区 1999 年的报告"), "{}", page.body);
}
