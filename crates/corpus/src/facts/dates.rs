//! Days as reports write them: `2023年1月4日`, `二〇〇六年元月十六日`, `2006.1.16`, and the
//! `201214` that is left when a page loses its 年月日.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use crate::text::{small_number, year};

/// A day found in a flat text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundDay {
    /// The day.
    pub date: Date,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"([12][\d〇零Oo]{3}|[一二三四五六七八九〇零Oo]{4})年",
        r"(\d{1,2}|[元正]|[一二三四五六七八九十]{1,2})月",
        r"(\d{1,2}|[一二三四五六七八九十廿卅]{1,3})(?:日|号|[-—至、到和~～](?:\d{1,2}月)?\d{1,2}日|\D|$)"
    ))
    .ok()
});

static DOTTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\D)((?:19|20)\d{2})[-./_](\d{1,2})[-./_](\d{1,2})(?:\D|$|\d{1,2}:\d{2})").ok()
});

static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\D)((?:19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?:\D|$)").ok()
});

/// Digits that stand before the name of a session and have lost their 年月日.
static STRIPPED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\d年月])((?:19|20)\d{2})(\d{2,4})日?在.{2,30}?(?:人民代表大会|人大)").ok()
});

/// All days written in a flat text, from left to right.
pub(super) fn all(flat: &str) -> Vec<FoundDay> {
    let mut found: Vec<FoundDay> = Vec::new();
    for pattern in [&*WRITTEN, &*DOTTED].into_iter().flatten() {
        found.extend(pattern.captures_iter(flat).filter_map(|c| day(&c)));
    }
    found.sort_by_key(|f| f.range.start);
    found
}

/// The first day of a file name, where eight digits in a row are a day too.
pub(super) fn in_name(flat: &str) -> Option<FoundDay> {
    all(flat).into_iter().next().or_else(|| BARE.as_ref()?.captures(flat).and_then(|c| day(&c)))
}

fn day(c: &Captures<'_>) -> Option<FoundDay> {
    let (y, m, d) = (c.get(1)?, c.get(2)?, c.get(3)?);
    let zeroed = y.as_str().replace(
        ['O', 'o', '〇', '零'],
        if y.as_str().starts_with(['1', '2']) { "0" } else { "〇" },
    );
    let date =
        Date::new(year(&zeroed)?, small_number(m.as_str())?, small_number(d.as_str())?).ok()?;
    Some(FoundDay { date, range: y.start()..d.end() })
}

/// A day whose 年月日 is lost: of the ways to cut the digits, the one in the months in which
/// congresses meet.
pub(super) fn stripped(flat: &str) -> Option<FoundDay> {
    let c = STRIPPED.as_ref()?.captures(flat)?;
    let (y, rest) = (c.get(1)?, c.get(2)?);
    let mut best: Option<(i8, Date)> = None;
    for month_digits in 1..=2 {
        let (Some(m), Some(d)) =
            (rest.as_str().get(..month_digits), rest.as_str().get(month_digits..))
        else {
            continue;
        };
        if d.is_empty() || d.len() > 2 || m.starts_with('0') && m.len() == 1 || d == "0" {
            continue;
        }
        let (Ok(month), Ok(day)) = (m.parse::<i8>(), d.parse::<i8>()) else { continue };
        let Some(date) = year(y.as_str()).and_then(|y| Date::new(y, month, day).ok()) else {
            continue;
        };
        let rank = match month {
            1 | 2 => 0,
            3 | 12 => 1,
            _ => 2,
        };
        if best.is_none_or(|(r, _)| rank < r) {
            best = Some((rank, date));
        }
    }
    best.map(|(_, date)| FoundDay { date, range: y.start()..rest.end() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::flat;

    #[test]
    fn days_are_read_as_written() {
        for (text, day) in [
            ("——２０２３年１月４日在云溪区", "2023-01-04"),
            ("二〇〇六年一月十六日", "2006-01-16"),
            ("二○○六年元月二十一日", "2006-01-21"),
            ("二OO三年一月十日", "2003-01-10"),
            ("二00三年一月十日", "2003-01-10"),
            ("二ＯО三年一月十日", "2003-01-10"),
            ("一九九0年一月十日", "1990-01-10"),
            ("一九九八年二月廿八日", "1998-02-28"),
            ("2009年1月14日至18日", "2009-01-14"),
            ("（2009.1.14）", "2009-01-14"),
            ("2009-01-14 08:00", "2009-01-14"),
            ("2021年12月21日在", "2021-12-21"),
        ] {
            let found = all(&flat(text));
            assert_eq!(found.first().map(|f| f.date.to_string()).as_deref(), Some(day), "{text}");
        }
        assert!(all("2023年13月4日").is_empty() && all("20XX年1月1日").is_empty());
    }

    #[test]
    fn a_day_without_its_marks_is_cut_by_season() {
        for (text, day) in [
            ("——201214在云溪区第十五届人民代表大会", "2012-01-04"),
            ("——2012114在云溪区第十五届人民代表大会", "2012-01-14"),
            ("——20121221在云溪区第十五届人民代表大会", "2012-12-21"),
        ] {
            assert_eq!(stripped(text).map(|f| f.date.to_string()).as_deref(), Some(day), "{text}");
        }
        assert_eq!(
            in_name("20230104云溪区").map(|f| f.date.to_string()).as_deref(),
            Some("2023-01-04")
        );
    }
}
