//! The automatic numbers of a document: lists and their overrides ([MS-DOC] 2.9.131, 2.9.150).

use super::pieces::{Fib, u16_at, u32_at};
use crate::extract::docx::numbering::{Level, Numbering};

/// The indexes of the two tables in `FibRgFcLcb97`.
const LISTS: usize = 73;
const OVERRIDES: usize = 74;

/// Reads the lists into the counter that docx has. List ids are the one-based numbers that
/// paragraphs name.
pub(super) fn read(table: &[u8], fib: &Fib) -> Option<Numbering> {
    let lists = fib.part(table, LISTS)?;
    let count = usize::from(u16_at(lists, 0)?);
    let mut numbering = Numbering::default();
    // The levels follow the table, outside of the length that is told of it.
    let mut at = fib.start(LISTS)? + 2 + count * 28;
    for list in 0..count {
        let head = 2 + list * 28;
        let id = u32_at(lists, head)?;
        let simple = lists.get(head + 26)? & 1 != 0;
        let mut levels = Vec::new();
        for _ in 0..if simple { 1 } else { 9 } {
            let (level, length) = level(table, at)?;
            levels.push(level);
            at += length;
        }
        numbering.define(&id.to_string(), levels);
    }
    let overrides = fib.part(table, OVERRIDES)?;
    let count = u32_at(overrides, 0)?.min(10_000) as usize;
    for number in 0..count {
        let id = u32_at(overrides, 4 + number * 16)?;
        numbering.list(&(number + 1).to_string(), &id.to_string());
    }
    Some(numbering)
}

/// One level ([MS-DOC] 2.9.129) and its length.
fn level(table: &[u8], at: usize) -> Option<(Level, usize)> {
    let start = u32_at(table, at)?;
    let format = *table.get(at + 4)?;
    let legal = table.get(at + 5)? & 0x04 != 0;
    let follow = *table.get(at + 15)?;
    let characters = usize::from(*table.get(at + 24)?);
    let paragraphs = usize::from(*table.get(at + 25)?);
    let text = at + 28 + characters + paragraphs;
    let count = usize::from(u16_at(table, text)?);
    let mut template = String::new();
    for unit in 0..count {
        // Units below nine stand for the number of that level.
        match u16_at(table, text + 2 + unit * 2)? {
            unit @ 0..9 => template.push_str(&format!("%{}", unit + 1)),
            unit => template.extend(char::from_u32(u32::from(unit))),
        }
    }
    let suffix = if follow == 2 { "nothing" } else { "tab" };
    let level = Level::new(start, Level::format_of(format), &template, suffix, legal);
    Some((level, 28 + characters + paragraphs + 2 + count * 2))
}
