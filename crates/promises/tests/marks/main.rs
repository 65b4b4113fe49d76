//! Promises, quantities, outcomes and growth targets against marks made by reading, which lie in
//! `SUYAN_SHARED`; the reports that they speak of are those of `SUYAN_ARCHIVE`.
//!
//! Every figure of the marks is told twice: by models made without the place that is judged, and by
//! the crate's own, made on these places too. Each has a floor just under what was measured last;
//! with `SUYAN_SHOW` set, what is read otherwise than it is marked is told line by line. A change of
//! the rules is to raise the figures, and then the floors with them.

#[path = "../../examples/common/mod.rs"]
mod common;
mod models;
mod outcomes;
#[path = "../../examples/pairing/mod.rs"]
mod pairing;
mod sentences;
mod targets;
#[path = "../../examples/training/mod.rs"]
mod training;

use std::path::{Path, PathBuf};

use models::Models;

/// A figure that was measured.
pub struct Figure {
    name: &'static str,
    value: f64,
    /// What it is of.
    of: String,
}

impl Figure {
    /// So many of so many.
    pub fn share(name: &'static str, right: usize, all: usize) -> Self {
        let value = right as f64 / all.max(1) as f64;
        Self { name, value, of: format!("{right} of {all}") }
    }

    /// Precision and recall as one.
    pub fn f1(name: &'static str, both: usize, marked: usize, read: usize) -> Self {
        let value = 2.0 * both as f64 / (marked + read).max(1) as f64;
        Self { name, value, of: format!("{both} of {marked} marked and {read} read") }
    }
}

/// Floors by the names of figures.
type Floors = [(&'static str, f64)];

/// Where nothing of the place that is judged was seen before.
const BY_OTHER_PLACES: &Floors = &[
    ("promises without the doubtful, F1", 0.92),
    ("what is no promise is not read as one", 0.95),
    ("promises with the doubtful, F1", 0.895),
    ("figures of promises, value and unit", 0.99),
    ("figures that are read are marked", 0.98),
    ("qualifiers of these figures", 0.99),
    ("deadlines", 0.99),
    ("strengths", 0.95),
    ("official tasks inside a promise", 0.67),
    ("outcomes judged as marked", 0.735),
    ("the same without the doubtful: outcomes", 0.79),
    ("evidence among the five closest", 0.97),
    ("the same without the doubtful: evidence", 0.98),
    ("evidence is the closest", 0.855),
    ("what was kept is called so", 0.74),
    ("what was not kept is not called so", 0.98),
    ("the same without the doubtful: not kept", 0.985),
    ("silence, F1", 0.78),
];

/// The same by the model that the crate carries.
const BY_OWN_MODEL: &Floors = &[
    ("promises without the doubtful, F1", 0.985),
    ("what is no promise is not read as one", 0.985),
    ("promises with the doubtful, F1", 0.97),
    ("figures of promises, value and unit", 0.99),
    ("figures that are read are marked", 0.98),
    ("qualifiers of these figures", 0.99),
    ("deadlines", 0.99),
    ("strengths", 0.945),
    ("official tasks inside a promise", 0.71),
    ("outcomes judged as marked", 0.74),
    ("the same without the doubtful: outcomes", 0.795),
    ("evidence among the five closest", 0.97),
    ("the same without the doubtful: evidence", 0.98),
    ("evidence is the closest", 0.86),
    ("what was kept is called so", 0.74),
    ("what was not kept is not called so", 0.98),
    ("the same without the doubtful: not kept", 0.985),
    ("silence, F1", 0.8),
];

/// Targets of growth by the level of their places.
const TARGETS: &Floors = &[
    ("targets of cities", 0.91),
    ("targets of cities that are set at all", 0.99),
    ("targets of provinces", 0.97),
    ("targets of provinces that are set at all", 0.99),
    ("targets of provinces of 2026, value, range and qualifier", 0.99),
];

/// Tells the figures, and gives what is below its floor.
fn below(title: &str, figures: &[Figure], floors: &Floors) -> Vec<String> {
    eprintln!("== {title}");
    let mut below = Vec::new();
    for Figure { name, value, of } in figures {
        let floor = floors.iter().find(|(other, _)| other == name).map(|(_, floor)| *floor);
        eprintln!("{value:.3} ({}) {name}: {of}", floor.map_or("-".into(), |f| format!("{f:.3}")));
        if floor.is_none_or(|floor| *value < floor) {
            below.push(format!("{title}: {name}: {value:.4} where {floor:?} is the floor"));
        }
    }
    for (name, _) in floors.iter().filter(|(name, _)| !figures.iter().any(|f| f.name == *name)) {
        below.push(format!("{title}: {name} was not measured"));
    }
    below
}

/// The folder of reference material and the archive, where there are both.
fn folders() -> Option<(PathBuf, String)> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let both = folder("SUYAN_SHARED").zip(folder("SUYAN_ARCHIVE"));
    if both.is_none() {
        eprintln!("skipped: SUYAN_SHARED and SUYAN_ARCHIVE are not both set");
    }
    both.map(|(shared, archive)| (shared, archive.to_string_lossy().into_owned()))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn is_shown() -> bool {
    std::env::var_os("SUYAN_SHOW").is_some()
}

#[test]
fn promises_and_outcomes_are_read_as_people_read_them() {
    let Some((shared, root)) = folders() else { return };
    let marks = common::lines(&text(&shared.join("promises/dev.jsonl"))).expect("the marks");
    let archive = pairing::load(&root, &marks);
    let models = Models::by_place(&root, &marks, &archive).expect("sentences to learn from");
    eprintln!("marks of {} places", models.len());
    let mut wrong = Vec::new();
    for (title, held_out, floors) in [
        ("models made without the place that is judged", true, BY_OTHER_PLACES),
        ("the crate's own model, made on these places too", false, BY_OWN_MODEL),
    ] {
        let show = held_out && is_shown();
        let mut figures = sentences::figures(&archive, &marks, &models, held_out, show);
        figures.extend(outcomes::figures(&archive, &marks, &models, held_out, show));
        wrong.extend(below(title, &figures, floors));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn targets_of_growth_are_those_that_are_known() {
    let Some((shared, root)) = folders() else { return };
    let table = shared.join("indicators/gdp-targets.tsv");
    let mut figures = targets::figures(&root, &text(&table), is_shown()).expect("the targets");
    let provinces = text(&shared.join("corpus/provincial-2026-csv"));
    let page = text(&shared.join("indicators/README.md"));
    figures.push(targets::of_provinces(&provinces, &page, is_shown()).expect("the provinces"));
    let wrong = below("targets of growth", &figures, TARGETS);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
