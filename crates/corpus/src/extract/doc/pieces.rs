//! Where the characters of a document lie: the file information block and the piece table.

use std::ops::Range;

use encoding_rs::WINDOWS_1252;

use crate::extract::Budget;
use crate::reason::{Damage, Reason};

/// A 16-bit number at an offset, little endian.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// A 32-bit number at an offset, little endian.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// The file information block, as far as it is needed ([MS-DOC] 2.5.1).
pub(super) struct Fib {
    /// The pairs of offset and length of `FibRgFcLcb97`.
    pairs: Vec<(u32, u32)>,
    /// The lengths of the stories, in characters: text, footnotes, headers, macros, comments,
    /// endnotes, text boxes, text boxes of headers.
    stories: [u32; 8],
    table_one: bool,
}

impl Fib {
    pub(super) fn of(main: &[u8]) -> Result<Self, Reason> {
        let number = |at| u16_at(main, at).ok_or(Reason::Damaged(Damage::WordHead));
        if !matches!(number(0)?, 0xA5EC | 0xA5DC) {
            return Err(Reason::Damaged(Damage::Word97));
        }
        if number(2)? < 0x0065 {
            return Err(Reason::Unsupported("Word 6.0/95 文档".to_owned()));
        }
        let flags = number(0x0A)?;
        if flags & 0x0100 != 0 {
            return Err(Reason::Encrypted("文档".to_owned()));
        }
        let mut stories = [0; 8];
        for (at, length) in stories.iter_mut().enumerate() {
            *length = u32_at(main, 0x4C + at * 4).ok_or(Reason::Damaged(Damage::WordHead))?;
        }
        let pairs = (0..93)
            .filter_map(|at| Some((u32_at(main, 0x9A + at * 8)?, u32_at(main, 0x9E + at * 8)?)))
            .collect();
        Ok(Self { pairs, stories, table_one: flags & 0x0200 != 0 })
    }

    pub(super) fn table_stream(&self) -> &'static str {
        if self.table_one { "1Table" } else { "0Table" }
    }

    /// The positions of a story's characters.
    pub(super) fn story(&self, index: usize) -> Range<usize> {
        let length = |story: &u32| *story as usize;
        let start: usize = self.stories[..index].iter().map(length).sum();
        start..start.saturating_add(length(&self.stories[index]))
    }

    /// Where a part of the table stream begins.
    pub(super) fn start(&self, index: usize) -> Option<usize> {
        self.pairs.get(index).map(|(offset, _)| *offset as usize)
    }

    /// A part of the table stream, by its index in `FibRgFcLcb97`.
    pub(super) fn part<'t>(&self, table: &'t [u8], index: usize) -> Option<&'t [u8]> {
        let (offset, length) = *self.pairs.get(index)?;
        let (start, length) = (offset as usize, length as usize);
        (length > 0).then(|| table.get(start..start.checked_add(length)?))?
    }
}

/// All characters of a document: UTF-16 units with their offset in the main stream.
pub(super) struct DocText {
    units: Vec<(u16, u32)>,
}

/// The index of the piece table in `FibRgFcLcb97`.
const CLX: usize = 33;

impl DocText {
    pub(super) fn read(
        main: &[u8],
        table: &[u8],
        fib: &Fib,
        budget: &Budget<'_>,
    ) -> Result<Self, Reason> {
        let pieces =
            fib.part(table, CLX).and_then(piece_table).ok_or(Reason::Damaged(Damage::Pieces))?;
        let count = pieces.len().saturating_sub(4) / 12;
        let mut units = Vec::new();
        for piece in 0..count {
            let bounds = (u32_at(pieces, piece * 4), u32_at(pieces, piece * 4 + 4));
            let (Some(start), Some(end)) = bounds else { break };
            let descriptor = (count + 1) * 4 + piece * 8;
            let Some(fc) = u32_at(pieces, descriptor + 2) else { break };
            let length = end.saturating_sub(start) as usize;
            // A character has a byte at least. Pieces may overlap, so their sum is no bound.
            budget.text(units.len().saturating_add(length))?;
            push_piece(main, fc, length, &mut units);
        }
        if units.is_empty() { Err(Reason::Damaged(Damage::Units)) } else { Ok(Self { units }) }
    }

    /// The character at a position and its offset in the main stream.
    pub(super) fn get(&self, at: usize) -> Option<(u16, u32)> {
        self.units.get(at).copied()
    }
}

/// Skips the property lists in front of the piece table ([MS-DOC] 2.9.38).
fn piece_table(clx: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    loop {
        match clx.get(at)? {
            1 => at += 3 + usize::from(u16_at(clx, at + 1)?),
            2 => {
                let length = u32_at(clx, at + 1)? as usize;
                let start = at + 5;
                let end = start.saturating_add(length).min(clx.len());
                return clx.get(start..end);
            }
            _ => return None,
        }
    }
}

fn push_piece(main: &[u8], fc: u32, length: usize, units: &mut Vec<(u16, u32)>) {
    const COMPRESSED: u32 = 1 << 30;
    let compressed = fc & COMPRESSED != 0;
    let start = (fc & !COMPRESSED) as usize;
    for at in 0..length {
        if compressed {
            let offset = start / 2 + at;
            let Some(byte) = main.get(offset) else { return };
            let unit = match byte {
                0..0x80 => u16::from(*byte),
                _ => {
                    let single = [*byte];
                    let decoded = WINDOWS_1252.decode_without_bom_handling(&single).0;
                    decoded.encode_utf16().next().unwrap_or(0xFFFD)
                }
            };
            units.push((unit, u32::try_from(offset).unwrap_or(u32::MAX)));
        } else {
            let offset = start + at * 2;
            let Some(unit) = u16_at(main, offset) else { return };
            units.push((unit, u32::try_from(offset).unwrap_or(u32::MAX)));
        }
    }
}
