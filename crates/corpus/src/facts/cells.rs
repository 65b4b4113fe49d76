//! Days as tables have them: `2024/1/5 0:00`, `2024－01－05`, `45296`, and months (`2024年1月`,
//! `2024-01`), which tell a year and no day.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::dates;
use crate::text::flat;

/// What the cell of a column of dates tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateCell {
    Day(Date),
    /// Year and month.
    Month(i16, i8),
    Year(i16),
}

static NUMBERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^((?:19|20)\d{2})(?:[-/.年_](\d{1,2})(?:[-/.月_](\d{1,2})日?)?月?|年度?)?$").ok()
});
/// `20240105`, perhaps as a number with decimals.
static DIGITS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^((?:19|20)\d{2})(\d{2})(\d{2})(?:\.0)?$").ok());

/// The serial numbers of spreadsheets for 1950 to 2099, in days from the end of 1899.
const SERIALS: std::ops::Range<i32> = 18_264..73_051;

/// Reads the cell.
pub(super) fn read(cell: &str) -> Option<DateCell> {
    let plain: String = cell
        .nfkc()
        .map(|c| {
            if matches!(c, '―' | '—' | '─' | '–' | '‒' | '−' | '‐') { '-' } else { c }
        })
        .collect();
    let plain = plain.replace(['T', 't'], " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    // 0:00 behind a day is its hour; a date stretched by blanks is one word.
    let clock = words.iter().position(|word| word.contains(':')).unwrap_or(words.len());
    let day = words[..clock].concat();
    numbers(&day).or_else(|| serial(&day)).or_else(|| {
        let found = dates::in_name(&flat(cell))?;
        Some(DateCell::Day(found.date))
    })
}

fn numbers(text: &str) -> Option<DateCell> {
    let found = DIGITS
        .as_ref()
        .and_then(|pattern| pattern.captures(text))
        .or_else(|| NUMBERS.as_ref()?.captures(text))?;
    let year: i16 = found.get(1)?.as_str().parse().ok()?;
    let number = |at: usize| found.get(at).and_then(|m| m.as_str().parse::<i8>().ok());
    match (number(2), number(3)) {
        (Some(month), Some(day)) => Date::new(year, month, day).ok().map(DateCell::Day),
        (Some(month), None) => (1..=12).contains(&month).then_some(DateCell::Month(year, month)),
        _ => Some(DateCell::Year(year)),
    }
}

fn serial(text: &str) -> Option<DateCell> {
    let whole = text.split('.').next()?;
    let days: i32 = whole.parse().ok().filter(|days| SERIALS.contains(days))?;
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok().map(DateCell::Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_of_tables() {
        let day = |y, m, d| Some(DateCell::Day(date(y, m, d)));
        for (cell, told) in [
            ("2024/1/5 0:00", day(2024, 1, 5)),
            ("2024/01/05 00:00:00", day(2024, 1, 5)),
            ("2024-01-05T09:30:00", day(2024, 1, 5)),
            ("2024－01－05", day(2024, 1, 5)),
            ("２０２４／１／５", day(2024, 1, 5)),
            ("2024—1—5", day(2024, 1, 5)),
            ("2024.1.5", day(2024, 1, 5)),
            ("2024 年 1 月 5 日", day(2024, 1, 5)),
            ("20240105", day(2024, 1, 5)),
            ("45296", day(2024, 1, 5)),
            ("45296.0", day(2024, 1, 5)),
            ("二〇二四年一月五日", day(2024, 1, 5)),
            ("2024年1月", Some(DateCell::Month(2024, 1))),
            ("2024-01", Some(DateCell::Month(2024, 1))),
            ("2023/12", Some(DateCell::Month(2023, 12))),
            ("2024", Some(DateCell::Year(2024))),
            ("2024年", Some(DateCell::Year(2024))),
            ("2024/13/5", None),
            ("待补", None),
            ("17", None),
        ] {
            assert_eq!(read(cell), told, "{cell}");
        }
    }
}
