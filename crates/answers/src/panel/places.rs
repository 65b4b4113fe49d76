//! Places of rows: as they were, or as what they are today.

use std::collections::{BTreeSet, HashMap};

use suyan_corpus::places::{Gazetteer, NameWording};
use suyan_corpus::{Level, Place};

use super::{Event, RowPlace};
use crate::problem::Problem;

impl From<&Place> for RowPlace {
    fn from(place: &Place) -> Self {
        Self {
            code: place.code.clone(),
            name: place.name.clone(),
            path: place.path.clone(),
            level: place.level,
        }
    }
}

/// What a place of some year is today.
#[derive(Debug, Clone)]
pub(super) struct Now {
    pub place: RowPlace,
    pub events: BTreeSet<Event>,
}

/// Tells what places are today, each asked for once.
pub(super) struct Rolling<'g> {
    gazetteer: &'g Gazetteer,
    known: HashMap<(String, Option<i16>), Now>,
}

impl<'g> Rolling<'g> {
    pub(super) fn of(gazetteer: &'g Gazetteer) -> Self {
        Self { gazetteer, known: HashMap::new() }
    }

    /// What a place of that year is today: itself where nobody knows.
    pub(super) fn now(&mut self, place: &Place, year: Option<i16>) -> &Now {
        let gazetteer = self.gazetteer;
        self.known.entry((place.code.clone(), year)).or_insert_with(|| {
            let Some(today) = gazetteer.today(&place.code, year) else {
                return Now { place: place.into(), events: BTreeSet::new() };
            };
            let event = |(year, row): &(i16, &suyan_corpus::places::Division)| Event {
                year: *year,
                code: row.code.to_string(),
                name: row.name.to_string(),
            };
            let events = today.events.iter().map(event).collect();
            let place = RowPlace::from(&gazetteer.place(today.division, None));
            Now { place, events }
        })
    }

    /// Whether the place of today, or one that became it, would have reported in the year.
    pub(super) fn was_due(&self, code: &str, year: i16) -> bool {
        let held = self.gazetteer.lineage(code);
        let is_due = |held: &suyan_corpus::places::CodeYears| {
            held.in_year(year) && held.from.is_none_or(|from| from < year)
        };
        held.is_empty() || held.iter().any(is_due)
    }
}

/// Refuses names of places that may be several in the years asked for.
///
/// # Errors
/// `ambiguous_place` with the places that may be meant.
pub(super) fn refuse_ambiguous(
    names: &[String],
    years: Option<(i16, i16)>,
    gazetteer: &Gazetteer,
) -> Result<(), Problem> {
    let last = years.map(|(_, last)| last).filter(|last| *last != i16::MAX);
    for name in names {
        let candidates = gazetteer.candidates(name, None);
        let is_full = candidates.iter().any(|(_, wording)| *wording == NameWording::Full);
        let stands = |division: &&suyan_corpus::places::Division| match last {
            Some(year) => division.stood(year),
            None => division.to.is_none(),
        };
        let meant = candidates
            .into_iter()
            .filter(|(division, wording)| {
                division.level < Level::Township && (!is_full || *wording == NameWording::Full)
            })
            .map(|(division, _)| division)
            .filter(stands);
        let codes: BTreeSet<String> = meant.map(|division| division.code.to_string()).collect();
        if codes.len() > 1 {
            let named = codes.iter().filter_map(|code| {
                let place = gazetteer.place(gazetteer.by_code(code, last)?, last);
                Some(format!("{}（{code}）", place.path.join("")))
            });
            let named: Vec<String> = named.take(8).collect();
            return Err(Problem::new(
                "ambiguous_place",
                format!("“{name}”可能是：{}", named.join("、")),
                "请写全称或代码，如 place=220100",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_several_places_are_refused() {
        let ask = |name: &str| {
            refuse_ambiguous(&[name.to_owned()], None, Gazetteer::builtin()).err().map(|p| p.code)
        };
        for name in ["朝阳", "朝阳区", "吉林", "鼓楼区", "海南"] {
            assert_eq!(ask(name), Some("ambiguous_place"), "{name}");
        }
        for name in ["上海", "静安", "吉林省", "310106", "徐汇区", "乌有县", "襄阳", "全国"]
        {
            assert_eq!(ask(name), None, "{name}");
        }
    }
}
