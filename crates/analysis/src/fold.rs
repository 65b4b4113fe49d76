//! One character's normal form: what the index, the query and the highlighter all see.
//!
//! The rules are the contract's: NFKC, letter case, CJK radicals, 〇/○/零, traditional to
//! simplified. None looks at a character's neighbours, so that any piece of a text folds to the
//! same piece of the folded text.

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
        let mut set = |from: char, to: char| {
            if let (Ok(to), Some(slot)) = (
                u16::try_from(u32::from(to)),
                u32::from(from).checked_sub(FIRST).and_then(|at| dense.get_mut(at as usize)),
            ) {
                *slot = to;
            }
        };
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let mut characters = line.chars();
            if let (Some(from), Some(to)) = (characters.next(), characters.next()) {
                set(from, to);
            }
        }
        set('零', '〇');
        Folding { dense }
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
    fold_compatible(std::iter::once(character), put);
}

/// The same for a base character with combining marks, which compose as one.
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
        for lower in composed.to_lowercase() {
            match lower {
                '○' => put('〇'),
                _ if lower.is_ascii() => fold_ascii(lower, put),
                _ => {
                    let code = u32::from(lower);
                    match folding().dense.get(code.wrapping_sub(FIRST) as usize) {
                        Some(&folded) if folded != 0 => {
                            put(char::from_u32(u32::from(folded)).unwrap_or(lower));
                        }
                        _ => put(lower),
                    }
                }
            }
        }
    }
}

/// Whether a character combines with the one before it.
pub(crate) fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{20d0}'..='\u{20ff}')
}

/// Zero-width characters and the quotation marks that are transparent.
fn is_nothing(character: char) -> bool {
    matches!(
        character,
        '“' | '”' | '‘' | '’' | '「' | '」'
            | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{80}'..='\u{84}'
            | '\u{86}'..='\u{9f}'
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
    }
}
