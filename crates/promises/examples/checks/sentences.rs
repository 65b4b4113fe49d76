//! Sentences: is it a promise, with which figures, how firmly, until when; and the officials' lists.

use std::collections::BTreeMap;

use serde_json::Value;
use suyan_promises::{Promise, Strength, promises_with};

use super::{Models, share};
use crate::common::{Archive, of_type, plain, text};

#[derive(Default)]
struct Tally {
    both: usize,
    marked_only: usize,
    read_only: usize,
    neither: usize,
}

impl Tally {
    fn count(&mut self, marked: bool, read: bool) {
        *match (marked, read) {
            (true, true) => &mut self.both,
            (true, false) => &mut self.marked_only,
            (false, true) => &mut self.read_only,
            (false, false) => &mut self.neither,
        } += 1;
    }

    fn line(&self, name: &str) {
        let f1 = 2.0 * self.both as f64
            / (2 * self.both + self.marked_only + self.read_only).max(1) as f64;
        let precision = share(self.both, self.both + self.read_only);
        let recall = share(self.both, self.both + self.marked_only);
        let negative = share(self.neither, self.neither + self.read_only);
        println!(
            "{name}: F1 {f1:.3}; precision {precision}; recall {recall}; recall of the negative class {negative}"
        );
    }
}

#[derive(Default)]
struct Details {
    values: usize,
    values_right: usize,
    qualifiers_right: usize,
    extra: usize,
    promises: usize,
    deadlines_right: usize,
    strengths_right: usize,
}

pub fn run(archive: &Archive, marks: &[Value], models: &Models, held_out: bool, show: bool) {
    let mut read: BTreeMap<&str, BTreeMap<String, Promise>> = BTreeMap::new();
    let sentences = of_type(marks, "sentence");
    let tasks = of_type(marks, "official_task");
    for mark in sentences.iter().chain(&tasks) {
        let file = text(mark, "file");
        read.entry(file).or_insert_with(|| {
            let report = archive.report(file);
            let found = report.map(|report| promises_with(report, models.model(file, held_out)));
            found.unwrap_or_default().into_iter().map(|p| (plain(&p.text), p)).collect()
        });
    }
    let (mut sure, mut all, mut ahead, mut details) =
        (Tally::default(), Tally::default(), Tally::default(), Details::default());
    for mark in &sentences {
        let promise = find(&read[text(mark, "file")], text(mark, "sentence"));
        let marked = mark["is_commitment"] == true;
        let doubt = mark["doubt"] == true;
        all.count(marked, promise.is_some());
        if !doubt {
            sure.count(marked, promise.is_some());
            if mark["part"] != "review" {
                ahead.count(marked, promise.is_some());
            }
            if show && marked != promise.is_some() {
                println!(
                    "  {} {}",
                    if marked { "missed" } else { "wrongly read" },
                    text(mark, "sentence")
                );
            }
        }
        if let Some(promise) = promise.filter(|_| marked) {
            compare(mark, promise, &mut details, show);
        }
    }
    sure.line("promises, without the doubtful");
    ahead.line("promises, without the doubtful and the review");
    all.line("promises, all");
    let Details {
        values,
        values_right,
        qualifiers_right,
        extra,
        promises,
        deadlines_right,
        strengths_right,
    } = details;
    println!(
        "quantities of promises found: value and unit {}; qualifier {}; read beyond the marked {extra}",
        share(values_right, values),
        share(qualifiers_right, values_right)
    );
    println!(
        "deadline {}; strength {}",
        share(deadlines_right, promises),
        share(strengths_right, promises)
    );
    let inside = |mark: &&&Value| {
        let fragment = plain(text(mark, "fragment"));
        let held = &read[text(mark, "file")];
        held.keys().any(|sentence| {
            sentence.contains(&fragment)
                || fragment.len() > 60 && fragment.contains(sentence.trim_end_matches('。'))
        })
    };
    let hit = tasks.iter().filter(inside).count();
    println!("official task items inside a promise {}", share(hit, tasks.len()));
    if show {
        for mark in tasks.iter().filter(|mark| !inside(mark)) {
            println!("  not inside: {}", text(mark, "fragment"));
        }
    }
}

fn find<'p>(read: &'p BTreeMap<String, Promise>, sentence: &str) -> Option<&'p Promise> {
    let wanted = plain(sentence);
    read.get(&wanted).or_else(|| {
        // The reader may have cut the sentence elsewhere by a mark or two.
        read.iter()
            .find(|(text, _)| {
                text.trim_end_matches(['。', ';', '；'])
                    == wanted.trim_end_matches(['。', ';', '；'])
            })
            .map(|(_, promise)| promise)
    })
}

fn compare(mark: &Value, promise: &Promise, details: &mut Details, show: bool) {
    let mut held: Vec<_> = promise.items.iter().filter_map(|item| item.quantity.as_ref()).collect();
    for wanted in mark["quantities"].as_array().into_iter().flatten() {
        details.values += 1;
        let (value, unit) = (wanted["value"].as_f64(), text(wanted, "unit"));
        let found = held.iter().position(|q| {
            q.value == value && q.unit == unit && q.value2 == wanted["value2"].as_f64()
        });
        let Some(at) = found else {
            if show {
                println!("  quantity missed: {} in {}", text(wanted, "text"), promise.text);
            }
            continue;
        };
        let quantity = held.remove(at);
        details.values_right += 1;
        if quantity.qualifier.as_str() == text(wanted, "qualifier") {
            details.qualifiers_right += 1;
        } else if show {
            println!(
                "  qualifier: {} is {} in {}",
                text(wanted, "text"),
                quantity.qualifier.as_str(),
                promise.text
            );
        }
    }
    details.extra += held.len();
    details.promises += 1;
    let due = promise.deadline.year.to_string();
    let marked = text(mark, "deadline");
    let year = text(mark, "file").trim_end_matches(".md").rsplit('/').next().unwrap_or_default();
    let deadline_right = if marked == "within_year" { due == year } else { due == marked };
    details.deadlines_right += usize::from(deadline_right);
    let strength_right = promise.strength.as_str() == text(mark, "strength");
    details.strengths_right += usize::from(strength_right);
    if show && !deadline_right {
        println!("  deadline: marked {marked}, read {due}: {}", promise.text);
    }
    if show && !strength_right {
        let strengths: Vec<&str> =
            promise.items.iter().map(|item| Strength::as_str(item.strength)).collect();
        println!(
            "  strength: marked {}, read {} {strengths:?}: {}",
            text(mark, "strength"),
            promise.strength.as_str(),
            promise.text
        );
    }
}
