//! A number at a place of a text, in digits or in Han characters, with its scale (万, 亿).

use super::letters::Letters;
use super::units;
use crate::numbers::numeral_value;

/// A number that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// How many letters it takes.
    pub(super) length: usize,
    /// Its value, scale included.
    pub(super) value: f64,
    /// The scale alone.
    pub(super) scale: f64,
    /// 多, 余: somewhat more.
    pub(super) more: bool,
    /// Whether it is written in Han characters.
    pub(super) han: bool,
}

/// Scales, longer ones first.
const SCALES: &[(&str, f64)] = &[
    ("万亿", 1e12),
    ("千亿", 1e11),
    ("百亿", 1e10),
    ("千万", 1e7),
    ("百万", 1e6),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
];

const MORE: &[char] = &['多', '余'];

/// Reads the number at a place, which must be its beginning.
pub(super) fn read(letters: &Letters, at: usize) -> Option<Number> {
    if letters.at(at).is_ascii_digit() { digits(letters, at) } else { numeral(letters, at) }
}

fn digits(letters: &Letters, start: usize) -> Option<Number> {
    let mut at = start;
    let mut written = String::new();
    while letters.at(at).is_ascii_digit() {
        written.push(letters.at(at));
        at += 1;
        let grouped = letters.at(at) == ','
            && (1..4).all(|next| letters.at(at + next).is_ascii_digit())
            && !letters.at(at + 4).is_ascii_digit();
        if grouped {
            at += 1;
        }
    }
    if letters.at(at) == '.' && letters.at(at + 1).is_ascii_digit() {
        written.push('.');
        at += 1;
        while letters.at(at).is_ascii_digit() {
            written.push(letters.at(at));
            at += 1;
        }
    }
    let value: f64 = written.parse().ok()?;
    Some(scaled(letters, start, at, value, false))
}

/// The number with the scale and the 多 or 余 that follow it.
fn scaled(letters: &Letters, start: usize, mut at: usize, value: f64, han: bool) -> Number {
    let mut more = false;
    if MORE.contains(&letters.at(at))
        && (scale(letters, at + 1).is_some() || is_unit(letters, at + 1))
    {
        more = true;
        at += 1;
    }
    let mut factor = 1.0;
    while let Some((by, length)) = scale(letters, at) {
        factor *= by;
        at += length;
    }
    if MORE.contains(&letters.at(at)) && !more {
        more = true;
        at += 1;
    }
    Number { length: at - start, value: settled(value * factor), scale: factor, more, han }
}

/// 4.02 times ten thousand is 40200, whatever binary fractions make of it.
fn settled(value: f64) -> f64 {
    let whole = value.round();
    let apart = (value - whole).abs();
    let is_whole = apart < 1e-4 || apart < whole.abs() * 1e-15;
    if is_whole && whole.abs() >= 100.0 { whole } else { value }
}

fn is_unit(letters: &Letters, at: usize) -> bool {
    units::at(letters, at).is_some()
}

/// A scale at a place, unless it is the beginning of a unit: 千瓦, 百分点.
fn scale(letters: &Letters, at: usize) -> Option<(f64, usize)> {
    if matches!(letters.at(at), '千' | '百') && is_unit(letters, at) {
        return None;
    }
    let (word, by) = SCALES.iter().find(|(word, _)| letters.has(at, word))?;
    let mut length = word.chars().count();
    // 万千瓦 is ten thousand kilowatts.
    if length == 2 && is_unit(letters, at + 1) && *word != "万亿" && letters.at(at + 1) == '千' {
        length = 1;
        let first = SCALES.iter().rev().find(|(word, _)| letters.has(at, word))?;
        return Some((first.1, length));
    }
    Some((*by, length))
}

const NUMERALS: &str = "〇一二三四五六七八九十百千万亿两";

/// How many characters of numerals stand at a place: what is no number from its beginning on holds
/// none (二〇三, 三四十).
pub(super) fn run(letters: &Letters, start: usize) -> usize {
    let mut end = start;
    while NUMERALS.contains(letters.at(end)) && letters.at(end) != '\0' {
        // 千 of 千瓦 is the unit's.
        if end > start && letters.at(end) == '千' && is_unit(letters, end) {
            break;
        }
        end += 1;
    }
    end - start
}

fn numeral(letters: &Letters, start: usize) -> Option<Number> {
    let mut end = start + run(letters, start);
    let written: Vec<char> = letters.from(start).iter().take(end - start).copied().collect();
    let first = *written.first()?;
    if matches!(first, '百' | '千' | '万' | '亿') {
        return scale_alone(letters, start);
    }
    let mut value = numeral_value(&written)? as f64;
    let decimals = decimals(letters, end);
    if let Some((length, part)) = decimals {
        value += part;
        end += length;
    }
    // 零距离: a zero begins a number only before decimals.
    (first != '〇' || decimals.is_some()).then(|| scaled(letters, start, end, value, true))
}

/// 点五 behind a numeral, as 0.5, and its letters; 三点五十分 is a time of day.
fn decimals(letters: &Letters, at: usize) -> Option<(usize, f64)> {
    const DIGITS: &str = "〇一二三四五六七八九";
    const MOST: usize = 6;
    let digit = |at: usize| DIGITS.chars().position(|digit| digit == letters.at(at));
    if letters.at(at) != '点' {
        return None;
    }
    let digits: Vec<usize> = (at + 1..).map_while(digit).collect();
    let behind = letters.at(at + 1 + digits.len());
    if !(1..=MOST).contains(&digits.len()) || matches!(behind, '十' | '百' | '千') {
        return None;
    }
    let written: String = digits.iter().map(usize::to_string).collect();
    Some((digits.len() + 1, format!("0.{written}").parse().ok()?))
}

/// 千亿, 百万 without a number before them: 突破千亿元, 近百家.
fn scale_alone(letters: &Letters, start: usize) -> Option<Number> {
    let before =
        letters.any_before(start, &["突破", "超过", "超", "近", "过", "达到", "达", "逾", "上"])?;
    let mut number = scaled(letters, start, start, 1.0, true);
    number.more |= letters.has(start - before, "上") && before == 1;
    (number.length > 0).then_some(number)
}
