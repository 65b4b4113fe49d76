use super::*;

/// The deadline of a clause in a report of 2022: year, month, words.
fn told(clause: &str, ahead: Option<i16>) -> (i16, Option<u8>, Option<String>) {
    let PromiseDeadline { year, month, text } = of(clause, 2022, ahead);
    (year, month, text)
}

fn assert_told(ahead: Option<i16>, cases: &[(&str, i16, Option<u8>, &str)]) {
    for (clause, year, month, text) in cases {
        let wanted = (*year, *month, Some(*text).filter(|text| !text.is_empty()));
        let got = told(clause, ahead);
        assert_eq!((got.0, got.1, got.2.as_deref()), wanted, "{clause}");
    }
}

#[test]
fn a_year_that_is_named_is_the_deadline() {
    assert_told(
        None,
        &[
            ("到2025年", 2025, None, "到2025年"),
            ("至2023年底", 2023, None, "至2023年底"),
            ("到２０２５年末", 2025, None, "到2025年末"),
            ("2023年底前完成9个片区改造", 2023, None, "2023年底前"),
            ("2024年6月30日前建成", 2024, Some(6), "2024年"),
            ("力争2024年6月底通车", 2024, Some(6), "2024年"),
            ("到2025年、2030年分别达到5%和9%", 2030, None, "2030年"),
            ("2060年前实现碳中和", 2060, None, "2060年前"),
            ("到2035年基本实现现代化", 2035, None, "到2035年"),
        ],
    );
}

#[test]
fn a_year_that_names_something_else_is_none() {
    assert_told(
        None,
        &[
            ("在2021年的基础上增长5%", 2022, None, ""),
            ("编制2021-2035年城市规划", 2022, None, ""),
            ("实施《城市更新规划（2021—2035年）》", 2022, None, ""),
            ("落实2023年度投资计划", 2022, None, ""),
            ("较2019年增长一倍", 2022, None, ""),
            ("改革开放40年", 2022, None, ""),
            ("到12025年", 2022, None, ""),
            ("到3000年", 2022, None, ""),
        ],
    );
}

#[test]
fn spans_count_the_report_s_own_year() {
    assert_told(
        None,
        &[
            ("用三年时间新建幼儿园20所", 2024, None, "三年时间"),
            ("三年内建成环湖绿道", 2024, None, "三年内"),
            ("5年之内全部改造", 2026, None, "5年之内"),
            ("利用两年左右时间整治", 2023, None, "两年左右时间"),
            ("用两年完成搬迁", 2023, None, "两年"),
            ("今明两年完成", 2023, None, "今明两年"),
            ("未来五年新建公园30个", 2026, None, "未来五年"),
            ("今后三年投入2亿元", 2024, None, "今后三年"),
            // Names and ages are no spans.
            ("实施三年行动计划", 2022, None, ""),
            ("用三年行动推进", 2022, None, ""),
            ("十年树木", 2022, None, ""),
            ("二十年内建成", 2041, None, "二十年内"),
            ("10年内建成", 2031, None, "10年内"),
            ("十五年之内", 2036, None, "十五年之内"),
            ("一年内完成", 2022, None, "年内"),
        ],
    );
}

#[test]
fn plans_end_in_their_last_year() {
    assert_told(
        None,
        &[
            ("“十四五”末突破80亿元", 2025, None, "“十四五”末"),
            ("“十四五”期间新建公园30个", 2025, None, "“十四五”期间"),
            ("十五五时期建成", 2030, None, "“十五五”时期"),
            ("编制“十五五”规划", 2022, None, ""),
            // What has ended is no deadline.
            ("“十三五”期间新建的学校", 2022, None, ""),
        ],
    );
}

#[test]
fn words_count_from_the_report_s_year() {
    assert_told(
        None,
        &[
            ("年内完成", 2022, None, "年内"),
            ("今年新建", 2022, None, "今年"),
            ("年底前投用", 2022, None, "年底前"),
            ("上半年开工", 2022, None, "上半年"),
            ("明年底通车", 2023, None, "明年底"),
            ("明年启动", 2023, None, "明年"),
            ("后年建成", 2024, None, "后年"),
            ("今后年增长5%", 2022, None, ""),
            ("先后年均投入", 2022, None, ""),
            ("新建公园30个", 2022, None, ""),
        ],
    );
}

#[test]
fn months_are_those_by_whose_end_it_is_due() {
    assert_told(
        None,
        &[
            ("6月底前完成", 2022, Some(6), ""),
            ("9月30日前开工", 2022, Some(9), ""),
            ("12月份投用", 2022, Some(12), ""),
            ("13月底", 2022, None, ""),
            ("0月底", 2022, None, ""),
            ("从3月起实行", 2022, None, ""),
            ("每月抽查", 2022, None, ""),
            ("今年10月底前", 2022, Some(10), "今年"),
        ],
    );
}

#[test]
fn among_goals_of_several_years_the_last_one_counts() {
    assert_told(
        Some(2026),
        &[
            ("新建公园30个", 2026, None, ""),
            ("年内完成", 2026, None, ""),
            ("生产总值年均增长7%", 2026, None, ""),
            ("到2024年新建公园20个", 2024, None, "到2024年"),
            ("明年启动", 2023, None, "明年"),
        ],
    );
    // A mean of years is of those of the plan, where nothing else is said.
    assert_told(
        None,
        &[("生产总值年均增长7%", 2025, None, "年均"), ("细颗粒物年均浓度下降5%", 2022, None, "")],
    );
    assert_eq!(of("年均增长7%", 2025, None).year, 2025);
    assert_eq!(of("年均增长7%", 2026, None).year, 2030);
}

#[test]
fn a_passage_begins_or_ends_the_goals_of_several_years() {
    for (text, wanted) in [
        ("今后五年的主要目标是：经济稳中有进。", Some(Some(2026))),
        ("未来5年，要建成环湖绿道。", Some(Some(2026))),
        ("“十四五”时期经济社会发展主要目标", Some(Some(2025))),
        ("“十四五”规划编制完成。", None),
        ("“十三五”时期成就", None),
        ("今年要做好以下工作：", Some(None)),
        ("2022年工作安排", Some(None)),
        ("全年主要目标是", Some(None)),
        ("加快建设环湖绿道。", None),
        ("一要抓好产业。今后五年再说。", None),
        ("", None),
    ] {
        assert_eq!(horizon(text, 2022), wanted, "{text}");
    }
    // A plan that ends within three years is this government's daily work.
    assert_eq!(horizon("“十四五”时期主要目标", 2023), None);
}

#[test]
fn any_clause_has_a_deadline_not_before_its_report() {
    let pieces = [
        "到",
        "2025年",
        "三年内",
        "“十四五”",
        "末",
        "12月",
        "底前",
        "明年",
        "年",
        "９",
        "年均增长",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let clause = format!("{a}{b}{c}");
                let due = of(&clause, 2022, None);
                assert!((2022..2062).contains(&due.year), "{clause}: {due:?}");
                assert!(due.month.is_none_or(|month| (1..=12).contains(&month)), "{clause}");
                assert!(due.text.is_none_or(|text| !text.is_empty()), "{clause}");
            }
        }
    }
}
