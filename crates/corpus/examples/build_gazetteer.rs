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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    derive_prefecture_successors(&mut rows);
    let text = print_divisions(&rows);
    std::fs::write(data.join("divisions.csv"), &text)?;
    eprintln!("divisions: {} rows, {} bytes", rows.len(), text.len());
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

/// The source gives successors to the rows without rows below them only. A prefecture's are the
/// parents of what its counties became.
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
        for code in below.filter(|child| child.to == Some(end)).flat_map(|child| &child.next) {
            let prefecture = format!("{}00", &code[..4]);
            let parent =
                if stands(&prefecture, end) { prefecture } else { format!("{}0000", &code[..2]) };
            if parent != row.code {
                row.next.insert(parent);
            }
        }
    }
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
