//! The places that the archive holds reports of, for completion.

use std::cmp::Reverse;
use std::collections::HashMap;

use suyan_corpus::Place;
use suyan_corpus::places::{NameFit, matches_name, short_name};

use crate::PlaceEntry;

/// Of places, each with how many reports are of it, those whose name fits `query`, best first. An
/// empty query gives the places with most reports.
pub fn complete<'p>(
    held: impl Iterator<Item = (&'p Place, u64)>,
    query: &str,
    limit: usize,
) -> Vec<PlaceEntry> {
    let query = query.trim().to_lowercase();
    // One place may stand there with more than one path, and what was typed fit one of them only.
    let mut known = HashMap::<(&str, &str), (Option<u32>, &Place, u64)>::new();
    for (place, reports) in held.filter(|(_, reports)| *reports > 0) {
        let rank = rank(place, &query);
        let (best, shown, sum) =
            known.entry((&place.code, &place.name)).or_insert((rank, place, 0));
        *sum += reports;
        if rank.is_some_and(|rank| best.is_none_or(|best| rank < best)) {
            (*best, *shown) = (rank, place);
        }
    }
    let ranked = known.into_values().filter_map(|(rank, place, sum)| Some((rank?, place, sum)));
    let mut ranked: Vec<(u32, &Place, u64)> = ranked.collect();
    ranked.sort_by_key(|&(rank, place, reports)| {
        (rank, place.level, Reverse(reports), place.code.as_str(), place.name.as_str())
    });
    let entry = |(_, place, reports): (u32, &Place, u64)| PlaceEntry {
        code: place.code.clone(),
        name: place.name.clone(),
        path: place.path.clone(),
        level: place.level,
        reports,
    };
    ranked.into_iter().take(limit).map(entry).collect()
}

/// How well a place fits what was typed, 0 the best; `None` where it does not.
fn rank(place: &Place, query: &str) -> Option<u32> {
    if query.is_empty() || place.code == query {
        return Some(0);
    }
    if place.code.starts_with(query) {
        return Some(NameFit::Beginning as u32);
    }
    let fit = matches_name(query, &place.name).or_else(|| {
        let below = below(place, query);
        if below == query { None } else { matches_name(below, &place.name) }
    });
    fit.map(|fit| fit as u32)
}

/// What was typed without the names of what the place lies in: 徐汇 of 上海徐汇.
fn below<'q>(place: &Place, query: &'q str) -> &'q str {
    let above = place.path.iter().rev().skip(1).rev();
    above.fold(query, |query, name| {
        let names = std::iter::once(name.clone()).chain(short_name(name));
        let mut rests = names.filter_map(|name| query.strip_prefix(name.as_str()));
        rests.find(|rest| !rest.is_empty()).unwrap_or(query)
    })
}

#[cfg(test)]
mod tests {
    use suyan_corpus::Level;
    use suyan_corpus::places::Gazetteer;

    use super::*;

    fn place(code: &str) -> Place {
        let gazetteer = Gazetteer::builtin();
        let division = gazetteer.by_code(code, Some(2022)).expect("a division");
        gazetteer.place(division, Some(2022))
    }

    fn names(held: &[(Place, u64)], typed: &str, limit: usize) -> Vec<(String, u64)> {
        let held = held.iter().map(|(place, reports)| (place, *reports));
        complete(held, typed, limit).into_iter().map(|one| (one.name, one.reports)).collect()
    }

    #[test]
    fn places_that_are_held_are_found_as_they_may_be_typed() {
        let held = [
            (place("310000"), 4),  // 上海市
            (place("310104"), 10), // 徐汇区
            (place("310106"), 12), // 静安区
            (place("320300"), 7),  // 徐州市
            (place("310105"), 0),  // 长宁区
        ];
        let cases: [(&str, &[&str]); 15] = [
            ("徐汇", &["徐汇区"]),
            ("徐汇区", &["徐汇区"]),
            (" 徐 ", &["徐州市", "徐汇区"]),
            ("上海徐汇", &["徐汇区"]),
            ("上海市徐汇区", &["徐汇区"]),
            ("310104", &["徐汇区"]),
            ("3101", &["静安区", "徐汇区"]),
            ("31", &["上海市", "静安区", "徐汇区"]),
            ("XUHUI", &["徐汇区"]),
            ("xz", &["徐州市"]),
            ("北京徐汇", &[]),
            ("长宁", &[]),
            ("没有", &[]),
            ("上海", &["上海市"]),
            ("", &["上海市", "徐州市", "静安区", "徐汇区"]),
        ];
        for (typed, wanted) in cases {
            let found: Vec<String> = names(&held, typed, 10).into_iter().map(|one| one.0).collect();
            assert_eq!(found, wanted, "{typed:?}");
        }
        assert_eq!(names(&held, "31", 1).len(), 1);
        assert!(names(&held, "31", 0).is_empty());
    }

    #[test]
    fn a_place_of_two_paths_has_the_reports_of_both() {
        let under = |path: &[&str]| Place {
            code: "990102".to_owned(),
            name: "云栖区".to_owned(),
            level: Level::County,
            path: path.iter().map(|&name| name.to_owned()).collect(),
            codes: vec!["990102".to_owned()],
        };
        let held = [(under(&["甲省", "云栖区"]), 3), (under(&["甲省", "望川市", "云栖区"]), 5)];
        let backward = [held[1].clone(), held[0].clone()];
        // Only one of the paths is what was typed.
        for typed in ["云栖", "望川云栖", "甲省云栖"] {
            for held in [&held, &backward] {
                assert_eq!(names(held, typed, 9), [("云栖区".to_owned(), 8)], "{typed}");
            }
        }
    }
}
