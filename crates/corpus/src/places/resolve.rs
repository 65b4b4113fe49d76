//! Which of several divisions a name means.
//!
//! 朝阳 is a city and two districts, 鼓楼 five districts. Context decides, or the question stays
//! open: nothing is guessed silently.

use super::{Division, Gazetteer, NameWording};
use crate::Level;

/// What a name means in its context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution<'g> {
    /// This division.
    One(&'g Division),
    /// One of these; the context does not tell which.
    Many(Vec<&'g Division>),
    /// No division of this name stood then.
    None,
}

impl<'g> Resolution<'g> {
    /// The division, where there is exactly one.
    #[must_use]
    pub fn one(self) -> Option<&'g Division> {
        match self {
            Self::One(division) => Some(division),
            Self::Many(_) | Self::None => None,
        }
    }
}

/// Cities that everyone means by their bare name, though a district elsewhere has it too.
const FAMOUS: &[&str] = &["西安市", "大同市", "中山市", "资阳市"];

/// Whether a county was raised to a prefecture that kept its full name (哈密市 2016): in that year
/// the higher one is meant.
fn is_raised(higher: &Division, lower: &Division) -> bool {
    higher.level < lower.level
        && higher.name == lower.name
        && lower.to.is_some()
        && higher.from == lower.to
}

impl Gazetteer {
    /// The division that a full or short name means in the year, with the names of provinces or
    /// cities around it as context (full or short; all that are known to the gazetteer must fit).
    ///
    /// Without a year, rows of one code count as one division, the latest. A division that ended
    /// or began up to two years away is taken where none stood in the year: changes are announced
    /// and carried out after they are approved, and old names live on.
    #[must_use]
    pub fn resolve(&self, name: &str, year: Option<i16>, context: &[&str]) -> Resolution<'_> {
        let near =
            year.into_iter().flat_map(|year| [-1, 1, -2, 2].map(|by: i16| year.saturating_add(by)));
        let mut years = std::iter::once(year).chain(near.map(Some));
        let found = years.find_map(|year| {
            let mut found = self.candidates(name, year);
            found.retain(|(division, _)| self.fits(division, year, context));
            (!found.is_empty()).then_some(found)
        });
        let mut found = found.unwrap_or_default();
        let Some(best) = found.first().map(|(_, wording)| *wording) else {
            return Resolution::None;
        };
        // 大理 is 大理市 and, by custom as much, the prefecture around it.
        let all_counties = found
            .iter()
            .all(|(division, wording)| *wording > best || division.level >= Level::County);
        found.retain(|(division, wording)| {
            *wording == best || (all_counties && division.level == Level::Prefecture)
        });
        found.sort_by_key(|(division, _)| division.level);
        let mut rows: Vec<&Division> = Vec::new();
        for (division, _) in found {
            if !rows.iter().any(|row| self.is_same(row, division)) {
                rows.push(division);
            }
        }
        match rows.as_slice() {
            [one] => Resolution::One(one),
            [first, rest @ ..]
                if best != NameWording::Full
                    && !(all_counties && first.level < Level::County)
                    && self.outranks(first, rest, year) =>
            {
                Resolution::One(first)
            }
            [first, second] if is_raised(first, second) => Resolution::One(first),
            _ => Resolution::Many(rows),
        }
    }

    /// Of a county and the prefecture of its name that it was raised to, the latter.
    pub(crate) fn raised<'g>(divisions: &[&'g Division]) -> Option<&'g Division> {
        let first = divisions.iter().min_by_key(|division| division.level)?;
        let others = || divisions.iter().filter(|other| other.code != first.code);
        (others().next().is_some() && others().all(|lower| is_raised(first, lower)))
            .then_some(*first)
    }

    /// Of several divisions of one name the one that is meant where nothing else is said: by usage
    /// the higher one. `None` where usage does not tell.
    pub(crate) fn by_usage<'g>(
        &'g self,
        divisions: &[&'g Division],
        year: Option<i16>,
    ) -> Option<&'g Division> {
        let mut rows: Vec<&Division> = divisions.to_vec();
        rows.sort_by_key(|division| division.level);
        let (first, rest) = rows.split_first()?;
        let rest: Vec<&Division> =
            rest.iter().filter(|row| !self.is_same(row, first)).copied().collect();
        self.outranks(first, &rest, year).then_some(*first)
    }

    /// Whether every name of the context is one of the division's own or of those above it.
    fn fits(&self, division: &Division, year: Option<i16>, context: &[&str]) -> bool {
        let place = self.place(division, year);
        context.iter().all(|name| {
            let around = self.candidates(name, None);
            around.is_empty()
                || around.iter().any(|(one, _)| place.codes.iter().any(|code| *code == one.code))
        })
    }

    /// Whether two rows are one division in two of its forms: the same code, or one became the
    /// other (崇明县, 崇明区 both are 崇明).
    fn is_same(&self, row: &Division, other: &Division) -> bool {
        let came = |old: &Division, new: &Division| {
            let year = old.to.unwrap_or(i16::MAX);
            let held = self.lineage(&new.code);
            held.iter().any(|held| held.code == *old.code && held.in_year(year))
        };
        row.code == other.code || came(row, other) || came(other, row)
    }

    /// By usage the bare name is the higher one's: 海南 is the province and not a district of
    /// 乌海, 长沙 the city and not the county below it. 吉林, province and city, stays open.
    fn outranks(&self, first: &Division, rest: &[&Division], year: Option<i16>) -> bool {
        rest.iter().all(|other| match (first.level, other.level) {
            (Level::Province, Level::Prefecture) => false,
            (Level::Province, _) => true,
            (Level::Prefecture, _) if FAMOUS.contains(&first.name.as_ref()) => true,
            _ => self.place(other, year).codes.iter().any(|code| *code == first.code),
        })
    }
}
