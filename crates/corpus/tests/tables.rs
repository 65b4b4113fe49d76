//! Tables of reports as people make them: what is a report, and whose. All text is invented.

use std::fmt::Write as _;

use suyan_corpus::{File, FileOutcome, Gazetteer, Reader};

/// The opening and some sentences of an invented report.
fn report(of: &str) -> String {
    format!(
        "各位代表：现在，我代表人民政府，向大会报告工作，请予审议。一、过去一年工作回顾。河岸步道\
         全线打通，老街面貌有了变化。二、今年工作安排。今年要把渡口的改造做完，办好{of}的事。"
    )
}

fn reader() -> Reader {
    let places = "code,name,level,parent\n990000,江岭省,province,\n990100,云溪市,prefecture,990000\n\
                  990101,望山区,county,990100\n990102,石桥县,county,990100\n";
    Reader::with_gazetteer(Gazetteer::with_extra(places).expect("a table of places").into())
}

/// Place, year and source of each report, or the reason why there is none.
fn read(name: &str, text: &str) -> Vec<(String, Option<i16>, String)> {
    let outcomes = reader().read(File { path: name, bytes: text.as_bytes() });
    let told = |outcome: &FileOutcome| match outcome {
        FileOutcome::Report(report) => (
            report.facts.place.as_ref().map_or(String::new(), |p| p.name.clone()),
            report.facts.year,
            report.facts.sources[0].clone(),
        ),
        FileOutcome::NotReport { source, reason } | FileOutcome::Rejected { source, reason } => {
            (format!("无：{reason}"), None, source.clone())
        }
    };
    outcomes.iter().map(told).collect()
}

fn places(name: &str, text: &str) -> Vec<(String, Option<i16>)> {
    read(name, text).into_iter().map(|(place, year, _)| (place, year)).collect()
}

fn two(year: i16) -> Vec<(String, Option<i16>)> {
    vec![("望山区".to_owned(), Some(year)), ("石桥县".to_owned(), Some(year))]
}

#[test]
fn a_file_in_a_cell_is_read_like_a_path() {
    let (a, b) = (report("甲"), report("乙"));
    for head in ["file,doc", "path,text", "文件,内容", "文件名,正文", "filename,content"] {
        for (one, other) in [
            ("data/望山区2013.txt", "data/石桥县2013.txt"),
            ("望山区/2013.docx", "石桥县/2013.docx"),
            (r"D:\报告\2013年望山区政府工作报告.pdf", r"D:\报告\2013年石桥县政府工作报告.pdf"),
            ("望山区2013", "石桥县2013"),
        ] {
            let table = format!("{head}\n{one},{a}\n{other},{b}\n");
            assert_eq!(places("表.csv", &table), two(2013), "{head}: {one}");
        }
    }
}

#[test]
fn one_column_beside_the_text_is_enough() {
    let (a, b) = (report("甲"), report("乙"));
    for head in ["city,doc", "地区,文档", "place,report"] {
        let table = format!("{head}\n望山区,{a}\n石桥县,{b}\n");
        let found = places("表.csv", &table);
        assert_eq!(found, [("望山区".to_owned(), None), ("石桥县".to_owned(), None)], "{head}");
    }
    for head in ["year,doc", "年度,文本"] {
        let table = format!("{head}\n2013,{a}\n2014,{b}\n");
        let years: Vec<_> = places("表.csv", &table).into_iter().map(|found| found.1).collect();
        assert_eq!(years, [Some(2013), Some(2014)], "{head}");
    }
    for head in ["正文", "text", "报告全文"] {
        let found = read("表.csv", &format!("{head}\n{a}\n{b}\n"));
        let sources: Vec<&str> = found.iter().map(|(.., source)| source.as_str()).collect();
        assert_eq!(sources, ["表.csv#1", "表.csv#2"], "{head}");
    }
}

#[test]
fn without_a_header_the_cells_tell() {
    let (a, b) = (report("甲"), report("乙"));
    for table in [
        format!("望山区,2013,{a}\n石桥县,2013,{b}\n"),
        format!("2013年,云溪市,望山区,{a}\n2013年,云溪市,石桥县,{b}\n"),
        format!("x1,x2,x3\n望山区,2013,{a}\n石桥县,2013,{b}\n"),
        format!("1,望山区2013年,{a}\n2,石桥县2013年,{b}\n"),
    ] {
        assert_eq!(places("表.csv", &table), two(2013), "{table}");
    }
}

#[test]
fn years_or_places_may_be_columns() {
    let [a, b, c, d] = ["甲", "乙", "丙", "丁"].map(report);
    let table = format!("地区,2013,2014年\n望山区,{a},{b}\n石桥县,{c},{d}\n");
    let found = read("表.csv", &table);
    let facts: Vec<(&str, Option<i16>)> = found.iter().map(|f| (f.0.as_str(), f.1)).collect();
    let years = [Some(2013), Some(2014)];
    let wanted =
        [("望山区", years[0]), ("望山区", years[1]), ("石桥县", years[0]), ("石桥县", years[1])];
    assert_eq!(facts, wanted);
    assert_eq!(found[1].2, "表.csv#1!2014年");
    let table = format!("年份,望山区,石桥县\n2013,{a},{b}\n");
    assert_eq!(places("表.csv", &table), two(2013));
}

#[test]
fn a_code_is_a_place() {
    let a = report("甲");
    for (head, code) in [
        ("行政区划代码", "310104"),
        ("adcode", "310104000000"),
        ("代码", "310104.0"),
        ("区县代码", "310104000"),
    ] {
        let table = format!("{head},年份,正文\n{code},2013,{a}\n");
        assert_eq!(places("表.csv", &table), [("徐汇区".to_owned(), Some(2013))], "{head} {code}");
    }
}

#[test]
fn short_names_are_read_at_the_level_of_their_column() {
    let a = report("甲");
    for (head, row, place) in [
        ("province", "河北", "河北省"),
        ("省份", "吉林", "吉林省"),
        ("city", "邢台", "邢台市"),
        ("城市", "朝阳", "朝阳市"),
        ("市", "吉林", "吉林市"),
        ("city", "大理", "大理白族自治州"),
        ("province,city", "吉林,吉林", "吉林市"),
        ("省,市,县", "河北,邢台,邢台", "邢台县"),
        ("省,市,区县", "北京,北京,朝阳", "朝阳区"),
        ("省,市,区县", "上海市,市辖区,徐汇", "徐汇区"),
    ] {
        let table = format!("{head},year,text\n{row},2015,{a}\n");
        assert_eq!(places("表.csv", &table), [(place.to_owned(), Some(2015))], "{head}: {row}");
    }
}

#[test]
fn a_place_in_a_column_outweighs_a_word_in_a_title() {
    let a = report("甲");
    for word in
        ["平安建设工作报告", "渡口和轮渡规划", "港口“十四五”规划", "高新区发展规划", "永安工作报告"]
    {
        let table = format!("标题,地区,年份,正文\n{word},徐汇区,2018,{a}\n");
        assert_eq!(places("表.csv", &table), [("徐汇区".to_owned(), Some(2018))], "{word}");
    }
}

#[test]
fn a_zone_in_a_column_is_no_place() {
    let a = report("甲");
    for zone in ["雄安新区", "兰州新区", "高新区", "前海合作区", "长白山管委会", "苏州工业园区"]
    {
        let table = format!("地区,年份,正文\n{zone},2020,{a}\n");
        assert_eq!(places("表.csv", &table), [(String::new(), Some(2020))], "{zone}");
    }
}

#[test]
fn days_are_read_as_spreadsheets_print_them() {
    let a = report("甲");
    for (cell, date) in [
        ("2024/1/5 0:00", "2024-01-05"),
        ("2024－01－05", "2024-01-05"),
        ("45296", "2024-01-05"),
        ("2024年1月", ""),
        ("2024-01", ""),
    ] {
        let table = format!("地区,日期,正文\n望山区,{cell},{a}\n");
        let outcomes = reader().read(File { path: "表.csv", bytes: table.as_bytes() });
        let [FileOutcome::Report(report)] = &outcomes[..] else { panic!("{outcomes:?}") };
        assert_eq!(report.facts.year, Some(2024), "{cell}");
        assert_eq!(report.facts.date.map_or(String::new(), |d| d.to_string()), date, "{cell}");
    }
}

#[test]
fn sentences_of_one_id_are_one_report() {
    let numbered = |number: usize| {
        format!("全区推进第{number}条路建设，完善沿线设施，加强养护，提升居民出行条件。")
    };
    for (head, id) in [
        ("id,text", "望山区_2013_{}"),
        ("id,sentence", "2013-望山区-{}"),
        ("编号,句子", "望山区2013"),
        ("文件名,sentence", "望山区/2013.txt"),
    ] {
        let mut table = format!("{head}\n");
        for number in 1..=12 {
            let id = id.replace("{}", &format!("{number:03}"));
            writeln!(table, "{id},{}", numbered(number)).unwrap();
        }
        for number in 1..=12 {
            let id = id.replace("{}", &format!("{number:03}")).replace("望山区", "石桥县");
            writeln!(table, "{id},{}", numbered(number + 20)).unwrap();
        }
        assert_eq!(places("表.csv", &table), two(2013), "{head}");
    }
    // Rows that are reports of their own stay so, however short.
    let table =
        "id,地区,正文\nd-1,望山区,新建公园。\nd-2,望山区,改造旧街。\nd-3,望山区,疏浚河道。\n";
    assert_eq!(places("表.csv", table).len(), 3);
}

#[test]
fn a_table_without_a_text_is_refused_with_its_header() {
    let table = "指标,单位,数值\n生产总值,亿元,120\n财政收入,亿元,17\n就业,人,3000\n";
    let found = read("表.csv", table);
    assert_eq!(found.len(), 1);
    assert!(found[0].0.contains("指标、单位、数值"), "{found:?}");
}
