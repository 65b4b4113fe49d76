//! The marked sentences that the model is made on.

#![allow(dead_code, reason = "each example uses a part of it")]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use serde_json::Value;
use suyan_promises::{Marked, train};

use crate::common::{of_type, place, plain, text};

/// A doubtful mark counts so much.
const DOUBTFUL: f64 = 0.4;

/// A marked sentence with the place that it is of.
pub struct Mark {
    pub place: String,
    pub marked: Marked,
    pub doubt: bool,
}

/// Sentences of the marks that are not of a review, and those of the table beside the crate.
pub fn all(archive: &str, marks: &[Value]) -> Result<Vec<Mark>, Box<dyn std::error::Error>> {
    let mut all = Vec::new();
    for mark in of_type(marks, "sentence").into_iter().filter(|mark| mark["part"] != "review") {
        let doubt = mark["doubt"] == true;
        all.push(made(
            place(text(mark, "file")),
            text(mark, "sentence"),
            mark["is_commitment"] == true,
            doubt,
        ));
    }
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/data/marks.tsv");
    let mut wanted: BTreeMap<String, HashMap<String, String>> = BTreeMap::new();
    for line in fs::read_to_string(table)?.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        if let (Some(file), Some(hash), Some(label)) = (fields.next(), fields.next(), fields.next())
        {
            wanted.entry(file.to_owned()).or_default().insert(hash.to_owned(), label.to_owned());
        }
    }
    for (file, hashes) in wanted {
        let Ok(report) = fs::read_to_string(Path::new(archive).join(&file)) else { continue };
        for line in report.lines() {
            for range in suyan_promises::sentences(line) {
                let sentence =
                    line[range].trim_matches(|c: char| c.is_whitespace() || "*#>".contains(c));
                if let Some(label) = hashes.get(&hash(sentence)) {
                    let promise = matches!(label.as_str(), "+" | "p");
                    all.push(made(
                        place(&file),
                        sentence,
                        promise,
                        matches!(label.as_str(), "p" | "n"),
                    ));
                }
            }
        }
    }
    Ok(all)
}

/// The hash by which a sentence is named.
pub fn hash(sentence: &str) -> String {
    format!("{:016x}", suyan_analysis::stable_hash(plain(sentence).bytes()))
}

fn made(place: &str, sentence: &str, is_promise: bool, doubt: bool) -> Mark {
    let weight = if doubt { DOUBTFUL } else { 1.0 };
    Mark {
        place: place.to_owned(),
        marked: Marked { text: sentence.to_owned(), is_promise, weight },
        doubt,
    }
}

/// The table of a model made on the marks of some places.
pub fn model_table(marks: &[Mark], of: impl Fn(&str) -> bool) -> String {
    let chosen: Vec<Marked> =
        marks.iter().filter(|mark| of(&mark.place)).map(|mark| mark.marked.clone()).collect();
    train(&chosen, 3, 1.0, 100)
}
