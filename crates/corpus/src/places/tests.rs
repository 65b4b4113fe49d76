//! Facts about real divisions that the table must tell.

use super::*;

fn path(name: &str, year: i16, context: &[&str]) -> (String, Vec<String>, Level) {
    let gazetteer = Gazetteer::builtin();
    let division = gazetteer.resolve(name, Some(year), context).one();
    let division = division.unwrap_or_else(|| panic!("{name} in {year} is not one"));
    let place = gazetteer.place(division, Some(year));
    (place.code, place.path, place.level)
}

/// A name in a year and a context, and its code, path and level then.
type Case<'a> = (&'a str, i16, &'a [&'a str], &'a str, &'a [&'a str], Level);

#[test]
fn places_as_of_their_year() {
    let cases: &[Case] = &[
        ("徐汇", 2023, &[], "310104", &["上海市", "徐汇区"], Level::County),
        ("上海", 2023, &[], "310000", &["上海市"], Level::Province),
        ("全国", 1979, &[], "100000", &["中国"], Level::Nation),
        ("国务院", 2026, &[], "100000", &["中国"], Level::Nation),
        ("浙江", 1979, &[], "330000", &["浙江省"], Level::Province),
        (
            "海拉尔区",
            2013,
            &[],
            "150702",
            &["内蒙古自治区", "呼伦贝尔市", "海拉尔区"],
            Level::County,
        ),
        ("海拉尔", 1999, &[], "152101", &["内蒙古自治区", "呼伦贝尔盟", "海拉尔市"], Level::County),
        ("襄樊", 2008, &[], "420600", &["湖北省", "襄樊市"], Level::Prefecture),
        ("襄阳市", 2014, &[], "420600", &["湖北省", "襄阳市"], Level::Prefecture),
        ("徐水县", 2015, &[], "130625", &["河北省", "保定市", "徐水县"], Level::County),
        ("徐水", 2016, &[], "130609", &["河北省", "保定市", "徐水区"], Level::County),
        ("莱芜", 2014, &[], "371200", &["山东省", "莱芜市"], Level::Prefecture),
        ("莱芜", 2020, &[], "370116", &["山东省", "济南市", "莱芜区"], Level::County),
        ("重庆", 1995, &[], "510200", &["四川省", "重庆市"], Level::Prefecture),
        ("重庆", 1998, &[], "500000", &["重庆市"], Level::Province),
        ("延边", 2014, &[], "222400", &["吉林省", "延边朝鲜族自治州"], Level::Prefecture),
        ("甘孜州", 2020, &[], "513300", &["四川省", "甘孜藏族自治州"], Level::Prefecture),
        ("那曲地区", 2016, &[], "542400", &["西藏自治区", "那曲地区"], Level::Prefecture),
        ("那曲市", 2019, &[], "540600", &["西藏自治区", "那曲市"], Level::Prefecture),
        ("海口", 1985, &[], "442101", &["广东省", "海南行政区", "海口市"], Level::County),
        ("仙桃", 2020, &[], "429004", &["湖北省", "仙桃市"], Level::County),
        ("朝阳", 2016, &["辽宁"], "211300", &["辽宁省", "朝阳市"], Level::Prefecture),
        ("朝阳", 2016, &["北京市"], "110105", &["北京市", "朝阳区"], Level::County),
        ("长沙", 2016, &[], "430100", &["湖南省", "长沙市"], Level::Prefecture),
        ("海南", 2016, &[], "460000", &["海南省"], Level::Province),
        ("崇明", 2016, &[], "310230", &["上海市", "崇明县"], Level::County),
        ("西安", 2020, &[], "610100", &["陕西省", "西安市"], Level::Prefecture),
        ("那曲地区", 2018, &[], "542400", &["西藏自治区", "那曲地区"], Level::Prefecture),
        ("哈密市", 2016, &[], "650500", &["新疆维吾尔自治区", "哈密市"], Level::Prefecture),
        ("两江新区", 2026, &[], "500157", &["重庆市", "两江新区"], Level::County),
        ("渝北", 2025, &[], "500112", &["重庆市", "渝北区"], Level::County),
        ("香港", 2023, &[], "810000", &["香港特别行政区"], Level::Province),
        ("油尖旺区", 2023, &[], "810000-10", &["香港特别行政区", "油尖旺区"], Level::County),
        ("高雄市", 2023, &[], "710000-20", &["台湾省", "高雄市"], Level::Prefecture),
        (
            "天平路街道",
            2020,
            &["徐汇区"],
            "310104003",
            &["上海市", "徐汇区", "天平路街道"],
            Level::Township,
        ),
        ("虎门镇", 2020, &["东莞"], "441900121", &["广东省", "东莞市", "虎门镇"], Level::Township),
        ("崇明区", 2016, &[], "310151", &["上海市", "崇明区"], Level::County),
    ];
    for (name, year, context, code, names, level) in cases {
        let (found, found_path, found_level) = path(name, *year, context);
        assert_eq!((found.as_str(), found_level), (*code, *level), "{name} {year}");
        assert_eq!(&found_path, names, "{name} {year}");
    }
}

#[test]
fn no_row_of_the_tables_is_lost() {
    let rows = |text: &str| text.lines().skip(1).filter(|line| !line.is_empty()).count();
    let all = rows(include_str!("../../data/divisions.csv")) + rows(table::UNCODED);
    assert_eq!(Gazetteer::builtin().divisions().len(), all + 1);
}

#[test]
fn townships_have_the_county_of_the_year() {
    let gazetteer = Gazetteer::builtin();
    let township = gazetteer.by_code("130110100", None).unwrap();
    assert_eq!(gazetteer.by_code("130110100000", Some(2020)), Some(township));
    let counties = [(2010, "鹿泉市"), (2020, "鹿泉区"), (1985, "获鹿县")];
    for (year, county) in counties {
        let place = gazetteer.place(township, Some(year));
        assert_eq!(place.path[2], county, "{year}: {place:?}");
        assert_eq!(place.level, Level::Township);
    }
}

#[test]
fn open_names_stay_open() {
    for name in ["朝阳", "鼓楼", "新华", "西湖", "南山", "吉林", "大理", "甘孜"] {
        let found = Gazetteer::builtin().resolve(name, Some(2020), &[]);
        assert!(matches!(found, Resolution::Many(_)), "{name}: {found:?}");
    }
}

#[test]
fn successors_and_predecessors() {
    let gazetteer = Gazetteer::builtin();
    let cases = [
        ("卢湾区", 2011, "黄浦区"),
        ("闸北区", 2015, "静安区"),
        ("南汇区", 2009, "浦东新区"),
        ("崇明县", 2016, "崇明区"),
        ("清苑县", 2015, "清苑区"),
        ("莱芜市", 2018, "济南市"),
        ("铜仁地区", 2011, "铜仁市"),
        ("昌都地区", 2014, "昌都市"),
    ];
    for (old, year, new) in cases {
        let old = gazetteer.find(old, None)[0];
        let next = gazetteer.successors(&old.code);
        let (found, when) = next.first().unwrap_or_else(|| panic!("{} has none", old.name));
        assert_eq!((found.name.as_ref(), *when), (new, year), "{}", old.name);
        let back = gazetteer.predecessors(&found.code);
        assert!(back.iter().any(|(row, _)| row.code == old.code), "{} of {new}", old.name);
        let lineage = gazetteer.lineage(&found.code);
        assert!(lineage.iter().any(|held| *held.code == *old.code), "{} in {new}", old.name);
    }
}

#[test]
fn codes_given_again_do_not_mix_lineages() {
    let gazetteer = Gazetteer::builtin();
    // 511402 was in 涪陵市 for two years and is 东坡区 now.
    let codes: Vec<String> =
        gazetteer.lineage("500102").into_iter().map(|held| held.code).collect();
    assert!(codes.iter().any(|code| code == "512301"), "涪陵市 in {codes:?}");
    assert!(!codes.iter().any(|code| code.starts_with("5138")), "眉山 in {codes:?}");
    let heirs = gazetteer.heirs("310108");
    assert_eq!(heirs, [CodeYears { code: "310106".into(), from: Some(2016), to: None }]);
    let span = gazetteer.lineage("310106").into_iter().find(|held| held.code == "310108").unwrap();
    assert!(span.in_year(2015) && !span.in_year(2016));
}

#[test]
fn finds_names_in_text() {
    let text = "现在，我代表延边朝鲜族自治州人民政府向大会作报告，徐汇与长春市朝阳区不同";
    let found: Vec<(&str, NameWording)> = Gazetteer::builtin()
        .mentions(text)
        .into_iter()
        .map(|mention| (&text[mention.range], mention.wording))
        .collect();
    let expected = [
        ("延边朝鲜族自治州", NameWording::Full),
        ("徐汇", NameWording::Short),
        ("长春市", NameWording::Full),
        ("朝阳区", NameWording::Full),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_users_table_extends_it() {
    let csv = "code,name,level,parent,from,to,short\n\
               990100,云栖市,prefecture,,,,\n\
               990101,青石区,county,990100,2010,,\n\
               310104-KF,漕河泾开发区,county,310104,,,漕河泾\n";
    let gazetteer = Gazetteer::with_extra(csv).unwrap();
    let place = gazetteer.place(gazetteer.find("青石", Some(2020))[0], Some(2020));
    assert_eq!(place.path, ["云栖市", "青石区"]);
    assert_eq!(place.codes, ["990100", "990101"]);
    let zone = gazetteer.place(gazetteer.find("漕河泾", None)[0], None);
    assert_eq!(zone.path, ["上海市", "徐汇区", "漕河泾开发区"]);
    assert_eq!(gazetteer.mentions("我代表青石区人民政府").len(), 1);

    // The same table from two folders, saved by a spreadsheet as tab-separated.
    let mut twice = gazetteer.clone();
    twice.add_table(&csv.replace(',', "\t")).unwrap();
    assert_eq!(twice.find("青石区", None).len(), 1);
    twice.add_table("code,name,short\n310104,徐汇区,徐家汇\n").unwrap();
    assert_eq!(twice.find("徐家汇", Some(2020))[0].code, "310104");

    for (bad, line) in [("code,name\n1,\n", 2), ("code,name,level\n1,甲市,big\n", 2)] {
        assert_eq!(Gazetteer::with_extra(bad).unwrap_err().line, line);
    }
}

#[test]
fn a_place_of_then_is_what_became_of_it() {
    let gazetteer = Gazetteer::builtin();
    let today = |code: &str, year| {
        let today = gazetteer.today(code, Some(year)).unwrap();
        (today.division.code.to_string(), today.division.name.to_string(), today.events.len())
    };
    let is = |code: &str, name: &str, events| (code.to_owned(), name.to_owned(), events);
    assert_eq!(today("310103", 2010), is("310101", "黄浦区", 1)); // 卢湾区
    assert_eq!(today("310119", 2008), is("310115", "浦东新区", 1)); // 南汇区
    assert_eq!(today("310225", 1999), is("310115", "浦东新区", 2)); // 南汇县
    assert_eq!(today("310108", 2015), is("310106", "静安区", 1)); // 闸北区
    assert_eq!(today("310230", 2010), is("310151", "崇明区", 1)); // 崇明县
    assert_eq!(today("420600", 2008), is("420600", "襄阳市", 1)); // 襄樊市
    assert_eq!(today("310104", 2010), is("310104", "徐汇区", 0));
    // The six prefectures whose code changed.
    for (then, now) in [
        ("522200", "520600"),
        ("522400", "520500"),
        ("542300", "540200"),
        ("542600", "540400"),
        ("632100", "630200"),
    ] {
        assert_eq!(today(then, 2005).0, now, "{then}");
    }
    assert_eq!(gazetteer.today("999999", None), None);
}
