//! Whole reports in miniature: what part each paragraph gets.

use super::*;
use Part::{Glossary, Livelihood, Other, Review, SelfGovernment, Targets, Tasks};

const LONG: &str = "重点项目全部开工，群众满意度持续提高，财政收入稳步增长，就业形势总体稳定，城市面貌焕然一新，社会大局和谐安定。";

fn run(lines: &[&str]) -> Vec<Passage> {
    let paragraphs: Vec<Paragraph> = lines
        .iter()
        .map(|l| Paragraph { text: l.replace('~', LONG), style: ParagraphStyle::Body })
        .collect();
    passages(&paragraphs, Kind::WorkReport, Some(2022))
}

fn parts(cases: &[(&str, Part)]) {
    let lines: Vec<&str> = cases.iter().map(|c| c.0).collect();
    let got = run(&lines);
    for (passage, (text, part)) in got.iter().zip(cases) {
        assert_eq!(passage.part, *part, "{text}");
    }
}

#[test]
fn headings_tell_the_parts() {
    parts(&[
        ("政府工作报告", Other),
        ("各位代表：", Other),
        ("现在，我代表区人民政府，向大会报告工作，请予审议。", Other),
        ("一、2021年工作回顾", Review),
        ("（一）经济稳中有进。~", Review),
        ("（二）政府自身建设不断加强。~", Review),
        ("二、2022年工作安排", Tasks),
        ("今年政府工作的总体要求是：坚持稳中求进。~", Targets),
        ("主要预期目标是：生产总值增长6%。~", Targets),
        ("（一）做强特色产业", Tasks),
        ("提升产业能级。~", Tasks),
        ("（二）办好民生实事", Livelihood),
        ("1.新建社区食堂十家。", Livelihood),
        ("三、加强政府自身建设", SelfGovernment),
        ("坚持依法履职。~", SelfGovernment),
        ("各位代表！让我们团结一心，为建设美好家园而努力奋斗！", Other),
        ("名词解释", Glossary),
        ("1.一网通办：指政务服务集中办理。", Glossary),
    ]);
}

#[test]
fn a_glossary_has_titles_of_many_kinds() {
    for title in
        ["名词注解：", "资料：《政府工作报告》名词解释（按报告中出现顺序排列）：", "附：术语解读"]
    {
        parts(&[
            ("一、2021年工作回顾", Review),
            ("经济稳中有进。~", Review),
            ("二、2022年工作安排", Tasks),
            ("提升产业能级。~", Tasks),
            ("三、加强政府自身建设", SelfGovernment),
            ("坚持依法履职。~", SelfGovernment),
            (title, Glossary),
            ("“十城万盏”试点 由某部选择十个城市推广照明。~", Glossary),
            ("挥发物：一类物质的简称。~", Glossary),
        ]);
    }
}

#[test]
fn openings_tell_the_parts_without_headings() {
    parts(&[
        ("各位代表：", Other),
        ("我代表区人民政府，向大会报告工作，请予审议。", Other),
        ("过去一年，我们迎难而上。~", Review),
        ("产业发展成效明显。~", Review),
        ("今年工作的总体要求是：稳中求进。~", Targets),
        ("围绕上述目标，重点做好以下工作。~", Tasks),
        ("持续推进城市更新。~", Tasks),
        ("加强政府自身建设。~", SelfGovernment),
    ]);
}

#[test]
fn a_fragment_is_judged_by_its_tense() {
    parts(&[(
        "持续提升品质。将新建公园三座，力争年内开放，加快推进步道建设，深入开展整治，确保达标。~",
        Tasks,
    )]);
}

#[test]
fn heading_paths_hold_what_stands_above() {
    let got = run(&[
        "一、2021年工作回顾",
        "（一）经济稳中有进。~",
        "~",
        "（二）民生持续改善",
        "提升服务能级。~",
        "二、2022年工作安排",
    ]);
    let paths: Vec<Vec<&str>> =
        got.iter().map(|p| p.heading.iter().map(String::as_str).collect()).collect();
    let review = "一、2021年工作回顾";
    assert_eq!(paths[0], Vec::<&str>::new());
    assert_eq!(paths[1], [review, "（一）经济稳中有进"]);
    assert_eq!(paths[2], [review, "（一）经济稳中有进"]);
    assert_eq!(paths[3], [review]);
    assert_eq!(paths[4], [review, "（二）民生持续改善", "提升服务能级"]);
    assert_eq!(paths[5], Vec::<&str>::new());
    let headings: Vec<bool> = got.iter().map(|p| p.is_heading).collect();
    assert_eq!(headings, [true, false, false, true, false, true]);
    assert!(got.iter().zip(1..).all(|(p, n)| p.ordinal == n));
}

#[test]
fn a_row_that_begins_anew_is_a_list_inside() {
    let got = run(&[
        "一、2021年工作回顾",
        "~",
        "二、2022年工作安排",
        "~",
        "一、实施道路工程",
        "二、新建食堂",
        "三、加强政府自身建设",
    ]);
    assert_eq!(got[4].heading, ["二、2022年工作安排"]);
    assert_eq!(got[5].heading, ["二、2022年工作安排"]);
    assert_eq!((got[6].part, got[6].heading.len()), (SelfGovernment, 0));
}

#[test]
fn years_to_come_stand_before_the_tasks_of_the_year() {
    parts(&[
        ("一、过去五年工作回顾", Review),
        ("（一）经济稳中有进。~", Review),
        ("二、今后五年工作思路和2022年重点任务", Tasks),
        ("今后五年，要建成宜居城市。~", Targets),
        ("——城市更加宜居。~", Targets),
        ("今年是本届政府的开局之年。~", Tasks),
        ("今年的主要预期目标是：生产总值增长6%。~", Targets),
        ("（一）以改善民生为目标，办好群众的事", Tasks),
        ("修好两座桥。~", Tasks),
        ("（二）提升城市品质", Tasks),
        ("打通三条路。~", Tasks),
    ]);
    parts(&[
        ("一、“十三五”回顾", Review),
        ("~", Review),
        ("二、“十四五”目标任务和2022年工作安排", Tasks),
        ("（一）“十四五”时期的主要目标", Targets),
        ("~", Targets),
        ("（二）2022年重点工作", Tasks),
        ("1.做强特色产业", Tasks),
        ("修好两座桥。~", Tasks),
    ]);
}

#[test]
fn aims_without_tasks_behind_them_hold_the_deeds() {
    parts(&[
        ("一、2021年工作回顾", Review),
        ("~", Review),
        ("二、2022年目标要求", Targets),
        ("总体要求是：稳中求进。~", Targets),
        ("（一）做强特色产业", Tasks),
        ("修好两座桥。~", Tasks),
        ("（二）围绕宜居目标，改善城市面貌", Tasks),
        ("打通三条路。~", Tasks),
        ("三、加强政府自身建设", SelfGovernment),
    ]);
    parts(&[
        ("一、2021年工作回顾", Review),
        ("~", Review),
        ("二、今后五年的主要目标任务", Targets),
        ("（一）产业更强", Targets),
        ("~", Targets),
        ("三、2022年重点工作", Tasks),
        ("（一）做强特色产业", Tasks),
    ]);
}

#[test]
fn a_list_of_livelihood_is_one_wherever_it_stands() {
    parts(&[
        ("一、2021年工作回顾", Review),
        ("~", Review),
        ("二、2022年工作安排", Tasks),
        ("修好两座桥。~", Tasks),
        ("三、建设人民满意的服务型政府", SelfGovernment),
        ("坚持依法履职。~", SelfGovernment),
        ("今年，我们要办好十件民生实事：", Livelihood),
        ("1.新建社区食堂十家。", Livelihood),
        ("2.改造旧楼电梯", Livelihood),
        ("电梯老旧的楼，逐栋改造。~", Livelihood),
        ("3.修桥两座。", Livelihood),
        ("坚持廉洁从政。~", SelfGovernment),
    ]);
}

#[test]
fn a_plan_without_a_heading_is_told_by_its_opening() {
    parts(&[
        ("一、2021年工作回顾", Review),
        ("一年来，我们迎难而上。~", Review),
        ("今年工作的总体要求是：稳中求进。~", Targets),
        ("围绕上述要求，重点做好以下工作：", Tasks),
        ("修好两座桥。~", Tasks),
    ]);
}

#[test]
fn parts_that_cannot_be_are_told() {
    let of = |part: Part, count: usize| (0..count).map(move |_| part);
    let made = |parts: Vec<Part>| -> Vec<Passage> {
        let passage = |part| Passage {
            ordinal: 1,
            part,
            heading: Vec::new(),
            is_heading: false,
            text: LONG.repeat(10),
        };
        parts.into_iter().map(passage).collect()
    };
    let good = of(Review, 8).chain(of(Tasks, 8)).collect();
    assert!(!implausible(&made(good)));
    assert!(implausible(&made(of(Review, 8).chain(of(Targets, 8)).collect())));
    assert!(implausible(&made(of(Tasks, 16).collect())));
    assert!(!implausible(&made(of(Tasks, 4).collect())), "a fragment");
}

#[test]
fn rows_stand_below_the_header_of_their_table() {
    let paragraph = |text: &str, style| Paragraph { text: text.to_owned(), style };
    let paragraphs = [
        paragraph("一、2021年工作回顾", ParagraphStyle::Body),
        paragraph(LONG, ParagraphStyle::Body),
        paragraph("指标\t单位\t实绩", ParagraphStyle::Row),
        paragraph("绿道\t公里\t41.48", ParagraphStyle::Row),
        paragraph("学位\t个\t57661", ParagraphStyle::Row),
        paragraph(LONG, ParagraphStyle::Body),
        paragraph("1\t2", ParagraphStyle::Row),
        paragraph("3\t4", ParagraphStyle::Row),
    ];
    let got = passages(&paragraphs, Kind::WorkReport, Some(2022));
    let review = "一、2021年工作回顾".to_owned();
    assert_eq!(got[2].heading, std::slice::from_ref(&review));
    for row in &got[3..5] {
        assert_eq!(
            (row.part, &row.heading),
            (Review, &vec![review.clone(), "指标｜单位｜实绩".to_owned()])
        );
    }
    assert_eq!((got[5].heading.len(), got[7].heading.len()), (1, 1));
}

/// A report of the manner of 1978: headings name matters, and how their texts speak tells the rest.
#[test]
fn sections_of_another_time_are_told_by_how_they_speak() {
    let done =
        "三年来，我们战胜了严重的水灾，修好了两条干渠，粮食获得了丰收，工厂恢复了生产。".repeat(60);
    let ahead =
        "我们必须大力办好农业，要修建新的水库，今后应当努力增产，各地要抓紧备耕。".repeat(60);
    let lines = [
        "政府工作报告",
        "各位代表：",
        "现在，我代表区人民政府，向大会作政府工作报告。",
        "三年来的斗争和新时期的总任务",
        &done,
        "加快农业的建设",
        &ahead,
        "繁荣文化事业",
        &ahead,
    ];
    let paragraphs: Vec<Paragraph> = lines
        .iter()
        .map(|line| {
            let is_heading = line.chars().count() < 16 && !line.contains(['：', '。', '工']);
            let style = if is_heading { ParagraphStyle::Heading(2) } else { ParagraphStyle::Body };
            Paragraph { text: (*line).to_owned(), style }
        })
        .collect();
    let passages = passages(&paragraphs, Kind::WorkReport, Some(1978));
    let part = |at: usize| passages[at].part;
    assert_eq!((part(4), part(6), part(8)), (Review, Tasks, Tasks));
    // A document that is no report has no parts.
    let other = super::passages(&paragraphs, Kind::Other, Some(1978));
    assert!(other.iter().all(|passage| passage.part == Other), "{other:?}");
}

/// Without any heading every paragraph is told by itself.
#[test]
fn paragraphs_of_another_time_are_told_by_how_they_speak() {
    let done = "去年我们修好了两条干渠，粮食获得了丰收，工厂恢复了生产，工人增加了工资。".repeat(6);
    let ahead = "我们必须办好农业，要修建水库，今后应当努力增产。".repeat(3);
    let mut lines = vec!["各位代表：", "现在，我代表区人民政府，向大会作政府工作报告。"];
    for _ in 0..30 {
        lines.extend([done.as_str(), ahead.as_str()]);
    }
    let got = run(&lines);
    let of = |part| got[2..].iter().filter(|passage| passage.part == part).count();
    assert!(of(Review) >= 29 && of(Tasks) >= 29, "{} {}", of(Review), of(Tasks));
}
