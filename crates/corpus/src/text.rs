//! Small pure functions over Chinese text that the rules of cleaning, dating and placing share.
//! The normalisation for searching is not here: it lives in the analysis crate.

use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Characters and what they are folded to: the analysis crate's table, read here a second time so
/// that metadata rules and the index agree on what a traditional character is.
const FOLDING: &str = include_str!("../../analysis/data/folding.txt");

/// First of the characters that [`SIMPLIFIED`] holds.
const FIRST: u32 = 0x2E80;
/// Last of them.
const LAST: u32 = 0x9FFF;

/// For radicals and Han characters what the rules read them as. Characters that simplified
/// Chinese uses itself stay, whatever else they may be in traditional texts: 乾安县 is no 干安县.
static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table: Vec<u16> = (FIRST..=LAST).filter_map(|code| u16::try_from(code).ok()).collect();
    for line in FOLDING.lines().filter(|line| !line.starts_with('#')) {
        let mut characters = line.chars();
        if let (Some(from), Some(to)) = (characters.next(), characters.next())
            && !is_in_use(from)
            && let Ok(to) = u16::try_from(u32::from(to))
            && let Some(slot) =
                u32::from(from).checked_sub(FIRST).and_then(|at| table.get_mut(at as usize))
        {
            *slot = to;
        }
    }
    table
});

/// Whether the character stands in GB 2312, the characters of simplified Chinese.
fn is_in_use(c: char) -> bool {
    let mut utf8 = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(c.encode_utf8(&mut utf8));
    !unmappable && matches!(bytes.as_ref(), [0xB0..=0xF7, 0xA1..=0xFE])
}

fn simplified(c: char) -> char {
    let at = u32::from(c).wrapping_sub(FIRST) as usize;
    let folded = SIMPLIFIED.get(at).and_then(|&code| char::from_u32(u32::from(code)));
    folded.unwrap_or(c)
}

/// The text with NFKC applied character by character and without any blank or line end: what the
/// rules match, since blanks in titles and date lines mean nothing (`政 府 工 作 报 告`).
/// Circles that stand for a zero become 〇, and between Han digits so does whatever is typed for
/// one (`二00六年`, `二OO六年`); traditional characters become simplified ones.
#[must_use]
pub fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if push_flat(text, &mut out) { with_han_zeros(&out) } else { out }
}

/// Zeros and the letter O (Latin, Greek, Cyrillic) as 〇 where they stand between Han digits, or
/// between one and 年.
fn with_han_zeros(flat: &str) -> String {
    let mut out = String::with_capacity(flat.len() + 8);
    let mut rest = flat;
    while let Some(from) = rest.find(is_zero) {
        let (before, zeros) = rest.split_at(from);
        let (zeros, after) = zeros.split_at(zeros.find(|c| !is_zero(c)).unwrap_or(zeros.len()));
        out.push_str(before);
        if out.ends_with(is_han_digit) && after.starts_with(|c| is_han_digit(c) || c == '年') {
            out.extend(zeros.chars().map(|_| '〇'));
        } else {
            out.push_str(zeros);
        }
        rest = after;
    }
    out + rest
}

fn is_zero(c: char) -> bool {
    matches!(c, '0' | '０' | 'O' | 'o' | 'ｏ' | 'Ο' | 'ο' | 'О' | 'о')
}

fn is_han_digit(c: char) -> bool {
    "〇零一二三四五六七八九".contains(c)
}

/// Gives whether something that is typed for a zero stands behind a Han digit.
fn push_flat(text: &str, out: &mut String) -> bool {
    let mut has_zero = false;
    for c in text.chars() {
        has_zero |= is_zero(c) && out.ends_with(is_han_digit);
        match c {
            c if c.is_whitespace() => {}
            '○' | '◯' | '〇' | '￮' | '⚪' | 'Ｏ' => out.push('〇'),
            '―' | '—' | '─' | '－' | '–' | '‒' => out.push('—'),
            '\u{4E00}'..='\u{9FFF}' | '\u{2E80}'..='\u{2FDF}' => out.push(simplified(c)),
            '!'..='~' | '。' | '、' => out.push(c),
            '，' => out.push(','),
            _ => out.extend(std::iter::once(c).nfkc().filter(|c| !c.is_whitespace())),
        }
    }
    has_zero
}

/// Whether the character is a Han character.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '〇' | '\u{20000}'..='\u{323AF}')
}

/// How many Han characters a text has.
#[must_use]
pub fn han(text: &str) -> usize {
    text.chars().filter(|&c| is_han(c)).count()
}

/// The first `chars` characters of a text.
#[must_use]
pub fn head(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(at, _)| &text[..at])
}

/// Whether a text is garbled: UTF-8 that was once saved as GBK (锛 is what became of ，), Latin-1
/// letters for bytes, or mostly what could not be decoded.
#[must_use]
pub fn is_garbled(sample: &str) -> bool {
    let (mut all, mut saved_wrong, mut latin, mut lost, mut common) = (0, 0, 0, 0, 0);
    let letters = sample.bytes().filter(u8::is_ascii_alphabetic).count();
    for c in sample.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        match c {
            '锛' | '銆' | '鈥' | '鐨' | '鏄' | '绗' => saved_wrong += 1,
            '的' | '和' | '工' | '作' | '全' | '，' | '。' => common += 1,
            '\u{A0}'..='\u{FF}' => latin += 1,
            '\u{FFFD}' => lost += 1,
            _ => {}
        }
    }
    all >= 40
        && (saved_wrong * 50 > all && saved_wrong > common * 2
            // A text of another language has more letters than accents.
            || latin * 3 > all && all > letters
            || lost * 4 > all)
}

/// Reads a year of four digits, in Latin or Han numerals: `2006`, `二〇〇六`, `一九九八`.
#[must_use]
pub fn year(text: &str) -> Option<i16> {
    let mut value: i16 = 0;
    let mut digits = 0;
    for c in text.chars() {
        value = value.checked_mul(10)?.checked_add(digit(c)?)?;
        digits += 1;
    }
    (digits == 4 && (1949..=2100).contains(&value)).then_some(value)
}

fn digit(c: char) -> Option<i16> {
    Some(match c {
        '0'..='9' => c as i16 - '0' as i16,
        '〇' | '零' | 'O' | 'o' => 0,
        '一' | '壹' => 1,
        '二' | '贰' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Reads a number below 100, in Latin or Han numerals: `31`, `十一`, `二十三`, `廿三`, `元`, `正`.
#[must_use]
pub fn small_number(text: &str) -> Option<i8> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    if matches!(text, "元" | "正") {
        return Some(1);
    }
    let mut value: i16 = 0;
    let mut pending: Option<i16> = None;
    for c in text.chars() {
        match c {
            '十' => value += pending.take().unwrap_or(1) * 10,
            '廿' => value += 20,
            '卅' => value += 30,
            c => {
                let d = digit(c)?;
                // Digits in a row, 二一 for 21.
                pending = Some(pending.map_or(d, |p| p * 10 + d));
                if pending? > 99 {
                    return None;
                }
            }
        }
    }
    i8::try_from(value + pending.unwrap_or(0)).ok().filter(|&v| (0..100).contains(&v))
}

/// A line as a terminal may show it: characters that would command the terminal, or turn the line
/// around, are written out.
#[must_use]
pub fn visible(line: &str) -> Cow<'_, str> {
    let commands = |c: char| {
        c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if !line.contains(commands) {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len() + 16);
    for c in line.chars() {
        if commands(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read() {
        for (word, value) in [("二〇〇六", 2006), ("2006", 2006), ("一九九八", 1998)] {
            assert_eq!(year(word), Some(value), "{word}");
        }
        assert_eq!((year("20XX"), year("206"), year("二十")), (None, None, None));
        for (word, value) in [
            ("元", 1),
            ("十", 10),
            ("十一", 11),
            ("二十", 20),
            ("二十三", 23),
            ("廿八", 28),
            ("7", 7),
        ] {
            assert_eq!(small_number(word), Some(value), "{word}");
        }
    }

    #[test]
    fn flat_text_is_simplified_but_for_characters_in_use() {
        assert_eq!(flat("廈門市政府工作報告，⺠生實事"), "厦门市政府工作报告,民生实事");
        assert_eq!(flat("乾安县藉口"), "乾安县藉口");
    }

    #[test]
    fn what_is_typed_for_a_han_zero_is_one() {
        for zeros in ["00", "００", "OO", "ＯＯ", "oo", "○○", "◯◯", "〇0", "ΟΟ", "ОО", "0 O", "零O"]
        {
            let text = flat(&format!("二{zeros}六年")).replace('零', "〇");
            assert_eq!(text, "二〇〇六年", "{zeros}");
        }
        assert_eq!(flat("一九九0年，二0一O年"), "一九九〇年,二〇一〇年");
        assert_eq!(flat("二00户、OPEC、第二0.5"), "二00户、OPEC、第二0.5");
    }

    #[test]
    fn flat_text_has_no_blanks_and_no_widths() {
        assert_eq!(flat("（２００６年　１月\n五日）― ○"), "(2006年1月五日)—〇");
    }

    #[test]
    fn texts_that_were_decoded_wrongly_are_garbled() {
        let text =
            "各位代表：现在，我代表县人民政府报告工作，请予审议。全县稳步发展，新建学校三所。";
        let gbk = encoding_rs::GBK.decode(text.as_bytes()).0;
        let latin = encoding_rs::WINDOWS_1252.decode(text.as_bytes()).0;
        let lost = text.replace(['表', '府', '工', '审', '展', '校'], "\u{FFFD}\u{FFFD}\u{FFFD}");
        for garbled in [gbk.as_ref(), latin.as_ref(), lost.as_str()] {
            assert!(is_garbled(garbled), "{garbled}");
        }
        let french =
            "Le préfet a présenté à l’assemblée générale le bilan de l’année écoulée. ".repeat(10);
        let clean = [text, &text.replace("请予", "鐨請予"), &french, "", "\u{FFFD}", "锛銆", "abc"];
        for clean in clean {
            assert!(!is_garbled(clean), "{clean}");
        }
    }

    #[test]
    fn what_commands_a_terminal_is_written_out() {
        assert_eq!(visible("云溪市 a\u{1b}[2J\u{202E}b\n"), "云溪市 a\\u{1b}[2J\\u{202e}b\\n");
        assert!(matches!(visible("云溪市2020年.txt"), Cow::Borrowed(_)));
    }
}
