//! Figures that are words: 一半, 三分之一, 百分之五, 七成, 翻一番, 持平, 数百家.

use super::letters::Letters;
use super::{FoundFigure, Measure, Qualifier, UnitKind, meaning, number, units};

pub(super) fn read(letters: &Letters, at: usize) -> Option<FoundFigure> {
    let mut found = half(letters, at)
        .or_else(|| fraction(letters, at))
        .or_else(|| tenths(letters, at))
        .or_else(|| doubled(letters, at))
        .or_else(|| level_with(letters, at))
        .or_else(|| untold(letters, at))?;
    meaning::qualify(letters, &mut found);
    Some(found)
}

fn found(at: usize, length: usize, value: Option<f64>, unit: &str, kind: UnitKind) -> FoundFigure {
    FoundFigure {
        start: at,
        end: at + length,
        number: at,
        value,
        value2: None,
        unit: unit.to_owned(),
        kind,
        qualifier: None,
        measure: None,
        background: false,
    }
}

/// 一半, 半数, 过半
fn half(letters: &Letters, at: usize) -> Option<FoundFigure> {
    if letters.has(at, "一半") || letters.has(at, "半数") {
        return Some(found(at, 2, Some(50.0), "%", UnitKind::Ratio));
    }
    None
}

/// 三分之一, 百分之五, 千分之二, 百分之百
fn fraction(letters: &Letters, at: usize) -> Option<FoundFigure> {
    for (words, unit, kind) in [("百分之", "%", UnitKind::Ratio), ("千分之", "‰", UnitKind::Ratio)]
    {
        if letters.has(at, words) {
            if letters.at(at + 3) == '百' {
                return Some(found(at, 4, Some(100.0), unit, kind));
            }
            let of = number::read(letters, at + 3)?;
            return Some(found(at, 3 + of.length, Some(of.value), unit, kind));
        }
    }
    let of = number::read(letters, at)?;
    let middle = at + of.length;
    if !letters.has(middle, "分之") || of.value < 2.0 {
        return None;
    }
    let part = number::read(letters, middle + 2)?;
    let share = (part.value / of.value * 1e4).round() / 1e2;
    Some(found(at, of.length + 2 + part.length, Some(share), "%", UnitKind::Ratio))
}

/// 七成, 九成以上
fn tenths(letters: &Letters, at: usize) -> Option<FoundFigure> {
    let of = number::read(letters, at)?;
    let behind = at + of.length;
    let ends = matches!(
        letters.at(behind + 1),
        '以' | '左' | '的' | '，' | '。' | '；' | '、' | '\0' | '多'
    );
    let told = of.value >= 1.0 && of.value < 10.0 && letters.at(behind) == '成' && ends;
    told.then(|| found(at, of.length + 1, Some(of.value * 10.0), "%", UnitKind::Ratio))
}

/// 翻一番, 翻番, 翻两番
fn doubled(letters: &Letters, at: usize) -> Option<FoundFigure> {
    let (length, times) = [("翻一番", 2.0), ("翻番", 2.0), ("翻两番", 4.0), ("翻三番", 8.0)]
        .iter()
        .find(|(words, _)| letters.has(at, words))
        .map(|(words, times)| (words.chars().count(), *times))?;
    Some(found(at, length, Some(times), "倍", UnitKind::Times))
}

/// 与上年持平: no growth.
fn level_with(letters: &Letters, at: usize) -> Option<FoundFigure> {
    let told = letters.has(at, "持平")
        && letters.any_before(at, &["上年", "去年", "同期", "基本", "同比", "往年"]).is_some();
    told.then(|| FoundFigure {
        measure: Some(Measure::Growth),
        qualifier: letters.any_before(at, &["基本"]).map(|_| Qualifier::About),
        ..found(at, 2, Some(0.0), "%", UnitKind::Ratio)
    })
}

/// 数百家, 几十个, 上X万人: a quantity that is not told.
fn untold(letters: &Letters, at: usize) -> Option<FoundFigure> {
    let mut end = letters.any(at, &["数", "几", "上X", "上x"]).map(|length| at + length)?;
    let scales = end;
    while "十百千万亿".contains(letters.at(end)) && letters.at(end) != '\0' {
        end += 1;
    }
    if end == scales || letters.before(at) == '无' || letters.before(at) == '倍' {
        return None;
    }
    let (unit, kind, length) = units::at(letters, end)?;
    Some(found(at, end + length - at, None, &unit, kind))
}
