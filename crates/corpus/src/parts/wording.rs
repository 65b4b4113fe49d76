//! Which part of a report words belong to: those of headings, and those that open paragraphs in
//! reports without headings.

use std::sync::LazyLock;

use regex::Regex;

use super::aims;
use super::years::{self, Year};
use crate::Part;
use crate::text::{flat, head};

pub(super) fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|w| text.contains(w))
}

static SELF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"自身建设|政府(?:系统|机关|自身|效能|职能|执行力|公信力|作风|治理能力)|政府建设|政府治理|(?:法治|服务型?|廉洁|效能|创新|担当|诚信|阳光|务实|清廉|满意|有为|学习型|责任|透明|高效|智慧|实干|现代)[^,;。]{0,14}政府|政府.{0,6}(?:改革|转型).{0,4}建设|依法行政|廉政建设|从严治[政党]|党风廉政|作风建设|转变政府职能|施政|履职能力").ok()
});

/// Whether words are about the government's own work. The plain search before the pattern saves
/// most of the time.
fn is_self(flat: &str) -> bool {
    any(flat, &["政府", "自身", "依法行政", "廉", "从严治", "作风", "政府职能", "施政", "履职"])
        && SELF.as_ref().is_some_and(|p| p.is_match(flat))
}

static GLOSSARY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:名词|术语|词语|用语)[^。,;]{0,8}(?:解释|注释|注解|说明|释义|解读)").ok()
});

/// Whether a line is the title of a glossary, with whatever else stands in it:
/// 资料:《政府工作报告》名词解释(按报告中出现顺序排列).
pub(super) fn titles_glossary(line: &str) -> bool {
    line.chars().nth(45).is_none()
        && GLOSSARY.as_ref().is_some_and(|title| title.is_match(&flat(line)))
}

/// The part that a heading's words name, or `None` where they name none and it stays in the part
/// that it stands in.
pub(super) fn of_heading(title: &str, report_year: Year) -> Option<Part> {
    let t = flat(title);
    let t = t.as_str();
    if titles_glossary(t)
        || any(t, &["有关名词", "专有名词", "有关术语", "注释"]) && t.chars().count() <= 30
    {
        return Some(Part::Glossary);
    }
    let review = any(
        t,
        &[
            "回顾",
            "总结",
            "过去一年",
            "过去五年",
            "过去的",
            "过去几年",
            "一年来",
            "五年来",
            "四年来",
            "三年来",
            "主要成就",
            "发展成就",
            "工作成效",
            "工作情况",
            "完成情况",
            "执行情况",
            "工作成绩",
            "基本估计",
            "去年工作",
            "上年工作",
            "上一年",
            "取得的",
            "历史性成就",
            "主要成效",
            "主要成绩",
            "工作进展",
            "本届政府工作",
            "存在的问题",
            "存在问题",
        ],
    );
    if review && (!any(t, &["安排", "今年工作", "展望"]) || is_mixed(t)) {
        return Some(Part::Review);
    }
    if any(t, &["实事"]) {
        return Some(Part::Livelihood);
    }
    if is_self(t) {
        return Some(Part::SelfGovernment);
    }
    if any(
        t,
        &[
            "面临的形势",
            "面临形势",
            "形势分析",
            "发展形势",
            "形势与",
            "形势和",
            "机遇和挑战",
            "机遇与挑战",
            "环境和条件",
            "面临的机遇",
        ],
    ) || t.ends_with("形势")
        || t.ends_with("发展环境") && !any(t, &["营造", "优化", "改善", "创造", "净化", "良好"])
    {
        let deeds = any(t, &["任务", "工作", "安排", "部署"]);
        let aims = any(t, &["要求", "思路", "目标", "指导思想"]);
        return Some(match (deeds, aims) {
            (true, _) => Part::Tasks,
            (false, true) => Part::Targets,
            (false, false) => Part::Situation,
        });
    }
    dated(t, report_year).or_else(|| aims::of_heading(t, report_year))
}

/// Headings that name a year and work, or begin with a year: before the report's year it is
/// review, the report's own year is tasks.
fn dated(t: &str, report_year: Year) -> Option<Part> {
    let report_year = report_year?;
    if let Some(begins) = years::leading(t).filter(|y| (y - report_year).abs() <= 1) {
        if begins < report_year {
            return Some(Part::Review);
        }
        return aims::of_heading(t, Some(report_year)).or(Some(Part::Tasks));
    }
    let named = years::named(t).max()?;
    let work = any(t, &["工作", "任务", "成绩", "发展", "进展", "完成"]);
    (named < report_year && named + 2 >= report_year && work).then_some(Part::Review)
}

/// Whether a heading names a review in so many words.
pub(super) fn is_review(title: &str) -> bool {
    title.contains("回顾") && !is_mixed(title)
}

static YEARS_BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"过去[一二三四五六七八九十几两\d]+年|这[一二三四五]年|[一二三四五两几]年来|本届政府(?:工作|任期)").ok()
});

/// Whether a heading at the beginning of a report looks back in words that name no review: a plan
/// that is over, or what was reached.
pub(super) fn looks_back(title: &str, report_year: Year) -> bool {
    const REACHED: &[&str] = &[
        "圆满完成",
        "圆满收官",
        "胜利收官",
        "胜利完成",
        "全面完成",
        "顺利完成",
        "胜利实现",
        "如期",
        "取得",
        "迈上",
        "跃上",
        "再上新",
        "实现新",
        "成绩",
        "成就",
        "开局良好",
        "良好开局",
        "答卷",
        "不平凡",
        "历史性",
    ];
    const TO_DO: &[&str] =
        &["努力", "力争", "确保", "奋力", "争取", "加快", "推动", "为夺取", "要"];
    let t = flat(title);
    if years::is_own(&t, report_year) && !t.contains("圆满") || years::are_ahead(&t, report_year)
    {
        return false;
    }
    years::is_past_period(&t, report_year)
        || YEARS_BEHIND.as_ref().is_some_and(|years| years.is_match(&t))
        || any(&t, REACHED) && !any(&t, TO_DO)
}

/// The part that a heading names, which may go on in the line below it: 二、“十四五”时期 / 主要目标.
pub(super) fn of_lines(title: &str, below: Option<&str>, report_year: Year) -> Option<Part> {
    const LONGEST: usize = 16;
    of_heading(title, report_year).or_else(|| {
        let below = below.map(str::trim).filter(|line| {
            line.chars().count() <= LONGEST && !line.contains(['。', '，', '：', '、', '；', '！'])
        })?;
        of_heading(&format!("{}{below}", title.trim()), report_year)
    })
}

static AIMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:总体要求|总体思路|指导思想|总的要求|工作思路|总要求|总体考虑)(?:和[^。]{0,12})?(?:是|为|,|:|——|必须)|(?:预期|主要|奋斗|发展|总体|工作|调控)目标(?:和[^。]{0,12})?(?:是|为|:|建议|安排|,|有)|主要(?:预期)?(?:目标|指标)").ok()
});
static SITUATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:当前|今年|明年|未来|国际|国内|宏观|综合|分析|面临|面对|展望|机遇).{0,24}形势|机遇.{0,6}挑战|挑战.{0,6}机遇|(?:有利|不利)(?:条件|因素)").ok()
});
static LIVELIHOOD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"民生实事|(?:为民|惠民|利民)(?:办)?(?:好)?(?:的)?.{0,4}(?:实事|好事)|[一二三四五六七八九十\d]{1,3}[件项大](?:民生|惠民|为民|利民)?.{0,4}实事|办(?:好|实|成).{0,12}实事").ok()
});
static PAST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:各位代表[!,:。]?)?(?:刚刚)?(?:过去的?(?:一年|[一二三四五六七八九\d]+年|几年)|回顾(?:过去|去年|一年|五年|这)|去年|[一五四三两几]年来|这[一五]年|本届政府|(?:.{0,4}届)?.{0,12}人大.{0,4}次会议以来|“?[一二三四五六七八九十]+五”(?:时期|期间)(?:是|,).{0,14}(?:极不|不平凡|历程|五年))").ok()
});
static AHEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:各位代表[!,:。]?)?(?:今年(?:是|,|工作|政府|全[市省区县州旗]|我们|经济|的|要)|做好(?:今年|全年|明年|\d{4}年)|新的一年|今后五年|未来五年|按照上述|围绕上述|实现(?:上述|今年|以上)|为(?:实现|完成)(?:上述|今年|以上)|重点(?:做好|抓好|要)|下一步|展望(?:今年|未来|新)|\d{4}年是)").ok()
});

pub(super) fn is_aims(flat: &str) -> bool {
    any(flat, &["目标", "要求", "思路", "指导思想", "考虑", "指标"])
        && AIMS.as_ref().is_some_and(|p| p.is_match(flat))
}

/// The part that the beginning of a paragraph tells, given the part that its headings tell.
pub(super) fn of_opening(text: &str, standing: Part) -> Option<Part> {
    let start = flat(head(text, 90));
    let matches = |p: &LazyLock<Option<Regex>>, s: &str| p.as_ref().is_some_and(|p| p.is_match(s));
    match standing {
        // Lists of livelihood stand behind the government's own work, too.
        Part::SelfGovernment => {
            let counted = any(&start, &["实事"]) && matches(&COUNTED, head(&start, 60));
            (counted && matches(&LIVELIHOOD, head(&start, 60))).then_some(Part::Livelihood)
        }
        Part::Tasks | Part::Targets => {
            let deeds = any(&start, &["实事", "好事"]);
            if deeds && standing == Part::Tasks && matches(&LIVELIHOOD, head(&start, 60)) {
                return Some(Part::Livelihood);
            }
            if is_aims(&start) {
                return Some(Part::Targets);
            }
            let situation = any(&start, &["形势", "挑战", "条件", "因素"]);
            (situation && matches(&SITUATION, head(&start, 48))).then_some(Part::Situation)
        }
        Part::Situation => is_aims(&start).then_some(Part::Targets),
        _ => None,
    }
}

/// Whether a paragraph below a heading of review is past it: 2022年政府工作的总体要求是….
pub(super) fn leaves_review(text: &str, report_year: Year) -> bool {
    let start = flat(head(text, 70));
    is_aims(&start) && is_dated_ahead(head(&start, 30), report_year)
}

/// Whether words name the year ahead, or the years.
fn is_dated_ahead(flat: &str, report_year: Year) -> bool {
    years::is_own(flat, report_year) || years::are_ahead(flat, report_year)
}

/// How far into a paragraph it is told that it is about the government's own work, in characters.
const SELF_REACH: usize = 24;

/// The part that begins with a paragraph of a report without headings.
pub(super) fn turn(text: &str, current: Part, report_year: Year) -> Option<Part> {
    let start = flat(head(text, 70));
    let matches = |p: &LazyLock<Option<Regex>>| p.as_ref().is_some_and(|p| p.is_match(&start));
    let opens_with_year = years::leading(&start);
    let ahead = matches(&AHEAD) && !matches(&PAST);
    match current {
        Part::Other => {
            let of_past = opens_with_year.zip(report_year).is_some_and(|(y, r)| y < r);
            if matches(&PAST) || of_past {
                return Some(Part::Review);
            }
            ahead.then_some(Part::Tasks)
        }
        Part::Review => {
            let of_now = opens_with_year.zip(report_year).is_some_and(|(y, r)| y == r);
            let aims = is_aims(&start) && is_dated_ahead(&start, report_year);
            let now = ahead && opens_with_year.zip(report_year).is_none_or(|(y, r)| y >= r);
            if aims { Some(Part::Targets) } else { (now || of_now).then_some(Part::Tasks) }
        }
        Part::Tasks | Part::Targets | Part::Situation | Part::Livelihood => {
            let own = is_self(head(&start, SELF_REACH));
            if own {
                return Some(Part::SelfGovernment);
            }
            let deeds = ["上述", "以上", "重点做好", "重点抓好", "着重抓好"]
                .iter()
                .any(|w| start.contains(w));
            (deeds && ahead && current != Part::Tasks).then_some(Part::Tasks)
        }
        Part::SelfGovernment | Part::Glossary => None,
    }
}

/// Whether a heading of review also announces what is to be done: 一、2003年回顾和2004年安排.
pub(super) fn is_mixed(title: &str) -> bool {
    any(title, &["回顾", "总结"])
        && any(title, &["安排", "总体要求", "目标", "任务", "打算", "部署", "建议"])
}

/// Whether a heading names both a year or plan that is over and what lies ahead: 一、1996年的政府
/// 工作和1997年的奋斗目标.
pub(super) fn is_of_two_years(title: &str, report_year: Year) -> bool {
    let t = flat(title);
    let Some(own) = report_year else { return false };
    let behind = years::named(&t).any(|y| y < own) || years::is_past_period(&t, report_year);
    let ahead = years::named(&t).any(|y| y == own) || years::are_ahead(&t, report_year);
    behind && ahead
}

/// Whether a paragraph is the peroration: 各位代表！…让我们…团结奋斗.
pub(super) fn closes(text: &str) -> bool {
    let start = flat(head(text, 12));
    let thanks = start.starts_with("谢谢") || start.starts_with("我的报告完了");
    thanks
        || (start.starts_with("各位代表") || start.starts_with("让我们"))
            && any(text, &["让我们", "团结", "奋斗", "征程", "前进", "谱写", "谢谢"])
}

static COUNTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[一二三四五六七八九十百\d]{1,3}(?:件|项|个方面|大类?).{0,10}实事|以下.{0,8}实事")
        .ok()
});

/// Whether a paragraph on livelihood announces a list: 今年要办好十件实事：.
pub(super) fn announces_list(text: &str) -> bool {
    const SHORT: usize = 150;
    let is_short = text.chars().nth(SHORT).is_none();
    let counted = || COUNTED.as_ref().is_some_and(|counted| counted.is_match(text));
    text.trim_end().ends_with(['：', ':']) || is_short && counted()
}

/// Whether a paragraph is an item of a list: 1.…, （1）…, ①…, 一是….
pub(super) fn is_item(text: &str) -> bool {
    let start = flat(head(text, 8));
    let rest = start.trim_start_matches('(');
    let number =
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    number.len() < rest.len() && number.starts_with(['.', '、', ')', '是', ','])
        || text.starts_with(['①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨', '⑩', '●', '—', '■'])
}

/// Whether a paragraph explains a word, wherever it stands: a footnote (`[^3]: …`, `[12]…是指…`)
/// or an entry (`一网通办：指…`).
pub(super) fn explains(text: &str) -> bool {
    // Flat text has its punctuation in the half-width forms.
    const DEFINES: [&str; 5] = [":指", ":是指", ":主要指", ":即", ",是指"];
    let start = flat(head(text, 120));
    // 主要目标是：主要指标增长… explains nothing.
    let entry = |from: &str| from.chars().take(45).collect::<String>().replace("指标", "");
    match behind_note_mark(&start) {
        Some(rest) => any(&entry(rest), &["指", "即", ":"]),
        None => any(&entry(&start), &DEFINES),
    }
}

/// What follows the mark of a footnote: `[12]`, `[^4]`, `〔3〕`.
fn behind_note_mark(start: &str) -> Option<&str> {
    let open = ["[^", "[", "〔"].iter().find_map(|open| start.strip_prefix(open))?;
    let rest = open.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = open.len() - rest.len();
    rest.strip_prefix([']', '〕']).filter(|_| (1..=3).contains(&digits))
}

/// Whether a line begins something behind the end: lists of departments, amendments after the vote.
pub(super) fn is_appendix(title: &str) -> bool {
    let t = flat(title);
    any(
        &t,
        &[
            "责任单位",
            "责任部门",
            "牵头单位",
            "修改情况",
            "修改说明",
            "任务分工",
            "责任分工",
            "目标任务分解",
            "审议意见采纳",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_their_part() {
        for (title, part) in [
            ("一、2021年工作回顾", Some(Part::Review)),
            ("一、2021年主要工作", Some(Part::Review)),
            ("二、2022年主要工作", Some(Part::Tasks)),
            ("过去五年的主要成就", Some(Part::Review)),
            ("二、今后五年的奋斗目标和主要任务", Some(Part::Targets)),
            ("二、2022年工作的总体要求和主要预期目标", Some(Part::Targets)),
            ("三、2022年目标任务和重点工作", Some(Part::Tasks)),
            ("（一）发展形势", Some(Part::Situation)),
            ("四、切实加强政府自身建设", Some(Part::SelfGovernment)),
            ("五、建设人民满意的服务型政府", Some(Part::SelfGovernment)),
            ("2022年为民办实事项目", Some(Part::Livelihood)),
            ("名词解释", Some(Part::Glossary)),
            ("（二）做强特色产业", None),
        ] {
            assert_eq!(of_heading(title, Some(2022)), part, "{title}");
        }
    }

    #[test]
    fn notes_explain_words_and_lists_do_not() {
        let cases = [
            ("一网通办：指政务服务集中办理。", true),
            ("3.“三张清单”：即权力清单、责任清单、负面清单。", true),
            ("[^4]: 绿色银行：按减排量积分的账户。", true),
            ("[12]云上课堂是指网络直播的课。", true),
            ("[12]新增学位三千个。", false),
            ("主要目标是：生产总值增长6%，力争更好。", false),
            ("预期目标是：主要指标增速保持前列。", false),
            ("（一）加强指导，即知即改。", false),
        ];
        for (text, is_note) in cases {
            assert_eq!(explains(text), is_note, "{text}");
        }
    }

    #[test]
    fn openings_turn_from_part_to_part() {
        let turns = [
            (Part::Other, "过去一年，我们迎难而上。", Some(Part::Review)),
            (Part::Other, "2021年，全区上下同心。", Some(Part::Review)),
            (Part::Review, "今年是全面推进的一年。", Some(Part::Tasks)),
            (Part::Review, "各位代表！今年工作的总体要求是：坚持。", Some(Part::Targets)),
            (Part::Review, "一年来，我们坚持。", None),
            (Part::Tasks, "加强政府自身建设，提高效能。", Some(Part::SelfGovernment)),
        ];
        for (current, text, part) in turns {
            assert_eq!(turn(text, current, Some(2022)), part, "{text}");
        }
    }
}
