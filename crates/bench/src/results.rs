//! Named numbers: what every measurement gives, prints and keeps.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// Named numbers in order of name. A name goes from the general to the particular, and ends with
/// the unit where it has one: `phrases.suyan.p99-ms`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Results(pub BTreeMap<String, f64>);

impl Results {
    /// Adds one.
    pub fn put(&mut self, name: impl Into<String>, value: f64) {
        self.0.insert(name.into(), value);
    }

    /// Adds all of another.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Reads a file that [`Results::save`] wrote.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read(path).with_context(|| format!("read {}", path.display()))?;
        Ok(serde_json::from_slice(&text)?)
    }

    /// Writes them as a JSON object.
    pub fn save(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self)?;
        std::fs::write(path, text).with_context(|| format!("write {}", path.display()))
    }
}

/// The durations of many like operations.
#[derive(Debug, Default)]
pub struct Durations(Vec<f64>);

impl Durations {
    /// Adds one.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1e3);
    }

    /// Adds one in microseconds.
    pub fn push_micros(&mut self, micros: f64) {
        self.0.push(micros / 1e3);
    }

    /// Adds many.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds median, 99th percentile and longest, in milliseconds, to the results.
    pub fn put(mut self, name: &str, results: &mut Results) {
        self.0.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let rank = (self.0.len() as f64 * share).ceil() as usize;
            self.0.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
        };
        results.put(format!("{name}.median-ms"), at(0.5));
        results.put(format!("{name}.p99-ms"), at(0.99));
        results.put(format!("{name}.max-ms"), at(1.0));
    }
}

/// Prints one number a line.
pub fn print(results: &Results) {
    for (name, value) in &results.0 {
        println!("{name:60} {value:14.4}");
    }
}

/// What the names of retrieval sets begin with.
pub const RETRIEVAL: &str = "retrieval-";

/// The tables of a whole run: title, what the names begin with, and the columns. Every retrieval
/// set has one besides.
const TABLES: [(&str, &str, &[&str]); 5] = [
    ("Indexing", "index.", &["mb-per-second", "bytes-per-text-byte", "peak-mb"]),
    (
        "Exact phrases",
        "phrases.",
        &["median-ms", "p99-ms", "missed", "false", "right", "exact-counts"],
    ),
    ("Known items", "known-item.", &["median-ms", "p99-ms", "mrr10", "recall10"]),
    ("Mixed queries in process", "mixed.suyan.", &["median-ms", "p99-ms", "max-ms"]),
    ("Mixed queries over HTTP", "http.", &["median-ms", "p99-ms", "requests-per-second"]),
];

/// The columns of a retrieval set.
const OF_RETRIEVAL: &[&str] = &["median-ms", "p99-ms", "mrr10", "ndcg10", "full-pages"];

/// Prints a whole run as tables in Markdown.
pub fn print_tables(results: &Results) {
    for (title, prefix, columns) in TABLES {
        print_table(results, title, prefix, columns);
    }
    for set in retrieval_sets(results) {
        let title = format!("Questions: {}", set.trim_start_matches(RETRIEVAL));
        print_table(results, &title, &format!("{set}."), OF_RETRIEVAL);
    }
}

/// The names of the retrieval sets, in order.
pub fn retrieval_sets(results: &Results) -> Vec<&str> {
    let of_sets = results.0.keys().filter(|name| name.starts_with(RETRIEVAL));
    let mut sets: Vec<&str> = of_sets.filter_map(|name| Some(name.split_once('.')?.0)).collect();
    sets.dedup();
    sets
}

fn print_table(results: &Results, title: &str, prefix: &str, columns: &[&str]) {
    let rows = rows(results, prefix, columns[0]);
    if rows.is_empty() {
        return;
    }
    println!("\n| {title} | {} |\n| --- |{}", columns.join(" | "), " --- |".repeat(columns.len()));
    for row in rows {
        let cell = |column: &&str| match results.0.get(&format!("{prefix}{row}.{column}")) {
            Some(value) => short(*value),
            None => String::new(),
        };
        let cells: Vec<String> = columns.iter().map(cell).collect();
        println!("| {row} | {} |", cells.join(" | "));
    }
}

/// What has a figure in the first column, in order of it.
fn rows<'a>(results: &'a Results, prefix: &str, column: &str) -> Vec<&'a str> {
    let mut rows: Vec<(&str, f64)> = results
        .0
        .iter()
        .filter_map(|(name, value)| {
            let row = name.strip_prefix(prefix)?.strip_suffix(column)?.strip_suffix('.')?;
            Some((row, *value))
        })
        .collect();
    rows.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(b.0)));
    rows.into_iter().map(|(row, _)| row).collect()
}

/// A figure with as many digits as it can be trusted for.
pub fn short(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

/// Prints two results side by side, with the second over the first.
pub fn compare(old: &Path, new: &Path) -> Result<()> {
    let (old, new) = (Results::load(old)?, Results::load(new)?);
    println!("{:60} {:>14} {:>14} {:>8}", "", "old", "new", "new/old");
    let names: std::collections::BTreeSet<&String> = old.0.keys().chain(new.0.keys()).collect();
    for name in names {
        let show = |value: Option<&f64>| value.map_or("-".to_owned(), |v| format!("{v:.4}"));
        let (a, b) = (old.0.get(name), new.0.get(name));
        let ratio = match (a, b) {
            (Some(a), Some(b)) if *a != 0.0 => format!("{:.3}", b / a),
            _ => String::new(),
        };
        println!("{name:60} {:>14} {:>14} {ratio:>8}", show(a), show(b));
    }
    Ok(())
}
