//! Townships and streets: the level below the gazetteer's own, as of one year (2023).
//!
//! There are forty thousand, and their names are often those of other places (城关镇, 和平街道):
//! they are kept apart from the divisions above them, read only when something is asked that those
//! do not answer, found by their full name only, and not scanned for in texts.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::{Division, Gazetteer};
use crate::Level;

/// One county a line: its code, then three digits and a name for each, separated by blanks.
const TOWNSHIPS: &str = include_str!("../../data/townships.txt");

/// All townships by code and by name.
#[derive(Default)]
struct Townships {
    rows: Vec<Division>,
    counties: HashSet<&'static str>,
    by_name: HashMap<&'static str, Vec<u32>>,
}

fn table() -> &'static Townships {
    static TABLE: OnceLock<Townships> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Townships::default();
        for (county, below) in TOWNSHIPS.lines().filter_map(|line| line.split_once(' ')) {
            table.counties.insert(county);
            for (number, name) in below.split(' ').filter_map(|one| one.split_at_checked(3)) {
                let index = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
                table.by_name.entry(name).or_default().push(index);
                table.rows.push(township(format!("{county}{number}"), name));
            }
        }
        table
    })
}

fn township(code: String, name: &'static str) -> Division {
    Division {
        code: Cow::Owned(code),
        name: Cow::Borrowed(name),
        level: Level::Township,
        from: None,
        to: None,
        parent: None,
        next: Vec::new(),
        ceded: Vec::new(),
    }
}

/// The township of a code of nine digits, or of twelve that end in `000`.
pub(super) fn by_code(code: &str) -> Option<&'static Division> {
    let code = match code.len() {
        9 => code,
        12 => code.strip_suffix("000")?,
        _ => return None,
    };
    let rows = &table().rows;
    rows.binary_search_by(|row| row.code.as_ref().cmp(code)).ok().map(|at| &rows[at])
}

/// The townships of this full name; 办事处 behind it is no part of it.
pub(super) fn find(name: &str) -> Vec<&'static Division> {
    let name = name.strip_suffix("办事处").unwrap_or(name);
    if !name.ends_with(['道', '镇', '乡', '木', '区', '场', '园']) {
        return Vec::new();
    }
    let table = table();
    let found = table.by_name.get(name).into_iter().flatten();
    found.map(|&index| &table.rows[index as usize]).collect()
}

/// The most characters of a township's name that are looked for in a text.
const NAME_CHARS: usize = 6;

impl Gazetteer {
    /// How many townships and streets a text names of each county, by its code of 2023. Names that
    /// several counties have (城关镇) tell nothing and are left out.
    pub(crate) fn townships_named(text: &str) -> HashMap<&'static str, u32> {
        let table = table();
        let mut seen: HashSet<u32> = HashSet::new();
        for rank in ["镇", "乡", "街道"] {
            for (at, _) in text.match_indices(rank) {
                let before = text[..at].char_indices().rev().take(NAME_CHARS).map(|(from, _)| from);
                let longest = before
                    .filter_map(|from| table.by_name.get(&text[from..at + rank.len()]))
                    .last();
                if let Some([one]) = longest.map(Vec::as_slice) {
                    seen.insert(*one);
                }
            }
        }
        let mut counts = HashMap::new();
        for index in seen {
            if let Cow::Owned(code) = &table.rows[index as usize].code
                && let Some(county) = table.counties.get(&code[..6])
            {
                *counts.entry(*county).or_default() += 1;
            }
        }
        counts
    }

    /// The county above a township in the year. Its code is that of 2023: earlier the county's
    /// predecessor stands there, where it has one only.
    pub(super) fn county_of(&self, township: &Division, year: i16) -> Option<&Division> {
        let code = township.code.get(..6)?;
        if let Some(county) = self.by_code(code, Some(year)) {
            return Some(county);
        }
        let lineage = self.lineage(code);
        let held = lineage.iter().filter(|held| held.in_year(year));
        let mut earlier = held.filter_map(|held| self.by_code(&held.code, Some(year))).fuse();
        match (earlier.next(), earlier.next()) {
            (Some(county), None) => Some(county),
            _ => self.by_code(code, None),
        }
    }
}
