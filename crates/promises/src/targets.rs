//! The targets of a report that economists ask for: the year's growth of the economy and what else is
//! set as a rate for the year. A five-year mean, last year's figure and the like of another thing
//! (单位生产总值能耗, 占生产总值比重) are none.

use serde::{Deserialize, Serialize};
use suyan_analysis::quantity::{FigureRole, Measure, Quantity, UnitKind, quantities};
use suyan_corpus::{Part, Report};

use crate::promise::KeptFigure;
use crate::said;

/// What a target is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Economic {
    /// 地区生产总值
    Growth,
    /// 财政收入
    Revenue,
    /// 固定资产投资
    Investment,
    /// 规模以上工业增加值
    Industry,
    /// 社会消费品零售总额
    Retail,
    /// 失业率
    Unemployment,
    /// 居民消费价格
    Prices,
}

impl Economic {
    /// Every one of them.
    pub const ALL: [Self; 7] = [
        Self::Growth,
        Self::Revenue,
        Self::Investment,
        Self::Industry,
        Self::Retail,
        Self::Unemployment,
        Self::Prices,
    ];

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Growth => &[
                "生产总值",
                "GDP",
                "ＧＤＰ",
                "经济增长",
                "经济增速",
                "国民经济",
                "经济总量",
                "经济发展速度",
            ],
            Self::Revenue => &["财政收入", "预算收入", "财政总收入"],
            Self::Investment => &["固定资产投资", "社会投资"],
            Self::Industry => &["工业增加值"],
            Self::Retail => &["消费品零售"],
            Self::Unemployment => &["失业率"],
            Self::Prices => &["消费价格", "物价", "CPI"],
        }
    }

    /// Words that make another thing of it.
    fn others(self) -> &'static [&'static str] {
        match self {
            Self::Growth => &[
                "能耗",
                "能源",
                "单位",
                "万元",
                "占",
                "比重",
                "人均",
                "排放",
                "相当于",
                "投入",
                "强度",
                "用水",
                "与生产总值",
                "民营",
                "海洋",
                "数字经济",
                "财政",
                "非公",
                "县域",
                "旅游",
                "服务业",
                "第三产业",
                "林业",
                "园区",
                "工业",
                "农业",
                "文化",
                "集体经济",
                "居民",
                "收入",
                "消费",
                "健康",
                "开放型",
                "贡献",
                "开发区",
                "新区",
                "绿色经济",
            ],
            _ => &["占", "比重"],
        }
    }

    fn fits(self, quantity: &Quantity) -> bool {
        let changes = matches!(quantity.measure, Measure::Growth | Measure::Decline);
        quantity.kind == UnitKind::Ratio
            && match self {
                Self::Unemployment => !changes,
                Self::Prices => true,
                _ => quantity.measure == Measure::Growth,
            }
    }
}

/// A target for the year of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// What it is of.
    pub of: Economic,
    /// Value, range and qualifier.
    pub figure: KeptFigure,
    /// What is striven for beyond it: 增长10%，力争达到11%.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ambition: Option<KeptFigure>,
    /// Words beside it that harden it: 以上, 确保, 力争, 不低于.
    pub hard: Vec<String>,
    /// Words beside it that soften it: 左右, 上下, 之间, 约.
    pub soft: Vec<String>,
    /// The number of the passage.
    pub ordinal: u32,
    /// The number of the sentence in it, from 1.
    pub sentence: u32,
    /// The part that it stands in.
    pub part: Part,
    /// The sentence.
    pub text: String,
}

/// The targets of a report for its year, at most one of each kind.
#[must_use]
pub fn targets(report: &Report) -> Vec<Target> {
    Economic::ALL.iter().filter_map(|of| target(report, *of)).collect()
}

/// One target of a report for its year.
#[must_use]
pub fn target(report: &Report, of: Economic) -> Option<Target> {
    let year = report.facts.year?;
    let mut best: Option<(i32, Target)> = None;
    let mut ahead = false;
    for passage in &report.passages {
        if matches!(passage.part, Part::Glossary) {
            continue;
        }
        ahead = match crate::deadline::horizon(&passage.text, year) {
            Some(horizon) => horizon.is_some(),
            None => ahead,
        };
        for (range, number) in crate::clauses::sentences(&passage.text).into_iter().zip(1..) {
            let text = passage.text[range].trim();
            if !of.names().iter().any(|name| text.contains(name)) {
                continue;
            }
            let Some((figure, ambition, start)) = figure(text, of, year) else { continue };
            let value = weight(passage.part, text, year, ahead);
            if value > 0 && best.as_ref().is_none_or(|(other, _)| value > *other) {
                let (hard, soft) = tone(text, start, &figure);
                let target = Target {
                    of,
                    figure,
                    ambition,
                    hard,
                    soft,
                    ordinal: passage.ordinal,
                    sentence: number,
                    part: passage.part,
                    text: text.to_owned(),
                };
                best = Some((value, target));
            }
        }
    }
    best.map(|(_, target)| target)
}

/// Words by which a sentence says that it sets targets.
const SETS: &[&str] = &[
    "预期目标",
    "预期为",
    "主要目标",
    "发展目标",
    "奋斗目标",
    "目标为",
    "目标是",
    "目标任务",
    "主要指标",
    "预期指标",
];

/// Words of goals for more than the year.
const AHEAD: &[&str] =
    &["今后五年", "未来五年", "五年预期", "到2020年", "到2025年", "到2030年", "期末", "规划目标"];

/// Words of the year behind.
const BEHIND: &[&str] = &["去年", "过去一年", "预计完成", "初步核算", "比上年增长"];

/// How much says that a sentence sets the year's targets; nothing where it is of other years.
fn weight(part: Part, text: &str, year: i16, ahead: bool) -> i32 {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let sets = has(SETS);
    let of_the_year = has(&["今年", "全年"]) || text.contains(&format!("{year}年"));
    let mut value = match part {
        Part::Targets => 40,
        Part::Tasks => 30,
        Part::Livelihood | Part::SelfGovernment => 10,
        Part::Situation | Part::Other => 12,
        // A report may be parted wrongly; what says that it sets targets is believed.
        _ if sets && of_the_year => -20,
        _ => -60,
    };
    let last = text.contains(&format!("{}年", year - 1));
    // 实现生产总值7000亿元，增长10%: what was reached, where nothing sets a target.
    let reached = !sets
        && ["实现", "完成", "达到"].iter().any(|word| text.contains(word))
        && text.contains("亿元");
    value += if sets { 30 } else { 0 } + if of_the_year { 12 } else { 0 };
    value -= if has(AHEAD) { 25 } else { 0 } + if has(BEHIND) || last { 20 } else { 0 };
    value - if ahead { 18 } else { 0 } - if reached { 30 } else { 0 }
}

/// The figure that a sentence sets for the year, and where it begins.
fn figure(text: &str, of: Economic, year: i16) -> Option<(KeptFigure, Option<KeptFigure>, usize)> {
    let figures = quantities(text);
    let mut fallback = None;
    for (at, quantity) in figures.iter().enumerate() {
        if quantity.role != FigureRole::Stated
            || !of.fits(quantity)
            || quantity.value.is_none_or(|value| value > 60.0)
        {
            continue;
        }
        let said = said::of(text, &figures, at);
        let Some(name) = of.names().iter().find(|name| said.contains(**name)) else { continue };
        if of.others().iter().any(|word| said.replace(name, "").contains(word))
            || is_of_years(text, quantity, year)
        {
            continue;
        }
        let found =
            (KeptFigure::of(quantity, text), ambition(text, &figures, at), quantity.range.start);
        // 经济增长 is what the whole is called where 生产总值 is not told.
        if of == Economic::Growth && !matches!(*name, "生产总值" | "GDP" | "ＧＤＰ") {
            fallback.get_or_insert(found);
            continue;
        }
        return Some(found);
    }
    fallback
}

/// The figure behind one that the same thing is to be brought to with effort.
fn ambition(text: &str, figures: &[Quantity], at: usize) -> Option<KeptFigure> {
    let next = figures.get(at + 1).filter(|next| next.kind == UnitKind::Ratio)?;
    let words = text[next.before.clone()].trim_start_matches(['，', '、', '（', ' ']);
    let strives = ["力争", "争取", "努力", "确保"].iter().any(|word| words.starts_with(word));
    (strives && words.chars().count() <= 8).then(|| KeptFigure::of(next, text))
}

/// Whether a figure is a mean of years, or of a year that is not the report's.
fn is_of_years(text: &str, quantity: &Quantity, year: i16) -> bool {
    let before = &text[quantity.before.clone()];
    let start = text[..quantity.range.start].char_indices().rev().nth(30).map_or(0, |(at, _)| at);
    let near = &text[start..quantity.range.start];
    let clause = near.rsplit(['。', '；', '，', '：', ':']).next().unwrap_or(near);
    let means = ["年均", "平均增长", "年平均", "年递增"]
        .iter()
        .any(|word| before.contains(word) || clause.contains(word));
    means || clause.contains(&format!("{}年", year - 1))
}

/// The words that harden and soften a figure.
fn tone(text: &str, start: usize, figure: &KeptFigure) -> (Vec<String>, Vec<String>) {
    const HARD: &[&str] = &["以上", "之上", "确保", "力争", "不低于", "至少", "必保", "超过"];
    const SOFT: &[&str] = &["左右", "上下", "之间", "约", "争取达到更"];
    let from = text[..start].char_indices().rev().nth(14).map_or(0, |(at, _)| at);
    let end = start + figure.text.len();
    let until =
        text[end.min(text.len())..].char_indices().nth(8).map_or(text.len(), |(at, _)| end + at);
    let before = text[from..start].rsplit(['，', '；', '。', '、']).next().unwrap_or_default();
    let behind =
        text[end.min(text.len())..until].split(['，', '；', '。', '、']).next().unwrap_or_default();
    let near = format!("{before}{}{behind}", figure.text);
    let said = |words: &[&str]| {
        words.iter().filter(|word| near.contains(**word)).map(|word| (*word).to_owned()).collect()
    };
    (said(HARD), said(SOFT))
}
