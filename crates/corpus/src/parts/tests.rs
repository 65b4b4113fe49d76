//! Whole reports in miniature: what part each paragraph gets.

use super::*;
use Part::{Glossary, Livelihood, Other, Review, SelfGovernment, Targets, Tasks};

const LONG: &str = "重点项目全部开工，群众满意度持续提高，财政收入稳步增长，就业形势总体稳定，城市面貌焕然一新，社会大局和谐安定。";

fn run(lines: &[&str]) -> Vec<Passage> {
    let paragraphs: Vec<Paragraph> = lines
        .iter()
        .map(|l| Paragraph { text: l.replace('~', LONG), style: Style::Body })
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
