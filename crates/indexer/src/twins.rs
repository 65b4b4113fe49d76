//! Reports that are in an archive twice: in two files whose texts differ a little, or under two ids
//! that were given to one text. One of them is counted.
//!
//! Only reports of one place, year and kind are held against each other, by their sketches, so that
//! an archive in which every report is there once costs a look at each. Rows of one table are apart
//! as whoever made it keeps them apart. Which one is counted hangs on what they say and never on where
//! they lie or when they came.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use suyan_corpus::sketch::are_twins;

use crate::manifest::ReportDoc;

/// Shorter than this share of the longest, in hundredths, a text is not as full.
const FULL: u64 = 95;

/// The reports that are not counted, each with the one that is counted in its place.
pub(crate) fn twins(reports: &BTreeMap<String, &ReportDoc>) -> Vec<(String, String)> {
    let mut found = BTreeMap::new();
    let by = |key: fn(&ReportDoc) -> &str| {
        let mut groups: BTreeMap<&str, Vec<(&String, &ReportDoc)>> = BTreeMap::new();
        for (id, &doc) in reports {
            groups.entry(key(doc)).or_default().push((id, doc));
        }
        groups.into_iter().filter(|(key, all)| !key.is_empty() && all.len() > 1)
    };
    // Rows of which neither is known stay apart as whoever gave them their ids keeps them apart.
    for (_, mut all) in by(|doc| &doc.text) {
        all.retain(|(_, doc)| !doc.group.is_empty() && are_twins(&doc.sketch, &doc.sketch));
        settle(all, &|a, b| !are_rows_of_one(a, b), &mut found);
    }
    for (_, mut all) in by(|doc| &doc.group) {
        all.retain(|(id, _)| !found.contains_key(*id));
        let are_alike = |a: &ReportDoc, b: &ReportDoc| {
            are_twins(&a.sketch, &b.sketch) && !are_rows_of_one(a, b)
        };
        settle(all, &are_alike, &mut found);
    }
    found.keys().map(|twin| (twin.clone(), counted(&found, twin).to_owned())).collect()
}

/// Whether both are rows of one table: `a.csv#1` and `a.csv#2`.
fn are_rows_of_one(a: &ReportDoc, b: &ReportDoc) -> bool {
    let table = |source: &str| source.split_once('#').map(|(table, _)| table.len());
    table(&a.source).is_some_and(|length| a.source.get(..=length) == b.source.get(..=length))
}

/// The one that is counted: what was counted in another's place may have given way itself.
fn counted<'a>(found: &'a BTreeMap<String, String>, twin: &'a str) -> &'a str {
    let mut of = twin;
    while let Some(next) = found.get(of) {
        of = next;
    }
    of
}

/// Lets the best of those that are like each other stand for the others, until none is left.
fn settle(
    mut all: Vec<(&String, &ReportDoc)>,
    are_alike: &dyn Fn(&ReportDoc, &ReportDoc) -> bool,
    found: &mut BTreeMap<String, String>,
) {
    let longest = all.iter().map(|(_, doc)| doc.characters).max().unwrap_or(0);
    let is_full = |doc: &ReportDoc| u64::from(doc.characters) * 100 >= u64::from(longest) * FULL;
    // The fuller one, then the better placed; of two that are as good the id decides.
    all.sort_by_key(|(id, doc)| {
        (Reverse(is_full(doc)), doc.rank, Reverse(doc.characters), (*id).clone())
    });
    while !all.is_empty() {
        let (best, of) = all.remove(0);
        all.retain(|(id, doc)| {
            let alike = are_alike(of, doc);
            if alike {
                found.insert((*id).clone(), best.clone());
            }
            !alike
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(text: &str, group: &str, sketch: std::ops::Range<u32>, characters: u32) -> ReportDoc {
        ReportDoc {
            source: String::new(),
            pages: Vec::new(),
            text: text.to_owned(),
            given: None,
            digest: String::new(),
            rank: 0,
            group: group.to_owned(),
            sketch: sketch.collect(),
            characters,
            conflict: None,
        }
    }

    fn told(docs: &[(&str, &ReportDoc)]) -> Vec<(String, String)> {
        twins(&docs.iter().map(|(id, doc)| ((*id).to_owned(), *doc)).collect())
    }

    fn pair(twin: &str, of: &str) -> (String, String) {
        (twin.to_owned(), of.to_owned())
    }

    #[test]
    fn the_fuller_and_better_placed_one_is_counted() {
        let a = doc("A", "620100 2022", 0..32, 1_000);
        let b = doc("B", "620100 2022", 8..40, 1_010);
        assert_eq!(told(&[("a", &a), ("b", &b)]), [pair("a", "b")]);
        // As full, but better placed.
        let doubted = ReportDoc { rank: 1, ..b.clone() };
        assert_eq!(told(&[("a", &a), ("b", &doubted)]), [pair("b", "a")]);
        let half = doc("C", "620100 2022", 0..32, 500);
        assert_eq!(told(&[("c", &half), ("b", &doubted)]), [pair("c", "b")]);
        let other = doc("D", "620100 2022", 100..132, 1_000);
        let elsewhere = doc("E", "620200 2022", 0..32, 1_000);
        assert!(told(&[("a", &a), ("d", &other), ("e", &elsewhere)]).is_empty());
    }

    #[test]
    fn rows_of_one_table_are_apart() {
        let row = |source: &str, text: &str| ReportDoc {
            source: source.to_owned(),
            ..doc(text, "620100 2022", 0..32, 1_000)
        };
        let (a, b) = (row("a.csv#1", "A"), row("a.csv#2", "B"));
        assert!(told(&[("a", &a), ("b", &b)]).is_empty());
        let (same, other) = (row("a.csv#3", "A"), row("b.csv#1", "B"));
        assert!(told(&[("a", &a), ("b", &same)]).is_empty());
        assert_eq!(told(&[("a", &a), ("b", &other)]), [pair("b", "a")]);
    }

    #[test]
    fn three_are_counted_once_and_one_text_under_two_places_too() {
        let a = doc("A", "620100 2022", 0..32, 1_000);
        let b = doc("B", "620100 2022", 8..40, 900);
        let c = doc("A", "130900 2022", 0..32, 1_000);
        let all = told(&[("a", &a), ("b", &b), ("c", &c)]);
        assert_eq!(all, [pair("b", "a"), pair("c", "a")]);
    }
}
