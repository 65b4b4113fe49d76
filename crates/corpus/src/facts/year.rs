//! The year whose work a report sets out.
//!
//! Every reading votes with a weight: the day of delivery (from October on for the next year),
//! headings that name the year under review or the year of the tasks, the title, the table, the
//! path. Headings are the text's word about itself and, together with one other reading, outweigh
//! a misprinted day; a title alone never does, since many archives title a report by the year
//! under review.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::cells::DateCell;
use super::head::DocumentHead;
use crate::text::{head, year};
use crate::{Kind, Origin};

/// One vote for a year.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Vote {
    pub year: i16,
    pub weight: f32,
    pub from: Origin,
    pub words: String,
}

/// What the readings are taken from.
pub(super) struct YearSources<'a> {
    pub head: &'a DocumentHead,
    pub kind: Kind,
    pub nation: bool,
    /// The day, where it was read, and the words.
    pub date: Option<(Date, Origin, String)>,
    /// Titles, flat, with their origin.
    pub titles: &'a [(Origin, String)],
    pub column: Option<&'a str>,
    /// What the column of the date tells.
    pub cell: Option<DateCell>,
    /// The year that the text speaks of throughout, where it does not know that of the date.
    pub about: Option<i16>,
    pub path: &'a [String],
    /// The text, for the phrases that decide what headings leave open.
    pub sample: &'a str,
    /// Whether the whole text speaks of a phrase.
    pub speaks_of: &'a dyn Fn(&str) -> bool,
}

static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"((?:19|20)\d{2}|[一二][九〇零][一二三四五六七八九〇零]{2})").ok()
});

/// Years in a flat text, with the byte behind each.
pub(super) fn years(flat: &str) -> Vec<(i16, usize, usize)> {
    let Some(pattern) = YEAR.as_ref() else { return Vec::new() };
    pattern
        .find_iter(flat)
        .filter(|m| !flat[m.end()..].starts_with(|c: char| c.is_ascii_digit()))
        .filter(|m| !flat[..m.start()].ends_with(|c: char| c.is_ascii_digit()))
        .filter_map(|m| Some((year(m.as_str())?, m.start(), m.end())))
        .collect()
}

/// All votes, in the order of the origins' trust.
pub(super) fn votes(from: &YearSources<'_>) -> Vec<Vote> {
    let mut votes = Vec::new();
    match from.kind {
        Kind::WorkReport => {
            heading_votes(from, &mut votes);
            date_votes(from, &mut votes);
            if votes.is_empty() {
                phrase_votes(from, &mut votes);
            }
        }
        Kind::Plan => plan_votes(from, &mut votes),
        Kind::Communique | Kind::Other => {}
    }
    label_votes(from, &mut votes);
    date_outvotes_labels(from, &mut votes);
    if from.kind != Kind::WorkReport
        && let Some((date, origin, words)) = &from.date
    {
        let delivered = date.year();
        let about = if from.kind == Kind::Communique { delivered - 1 } else { delivered };
        // As with reports, a day in a year that the text does not know counts for less.
        let weight = if from.about.is_some() { 0.5 } else { 1.5 };
        votes.push(Vote { year: about, weight, from: *origin, words: words.clone() });
    }
    votes
}

/// The year with most weight; of equals, the one of the more trusted origin.
pub(super) fn decide(votes: &[Vote]) -> Option<i16> {
    let mut sums: Vec<(i16, f32, Origin)> = Vec::new();
    for vote in votes {
        match sums.iter_mut().find(|(year, ..)| *year == vote.year) {
            Some(sum) => {
                sum.1 += vote.weight;
                sum.2 = sum.2.min(vote.from);
            }
            None => sums.push((vote.year, vote.weight, vote.from)),
        }
    }
    sums.into_iter()
        .reduce(|best, next| {
            let better =
                next.1 > best.1 + 0.01 || (next.1 - best.1).abs() <= 0.01 && next.2 < best.2;
            if better { next } else { best }
        })
        .map(|(year, ..)| year)
}

const REVIEW: &[&str] = &[
    "回顾",
    "成效",
    "估计",
    "取得",
    "成绩",
    "总结",
    "主要成就",
    "工作成效",
    "发展成就",
    "工作情况",
    "完成情况",
    "执行情况",
];
const TASKS: &[&str] = &[
    "安排",
    "部署",
    "任务",
    "目标",
    "打算",
    "建议",
    "重点",
    "要求",
    "思路",
    "意见",
    "举措",
    "措施",
    "主要工作",
    "政府工作",
    "展望",
    "布局",
];

/// Headings such as 一、2019年工作回顾 and 二、2020年工作安排, and what the opening announces. A
/// heading that only says 2019年主要工作 is about what was done where it is the first that names a
/// year, and about what is to be done behind one.
fn heading_votes(from: &YearSources<'_>, votes: &mut Vec<Vote>) {
    let near = |y: i16| from.date.as_ref().is_none_or(|(d, ..)| (y - d.year()).abs() <= 3);
    let mut reviewed: Option<(i16, &str, f32)> = None;
    let mut planned: Option<(i16, &str)> = None;
    let mut looked_back = false;
    for line in &from.head.headings {
        let title = line.split('。').next().unwrap_or(line);
        // 2019年政府工作报告 is a title, which may be that of the year under review.
        if title.ends_with("工作报告") && super::kind::of_title(title).is_some() {
            continue;
        }
        let clause = head(title, 40);
        looked_back |= REVIEW.iter().any(|w| clause.contains(w));
        let named: Vec<(i16, usize, usize)> =
            years(clause).into_iter().filter(|y| near(y.0) && names_one_year(clause, y)).collect();
        let (Some(first), Some(last)) =
            (named.iter().map(|y| y.0).min(), named.iter().map(|y| y.0).max())
        else {
            continue;
        };
        let after = named.iter().find(|y| y.0 == last).map_or("", |y| &clause[y.2..]);
        let review = REVIEW.iter().any(|w| clause.contains(w));
        let tasks = TASKS.iter().any(|w| after.contains(w));
        let plain = is_plain(after);
        if review && tasks && last == first + 1 {
            reviewed = reviewed.or(Some((first, line, 4.0)));
            planned = planned.or(Some((last, line)));
        } else if review {
            reviewed = reviewed.or(Some((last, line, 4.0)));
        } else if plain && !looked_back && planned.is_none() && reviewed.is_none() {
            reviewed = Some((last, line, 2.5));
        } else if (tasks || plain) && planned.is_none() {
            planned = Some((last, line));
        }
    }
    if let Some((year, words, weight)) = reviewed {
        votes.push(Vote { year: year + 1, weight, from: Origin::Body, words: words.to_owned() });
    }
    if let Some((year, words)) = planned {
        // A heading that names the year under review as the year of tasks is about what was done.
        if reviewed.is_none_or(|(review, ..)| review != year) {
            votes.push(Vote { year, weight: 4.0, from: Origin::Body, words: words.to_owned() });
        }
    }
}

/// Whether a heading only says 2019年工作. In a document in one line its paragraph follows at once.
fn is_plain(after: &str) -> bool {
    const WORDS: &[&str] = &[
        "年的政府工作",
        "年政府主要工作",
        "年的主要工作",
        "年主要工作",
        "年政府工作",
        "年的工作",
        "年工作",
    ];
    WORDS.iter().any(|word| {
        after.strip_prefix(word).is_some_and(|rest| {
            rest.is_empty()
                || rest.starts_with(|c: char| c.is_ascii_digit())
                || rest.starts_with("过去")
        })
    })
}

/// Whether a year in a heading stands for itself and not for an end of a span or for a target.
fn names_one_year(clause: &str, &(_, start, end): &(i16, usize, usize)) -> bool {
    let (before, after) = (&clause[..start], &clause[end..]);
    let span = ['-', '—', '~', '至', '到'];
    let after_year = after.trim_start_matches('年');
    (after.starts_with('年') || after.starts_with("工作"))
        && !after_year.starts_with(span)
        && !before.ends_with(span)
        && !after_year.starts_with("远景")
}

/// The day of delivery: from October on it is the next year's report, unless the text speaks of
/// the next year nowhere, as in the autumn of a change of term.
fn date_votes(from: &YearSources<'_>, votes: &mut Vec<Vote>) {
    let Some((date, origin, words)) = &from.date else { return };
    let mut year = date.year();
    if date.month() >= 10 {
        let next = format!("{}年", year + 1);
        let of_next = from.sample.matches(next.as_str()).count();
        let of_this = from.sample.matches("今年").count();
        let titled = from.titles.iter().any(|(_, t)| t.contains(&format!("{year}年政府工作报告")));
        if !from.nation
            && (date.month() == 12 || (from.speaks_of)(&next) || (from.speaks_of)("明年"))
            && !(titled && of_this > 4 * of_next)
        {
            year += 1;
        }
    }
    // A day in a year that the text does not know is a misprint, or another document's.
    let weight = if from.about.is_some() { 1.0 } else { 5.0 };
    votes.push(Vote { year, weight, from: *origin, words: words.clone() });
    if let Some(year) = from.about {
        let words = format!("文中所说多为{}年、{year}年", year - 1);
        votes.push(Vote { year, weight: 1.5, from: Origin::Body, words });
    }
}

/// Labels that all name the year under review of a report given in the first months of the next
/// year do not outvote its day by their number.
fn date_outvotes_labels(from: &YearSources<'_>, votes: &mut [Vote]) {
    const MOST: f32 = 4.0;
    let Some((date, origin, _)) = &from.date else { return };
    if from.kind != Kind::WorkReport || *origin > Origin::Title || date.month() > 6 {
        return;
    }
    let before = date.year() - 1;
    let is_label = |vote: &&mut Vote| vote.from >= Origin::Title && vote.year == before;
    let sum: f32 = votes.iter_mut().filter(is_label).map(|vote| vote.weight).sum();
    if from.about.is_none() && sum > MOST {
        votes.iter_mut().filter(is_label).for_each(|vote| vote.weight *= MOST / sum);
    }
}

static PHRASES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:(?:刚刚|即将)?过去的|回顾)((?:19|20)\d{2})年",
        r"|(?:做好|搞好|对|和|及|关于|谋划)((?:19|20)\d{2})年(?:的)?(?:政府)?(?:工作|各项工作|主要工作|重点工作|经济)",
        r"|((?:19|20)\d{2})年,?(?:全.|我.)?(?:政府|全[省市区县州旗]|我[省市区县州旗]|今年)?(?:的)?(?:经济社会发展|国民经济和社会发展|经济和社会发展|工作|政府工作)的?(?:主要(?:任务|目标|预期|指标|工作|奋斗)|总体|指导|预期|奋斗|基本(?:思路|要求|原则|任务))"
    ))
    .ok()
});

/// What sentences tell where neither a day nor a heading does.
fn phrase_votes(from: &YearSources<'_>, votes: &mut Vec<Vote>) {
    let Some(pattern) = PHRASES.as_ref() else { return };
    let mut seen = Vec::new();
    for found in pattern.captures_iter(from.sample).take(12) {
        let words = found.get(0).map_or("", |m| m.as_str()).to_owned();
        let reviewed = found.get(1).and_then(|m| year(m.as_str()));
        let planned = found.get(2).or(found.get(3)).and_then(|m| year(m.as_str()));
        if let Some(year) = reviewed.map(|y| y + 1).or(planned)
            && !seen.contains(&year)
        {
            seen.push(year);
            votes.push(Vote { year, weight: 2.6, from: Origin::Body, words });
        }
    }
}

/// 第十四个五年规划 begins in 2021; 2018—2022年 in 2018.
fn plan_votes(from: &YearSources<'_>, votes: &mut Vec<Vote>) {
    let lines = from.head.lines.iter().take(3).map(|line| (Origin::Title, line));
    for (origin, text) in from.titles.iter().map(|(o, t)| (*o, t)).chain(lines) {
        if let Some(year) = five_year_plan(text) {
            votes.push(Vote { year, weight: 6.0, from: origin, words: text.clone() });
            return;
        }
    }
}

static PLAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"第?([一二三四五六七八九十]{1,3})(?:个五年(?:规划|计划)|["“”]?五["“”]?(?:规划|计划|时期|期间))|[“"]?([一二三四五六七八九十]{1,2})五[”"]?(?:规划|计划)|((?:19|20)\d{2})年?[-—~至到]+(?:19|20)?\d{2}年"#).ok()
});

fn five_year_plan(text: &str) -> Option<i16> {
    let c = PLAN.as_ref()?.captures(text)?;
    if let Some(first) = c.get(3) {
        return year(first.as_str());
    }
    let number = i16::from(crate::text::small_number(c.get(1).or(c.get(2))?.as_str())?);
    Some(match number {
        1 => 1953,
        2 => 1958,
        3..=30 => 1966 + 5 * (number - 3),
        _ => return None,
    })
}

/// Titles, the column of a table, the path. Days in them are no years.
fn label_votes(from: &YearSources<'_>, votes: &mut Vec<Vote>) {
    let strong = from.kind != Kind::WorkReport;
    let weight = |origin: Origin| match origin {
        Origin::Body | Origin::DateLine | Origin::Title => {
            if strong {
                3.0
            } else {
                2.0
            }
        }
        Origin::Table => {
            if strong {
                2.5
            } else {
                2.0
            }
        }
        Origin::Page => 1.0,
        Origin::Path => 1.2,
    };
    for (origin, title) in from.titles {
        if let Some(year) = labelled(title) {
            votes.push(Vote { year, weight: weight(*origin), from: *origin, words: title.clone() });
        }
    }
    if let Some(column) = from.column
        && let Some((year, ..)) = years(column).first().copied()
    {
        votes.push(Vote {
            year,
            weight: weight(Origin::Table),
            from: Origin::Table,
            words: column.to_owned(),
        });
    }
    if let Some(DateCell::Month(year, _) | DateCell::Year(year)) = from.cell {
        let late = matches!(from.cell, Some(DateCell::Month(_, 12)));
        let (year, words) = (year + i16::from(late), format!("{year}"));
        votes.push(Vote { year, weight: weight(Origin::Table), from: Origin::Table, words });
    }
    if let Some((year, words)) =
        from.path.iter().rev().find_map(|part| Some((labelled(part)?, part)))
    {
        votes.push(Vote {
            year,
            weight: weight(Origin::Path),
            from: Origin::Path,
            words: words.clone(),
        });
    }
}

/// The years that titles, the column and the path give as labels.
pub(super) fn labels(
    titles: &[(Origin, String)],
    column: Option<&str>,
    path: &[String],
) -> Vec<i16> {
    let named =
        titles.iter().map(|(_, title)| title.as_str()).chain(path.iter().map(String::as_str));
    let column = column.and_then(|column| Some(years(column).first()?.0));
    named.filter_map(labelled).chain(column).collect()
}

/// The year that a title or a file name gives as a label: not the year of a day, and not one end
/// of a span.
fn labelled(text: &str) -> Option<i16> {
    let days = super::dates::all(text);
    let found = years(text);
    let free = found.iter().find(|(_, start, end)| {
        let in_day = days.iter().any(|d| d.range.contains(start));
        let ranged = text[*end..].trim_start_matches('年').starts_with(['-', '—', '~', '至'])
            && text[*end..].trim_start_matches(['年', '-', '—', '~', '至']).starts_with("20");
        !in_day && !ranged
    });
    // A day is a label too where nothing else is.
    free.map(|(y, ..)| *y).or_else(|| {
        let date = days.first()?.date;
        Some(if date.month() >= 10 { date.year() + 1 } else { date.year() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_begin_with_their_first_year() {
        for (title, year) in [
            ("云溪市国民经济和社会发展第十四个五年规划", 2021),
            ("发展国民经济的第一个五年计划", 1953),
            ("云溪区“十三五”规划纲要", 2016),
            ("云溪区乡村振兴规划(2018—2022年)", 2018),
        ] {
            assert_eq!(five_year_plan(title), Some(year), "{title}");
        }
    }

    #[test]
    fn labels_are_not_days() {
        assert_eq!(labelled("云溪市政府工作报告(2012年1月31日某某)"), Some(2012));
        assert_eq!(labelled("云溪市政府工作报告(2015年12月31日某某)"), Some(2016));
        assert_eq!(labelled("2011年云溪市政府工作报告(2012年1月31日)"), Some(2011));
        assert_eq!(labelled("云溪区第三批第12号"), None);
    }
}
