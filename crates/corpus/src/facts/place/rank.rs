//! The rank that a text tells of its place.

use std::collections::HashMap;

use super::PlaceSources;
use crate::Level;
use crate::places::Division;

/// The rank that the text tells of its place by speaking of 全市, 全县, 全区 …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlaceRank(char);

impl PlaceRank {
    pub(super) fn word(self) -> char {
        self.0
    }

    pub(super) fn fits(self, division: &Division) -> bool {
        let name = division.name.as_ref();
        match self.0 {
            '省' => division.level == Level::Province,
            '区' => name.ends_with('区'),
            '县' => name.ends_with('县'),
            '州' => name.ends_with('州'),
            '盟' => name.ends_with('盟'),
            '旗' => name.ends_with('旗'),
            _ => name.ends_with('市') || name.ends_with("地区"),
        }
    }
}

/// Counts 全市, 我市, 市政府 and their like.
pub(super) fn rank_told(from: &PlaceSources<'_>) -> Option<PlaceRank> {
    let mut counts: Vec<(u32, char)> = Vec::new();
    let mut before = [' '; 2];
    let mut tally: HashMap<char, u32> = HashMap::new();
    let mut chars = from.sample.chars().peekable();
    while let Some(c) = chars.next() {
        let [earlier, all] = before;
        let is_rank = matches!(all, '全' | '我' | '本') && "省市区县州盟旗".contains(c);
        if is_rank && !is_name(earlier, c, chars.peek().copied()) {
            *tally.entry(c).or_default() += 1;
        }
        before = [all, c];
    }
    counts.extend(tally.into_iter().map(|(c, n)| (n, c)));
    counts.sort_unstable();
    let (most, rank) = counts.pop()?;
    let second = counts.pop().map_or(0, |(n, _)| n);
    (most >= 2 && most > second * 2).then_some(PlaceRank(rank))
}

/// Whether 全县 and its like are a part of a division's name: 天全县, 万全区, 全州县.
fn is_name(earlier: char, rank: char, next: Option<char>) -> bool {
    matches!(earlier, '天' | '万') && matches!(rank, '县' | '区')
        || rank == '州' && matches!(next, Some('县' | '镇'))
}
