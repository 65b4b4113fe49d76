//! How firmly a clause promises, by its governing verb. 力争 and 确保 govern the bare targets that
//! follow them too (力争A增长5%，B增长6%), until a clause has a verb of its own.

use std::sync::LazyLock;

use crate::adverbs::{ADVERBS, MANNER};
use crate::promise::Strength;

/// `strength TAB where TAB word`; `#` begins a comment.
static WORDS: LazyLock<Vec<(Strength, bool, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("../data/strength.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let mut fields = line.split('\t');
        let strength = match fields.next()? {
            "guarantee" => Strength::Guarantee,
            "strive" => Strength::Strive,
            "promote" => Strength::Promote,
            _ => Strength::Explore,
        };
        Some((strength, fields.next()? == "anywhere", fields.next()?))
    };
    lines.filter_map(row).collect()
});

/// The strength of a clause. `before` is that of the clause before it, where that governs on;
/// `has_figure` whether a figure is stated in it.
pub(crate) fn of(clause: &str, before: Option<Strength>, has_figure: bool) -> ToldStrength {
    let verb = verb(clause);
    let hit =
        WORDS.iter().find(
            |(_, anywhere, word)| {
                if *anywhere { clause.contains(word) } else { verb.starts_with(word) }
            },
        );
    match hit {
        Some((strength @ (Strength::Guarantee | Strength::Strive), anywhere, _)) => {
            ToldStrength { strength: *strength, governs: *anywhere }
        }
        // 加快A建设，…完成投资5亿元: what carries a figure is a target whatever its verb, unless others act.
        Some((Strength::Promote, _, word)) if has_figure && !OTHERS.contains(word) => {
            ToldStrength { strength: Strength::Do, governs: false }
        }
        Some((strength, ..)) => ToldStrength { strength: *strength, governs: false },
        None => match before {
            Some(before) if has_figure && is_bare(verb) => {
                ToldStrength { strength: before, governs: true }
            }
            _ => ToldStrength { strength: Strength::Do, governs: false },
        },
    }
}

/// A strength, and whether it governs the bare targets that follow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToldStrength {
    pub(crate) strength: Strength,
    pub(crate) governs: bool,
}

/// Verbs by which others are to act.
const OTHERS: &[&str] = &["支持", "鼓励", "引导", "扶持", "推动", "帮助", "推进", "助力"];

/// Verbs of doing, which no bare target begins with.
const DOING: &[&str] = &[
    "完成", "建成", "建设", "新建", "新增", "实施", "启动", "出台", "开展", "开工", "改造", "创建",
    "引进", "培育", "打造", "实现", "组织", "开通", "发放", "安排", "设立", "建立", "制定", "编制",
    "举办", "新开", "改建", "扩建", "整治", "治理", "签约", "落实", "投入", "培训", "推出", "推广",
    "解决", "兑现", "提供", "取消", "淘汰", "关闭", "拆除", "造林", "修复",
];

fn is_bare(verb: &str) -> bool {
    !DOING.iter().any(|word| verb.starts_with(word))
}

/// A clause without the adverbs that it begins with.
pub(crate) fn verb(clause: &str) -> &str {
    let marks = |c: char| {
        c.is_ascii_digit() || c.is_whitespace() || "“”（）一二三四五六七八九十是.、*#".contains(c)
    };
    let mut rest = clause;
    // 一是推进…, 二要加快…
    let behind = rest.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    if behind.len() < rest.len() && behind.starts_with(['是', '要']) {
        rest = behind.trim_start_matches('是');
    }
    if rest.starts_with(|c: char| c.is_ascii_digit()) || rest.starts_with('（') {
        rest = rest.trim_start_matches(marks);
    }
    while let Some(word) = ADVERBS.iter().chain(MANNER).find(|word| rest.starts_with(**word)) {
        rest = &rest[word.len()..];
    }
    rest
}

#[cfg(test)]
mod tests;
