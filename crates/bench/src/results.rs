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

#[cfg(test)]
mod tests {
    use super::*;

    fn times(millis: impl IntoIterator<Item = u64>) -> Results {
        let mut times = Durations::default();
        millis.into_iter().for_each(|one| times.push(Duration::from_millis(one)));
        let mut results = Results::default();
        times.put("t", &mut results);
        results
    }

    /// By the nearest rank: of n sorted times the one numbered n × share, rounded up.
    #[test]
    fn percentiles_are_times_that_were_measured() {
        for (millis, median, p99, longest) in [
            (vec![7], 7.0, 7.0, 7.0),
            (vec![9, 1], 1.0, 9.0, 9.0),
            (vec![3, 1, 2], 2.0, 3.0, 3.0),
            ((1..=100).rev().collect(), 50.0, 99.0, 100.0),
            ((1..=101).collect(), 51.0, 100.0, 101.0),
            ((1..=1000).collect(), 500.0, 990.0, 1000.0),
        ] {
            let results = times(millis.clone());
            let of = |name: &str| results.0[&format!("t.{name}-ms")];
            let found = (of("median"), of("p99"), of("max"));
            assert_eq!(found, (median, p99, longest), "{} times", millis.len());
        }
        assert!(times([]).0["t.median-ms"].is_nan());
    }

    #[test]
    fn micros_and_durations_are_one_measure() {
        let mut times = Durations::default();
        times.push_micros(1500.0);
        let mut other = Durations::default();
        other.push(Duration::from_micros(2500));
        times.extend(other);
        assert_eq!(times.len(), 2);
        let mut results = Results::default();
        times.put("t", &mut results);
        assert_eq!((results.0["t.median-ms"], results.0["t.max-ms"]), (1.5, 2.5));
    }

    #[test]
    fn a_file_gives_back_what_was_saved() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("results.json");
        let mut results = Results::default();
        results.put("b.ms", 0.1);
        results.put("a.ms", 12_345_678.9);
        let mut more = Results::default();
        more.put("a.ms", 2.0);
        results.extend(more);
        results.save(&path).expect("save");
        assert_eq!(Results::load(&path).expect("load").0, results.0);
        assert_eq!(results.0["a.ms"], 2.0);
        let missing = Results::load(&folder.path().join("none.json")).expect_err("no file");
        assert!(format!("{missing:#}").contains("none.json"), "{missing:#}");
    }

    #[test]
    fn rows_stand_in_the_order_of_their_first_column() {
        let mut results = Results::default();
        for (name, value) in
            [("slow", 9.0), ("quick", 1.0), ("b", 2.0), ("a", 2.0), ("none", f64::NAN)]
        {
            results.put(format!("phrases.{name}.median-ms"), value);
        }
        results.put("phrases.late.p99-ms", 1.0);
        results.put("other.x.median-ms", 1.0);
        assert_eq!(rows(&results, "phrases.", "median-ms"), ["quick", "a", "b", "slow", "none"]);
    }

    #[test]
    fn retrieval_sets_are_named_once() {
        let mut results = Results::default();
        for name in
            ["retrieval-b.x.ndcg10", "retrieval-b.y.ndcg10", "retrieval-a.x.ndcg10", "mixed.x"]
        {
            results.put(name, 1.0);
        }
        assert_eq!(retrieval_sets(&results), ["retrieval-a", "retrieval-b"]);
    }

    #[test]
    fn figures_have_the_digits_that_they_can_be_trusted_for() {
        for (value, shown) in [
            (0.0, "0"),
            (0.123_456, "0.123"),
            (-9.999_9, "-10.000"),
            (12.34, "12.3"),
            (-99.96, "-100.0"),
            (100.4, "100"),
            (1_234_567.8, "1234568"),
        ] {
            assert_eq!(short(value), shown);
        }
    }
}
