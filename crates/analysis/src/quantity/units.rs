//! The units: data, with what each is of the unit in which values of its kind are compared.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::letters::Letters;

/// `unit TAB kind TAB base TAB factor TAB source`; `#` begins a comment.
pub(crate) const TABLE: &str = include_str!("../../data/units.tsv");

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)?) => {
        /// What a unit measures.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum UnitKind { $($(#[$doc])* $variant),+ }

        impl UnitKind {
            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

kinds! {
    /// %, ‰
    Ratio = "ratio",
    /// 个百分点
    Points = "points",
    /// 倍, 翻番
    Times = "times",
    /// 元 and other currencies, which are not made one
    Money = "money",
    /// 平方米, 亩
    Area = "area",
    /// 公里
    Length = "length",
    /// 立方米
    Volume = "volume",
    /// 吨
    Mass = "mass",
    /// 千瓦
    Power = "power",
    /// 千瓦时
    Energy = "energy",
    /// 千伏: the rank of a line, hardly ever what is promised
    Voltage = "voltage",
    /// 人
    People = "people",
    /// 人次
    Visits = "visits",
    /// 岁
    Age = "age",
    /// 天, 个工作日
    Duration = "duration",
    /// 标箱
    Capacity = "capacity",
    /// 算力
    Computing = "computing",
    /// Something per something: 吨/日, 微克/立方米
    Rate = "rate",
    /// Counted things: 个, 家, 所
    Count = "count",
    /// A number without unit
    Bare = "bare",
}

/// A unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// As reports write it.
    pub name: String,
    /// What it measures.
    pub kind: UnitKind,
    /// The unit in which values of its kind are compared.
    pub base: String,
    /// How many of the base it is.
    pub factor: f64,
    /// Where that is from; empty where it is usage.
    pub source: String,
}

struct Units {
    all: Vec<Unit>,
    /// The units that begin with a letter, the longest first.
    by_letter: HashMap<char, Vec<usize>>,
    by_name: HashMap<&'static str, usize>,
}

static UNITS: LazyLock<Units> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<(&'static str, Unit)> =
        lines.filter_map(|line| Some((line.split('\t').next()?, parse(line)?))).collect();
    let (names, all): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let mut by_letter: HashMap<char, Vec<usize>> = HashMap::new();
    for (at, unit) in all.iter().enumerate() {
        if let Some(first) = unit.name.chars().next() {
            by_letter.entry(first).or_default().push(at);
        }
    }
    for list in by_letter.values_mut() {
        list.sort_by_key(|at| std::cmp::Reverse(all[*at].name.chars().count()));
    }
    let mut by_name = HashMap::new();
    for (at, name) in names.into_iter().enumerate() {
        by_name.entry(name).or_insert(at);
    }
    Units { all, by_letter, by_name }
});

fn parse(line: &str) -> Option<Unit> {
    let mut fields = line.split('\t');
    let mut next = || fields.next();
    let (name, kind, base, factor) = (next()?, next()?, next()?, next()?);
    Some(Unit {
        name: name.to_owned(),
        kind: UnitKind::from_word(kind)?,
        base: base.to_owned(),
        factor: factor.parse().ok()?,
        source: next().unwrap_or_default().to_owned(),
    })
}

/// The unit that is written so; for 吨/日 the unit before the stroke, as a rate.
#[must_use]
pub fn unit(name: &str) -> Option<Unit> {
    let find = |name: &str| UNITS.by_name.get(name).map(|at| &UNITS.all[*at]);
    match name.split_once('/') {
        None => find(name).cloned(),
        Some((of, per)) => {
            let unit = find(of)?;
            Some(Unit {
                name: name.to_owned(),
                kind: UnitKind::Rate,
                base: format!("{}/{per}", unit.base),
                factor: unit.factor,
                source: unit.source.clone(),
            })
        }
    }
}

/// How shares and multiples are told without a unit: 三分之一, 七成, 翻番; see [`super::special`].
const IN_WORDS: [(&str, &[&str]); 2] =
    [("%", &["分之", "成", "一半", "半数", "持平"]), ("倍", &["番"])];

/// Words of which one stands beside every figure whose unit is compared in `base`, none of them in
/// another.
pub(super) fn told_by(base: &str) -> Vec<&'static str> {
    let base = base.split_once('/').map_or(base, |rate| rate.0);
    let names = UNITS.all.iter().filter(|unit| unit.base == base).map(|unit| unit.name.as_str());
    let in_words = IN_WORDS.iter().filter(|(of, _)| *of == base).flat_map(|(_, words)| *words);
    let all: Vec<&'static str> = names.chain(in_words.copied()).collect();
    let is_apart = |word: &&&str| !all.iter().any(|other| other != *word && word.contains(other));
    all.iter().filter(is_apart).copied().collect()
}

/// What a rate may be per.
const PER: &[&str] = &[
    "立方米",
    "平方公里",
    "平方米",
    "万人",
    "千人",
    "百人",
    "万元",
    "公顷",
    "小时",
    "日",
    "天",
    "年",
    "月",
    "人",
    "户",
    "亩",
    "秒",
    "吨",
    "升",
    "次",
];

/// The unit at a place: its name, its kind, and how many letters it takes.
pub(super) fn at(letters: &Letters, at: usize) -> Option<(String, UnitKind, usize)> {
    let first = letters.at(at);
    let list = UNITS.by_letter.get(&first)?;
    let unit = list.iter().map(|at| &UNITS.all[*at]).find(|unit| letters.has(at, &unit.name))?;
    let mut length = unit.name.chars().count();
    // A Latin unit ends where its letters do: 5G基站 holds no gram.
    if first.is_ascii_alphabetic() && letters.at(at + length).is_ascii_alphanumeric() {
        return None;
    }
    let mut name = unit.name.clone();
    if letters.at(at + length) == '/'
        && let Some(per) = PER.iter().find(|per| letters.has(at + length + 1, per))
    {
        length += 1 + per.chars().count();
        name = format!("{name}/{per}");
        return Some((name, UnitKind::Rate, length));
    }
    // 套（户）, 台（套）
    if letters.at(at + length) == '（'
        && letters.at(at + length + 2) == '）'
        && UNITS.by_letter.contains_key(&letters.at(at + length + 1))
    {
        name = letters.string(at..at + length + 3);
        length += 3;
    }
    Some((name, unit.kind, length))
}
