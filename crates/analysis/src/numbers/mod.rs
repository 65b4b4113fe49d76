//! Ways of writing a number: 350万, 三百五十万 and 3,500,000 are one.
//!
//! A number is read to its value and written out again in every way that reports use; a query
//! looks for all of them. Works on the normal form: ASCII digits, 〇 for zero. What is a number
//! only by what stands beside it is in [`beside`].

mod beside;

pub use beside::{CheckedNumber, compound, counted};

use crate::TokenClass;
use crate::tokens::Tokens;

/// A number as `mantissa × 10^exponent`, the mantissa without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    mantissa: u128,
    exponent: i32,
}

impl Decimal {
    fn new(mut mantissa: u128, mut exponent: i32) -> Self {
        if mantissa == 0 {
            return Self { mantissa: 0, exponent: 0 };
        }
        while mantissa.is_multiple_of(10) {
            mantissa /= 10;
            exponent += 1;
        }
        Self { mantissa, exponent }
    }

    fn whole(self) -> Option<u128> {
        let power = 10u128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        self.mantissa.checked_mul(power)
    }

    /// The value divided by a power of ten, in decimal digits; `None` where nobody writes it so.
    fn decimal(self, divided_by: i32) -> Option<String> {
        let shifted = Self { mantissa: self.mantissa, exponent: self.exponent - divided_by };
        if let Some(whole) = shifted.whole() {
            return (whole < 10u128.pow(15)).then(|| whole.to_string());
        }
        let places = usize::try_from(-shifted.exponent).ok().filter(|&places| places <= 6)?;
        let digits = format!("{:0>width$}", shifted.mantissa, width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        Some(format!("{whole}.{fraction}"))
    }
}

/// The units that follow digits, with their power of ten; longer ones first.
const UNITS: [(&str, i32); 8] = [
    ("万亿", 12),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("亿", 8),
    ("万", 4),
    ("千", 3),
    ("百", 2),
];

/// Other ways of writing the number that `text` begins with, and how many bytes of `text` that
/// number takes; `None` where it begins with none. The way it is written is not among them.
/// `before` is what stands before it.
#[must_use]
pub fn other_ways(before: &str, text: &str) -> Option<(usize, Vec<String>)> {
    let is_digits = text.starts_with(|c: char| c.is_ascii_digit());
    let (length, value) = if is_digits { read_digits(text)? } else { read_numeral(text)? };
    let mut ways = ways(value);
    if is_digits {
        ways.extend(beside::numerals_beside(value, before, &text[length..]));
        let digits = text[..length].trim_end_matches(|c| power(c).is_some());
        if digits.len() < length {
            ways.extend(beside::with_note(digits, &text[digits.len()..length]));
        }
    }
    ways.retain(|way| way != &text[..length]);
    Some((length, ways))
}

impl Tokens {
    /// The tokens of a number in Han characters that is sought as a number: where it stands behind
    /// a further numeral (五个 in 十五个) it is another one, and not found. All else is as it is.
    #[must_use]
    pub fn number(source: &str) -> Self {
        let mut tokens = Self::of(source);
        tokens.opens_numeral = tokens.len() > 1 && begins_numeral(&tokens, 0);
        tokens
    }
}

/// Whether a whole numeral in Han characters begins at a token: 五 in 五个, not in 十五个, 第五个,
/// 三点五 or 几十; and so not where digits go before.
#[must_use]
pub(crate) fn begins_numeral(tokens: &Tokens, at: usize) -> bool {
    let character = |at: usize| {
        (tokens.as_slice()[at].class == TokenClass::Character)
            .then(|| tokens.term(at).chars().next())
            .flatten()
    };
    let Some(first) = character(at).filter(|&c| is_numeral(c)) else { return false };
    let Some(before) = at.checked_sub(1) else { return true };
    if tokens.as_slice()[before].class == TokenClass::Number {
        return false;
    }
    match character(before) {
        Some('第' | '几') => false,
        Some('数') => power(first).is_none(),
        Some('点') => !before.checked_sub(1).and_then(character).is_some_and(is_numeral),
        Some(c) => !is_numeral(c),
        None => true,
    }
}

/// Whether numerals in Han characters are made of it.
pub(crate) fn is_numeral(character: char) -> bool {
    matches!(
        character,
        '〇' | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
            | '两'
    )
}

fn read_digits(text: &str) -> Option<(usize, Decimal)> {
    let length =
        text.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(text.len());
    let digits = text[..length].trim_end_matches([',', '.']);
    let length = digits.len();
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa: u128 = format!("{}{fraction}", whole.replace(',', "")).parse().ok()?;
    let value = Decimal::new(mantissa, -i32::try_from(fraction.len()).ok()?);
    match UNITS.iter().find(|(unit, _)| text[length..].starts_with(unit)) {
        Some((unit, power)) => {
            Some((length + unit.len(), Decimal::new(value.mantissa, value.exponent + power)))
        }
        None => Some((length, value)),
    }
}

/// Reads a numeral in Han characters: three or more, all of which together are one number
/// (三百五十万, 二〇二一). Shorter ones are too often no number at all (一体化, 十分, 二十大).
fn read_numeral(text: &str) -> Option<(usize, Decimal)> {
    let length = text.find(|c| digit(c).is_none() && power(c).is_none()).unwrap_or(text.len());
    let numeral: Vec<char> = text[..length].chars().collect();
    if numeral.len() < 3 {
        return None;
    }
    let value = if numeral.iter().all(|&c| digit(c).is_some()) {
        // Longer rows of digits are no years, and have no end: they are not summed up.
        let digits = numeral.iter().filter_map(|&c| digit(c));
        let year = (numeral.len() == 4).then(|| digits.fold(0, |sum, digit| sum * 10 + digit))?;
        is_year(year).then_some(year)?
    } else {
        numeral_value(&numeral)?
    };
    Some((length, Decimal::new(value, 0)))
}

fn is_year(value: u128) -> bool {
    (1900..=2100).contains(&value)
}

fn digit(character: char) -> Option<u128> {
    "〇一二三四五六七八九"
        .chars()
        .position(|c| c == character)
        .map(|at| at as u128)
        .or((character == '两').then_some(2))
}

/// 万
const WAN: u128 = 10_000;
/// 亿
const YI: u128 = 100_000_000;

fn power(character: char) -> Option<u128> {
    match character {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(WAN),
        '亿' => Some(YI),
        _ => None,
    }
}

/// The value of a numeral with powers, by its grammar: powers fall within each group of four.
pub(crate) fn numeral_value(numeral: &[char]) -> Option<u128> {
    let (mut total, mut group, mut pending) = (0u128, 0u128, None::<u128>);
    let (mut last_small, mut last_large) = (u128::MAX, u128::MAX);
    for (at, &character) in numeral.iter().enumerate() {
        match (digit(character), power(character)) {
            // 二〇三: a row of digits, which has no places.
            (Some(0), _) if pending.is_some() => return None,
            (Some(0), _) => {}
            (Some(digit), _) if pending.is_none() => pending = Some(digit),
            (Some(_), _) => return None,
            (None, Some(power)) if power < WAN => {
                if power >= last_small || (pending.is_none() && !(power == 10 && at == 0)) {
                    return None;
                }
                group += pending.take().unwrap_or(1) * power;
                last_small = power;
            }
            (None, Some(power)) => {
                group += pending.take().unwrap_or(0);
                // 一万二千亿: what is counted in 万 is counted in 亿 with the rest.
                if power == YI && last_large == WAN && total < YI {
                    group += std::mem::take(&mut total);
                    last_large = u128::MAX;
                }
                if group == 0 || power >= last_large {
                    return None;
                }
                total += group * power;
                (group, last_small, last_large) = (0, u128::MAX, power);
            }
            (None, None) => return None,
        }
    }
    Some(total + group + pending.unwrap_or(0))
}

/// Every way in which reports write a value.
fn ways(value: Decimal) -> Vec<String> {
    let mut out = Vec::new();
    let mut add = |digits: Option<String>, unit: &str| {
        let Some(digits) = digits else { return };
        let grouped = group_thousands(&digits);
        if grouped != digits {
            out.push(format!("{grouped}{unit}"));
        }
        out.push(format!("{digits}{unit}"));
    };
    add(value.decimal(0), "");
    for (unit, power) in UNITS {
        let natural = match unit {
            "亿" | "万" | "万亿" => {
                value.decimal(power).filter(|digits| !digits.starts_with("0.0"))
            }
            _ => value.decimal(power).filter(|digits| digits.len() == 1 && digits != "0"),
        };
        add(natural, unit);
    }
    if let Some(whole) = value.whole() {
        let numeral = write_numeral(whole).filter(|numeral| numeral.chars().count() > 2);
        out.extend(numeral.into_iter().flat_map(spoken));
        if is_year(whole) {
            let year = whole.to_string();
            let digits = year.chars().filter_map(|c| c.to_digit(10));
            out.extend([digits
                .filter_map(|d| "〇一二三四五六七八九".chars().nth(d as usize))
                .collect()]);
        }
    }
    out
}

fn group_thousands(digits: &str) -> String {
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

/// A number in Han characters; `None` for zero and for what nobody writes so.
fn write_numeral(whole: u128) -> Option<String> {
    if !(1..WAN * WAN * YI).contains(&whole) {
        return None;
    }
    let mut numeral = String::new();
    if whole >= YI {
        push_groups(&mut numeral, whole / YI);
        numeral.push('亿');
    }
    push_groups(&mut numeral, whole % YI);
    let begins_with_ten = numeral.starts_with("一十");
    Some(if begins_with_ten { numeral.replacen("一十", "十", 1) } else { numeral })
}

/// Writes what is below 亿: a group of four places and 万, and one more. A gap is one 〇.
fn push_groups(numeral: &mut String, part: u128) {
    let mut gap = false;
    for (group, unit) in [(part / WAN, "万"), (part % WAN, "")] {
        if group == 0 {
            gap = true;
            continue;
        }
        if !numeral.is_empty() && (gap || group < 1000) {
            numeral.push('〇');
        }
        push_group(numeral, group);
        numeral.push_str(unit);
    }
}

/// A numeral with 二 and with 两 where both are usual.
fn spoken(numeral: String) -> Vec<String> {
    let spoken = numeral.replace("二百", "两百").replace("二千", "两千").replace("二万", "两万");
    if spoken == numeral { vec![numeral] } else { vec![numeral, spoken] }
}

fn push_group(numeral: &mut String, group: u128) {
    let mut zero = false;
    let mut begun = false;
    for (power, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = group / power % 10;
        if digit == 0 {
            zero = begun;
            continue;
        }
        if zero {
            numeral.push('〇');
        }
        (zero, begun) = (false, true);
        numeral.extend("〇一二三四五六七八九".chars().nth(digit as usize));
        numeral.push_str(unit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str, way: &str) -> bool {
        other_ways("", text).is_some_and(|(_, ways)| ways.iter().any(|w| w == way))
    }

    #[test]
    fn one_number_in_many_ways() {
        for (text, way) in [
            ("350万平方米", "三百五十万"),
            ("三百五十万", "350万"),
            ("350万", "3,500,000"),
            ("3500000", "350万"),
            ("1234.5亿", "1,234.5亿"),
            ("3.2万个", "32000"),
            ("2021", "二〇二一"),
            ("二〇二一", "2021"),
            ("一千〇五", "1,005"),
            ("12.5亿", "125000万"),
        ] {
            assert!(has(text, way), "{text} → {way}: {:?}", other_ways("", text));
        }
    }

    #[test]
    fn what_is_no_number_is_left_alone() {
        for text in ["十四五规划", "一体化", "二十大", "千万不要", "一二三产业", "万一"]
        {
            assert_eq!(other_ways("", text), None, "{text}");
        }
        assert!(other_ways("", &"九".repeat(60)).is_none());
        assert!(other_ways("", &"9".repeat(60)).is_none());
        assert!(other_ways("", &"九亿".repeat(30)).is_none());
        assert!(!has("5", "五"));
        assert!(!has("350万", "350"));
    }

    #[test]
    fn a_numeral_begins_where_none_goes_on() {
        let begins = |text: &str| -> String {
            let tokens = Tokens::of(text);
            (0..tokens.len())
                .filter(|&at| begins_numeral(&tokens, at))
                .map(|at| tokens.term(at).to_owned())
                .collect()
        };
        assert_eq!(begins("五个，十五个，第五个"), "五十");
        assert_eq!(begins("三点五公里，重点五项"), "三五");
        assert_eq!(begins("几十户，数十户，总数三户，3万户"), "三");
    }
}
