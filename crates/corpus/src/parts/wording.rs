//! Which part of a report words belong to: those of headings, and those that open paragraphs in
//! reports without headings. The words themselves are data ([`words`]).

use super::aims;
use super::words::{self, any, matches};
use super::years::{self, Year};
use crate::Part;
use crate::text::{flat, head};

/// Whether words are about the government's own work. The plain search before the pattern saves
/// most of the time.
fn is_self(flat: &str) -> bool {
    any(flat, &words::SELF_HINT) && matches(&words::SELF, flat)
}

/// Whether a line is the title of a glossary, with whatever else stands in it:
/// 资料:《政府工作报告》名词解释(按报告中出现顺序排列).
pub(super) fn titles_glossary(line: &str) -> bool {
    line.chars().nth(45).is_none() && matches(&words::GLOSSARY, &flat(line))
}

/// The part that a heading's words name, or `None` where they name none and it stays in the part
/// that it stands in.
pub(super) fn of_heading(title: &str, report_year: Year) -> Option<Part> {
    let t = flat(title);
    let t = t.as_str();
    if titles_glossary(t) || any(t, &words::GLOSSARY_SHORT) && t.chars().count() <= 30 {
        return Some(Part::Glossary);
    }
    if any(t, &words::REVIEW) && (!any(t, &words::NO_REVIEW) || is_mixed(t)) {
        return Some(Part::Review);
    }
    if any(t, &words::LIVELIHOOD_HEADING) {
        return Some(Part::Livelihood);
    }
    if is_self(t) {
        return Some(Part::SelfGovernment);
    }
    if is_of_situation(t) {
        let deeds = any(t, &words::SITUATION_DEEDS);
        let aims = any(t, &words::SITUATION_AIMS);
        return Some(match (deeds, aims) {
            (true, _) => Part::Tasks,
            (false, true) => Part::Targets,
            (false, false) => Part::Situation,
        });
    }
    dated(t, report_year).or_else(|| aims::of_heading(t, report_year))
}

/// Whether a heading is about the situation.
fn is_of_situation(t: &str) -> bool {
    let ends = |words: &[&str]| words.iter().any(|word| t.ends_with(word));
    any(t, &words::SITUATION_HEADING)
        || ends(&words::SITUATION_END)
        || ends(&words::SURROUNDINGS) && !any(t, &words::SURROUNDINGS_MADE)
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
    let work = any(t, &words::WORK_OF_YEAR);
    (named < report_year && named + 2 >= report_year && work).then_some(Part::Review)
}

/// Whether a heading names a review in so many words.
pub(super) fn is_review(title: &str) -> bool {
    title.contains("回顾") && !is_mixed(title)
}

/// Whether a heading at the beginning of a report looks back in words that name no review: a plan
/// that is over, or what was reached.
pub(super) fn looks_back(title: &str, report_year: Year) -> bool {
    let t = flat(title);
    if years::is_own(&t, report_year) && !t.contains("圆满") || years::are_ahead(&t, report_year)
    {
        return false;
    }
    years::is_past_period(&t, report_year)
        || matches(&words::YEARS_BEHIND, &t)
        || any(&t, &words::REACHED) && !any(&t, &words::STRIVEN_FOR)
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

/// Whether a flat text announces aims.
pub(super) fn is_aims(flat: &str) -> bool {
    any(flat, &words::AIMS_HINT) && matches(&words::ANNOUNCES_AIMS, flat)
}

/// The part that the beginning of a paragraph tells, given the part that its headings tell.
pub(super) fn of_opening(text: &str, standing: Part) -> Option<Part> {
    let start = flat(head(text, 90));
    match standing {
        // Lists of livelihood stand behind the government's own work, too.
        Part::SelfGovernment => {
            let counted = any(&start, &words::LIVELIHOOD_HEADING)
                && matches(&words::COUNTED, head(&start, 60));
            (counted && matches(&words::LIVELIHOOD, head(&start, 60))).then_some(Part::Livelihood)
        }
        Part::Tasks | Part::Targets => {
            let deeds = any(&start, &words::LIVELIHOOD_HINT);
            if deeds && standing == Part::Tasks && matches(&words::LIVELIHOOD, head(&start, 60)) {
                return Some(Part::Livelihood);
            }
            if is_aims(&start) {
                return Some(Part::Targets);
            }
            let situation = any(&start, &words::SITUATION_HINT);
            (situation && matches(&words::SITUATION, head(&start, 48))).then_some(Part::Situation)
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
    let looks_back = matches(&words::PAST, &start);
    let opens_with_year = years::leading(&start);
    let ahead = matches(&words::AHEAD, &start) && !looks_back;
    match current {
        Part::Other => {
            let of_past = opens_with_year.zip(report_year).is_some_and(|(y, r)| y < r);
            if looks_back || of_past {
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
            let deeds = any(&start, &words::OPENS_DEEDS);
            (deeds && ahead && current != Part::Tasks).then_some(Part::Tasks)
        }
        Part::SelfGovernment | Part::Glossary => None,
    }
}

/// Whether a heading of review also announces what is to be done: 一、2003年回顾和2004年安排.
pub(super) fn is_mixed(title: &str) -> bool {
    any(title, &words::SUMMARY) && any(title, &words::ANNOUNCED)
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
    let thanks = words::THANKS.iter().any(|words| start.starts_with(words));
    let addresses = start.starts_with("各位代表") || start.starts_with("让我们");
    thanks || addresses && any(text, &words::CLOSING)
}

/// Whether a paragraph on livelihood announces a list: 今年要办好十件实事：.
pub(super) fn announces_list(text: &str) -> bool {
    const SHORT: usize = 150;
    let is_short = text.chars().nth(SHORT).is_none();
    let counted = || matches(&words::COUNTED, text);
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
    let start = flat(head(text, 120));
    // 主要目标是：主要指标增长… explains nothing.
    let entry = |from: &str| from.chars().take(45).collect::<String>().replace("指标", "");
    match behind_note_mark(&start) {
        Some(rest) => any(&entry(rest), &words::NOTE_MARKED),
        None => any(&entry(&start), &words::NOTE),
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
    any(&flat(title), &words::APPENDIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the words of the table tell: rule, answer, year, words; see there.
    const CASES: &str = include_str!("../../data/wording-cases.tsv");

    fn named(part: Option<Part>) -> String {
        part.map_or("-", Part::as_str).to_owned()
    }

    fn answer(rule: &str, year: Year, text: &str) -> String {
        let part = |part: &str| part.parse().unwrap_or_else(|_| panic!("no part {part}"));
        let yes = |told: bool| if told { "yes" } else { "no" }.to_owned();
        match rule.split_once('.') {
            Some(("opening", below)) => return named(of_opening(text, part(below))),
            Some(("turn", from)) => return named(turn(text, part(from), year)),
            _ => {}
        }
        match rule {
            "heading" => named(of_heading(text, year)),
            "looks-back" => yes(looks_back(text, year)),
            "mixed" => yes(is_mixed(text)),
            "two-years" => yes(is_of_two_years(text, year)),
            "leaves-review" => yes(leaves_review(text, year)),
            "note" => yes(explains(text)),
            "closing" => yes(closes(text)),
            "appendix" => yes(is_appendix(text)),
            "item" => yes(is_item(text)),
            "list" => yes(announces_list(text)),
            _ => panic!("no rule {rule}"),
        }
    }

    #[test]
    fn every_case_is_told_as_it_says() {
        let mut wrong = Vec::new();
        let mut count = 0;
        for line in CASES.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [rule, expected, year, text] = cells[..] else { panic!("{line}") };
            let got = answer(rule, year.parse().ok(), text);
            if got != expected {
                wrong.push(format!("{line}: {got}"));
            }
            count += 1;
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(count > 140, "{count}");
    }

    #[test]
    fn a_heading_may_go_on_in_the_line_below() {
        let of = |title, below| of_lines(title, below, Some(2021));
        assert_eq!(of("二、“十四五”时期", Some("主要目标")), Some(Part::Targets));
        assert_eq!(of("二、“十四五”时期", Some("主要目标，是翻一番")), None);
        assert_eq!(of("二、“十四五”时期", None), None);
        // The line below tells nothing where the heading names a part by itself.
        assert_eq!(of("一、2020年工作回顾", Some("主要目标")), Some(Part::Review));
        assert_eq!(of("二、奋进", Some(&format!("主要目标{}", "长".repeat(13)))), None);
    }
}
