//! Headings of what lies ahead: aims, or deeds; of years to come, or of the report's own.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{self, any, matches};
use super::years::{self, Year};
use crate::Part;
use crate::text::{flat, head};

static QUOTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("“[^”]{0,60}”|\"[^\"]{0,60}\"").ok());

/// Whether a heading speaks of the tasks of the report's own year in so many words.
pub(super) fn is_of_this_year(title: &str, report_year: Year) -> bool {
    let t = flat(title);
    (years::is_own(&t, report_year) || any(&t, &words::COMING_YEARS))
        && any(&t, &words::OF_OWN_YEAR)
        && !any(&t, &words::SUMMARY)
}

/// Whether a heading announces both the years to come and the tasks of the report's own:
/// 二、今后五年工作思路和2023年重点任务.
pub(super) fn is_of_both(title: &str, report_year: Year) -> bool {
    let t = flat(title);
    years::are_ahead(&t, report_year)
        && years::is_own(&t, report_year)
        && (any(&t, &words::DEEDS) || any(&t, &words::WORK))
        && !any(&t, &words::SUMMARY)
}

/// Whether a heading is about years beyond the report's own.
pub(super) fn is_of_years_ahead(title: &str, report_year: Year) -> bool {
    years::are_ahead(&flat(title), report_year)
}

/// Whether a paragraph turns from the years to come to the report's own: 今年，是…开局之年.
pub(super) fn turns_to_year(start: &str, report_year: Year) -> bool {
    let start = head(start, 24);
    years::is_own(start, report_year) && !any(start, &["今后五年", "未来五年"])
}

/// Whether a paragraph begins the deeds behind aims: 围绕上述目标，重点抓好….
pub(super) fn begins_deeds(start: &str) -> bool {
    matches(&words::DEEDS_BEGIN, head(start, 60))
}

/// The part that a heading without a word of review names, if it names one.
pub(super) fn of_heading(t: &str, report_year: Year) -> Option<Part> {
    let years_ahead = years::are_ahead(t, report_year);
    if !years_ahead && !any(t, &words::AIMS) && !any(t, &words::DEEDS) && !any(t, &words::WORK) {
        return None;
    }
    let of_year = years::is_own(t, report_year);
    // An aim that is served is no aim: （三）以改善民生为目标，…; 2018年：向着宏伟目标迈进; nor is one
    // that a quoted slogan describes: 坚持“生态宜居、成本低”目标不动摇.
    let unquoted = QUOTED.as_ref().map_or(t.into(), |quoted| quoted.replace_all(t, ""));
    let left = words::SERVED.as_ref().map(|served| served.replace_all(&unquoted, ""));
    let names = |words: &[&str]| match &left {
        Some(left) if is_below(t) || !years_ahead => any(left, words),
        _ => any(t, words),
    };
    let (aims, deeds) = (names(&words::AIMS), names(&words::DEEDS));
    if years_ahead {
        let plans = any(t, &words::PLANS);
        return match (
            of_year && (deeds || names(&words::WORK)),
            aims || deeds || plans || names(&words::WORK),
        ) {
            (true, _) => Some(Part::Tasks),
            (false, true) => Some(Part::Targets),
            (false, false) => None,
        };
    }
    match (aims, deeds, names(&words::WORK)) {
        (_, true, _) | (false, false, true) => Some(Part::Tasks),
        (true, false, _) => Some(Part::Targets),
        (false, false, false) => None,
    }
}

/// Whether a heading is numbered as one below others: （三）…, 3.….
fn is_below(t: &str) -> bool {
    t.starts_with('(') || t.starts_with(|c: char| c.is_ascii_digit()) && !t.contains('年')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(title: &str) -> Option<Part> {
        of_heading(&flat(title), Some(2021))
    }

    #[test]
    fn the_years_own_tasks_outweigh_the_years_to_come() {
        for title in [
            "二、今后五年工作思路和2021年重点任务",
            "二、“十四五”目标任务和2021年工作安排",
            "二、今后五年的奋斗目标和2021年工作任务的建议",
            "二、“十四五”总体部署、2035年远景目标及2021年工作安排",
            "“十四五”主要奋斗目标、任务和二〇二一年工作意见",
            "三、今年的目标任务",
        ] {
            assert_eq!(of(title), Some(Part::Tasks), "{title}");
        }
        for title in [
            "二、“十四五”时期主要目标任务",
            "二、今后五年的奋斗目标",
            "二、今后五年工作展望",
            "“十四五”：努力实现富民强市奋斗目标",
            "二、2021年目标要求",
            "（二）“十四五”时期的主要目标",
            "二、明确奋斗目标，把握今年政府工作总体要求",
        ] {
            assert_eq!(of(title), Some(Part::Targets), "{title}");
        }
    }

    #[test]
    fn an_aim_that_a_deed_serves_is_none() {
        for title in [
            "（三）以改善民生为目标，办好群众的事",
            "（二）围绕建成小康社会目标，推动乡村振兴",
            "（一）按照高质量发展要求推进产业强市建设",
            "（八）聚焦共同富裕目标，增进民生福祉",
            "四、以建设宜居城市为目标，加快旧城改造",
            "一、坚持“办事方便、生态宜居”目标不动摇，优化营商环境",
        ] {
            assert_eq!(of(title), None, "{title}");
        }
    }
}
