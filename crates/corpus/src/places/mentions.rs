//! Finds names of divisions in a text, all in one pass.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Division, DivisionIndex, Gazetteer, NameWording};
use crate::Level;

/// A name of one or more divisions in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceMention<'g> {
    /// The bytes of the text that it stands at.
    pub range: Range<usize>,
    /// Whether it is a full name; short names (朝阳, 和平, 新华) are often ordinary words.
    pub wording: NameWording,
    /// All divisions that ever had this name: the caller knows the year.
    pub divisions: Vec<&'g Division>,
}

/// Words that hold the name of a division and mean none: 共和 is a county, 中华人民共和国 is not in it.
const NO_PLACES: &[&str] =
    &["中华人民共和国", "人民共和国", "共和国", "民主共和", "中华民国", "和平统一", "和平发展"];

/// The automaton over all names.
#[derive(Debug, Clone)]
pub(super) struct Scanner {
    automaton: Option<AhoCorasick>,
    /// The rows of each pattern, with the surest wording of the pattern.
    rows: Vec<(NameWording, Vec<DivisionIndex>)>,
}

impl Scanner {
    fn new(gazetteer: &Gazetteer) -> Self {
        let mut names: Vec<_> = gazetteer.by_name.iter().collect();
        names.sort_unstable_by_key(|(name, _)| *name);
        // The nation's names stand in every text and tell nothing.
        names.retain(|(_, found)| {
            found.iter().all(|&(index, _)| gazetteer.get(index).level != Level::Nation)
        });
        let mut rows = Vec::with_capacity(names.len());
        for (_, found) in &names {
            let wording =
                found.iter().map(|(_, wording)| *wording).min().unwrap_or(NameWording::Loose);
            let indexes =
                found.iter().filter(|(_, one)| *one == wording).map(|(index, _)| *index).collect();
            rows.push((wording, indexes));
        }
        // Behind the names, without rows: what holds a name by chance.
        let chance = NO_PLACES.iter().map(|words| words.as_bytes());
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(names.iter().map(|(name, _)| name.as_bytes()).chain(chance))
            .ok();
        Self { automaton, rows }
    }
}

impl Gazetteer {
    /// The names of divisions in a text, from left to right, the longest at each place, not
    /// overlapping. The nation's are left out. A name that is full for some divisions and short for others counts as full
    /// and gives the former only.
    #[must_use]
    pub fn mentions(&self, text: &str) -> Vec<PlaceMention<'_>> {
        let scanner = self.scanner.get_or_init(|| Scanner::new(self));
        let Some(automaton) = &scanner.automaton else { return Vec::new() };
        automaton
            .find_iter(text)
            .filter_map(|found| {
                let (wording, rows) = scanner.rows.get(found.pattern().as_usize())?;
                Some(PlaceMention {
                    range: found.range(),
                    wording: *wording,
                    divisions: rows.iter().map(|&index| self.get(index)).collect(),
                })
            })
            .collect()
    }
}
