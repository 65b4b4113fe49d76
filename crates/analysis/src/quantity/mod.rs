//! Quantities: the figures of a text with what they mean. 新增养老床位3,500张以上 holds the value
//! 3500, the unit 张, the qualifier `>=`, and is an addition of 养老床位.
//!
//! A figure is read to a [`Quantity`]: value (or the two ends of a range) in the plain unit, the
//! unit with its kind ([`units`], data), the words that qualify it, whether it is a level, a
//! change or a total, and the words that it belongs to. Years, dates, ordinals, names (十三五,
//! 108国道, 5A, G60) and policy numerals (三去一降一补) are no quantities. Figures that only
//! describe something else (2000万元以上项目, 60岁以上老年人) are told as [`FigureRole::Background`]. What
//! is a quantity but cannot be told (数百家, 上X万人) has its words and no value.
//!
//! Not here: what a figure promises, and whether two figures are of one thing.

mod comparison;
mod letters;
mod meaning;
mod number;
mod role;
mod special;
pub mod units;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use comparison::{FigureComparison, Sign};
use letters::Letters;
use number::Number;
pub use units::{Unit, UnitKind, unit};

/// A figure of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The bytes of its words, those that qualify it included.
    pub range: Range<usize>,
    /// The value in the plain unit, 5万平方米 as 50000; a range's lower end; `None` where the words
    /// tell no number.
    pub value: Option<f64>,
    /// A range's upper end.
    pub value2: Option<f64>,
    /// The unit as written, without scale; empty where there is none.
    pub unit: String,
    /// What the unit measures.
    pub kind: UnitKind,
    /// What the qualifying words make of the value.
    pub qualifier: Qualifier,
    /// Whether it is a level, a change or a total.
    pub measure: Measure,
    /// Whether it is said of the matter or only describes something.
    pub role: FigureRole,
    /// The bytes of the words before the figure that it belongs to.
    pub before: Range<usize>,
    /// The bytes of the words behind the figure that it counts; often empty.
    pub after: Range<usize>,
    /// Its own among several subjects of one verb (A和B分别增长5%和6%), as bytes; else empty.
    pub subject: Range<usize>,
}

/// What is said of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Qualifier {
    /// The value itself.
    #[default]
    #[serde(rename = "=")]
    Exact,
    /// 以上, 不低于
    #[serde(rename = ">=")]
    AtLeast,
    /// 以内, 不超过
    #[serde(rename = "<=")]
    AtMost,
    /// 超过, 突破, 多
    #[serde(rename = ">")]
    Over,
    /// 低于
    #[serde(rename = "<")]
    Under,
    /// 左右, 约
    #[serde(rename = "~")]
    About,
}

impl Qualifier {
    /// The sign that the API uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "=",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Over => ">",
            Self::Under => "<",
            Self::About => "~",
        }
    }
}

/// What a figure says of its matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How much there is: 达到.
    #[default]
    Level,
    /// By how much it grows: 增长, 提高.
    Growth,
    /// By how much it falls: 下降, 减少.
    Decline,
    /// How much is added or done: 新增, 新建.
    Added,
    /// How much there is in all, of several years: 累计.
    Total,
}

/// Whether a figure is said of the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureRole {
    /// It is said of the matter.
    #[default]
    Stated,
    /// It describes something else: 总投资33亿元的项目, 60岁以上老年人; or where a change begins.
    Background,
}

impl Quantity {
    /// The value in the unit in which values of its kind are compared, and that unit.
    #[must_use]
    pub fn base(&self) -> Option<(f64, String)> {
        let value = self.value?;
        Some(match unit(&self.unit) {
            Some(unit) => (value * unit.factor, unit.base),
            None => (value, self.unit.clone()),
        })
    }
}

/// The figures of a text, in order. A text is best a sentence: nothing is carried across its ends.
#[must_use]
pub fn quantities(text: &str) -> Vec<Quantity> {
    if !text.chars().any(may_begin) {
        return Vec::new();
    }
    let letters = Letters::of(text);
    let mut found: Vec<FoundFigure> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !may_begin(letters.at(at)) {
            at += 1;
            continue;
        }
        match read(&letters, at) {
            LetterStep::Found(next) => {
                at = next.end;
                found.push(next);
            }
            LetterStep::Over(length) => at += length.max(1),
        }
    }
    meaning::of(&letters, found)
}

/// Whether a figure may begin with a letter.
fn may_begin(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '０'..='９' | '〇' | '○' | '◯')
        || matches!(c, '一'..='龥' if "一二两三四五六七八九十百千万亿零半翻数几上持".contains(c))
}

/// A figure as it stands in the letters.
#[derive(Debug, Clone)]
struct FoundFigure {
    /// Where number and unit begin and end, qualifying words included.
    start: usize,
    end: usize,
    /// Where the number itself begins.
    number: usize,
    value: Option<f64>,
    value2: Option<f64>,
    unit: String,
    kind: UnitKind,
    qualifier: Option<Qualifier>,
    /// A change that the words themselves tell: 翻一番, 持平.
    measure: Option<Measure>,
    background: bool,
}

/// What is at a place: a figure, or so many letters that hold none.
enum LetterStep {
    Found(FoundFigure),
    Over(usize),
}

fn read(letters: &Letters, at: usize) -> LetterStep {
    if let Some(found) = special::read(letters, at) {
        return LetterStep::Found(found);
    }
    let Some(first) = number::read(letters, at) else {
        return LetterStep::Over(number::run(letters, at));
    };
    if is_name(letters, at, &first) {
        return LetterStep::Over(first.length);
    }
    let range = second_end(letters, at, &first);
    let (number, value2, length) = match &range {
        Some((lower, upper, length)) => (upper, Some((*lower, upper.value)), *length),
        None => (&first, None, first.length),
    };
    let end = at + length;
    if is_date(letters, at, end, &first) {
        return LetterStep::Over(length + 1);
    }
    let unit = units::at(letters, end);
    if first.han && !han_counts(letters, at, end, &first, unit.as_ref().map(|unit| unit.1)) {
        return LetterStep::Over(length);
    }
    let (name, kind, unit_length) = match unit {
        Some(unit) => unit,
        None if number.scale >= 1e4 && !first.han => (String::new(), UnitKind::Bare, 0),
        None if meaning::is_told_bare(letters, at, end) => (String::new(), UnitKind::Bare, 0),
        None => return LetterStep::Over(length),
    };
    let mut found = FoundFigure {
        start: at,
        end: end + unit_length,
        number: at,
        value: Some(value2.map_or(number.value, |(lower, _)| lower)),
        value2: value2.map(|(_, upper)| upper),
        unit: name,
        kind,
        qualifier: number.more.then_some(Qualifier::Over),
        measure: None,
        background: false,
    };
    meaning::qualify(letters, &mut found);
    LetterStep::Found(found)
}

/// The upper end of a range that begins with this number: 6%-6.5%, 3至5家, with how many letters the
/// whole takes up to the unit, and the lower end in the scale of the upper one where it has none.
fn second_end(letters: &Letters, at: usize, first: &Number) -> Option<(f64, Number, usize)> {
    let mut dash = at + first.length;
    let unit = units::at(letters, dash);
    let unit_length = unit.as_ref().map_or(0, |unit| unit.2);
    if letters.any(dash + unit_length, &["-", "至", "到"]).is_some() {
        dash += unit_length;
    }
    let mut length = letters.any(dash, &["-", "至", "到"])?;
    while letters.at(dash + length) == '-' {
        length += 1;
    }
    let upper = number::read(letters, dash + length)?;
    let behind = dash + length + upper.length;
    let unit_behind = units::at(letters, behind)?;
    if unit.as_ref().is_some_and(|unit| dash > at + first.length && unit.0 != unit_behind.0) {
        return None;
    }
    let lower = if first.scale < upper.scale && first.value < upper.value / upper.scale {
        first.value * upper.scale
    } else {
        first.value
    };
    (lower < upper.value).then_some((lower, upper, behind - at))
}

/// Whether a number is part of a name or an ordinal: G60, PM2.5, 第3, 5G.
fn is_name(letters: &Letters, at: usize, number: &Number) -> bool {
    let before = letters.before(at);
    if before == '第'
        || before == '前'
            && units::at(letters, at + number.length).is_some_and(|u| {
                "位名强个".contains(&u.0) && letters.at(at + number.length + 1) != '月'
            })
    {
        return true;
    }
    let latin = |c: char| c.is_ascii_alphabetic() || c == '_';
    let behind = letters.at(at + number.length);
    let joined = matches!(before, '-' | '.' | '/' | '+' | '$') && at > 1 && {
        let c = letters.before(at - 1);
        c.is_ascii_alphanumeric() || before == '$'
    };
    let latin_before = latin(before) && !matches!(behind, '%' | '‰');
    latin_before
        || joined
        || behind.is_ascii_alphabetic() && units::at(letters, at + number.length).is_none()
        || behind == '+'
        || is_quoted(letters, at)
}

/// Whether a place is within a short quotation: “300米见绿”, “152”.
fn is_quoted(letters: &Letters, at: usize) -> bool {
    const LONG: usize = 14;
    let open = (at.saturating_sub(LONG)..at).rev().find(|at| matches!(letters.at(*at), '“' | '”'));
    let Some(open) = open.filter(|at| letters.at(*at) == '“') else { return false };
    (at..open + LONG + 2).any(|at| letters.at(at) == '”')
}

/// Whether a number is a year, month, day or time of day.
fn is_date(letters: &Letters, at: usize, end: usize, number: &Number) -> bool {
    let unit = letters.at(end);
    let digits = end - at;
    match unit {
        '年' => {
            let year = (1900.0..2100.0).contains(&number.value) && digits >= 4;
            let decade = letters.has(end, "年代");
            year || decade
        }
        '月' => true,
        '日' => letters.before(at) == '月' || digits <= 2,
        '时' | '点' => digits <= 2,
        '世' => letters.has(end, "世纪"),
        _ => false,
    }
}

/// Whether a number in Han characters counts something: 三个百分点 and 五千亩, not 一批, 三农, 两个维护.
fn han_counts(
    letters: &Letters,
    at: usize,
    end: usize,
    number: &Number,
    kind: Option<UnitKind>,
) -> bool {
    let Some(kind) = kind else { return false };
    if NAMES.iter().any(|name| letters.has(at, name) || letters.has(at.saturating_sub(1), name)) {
        return false;
    }
    let unit = letters.at(end);
    if matches!(kind, UnitKind::Count | UnitKind::People | UnitKind::Times | UnitKind::Visits) {
        let quoted = letters.before(at) == '“';
        let slogan = unit == '大' || unit == '次' || unit == '种' || unit == '位' || unit == '类';
        if quoted || slogan || SLOGANS.iter().any(|word| letters.has(end + 1, word)) {
            return false;
        }
        // 一点五倍 is told, 一个 mostly is not.
        if number.value < 2.0 && number.value.fract() == 0.0 {
            let verbs = [
                "建成", "新建", "建设", "打造", "引进", "创建", "新增", "至少", "各建", "建好",
                "办好",
            ];
            return letters.any_before(at, &verbs).is_some()
                && matches!(unit, '个' | '所' | '家' | '座' | '条' | '处');
        }
        return true;
    }
    if matches!(kind, UnitKind::Duration) {
        return false;
    }
    !matches!(unit, '方' | '度' | '分' | '克' | '升' | '里' | '担' | '伏' | '斤')
        || number.scale > 1.0
}

/// What begins like a number in Han characters and is none.
const NAMES: &[&str] = &[
    "十二五",
    "十三五",
    "十四五",
    "十五五",
    "十一五",
    "一五",
    "一条龙",
    "一条鞭",
    "一个中国",
    "一户一",
    "一人一",
    "一村一",
    "一个声音",
    "一件事",
    "万家灯火",
    "百年",
    "千方百计",
    "一方",
];

/// What policy numerals are of.
const SLOGANS: &[&str] = &[
    "层次",
    "环节",
    "维护",
    "确立",
    "自信",
    "意识",
    "全面",
    "坚持",
    "务必",
    "自觉",
    "毫不动摇",
    "走在前",
    "率先",
    "方面",
    "没有变",
    "转变",
    "关系",
    "层面",
    "标准",
    "攻坚战",
    "行动",
    "服从",
    "革命",
    "倍增",
    "明显",
    "更加",
];
