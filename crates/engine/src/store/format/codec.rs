//! Texts as symbols: the most frequent strings of reports take one byte each, some 36,000 more two.
//!
//! A docstore that compresses blocks unpacks sixteen kilobytes to show one passage of half a
//! kilobyte, 30 µs each time, and a search shows or looks at dozens. With a table that never
//! changes every text stands for itself, takes a third of its size, and is unpacked alone.
//!
//! The symbols are in `data/symbols.txt`, the most frequent first. They are words of the general
//! dictionary of jieba (github.com/fxsjy/jieba, MIT) and single characters, chosen by
//! `suyan-bench symbols` by what each saves in reports. The table is part of the format.

use std::sync::LazyLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use crate::Error;

/// Symbols, one a line.
const TABLE: &str = include_str!("../../../data/symbols.txt");

/// Codes of one byte: those below this one.
const SHORT: usize = 111;
/// Before a stretch that has no symbols: its length in bytes follows, then the stretch.
const VERBATIM: u8 = 255;

/// As many symbols as there are codes for.
pub const SYMBOLS: usize = SHORT + (VERBATIM as usize - SHORT) * 256;

/// The symbols in the order of their codes.
static DECODED: LazyLock<Vec<&str>> = LazyLock::new(|| TABLE.lines().take(SYMBOLS).collect());

/// The bytes that are copied of a symbol at once, whatever its length: all of nearly every one.
const COPIED: usize = 16;

/// The bytes of a symbol, as many as are copied, and how many it has.
struct Symbol {
    first: [u8; COPIED],
    length: u8,
}

/// The symbols once more, to be copied.
static COPIES: LazyLock<Vec<Symbol>> = LazyLock::new(|| {
    let copy = |symbol: &&str| {
        let mut first = [0; COPIED];
        let held = symbol.len().min(COPIED);
        first[..held].copy_from_slice(&symbol.as_bytes()[..held]);
        Symbol { first, length: symbol.len() as u8 }
    };
    DECODED.iter().map(copy).collect()
});

/// The longest symbol at every place.
static LONGEST: LazyLock<CharwiseDoubleArrayAhoCorasick<u16>> = LazyLock::new(|| {
    CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build(DECODED.iter())
        .expect("the symbols differ from each other")
});

/// Appends the codes of a text.
pub(super) fn encode(text: &str, out: &mut Vec<u8>) {
    let mut from = 0;
    for found in LONGEST.leftmost_find_iter(text) {
        verbatim(&text.as_bytes()[from..found.start()], out);
        let code = usize::from(found.value());
        match code.checked_sub(SHORT) {
            None => out.push(code as u8),
            Some(code) => out.extend([(SHORT + code / 256) as u8, (code % 256) as u8]),
        }
        from = found.end();
    }
    verbatim(&text.as_bytes()[from..], out);
}

fn verbatim(stretch: &[u8], out: &mut Vec<u8>) {
    for some in stretch.chunks(usize::from(u8::MAX)) {
        out.extend([VERBATIM, some.len() as u8]);
        out.extend(some);
    }
}

/// The text of some codes.
pub(super) fn decode(codes: &[u8]) -> Result<String, Error> {
    let broken = || Error::index("reading a passage")("its text is damaged");
    let (symbols, copies) = (&*DECODED, &*COPIES);
    let mut text = vec![0; codes.len() * 4 + COPIED];
    let mut at = 0;
    let mut rest = codes;
    while let Some((&first, behind)) = rest.split_first() {
        let mut code = usize::from(first);
        rest = behind;
        if code >= SHORT {
            let (&second, behind) = behind.split_first().ok_or_else(broken)?;
            rest = behind;
            if first == VERBATIM {
                let stretch = behind.split_at_checked(usize::from(second)).ok_or_else(broken)?;
                put(&mut text, &mut at, stretch.0);
                rest = stretch.1;
                continue;
            }
            code = SHORT + (code - SHORT) * 256 + usize::from(second);
        }
        let symbol = copies.get(code).ok_or_else(broken)?;
        match text.get_mut(at..at + COPIED) {
            Some(room) if usize::from(symbol.length) <= COPIED => {
                room.copy_from_slice(&symbol.first);
                at += usize::from(symbol.length);
            }
            _ => put(&mut text, &mut at, symbols[code].as_bytes()),
        }
    }
    text.truncate(at);
    String::from_utf8(text).map_err(Error::index("reading a passage"))
}

/// Writes bytes at a place, and goes behind them.
fn put(text: &mut Vec<u8>, at: &mut usize, bytes: &[u8]) {
    let end = *at + bytes.len();
    if text.len() < end {
        text.resize(end * 2, 0);
    }
    text[*at..end].copy_from_slice(bytes);
    *at = end;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn there_and_back(text: &str) -> usize {
        let mut codes = Vec::new();
        encode(text, &mut codes);
        assert_eq!(decode(&codes).expect("decode"), text);
        codes.len()
    }

    #[test]
    fn what_reports_say_takes_a_third() {
        let text =
            "过去一年，全区新增就业1.2万人，城镇登记失业率控制在4%以内；完成老旧小区改造36个。";
        assert!(there_and_back(text) * 5 < text.len() * 2, "{}", there_and_back(text));
    }

    #[test]
    fn any_text_comes_back() {
        for text in ["", "𠀀𠀁", "plain words", "\u{0}\u{1f}\u{feff}", &"🙂".repeat(300)] {
            there_and_back(text);
        }
    }

    #[test]
    fn damage_is_an_error() {
        for codes in [&[VERBATIM][..], &[VERBATIM, 3, 65], &[200], &[VERBATIM, 1, 0xff]] {
            assert!(decode(codes).is_err(), "{codes:?}");
        }
    }

    #[test]
    fn every_symbol_has_a_code() {
        assert_eq!(DECODED.len(), TABLE.lines().count());
        assert!(DECODED.iter().all(|symbol| !symbol.is_empty()));
    }

    proptest! {
        #[test]
        fn any_characters_come_back(text in "\\PC{0,200}") {
            there_and_back(&text);
        }
    }
}
