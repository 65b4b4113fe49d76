//! Which paragraphs are headings, and how deep.
//!
//! Numbering outweighs style: 一、 stands above （一） whatever the file made bold. A heading may be
//! a line of its own or run in: `（一）经济稳步增长。全年…`, `提升精细治理能级。深入推进…`.

use super::wording;
use crate::draft::{Paragraph, ParagraphStyle};
use crate::text::{flat, han};

/// How deep a heading stands. Unnumbered headings that open a part stand above numbered ones,
/// leads that run in below them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HeadingRank {
    /// 第一篇, or an unnumbered heading whose words open a part: 2011年工作回顾.
    Part,
    /// 第一章.
    Chapter,
    /// 一、
    First,
    /// 一、 below another 一、
    Nested,
    /// （一）
    Second,
    /// 1.
    Third,
    /// （1）
    Fourth,
    /// Unnumbered.
    Plain,
    /// 提升精细治理能级。 at the beginning of a paragraph.
    Lead,
}

/// A heading found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub rank: HeadingRank,
    /// Its number where it has one: 1 for 一、
    pub number: u8,
    /// Its words, as written.
    pub title: String,
    /// Whether it runs into the paragraph that it heads.
    pub runs_in: bool,
}

/// The longest heading, in characters.
const LONGEST: usize = 60;
/// The longest lead of a paragraph without a number.
const LONGEST_LEAD: usize = 16;

/// Reads the heading that a paragraph is or begins with. `opens_part` tells whether the words of
/// an unnumbered line name a part.
pub(super) fn heading(paragraph: &Paragraph, opens_part: impl Fn(&str) -> bool) -> Option<Heading> {
    let text = paragraph.text.trim();
    if matches!(paragraph.style, ParagraphStyle::Row | ParagraphStyle::Note) || text.is_empty() {
        return None;
    }
    if let Some((rank, number, taken)) = numbering(text) {
        return numbered(text, taken, rank, number);
    }
    // Of the lines without a number only this title often ends in a colon or has a remark behind it.
    if wording::titles_glossary(text) && !text.contains('。') {
        let title = text.trim_end_matches(['：', ':']).to_owned();
        return Some(Heading { rank: HeadingRank::Part, number: 0, title, runs_in: false });
    }
    let chars = text.chars().count();
    let styled = !matches!(paragraph.style, ParagraphStyle::Body);
    let closed =
        text.ends_with(['。', '；', ';', '，', '！']) || text.ends_with(['：', ':']) && !styled;
    if chars <= LONGEST && !closed && han(text) >= 2 && !text.contains('。') {
        let rank = if opens_part(text) { HeadingRank::Part } else { HeadingRank::Plain };
        let rank = if text.ends_with(['：', ':']) || text.starts_with(['—', '-']) {
            HeadingRank::Plain
        } else {
            rank
        };
        let is_one =
            styled || rank == HeadingRank::Part && chars <= 30 && !text.contains(['，', ',']);
        return is_one.then(|| Heading { rank, number: 0, title: text.to_owned(), runs_in: false });
    }
    lead(text)
}

/// Number, rank and the bytes that the number takes.
fn numbering(text: &str) -> Option<(HeadingRank, u8, usize)> {
    let first = text.chars().next()?;
    match first {
        '第' => {
            let (number, digits) = han_number(&text[first.len_utf8()..])?;
            let after = &text[first.len_utf8() + digits..];
            let unit =
                ["部分", "篇", "编", "章", "节"].iter().find(|unit| after.starts_with(**unit))?;
            let rank = match *unit {
                "章" => HeadingRank::Chapter,
                "节" => HeadingRank::First,
                _ => HeadingRank::Part,
            };
            let taken = first.len_utf8() + digits + unit.len();
            let open = after[unit.len()..].chars().next();
            open.is_none_or(|c| {
                c.is_whitespace() || "、：:".contains(c) || han(&c.to_string()) == 1
            })
            .then_some((rank, number, taken))
        }
        '（' | '(' => {
            let inner = &text[first.len_utf8()..];
            let (number, digits, rank) = match han_number(inner) {
                Some((number, digits)) => (number, digits, HeadingRank::Second),
                None => {
                    let (number, digits) = latin_number(inner)?;
                    (number, digits, HeadingRank::Fourth)
                }
            };
            let close = inner[digits..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
            Some((rank, number, first.len_utf8() + digits + close.len_utf8()))
        }
        _ => {
            let (number, digits, rank) = match han_number(text) {
                Some((number, digits)) => (number, digits, HeadingRank::First),
                None => {
                    let (number, digits) = latin_number(text)?;
                    (number, digits, HeadingRank::Third)
                }
            };
            let mark = text[digits..].chars().next()?;
            let next = text[digits + mark.len_utf8()..].chars().next();
            let marks = matches!(mark, '、' | '．' | '.')
                || rank == HeadingRank::First && matches!(mark, '，' | ',' | ' ');
            // 2.5 is a number, not the second heading.
            let decimal = mark == '.' && next.is_some_and(|c| c.is_ascii_digit());
            (marks && !decimal).then_some((rank, number, digits + mark.len_utf8()))
        }
    }
}

fn han_number(text: &str) -> Option<(u8, usize)> {
    let digits: usize = text
        .chars()
        .take_while(|c| "一二三四五六七八九十".contains(*c))
        .take(3)
        .map(char::len_utf8)
        .sum();
    let number = crate::text::small_number(text.get(..digits).filter(|d| !d.is_empty())?)?;
    u8::try_from(number).ok().map(|number| (number, digits))
}

fn latin_number(text: &str) -> Option<(u8, usize)> {
    let digits: usize = text
        .chars()
        .take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
        .take(3)
        .map(char::len_utf8)
        .sum();
    let number: u8 = flat(text.get(..digits)?).parse().ok()?;
    (number <= 60).then_some((number, digits))
}

/// A numbered paragraph: a heading line, one that runs in, or an item that is no heading.
fn numbered(text: &str, taken: usize, rank: HeadingRank, number: u8) -> Option<Heading> {
    let rest = text[taken..].trim_start_matches(['、', '.', '．', ' ', '\u{3000}']);
    if han(rest) < 2 && !matches!(rank, HeadingRank::Part | HeadingRank::Chapter) {
        return None;
    }
    let chars = text.chars().count();
    let sentence = rest.char_indices().find(|(_, c)| matches!(c, '。' | '！' | '：' | ':' | '；'));
    match sentence {
        None if chars <= LONGEST => {
            Some(Heading { rank, number, title: text.to_owned(), runs_in: false })
        }
        None => None,
        Some((at, mark)) => {
            let title_end = text.len() - rest.len() + at;
            let behind = rest[at + mark.len_utf8()..].trim();
            let title = text[..title_end].trim().to_owned();
            if title.chars().count() > LONGEST || mark == '；' {
                return None;
            }
            Some(Heading { rank, number, title, runs_in: !behind.is_empty() })
        }
    }
}

/// A short first sentence without a number that names what its paragraph is about.
fn lead(text: &str) -> Option<Heading> {
    let at = text.char_indices().take(LONGEST_LEAD + 1).find(|(_, c)| *c == '。')?.0;
    let title = text[..at].trim_start_matches(['—', '-', '●', '★', '◆', '■', '·', ' ']);
    let long = text.len() > at + 90;
    let plain = han(title) >= 4
        && !title.contains(['，', ',', '：', ':', '“'])
        && !title.starts_with("各位");
    (long && plain).then(|| Heading {
        rank: HeadingRank::Lead,
        number: 0,
        title: title.to_owned(),
        runs_in: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, style: ParagraphStyle) -> Option<(HeadingRank, String, bool)> {
        let paragraph = Paragraph { text: text.to_owned(), style };
        heading(&paragraph, |t| t.contains("回顾")).map(|h| (h.rank, h.title, h.runs_in))
    }

    #[test]
    fn headings_are_found_with_their_rank() {
        let long = "全年各项工作有序推进，群众满意度持续提高，重点项目全部开工，财政收入稳步增长，就业形势总体稳定。";
        type Case<'a> = (String, ParagraphStyle, Option<(HeadingRank, &'a str, bool)>);
        let cases: &[Case<'_>] = &[
            (
                "一、2021年工作回顾".into(),
                ParagraphStyle::Body,
                Some((HeadingRank::First, "一、2021年工作回顾", false)),
            ),
            (
                format!("（一）经济稳步增长。{long}"),
                ParagraphStyle::Body,
                Some((HeadingRank::Second, "（一）经济稳步增长", true)),
            ),
            (
                "1．建设社区食堂".into(),
                ParagraphStyle::Body,
                Some((HeadingRank::Third, "1．建设社区食堂", false)),
            ),
            (
                "第二章 发展目标".into(),
                ParagraphStyle::Body,
                Some((HeadingRank::Chapter, "第二章 发展目标", false)),
            ),
            (
                "2021年工作回顾".into(),
                ParagraphStyle::Body,
                Some((HeadingRank::Part, "2021年工作回顾", false)),
            ),
            (
                "做强特色产业".into(),
                ParagraphStyle::Bold,
                Some((HeadingRank::Plain, "做强特色产业", false)),
            ),
            (
                format!("提升治理能级。{long}"),
                ParagraphStyle::Body,
                Some((HeadingRank::Lead, "提升治理能级", true)),
            ),
            ("2.5万户居民受益".into(), ParagraphStyle::Body, None),
            (long.to_owned(), ParagraphStyle::Body, None),
            ("做强特色产业".into(), ParagraphStyle::Body, None),
            ("一是抓项目。二是抓服务。".into(), ParagraphStyle::Body, None),
        ];
        for (text, style, expected) in cases {
            let expected = expected.as_ref().map(|(r, t, i)| (*r, (*t).to_owned(), *i));
            assert_eq!(of(text, *style), expected, "{text}");
        }
    }
}
