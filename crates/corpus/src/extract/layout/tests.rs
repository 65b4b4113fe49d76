//! What sheets are, as people make them.

use super::*;

const PROSE: &str = "全市生产总值增长百分之六，新建成学校十二所，改造老旧小区四十个，群众反映的问题办结率达到百分之九十八。";

fn report() -> String {
    format!("各位代表：现在，我代表市人民政府报告工作，请予审议。{PROSE}")
}

/// Rows of cells: `~` is a sentence, `#` a report.
fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
    let cell = |cell: &&str| match *cell {
        "~" => PROSE.to_owned(),
        "#" => report(),
        cell => cell.to_owned(),
    };
    rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

fn of(cells: &[&[&str]]) -> Layout {
    Layout::of(&rows(cells))
}

#[test]
fn a_header_names_its_columns() {
    let cases: &[(&[&[&str]], usize)] = &[
        (&[&["地区", "年份", "正文"], &["云溪市", "2020", "短"]], 0),
        (&[&["省份", "全文"], &["江岭省", "#"]], 0),
        // The title of a table stands above its header.
        (
            &[
                &["各市政府工作报告汇总", "", ""],
                &["地区", "年份", "正文"],
                &["云溪市", "2020", "#"],
            ],
            1,
        ),
        (&[&[""], &["", ""], &["City", "Year", "Full Text"], &["云溪市", "2020", "#"]], 2),
        // One known name is enough where reports stand below it.
        (&[&["正文"], &["#"], &["#"]], 0),
        (&[&["编码甲", "正文"], &["x-1", "#"], &["x-2", "~"]], 0),
        (&[&["编码甲", "句子"], &["x-1", "短句。"], &["x-2", "也短。"]], 0),
        // Numbered pieces of one text are no years.
        (&[&["地区", "正文1", "正文2"], &["云溪市", "~", "~"]], 0),
    ];
    for (cells, head) in cases {
        assert_eq!(of(cells), Layout::Named(*head), "{cells:?}");
    }
}

#[test]
fn years_or_places_over_texts_are_reports_side_by_side() {
    let years = of(&[&["地区", "2019", "2020"], &["云溪市", "~", "~"]]);
    assert_eq!(years, Layout::Wide(0, vec![1, 2]));
    let places = of(&[&["", "云溪市", "东岭市"], &["2020", "#", "#"]]);
    assert_eq!(places, Layout::Wide(0, vec![1, 2]));
    // A single column of text stands beside no other.
    let single = of(&[&["地区", "2019年", "2020年", "备注"], &["云溪市", "~", "", "无"]]);
    assert!(!matches!(single, Layout::Wide(..)), "{single:?}");
    // Places over single sentences are no reports.
    let figures = of(&[&["", "云溪市", "东岭市"], &["2020", "~", "~"]]);
    assert!(!matches!(figures, Layout::Wide(..)), "{figures:?}");
}

#[test]
fn columns_named_for_years_are_not_pieces_of_one_text() {
    for name in ["正文2019", "正文2020年", "报告全文2021", "text_2020"] {
        assert_eq!(split_number(name), None, "{name}");
    }
    for (name, number) in [
        ("正文1", 1),
        ("正文12", 12),
        ("text_3", 3),
        ("报告全文（上）", 1),
        ("报告全文（下）", 3),
        ("正文（二）", 2),
        ("content-part2", 2),
        ("正文续", 3),
        (" 正文 4 ", 4),
    ] {
        assert_eq!(split_number(name), Some(number), "{name}");
    }
    for name in ["正文", "年份1", "1", "", "上", "第1", "２", "正文99999999999"] {
        assert_eq!(split_number(name), None, "{name}");
    }
}

#[test]
fn without_a_header_the_cells_tell() {
    let cases: &[(&[&[&str]], usize)] = &[
        (&[&["云溪市", "2020", "#"], &["东岭市", "2021", "#"]], 0),
        (&[&["col1", "col2"], &["云溪市2020年", "#"], &["东岭市2021年", "#"]], 1),
        (&[&["x"], &["#"], &["#"], &["#"]], 1),
    ];
    for (cells, first) in cases {
        assert_eq!(of(cells), Layout::Nameless(*first), "{cells:?}");
    }
}

#[test]
fn one_report_stands_line_by_line() {
    let cases: &[&[&[&str]]] = &[
        &[&["云溪市政府工作报告"], &["各位代表："], &["~"], &["~"]],
        &[&["#"]],
        &[&["政府工作报告"], &["~"], &["指标", "目标"], &["~"]],
        &[&[]],
    ];
    for cells in cases {
        assert_eq!(of(cells), Layout::Lines, "{cells:?}");
    }
}

#[test]
fn a_table_without_a_text_is_told_by_its_header() {
    let figures: &[&[&str]] =
        &[&["指标", " 单位 ", "", "数值"], &["产值", "亿元", "", "12"], &["财政", "亿元", "", "3"]];
    assert_eq!(of(figures), Layout::Foreign("指标、单位、数值".to_owned()));
    // Names are shown in part where they are long or many.
    let long = "名".repeat(80);
    let wide: Vec<&str> = std::iter::repeat_n(long.as_str(), 20).collect();
    let Layout::Foreign(names) = of(&[&wide, &["1", "2"], &["3", "4"]]) else { panic!("text") };
    assert_eq!(names.chars().count(), 12 * 60 + 11);
    // A single row tells nothing.
    assert_eq!(of(&[&["指标", "单位", "数值"]]), Layout::Lines);
}
