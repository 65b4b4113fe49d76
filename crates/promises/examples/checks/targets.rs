//! Growth targets against known values.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use suyan_corpus::{File, Outcome, Reader, Report};
use suyan_promises::targets::{Economic, Target, target};

use super::share;

/// Every target by place and year, with the file.
type Read = BTreeMap<(String, i16), (Option<Target>, String)>;

pub fn run(
    root: &str,
    indicators: &str,
    provinces: Option<&str>,
    show: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let read = read_all(root)?;
    let table = fs::read_to_string(indicators)?;
    let mut tallies: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [place, level, year, known, ..] = fields.as_slice() else { continue };
        let (Ok(year), Ok(known)) = (year.parse::<i16>(), known.parse::<f64>()) else { continue };
        let tally = tallies.entry(level).or_default();
        let Some((found, file)) = read.get(&((*place).to_owned(), year)) else {
            tally.2 += 1;
            continue;
        };
        tally.1 += 1;
        let right = found.as_ref().is_some_and(|target| is_right(target, known));
        tally.0 += usize::from(right);
        if show && !right {
            let told = found.as_ref().map(|t| {
                format!("{} | {}", t.figure.text, t.text.chars().take(120).collect::<String>())
            });
            println!("  {place} {year}: known {known}, read {told:?} in {file}");
        }
    }
    for (level, (right, all, absent)) in tallies {
        println!(
            "{level}: {} ({absent} more have no report of that place and year)",
            share(right, all)
        );
    }
    if let Some(folder) = provinces {
        of_provinces(folder, indicators, show)?;
    }
    Ok(())
}

/// A range is coded as its middle, and so is a target with what is striven for beyond it; 以上
/// sometimes as 0.05 more.
fn is_right(target: &Target, known: f64) -> bool {
    let Some(low) = target.figure.value else { return false };
    if let Some(high) = target.ambition.as_ref().and_then(|figure| figure.value)
        && (f64::midpoint(low, high) - known).abs() < 0.011
    {
        return true;
    }
    let value = target.figure.value2.map_or(low, |high| f64::midpoint(low, high));
    (value - known).abs() < 0.011 || (value + 0.05 - known).abs() < 0.011
}

fn read_all(root: &str) -> Result<Read, Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    gather(Path::new(root), &mut files)?;
    files.sort();
    let reader = Reader::default();
    let mut read = Read::new();
    for path in files {
        let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
        let bytes = fs::read(&path)?;
        for outcome in reader.read(File { path: &name, bytes: &bytes }) {
            if let Outcome::Report(report) = outcome {
                insert(&mut read, &report, &name);
            }
        }
    }
    Ok(read)
}

fn insert(read: &mut Read, report: &Report, file: &str) {
    if report.facts.kind != suyan_corpus::Kind::WorkReport {
        return;
    }
    if let (Some(place), Some(year)) = (&report.facts.place, report.facts.year) {
        read.insert(
            (place.name.clone(), year),
            (target(report, Economic::Growth), file.to_owned()),
        );
    }
}

fn gather(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, into)?;
        } else if path.extension().is_some_and(|ext| ext == "md" || ext == "csv") {
            into.push(path);
        }
    }
    Ok(())
}

/// The provinces' targets of 2026, which the page beside the indicators tells: 安徽 5–5.5; 北京 5 左右; …
fn of_provinces(
    folder: &str,
    indicators: &str,
    show: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let page = fs::read_to_string(Path::new(indicators).with_file_name("README.md"))?;
    let line = page
        .lines()
        .find(|line| line.contains("安徽 5"))
        .ok_or("no list of provinces beside the indicators")?;
    let list = line.rsplit_once("): ").or(line.rsplit_once(": ")).map_or(line, |(_, list)| list);
    let read = read_all(folder)?;
    let (mut right, mut all) = (0, 0);
    for entry in list.trim_end_matches('.').split("; ") {
        let mut words = entry.split(' ');
        let (Some(name), Some(value)) = (words.next(), words.next()) else { continue };
        let qualifier = match words.next() {
            Some("左右") => "~",
            Some("以上") => ">=",
            _ => "=",
        };
        all += 1;
        let (low, high) = match value.split_once('–') {
            Some((low, high)) => (low.parse::<f64>()?, Some(high.parse::<f64>()?)),
            None => (value.parse::<f64>()?, None),
        };
        let found = read.iter().find(|((place, year), _)| place.starts_with(name) && *year == 2026);
        let target = found.and_then(|(_, (target, _))| target.as_ref());
        let hit = target.is_some_and(|target| {
            let figure = &target.figure;
            figure.value == Some(low)
                && figure.value2 == high
                && figure.qualifier.as_str() == qualifier
        });
        right += usize::from(hit);
        if show && !hit {
            println!(
                "  {entry}: read {:?}",
                target.map(|target| (&target.figure.text, &target.text))
            );
        }
    }
    println!("provinces 2026, value, range and qualifier: {}", share(right, all));
    Ok(())
}
