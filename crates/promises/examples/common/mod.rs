//! What the examples share: marks, and the reports of an archive.

#![allow(dead_code, reason = "each example uses a part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use suyan_corpus::{File, FileOutcome, Reader, Report};

/// Lines of JSON.
pub fn lines(path: &str) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let parsed: Result<Vec<Value>, _> =
        text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str).collect();
    Ok(parsed?)
}

/// A mark's field as text; empty where it has none.
pub fn text<'a>(mark: &'a Value, field: &str) -> &'a str {
    mark[field].as_str().unwrap_or_default()
}

/// The marks of one type.
pub fn of_type<'a>(marks: &'a [Value], kind: &str) -> Vec<&'a Value> {
    marks.iter().filter(|mark| mark["type"] == kind).collect()
}

/// The folder of a file: the place whose reports lie in it.
pub fn place(file: &str) -> &str {
    file.rsplit_once('/').map_or(file, |(folder, _)| folder)
}

/// A text without blanks and asterisks, full-width punctuation and digits as narrow ones.
pub fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace() && *c != '*').map(narrow).collect()
}

/// Reports by file, each read once.
pub struct Archive {
    root: String,
    reader: Reader,
    reports: BTreeMap<String, Option<Report>>,
}

impl Archive {
    pub fn at(root: &str) -> Self {
        Self { root: root.to_owned(), reader: Reader::default(), reports: BTreeMap::new() }
    }

    /// Reads these files.
    pub fn load<'a>(&mut self, files: impl Iterator<Item = &'a str>) {
        for file in files {
            if !self.reports.contains_key(file) {
                let report = self.read(file);
                self.reports.insert(file.to_owned(), report);
            }
        }
    }

    fn read(&self, file: &str) -> Option<Report> {
        let bytes = fs::read(Path::new(&self.root).join(file)).ok()?;
        let outcomes = self.reader.read(File { path: file, bytes: &bytes });
        outcomes.into_iter().find_map(|outcome| match outcome {
            FileOutcome::Report(report) => Some(*report),
            _ => None,
        })
    }

    /// The report of a file that was loaded.
    pub fn report(&self, file: &str) -> Option<&Report> {
        self.reports.get(file)?.as_ref()
    }
}
