//! Marked outcomes beside what is read: items, accounts, and the sentences that tell.

#![allow(dead_code, reason = "each example uses a part of it")]

use std::collections::HashSet;

use serde_json::Value;
use suyan_promises::outcome::{FEATURES, described};
use suyan_promises::{Item, Model, PreparedReport, items_of};

use crate::common::{Archive, of_type, place, plain, text};

/// The reports that the marks speak of.
pub fn load(root: &str, marks: &[Value]) -> Archive {
    let mut archive = Archive::at(root);
    for mark in marks {
        let files = [text(mark, "file"), text(mark, "from_file"), text(mark, "to_file")];
        archive.load(files.into_iter().filter(|file| !file.is_empty()));
        archive.load(read_files(mark).into_iter());
    }
    archive
}

/// The files that a mark was judged by.
pub fn read_files(mark: &Value) -> Vec<&str> {
    match mark["read_files"].as_array() {
        Some(files) => files.iter().filter_map(Value::as_str).collect(),
        None => vec![text(mark, "to_file")],
    }
}

/// The item of a marked outcome: the one whose words overlap most with its clause, of the promised
/// value where several do.
pub fn item_of(mark: &Value, year: i16, model: &Model) -> Option<Item> {
    let sentence = text(mark, "commitment");
    let clause = text(mark, "clause");
    let start = sentence.find(clause).unwrap_or(0);
    let (start, end) = (start, start + clause.len());
    let items = items_of(sentence, year, model);
    let overlap = |item: &Item| {
        let range = item.range();
        range.end.min(end).saturating_sub(range.start.max(start))
    };
    let promised = mark["promised"]["value"].as_f64();
    let value = |item: &Item| item.quantity.as_ref().and_then(|q| q.value);
    let best = items.iter().map(|item| {
        let exact = promised.is_some() && value(item) == promised;
        (overlap(item) + if exact && overlap(item) > 0 { 1000 } else { 0 }, item)
    });
    let (score, item) = best.max_by_key(|(score, _)| *score)?;
    if score > 0 {
        return Some(item.clone());
    }
    Some(Item {
        span: (start as u32, end as u32),
        indicator: None,
        object: None,
        quantity: None,
        ..item.clone()
    })
}

/// A sentence beside an item: whether it tells of it, and what is compared.
pub struct Example {
    pub place: String,
    pub tells: bool,
    pub doubt: bool,
    pub features: [f32; FEATURES.len()],
}

/// The examples that the marks give.
pub fn examples(archive: &Archive, marks: &[Value]) -> Vec<Example> {
    let mut examples = Vec::new();
    for mark in of_type(marks, "outcome") {
        let from = text(mark, "from_file");
        let (Some(own), Some(to)) = (archive.report(from), archive.report(text(mark, "to_file")))
        else {
            continue;
        };
        let (Some(own), Some(account)) = (PreparedReport::of(own), PreparedReport::of(to)) else {
            continue;
        };
        let Some(item) = item_of(mark, own.year, Model::own()) else { continue };
        let evidence: HashSet<String> = mark["evidence"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(plain)
            .collect();
        for (sentence, features) in described(&item, text(mark, "commitment"), &own, &account) {
            examples.push(Example {
                place: place(from).to_owned(),
                tells: evidence.contains(&plain(&sentence)),
                doubt: mark["doubt"] == true,
                features,
            });
        }
    }
    examples
}

/// The table of weights made on the examples of some places: logistic regression.
pub fn matcher_table(examples: &[Example], of: impl Fn(&str) -> bool) -> String {
    let chosen: Vec<&Example> = examples.iter().filter(|example| of(&example.place)).collect();
    let mut weights = [0.0f64; FEATURES.len()];
    let mut squares = [1e-6f64; FEATURES.len()];
    for _ in 0..400 {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| 0.5 * weight).collect();
        for example in &chosen {
            let sum: f64 =
                example.features.iter().zip(&weights).map(|(f, w)| f64::from(*f) * w).sum();
            let slope = 1.0 / (1.0 + (-sum).exp()) - if example.tells { 1.0 } else { 0.0 };
            let slope = slope * if example.doubt { 0.5 } else { 1.0 };
            for (total, feature) in gradient.iter_mut().zip(&example.features) {
                *total += slope * f64::from(*feature);
            }
        }
        for ((weight, square), slope) in weights.iter_mut().zip(&mut squares).zip(gradient) {
            *square += slope * slope;
            *weight -= 0.3 * slope / square.sqrt();
        }
    }
    FEATURES.iter().zip(weights).map(|(name, weight)| format!("{name}\t{weight:.3}\n")).collect()
}
