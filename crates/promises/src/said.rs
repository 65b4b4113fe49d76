//! The words that a figure of a sentence is said of.

use std::ops::Range;

use suyan_analysis::quantity::{FigureRole, Quantity};

/// The words before and behind a figure, and those of the [`carriers`].
pub(crate) fn of(text: &str, figures: &[Quantity], at: usize) -> String {
    let quantity = &figures[at];
    let mut said = format!("{}，{}", subject(text, quantity), &text[quantity.after.clone()]);
    for other in carriers(text, figures, at) {
        said.push('，');
        said.push_str(subject(text, &figures[other]));
    }
    said
}

/// The figures before one of a sentence whose subject is its own too, the nearest first: a bare
/// change (增长5%) is one of what the figure before it is of.
pub fn carriers<'a>(
    text: &'a str,
    figures: &'a [Quantity],
    at: usize,
) -> impl Iterator<Item = usize> + 'a {
    let is_carried =
        |at: &usize| is_bare(&text[figures[*at].before.clone()]) && figures[*at].after.is_empty();
    let before = (0..=at).rev().take_while(is_carried).filter_map(|at| at.checked_sub(1));
    before.filter(move |&other| {
        figures[other].before != figures[at].before && figures[other].role == FigureRole::Stated
    })
}

fn subject<'t>(text: &'t str, quantity: &Quantity) -> &'t str {
    let words = |range: &Range<usize>| &text[range.clone()];
    if quantity.subject.is_empty() { words(&quantity.before) } else { words(&quantity.subject) }
}

/// Words before a figure that name no matter of their own.
fn is_bare(before: &str) -> bool {
    let before = before.trim_start_matches(['，', '、', '（', '；', ' ']);
    let verbs = [
        "同比",
        "比上年",
        "分别",
        "均",
        "各",
        "年均",
        "增长",
        "下降",
        "增速",
        "增幅",
        "提高",
        "达",
        "较上年",
        "占",
        "上涨",
        "回落",
        "减少",
        "其中",
        "同口径",
        "可比",
        "比去年",
        "力争",
        "确保",
        "比20",
        "按可比",
        "与上年",
        "与去年",
        "基本持平",
        "不含",
    ];
    let done = ["完工", "完成", "实际完成", "建成", "竣工", "实际", "签约", "交付"];
    before.is_empty()
        || done.contains(&before)
        || verbs.iter().any(|verb| before.starts_with(verb)) && before.chars().count() <= 9
}
