//! One character's normal form: what the index, the query and the highlighter all see.
//!
//! The rules are the contract's: NFKC, letter case, CJK radicals, 〇/○/零, traditional to
//! simplified. None looks at a character's neighbours, so that any piece of a text folds to the
//! same piece of the folded text. What depends on neighbours (dashes, the zeros of a Han year) is
//! told in [`crate::tokens`].

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

/// Characters and what they are folded to, by `examples/build_folding.rs`.
pub(crate) const TABLE: &str = include_str!("../data/folding.txt");

/// First of the characters that [`Folding`] holds in its dense table: everything in the Basic
/// Multilingual Plane from the first CJK radical on.
const FIRST: u32 = 0x2E80;

struct Folding {
    /// For code points from [`FIRST`] to U+FFFF: the code point they fold to, 0 for «needs NFKC».
    dense: Vec<u16>,
    /// The few radicals whose ideographs stand in the supplementary planes.
    far: Vec<(char, char)>,
}

impl Folding {
    /// What the table says of a character, which is itself where it says nothing.
    fn look_up(&self, character: char) -> char {
        let at = u32::from(character).wrapping_sub(FIRST) as usize;
        match self.dense.get(at) {
            Some(0) => {
                let far = self.far.iter().find(|(from, _)| *from == character);
                far.map_or(character, |&(_, to)| to)
            }
            Some(&folded) => char::from_u32(u32::from(folded)).unwrap_or(character),
            None => character,
        }
    }
}

fn folding() -> &'static Folding {
    static FOLDING: OnceLock<Folding> = OnceLock::new();
    FOLDING.get_or_init(|| {
        let mut dense: Vec<u16> = (FIRST..=0xFFFF)
            .map(|code| match code {
                // Ideographs, kana and general CJK punctuation are their own normal form, as far
                // as the table below says nothing else, and full-width ASCII is ASCII; all else
                // goes through NFKC.
                0x300C | 0x300D => 0,
                0x3001..=0x3029 | 0x3041..=0x3094 | 0x30A1..=0x30FE => code as u16,
                0x3400..=0x4DBF | 0x4E00..=0x9FFF => code as u16,
                0xFF21..=0xFF3A => (code - 0xFF21) as u16 + u16::from(b'a'),
                0xFF01..=0xFF5E if code != 0xFF02 => (code - 0xFF01) as u16 + u16::from(b'!'),
                _ => 0,
            })
            .collect();
        let mut far = Vec::new();
        let mut set = |from: char, to: char| {
            let slot = u32::from(from).checked_sub(FIRST).and_then(|at| dense.get_mut(at as usize));
            match (u16::try_from(u32::from(to)), slot) {
                (Ok(to), Some(slot)) => *slot = to,
                _ => far.push((from, to)),
            }
        };
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let mut characters = line.chars();
            if let (Some(from), Some(to)) = (characters.next(), characters.next()) {
                set(from, to);
            }
        }
        set('零', '〇');
        Folding { dense, far }
    })
}

/// Gives the normal form of `character` to `put`, piece by piece: nothing for characters that are
/// nothing, several for compatibility forms such as ㎡, a blank for every kind of blank.
pub(crate) fn fold(character: char, put: &mut impl FnMut(char)) {
    let code = u32::from(character);
    if code < 0x80 {
        return fold_ascii(character, put);
    }
    if matches!(character, '‘' | '’' | '“' | '”') {
        return;
    }
    if let Some(&folded) = folding().dense.get(code.wrapping_sub(FIRST) as usize)
        && folded != 0
    {
        return put(char::from_u32(u32::from(folded)).unwrap_or(character));
    }
    // Most characters of a text: an ideograph that is folded to none is what it is.
    if matches!(character, '\u{4e00}'..='\u{9fff}') {
        return put(character);
    }
    fold_compatible(std::iter::once(character), put);
}

/// Folds a base character with its combining marks, which compose as one.
pub(crate) fn fold_cluster(cluster: &str, put: &mut impl FnMut(char)) {
    fold_compatible(cluster.chars(), put);
}

fn fold_ascii(character: char, put: &mut impl FnMut(char)) {
    match character {
        '"' => {}
        _ if character.is_ascii_whitespace() || character == '\u{b}' => put(' '),
        // Control characters are nothing: the term alphabet of the index uses them as marks.
        _ if character.is_ascii_control() => {}
        _ => put(character.to_ascii_lowercase()),
    }
}

fn fold_compatible(characters: impl Iterator<Item = char>, put: &mut impl FnMut(char)) {
    for composed in characters.nfkc() {
        if is_nothing(composed) {
            continue;
        }
        if composed.is_whitespace() {
            put(' ');
            continue;
        }
        if let Some(number) = enclosed(composed) {
            number.to_string().chars().for_each(&mut *put);
            continue;
        }
        for lower in composed.to_lowercase() {
            match lower {
                '○' | '◯' => put('〇'),
                // The sign of a number, whichever way it is set.
                '−' => put('-'),
                _ if lower.is_ascii() => fold_ascii(lower, put),
                _ => put(folding().look_up(lower)),
            }
        }
    }
}

/// The value of an enclosed number that NFKC leaves as it is, as ❶ and ⓵: Unicode's numeric values
/// of the blocks Enclosed Alphanumerics (and its supplement), Dingbats, and Enclosed CJK Letters.
fn enclosed(character: char) -> Option<u32> {
    let code = u32::from(character);
    Some(match code {
        0x24EB..=0x24F4 => code - 0x24EB + 11,
        0x24F5..=0x24FE => code - 0x24F5 + 1,
        0x2776..=0x277F => code - 0x2776 + 1,
        0x2780..=0x2789 => code - 0x2780 + 1,
        0x278A..=0x2793 => code - 0x278A + 1,
        0x3248..=0x324F => (code - 0x3248 + 1) * 10,
        0x24FF | 0x1F10B | 0x1F10C => 0,
        _ => return None,
    })
}

/// Whether a character combines with the one before it.
pub(crate) fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{20d0}'..='\u{20ff}')
}

/// Zero-width characters (Unicode's format characters, variation selectors and fillers) and the
/// quotation marks that are transparent.
fn is_nothing(character: char) -> bool {
    matches!(
        character,
        '“' | '”' | '‘' | '’' | '「' | '」'
            | '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
            | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| fold(c, &mut |c| out.push(c)));
        out
    }

    #[test]
    fn folds_what_the_contract_names() {
        assert_eq!(folded("ＰＭ２．５％"), "pm2.5%");
        assert_eq!(folded("⺠⾼"), "民高");
        assert_eq!(folded("推動經濟發展臺灣"), "推动经济发展台湾");
        assert_eq!(folded("衞生敍用粧枱"), "卫生叙用妆台");
        assert_eq!(folded("二○○六、二〇零六"), "二〇〇六、二〇〇六");
        assert_eq!(folded("“一\u{200b}网‘统’「管」\""), "一网统管");
        assert_eq!(folded("㎡"), "m2");
        assert_eq!(folded("\u{3000}\u{a0}"), "  ");
        assert_eq!(folded("『书』·《名》"), "『书』·《名》");
        assert_eq!(folded("二◯◯六、−3、甦醒"), "二〇〇六、-3、苏醒");
    }

    #[test]
    fn enclosed_numbers_are_their_value() {
        assert_eq!(folded("①⑳㉟㊿❶❿➀➉➊➓⓫⓴⓵⓾⓪⓿㉈㉏"), "1203550110110110112011000".to_owned() + "1080");
        assert_eq!(folded("¹₂⑴⒈½"), "12(1)1.1⁄2");
    }

    #[test]
    fn every_radical_is_an_ideograph() {
        for code in (0x2E81..=0x2EF3).chain(0x2F00..=0x2FD5).filter(|&code| code != 0x2E9A) {
            let radical = char::from_u32(code).unwrap();
            let is_ideograph = |c: char| u32::from(c) >= 0x3400;
            let to = folded(radical.encode_utf8(&mut [0; 4]));
            assert!(to.chars().count() == 1 && to.chars().all(is_ideograph), "{radical} {to}");
        }
    }

    #[test]
    fn what_has_no_width_is_nothing() {
        let none = "\u{ad}\u{34f}\u{61c}\u{180b}\u{200b}\u{200d}\u{2060}\u{3164}\u{fe0f}\u{feff}\u{fffa}\u{e0100}\u{e007f}";
        assert_eq!(folded(none), "");
    }

    /// Every character there is.
    fn all() -> impl Iterator<Item = char> {
        (0..=0x0010_FFFF).filter_map(char::from_u32)
    }

    #[test]
    fn what_is_folded_is_folded() {
        let mut wrong = Vec::new();
        for character in all() {
            let once = folded(character.encode_utf8(&mut [0; 4]));
            let twice = folded(&once);
            if once != twice {
                wrong.push(format!("{character:?} {once:?} {twice:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} {:?}", wrong.len(), &wrong[..wrong.len().min(40)]);
    }

    #[test]
    fn a_normal_form_holds_no_capital_no_wide_form_and_no_control() {
        for character in all() {
            for one in folded(character.encode_utf8(&mut [0; 4])).chars() {
                let is_wide = matches!(one, '\u{ff01}'..='\u{ff5e}' | '\u{3000}');
                let is_quote = matches!(one, '"' | '“' | '”' | '‘' | '’' | '「' | '」');
                assert!(
                    !one.is_ascii_uppercase() && !is_wide && !is_quote && !one.is_control(),
                    "{character:?} {one:?}"
                );
            }
        }
    }
}
