//! The places that the archive holds reports of, for completion.

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
    // One place may stand there with more than one path.
    let mut entries = HashMap::<(&str, &str), (u32, PlaceEntry)>::new();
    for (place, reports) in held.filter(|(_, reports)| *reports > 0) {
        if let Some((_, entry)) = entries.get_mut(&(place.code.as_str(), place.name.as_str())) {
            entry.reports += reports;
        } else if let Some(rank) = rank(place, &query) {
            let entry = PlaceEntry {
                code: place.code.clone(),
                name: place.name.clone(),
                path: place.path.clone(),
                level: place.level,
                reports,
            };
            entries.insert((&place.code, &place.name), (rank, entry));
        }
    }
    let mut ranked: Vec<(u32, PlaceEntry)> = entries.into_values().collect();
    ranked.sort_by(|(rank_a, a), (rank_b, b)| {
        let (left, right) = ((rank_a, a.level, b.reports), (rank_b, b.level, a.reports));
        left.cmp(&right).then_with(|| (&a.code, &a.name).cmp(&(&b.code, &b.name)))
    });
    ranked.into_iter().map(|(_, entry)| entry).take(limit).collect()
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
