//! Sentences: is it a promise, with which figures, how firmly, until when; and the officials' lists.

use std::collections::BTreeMap;

use serde_json::Value;
use suyan_promises::{Promise, Strength, promises_with};

use crate::Figure;
use crate::common::{Archive, of_type, plain, text};
use crate::models::Models;

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

    fn f1(&self, name: &'static str) -> Figure {
        Figure::f1(name, self.both, self.both + self.marked_only, self.both + self.read_only)
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

/// Promises by file and sentence.
type Read<'m> = BTreeMap<&'m str, BTreeMap<String, Promise>>;

pub fn figures(
    archive: &Archive,
    marks: &[Value],
    models: &Models,
    held_out: bool,
    show: bool,
) -> Vec<Figure> {
    let sentences = of_type(marks, "sentence");
    let tasks = of_type(marks, "official_task");
    let mut read = Read::new();
    for mark in sentences.iter().chain(&tasks) {
        let file = text(mark, "file");
        read.entry(file).or_insert_with(|| {
            let report = archive.report(file);
            let found = report.map(|report| promises_with(report, models.model(file, held_out)));
            found.unwrap_or_default().into_iter().map(|p| (plain(&p.text), p)).collect()
        });
    }
    let (mut sure, mut all, mut details) = (Tally::default(), Tally::default(), Details::default());
    for mark in &sentences {
        let promise = find(&read[text(mark, "file")], text(mark, "sentence"));
        let (marked, is_read) = (mark["is_commitment"] == true, promise.is_some());
        all.count(marked, is_read);
        if mark["doubt"] != true {
            sure.count(marked, is_read);
            if show && marked != is_read {
                let fault = if marked { "missed" } else { "wrongly read" };
                eprintln!("  {fault} {}", text(mark, "sentence"));
            }
        }
        if let Some(promise) = promise.filter(|_| marked) {
            compare(mark, promise, &mut details, show);
        }
    }
    let d = details;
    vec![
        sure.f1("promises without the doubtful, F1"),
        Figure::share(
            "what is no promise is not read as one",
            sure.neither,
            sure.neither + sure.read_only,
        ),
        all.f1("promises with the doubtful, F1"),
        Figure::share("figures of promises, value and unit", d.values_right, d.values),
        Figure::share("figures that are read are marked", d.values_right, d.values_right + d.extra),
        Figure::share("qualifiers of these figures", d.qualifiers_right, d.values_right),
        Figure::share("deadlines", d.deadlines_right, d.promises),
        Figure::share("strengths", d.strengths_right, d.promises),
        inside(&read, &tasks, show),
    ]
}

/// How many items of officials' own lists of tasks stand in a promise.
fn inside(read: &Read<'_>, tasks: &[&Value], show: bool) -> Figure {
    let is_inside = |mark: &&&Value| {
        let fragment = plain(text(mark, "fragment"));
        read[text(mark, "file")].keys().any(|sentence| {
            sentence.contains(&fragment)
                || fragment.len() > 60 && fragment.contains(sentence.trim_end_matches('。'))
        })
    };
    let hit = tasks.iter().filter(is_inside).count();
    if show {
        for mark in tasks.iter().filter(|mark| !is_inside(mark)) {
            eprintln!("  not inside: {}", text(mark, "fragment"));
        }
    }
    Figure::share("official tasks inside a promise", hit, tasks.len())
}

fn find<'p>(read: &'p BTreeMap<String, Promise>, sentence: &str) -> Option<&'p Promise> {
    let wanted = plain(sentence);
    read.get(&wanted).or_else(|| {
        // The reader may have cut the sentence elsewhere by a mark or two.
        let marks = ['。', ';', '；'];
        let is_same = |text: &str| text.trim_end_matches(marks) == wanted.trim_end_matches(marks);
        read.iter().find(|(text, _)| is_same(text)).map(|(_, promise)| promise)
    })
}

fn compare(mark: &Value, promise: &Promise, details: &mut Details, show: bool) {
    quantities(mark, promise, details, show);
    details.promises += 1;
    let due = promise.deadline.year.to_string();
    let marked = text(mark, "deadline");
    let year = text(mark, "file").trim_end_matches(".md").rsplit('/').next().unwrap_or_default();
    let deadline_right = if marked == "within_year" { due == year } else { due == marked };
    details.deadlines_right += usize::from(deadline_right);
    let strength_right = promise.strength.as_str() == text(mark, "strength");
    details.strengths_right += usize::from(strength_right);
    if show && !deadline_right {
        eprintln!("  deadline: marked {marked}, read {due}: {}", promise.text);
    }
    if show && !strength_right {
        let strengths: Vec<&str> =
            promise.items.iter().map(|item| Strength::as_str(item.strength)).collect();
        eprintln!(
            "  strength: marked {}, read {} {strengths:?}: {}",
            text(mark, "strength"),
            promise.strength.as_str(),
            promise.text
        );
    }
}

fn quantities(mark: &Value, promise: &Promise, details: &mut Details, show: bool) {
    let mut held: Vec<_> = promise.items.iter().filter_map(|item| item.quantity.as_ref()).collect();
    for wanted in mark["quantities"].as_array().into_iter().flatten() {
        details.values += 1;
        let (value, unit) = (wanted["value"].as_f64(), text(wanted, "unit"));
        let found = held.iter().position(|q| {
            q.value == value && q.unit == unit && q.value2 == wanted["value2"].as_f64()
        });
        let Some(at) = found else {
            if show {
                eprintln!("  quantity missed: {} in {}", text(wanted, "text"), promise.text);
            }
            continue;
        };
        let quantity = held.remove(at);
        details.values_right += 1;
        if quantity.qualifier.as_str() == text(wanted, "qualifier") {
            details.qualifiers_right += 1;
        } else if show {
            eprintln!(
                "  qualifier: {} is {} in {}",
                text(wanted, "text"),
                quantity.qualifier.as_str(),
                promise.text
            );
        }
    }
    details.extra += held.len();
}
