//! Names of files and members as people wrote them.
//!
//! Zip files from Chinese systems hold GBK names without saying so, and tools that took them for
//! CP437 left disks full of names made of box-drawing characters.

use std::borrow::Cow;

use encoding_rs::GB18030;

/// The upper half of code page 437, as the Unicode Consortium maps it (VENDORS/MICSFT/PC/CP437.TXT).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// Decodes the name of a member: UTF-8, or else GB18030; then [`heal`].
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => heal(name).into_owned(),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Undoes the reading of GBK as CP437: `╤╙▒▀` is 延边. A name that is no such mistake stays as it
/// is.
#[must_use]
pub fn heal(name: &str) -> Cow<'_, str> {
    let odd = |c: char| matches!(c, '\u{2500}'..='\u{259F}' | 'ª'..='º' | '⌐' | 'α'..='φ' | 'Ç'..='ÿ' | '≡' | '≈' | '≥' | '≤');
    // Leads of GBK become box drawing; résumé with a single rule in it is no such name.
    let boxes = name.chars().filter(|c| matches!(c, '\u{2500}'..='\u{259F}')).count();
    if boxes < 2
        || name.chars().filter(|c| odd(*c)).count() < 2
        || name.chars().any(|c| matches!(c, '\u{3000}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}'))
    {
        return Cow::Borrowed(name);
    }
    let bytes: Option<Vec<u8>> = name
        .chars()
        .map(|c| match u8::try_from(u32::from(c)) {
            Ok(byte) if byte < 0x80 => Some(byte),
            // The micro sign has two code points.
            _ => CP437
                .chars()
                .position(|known| known == c || known == 'µ' && c == 'μ')
                .and_then(|at| u8::try_from(at + 0x80).ok()),
        })
        .collect();
    let Some(bytes) = bytes else { return Cow::Borrowed(name) };
    match GB18030.decode_without_bom_handling_and_without_replacement(&bytes) {
        Some(healed) if healed.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')) => {
            Cow::Owned(healed.into_owned())
        }
        _ => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_healed() {
        let (gbk, _, _) = GB18030.encode("云溪市2014年报告.txt");
        let mangled: String = gbk
            .iter()
            .map(|b| match b {
                0..0x80 => char::from(*b),
                _ => CP437.chars().nth(usize::from(*b) - 0x80).unwrap(),
            })
            .collect();
        assert_eq!(heal(&mangled), "云溪市2014年报告.txt");
        assert_eq!(decode(&gbk), "云溪市2014年报告.txt");
        assert_eq!(heal("résumé─.txt"), "résumé─.txt");
        assert_eq!(heal("报告░.txt"), "报告░.txt");
    }
}
