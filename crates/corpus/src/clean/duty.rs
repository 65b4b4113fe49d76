//! Lines that say who answers for an item of a report (`责任单位：市水务局`) read like the tail of a
//! page (`主办单位：…`). Where they are the report's, they come again under one item after the other,
//! or stand between its sentences.

use std::collections::HashMap;

use super::chrome::Chrome;
use crate::text::han;

/// Who, in the words that both items and pages use.
const DUTIES: &[&str] = &[
    "主办", "承办", "协办", "牵头", "责任", "配合", "主管", "主责", "参与", "实施", "建设", "落实",
];
/// What follows them before the colon.
const BEARERS: &[&str] =
    &["", "单位", "部门", "机构", "领导", "区县", "地区", "科室", "人", "主体"];
/// Other labels of an item.
const LABELS: &[&str] =
    &["名称", "地址", "时间", "日期", "内容", "内容概述", "服务对象", "联系电话", "电话"];

/// How often a label comes in a report's list at least.
const OFTEN: usize = 3;

/// Takes lines of duties that are the report's out of what is furniture.
pub(super) fn keep(flats: &[String], kinds: &mut [Option<Chrome>]) {
    let duties: Vec<(usize, &str, &str)> = (0..flats.len())
        .filter(|&at| kinds[at].is_some())
        .filter_map(|at| duty(&flats[at]).map(|(label, value)| (at, label, value)))
        .collect();
    if duties.is_empty() {
        return;
    }
    let mut values: HashMap<&str, Vec<&str>> = HashMap::new();
    for &(_, label, value) in &duties {
        values.entry(label).or_default().push(value);
    }
    let text = |at: usize| kinds[at].is_none() && is_text(&flats[at]);
    let first = (0..flats.len()).find(|&at| text(at));
    let last = (0..flats.len()).rfind(|&at| text(at));
    for (at, label, _) in duties {
        let behind = first.is_some_and(|first| first < at);
        let between = behind && last.is_some_and(|last| at < last) && !LABELS.contains(&label);
        let values = values.get(label).map_or(&[][..], Vec::as_slice);
        let differ = values.iter().any(|value| *value != values[0]);
        let listed = values.len() >= OFTEN || values.len() == 2 && differ;
        if between || behind && listed {
            kinds[at] = None;
        }
    }
}

/// The label and the value of a line that may say who answers for something.
fn duty(flat: &str) -> Option<(&str, &str)> {
    let (label, value) = flat.split_once([':', '：'])?;
    let is_duty = || {
        DUTIES
            .iter()
            .any(|duty| label.strip_prefix(duty).is_some_and(|bearer| BEARERS.contains(&bearer)))
    };
    // 主办：甲 承办：乙 is the tail of a page.
    let is_one = !value.contains([':', '：']) && !value.is_empty();
    (is_one && (LABELS.contains(&label) || is_duty())).then_some((label, value))
}

/// Whether a line is a sentence of a text or an item of its lists.
fn is_text(flat: &str) -> bool {
    let behind = flat.trim_start_matches(|c: char| {
        c.is_ascii_digit() || "(（一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩".contains(c)
    });
    let is_numbered = behind.len() < flat.len() && behind.starts_with(['.', '、', ')', '）']);
    let words = han(flat);
    words > 15 && flat.contains('。') || is_numbered && words > 4
}
