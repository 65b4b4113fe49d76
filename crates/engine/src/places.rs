//! The places that the archive holds reports of, for completion.

use std::collections::HashMap;

use suyan_corpus::Place;
use suyan_corpus::places::{Fit, matches_name};

use crate::PlaceEntry;
use crate::store::snapshot::Snapshot;

/// Places whose name fits `query`, best first. An empty query gives the places with most reports.
pub(crate) fn complete(snapshot: &Snapshot, query: &str, limit: usize) -> Vec<PlaceEntry> {
    let query = query.trim().to_lowercase();
    let mut reports = vec![0; snapshot.places.len()];
    for (row, _) in snapshot.reports.iter().zip(&snapshot.removed).filter(|(_, removed)| !**removed)
    {
        if let Some(at) = row.place {
            reports[at as usize] += 1;
        }
    }
    // One place may stand there with more than one path.
    let mut entries = HashMap::<(&str, &str), (u32, PlaceEntry)>::new();
    for (place, reports) in snapshot.places.iter().zip(reports).filter(|(_, reports)| *reports > 0)
    {
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
        (rank_a, a.level, b.reports, &a.code).cmp(&(rank_b, b.level, a.reports, &b.code))
    });
    ranked.into_iter().map(|(_, entry)| entry).take(limit).collect()
}

/// How well a place fits what was typed, 0 the best; `None` where it does not.
fn rank(place: &Place, query: &str) -> Option<u32> {
    if query.is_empty() || place.code == query {
        return Some(0);
    }
    if place.code.starts_with(query) {
        return Some(Fit::Beginning as u32);
    }
    matches_name(query, &place.name).map(|fit| fit as u32)
}
