//! What is read of a folder against the truth, by field and format.
//!
//! The truth is JSON lines, one for each file, row or member: `file`, `expect` (`report`,
//! `not_report`, `unreadable`), for reports `place_code` (with `place_code_alt`), `year` (with
//! `year_alt`), `date`, `kind`, `must_contain` and `must_not_contain`; `record` says which row or
//! member; lines with `container` or `stored: false` are passed over. Texts are compared after NFKC
//! and without blanks, radicals folded unless `compare` is `literal`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use suyan_corpus::{File, FileOutcome, Reader, Report, pages, radicals};
use unicode_normalization::UnicodeNormalization;

/// Right answers of all questions of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    pub right: usize,
    pub all: usize,
}

impl Score {
    fn add(&mut self, right: bool) -> bool {
        self.right += usize::from(right);
        self.all += 1;
        right
    }

    fn show(self) -> String {
        match self.all {
            0 => "-".to_owned(),
            all => {
                let share = 100.0 * self.right as f64 / all as f64;
                format!("{}/{all} {share:.1}%", self.right)
            }
        }
    }
}

/// The fields, in the order of the columns.
pub const FIELDS: [&str; 8] =
    ["served", "place", "year", "date", "kind", "found", "furniture out", "class"];

#[derive(Debug, Clone, Copy, Default)]
pub struct Scores(pub [Score; 8]);

/// What is read of a folder, and how much of it is right.
pub struct Check {
    outcomes: BTreeMap<String, Vec<FileOutcome>>,
    /// By format, and for all.
    pub scores: BTreeMap<String, Scores>,
    /// What is wrong, file by file.
    pub misses: Vec<String>,
}

/// The truth of a file.
pub fn lines(truth: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    Ok(fs::read_to_string(truth)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// Reads the folder and holds what is read against the truth.
pub fn check(folder: &Path, truth: &[Value]) -> Result<Check, Box<dyn Error>> {
    let mut check = Check {
        outcomes: read_all(&Reader::default(), folder)?,
        scores: BTreeMap::new(),
        misses: Vec::new(),
    };
    for line in truth {
        if line["container"] != Value::Bool(true) && line["stored"] != Value::Bool(false) {
            check.line(line);
        }
    }
    Ok(check)
}

/// Reads everything below a folder, pages of one article together.
fn read_all(
    reader: &Reader,
    folder: &Path,
) -> Result<BTreeMap<String, Vec<FileOutcome>>, Box<dyn Error>> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    walk(folder, folder, &mut files)?;
    files.sort();
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let mut outcomes = BTreeMap::new();
    for group in pages::candidates(&paths) {
        let members: Vec<File<'_>> =
            group.iter().map(|at| File { path: &files[*at].0, bytes: &files[*at].1 }).collect();
        if let Some(read) = reader.read_pages(&members) {
            for member in members {
                outcomes.insert(member.path.to_owned(), read.clone());
            }
        }
    }
    for (path, bytes) in &files {
        if !outcomes.contains_key(path) {
            outcomes.insert(path.clone(), reader.read(File { path, bytes }));
        }
    }
    Ok(outcomes)
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.is_symlink() {
            walk(root, &path, files)?;
        } else if path.is_file() {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            files.push((name, fs::read(&path)?));
        }
    }
    Ok(())
}

/// Where the outcome of a line of the truth says that it comes from.
fn source_of(line: &Value) -> String {
    let file = line["file"].as_str().unwrap_or_default();
    let record = &line["record"];
    // A part of a file by its own name: `3`, `2020!4`, `/folder/a.txt`; nothing is the file.
    if let Some(part) = record["source"].as_str() {
        return match part.chars().next() {
            None => file.to_owned(),
            Some('/') => format!("{file}{part}"),
            Some(_) => format!("{file}#{part}"),
        };
    }
    if let Some(member) = record["member"].as_str() {
        return format!("{file}/{}", member.replace('!', "/"));
    }
    let number = ["row", "line"].iter().find_map(|key| record[key].as_u64());
    let number = number.or_else(|| {
        let rows = record["rows"].as_str()?;
        rows.split('-').next()?.parse().ok()
    });
    let number = number.or_else(|| {
        let path = record["path"].as_str()?;
        let index: u64 = path.rsplit_once('[')?.1.trim_end_matches(']').parse().ok()?;
        Some(index + 1)
    });
    number.map_or_else(|| file.to_owned(), |number| format!("{file}#{number}"))
}

fn source(outcome: &FileOutcome) -> &str {
    match outcome {
        FileOutcome::Report(report) => report.facts.sources.first().map_or("", String::as_str),
        FileOutcome::NotReport { source, .. } | FileOutcome::Rejected { source, .. } => source,
    }
}

impl Check {
    fn line(&mut self, line: &Value) {
        let file = line["file"].as_str().unwrap_or_default().to_owned();
        let wanted = source_of(line);
        let outcomes = self.outcomes.get(&file).cloned().unwrap_or_default();
        let outcome = outcomes
            .iter()
            .find(|outcome| source(outcome) == wanted)
            .or_else(|| outcomes.first().filter(|_| line["record"].is_null()));
        let mut scores = Scores::default();
        let mut misses = Vec::new();
        match line["expect"].as_str() {
            Some("report") => report_scores(line, outcome, &mut scores, &mut misses),
            expect => class_score(line, expect, outcome, &mut scores, &mut misses),
        }
        if !misses.is_empty() {
            self.misses.push(format!("{wanted}\n    {}", misses.join("\n    ")));
        }
        let format = ["member_format", "real_format", "format"];
        let format = format.iter().find_map(|key| line[key].as_str()).unwrap_or("?");
        for key in [format, "all"] {
            let sum = self.scores.entry(key.to_owned()).or_default();
            for (sum, score) in sum.0.iter_mut().zip(scores.0) {
                sum.right += score.right;
                sum.all += score.all;
            }
        }
    }

    /// One line per format, one column per field.
    pub fn table(&self) -> String {
        let mut table = format!("{:<8}", "");
        FIELDS.iter().for_each(|field| table.push_str(&format!("{field:>16}")));
        for (format, scores) in &self.scores {
            table.push_str(&format!("\n{format:<8}"));
            scores.0.iter().for_each(|score| table.push_str(&format!("{:>16}", score.show())));
        }
        table
    }
}

fn report_scores(
    line: &Value,
    outcome: Option<&FileOutcome>,
    scores: &mut Scores,
    misses: &mut Vec<String>,
) {
    let report = match outcome {
        Some(FileOutcome::Report(report)) => Some(report),
        _ => None,
    };
    let [served, place, year, date, kind, found, furniture, _] = &mut scores.0;
    if !served.add(report.is_some()) {
        misses.push(format!("not served: {outcome:?}"));
    }
    let facts = report.map(|report| &report.facts);
    let code = facts.and_then(|f| f.place.as_ref()).map(|p| p.code.as_str());
    let one_of = |key: &str, alternatives: &str, got: &dyn Fn(&Value) -> bool| {
        got(&line[key]) || line[alternatives].as_array().is_some_and(|a| a.iter().any(got))
    };
    // A place that is no division has no code, which the truth says by `null`.
    let none =
        line.get("place_code").is_some_and(Value::is_null) && code.is_none() && facts.is_some();
    let right =
        none || one_of("place_code", "place_code_alt", &|v| v.as_str() == code && code.is_some());
    if !place.add(right) {
        misses.push(format!("place {code:?}, not {} {}", line["place_code"], line["place_name"]));
    }
    let got = facts.and_then(|f| f.year).map(i64::from);
    if !year.add(one_of("year", "year_alt", &|v| v.as_i64() == got && got.is_some())) {
        misses.push(format!("year {got:?}, not {}", line["year"]));
    }
    let got = facts.and_then(|f| f.date).map(|d| d.to_string());
    if let Some(told) = line["date"].as_str()
        && !date.add(got.as_deref() == Some(told))
    {
        misses.push(format!("date {got:?}, not {told}"));
    }
    let got = facts.map(|f| f.kind.as_str());
    if !kind.add(got == line["kind"].as_str()) {
        misses.push(format!("kind {got:?}"));
    }
    texts(line, report.map(|r| &**r), found, furniture, misses);
}

fn texts(
    line: &Value,
    report: Option<&Report>,
    found: &mut Score,
    furniture: &mut Score,
    misses: &mut Vec<String>,
) {
    let literal = line["compare"] == "literal";
    let text: String =
        report.map(|r| r.passages.iter().map(|p| p.text.as_str()).collect()).unwrap_or_default();
    let text = folded(&text, literal);
    let strings = |key: &str| -> Vec<String> {
        let list = line[key].as_array().cloned().unwrap_or_default();
        list.iter().filter_map(|v| v.as_str().map(ToOwned::to_owned)).collect()
    };
    for sentence in strings("must_contain") {
        if !found.add(text.contains(&folded(&sentence, literal))) {
            misses.push(format!("lost: {sentence}"));
        }
    }
    for chrome in strings("must_not_contain") {
        if !furniture.add(!text.contains(&folded(&chrome, literal))) {
            misses.push(format!("furniture: {chrome}"));
        }
    }
}

fn class_score(
    line: &Value,
    expect: Option<&str>,
    outcome: Option<&FileOutcome>,
    scores: &mut Scores,
    misses: &mut Vec<String>,
) {
    let right = match (expect, outcome) {
        (Some("not_report"), Some(FileOutcome::NotReport { .. }))
        | (Some("unreadable"), Some(FileOutcome::Rejected { .. })) => true,
        // Another kind of document may be served as what it is.
        (Some("not_report"), Some(FileOutcome::Report(report))) => {
            report.facts.kind != suyan_corpus::Kind::WorkReport
                && (line["kind"] == report.facts.kind.as_str()
                    || report.facts.kind == suyan_corpus::Kind::Other)
        }
        _ => false,
    };
    if !scores.0[7].add(right) {
        let got = outcome.map(|outcome| match outcome {
            FileOutcome::Report(report) => format!("report of kind {}", report.facts.kind),
            other => format!("{other:?}"),
        });
        misses.push(format!("{} expected, got {got:?}", expect.unwrap_or("?")));
    }
}

/// A text as it is compared: no blanks, no invisible characters, and one form of every character.
fn folded(text: &str, literal: bool) -> String {
    let visible = |c: &char| {
        !c.is_whitespace()
            && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}' | '\u{AD}')
    };
    if literal {
        return text.chars().filter(visible).collect();
    }
    let text: String = radicals::heal(text).nfkc().collect();
    text.chars().filter(visible).collect()
}
