//! The filter by place: that place and all below it, by name or code as of each report's time.
//! With lineage also what it was (闸北 for 静安) and what it became (静安 for 闸北, from then on).

use std::collections::BTreeSet;

use suyan_corpus::Place;
use suyan_corpus::places::{CodeYears, Gazetteer, short_name};

/// Which places pass.
pub struct ByPlace {
    /// Per place of the archive: whether it was named or lies below one that was.
    named: Vec<bool>,
    /// Per place: when it counts as an older or newer form of one that was named.
    spans: Vec<Vec<CodeYears>>,
}

impl ByPlace {
    /// The filter over these places of the archive.
    #[must_use]
    pub fn of(places: &[Place], wanted: &[String], lineage: bool, gazetteer: &Gazetteer) -> Self {
        let named: Vec<bool> =
            places.iter().map(|place| wanted.iter().any(|w| is_within(place, w))).collect();
        let mut spans = vec![Vec::new(); if lineage { places.len() } else { 0 }];
        if lineage {
            let related = related(places, &named, wanted, gazetteer);
            for (place, spans) in places.iter().zip(&mut spans) {
                let is_form = |held: &&CodeYears| place.codes.contains(&held.code);
                spans.extend(related.iter().filter(is_form).cloned());
            }
        }
        Self { named, spans }
    }

    /// Whether a report of this place and year passes.
    #[must_use]
    pub fn admits(&self, place: usize, year: Option<i16>) -> bool {
        let by_lineage = |held: &CodeYears| year.is_none_or(|year| held.in_year(year));
        self.named[place] || self.spans.get(place).is_some_and(|spans| spans.iter().any(by_lineage))
    }

    /// The places that pass by their lineage only.
    pub fn by_lineage(&self) -> impl Iterator<Item = usize> {
        let spans = self.spans.iter().zip(&self.named).enumerate();
        spans.filter(|(_, (spans, named))| !spans.is_empty() && !**named).map(|(at, _)| at)
    }
}

/// The codes that those named, and all below them, had before or got later.
fn related(
    places: &[Place],
    named: &[bool],
    wanted: &[String],
    gazetteer: &Gazetteer,
) -> Vec<CodeYears> {
    let below = places.iter().zip(named).filter(|(_, named)| **named);
    let mut codes: BTreeSet<&str> = below.map(|(place, _)| place.code.as_str()).collect();
    for wanted in wanted {
        codes.insert(wanted.trim());
        codes.extend(gazetteer.find(wanted, None).iter().map(|division| division.code.as_ref()));
    }
    let forms = |code: &&str| [gazetteer.lineage(code), gazetteer.heirs(code)].concat();
    let related: BTreeSet<CodeYears> = codes.iter().flat_map(forms).collect();
    related.into_iter().collect()
}

/// Whether a place is `wanted` or lies below it: by code, name or short name, as of its own time.
#[must_use]
pub fn is_within(place: &Place, wanted: &str) -> bool {
    let wanted = wanted.trim();
    if matches!(wanted, "100000" | "全国" | "国务院") {
        return place.code == "100000";
    }
    let first = wanted.chars().next();
    let is_called = |name: &String| {
        // A short name begins as the full one does.
        name.chars().next() == first
            && (name == wanted || short_name(name).iter().any(|short| short == wanted))
    };
    place.codes.iter().any(|code| code == wanted) || place.path.iter().any(is_called)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str, year: i16) -> Place {
        let gazetteer = Gazetteer::builtin();
        gazetteer.place(gazetteer.by_code(code, Some(year)).unwrap(), Some(year))
    }

    #[test]
    fn places_pass_by_name_code_and_lineage() {
        let places = [
            place("310106", 2010), // 静安区
            place("310108", 2010), // 闸北区
            place("310106", 2020), // 静安区
            place("310104", 2010), // 徐汇区
            place("420600", 2008), // 襄樊市
            place("420600", 2014), // 襄阳市
        ];
        let years = [2010, 2010, 2020, 2010, 2008, 2014];
        let cases: &[(&str, bool, &[usize])] = &[
            ("静安", false, &[0, 2]),
            ("静安", true, &[0, 1, 2]),
            ("310106", true, &[0, 1, 2]),
            ("闸北区", false, &[1]),
            ("闸北区", true, &[1, 2]),
            ("上海", false, &[0, 1, 2, 3]),
            ("襄阳", false, &[5]),
            ("襄阳", true, &[4, 5]),
            ("420600", false, &[4, 5]),
            ("海上", false, &[]),
        ];
        for (wanted, lineage, expected) in cases {
            let filter =
                ByPlace::of(&places, &[(*wanted).to_owned()], *lineage, Gazetteer::builtin());
            let found: Vec<usize> =
                (0..places.len()).filter(|&at| filter.admits(at, Some(years[at]))).collect();
            assert_eq!(&found, expected, "{wanted} {lineage}");
        }
        // The archive need not hold the place itself.
        let filter = ByPlace::of(&places[1..2], &["静安".to_owned()], true, Gazetteer::builtin());
        assert!(filter.admits(0, Some(2010)));
        assert_eq!(filter.by_lineage().collect::<Vec<_>>(), [0]);
    }
}
