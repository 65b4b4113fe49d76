//! Lines become paragraphs: escapes healed, comments and stray tags out, paragraphs that a file
//! cut at a fixed width joined again, documents that came as one line cut where they were.

use super::markup::{Data, without_markup};
use super::split::{split_indents, split_long};
use crate::decode::heal;
use crate::draft::{Paragraph, ParagraphStyle};

/// Heals and splits a draft's paragraphs. Blank lines are gone afterwards.
///
/// Comments of the page go to `comments`: some name the day.
pub(super) fn paragraphs(draft: &[Paragraph], comments: &mut Vec<String>) -> Vec<Paragraph> {
    let lines = healed_lines(draft);
    let lines = without_markup(lines, comments);
    let lines: Vec<Paragraph> = lines.into_iter().flat_map(split_indents).collect();
    join_cut(&lines).into_iter().flat_map(split_long).filter(|p| !p.text.is_empty()).collect()
}

/// Lines with their indents still in place, without pictures that are written out in the text.
fn healed_lines(draft: &[Paragraph]) -> Vec<Paragraph> {
    let mut lines = Vec::with_capacity(draft.len());
    let mut data = Data::default();
    for paragraph in draft {
        let Some(text) = data.without(&paragraph.text) else { continue };
        let healed = heal(&text);
        // A row stays one line, whatever line ends its cells have.
        if paragraph.style == ParagraphStyle::Row {
            let row = healed.replace('\n', " ");
            lines.push(unstarred(row.trim_end(), ParagraphStyle::Row));
            continue;
        }
        for line in healed.split('\n') {
            lines.push(unstarred(unbroken(line), paragraph.style));
        }
    }
    lines
}

/// A line without the backslashes at its end that stand for a line break in Markdown: no sentence
/// ends with one.
fn unbroken(line: &str) -> &str {
    line.trim_end().trim_end_matches('\\').trim_end()
}

/// Takes the stars of Markdown's bold off a line of a format that does not know them.
fn unstarred(line: &str, style: ParagraphStyle) -> Paragraph {
    if !line.contains("**") {
        return Paragraph { text: line.to_owned(), style };
    }
    let inner = line.trim().strip_prefix("**").and_then(|inner| inner.strip_suffix("**"));
    let whole = style == ParagraphStyle::Body && inner.is_some_and(|inner| !inner.contains("**"));
    Paragraph {
        text: line.replace("**", ""),
        style: if whole { ParagraphStyle::Bold } else { style },
    }
}

/// How wide the lines of a text are that was cut at a fixed width, or `None`.
fn cut_width(lines: &[Paragraph]) -> Option<usize> {
    let mut counts = [0_usize; 121];
    let mut all = 0;
    for line in lines.iter().filter(|l| l.style == ParagraphStyle::Body) {
        let text = line.text.trim();
        if text.is_empty() {
            continue;
        }
        all += 1;
        let width = width(&line.text);
        if !ends_sentence(text) && (14..=120).contains(&width) {
            counts[width] += 1;
        }
    }
    let band = |at: usize| counts[at.saturating_sub(2)..=at].iter().sum::<usize>();
    let widest = (14..=120).max_by_key(|&at| band(at))?;
    (all >= 8 && band(widest) * 100 >= all * 35).then_some(widest)
}

/// Width in full-width cells: Latin characters are half as wide.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>().div_ceil(2)
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['。', '！', '？', '；', '：', ':', '”', '）', '!', '?', ';', '…', '.'])
}

fn indented(text: &str) -> bool {
    text.starts_with('\u{3000}')
        || text.starts_with("  ")
        || text.starts_with("\u{A0}\u{A0}")
        || text.starts_with('\t')
}

/// Joins lines that were cut at a fixed width. Text that was not cut stays as it is.
fn join_cut(lines: &[Paragraph]) -> Vec<Paragraph> {
    let Some(full) = cut_width(lines) else {
        return lines.iter().map(tidy).collect();
    };
    let body = lines.iter().filter(|l| !l.text.trim().is_empty()).count();
    let blank = lines.len() - body;
    // Where every line is followed by a blank one, blank lines are no paragraph ends.
    let blanks_part = blank * 2 < body;
    let indents = lines.iter().filter(|l| indented(&l.text)).count() * 10 >= body;
    let mut out: Vec<Paragraph> = Vec::new();
    let mut runs_on = false;
    for line in lines {
        let text = line.text.trim();
        if text.is_empty() {
            runs_on &= !blanks_part;
            continue;
        }
        let joins = runs_on
            && line.style == ParagraphStyle::Body
            && !indented(&line.text)
            && !starts_block(text);
        match out.last_mut().filter(|_| joins) {
            Some(last) => {
                let latin = last.text.ends_with(|c: char| c.is_ascii_alphabetic())
                    && text.starts_with(|c: char| c.is_ascii_alphabetic());
                if latin {
                    last.text.push(' ');
                }
                last.text.push_str(&squeeze(text));
            }
            None => out.push(tidy(line)),
        }
        let reaches = width(&line.text) + 3 >= full;
        runs_on =
            line.style == ParagraphStyle::Body && reaches && (indents || !ends_sentence(text));
    }
    out
}

/// Lines that begin something of their own, however full the line before was.
fn starts_block(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    match first {
        Some('（' | '(') => {
            chars.next().is_some_and(|c| "一二三四五六七八九十".contains(c))
                && chars.any(|c| c == '）' || c == ')')
        }
        Some(c) if "一二三四五六七八九十".contains(c) => {
            chars.find(|c| !"一二三四五六七八九十".contains(*c)) == Some('、')
        }
        _ => text.starts_with("各位代表"),
    }
}

fn tidy(paragraph: &Paragraph) -> Paragraph {
    let text = match paragraph.style {
        ParagraphStyle::Row => paragraph.text.trim().to_owned(),
        _ => squeeze(paragraph.text.trim()),
    };
    Paragraph { text, style: paragraph.style }
}

/// Every run of blanks becomes one; between Han characters of a run of single ones
/// (`政 府 工 作 报 告`) they stay for the title rules to read.
fn squeeze(text: &str) -> String {
    let odd = |c: char| c != ' ' && c.is_whitespace();
    if !text.contains("  ") && !text.contains(odd) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) && !out.is_empty() {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Vec<String> {
        let draft: Vec<Paragraph> = text
            .lines()
            .map(|l| Paragraph { text: l.to_owned(), style: ParagraphStyle::Body })
            .collect();
        paragraphs(&draft, &mut Vec::new()).into_iter().map(|p| p.text).collect()
    }

    #[test]
    fn escapes_split_paragraphs() {
        assert_eq!(
            run("　　甲区稳步发展。\\r\\n　　乙区&nbsp;&nbsp;继续努力。"),
            ["甲区稳步发展。", "乙区 继续努力。"]
        );
    }

    #[test]
    fn comments_and_tags_go() {
        assert_eq!(
            run("<!-- 旧\n导航\n-->正文<b>在此</b><!-- x -->。\n<p>二</p>"),
            ["正文在此。", "二"]
        );
        assert_eq!(run("数值<5且>3"), ["数值<5且>3"]);
    }

    #[test]
    fn lines_cut_at_a_width_are_joined() {
        let sentence = "全区坚持稳中求进工作总基调统筹推进各项事业取得新的成效，民生福祉持续增进，营商环境不断优化，城市面貌焕然一新";
        let mut cut = String::new();
        for number in 0..6 {
            let paragraph: Vec<char> =
                format!("　　第{number}段{sentence}{sentence}。").chars().collect();
            for line in paragraph.chunks(30) {
                cut.extend(line);
                cut.push('\n');
            }
        }
        let got = run(&cut);
        assert_eq!(got.len(), 6, "{got:?}");
        assert!(got[0].starts_with("第0段全区") && got[0].ends_with("焕然一新。"));
    }

    #[test]
    fn a_document_in_one_line_is_cut_at_its_headings() {
        let body = "全区各项事业取得新的进步。".repeat(90);
        let text = format!(
            "政府工作报告 各位代表：现在，我代表区人民政府报告工作。一、2021年工作回顾{body}二、2022年工作安排{body}（一）做强产业。{body}"
        );
        let got = run(&text);
        assert!(got.len() >= 5, "{}", got.len());
        assert!(got.iter().any(|p| p.starts_with("二、2022年工作安排")));
        assert_eq!(got.concat(), text.replace("报告 各", "报告各"));
    }
}
