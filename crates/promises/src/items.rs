//! The clauses of a promise become its items: one for each figure, and one for a checkable clause
//! without any.

use std::ops::Range;

use suyan_analysis::quantity::Quantity;

use crate::clauses::Clause;
use crate::features::Sentence;
use crate::promise::{Item, KeptFigure};

pub(crate) fn of(sentence: &Sentence<'_>, clauses: &[Clause<'_>]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut carried = String::new();
    for clause in clauses {
        if clause.figures.is_empty() {
            if clause.checkable {
                items.push(plain(sentence, clause));
            }
            continue;
        }
        let mut start = clause.range.start;
        for (at, quantity) in clause.figures.iter().enumerate() {
            let last = at + 1 == clause.figures.len();
            let item = counted(sentence, clause, quantity, start, last, &mut carried);
            start = item.range().end;
            items.push(item);
        }
    }
    items
}

fn plain(sentence: &Sentence<'_>, clause: &Clause<'_>) -> Item {
    Item {
        span: span(&clause.range),
        indicator: None,
        object: object(&sentence.text[clause.range.clone()]),
        quantity: None,
        strength: clause.strength,
        deadline: clause.deadline.clone(),
    }
}

fn counted(
    sentence: &Sentence<'_>,
    clause: &Clause<'_>,
    quantity: &Quantity,
    start: usize,
    last: bool,
    carried: &mut String,
) -> Item {
    let text = sentence.text;
    let end = if last { clause.range.end } else { quantity.after.end.max(quantity.range.end) };
    let marks = |c: char| matches!(c, '、' | '和' | '与' | '及' | '，') || c.is_whitespace();
    let words = text[start..end].trim_start_matches(marks);
    let start = end - words.len();
    let indicator = indicator(text, quantity, carried);
    Item {
        span: span(&(start..end)),
        object: object(&text[start..end]),
        indicator: (!indicator.is_empty()).then_some(indicator),
        quantity: Some(KeptFigure::of(quantity, text)),
        strength: clause.strength,
        deadline: clause.deadline.clone(),
    }
}

fn span(range: &Range<usize>) -> (u32, u32) {
    (range.start as u32, range.end as u32)
}

/// What a figure is of: its own subject, or the words before and behind it; where those are a verb
/// alone (竣工260万平方米), with the noun of the figure before it.
fn indicator(text: &str, quantity: &Quantity, carried: &mut String) -> String {
    let before = bare(&text[quantity.before.clone()]);
    let after = text[quantity.after.clone()].trim_start_matches('的');
    let subject = &text[quantity.subject.clone()];
    if !subject.is_empty() {
        return bare(subject).to_owned();
    }
    let bare = ["增长", "同比增长", "下降", "比上年增长", "开工", "竣工", "回迁"].contains(&before);
    if (before.chars().count() <= 2 || bare) && after.is_empty() && !carried.is_empty() {
        return format!("{carried}{before}");
    }
    let said = format!("{before}{after}");
    *carried = before.trim_end_matches(|c| "开工竣建成新增投资完回迁".contains(c)).to_owned();
    said
}

/// Words that say when or how firmly, and what leads over to the figure, are not of the matter.
fn bare(words: &str) -> &str {
    let mut words = words.trim();
    let before = [
        "今年", "全年", "年内", "力争", "确保", "争取", "努力", "实现", "其中", "全市", "全省",
        "全区", "全县", "全州", "使", "并", "到", "、", "将", "要", "预计", "保持", "促进", "推动",
    ];
    let behind = [
        "达到",
        "达",
        "增加到",
        "提高到",
        "提升到",
        "提升至",
        "提高至",
        "扩大到",
        "控制在",
        "稳定在",
        "保持在",
        "为",
        "至",
        "到",
        "在",
        "分别",
        "均",
        "各",
        "有",
        "共",
        "突破",
    ];
    while let Some(word) =
        before.iter().find(|word| words.starts_with(**word) && words.len() > word.len())
    {
        words = &words[word.len()..];
    }
    while let Some(word) =
        behind.iter().find(|word| words.ends_with(**word) && words.len() > word.len())
    {
        words = &words[..words.len() - word.len()];
    }
    words
}

/// The name of a thing: what stands in book titles or quotation marks with the noun behind it.
fn object(clause: &str) -> Option<String> {
    for (open, close) in [('《', '》'), ('“', '”')] {
        let Some(start) = clause.find(open) else { continue };
        let Some(length) = clause[start..].find(close) else { continue };
        let end = start + length + close.len_utf8();
        let noun: String =
            clause[end..].chars().take_while(|c| c.is_alphabetic()).take(6).collect();
        let name = if open == '“' {
            format!("{}{noun}", &clause[start..end])
        } else {
            clause[start..end].to_owned()
        };
        return Some(name);
    }
    None
}
