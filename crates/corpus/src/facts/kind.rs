//! What kind of document a text is.

use crate::Kind;
use crate::text::han;

/// The kind that a title tells, or `None` where it tells nothing.
pub(super) fn of_title(flat: &str) -> Option<Kind> {
    let report = flat.contains("政府工作报告")
        || flat.contains("政府工作的报告")
        || flat.contains("人民政府工作")
        || flat.contains("政府工作情况的报告")
        || flat.contains("施政报告") && !flat.contains("施政报告公众咨询")
        || flat.ends_with("工作报告");
    if flat.contains("统计公报") || flat.contains("发展公报") || flat.contains("结果的公报")
    {
        return Some(Kind::Communique);
    }
    let about = flat.contains("关于") && (flat.contains("报告") || flat.contains("说明"));
    if report && !flat.contains("统计") {
        return Some(Kind::WorkReport);
    }
    let plan = ["规划", "五年计划", "十年计划", "纲要", "计划纲要", "远景目标"]
        .iter()
        .any(|w| flat.contains(w));
    if plan && !about && !flat.contains("工作报告") {
        return Some(Kind::Plan);
    }
    None
}

/// Whether a title is that of another official document, which is served as what it is.
pub(super) fn is_official(flat: &str) -> bool {
    const WORDS: &[&str] = &[
        "方案",
        "决定",
        "组织法",
        "条例",
        "说明",
        "命令",
        "公告",
        "讲话",
        "改革",
        "报告",
        "公报",
        "白皮书",
        "决议",
    ];
    flat.chars().count() <= 60 && !flat.contains('。') && WORDS.iter().any(|w| flat.contains(w))
}

/// Whether a text is about offices and what they do, as official documents without a title are.
pub(super) fn is_about_offices(sample: &str) -> bool {
    const OFFICES: &[&str] =
        &["国务院", "人民政府", "政府", "机构", "部门", "委员会", "行政", "职能"];
    let named: usize = OFFICES.iter().map(|w| sample.matches(w).count()).sum();
    let length = han(sample);
    length >= 400 && named * 50 >= length
}

/// Whether a text sets out which offices there shall be: a scheme of institutional reform.
pub(super) fn reforms_offices(sample: &str) -> bool {
    const DEEDS: &[&str] = &["组建", "不再保留", "重新组建", "机构改革", "职责划入", "组成部门"];
    let named: usize = DEEDS.iter().map(|w| sample.matches(w).count()).sum();
    sample.contains("机构改革") && !sample.contains("各位代表") && named * 250 >= han(sample)
}

/// The kind that a column names.
pub(super) fn of_column(flat: &str) -> Option<Kind> {
    flat.parse().ok().or_else(|| of_title(flat)).or(match flat {
        "公报" => Some(Kind::Communique),
        "计划" | "五年规划" => Some(Kind::Plan),
        "工作报告" | "政府报告" => Some(Kind::WorkReport),
        _ => None,
    })
}

/// The kind that the opening sentences tell: 现在，我代表…向大会报告工作，请予审议.
pub(super) fn of_opening(lines: &str, opening: &str) -> Option<Kind> {
    let government =
        ["政府", "国务院", "人民委员会", "革命委员会", "管委会", "管理委员会", "行政公署"];
    let speaks = opening.contains("代表") && government.iter().any(|g| opening.contains(g))
        || opening.contains("受国务院");
    let reports = ["报告工作", "工作报告", "报告政府工作", "报告", "审议", "审查"]
        .iter()
        .any(|w| opening.contains(w));
    // Who puts a scheme before the congress, or explains one, reports on no government's work.
    let explains = ["方案", "草案", "决定", "条例"].iter().any(|w| opening.contains(w))
        && ["说明", "议案"].iter().any(|w| opening.contains(w))
        && !opening.contains("报告工作")
        && !opening.contains("工作报告")
        && !opening.contains("政府工作");
    if explains {
        return None;
    }
    let salutes = opening.contains("各位代表") || lines.contains("人民代表大会");
    (salutes
        && speaks
        && reports
        && (opening.contains("我代表") || opening.contains("我受") || opening.contains("委托")))
    .then_some(Kind::WorkReport)
}

/// Whether a text without any title reads like a part of a government's report: it speaks of its
/// whole area and of what is to be done.
pub(super) fn reads_like_report(sample: &str) -> bool {
    const AREA: &[&str] = &[
        "全市",
        "全区",
        "全县",
        "全省",
        "全州",
        "全旗",
        "我市",
        "我区",
        "我县",
        "我省",
        "全国",
        "各位代表",
        "我们",
    ];
    const DEEDS: &[&str] = &[
        "推进", "加强", "完善", "加快", "提升", "深化", "实施", "坚持", "落实", "推动", "建设",
        "发展", "保障", "强化", "优化", "改革", "增长",
    ];
    let length = han(sample).max(1);
    let deeds: usize = DEEDS.iter().map(|w| sample.matches(w).count()).sum();
    let area: usize = AREA.iter().map(|w| sample.matches(w).count()).sum();
    deeds * 100 >= length && (area >= 1 || deeds * 50 >= length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_explains_a_scheme_does_not_report_on_work() {
        for (opening, kind) in [
            (
                "各位代表：现在，我代表国务院，向大会作政府工作报告，请予审议。",
                Some(Kind::WorkReport),
            ),
            ("各位代表：我受国务院委托，向大会作关于国务院机构改革方案的说明，请予审议。", None),
            ("各位代表：受市人民政府委托，现就区划调整方案（草案）向大会作说明，请审议。", None),
            (
                "各位代表：我受国务院的委托，向大会提出关于国民经济计划安排的报告，请予审议。",
                Some(Kind::WorkReport),
            ),
        ] {
            assert_eq!(of_opening("", opening), kind, "{opening}");
        }
    }

    #[test]
    fn a_scheme_of_reform_is_told_by_what_it_does() {
        let scheme = "这次机构改革的主要任务是：组建国有资产监督管理委员会，不再保留国家经济贸易委员会。组建商务部。";
        assert!(reforms_offices(scheme));
        let report = "各位代表：完成机构改革，组建市场监管局，不再保留工商局，组建应急管理局。";
        assert!(!reforms_offices(report));
        let review = format!("{}完成机构改革。", "推进城市更新，改造老旧小区。".repeat(40));
        assert!(!reforms_offices(&review));
    }

    #[test]
    fn titles_tell_their_kind() {
        for (title, kind) in [
            ("云溪区2023年政府工作报告", Some(Kind::WorkReport)),
            ("关于政府工作的报告", Some(Kind::WorkReport)),
            ("云溪市2020年国民经济和社会发展统计公报", Some(Kind::Communique)),
            ("云溪市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要", Some(Kind::Plan)),
            ("机构改革方案", None),
            ("澳门特别行政区2021年财政年度施政报告", Some(Kind::WorkReport)),
            ("行政长官2019年施政报告", Some(Kind::WorkReport)),
        ] {
            assert_eq!(of_title(title), kind, "{title}");
        }
    }
}
