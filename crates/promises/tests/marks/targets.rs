//! Targets of growth against known values.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use suyan_corpus::{File, FileOutcome, Part, Passage, Reader, Report};
use suyan_promises::targets::{Economic, Target, target};

use crate::Figure;

/// Of every place and year what was read.
type Read = BTreeMap<(String, i16), Growth>;

/// What a report says of the economy's growth.
struct Growth {
    target: Option<Target>,
    file: String,
    /// Every rate that it sets for a year outside the review, whatever was chosen.
    set: Vec<f64>,
}

#[derive(Default)]
struct Tally {
    right: usize,
    all: usize,
    absent: usize,
    /// Known values that the report sets for no year.
    nowhere: usize,
}

/// The targets of the reports in `root` against the table `indicators`, by level.
pub fn figures(
    root: &str,
    indicators: &str,
    show: bool,
) -> Result<Vec<Figure>, Box<dyn std::error::Error>> {
    let read = read_all(root)?;
    let table = fs::read_to_string(indicators)?;
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [place, level, year, known, ..] = fields.as_slice() else { continue };
        let (Ok(year), Ok(known)) = (year.parse::<i16>(), known.parse::<f64>()) else { continue };
        let tally = tallies.entry(level).or_default();
        let Some(Growth { target: found, file, set }) = read.get(&((*place).to_owned(), year))
        else {
            tally.absent += 1;
            continue;
        };
        tally.all += 1;
        let right = found.as_ref().is_some_and(|target| is_right(target, known));
        tally.right += usize::from(right);
        let is_set = set.iter().any(|value| near(*value, known));
        tally.nowhere += usize::from(!right && !is_set);
        if show && !right {
            let told = found.as_ref().map(|t| (&t.figure.text, &t.text));
            let of_table = if is_set { "" } else { " (set nowhere in the report)" };
            eprintln!("  {place} {year}: known {known}{of_table}, read {told:?} in {file}");
        }
    }
    let mut figures = Vec::new();
    for (level, Tally { right, all, absent, nowhere }) in tallies {
        eprintln!("{level}: {absent} more have no report of that place and year");
        let [whole, set] = match level {
            "province" => ["targets of provinces", "targets of provinces that are set at all"],
            _ => ["targets of cities", "targets of cities that are set at all"],
        };
        figures.push(Figure::share(whole, right, all));
        figures.push(Figure::share(set, right, all - nowhere));
    }
    Ok(figures)
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
    near(target.figure.value2.map_or(low, |high| f64::midpoint(low, high)), known)
}

/// Whether a value is what the table knows, as it codes values.
fn near(value: f64, known: f64) -> bool {
    (value - known).abs() < 0.011 || (value + 0.05 - known).abs() < 0.011
}

/// Every rate of growth of the economy that a report sets for a year: outside the review, in a clause
/// that names it, and no mean of years.
fn set(report: &Report) -> Vec<f64> {
    const NAMES: [&str; 4] = ["生产总值", "GDP", "经济增长", "经济增速"];
    let mut values = Vec::new();
    let ahead = |passage: &&Passage| !matches!(passage.part, Part::Review | Part::Glossary);
    for passage in report.passages.iter().filter(ahead) {
        for clause in passage.text.split(['，', '；', '。', '、', ';', ',']) {
            if !NAMES.iter().any(|name| clause.contains(name)) || clause.contains("年均") {
                continue;
            }
            for quantity in suyan_analysis::quantity::quantities(clause) {
                let Some(low) = quantity.value.filter(|_| quantity.unit == "%") else { continue };
                values.push(quantity.value2.map_or(low, |high| f64::midpoint(low, high)));
            }
        }
    }
    values
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
            if let FileOutcome::Report(report) = outcome {
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
        let target = target(report, Economic::Growth);
        let growth = Growth { target, file: file.to_owned(), set: set(report) };
        read.insert((place.name.clone(), year), growth);
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

/// The provinces' targets of 2026, which `page` tells: 安徽 5–5.5; 北京 5 左右; …
pub fn of_provinces(
    folder: &str,
    page: &str,
    show: bool,
) -> Result<Figure, Box<dyn std::error::Error>> {
    let page = fs::read_to_string(page)?;
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
        let target = found.and_then(|(_, growth)| growth.target.as_ref());
        let hit = target.is_some_and(|target| {
            let figure = &target.figure;
            figure.value == Some(low)
                && figure.value2 == high
                && figure.qualifier.as_str() == qualifier
        });
        right += usize::from(hit);
        if show && !hit {
            let told = target.map(|target| (&target.figure.text, &target.text));
            eprintln!("  {entry}: read {told:?}");
        }
    }
    Ok(Figure::share("targets of provinces of 2026, value, range and qualifier", right, all))
}
