//! The columns of a component: what filters and facets look at of every promise and item.

use suyan_corpus::Part;
use suyan_promises::{Strength, Verdict};

/// Bytes of a promise as written.
pub(super) const PROMISE_BYTES: usize = 14;
/// Bytes of an item as written.
pub(super) const ITEM_BYTES: usize = 3;

/// A promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PromiseRow {
    /// The number of its passage in the report.
    pub ordinal: u32,
    /// Its number in the passage, from 1.
    pub sentence: u32,
    /// The number of its first item among the component's.
    pub first_item: u32,
    /// Its part, as a number among [`Part::ALL`].
    pub part: u8,
    /// The strength of its firmest item, as a number among [`STRENGTHS`].
    pub strength: u8,
}

/// An item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ItemRow {
    /// The verdict as a number among [`Verdict::ALL`], and whether there is a quantity.
    bits: u8,
    /// The year of the report that tells.
    pub due: i16,
}

/// Every strength, the firmest first.
pub(crate) const STRENGTHS: [Strength; 5] =
    [Strength::Guarantee, Strength::Do, Strength::Strive, Strength::Promote, Strength::Explore];

const VERDICT: u8 = 0x0f;
const QUANTITY: u8 = 0x10;

impl PromiseRow {
    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.extend(self.ordinal.to_le_bytes());
        out.extend(self.sentence.to_le_bytes());
        out.extend(self.first_item.to_le_bytes());
        out.extend([self.part, self.strength]);
    }

    pub(super) fn read(bytes: &[u8; PROMISE_BYTES]) -> Option<Self> {
        let number = |at: usize| {
            let four = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
            u32::from_le_bytes(four)
        };
        let row = Self {
            ordinal: number(0),
            sentence: number(4),
            first_item: number(8),
            part: bytes[12],
            strength: bytes[13],
        };
        let is_known =
            usize::from(row.part) < Part::ALL.len() && usize::from(row.strength) < STRENGTHS.len();
        is_known.then_some(row)
    }

    /// The part that it stands in.
    pub(crate) fn part(self) -> Part {
        Part::ALL.get(usize::from(self.part)).copied().unwrap_or_default()
    }
}

impl ItemRow {
    pub(super) fn of(verdict: Verdict, has_quantity: bool, due: i16) -> Self {
        let at = Verdict::ALL.iter().position(|one| *one == verdict).unwrap_or_default() as u8;
        Self { bits: at | if has_quantity { QUANTITY } else { 0 }, due }
    }

    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.push(self.bits);
        out.extend(self.due.to_le_bytes());
    }

    pub(super) fn read(bytes: [u8; ITEM_BYTES]) -> Option<Self> {
        let [bits, low, high] = bytes;
        let is_known = usize::from(bits & VERDICT) < Verdict::ALL.len();
        is_known.then_some(Self { bits, due: i16::from_le_bytes([low, high]) })
    }

    /// Whether there is a figure in it.
    pub(crate) fn has_quantity(self) -> bool {
        self.bits & QUANTITY != 0
    }

    /// The verdict as a number among [`Verdict::ALL`], in an archive whose newest reports are of
    /// that year: what is due later is not due yet.
    pub(crate) fn verdict(self, newest: i16) -> usize {
        let kept = usize::from(self.bits & VERDICT);
        match Verdict::ALL[kept] {
            Verdict::NoReport | Verdict::NotDue => {
                usize::from(NO_REPORT) + usize::from(self.due > newest)
            }
            _ => kept,
        }
    }
}

/// The place of [`Verdict::NoReport`], which [`Verdict::NotDue`] follows.
const NO_REPORT: u8 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let row =
            PromiseRow { ordinal: 70_000, sentence: 3, first_item: 1 << 20, part: 3, strength: 4 };
        let mut bytes = Vec::new();
        row.write(&mut bytes);
        assert_eq!(PromiseRow::read(&bytes.try_into().unwrap()), Some(row));
        for verdict in Verdict::ALL {
            let row = ItemRow::of(verdict, true, 2024);
            let mut bytes = Vec::new();
            row.write(&mut bytes);
            let read = ItemRow::read(bytes.try_into().unwrap()).unwrap();
            assert!(read.has_quantity());
            let settled = !matches!(verdict, Verdict::NoReport | Verdict::NotDue);
            for (newest, missing) in [(2023, Verdict::NotDue), (2024, Verdict::NoReport)] {
                let shown = if settled { verdict } else { missing };
                assert_eq!(Verdict::ALL[read.verdict(newest)], shown);
            }
        }
    }
}
