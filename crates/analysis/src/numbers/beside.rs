//! Numbers that are known for one by what stands beside them: `十五分钟`, `第十二届`, `三点五公里`,
//! `百分之三十`, and spans of two.
//!
//! A Han numeral of one or two characters is too often no number at all (一体化, 十分, 二十大), so
//! it is read only before a unit or behind 第.

use super::{Decimal, digit, numeral_value, power, write_numeral};

/// What follows a number and says that it is one; longer ones first. Not among them are words of
/// which a reader would think first: 分 (十分), 点 (三点), 大 (二十大), 面 (四面), 块 (一块).
const UNITS: [&str; 78] = [
    "平方公里",
    "立方米",
    "平方米",
    "个百分点",
    "世纪",
    "年代",
    "季度",
    "分钟",
    "小时",
    "公里",
    "公顷",
    "公斤",
    "千瓦",
    "兆瓦",
    "美元",
    "个月",
    "周年",
    "街道",
    "社区",
    "年",
    "月",
    "日",
    "天",
    "号",
    "周",
    "岁",
    "秒",
    "人",
    "名",
    "户",
    "家",
    "个",
    "项",
    "条",
    "次",
    "届",
    "批",
    "期",
    "座",
    "所",
    "处",
    "台",
    "辆",
    "艘",
    "架",
    "栋",
    "幢",
    "套",
    "间",
    "张",
    "件",
    "种",
    "类",
    "级",
    "位",
    "层",
    "楼",
    "轮",
    "场",
    "支",
    "只",
    "株",
    "棵",
    "例",
    "宗",
    "段",
    "章",
    "节",
    "枚",
    "组",
    "班",
    "亩",
    "吨",
    "米",
    "度",
    "元",
    "倍",
    "卷",
];

/// Units of which 两 is never said.
const COUNTED_BY_TWO: [&str; 10] =
    ["月", "日", "号", "届", "世纪", "年代", "季度", "期", "级", "楼"];

/// A number that the segmenter of words has to agree with, or one that is sure by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedNumber {
    /// How many bytes of the text it takes.
    pub length: usize,
    /// Where the numeral ends: a word must begin with it, and end there or at `length` (so that
    /// 一次性 is no number). `None` where the number is sure.
    pub numeral_end: Option<usize>,
    /// Other ways of writing it.
    pub others: Vec<String>,
}

/// The unit that `text` begins with.
pub(super) fn unit(text: &str) -> Option<&'static str> {
    UNITS.into_iter().find(|unit| text.starts_with(unit))
}

/// Reads a number in Han characters at the beginning of `text`, known by what stands beside it.
#[must_use]
pub fn counted(text: &str) -> Option<CheckedNumber> {
    fraction(text).or_else(|| ordinal(text)).or_else(|| decimal(text)).or_else(|| short(text))
}

/// 第十二届, 第三.
fn ordinal(text: &str) -> Option<CheckedNumber> {
    let rest = text.strip_prefix('第')?;
    let (length, value) = numeral(rest)?;
    let unit = unit(&rest[length..]).unwrap_or_default();
    let numeral_end = "第".len() + length;
    let others = vec![format!("第{value}{unit}")];
    Some(CheckedNumber { length: numeral_end + unit.len(), numeral_end: Some(numeral_end), others })
}

/// 十五分钟; longer numerals need no unit and are read without.
fn short(text: &str) -> Option<CheckedNumber> {
    let (length, value) = numeral(text).filter(|_| numeral_length(text) <= 2)?;
    let unit = unit(&text[length..])?;
    let others = vec![format!("{value}{unit}")];
    Some(CheckedNumber { length: length + unit.len(), numeral_end: Some(length), others })
}

/// 三点五公里: without a unit it may be a time of day.
fn decimal(text: &str) -> Option<CheckedNumber> {
    let (length, value) = decimal_value(text)?;
    let rest = &text[length..];
    let unit =
        unit(rest).or_else(|| ["万", "亿"].into_iter().find(|unit| rest.starts_with(unit)))?;
    let others = vec![format!("{value}{unit}")];
    Some(CheckedNumber { length: length + unit.len(), numeral_end: None, others })
}

/// 百分之三十, 三分之一.
fn fraction(text: &str) -> Option<CheckedNumber> {
    let (front, back) = text.split_once("分之")?;
    let sign = match front {
        "百" => "%",
        "千" => "‰",
        _ => "",
    };
    let (length, value) = match decimal_value(back) {
        Some(found) if !sign.is_empty() => found,
        _ => numeral(back).map(|(length, value)| (length, value.to_string()))?,
    };
    let written = if sign.is_empty() {
        let below = numeral(front).filter(|(length, _)| *length == front.len())?.1;
        format!("{value}/{below}")
    } else {
        format!("{value}{sign}")
    };
    let length = front.len() + "分之".len() + length;
    Some(CheckedNumber { length, numeral_end: None, others: vec![written] })
}

/// The characters of numerals that `text` begins with.
fn numeral_length(text: &str) -> usize {
    text.chars().take_while(|&c| digit(c).is_some() || power(c).is_some()).count()
}

/// A whole run of numeral characters with a digit or 十 in front, and its value.
fn numeral(text: &str) -> Option<(usize, u128)> {
    let run: Vec<char> = text.chars().take(numeral_length(text)).collect();
    let first = *run.first()?;
    if first == '〇' || (digit(first).is_none() && first != '十') {
        return None;
    }
    Some((run.iter().map(|c| c.len_utf8()).sum(), numeral_value(&run)?))
}

/// 三点五 as 3.5.
fn decimal_value(text: &str) -> Option<(usize, String)> {
    let (front, back) = text.split_once('点')?;
    let whole = if front == "〇" {
        0
    } else {
        numeral(front).filter(|(length, _)| *length == front.len())?.1
    };
    let digits: Vec<u128> = back.chars().map_while(digit).collect();
    let has_power = back.chars().nth(digits.len()).is_some_and(|c| matches!(c, '十' | '百' | '千'));
    if digits.is_empty() || digits.len() > 6 || has_power {
        return None;
    }
    let length = front.len() + "点".len() + digits.len() * "一".len();
    let digits: String = digits.iter().map(u128::to_string).collect();
    Some((length, format!("{whole}.{digits}")))
}

/// Numerals in Han characters for a number in digits, with what stands beside it: `before` ends
/// with what precedes it, and `after` begins with what follows.
pub(super) fn numerals_beside(value: Decimal, before: &str, after: &str) -> Vec<String> {
    let unit = unit(after).unwrap_or_default();
    let Some(whole) = value.whole() else {
        let decimal = value.decimal(0).and_then(|digits| han_decimal(&digits));
        return decimal.filter(|_| !unit.is_empty()).map(|d| d + unit).into_iter().collect();
    };
    let Some(numeral) = write_numeral(whole) else { return Vec::new() };
    if before.ends_with('第') {
        let next: String = after.chars().take(1).filter(|c| c.is_alphabetic()).collect();
        let unit = if unit.is_empty() { next.as_str() } else { unit };
        return vec![format!("第{numeral}{unit}")];
    }
    if unit.is_empty() {
        let is_closed = numeral.ends_with(['万', '亿']) || numeral.chars().count() > 2;
        return if is_closed { super::spoken(numeral) } else { Vec::new() };
    }
    let mut numerals = super::spoken(numeral);
    if whole == 2 && !COUNTED_BY_TWO.contains(&unit) {
        numerals.push("两".to_owned());
    }
    numerals.iter().map(|numeral| format!("{numeral}{unit}")).collect()
}

/// A number with its unit where the mark of a note stands between the two: `1250①亿`. Notes are
/// numbered from one in every list, so that few are ever more than nine.
pub(super) fn with_note(digits: &str, unit: &str) -> impl Iterator<Item = String> {
    // A number that might be such a mark itself is none before one.
    let is_no_mark = digits.len() > 2;
    "①②③④⑤⑥⑦⑧⑨".chars().filter(move |_| is_no_mark).map(move |note| format!("{digits}{note}{unit}"))
}

fn han_digits(digits: &str) -> String {
    let han = |c: char| "〇一二三四五六七八九".chars().nth(c.to_digit(10)? as usize);
    digits.chars().filter_map(han).collect()
}

/// 3.5 as 三点五.
fn han_decimal(number: &str) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u128 = whole.replace(',', "").parse().ok()?;
    let whole = if whole == 0 { "〇".to_owned() } else { write_numeral(whole)? };
    if fraction.is_empty() {
        return Some(whole);
    }
    Some(format!("{whole}点{}", han_digits(fraction)))
}

/// What joins the two ends of a span, outside quotation marks.
const JOINTS: [&str; 4] = ["-", "~", "〜", "至"];

/// Other ways of writing what begins with a number and is more than one: `30%`, `1/3`, `5-10`,
/// `5%~10%`.
#[must_use]
pub fn compound(text: &str) -> Vec<String> {
    if let Some((joint, front, back)) = span(text) {
        let others = JOINTS.iter().filter(|other| **other != joint);
        return others.map(|other| format!("{front}{other}{back}")).collect();
    }
    for (sign, words) in [("%", "百分之"), ("‰", "千分之")] {
        if let Some(number) = text.strip_suffix(sign).filter(|number| is_number(number)) {
            let han = han_decimal(number.trim_start_matches(','));
            return han.map(|han| format!("{words}{han}")).into_iter().collect();
        }
    }
    let parts = text.split_once('/').filter(|(a, b)| is_number(a) && is_number(b));
    let fraction = parts.and_then(|(above, below)| {
        Some(format!("{}分之{}", han_decimal(below)?, han_decimal(above)?))
    });
    fraction.into_iter().collect()
}

fn span(text: &str) -> Option<(&'static str, &str, &str)> {
    JOINTS.iter().find_map(|joint| {
        let (front, back) = text.split_once(joint)?;
        let is_end = |end: &str| is_number(end.trim_end_matches(['%', '‰']));
        (is_end(front) && is_end(back)).then_some((*joint, front, back))
    })
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::other_ways;

    #[test]
    fn short_numerals_are_numbers_before_a_unit() {
        for (text, other) in [
            ("十五分钟生活圈", "15分钟"),
            ("三十户", "30户"),
            ("十二月底", "12月"),
            ("第十二届", "第12届"),
            ("第三次会议", "第3次"),
            ("第一百〇五条", "第105条"),
            ("两个", "2个"),
            ("三点五公里", "3.5公里"),
            ("〇点八亿", "0.8亿"),
            ("百分之三十", "30%"),
            ("百分之三点五", "3.5%"),
            ("千分之五", "5‰"),
            ("三分之一", "1/3"),
        ] {
            let found = counted(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.others, [other], "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_left_alone() {
        for text in [
            "一体化",
            "十分",
            "二十大",
            "一带一路",
            "三农",
            "四面八方",
            "万人",
            "百家",
            "三点五十分",
            "十四五规划",
            "一二三产业",
            "第几届",
            "五五普法",
            "〇个",
            "千家",
            "分之",
            "百分之百",
        ] {
            assert_eq!(counted(text), None, "{text}");
        }
    }

    #[test]
    fn digits_are_written_in_han_beside_a_unit() {
        for (before, text, way) in [
            ("", "15分钟", "十五分钟"),
            ("", "30户", "三十户"),
            ("", "12月底", "十二月"),
            ("第", "12届", "第十二届"),
            ("第", "3产业", "第三产"),
            ("", "2个", "两个"),
            ("", "10个", "十个"),
            ("", "3.5公里", "三点五公里"),
            ("", "1万余", "一万"),
            ("", "101条", "一百〇一条"),
        ] {
            let (_, ways) = other_ways(before, text).unwrap();
            assert!(ways.iter().any(|w| w == way), "{text} → {way}: {ways:?}");
        }
        for (before, text) in [("", "15规划"), ("", "5"), ("", "10大")] {
            let (_, ways) = other_ways(before, text).unwrap();
            assert!(!ways.iter().any(|w| w.contains(['十', '五'])), "{ways:?}");
        }
    }

    #[test]
    fn compounds_are_written_in_other_ways() {
        assert_eq!(compound("30%"), ["百分之三十"]);
        assert_eq!(compound("3.5%"), ["百分之三点五"]);
        assert_eq!(compound("1/3"), ["三分之一"]);
        assert_eq!(compound("5%~10%"), ["5%-10%", "5%〜10%", "5%至10%"]);
        assert_eq!(compound("2031-2035"), ["2031~2035", "2031〜2035", "2031至2035"]);
        for text in ["2020-01-05", "a-1", "1:1", "-", "5-", "%"] {
            assert!(compound(text).is_empty(), "{text}");
        }
    }
}
