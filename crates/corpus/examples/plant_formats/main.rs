//! Plants known faults into real reports, in the formats and tables of real disks.
//!
//! `cargo run --release -p suyan-corpus --example plant_formats -- ARCHIVE LABELS SEED OUT`
//!
//! ARCHIVE is a folder of reports as Markdown, LABELS a tab-separated table with a header: file,
//! place, level, year, date, kind. Which places and years are taken the SEED decides, so that rules
//! can be measured on some that nobody looked at. OUT gets `files/` and `truth.jsonl`, which
//! `check_formats` holds what is read against.
//!
//! Planted are faults of place, year, date and table, documents that are no reports, and what
//! stands between the paragraphs of texts. Counties, of which archives hold few, get a text of
//! sentences about their own towns.

#![allow(clippy::print_stdout, reason = "a program, not the library")]

mod county;
mod faults;
mod pack;
mod reports;
mod tables;
mod texts;
mod xls;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use reports::Report;

/// A stream of numbers that the seed decides (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        (self.roll() % bound.max(1) as u64) as usize
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// The folder that is filled, and what is true of it.
struct Disk {
    root: PathBuf,
    truth: Vec<Value>,
    files: usize,
}

impl Disk {
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let path = self.root.join("files").join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, bytes)?;
        self.files += 1;
        Ok(())
    }

    /// What is true of a report in a file, or in a part of it (`#3`).
    fn is_report(&mut self, file: &str, part: &str, report: &Report) {
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
    fn hides(&mut self, words: &[&str]) {
        if let Some(truth) = self.truth.last_mut() {
            truth["must_not_contain"] = json!(words);
        }
    }

    fn is_none(&mut self, file: &str, part: &str, expect: &str) {
        self.truth.push(json!({
            "file": file,
            "format": format_of(file),
            "expect": expect,
            "record": { "source": part },
        }));
    }
}

fn format_of(file: &str) -> &str {
    file.rsplit('.').next().unwrap_or(file)
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [archive, labels, seed, out] = &args[..] else {
        return Err("usage: plant_formats ARCHIVE LABELS SEED OUT".into());
    };
    let mut dice = Dice(seed.parse()?);
    let mut stock = reports::Stock::read(Path::new(archive), Path::new(labels), &mut dice)?;
    let mut disk = Disk { root: PathBuf::from(out), truth: Vec::new(), files: 0 };
    tables::plant(&mut disk, &mut stock, &mut dice)?;
    faults::plant(&mut disk, &mut stock, &mut dice)?;
    texts::plant(&mut disk, &mut stock, &mut dice)?;
    let lines: Vec<String> = disk.truth.iter().map(Value::to_string).collect();
    fs::write(disk.root.join("truth.jsonl"), lines.join("\n"))?;
    println!("{} files, {} truths in {out}", disk.files, disk.truth.len());
    Ok(())
}
