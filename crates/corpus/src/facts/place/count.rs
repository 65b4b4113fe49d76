//! What a text speaks of: how often it names each division, and whose towns and streets.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::rank::PlaceRank;
use super::{PlaceReading, short};
use crate::places::{Division, Gazetteer};
use crate::{Level, Origin};

/// The names in the text, counted only where something is open: that takes longer than all else.
pub(super) struct Lazily<'g, 's> {
    gazetteer: &'g Gazetteer,
    sample: &'s str,
    counted: OnceCell<DivisionCounts<'g>>,
    towns: OnceCell<HashMap<&'static str, u32>>,
}

impl<'g, 's> Lazily<'g, 's> {
    pub(super) fn new(gazetteer: &'g Gazetteer, sample: &'s str) -> Self {
        Self { gazetteer, sample, counted: OnceCell::new(), towns: OnceCell::new() }
    }

    pub(super) fn get(&self) -> &DivisionCounts<'g> {
        self.counted.get_or_init(|| DivisionCounts::of(self.gazetteer, self.sample))
    }

    /// How many towns and streets the text names of each county, by its code of 2023.
    pub(super) fn towns(&self) -> &HashMap<&'static str, u32> {
        self.towns.get_or_init(|| Gazetteer::townships_named(self.sample))
    }

    /// How many towns and streets that the text names lie in the division.
    fn towns_of(&self, division: &Division) -> u32 {
        let own = |county: &str| match division.level {
            Level::Nation => true,
            Level::Province => division.code.get(..2) == county.get(..2),
            Level::Prefecture => division.code.get(..4) == county.get(..4),
            Level::County => *division.code == *county || self.gazetteer.became(division, county),
            Level::Township => division.code.get(..6) == Some(county),
        };
        self.towns().iter().filter(|(county, _)| own(county)).map(|(_, count)| count).sum()
    }

    /// Whether the text names the division, or enough of what lies in it.
    pub(super) fn is_about(&self, division: &Division) -> bool {
        let area = match division.level {
            Level::Province => division.code.get(..2),
            Level::Prefecture => division.code.get(..4),
            _ => None,
        };
        let counted = self.get();
        let inside = area.and_then(|area| counted.by_area.get(area)).copied().unwrap_or(0);
        counted.names(division) > 0 || inside >= 3 || self.towns_of(division) >= 2
    }

    /// The county whose towns and streets the text names throughout, where the label that is
    /// believed else is another county of whose towns it names hardly one.
    pub(super) fn other_county(
        &self,
        label: &Division,
        year: Option<i16>,
        rank: Option<PlaceRank>,
    ) -> Option<PlaceReading<'g>> {
        const FEWEST: u32 = 4;
        if label.level != Level::County {
            return None;
        }
        let mut counts: Vec<(u32, &str)> = self.towns().iter().map(|(c, n)| (*n, *c)).collect();
        counts.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let (most, county) = *counts.first()?;
        let second = counts.get(1).map_or(0, |(count, _)| *count);
        let own = self.towns_of(label);
        if most < FEWEST || most < second * 2 || most < own * 4 || self.get().names(label) > most {
            return None;
        }
        let division = self.gazetteer.by_code(county, None)?;
        let division = self.gazetteer.as_of(division, year)?;
        let other = division.code != label.code && rank.is_none_or(|rank| rank.fits(division));
        let words = format!("文中{most}个乡镇、街道属{}", division.name);
        other.then(|| PlaceReading::new(Origin::Body, &words, vec![division]))
    }
}

/// How often the beginning of the text speaks of each division.
pub(super) struct DivisionCounts<'g> {
    by_code: HashMap<&'g str, (u32, &'g Division)>,
    by_short: HashMap<String, u32>,
    /// Names that lie in one province or one prefecture only, by the beginning of the code.
    by_area: HashMap<&'g str, u32>,
}

/// What stands behind a name where the text speaks of the government itself.
const OFFICES: &[&str] = &["人民政府", "政府", "市委", "区委", "县委", "人大常委会", "政协"];

impl<'g> DivisionCounts<'g> {
    pub(super) fn of(gazetteer: &'g Gazetteer, sample: &str) -> Self {
        let mut by_code: HashMap<&str, (u32, &Division)> = HashMap::new();
        let mut by_short: HashMap<String, u32> = HashMap::new();
        let mut by_area: HashMap<&str, u32> = HashMap::new();
        for mention in gazetteer.mentions(sample) {
            let name = &sample[mention.range.clone()];
            let short = short(name);
            let said = by_short.entry(short).or_default();
            *said += 1;
            // 合作 and 前进 are places and words: no name counts more than a few times.
            for digits in [2, 4].into_iter().filter(|_| *said <= 3) {
                let mut areas = mention.divisions.iter().filter_map(|d| d.code.get(..digits));
                if let Some(area) = areas.next()
                    && areas.all(|other| other == area)
                {
                    *by_area.entry(area).or_default() += 1;
                }
            }
            let after = &sample[mention.range.end..];
            let governs = mention.wording == crate::places::NameWording::Full
                && OFFICES.iter().any(|office| after.starts_with(office));
            for division in mention.divisions {
                let weight = if governs { 2 } else { 1 };
                by_code.entry(division.code.as_ref()).or_insert((0, division)).0 += weight;
            }
        }
        Self { by_code, by_short, by_area }
    }
    /// The province or the city that most of the names lie in, where the text never says its own
    /// name but speaks of 全省 or 全市.
    pub(super) fn around(
        &self,
        gazetteer: &'g Gazetteer,
        year: Option<i16>,
        rank: PlaceRank,
    ) -> Option<PlaceReading<'g>> {
        let digits = match rank.word() {
            '省' => 2,
            '市' | '州' | '盟' => 4,
            _ => return None,
        };
        let mut areas: Vec<(u32, &str)> = self
            .by_area
            .iter()
            .filter(|(area, _)| area.len() == digits)
            .map(|(area, count)| (*count, *area))
            .collect();
        areas.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let all: u32 = areas.iter().map(|(count, _)| count).sum();
        let (most, area) = *areas.first()?;
        // Words that are names by chance lie all over the country.
        let second = areas.get(1).map_or(0, |(count, _)| *count);
        let division = gazetteer.by_code(&format!("{area:0<6}"), year)?;
        let stands_out = most * 2 > all || most > second * 2;
        let words = format!("文中{all}处地名有{most}处属{}", division.name);
        (most >= 8 && stands_out && rank.fits(division))
            .then(|| PlaceReading::new(Origin::Body, &words, vec![division]))
    }

    pub(super) fn short(&self, short: &str) -> u32 {
        self.by_short.get(short).copied().unwrap_or(0)
    }

    pub(super) fn names(&self, division: &Division) -> u32 {
        self.by_code
            .get(division.code.as_ref())
            .map_or(0, |(count, _)| *count)
            .max(self.short(&short(&division.name)))
    }

    /// The division that the text keeps naming, if one stands out and its rank fits.
    pub(super) fn loudest(
        &self,
        year: Option<i16>,
        rank: Option<PlaceRank>,
    ) -> Option<PlaceReading<'g>> {
        let mut counts: Vec<(u32, &'g Division)> = self
            .by_code
            .values()
            .filter(|(_, d)| {
                rank.is_some_and(|rank| rank.fits(d)) && year.is_none_or(|y| d.stood(y))
            })
            .copied()
            .collect();
        counts.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.code.cmp(&b.1.code)));
        let (most, first) = *counts.first()?;
        let same: Vec<&Division> = counts
            .iter()
            .filter(|(_, d)| short(&d.name) == short(&first.name))
            .map(|(_, d)| *d)
            .collect();
        let second =
            counts.iter().find(|(_, d)| !same.iter().any(|s| s.code == d.code)).map_or(0, |c| c.0);
        let words = format!("{}（文中{most}次）", first.name);
        (most >= 6 && most > second * 2).then(|| PlaceReading::new(Origin::Body, &words, same))
    }
}
