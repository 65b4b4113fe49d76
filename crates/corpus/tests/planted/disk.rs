//! The folder that is planted, what is true of it, and the dice that choose.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::reports::Report;

/// A stream of numbers that the seed decides (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.roll() % bound.max(1) as u64) as usize
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// The folder that is filled, and what is true of it.
pub struct Disk {
    root: PathBuf,
    pub truth: Vec<Value>,
}

impl Disk {
    pub fn below(root: &Path) -> Self {
        Self { root: root.to_owned(), truth: Vec::new() }
    }

    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let path = self.root.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, bytes)?)
    }

    /// What is true of a report in a file, or in a part of it (`#3`).
    pub fn is_report(&mut self, file: &str, part: &str, report: &Report) {
        self.truth.push(json!({
            "file": file,
            "format": format_of(file),
            "expect": "report",
            "record": { "source": part },
            "place_name": report.place,
            "place_code": report.code,
            "place_code_alt": report.also,
            "year": report.year,
            "date": report.date,
            "kind": "政府工作报告",
            "must_contain": report.sentences,
            "must_not_contain": [],
        }));
    }

    /// What must not be left in the text of the last report.
    pub fn hides(&mut self, words: &[&str]) {
        if let Some(truth) = self.truth.last_mut() {
            truth["must_not_contain"] = json!(words);
        }
    }

    pub fn is_none(&mut self, file: &str, part: &str, expect: &str) {
        self.truth.push(json!({
            "file": file,
            "format": format_of(file),
            "expect": expect,
            "record": { "source": part },
        }));
    }
}

/// The formats of tables, by their endings.
pub const TABLES: [&str; 6] = ["csv", "tsv", "xlsx", "xls", "jsonl", "zip"];

/// The format that a name tells.
pub fn format_of(file: &str) -> &str {
    file.rsplit('.').next().unwrap_or(file)
}
