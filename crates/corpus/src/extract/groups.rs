//! Tables that hold a paragraph or a sentence a row: which rows are one report.
//!
//! Rows with the same title, place, year, day, file or id belong together. Where every row has an
//! id of its own that ends in a running number (`云溪区_2020_17`), what stands before the number is
//! the report's.

use std::collections::HashMap;

use super::columns::{ColumnRole, row_draft};
use super::layout::{is_order, is_segment};
use super::sheet::{Sheet, canonical};
use super::{DraftSink, Extracted, values};
use crate::reason::MissingContent;
use crate::text::is_han;

/// The columns of a table of pieces.
pub(super) struct Keys {
    /// The piece of text.
    text: usize,
    /// What puts the pieces of one report in order.
    order: Option<usize>,
    /// What is the same in all rows of a report.
    same: Vec<usize>,
    /// The column of ids, each of one row, which begin alike in all rows of a report.
    stem: Option<usize>,
}

/// How many rows a report has at least, on average, where only its rows tell that they are pieces.
const PIECES: usize = 3;

/// The most characters of a piece, on average.
const PIECE_CHARS: usize = 400;

/// The columns of a table with a header, where its rows are pieces of reports.
pub(super) fn named(names: &[String], rows: &[Vec<String>]) -> Option<Keys> {
    let column = |at: usize| ColumnRole::from_name(&names[at]);
    let find = |fits: &dyn Fn(usize) -> bool| (0..names.len()).find(|at| fits(*at));
    let segment = find(&|at| is_segment(&names[at]));
    let text = segment.or_else(|| find(&|at| matches!(column(at), Some(ColumnRole::Text(_)))))?;
    let is_number = |at: usize| values_of(rows, at).all(|v| v.trim().parse::<f64>().is_ok());
    let order = find(&|at| is_order(&names[at]) && is_number(at));
    let told = |at: usize| {
        let known = matches!(
            column(at),
            Some(
                ColumnRole::Title
                    | ColumnRole::Place(_)
                    | ColumnRole::Year
                    | ColumnRole::Date
                    | ColumnRole::File
                    | ColumnRole::Code
            )
        );
        at != text && Some(at) != order && known
    };
    let mut same: Vec<usize> = (0..names.len()).filter(|at| told(*at)).collect();
    let is_id = |at: usize| matches!(column(at), Some(ColumnRole::Id)) || is_order(&names[at]);
    let id = find(&|at| Some(at) != order && at != text && is_id(at));
    let pieces = are_pieces(rows, text);
    let mut stem = None;
    let may_group = segment.is_some() || order.is_some() || pieces;
    if let Some(id) = id.filter(|_| may_group) {
        if repeats(rows, &|row| cell(row, id).to_owned()) {
            same.push(id);
        } else if repeats(rows, &|row| stem_of(cell(row, id)).to_owned()) {
            stem = Some(id);
        } else if segment.is_none() && order.is_none() {
            // Every row has an id of its own: it is a report of its own.
            return None;
        }
    }
    let grouped = segment.is_some()
        || order.is_some()
        || pieces
            && (!same.is_empty() || stem.is_some())
            && repeats(rows, &|row| key(row, &same, stem));
    grouped.then_some(Keys { text, order, same, stem })
}

/// The columns of a table without a header, where its rows are pieces of reports.
pub(super) fn nameless(rows: &[Vec<String>]) -> Option<Keys> {
    let width = rows.iter().map(Vec::len).max()?;
    let prose = |at: usize| values_of(rows, at).filter(|v| values::is_prose(v)).count();
    let text = (0..width).max_by_key(|at| (prose(*at), width - at))?;
    let tells = |at: usize| {
        let told = |value: &str| {
            ColumnRole::of_value(value).is_some_and(|column| !matches!(column, ColumnRole::Text(_)))
        };
        let (all, fit) = values_of(rows, at)
            .fold((0, 0), |(all, fit), value| (all + 1, fit + usize::from(told(value))));
        at != text && all > 0 && fit * 5 >= all * 4
    };
    let mut same: Vec<usize> = (0..width).filter(|at| tells(*at)).collect();
    // 云溪区_2020_17 tells its report by what stands before the number.
    let numbered = |at: &usize| repeats(rows, &|row| stem_of(cell(row, *at)).to_owned());
    let stem = same
        .iter()
        .copied()
        .find(|at| numbered(at) && !repeats(rows, &|row| cell(row, *at).to_owned()));
    same.retain(|at| Some(*at) != stem);
    let pieces = are_pieces(rows, text) && repeats(rows, &|row| key(row, &same, stem));
    pieces.then_some(Keys { text, order: None, same, stem })
}

/// Whether the cells of a column are shorter than reports are, and do not open like ones.
fn are_pieces(rows: &[Vec<String>], text: usize) -> bool {
    let filled = || values_of(rows, text);
    let count = filled().count();
    let chars: usize = filled().map(|cell| cell.chars().count()).sum();
    let whole = filled().filter(|cell| values::is_whole_report(cell)).count();
    count > 1 && chars < PIECE_CHARS * count && whole * PIECES <= count
}

/// Whether rows of the same key come several at a time.
fn repeats(rows: &[Vec<String>], key: &dyn Fn(&[String]) -> String) -> bool {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut all = 0;
    for row in rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())) {
        let key = key(row);
        if key.is_empty() {
            return false;
        }
        *seen.entry(key).or_default() += 1;
        all += 1;
    }
    !seen.is_empty() && all >= PIECES * seen.len()
}

fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", |cell| cell.trim())
}

fn values_of(rows: &[Vec<String>], at: usize) -> impl Iterator<Item = &str> {
    rows.iter().map(move |row| cell(row, at)).filter(|cell| !cell.is_empty())
}

fn key(row: &[String], same: &[usize], stem: Option<usize>) -> String {
    let stem = stem.map(|at| stem_of(cell(row, at)));
    let cells: Vec<&str> = same.iter().map(|at| cell(row, *at)).chain(stem).collect();
    cells.join("\u{1}")
}

/// An id without its running number, where what is left names something.
fn stem_of(id: &str) -> &str {
    const MARKS: [char; 9] = ['_', '-', '#', '/', '.', ':', '|', ' ', '—'];
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = stem.trim_end_matches(['s', 'S', 'p', 'P', '第']);
    let cut = stem.trim_end_matches(MARKS);
    let names = cut.chars().any(is_han) || cut.chars().filter(char::is_ascii_digit).count() >= 4;
    if stem.len() < id.len() && cut.len() < stem.len() && names { cut } else { "" }
}

/// Hands over the reports, each made of its rows, put in order where a column says it.
pub(super) fn emit(
    sheet: &Sheet<'_>,
    names: &[String],
    first: usize,
    keys: &Keys,
    sink: &mut DraftSink<'_>,
) {
    for mut rows in grouped(&sheet.rows, first, keys) {
        let order = |at: &usize| {
            let cell = keys.order.map(|c| cell(&sheet.rows[*at], c));
            cell.and_then(|c| c.parse::<f64>().ok()).map_or(0, |n| (n * 1000.0) as i64)
        };
        rows.sort_by_key(order);
        let text: Vec<&str> = rows.iter().map(|at| cell(&sheet.rows[*at], keys.text)).collect();
        let text = text.join("\n");
        let row = &sheet.rows[rows[0]];
        let name = |at: usize| match names[at].as_str() {
            "" => canonical(cell(row, at)),
            name => name,
        };
        let pairs = keys.same.iter().map(|at| (name(*at), cell(row, *at)));
        let source = sheet.label(rows[0]);
        let stem = keys.stem.map(|at| ("file", stem_of(cell(row, at))));
        // An id in words names the place of its report, as a file's name does.
        let is_id =
            |at: &&usize| ColumnRole::from_name(&names[**at]).is_none_or(|c| c == ColumnRole::Id);
        let ids = keys.same.iter().filter(is_id).map(|at| ("file", cell(row, *at)));
        let ids = ids.filter(|(_, id)| id.chars().any(is_han) && !names[keys.text].is_empty());
        match row_draft(&source, pairs.chain(stem).chain(ids).chain([("text", text.as_str())])) {
            Some(draft) => sheet.give(draft, sink),
            None => sink(Extracted::no_text(source, MissingContent::RowsText)),
        }
    }
}

/// The rows of each report, in the order of their first rows.
fn grouped(rows: &[Vec<String>], first: usize, keys: &Keys) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate().skip(first) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let group = *known.entry(key(row, &keys.same, keys.stem)).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(at);
    }
    groups
}

#[cfg(test)]
mod tests;
