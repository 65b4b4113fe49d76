//! Zones: 高新区, 开发区, 合作区 and their like, which govern and report, and are no divisions.
//!
//! A zone's name often holds that of a division by chance (雄安新区 holds 安新, 前海合作区 holds 合作),
//! and a division may be called as a zone is (浦东新区). So a zone is told by its last word, where
//! no division of that name ends there.

use std::ops::Range;

use crate::places::{NameWording, PlaceMention};
use crate::text::is_han;

/// The last words of the names of zones.
const WORDS: &[&str] = &[
    "新区",
    "高新区",
    "产业开发区",
    "技术开发区",
    "经济开发区",
    "经开区",
    "开发区",
    "合作区",
    "示范区",
    "试验区",
    "先行区",
    "先导区",
    "管理区",
    "管委会",
    "管理委员会",
    "保税区",
    "综保区",
    "保税港区",
    "航空港区",
    "自贸区",
    "度假区",
    "旅游区",
    "风景区",
    "名胜区",
    "工业区",
    "工业园区",
    "工业园",
    "产业园区",
    "产业园",
    "科技园区",
    "科技园",
    "园区",
    "科技城",
    "科学城",
    "生态城",
    "功能区",
    "集聚区",
    "实验区",
    "自贸片区",
    "经济区",
    "协作区",
];

/// Divisions whose names say nothing without the city before them.
const GENERIC: &[&str] = &["新区", "城区", "郊区", "矿区", "市区", "特区", "市中区", "郊县"];

/// Whether a full name is one that many cities use, and any text.
pub(super) fn is_generic(name: &str) -> bool {
    GENERIC.contains(&name)
}

/// The bytes of the zone that a phrase names, its parents left out. A word alone (高新区) is named
/// too.
pub(super) fn of(phrase: &str, mentions: &[PlaceMention<'_>]) -> Option<Range<usize>> {
    let end = WORDS
        .iter()
        .filter_map(|word| phrase.rfind(word).map(|at| (at + word.len(), word.len())))
        .max()?;
    let (end, length) = end;
    // 浦东新区 is a division; 新区 was one, of 唐山, and is the end of every other zone's name.
    let division = mentions
        .iter()
        .any(|m| m.wording == NameWording::Full && m.range.end == end && m.range.len() > length);
    if division {
        return None;
    }
    let before = &phrase[..end - length];
    let mut start = before.len();
    for (at, c) in before.char_indices().rev() {
        if !is_han(c) || matches!(c, '年' | '在' | '的') {
            break;
        }
        start = at;
    }
    // Full names in front are those of its parents.
    let parents = mentions.iter().filter(|m| {
        m.wording == NameWording::Full && m.range.start >= start && m.range.end <= end - length
    });
    let start = parents.map(|m| m.range.end).max().unwrap_or(start);
    Some(start..end)
}

/// Whether the zone has a name of its own rather than a word for its kind alone.
pub(super) fn has_name(zone: &str) -> bool {
    !WORDS.contains(&zone) && !zone.starts_with("经济技术") && !zone.starts_with("高新技术")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Gazetteer;

    #[test]
    fn zones_are_told_by_their_last_word() {
        let gazetteer = Gazetteer::builtin();
        for (phrase, zone) in [
            ("雄安新区", Some("雄安新区")),
            ("四川省成都市天府新区", Some("天府新区")),
            ("2020年兰州新区政府工作报告", Some("兰州新区")),
            ("前海合作区", Some("前海合作区")),
            ("高新区", Some("高新区")),
            ("长白山管委会", Some("长白山管委会")),
            ("上海市浦东新区", None),
            ("沈北新区", None),
            ("徐汇区", None),
        ] {
            let found = of(phrase, &gazetteer.mentions(phrase)).map(|range| &phrase[range]);
            assert_eq!(found, zone, "{phrase}");
        }
        assert!(!has_name("高新区") && has_name("昆明高新区"));
    }
}
