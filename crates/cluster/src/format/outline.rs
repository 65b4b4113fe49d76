//! The passages of a report in a string: three hexadecimal digits for each, the first for its part and
//! whether it is a heading, two for its length.

use suyan_corpus::Part;
use suyan_search::plain::PassageOutline;

/// Set in the first digit of a heading; parts are below it.
const HEADING: u8 = 8;
const _: () = assert!(Part::ALL.len() <= HEADING as usize, "every part has its digit");

/// Writes passages.
pub(crate) fn write(passages: &[PassageOutline]) -> String {
    let digit = |one: &PassageOutline| one.part as u8 | if one.is_heading { HEADING } else { 0 };
    passages.iter().map(|one| format!("{:x}{:02x}", digit(one), one.length)).collect()
}

/// Reads them back; `None` where they were not written so.
pub(crate) fn read(written: &str) -> Option<Vec<PassageOutline>> {
    let passages = written.as_bytes().chunks(3).map(|three| {
        let digit = u8::from_str_radix(std::str::from_utf8(three.get(..1)?).ok()?, 16).ok()?;
        let length = std::str::from_utf8(three.get(1..3)?).ok()?;
        Some(PassageOutline {
            part: *Part::ALL.get(usize::from(digit & (HEADING - 1)))?,
            is_heading: digit & HEADING != 0,
            length: u8::from_str_radix(length, 16).ok()?,
        })
    });
    passages.collect()
}

/// How many passages there are.
pub(crate) fn many(written: &str) -> u32 {
    (written.len() / 3) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_read_as_they_were_written() {
        let one = |part, is_heading, length| PassageOutline { part, is_heading, length };
        let all: Vec<PassageOutline> = Part::ALL
            .iter()
            .flat_map(|&part| [one(part, false, 0), one(part, true, 255), one(part, true, 9)])
            .collect();
        let written = write(&all);
        assert_eq!((read(&written), many(&written)), (Some(all), 3 * Part::ALL.len() as u32));
        assert_eq!((read("00"), read("x00"), read("")), (None, None, Some(Vec::new())));
    }
}
