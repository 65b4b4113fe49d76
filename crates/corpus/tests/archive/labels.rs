//! Place, level, year, day and kind against the labels in `SUYAN_SHARED/corpus/labels.tsv`: a
//! table with a header, its columns file, place, level, year, date and kind. Some labels are wrong.

use std::collections::BTreeMap;

use crate::Seen;

/// How many may be wrong of each field: most of them are labels that the text itself gives the lie.
const MOST: [(&str, usize); 6] =
    [("served", 0), ("place", 2), ("level", 0), ("year", 8), ("date", 5), ("kind", 1)];

/// What is told of one field.
#[derive(Default)]
struct Tally {
    asked: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, file: &str, expected: &str, got: &str) {
        self.asked += 1;
        if expected != got {
            self.wrong.push(format!("{file}: expected {expected}, got {got}"));
        }
    }
}

fn compare(tallies: &mut BTreeMap<&str, Tally>, row: &[&str], seen: &Seen) {
    let facts = &seen.facts;
    let place = facts.place.as_ref();
    let got: [(&str, usize, String); 5] = [
        ("place", 1, place.map_or(String::new(), |place| place.name.clone())),
        ("level", 2, place.map_or(String::new(), |place| place.level.to_string())),
        ("year", 3, facts.year.map_or(String::new(), |year| year.to_string())),
        ("date", 4, facts.date.map_or(String::new(), |day| day.to_string())),
        ("kind", 5, facts.kind.to_string()),
    ];
    for (field, column, value) in got {
        let expected = match row[column] {
            "other" => "其他",
            expected => expected,
        };
        if !(expected.is_empty() && field == "date") {
            tallies.entry(field).or_default().count(row[0], expected, &value);
        }
    }
}

#[test]
fn facts_are_those_of_the_labels() {
    let Some(shared) = crate::folder("SUYAN_SHARED") else { return };
    let Some(files) = crate::archive() else { return };
    let labels = std::fs::read_to_string(shared.join("corpus/labels.tsv")).unwrap();
    let files: BTreeMap<&str, _> = files.iter().map(|(name, seen)| (name.as_str(), seen)).collect();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for line in labels.lines().skip(1) {
        let row: Vec<&str> = line.split('\t').collect();
        let served = tallies.entry("served").or_default();
        match files.get(row[0]) {
            Some(Ok(seen)) => {
                served.count(row[0], "", "");
                compare(&mut tallies, &row, seen);
            }
            Some(Err(reason)) => served.count(row[0], "a report", reason),
            None => served.count(row[0], "a report", "no such file"),
        }
    }
    for (field, Tally { asked, wrong }) in &tallies {
        eprintln!("{field}: {} of {asked} wrong\n  {}", wrong.len(), wrong.join("\n  "));
    }
    for (field, most) in MOST {
        let Tally { asked, wrong } = &tallies[field];
        assert!(*asked > 1000 && wrong.len() <= most, "{field}: {} of {asked}", wrong.len());
    }
}
