//! Which rows are one report.

use super::*;
use crate::draft::Draft;
use crate::extract::Budget;
use crate::extract::sheet;
use crate::limits::Limits;

/// The drafts of a table: source, place, year, file labels and text of each.
fn drafts(rows: &[&[&str]]) -> Vec<Draft> {
    let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let limits = Limits::default();
    let budget = Budget::new(&limits, None, 0);
    let mut found = Vec::new();
    sheet::emit(Sheet::records("a.csv", rows, &budget), &mut |extracted| match extracted {
        Extracted::Draft(draft) => found.push(*draft),
        other => panic!("{other:?}"),
    });
    found
}

fn texts(rows: &[&[&str]]) -> Vec<String> {
    let text = |draft: &Draft| -> String {
        draft
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str())
            .collect::<Vec<_>>()
            .join("/")
    };
    drafts(rows).iter().map(text).collect()
}

#[test]
fn rows_of_one_place_and_year_are_put_in_order() {
    let rows: &[&[&str]] = &[
        &["地区", "年份", "段号", "段落"],
        &["云溪市", "2020", "10", "丙"],
        &["东岭市", "2020", "1", "丁"],
        &["云溪市", "2020", "2", "乙"],
        &["", "", "", ""],
        &["云溪市", "2021", "1", "戊"],
        &["云溪市", "2020", "1", "甲"],
    ];
    // By number and not by digits; reports stand in the order of their first rows.
    assert_eq!(texts(rows), ["甲/乙/丙", "丁", "戊"]);
    let sources: Vec<String> = drafts(rows).into_iter().map(|draft| draft.source).collect();
    assert_eq!(sources, ["a.csv#6", "a.csv#2", "a.csv#5"]);
}

#[test]
fn numbers_with_halves_have_their_place_and_what_is_no_number_keeps_its() {
    let rows: &[&[&str]] = &[
        &["地区", "段号", "段落"],
        &["云溪市", "1", "甲"],
        &["云溪市", "2", "丙"],
        &["云溪市", "1.5", "乙"],
    ];
    assert_eq!(texts(rows), ["甲/乙/丙"]);
    let odd: &[&[&str]] =
        &[&["地区", "段号", "段落"], &["云溪市", "三", "甲"], &["云溪市", "一", "乙"]];
    assert_eq!(texts(odd).concat().replace('/', ""), "甲乙");
}

#[test]
fn an_id_with_a_running_number_names_its_report() {
    for (id, stem) in [
        ("云溪区_2020_17", "云溪区_2020"),
        ("云溪区2020-0003", "云溪区2020"),
        ("310104_2020.s12", "310104_2020"),
        ("云溪区 第12", "云溪区"),
        ("2020/云溪/p3", "2020/云溪"),
        // No number, no mark before it, or nothing that names something.
        ("云溪区2020", ""),
        ("云溪区_", ""),
        ("云溪区_甲", ""),
        ("x_17", ""),
        ("12_17", ""),
        ("17", ""),
        ("", ""),
    ] {
        assert_eq!(stem_of(id), stem, "{id}");
    }
    let rows: &[&[&str]] = &[
        &["id", "sentence"],
        &["云溪区_2020_1", "甲。"],
        &["云溪区_2020_2", "乙。"],
        &["东岭区_2020_1", "丙。"],
        &["东岭区_2020_2", "丁。"],
        &["东岭区_2020_3", "戊。"],
        &["东岭区_2020_4", "己。"],
    ];
    assert_eq!(texts(rows), ["甲。/乙。", "丙。/丁。/戊。/己。"]);
    let labels: Vec<_> = drafts(rows).into_iter().map(|draft| draft.labels).collect();
    assert_eq!(labels, [["云溪区_2020"], ["东岭区_2020"]]);
}

#[test]
fn rows_that_are_whole_reports_stay_apart() {
    let whole = "各位代表：现在，我代表市人民政府，向大会报告工作，请予审议。";
    let rows: Vec<Vec<&str>> = std::iter::once(vec!["地区", "年份", "正文"])
        .chain((0..6).map(|_| vec!["云溪市", "2020", whole]))
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    assert_eq!(texts(&rows).len(), 6);
    // Two pieces to a report are too few to tell that rows are pieces; three are enough.
    let piece = "新建学校三所，群众出行更加方便，居民收入稳步增长，营商环境持续优化，各项目标任务全面顺利完成。";
    for (count, reports) in [(2, 4), (3, 2)] {
        let mut rows: Vec<Vec<&str>> = vec![vec!["地区", "年份", "正文"]];
        for place in ["云溪市", "东岭市"] {
            rows.extend((0..count).map(|_| vec![place, "2020", piece]));
        }
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        assert_eq!(texts(&rows).len(), reports, "{count} pieces each");
    }
}

#[test]
fn without_a_header_short_cells_of_one_report_are_put_together() {
    let piece = "新建学校三所，群众出行更加方便，居民收入稳步增长，营商环境持续优化，各项目标任务全面顺利完成。";
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for place in ["云溪市", "东岭市"] {
        rows.extend((0..4).map(|_| vec![place, "2020", piece]));
    }
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let drafts = drafts(&rows);
    assert_eq!(drafts.len(), 2);
    assert_eq!(drafts[1].given.place, ["东岭市"]);
    assert_eq!(drafts[1].given.year.as_deref(), Some("2020"));
    assert_eq!(drafts[1].paragraphs.len(), 4);
}
