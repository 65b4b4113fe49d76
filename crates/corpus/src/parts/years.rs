//! The years that headings and openings speak of: 2021年, 二〇二一年, 今年, “十四五”时期.

use std::sync::LazyLock;

use regex::Regex;

use super::words::{YEARS_AHEAD, any};
use crate::text::{small_number, year};

/// The year of the report, which tells 2022年主要工作 as review or as tasks.
pub(super) type Year = Option<i16>;

static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"((?:19|20)\d{2}|[一二][九〇零][一二三四五六七八九〇零]{2})年").ok()
});

/// The years named in a flat text.
pub(super) fn named(t: &str) -> impl Iterator<Item = i16> {
    let pattern = YEAR.as_ref().filter(|_| t.contains('年'));
    pattern
        .into_iter()
        .flat_map(|pattern| pattern.captures_iter(t))
        .filter_map(|c| year(c.get(1)?.as_str()))
}

/// The year that a flat text begins with: 2021年…, 二〇二一年….
pub(super) fn leading(t: &str) -> Option<i16> {
    let end = t.find('年')?;
    year(&t[..end])
}

/// Whether a flat text speaks of the report's own year, or of the one that follows its delivery.
pub(super) fn is_own(t: &str, report_year: Year) -> bool {
    any(t, &["今年", "明年"]) || report_year.is_some_and(|own| named(t).any(|y| y == own))
}

static PERIOD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        "[“\"‘「']([一二三四五六七八九十]{1,2})五[”\"’」']|([一二三四五六七八九十]{1,2})五(?:时期|期间|规划|计划|发展|目标|末|以来|开局|收官|蓝图)",
    )
    .ok()
});

/// The first year of the plans of five years that a flat text names.
fn periods(t: &str) -> impl Iterator<Item = i16> {
    let pattern = PERIOD.as_ref().filter(|_| t.contains('五'));
    let found = pattern.into_iter().flat_map(|pattern| pattern.captures_iter(t));
    found.filter_map(|c| {
        let number = c.get(1).or(c.get(2))?.as_str();
        match i16::from(small_number(number)?) {
            0 => None,
            // Between the second and the third lay three years of adjustment.
            number @ 1..=2 => Some(1953 + 5 * (number - 1)),
            number => Some(1966 + 5 * (number - 3)),
        }
    })
}

/// Whether a flat text names a plan of five years that is over in the report's year.
pub(super) fn is_past_period(t: &str, report_year: Year) -> bool {
    report_year.is_some_and(|own| periods(t).any(|first| first + 4 < own))
}

/// Whether a flat text speaks of years beyond the report's own: 今后五年, or a plan that begins.
pub(super) fn are_ahead(t: &str, report_year: Year) -> bool {
    any(t, &YEARS_AHEAD) || periods(t).any(|first| report_year.is_none_or(|own| first >= own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_of_five_years_are_over_or_begin() {
        for (text, year, past, ahead) in [
            ("“十三五”时期工作回顾", 2021, true, false),
            ("“十四五”时期主要目标", 2021, false, true),
            ("“十四五”时期主要目标", 2023, false, false),
            ("“十五”计划的目标和任务", 2001, false, true),
            ("十五届人大一次会议", 2001, false, false),
            ("“十五五”规划", 2026, false, true),
            ("“九五”时期的回顾", 2001, true, false),
            ("“二五”计划", 1958, false, true),
            ("今后五年的奋斗目标", 2017, false, true),
        ] {
            let year = Some(year);
            assert_eq!(
                (is_past_period(text, year), are_ahead(text, year)),
                (past, ahead),
                "{text}"
            );
        }
    }

    #[test]
    fn years_are_read_in_both_numerals() {
        assert!(is_own("二、二〇〇一年工作意见", Some(2001)));
        assert_eq!(leading("一九八九年,我们"), Some(1989));
        assert_eq!(leading("2021年是"), Some(2021));
        assert_eq!(leading("过去五年"), None);
    }
}
