//! Builds the project's own table of divisions from public gazetteers.
//!
//! ```text
//! cargo run -p suyan-corpus --example build_gazetteer -- FOLDER
//! ```
//!
//! FOLDER holds checkouts of the sources that `crates/corpus/data/README.md` names. Run again on
//! the same sources it writes the same bytes. What the sources say is kept; two things are derived:
//! the successors of a prefecture (from those of the counties below it) and rows that differ only
//! in the name of their parent are one.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

/// First year of the source's records: a row that starts here may be older.
const FIRST: i16 = 1981;

/// One division: a code and a name that stood together.
#[derive(Debug, Clone)]
struct Row {
    code: String,
    name: String,
    from: i16,
    to: Option<i16>,
    /// Codes that took over the whole area.
    next: BTreeSet<String>,
    /// Codes that took over some area while this one went on, with the year.
    ceded: BTreeSet<(String, i16)>,
}

impl Row {
    /// Whether the row stood at the end of the year.
    fn stood(&self, year: i16) -> bool {
        self.from <= year && self.to.is_none_or(|to| year < to)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let sources = std::env::args().nth(1).ok_or("usage: build_gazetteer FOLDER")?;
    let sources = Path::new(&sources);
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");

    let mut rows = read_divisions(&sources.join("areacodes-1980-2024/result.csv"))?;
    demote_minor_successors(&mut rows);
    derive_prefecture_successors(&mut rows);
    apply_later(&mut rows)?;
    write(&data.join("divisions.csv"), &print_divisions(&rows))?;
    write(&data.join("uncoded.csv"), &uncoded(&sources.join("modood-2023/HK-MO-TW.json"))?)?;
    write(&data.join("townships.txt"), &townships(&sources.join("modood-2023/streets.csv"))?)?;
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    std::fs::write(path, text)?;
    eprintln!("{}: {} lines, {} bytes", path.display(), text.lines().count(), text.len());
    Ok(())
}

/// Reads one row per code and name, ordered by code and first year.
fn read_divisions(path: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut rows = Vec::new();
    for record in csv::Reader::from_path(path)?.records() {
        let record = record?;
        let to = if record[7].is_empty() { None } else { Some(record[7].parse()?) };
        let mut row = Row {
            code: record[0].to_owned(),
            name: record[3].to_owned(),
            from: record[6].parse()?,
            to,
            next: BTreeSet::new(),
            ceded: BTreeSet::new(),
        };
        for code in record[8].split(';').filter(|code| !code.is_empty()) {
            match code.split_once('[') {
                Some((code, year)) => {
                    row.ceded.insert((code.to_owned(), year.trim_end_matches(']').parse()?));
                }
                None => {
                    row.next.insert(code.to_owned());
                }
            }
        }
        rows.push(row);
    }
    rows.sort_by(|a: &Row, b| (&a.code, a.from).cmp(&(&b.code, b.from)));
    rows.dedup_by(|later, earlier| merge(earlier, later));
    Ok(rows)
}

/// Takes `later` into `earlier` where only the parent's name told them apart.
fn merge(earlier: &mut Row, later: &mut Row) -> bool {
    let same = earlier.code == later.code && earlier.name == later.name;
    if !same || earlier.to != Some(later.from) {
        return false;
    }
    earlier.to = later.to;
    earlier.next = std::mem::take(&mut later.next);
    earlier.ceded.append(&mut later.ceded);
    true
}

/// Where a division got a new code under its old name (和县, or 文登市 as 文登区), others named beside
/// it as its successors got a part of it only. 江北县 did not become the 江北区 that was there.
fn demote_minor_successors(rows: &mut [Row]) {
    let all = rows.to_vec();
    for row in rows.iter_mut().filter(|row| row.next.len() > 1) {
        let Some(end) = row.to else { continue };
        let same = |next: &&String| {
            all.iter().any(|new| {
                let is_it = new.name == row.name && new.stood(end)
                    || stem(&new.name) == stem(&row.name) && new.from == end;
                new.code == **next && is_it
            })
        };
        if let Some(heir) = row.next.iter().find(same).cloned() {
            let minor = std::mem::replace(&mut row.next, BTreeSet::from([heir.clone()]));
            row.ceded
                .extend(minor.into_iter().filter(|code| *code != heir).map(|code| (code, end)));
        }
    }
}

/// The name without its rank word, where it has a name without.
fn stem(name: &str) -> String {
    suyan_corpus::places::short_name(name).into_iter().next().unwrap_or_else(|| name.to_owned())
}

/// The source gives successors to the rows without rows below them only. A prefecture's are the
/// parents of what its counties became, if a fifth of them or more came to it.
fn derive_prefecture_successors(rows: &mut [Row]) {
    let all = rows.to_vec();
    let mut counties: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in all.iter().filter(|row| !row.code.ends_with("00")) {
        counties.entry(&row.code[..4]).or_default().push(row);
    }
    let stands = |code: &str, year| all.iter().any(|row| row.code == code && row.stood(year));
    for row in rows.iter_mut().filter(|row| row.code.ends_with("00") && row.next.is_empty()) {
        let Some(end) = row.to else { continue };
        let below = counties.get(&row.code[..4]).into_iter().flatten();
        let mut heirs: BTreeMap<String, usize> = BTreeMap::new();
        for code in below.filter(|child| child.to == Some(end)).flat_map(|child| &child.next) {
            let prefecture = format!("{}00", &code[..4]);
            let parent =
                if stands(&prefecture, end) { prefecture } else { format!("{}0000", &code[..2]) };
            *heirs.entry(parent).or_default() += 1;
        }
        let counties: usize = heirs.values().sum();
        let heirs = heirs.into_iter().filter(|(_, count)| count * 5 >= counties);
        row.next.extend(heirs.map(|(code, _)| code).filter(|code| *code != row.code));
    }
}

/// Changes after the base table's last year, from the dated events of the prefecture crosswalk:
/// code, name, first year, codes that it took over. A test of the table notices when a newer base
/// has them too.
const LATER: &[(&str, &str, i16, &[&str])] = &[("500157", "两江新区", 2025, &["500105", "500112"])];

/// Divisions whose code is not known yet, from the same events: a code of our own, name, level,
/// parent, first year.
const LATER_UNCODED: &[&str] =
    &["653100-01,岑岭县,county,653100,2026,", "650000-01,草湖市,county,650000,2026,"];

fn apply_later(rows: &mut Vec<Row>) -> Result<(), Box<dyn Error>> {
    for &(code, name, year, old) in LATER {
        if rows.iter().any(|row| row.code == code) {
            return Err(format!("the base has {code} now: remove it from LATER").into());
        }
        for row in rows.iter_mut().filter(|row| old.contains(&row.code.as_str())) {
            row.to = Some(year);
            row.next.insert(code.to_owned());
        }
        let (code, name) = (code.to_owned(), name.to_owned());
        let (next, ceded) = (BTreeSet::new(), BTreeSet::new());
        rows.push(Row { code, name, from: year, to: None, next, ceded });
    }
    rows.sort_by(|a, b| (&a.code, a.from).cmp(&(&b.code, b.from)));
    Ok(())
}

/// The divisions without a GB/T 2260 code, in the form of a user's table: those of Hong Kong,
/// Macau and Taiwan, numbered in the order of their
/// characters, and the newest.
fn uncoded(path: &Path) -> Result<String, Box<dyn Error>> {
    let source: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let mut text = String::from("code,name,level,parent,from,to\n");
    for (province, code) in
        [("台湾省", "710000"), ("香港特别行政区", "810000"), ("澳门特别行政区", "820000")]
    {
        let below = source[province].as_object().ok_or("a province is missing")?;
        let (mut names, level): (Vec<&str>, _) = if code == "710000" {
            (below.keys().map(String::as_str).collect(), "prefecture")
        } else {
            let lists = below.values().filter_map(serde_json::Value::as_array).flatten();
            (lists.filter_map(serde_json::Value::as_str).collect(), "county")
        };
        names.sort_unstable();
        for (number, name) in (1..).zip(names) {
            let name = name.split('（').next().unwrap_or(name);
            writeln!(text, "{code}-{number:02},{name},{level},{code},,")?;
        }
    }
    for row in LATER_UNCODED {
        writeln!(text, "{row}")?;
    }
    Ok(text)
}

/// Townships and streets, one county a line: its code, then the last three digits and the name of
/// each.
fn townships(path: &Path) -> Result<String, Box<dyn Error>> {
    let mut counties: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in csv::Reader::from_path(path)?.records() {
        let record = record?;
        let (county, number) = record[0].split_at(6);
        counties.entry(county.to_owned()).or_default().push(format!("{number}{}", &record[1]));
    }
    let mut text = String::new();
    for (county, mut below) in counties {
        below.sort();
        writeln!(text, "{county} {}", below.join(" "))?;
    }
    Ok(text)
}

/// Prints the table: `code,name,from,to,next,ceded`. An empty `from` is before the records, an
/// empty `to` is now.
fn print_divisions(rows: &[Row]) -> String {
    let mut text = String::from("code,name,from,to,next,ceded\n");
    for row in rows {
        let from = if row.from == FIRST { String::new() } else { row.from.to_string() };
        let to = row.to.map(|to| to.to_string()).unwrap_or_default();
        let next: Vec<&str> = row.next.iter().map(String::as_str).collect();
        let ceded: Vec<String> =
            row.ceded.iter().map(|(code, year)| format!("{code}@{year}")).collect();
        let (next, ceded) = (next.join(";"), ceded.join(";"));
        // Writing to a string does not fail.
        let _ = writeln!(text, "{},{},{from},{to},{next},{ceded}", row.code, row.name);
    }
    text
}
