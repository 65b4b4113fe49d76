//! What the characters and paragraphs of a document are: the pages of formatted properties
//! ([MS-DOC] 2.9.32, 2.9.33) and the single properties that matter here.

use super::pieces::{Fib, u16_at, u32_at};

/// What is told of a paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ParagraphProperties {
    /// It stands in a table.
    pub in_table: bool,
    /// It is the mark that ends a row.
    pub row_end: bool,
    /// List and level of its number.
    pub list: Option<(u16, u8)>,
    /// Heading level from 1.
    pub heading: Option<u8>,
}

/// What is told of a run of characters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CharacterProperties {
    pub hidden: bool,
    pub deleted: bool,
    pub bold: bool,
}

/// The properties of all characters, by ranges of offsets in the main stream.
#[derive(Default)]
pub(super) struct Pages {
    paragraphs: Vec<(u32, u32, ParagraphProperties)>,
    characters: Vec<(u32, u32, CharacterProperties)>,
}

/// The indexes of the two bin tables in `FibRgFcLcb97`.
const CHPX: usize = 12;
const PAPX: usize = 13;

impl Pages {
    pub(super) fn read(main: &[u8], table: &[u8], fib: &Fib) -> Self {
        let mut pages = Self::default();
        for page in bin_table(fib.part(table, PAPX)).filter_map(|at| page(main, at)) {
            read_page(page, 13, |start, end, at| {
                let properties = paragraph(page, usize::from(*page.get(at)?) * 2)?;
                pages.paragraphs.push((start, end, properties));
                Some(())
            });
        }
        for page in bin_table(fib.part(table, CHPX)).filter_map(|at| page(main, at)) {
            read_page(page, 1, |start, end, at| {
                let offset = usize::from(*page.get(at)?) * 2;
                let properties = if offset == 0 {
                    CharacterProperties::default()
                } else {
                    let length = usize::from(*page.get(offset)?);
                    character(page.get(offset + 1..offset + 1 + length)?)
                };
                pages.characters.push((start, end, properties));
                Some(())
            });
        }
        pages.paragraphs.sort_by_key(|(start, ..)| *start);
        pages.characters.sort_by_key(|(start, ..)| *start);
        pages
    }

    /// The properties of the paragraph that ends at an offset.
    pub(super) fn paragraph(&self, offset: u32) -> ParagraphProperties {
        lookup(&self.paragraphs, offset).unwrap_or_default()
    }

    /// The properties of the character at an offset.
    pub(super) fn characters(&self, offset: u32) -> CharacterProperties {
        lookup(&self.characters, offset).unwrap_or_default()
    }
}

fn lookup<P: Copy>(ranges: &[(u32, u32, P)], offset: u32) -> Option<P> {
    let at = ranges.partition_point(|(start, ..)| *start <= offset).checked_sub(1)?;
    let (_, end, properties) = ranges.get(at)?;
    (offset < *end).then_some(*properties)
}

/// The numbers of the pages that a bin table lists.
fn bin_table(part: Option<&[u8]>) -> impl Iterator<Item = usize> + '_ {
    let part = part.unwrap_or_default();
    let count = part.len().saturating_sub(4) / 8;
    (0..count)
        .filter_map(move |at| Some(u32_at(part, (count + 1) * 4 + at * 4)? as usize & 0x3F_FFFF))
}

fn page(main: &[u8], number: usize) -> Option<&[u8]> {
    let start = number.checked_mul(512)?;
    main.get(start..start.checked_add(512)?)
}

/// Goes through the runs of a page: the range of each, and where its descriptor stands.
fn read_page(page: &[u8], descriptor: usize, mut run: impl FnMut(u32, u32, usize) -> Option<()>) {
    let count = usize::from(page[511]);
    for at in 0..count {
        let (start, end) = (u32_at(page, at * 4), u32_at(page, at * 4 + 4));
        let (Some(start), Some(end)) = (start, end) else { return };
        if run(start, end, (count + 1) * 4 + at * descriptor).is_none() {
            return;
        }
    }
}

fn paragraph(page: &[u8], offset: usize) -> Option<ParagraphProperties> {
    let mut properties = ParagraphProperties::default();
    if offset == 0 {
        return Some(properties);
    }
    let (length, start) = match *page.get(offset)? {
        0 => (usize::from(*page.get(offset + 1)?) * 2, offset + 2),
        words => (usize::from(words) * 2 - 1, offset + 1),
    };
    let list = page.get(start..(start + length).min(page.len()))?;
    let style = u16_at(list, 0)?;
    if (1..=9).contains(&style) {
        properties.heading = u8::try_from(style).ok();
    }
    let (mut level, mut number) = (0, None);
    each(list.get(2..)?, |code, operand| match code {
        0x2416 => properties.in_table = operand.first() != Some(&0),
        0x2417 => properties.row_end = operand.first() != Some(&0),
        0x260A => level = operand.first().copied().unwrap_or(0),
        0x460B => number = u16_at(operand, 0),
        0x2640 => {
            properties.heading = operand.first().filter(|l| **l < 9).map(|level| level + 1);
        }
        _ => {}
    });
    properties.list = number.map(|number| (number, level));
    Some(properties)
}

fn character(list: &[u8]) -> CharacterProperties {
    let mut properties = CharacterProperties::default();
    each(list, |code, operand| {
        // 0x80 and 0x81 mean: as in the style, or not; styles are not read.
        let on = operand.first() == Some(&1);
        match code {
            0x0800 => properties.deleted = on,
            0x083C => properties.hidden = on,
            0x0835 => properties.bold = on,
            _ => {}
        }
    });
    properties
}

/// Goes through a list of properties ([MS-DOC] 2.6.1): the code says how long its operand is.
fn each(list: &[u8], mut property: impl FnMut(u16, &[u8])) {
    let mut at = 0;
    while let Some(code) = u16_at(list, at) {
        at += 2;
        let length = match code >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            _ => match code {
                // Its length has two bytes and counts one of them.
                0xD608 => usize::from(u16_at(list, at).unwrap_or(0)) + 1,
                _ => usize::from(list.get(at).copied().unwrap_or(0)) + 1,
            },
        };
        let Some(operand) = list.get(at..at + length) else { return };
        property(code, operand);
        at += length;
    }
}
