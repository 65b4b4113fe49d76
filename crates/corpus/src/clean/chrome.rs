//! What on a page is not the report: tool bars, breadcrumbs, share lines, index cards, comment
//! boxes, footers. A line is told by its wording alone; where in the text it stands is weighed by
//! the caller.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::{RegexSet, RegexSetBuilder};

/// What a line of page furniture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chrome {
    /// Furniture wherever it stands.
    Plain,
    /// Furniture behind which nothing of the report follows: related links, footers, comments.
    End,
}

/// Words of buttons and patterns of lines, with cases; see there.
const TABLE: &str = include_str!("../../data/furniture.txt");

/// Words of buttons and menus. A line that consists of nothing else is furniture.
static BUTTONS: LazyLock<HashSet<&str>> = LazyLock::new(|| rows("buttons").collect());
static PLAIN: LazyLock<Option<RegexSet>> = LazyLock::new(|| set("plain"));
static END: LazyLock<Option<RegexSet>> = LazyLock::new(|| set("end"));

/// The lines of a section of the table, cases and remarks included.
fn section(name: &str) -> impl Iterator<Item = &'static str> {
    let lines = TABLE.lines().skip_while(move |line| !is_heading(line, name)).skip(1);
    lines.take_while(|line| !line.is_empty())
}

fn is_heading(line: &str, name: &str) -> bool {
    line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) == Some(name)
}

/// The rows of a section.
fn rows(name: &str) -> impl Iterator<Item = &'static str> {
    section(name).filter(|line| !line.starts_with(['#', '=']))
}

/// Memory that a set's automaton may take in each thread, in bytes. So many patterns do not fit into
/// the usual two million, and are then matched a character at a time by way of every pattern, which
/// took a third of the time of reading a report.
const AUTOMATON: usize = 32 << 20;

fn set(section: &str) -> Option<RegexSet> {
    RegexSetBuilder::new(rows(section)).dfa_size_limit(AUTOMATON).build().ok()
}

/// Words that a disclaimer has and a report's paragraph hardly.
const DISCLAIMERS: &[&str] = &["转载", "侵权", "版权", "本站", "本网", "原创", "不代表", "声明"];

/// The length, in characters, from which a line with a full stop is prose.
const PROSE: usize = 48;

/// The longest line that may be furniture, in characters without blanks.
const LONGEST: usize = 240;

/// Tells whether a line, given without blanks, is page furniture.
pub(super) fn chrome(flat: &str) -> Option<Chrome> {
    // A report's paragraphs are long and have sentences: they are told apart before any pattern
    // runs. Disclaimers are long too, and begin in few ways.
    let disclaimer = flat.starts_with([
        '本', '凡', '声', '免', '版', '特', '郑', '温', '转', '未', '如', '侵', '以', '该', '文',
    ]) && DISCLAIMERS.iter().any(|word| flat.contains(word));
    let prose = flat.len() > PROSE * 3 && flat.contains('。');
    if (prose || flat.len() > LONGEST * 3) && !disclaimer || flat.len() > LONGEST * 12 {
        return None;
    }
    if END.as_ref().is_some_and(|set| set.is_match(flat)) {
        return Some(Chrome::End);
    }
    if is_buttons(flat) || PLAIN.as_ref().is_some_and(|set| set.is_match(flat)) {
        return Some(Chrome::Plain);
    }
    None
}

/// Tells a row of several buttons with only blanks between them: 首页 上传文档 登录.
pub(super) fn row_of_buttons(text: &str) -> Option<Chrome> {
    let several = text.len() <= 120 && text.trim().contains(char::is_whitespace);
    (several && text.split_whitespace().all(is_buttons)).then_some(Chrome::Plain)
}

/// Whether a line is made of nothing but words of buttons and what separates them.
fn is_buttons(flat: &str) -> bool {
    if flat.len() > 240 {
        return false;
    }
    let mut words = 0;
    for word in flat.split([
        '|', '｜', '·', '•', '/', '>', '＞', '»', '【', '】', '[', ']', '(', ')', '（', '）', ':',
        '：', '、', '-', '—', ',',
    ]) {
        if word.is_empty() {
            continue;
        }
        if !BUTTONS.contains(word) {
            return false;
        }
        words += 1;
    }
    words > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::flat;

    fn cases(name: &str) -> Vec<&'static str> {
        let cases: Vec<_> = section(name).filter_map(|line| line.strip_prefix("= ")).collect();
        assert!(cases.len() > 5, "{name}: {cases:?}");
        cases
    }

    #[test]
    fn every_pattern_is_one() {
        let broken = |row: &&str| regex::Regex::new(row).is_err();
        for name in ["plain", "end"] {
            assert_eq!(rows(name).filter(broken).collect::<Vec<_>>(), [""; 0], "{name}");
            assert!(set(name).is_some_and(|set| set.len() == rows(name).count()), "{name}");
            assert!(rows(name).count() > 20, "{name}");
        }
        assert!(BUTTONS.len() > 150 && BUTTONS.len() == rows("buttons").count(), "one twice");
    }

    #[test]
    fn furniture_is_told() {
        for line in cases("plain") {
            assert!(chrome(&flat(line)).is_some(), "{line}");
        }
        for line in cases("end") {
            assert_eq!(chrome(&flat(line)), Some(Chrome::End), "{line}");
        }
    }

    #[test]
    fn the_reports_own_lines_stay() {
        for line in cases("stays") {
            assert_eq!(chrome(&flat(line)), None, "{line}");
        }
    }
}
